//! How the texts of an expression end.

use regex_syntax::hir::{Class, Hir, HirKind, Look};

/// Endings of an expression that are kept apart.
const MOST: usize = 64;

/// Characters one after another that a class may have to be taken apart.
const FEW: u32 = 4;

/// Texts of which each text of an expression has one at its end.
struct Endings {
    /// Lower-case, in no order.
    texts: Vec<String>,
    /// True when they are the whole texts, so that what stands before is at their beginning.
    whole: bool,
}

/// Texts of which every text that is matched as a whole has one at its end, lower-case and never
/// empty; none when no such are known.
pub(super) fn endings(tree: &Hir) -> Option<Vec<String>> {
    let Endings { mut texts, .. } = of(tree);
    texts.sort_unstable();
    texts.dedup();
    (!texts.iter().any(String::is_empty)).then_some(texts)
}

impl Endings {
    /// Nothing, at the end of anything.
    fn unknown() -> Self {
        Self { texts: vec![String::new()], whole: false }
    }

    fn exactly(text: String) -> Self {
        Self { texts: vec![text], whole: true }
    }

    /// These, or those if there are too many.
    fn unless_many(self, those: Self) -> Self {
        if self.texts.len() > MOST { those } else { self }
    }
}

fn of(tree: &Hir) -> Endings {
    match tree.kind() {
        HirKind::Empty | HirKind::Look(_) => Endings::exactly(String::new()),
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).map(str::to_ascii_lowercase);
            text.map_or_else(|_| Endings::unknown(), Endings::exactly)
        }
        HirKind::Class(class) => letters(class).map_or_else(Endings::unknown, |letters| Endings {
            texts: letters.into_iter().map(String::from).collect(),
            whole: true,
        }),
        HirKind::Capture(capture) => of(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => {
            Endings { whole: false, ..of(&repetition.sub) }
        }
        HirKind::Repetition(_) => Endings::unknown(),
        HirKind::Alternation(branches) => {
            let all: Vec<Endings> = branches.iter().map(of).collect();
            let whole = all.iter().all(|one| one.whole);
            let texts = all.into_iter().flat_map(|one| one.texts).collect();
            Endings { texts, whole }.unless_many(Endings::unknown())
        }
        HirKind::Concat(parts) => of_all(parts),
    }
}

/// The endings of one part behind another.
fn of_all(parts: &[Hir]) -> Endings {
    // Behind the end of the text nothing but an empty text can stand.
    let last = parts.iter().position(is_last).map_or(parts.len(), |at| at + 1);
    let mut behind = Endings::exactly(String::new());
    for part in parts[..last].iter().rev() {
        let before = of(part);
        let joined = before.texts.iter();
        let joined =
            joined.flat_map(|one| behind.texts.iter().map(move |two| format!("{one}{two}")));
        let joined = Endings { texts: joined.collect(), whole: before.whole };
        behind = joined.unless_many(Endings { whole: false, ..behind });
        if !behind.whole {
            break;
        }
    }
    behind
}

/// True when whatever an expression matches ends where the text does.
fn is_last(tree: &Hir) -> bool {
    match tree.kind() {
        HirKind::Look(look) => *look == Look::End,
        HirKind::Capture(capture) => is_last(&capture.sub),
        HirKind::Concat(parts) => parts.iter().any(is_last),
        HirKind::Alternation(branches) => branches.iter().all(is_last),
        _ => false,
    }
}

/// The few characters that a class stands for, capitals as small letters.
fn letters(class: &Class) -> Option<Vec<char>> {
    let ranges: Vec<(u32, u32)> = match class {
        Class::Bytes(bytes) => {
            bytes.iter().map(|range| (range.start().into(), range.end().into())).collect()
        }
        Class::Unicode(letters) => {
            letters.iter().map(|range| (range.start().into(), range.end().into())).collect()
        }
    };
    let mut found = Vec::new();
    for (low, high) in ranges {
        if high - low >= FEW || high >= 0x80 {
            return None;
        }
        let letters = (low..=high).filter_map(char::from_u32);
        found.extend(letters.map(|letter| letter.to_ascii_lowercase()));
    }
    found.sort_unstable();
    found.dedup();
    Some(found)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::automaton::parser;
    use super::super::{HostSet, Regular};
    use super::*;

    fn shown(source: &str) -> String {
        endings(&parser().parse(source).unwrap()).map_or("none".to_owned(), |texts| texts.join(" "))
    }

    #[test]
    fn texts_end_as_they_must() {
        for (source, expected) in [
            ("a.b", "b"),
            (r"a\.b", "a.b"),
            (r".*(?:\.example\.com$).*", ".example.com"),
            (r"(?i).*(?:\.Example\.com$).*", ".example.com"),
            (r"(?s-u:.*)(?:(?:a|b)\.x$|c\.y$)(?s-u:.*)", "a.x b.x c.y"),
            (r"(?:a$|b).*", "none"),
            ("a+b*", "none"),
            ("(?:ab)+", "ab"),
            ("x(?:ab)+c", "abc"),
            ("[a-z]c", "c"),
            ("", "none"),
            ("(?:a|b|c|d){9}", "a b c d"),
            ("[0-9]", "none"),
            (r"[^a]b", "b"),
        ] {
            assert_eq!(shown(source), expected, "{source}");
        }
        assert_eq!(shown(&"(?:a|b)".repeat(9)).split(' ').count(), MOST);
    }

    proptest! {
        #[test]
        fn every_text_of_a_set_has_one_of_its_endings(
            source in "(\\(\\?i\\))?([abAB.]|\\(a\\|b\\)|\\[ab\\]|[ab][*+?]|\\$|\\.\\*){1,8}",
            text in "[abAB]{0,6}",
        ) {
            let Ok(regular) = Regular::new(source) else { return Ok(()) };
            let set = HostSet::Regular(regular.clone());
            if let (Some(endings), Ok(true)) = (regular.endings(), set.matches(&text)) {
                let text = text.to_ascii_lowercase();
                prop_assert!(endings.iter().any(|end| text.ends_with(end)), "{:?}", endings);
            }
        }
    }
}
