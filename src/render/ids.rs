//! Names of places on a page: made from headings, each used once.

use std::collections::BTreeSet;

/// The ids that a page has given away.
#[derive(Debug, Default)]
pub(super) struct Ids {
    taken: BTreeSet<String>,
}

/// Beginnings of ids that the page itself uses, so that no heading gets one.
const OWN: &[&str] = &["claim-", "proof-", "problem-", "widget-", "plot-", "note-", "noteref-", "box-", "page-"];

impl Ids {
    /// Takes exactly this id, or says that it is taken.
    pub(super) fn take(&mut self, id: &str) -> bool {
        !is_own(id) && self.taken.insert(id.to_owned())
    }

    /// Takes an id made from `text`: `Gibbs' inequality` → `gibbs-inequality`, then `gibbs-inequality-2`.
    pub(super) fn make(&mut self, text: &str) -> String {
        let slug = slug(text);
        let base = match slug.as_str() {
            "" => "section".to_owned(),
            _ if is_own(&slug) => format!("on-{slug}"),
            _ => slug,
        };
        let mut id = base.clone();
        let mut count = 1;
        while !self.taken.insert(id.clone()) {
            count += 1;
            id = format!("{base}-{count}");
        }
        id
    }

    /// Whether the page has a place of that name among its headings.
    pub(super) fn has(&self, id: &str) -> bool {
        self.taken.contains(id)
    }
}

fn is_own(id: &str) -> bool {
    OWN.iter().any(|own| id.starts_with(own))
}

/// `text` as part of an address: letters and digits of any script in lower case, one hyphen
/// between words.
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            // A name in possession is one word: "Gibbs' inequality", "Bayes’s rule".
            '\'' | '’' => {}
            _ if character.is_alphanumeric() => slug.extend(character.to_lowercase().filter(|c| c.is_alphanumeric())),
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_readable_and_unique() {
        let mut ids = Ids::default();
        assert!(ids.take("kl"));
        assert!(!ids.take("kl") && !ids.take("claim-1"));
        assert_eq!(ids.make("Gibbs' inequality: a barrier!"), "gibbs-inequality-a-barrier");
        assert_eq!(ids.make("KL"), "kl-2");
        assert_eq!(ids.make("?"), "section");
        assert_eq!(ids.make("Problem 1"), "on-problem-1");
        assert_eq!(slug("Энтропия — мера"), "энтропия-мера");
    }
}
