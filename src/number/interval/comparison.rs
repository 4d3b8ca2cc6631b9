//! Comparisons and logic: 1 where true, 0 where false, [0, 1] where the bounds don't tell.

use super::Interval;

impl Interval {
    const UNKNOWN: Self = Self::bounds(0.0, 1.0);

    fn known(truth: Option<bool>) -> Self {
        match truth {
            Some(true) => Self::ONE,
            Some(false) => Self::ZERO,
            None => Self::UNKNOWN,
        }
    }

    /// Whether the value counts as true (it isn't 0), if that is known.
    pub(super) fn truth(&self) -> Option<bool> {
        if !self.has_zero() {
            Some(true)
        } else if self.lo == self.hi {
            Some(false)
        } else {
            None
        }
    }

    pub(super) fn less(&self, other: &Self) -> Self {
        Self::known(if self.hi < other.lo {
            Some(true)
        } else if self.lo >= other.hi {
            Some(false)
        } else {
            None
        })
    }

    pub(super) fn less_equal(&self, other: &Self) -> Self {
        other.less(self).not()
    }

    pub(super) fn equal(&self, other: &Self) -> Self {
        Self::known(if self.hi < other.lo || self.lo > other.hi {
            Some(false)
        } else if self.lo == self.hi && other.lo == other.hi {
            Some(true)
        } else {
            None
        })
    }

    pub(super) fn and(&self, other: &Self) -> Self {
        Self::known(match (self.truth(), other.truth()) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        })
    }

    pub(super) fn or(&self, other: &Self) -> Self {
        self.not().and(&other.not()).not()
    }

    pub(super) fn not(&self) -> Self {
        Self::known(self.truth().map(|truth| !truth))
    }
}
