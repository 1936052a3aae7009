//! The documented facts about proxies of Configuration Manager that the checks stand on.

use std::sync::LazyLock;

use serde::Deserialize;

/// One fact, with where it is documented.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// Its id.
    pub id: String,
    /// The role or component that it is about.
    pub about: String,
    /// What it says, in our words.
    pub fact: String,
    /// Why no check enforces it; none where one does.
    pub unchecked: Option<String>,
    /// Public sources.
    pub sources: Vec<String>,
}

/// All of them, in the order of the articles.
pub static FACTS: LazyLock<Vec<Fact>> = LazyLock::new(|| {
    serde_saphyr::from_str(include_str!("facts.yaml")).expect("the built-in file is read by a test")
});

#[cfg(test)]
mod tests {
    use super::super::CHECKS;
    use super::*;

    #[test]
    fn every_fact_has_a_check_or_a_reason() {
        assert_eq!(FACTS.len(), 81);
        for fact in FACTS.iter() {
            let checked = CHECKS.iter().any(|check| check.facts().contains(&fact.id.as_str()));
            assert_eq!(checked, fact.unchecked.is_none(), "{}", fact.id);
            assert!(!fact.sources.is_empty(), "{}", fact.id);
        }
        for id in CHECKS.iter().flat_map(|check| check.facts()) {
            assert!(FACTS.iter().any(|fact| fact.id == *id), "{id} is no fact");
        }
    }
}
