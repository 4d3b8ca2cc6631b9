//! Who knows the values of closed nodes while an expression is elaborated: `floor(log2(27))`.
//!
//! At build that is the evaluator, by exact forms and wide enclosures. In the browser, which has
//! neither, it is `f64` intervals: what they can't decide, such as a tie, stays undecided there.

use super::graph::{Graph, NodeId};
use crate::number::Rational;

/// Knows the values of closed nodes, where they are known to be rational.
#[derive(Debug, Default)]
pub(super) struct Decider(Inner);

#[cfg(feature = "tool")]
type Inner = super::evaluator::Evaluator;

/// How many tiers of wide enclosures are asked before a value counts as not known.
#[cfg(feature = "tool")]
const DECIDING_TIERS: usize = 2;

#[cfg(feature = "tool")]
impl Decider {
    pub(super) fn value(&mut self, graph: &Graph, node: NodeId) -> Option<Rational> {
        use crate::number::{Defined, Enclosure};
        self.0.begin();
        if let Some(value) = self.0.exact(graph, node).as_rational() {
            return Some(value.clone());
        }
        // Only a jump can make a point of an enclosure that is none.
        (1..=DECIDING_TIERS).find_map(|tier| {
            let value = self.0.wide(graph, node, tier)?;
            let point = value.low().filter(|low| value.high().as_ref() == Some(low))?;
            (value.defined() == Defined::Yes).then_some(point)
        })
    }
}

#[cfg(not(feature = "tool"))]
#[derive(Debug)]
struct Inner(super::Evaluation<crate::number::Interval>);

#[cfg(not(feature = "tool"))]
impl Default for Inner {
    fn default() -> Self {
        Self(super::Evaluation::new((), 0))
    }
}

#[cfg(not(feature = "tool"))]
impl Decider {
    pub(super) fn value(&mut self, graph: &Graph, node: NodeId) -> Option<Rational> {
        use crate::number::{Defined, Enclosure as _};
        self.0.0.set_steps(1_000_000);
        let value = self.0.0.value(graph, node);
        if value.is_point() {
            return Rational::try_from(value.lo()).ok();
        }
        // Lengths and indices are integers: `log2(8)` is 3. Both truth values are in reach of a
        // condition that isn't decided.
        let (low, high) = (libm::ceil(value.lo()), libm::floor(value.hi()));
        let narrow = value.hi() - value.lo() <= 1e-9 * libm::fabs(low).max(1.0);
        (value.defined() == Defined::Yes && narrow && low == high).then(|| Rational::try_from(low).ok()).flatten()
    }
}
