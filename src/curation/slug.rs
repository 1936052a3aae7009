//! Names of files from titles in any language.

use std::collections::BTreeSet;

use icu_normalizer::DecomposingNormalizerBorrowed;

/// Longest name, in bytes.
const LONGEST: usize = 60;

/// Lower-case letters, digits and hyphens; none when a title has no letter or digit of ASCII, not
/// even below its accents.
pub(super) fn slug(title: &str) -> Option<String> {
    let mut slug = String::new();
    for letter in DecomposingNormalizerBorrowed::new_nfkd().normalize(title).chars() {
        let plain = match letter {
            'ß' => "ss",
            'ø' | 'Ø' => "o",
            'ł' | 'Ł' => "l",
            'æ' | 'Æ' => "ae",
            'œ' | 'Œ' => "oe",
            'đ' | 'Đ' => "d",
            'ı' => "i",
            // Accents, apart from their letters now.
            '\u{300}'..='\u{36F}' => continue,
            c if c.is_ascii_alphanumeric() => {
                slug.push(c.to_ascii_lowercase());
                continue;
            }
            _ => "-",
        };
        if plain != "-" || !slug.is_empty() && !slug.ends_with('-') {
            slug.push_str(plain);
        }
    }
    slug.truncate(LONGEST);
    let slug = slug.trim_end_matches('-');
    (!slug.is_empty()).then(|| slug.to_owned())
}

/// The name, or the name with a number, that is not taken yet.
pub(super) fn unused(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    let mut name = wanted.to_owned();
    let mut number = 2;
    while !taken.insert(name.clone()) {
        name = format!("{wanted}-{number}");
        number += 1;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_of_any_language_become_names() {
        assert_eq!(
            slug("Mises à jour et maintenance").as_deref(),
            Some("mises-a-jour-et-maintenance")
        );
        assert_eq!(
            slug("Obsługa systemu Windows 10").as_deref(),
            Some("obsluga-systemu-windows-10")
        );
        assert_eq!(slug("Windows 10 サービス").as_deref(), Some("windows-10"));
        assert_eq!(slug("更新及服務"), None);
        let mut taken = BTreeSet::new();
        assert_eq!([unused("a", &mut taken), unused("a", &mut taken)], ["a", "a-2"]);
    }
}
