//! What was typeset, so that each formula is typeset once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many bytes a generation holds. Two of them are kept, in two memos.
const GENERATION: usize = 48 << 20;

/// Formulas and their HTML, shared by threads.
///
/// A course of ten thousand lessons has more formulas than memory should hold, most of them on one
/// page only. So there are two generations: when the young one is full, it becomes the old one, and
/// what nobody asked for since is forgotten. What all lessons use is always at hand.
#[derive(Debug, Default)]
pub(super) struct Memo(Mutex<Generations>);

#[derive(Debug, Default)]
struct Generations {
    young: HashMap<Box<str>, Arc<str>>,
    old: HashMap<Box<str>, Arc<str>>,
    /// The bytes of the young ones.
    bytes: usize,
}

impl Memo {
    /// The HTML of `tex`, if it is known.
    pub(super) fn get(&self, tex: &str) -> Option<Arc<str>> {
        let mut generations = self.lock();
        if let Some(html) = generations.young.get(tex) {
            return Some(Arc::clone(html));
        }
        let (tex, html) = generations.old.remove_entry(tex)?;
        generations.put(tex, Arc::clone(&html), GENERATION);
        Some(html)
    }

    /// Remembers the HTML of `tex`.
    pub(super) fn put(&self, tex: &str, html: &Arc<str>) {
        self.lock().put(tex.into(), Arc::clone(html), GENERATION);
    }

    fn lock(&self) -> MutexGuard<'_, Generations> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Generations {
    fn put(&mut self, tex: Box<str>, html: Arc<str>, limit: usize) {
        self.bytes += tex.len() + html.len();
        self.young.insert(tex, html);
        if self.bytes > limit {
            self.old = std::mem::take(&mut self.young);
            self.bytes = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_stays_and_the_rest_goes() {
        let memo = Memo::default();
        memo.put("x", &"<i>x</i>".into());
        assert_eq!(memo.get("x").as_deref(), Some("<i>x</i>"));
        assert_eq!(memo.get("y"), None);
        let large: Arc<str> = "z".repeat(GENERATION).into();
        memo.put("z", &large);
        assert_eq!(memo.get("x").as_deref(), Some("<i>x</i>"), "found among the old ones, and young again");
        memo.put("z2", &large);
        memo.put("z3", &large);
        assert_eq!(memo.get("z"), None);
        memo.put("z4", &large);
        assert_eq!(memo.get("x"), None, "nobody asked for it in two generations");
    }
}
