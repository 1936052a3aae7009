//! The known name that somebody probably meant.

/// The name nearest to what was typed; none where nothing comes near.
pub(crate) fn nearest<'a>(
    typed: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    let scored = known.into_iter().map(|name| {
        let steps = strsim::damerau_levenshtein(&typed, name);
        (steps, strsim::jaro_winkler(&typed, name), name)
    });
    let near = scored
        .filter(|(steps, alike, name)| *steps * 3 <= name.chars().count().max(3) || *alike > 0.9);
    near.min_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1))).map(|(_, _, name)| name)
}

/// The same as the end of a sentence; empty where nothing comes near.
pub(crate) fn did_you_mean<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(typed, known).map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_understood() {
        let known = ["proxy", "proxy-auth", "patience", "report", "role"];
        for (typed, meant) in [
            ("proxi", "proxy"),
            ("porxy", "proxy"),
            ("patiance", "patience"),
            ("proxy_auth", "proxy-auth"),
            ("ROLE", "role"),
            ("roles", "role"),
        ] {
            assert_eq!(nearest(typed, known), Some(meant), "{typed}");
        }
        assert_eq!(nearest("colour-of-the-sky", known), None);
    }
}
