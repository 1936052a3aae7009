//! The known word that a mistyped one was probably meant to be.

/// The nearest of `known` to `typed`, if it is near enough to be worth offering.
#[must_use]
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Nobody mistypes a word of this length; the distance of a longer one would only cost time.
    const LONGEST: usize = 100;
    let length = typed.chars().count();
    if length > LONGEST {
        return None;
    }
    let near_enough = (length / 3).max(1);
    known
        .into_iter()
        .map(|word| (strsim::levenshtein(typed, word), word))
        .filter(|(distance, _)| *distance <= near_enough)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typing_error_finds_its_word_and_nonsense_does_not() {
        let known = ["ports", "pattern", "purpose"];
        assert_eq!(nearest("portz", known), Some("ports"));
        assert_eq!(nearest("patern", known), Some("pattern"));
        assert_eq!(nearest("colour", known), None);
        assert_eq!(nearest(&"p".repeat(1_000_000), known), None);
    }
}
