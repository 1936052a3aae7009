//! What the codes of findings mean, each in one sentence.

/// The codes, with their sentences.
const MEANINGS: &[(&str, &str)] = &[
    ("need.uncovered", "Nothing lets the endpoint through."),
    ("need.partly", "Something of the endpoint is let through, and something is not."),
    ("need.shadowed", "A deny entry wins over the entry that would let the endpoint through."),
    ("need.dead", "The entry that was meant for the endpoint can match nothing in this product."),
    ("need.cannot_express", "The product has no way to say what the endpoint needs."),
    ("need.cannot_decide", "The file does not tell whether the endpoint is let through."),
    ("need.broad", "The endpoint is let through only by an entry that lets far more through."),
    ("entry.refused", "The product refuses the entry, or does not start with it."),
    ("entry.not_read", "An entry of a kind that is not read here: what it does is not counted."),
    ("entry.dead", "The entry loads and can match nothing."),
    ("entry.duplicate", "The same entry is there before."),
    ("entry.redundant", "Another entry already has all of it."),
    ("entry.shadowed", "An entry of the other kind always decides first: this one never acts."),
    ("entry.unneeded", "No selected role needs the entry; somebody else may."),
    ("entry.wider_than_needed", "The wildcard has more under it than the selected roles need."),
    ("entry.broad.everything", "The entry lets every host through."),
    (
        "entry.broad.public_suffix",
        "The entry lets everything through under a suffix where anybody can register a name.",
    ),
    (
        "entry.broad.shared_hosting",
        "The entry lets everything through under a domain whose owner gives names to any customer.",
    ),
    (
        "entry.broad.text_suffix",
        "There is no dot before the name, so that names of other owners match, too.",
    ),
    ("entry.broad.any_owner", "Names of any owner match the entry."),
];

/// What a code means; none for a code that is none of ours.
#[must_use]
pub fn meaning(code: &str) -> Option<&'static str> {
    MEANINGS.iter().find(|(known, _)| *known == code).map(|(_, meaning)| *meaning)
}

/// Every code.
pub(super) fn codes() -> impl Iterator<Item = &'static str> {
    MEANINGS.iter().map(|(code, _)| *code)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::audit::checks::CHECKS;

    #[test]
    fn every_code_has_one_meaning_and_stands_in_the_documentation() {
        let document = include_str!("../../docs/audit.md");
        for code in CHECKS.iter().flat_map(|check| check.codes()) {
            assert!(meaning(code).is_some(), "{code} has no meaning");
        }
        let known: BTreeSet<&str> = MEANINGS.iter().map(|(code, _)| *code).collect();
        assert_eq!(known.len(), MEANINGS.len());
        let titles = document.lines().filter_map(|line| line.strip_prefix("### "));
        assert_eq!(titles.collect::<BTreeSet<_>>(), known);
    }
}
