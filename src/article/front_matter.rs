//! The head of an article, between two lines of three hyphens.
//!
//! It is meant to be YAML, and is read line by line all the same: articles repeat keys, leave quotes
//! open and write dates in several ways, and none of this is a reason to refuse the list below.

use jiff::civil::Date;

/// What the head says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct FrontMatter {
    pub title: Option<String>,
    pub date: Option<Date>,
    pub handoff: Option<Date>,
    /// Lines of the head, both fences included.
    pub lines: usize,
}

impl FrontMatter {
    /// The head of a text; one of no lines when it has none, or one that does not end.
    pub fn of(text: &str) -> Self {
        let is_fence = |line: &str| line.trim_end() == "---";
        if !text.lines().next().is_some_and(is_fence) {
            return Self::default();
        }
        let Some(end) = text.lines().skip(1).position(is_fence) else { return Self::default() };
        let mut found = Self { lines: end + 2, ..Self::default() };
        let mut other_date = None;
        let head: Vec<&str> = text.lines().skip(1).take(end).collect();
        for (at, line) in head.iter().enumerate() {
            let Some((key, value)) = line.split_once(':') else { continue };
            let value = value_of(value, &head[at + 1..]);
            match key.trim_end() {
                "title" => found.title = Some(value).filter(|title| !title.is_empty()),
                "ms.date" => found.date = date(&value),
                "ms.lasthandoff" => found.handoff = date(&value),
                "date" | "updated" | "last_updated" => other_date = date(&value),
                _ => {}
            }
        }
        found.date = found.date.or(other_date);
        found
    }
}

/// A value without its quotes; a folded one with the lines that follow.
fn value_of(value: &str, below: &[&str]) -> String {
    let value = value.trim();
    if matches!(value, ">" | ">-" | "|" | "|-") {
        let folded = below.iter().take_while(|line| line.starts_with([' ', '\t']));
        return folded.map(|line| line.trim()).collect::<Vec<_>>().join(" ");
    }
    for quote in ['"', '\''] {
        if let Some(inside) = value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)) {
            return inside.replace("\\\"", "\"").replace("''", "'");
        }
    }
    value.split(" #").next().unwrap_or_default().trim_end().to_owned()
}

/// A day, written `2018-01-29`, `1/29/2018` or `29.01.2018`. With slashes the month stands first
/// unless it cannot be one.
fn date(text: &str) -> Option<Date> {
    let text = text.split(['T', ' ']).next()?;
    let numbers: Vec<i16> =
        text.split(['/', '-', '.']).map(str::parse).collect::<Result<_, _>>().ok()?;
    let [first, second, third] = numbers[..] else { return None };
    let (year, month, day) = if first > 31 {
        (first, second, third)
    } else if text.contains('.') || first > 12 {
        (third, second, first)
    } else {
        (third, first, second)
    };
    Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn title_and_dates_are_found_in_every_spelling() {
        let head = FrontMatter::of(
            "---\ntitle: \"A \\\"b\\\"\"\nms.date: 1/29/2018 # day\nms.lasthandoff: 02/01/2018\n---\n",
        );
        assert_eq!(head.title.as_deref(), Some("A \"b\""));
        assert_eq!(head.date.unwrap().to_string(), "2018-01-29");
        assert_eq!(head.handoff.unwrap().to_string(), "2018-02-01");
        assert_eq!(head.lines, 5);
        let folded = FrontMatter::of("---\ntitle: >-\n  A\n  b\ndate: 2025-03-04T10:00:00Z\n---\n");
        assert_eq!(folded.title.as_deref(), Some("A b"));
        assert_eq!(folded.date.unwrap().to_string(), "2025-03-04");
        assert_eq!(date("29.01.2018"), date("29/01/2018"));
        assert_eq!(date("soon"), None);
    }

    #[test]
    fn a_head_that_does_not_end_is_none() {
        assert_eq!(FrontMatter::of("---\ntitle: x\n"), FrontMatter::default());
        assert_eq!(FrontMatter::of("text\n---\n"), FrontMatter::default());
    }
}
