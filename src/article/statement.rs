//! What one text says: an entry, several, an entry with a remark, or prose.

use ipnet::IpNet;

use crate::address::Scheme;

use super::PortsStated;
use super::candidate::Candidate;
use super::joined::joined;
use super::pieces::{Piece, PieceKind, pieces};
use super::plain::shortened;

/// Where the text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A bullet.
    Item,
    /// A cell of a table.
    Cell,
    /// A paragraph.
    Paragraph,
}

/// An entry that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub pattern: String,
    pub raw: Option<String>,
    pub scheme: Option<Scheme>,
    pub has_port: bool,
}

/// What a text says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Statement {
    pub found: Vec<Found>,
    pub ranges: Vec<IpNet>,
    /// The words around the entries.
    pub remark: Option<String>,
    /// Ports in the remark.
    pub ports: PortsStated,
    /// What is questionable about what was taken, or about what was left.
    pub doubt: Option<String>,
    /// Why nothing was taken.
    pub why: Option<String>,
}

impl Statement {
    /// Reads a text; each of its lines, as hard breaks separate them, for itself.
    pub fn of(text: &str, place: Place) -> Self {
        let (text, glued) = joined(text);
        let mut whole = Self::default();
        for line in pieces(&text) {
            let mut part = one_line(&line, place);
            if part.found.len() == 1 {
                let escaped = line.iter().any(|piece| piece.escaped);
                part.found[0].raw = (glued || escaped).then(String::new);
            }
            whole.merge(part);
        }
        if glued && !whole.found.is_empty() {
            whole.doubt("a blank inside the name was removed");
        }
        whole
    }

    /// True when entries or ranges were taken.
    pub fn takes(&self) -> bool {
        !self.found.is_empty() || !self.ranges.is_empty()
    }

    fn merge(&mut self, other: Self) {
        self.found.extend(other.found);
        self.ranges.extend(other.ranges);
        self.remark = match (self.remark.take(), other.remark) {
            (Some(mine), Some(other)) => Some(shortened(&format!("{mine} {other}"))),
            (mine, other) => mine.or(other),
        };
        for (mine, other) in
            [(&mut self.ports.tcp, other.ports.tcp), (&mut self.ports.udp, other.ports.udp)]
        {
            mine.extend(other.into_iter().filter(|port| !mine.contains(port)).collect::<Vec<_>>());
        }
        self.doubt = self.doubt.take().or(other.doubt);
        self.why = self.why.take().or(other.why);
    }

    fn doubt(&mut self, doubt: &str) {
        self.doubt.get_or_insert_with(|| doubt.to_owned());
    }
}

fn one_line(line: &[Piece], place: Place) -> Statement {
    let candidates: Vec<Candidate> = line.iter().map(Candidate::of).collect();
    let mut statement = Statement::default();
    let Some((first, last)) = run_of_entries(line, &candidates, place, &mut statement) else {
        statement.why = Some(why_nothing(line, &candidates));
        if candidates.iter().any(Candidate::is_taken) {
            statement.doubt = Some("a name stands in running text and was not taken".to_owned());
        }
        return statement;
    };
    let mut remark = Vec::new();
    for (at, (piece, candidate)) in line.iter().zip(candidates).enumerate() {
        match candidate {
            Candidate::Entry { pattern, scheme, port, doubt } if (first..=last).contains(&at) => {
                if let Some(doubt) = doubt {
                    statement.doubt(doubt);
                }
                statement.found.push(Found { pattern, raw: None, scheme, has_port: port });
            }
            Candidate::Range(range) if (first..=last).contains(&at) => statement.ranges.push(range),
            other => {
                if other.is_taken() {
                    statement.doubt("another name in the remark was not taken");
                }
                // Between entries stand commas and an "and".
                if !(first..=last).contains(&at) {
                    remark.push(piece.text.as_str());
                }
            }
        }
    }
    let remark = remark.join(" ");
    statement.ports = PortsStated::in_prose(&remark);
    let words = remark.trim_matches(|c: char| !c.is_alphanumeric());
    if !words.is_empty() {
        // A remark in brackets loses both.
        let whole = remark.trim().trim_start_matches(['-', '–', '—', ':', '：', ' ', '=']);
        let whole = whole.trim_end_matches([':', '：', ' ']);
        let inside = whole.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
        statement.remark = Some(shortened(inside.filter(|i| !i.contains('(')).unwrap_or(whole)));
    }
    statement
}

/// The first and last piece of the run of entries that the line is about, if it is about any.
fn run_of_entries(
    line: &[Piece],
    candidates: &[Candidate],
    place: Place,
    statement: &mut Statement,
) -> Option<(usize, usize)> {
    let is_mark = |at: usize| !line[at].text.chars().any(char::is_alphanumeric);
    let first = candidates.iter().position(Candidate::is_taken)?;
    let last = candidates.iter().rposition(Candidate::is_taken)?;
    let run = |from: usize| {
        // Entries follow each other with marks and at most one word between.
        let mut end = from;
        let mut words = 0;
        for (at, candidate) in candidates.iter().enumerate().skip(from + 1) {
            if candidate.is_taken() {
                end = at;
                words = 0;
            } else if !is_mark(at) {
                words += 1;
            }
            if words > 1 {
                break;
            }
        }
        end
    };
    let only_marks = |mut range: std::ops::Range<usize>| range.all(is_mark);
    let end = run(first);
    if only_marks(0..first) {
        if only_marks(end + 1..line.len()) {
            return Some((first, end));
        }
        if place == Place::Paragraph {
            return None;
        }
        let delimited = line[first].kind != PieceKind::Word
            || line[end + 1].text.starts_with(['(', '-', '–', '—', ':', '=', '：', '（', '['])
            || line[end].text.ends_with(':');
        // A bare name at the beginning of a sentence is a part of it.
        return delimited.then_some((first, end));
    }
    // Words first: the entries have to end the text, and something has to set them off.
    let start = (first..=last).find(|at| candidates[*at].is_taken() && run(*at) == last)?;
    if !only_marks(last + 1..line.len()) {
        return None;
    }
    let colon = line[start - 1].text.ends_with([':', '：']);
    let set_off = matches!(line[start].kind, PieceKind::Code);
    if colon && set_off {
        if place == Place::Paragraph {
            statement.doubt("it stands at the end of a paragraph");
        }
        return Some((start, last));
    }
    if place == Place::Paragraph {
        return None;
    }
    if set_off {
        statement.doubt("it stands at the end of a sentence");
        return Some((start, last));
    }
    let is_page = line[start].text.contains("://") && line[start].text.matches('/').count() > 3;
    if colon && !is_page && line[start].kind != PieceKind::Link {
        statement.doubt("it stands behind words and a colon");
        return Some((start, last));
    }
    None
}

fn why_nothing(line: &[Piece], candidates: &[Candidate]) -> String {
    let refused = line.iter().zip(candidates).find_map(|(piece, candidate)| match candidate {
        Candidate::Refused(why) => Some(format!("`{}`: {why}", shortened(&piece.text))),
        _ => None,
    });
    refused.unwrap_or_else(|| "no name in it".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patterns(text: &str, place: Place) -> String {
        let found = Statement::of(text, place).found;
        found.into_iter().map(|one| one.pattern).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn bullets_of_names_are_taken_with_their_remarks() {
        for (text, expected, remark) in [
            (
                "`management.azure.com` (Azure public cloud)",
                "management.azure.com",
                "Azure public cloud",
            ),
            ("`<name>.cloudapp.net` (a)", "<name>.cloudapp.net", "a"),
            (
                "`officecdn.microsoft.com` to synchronize",
                "officecdn.microsoft.com",
                "to synchronize",
            ),
            (
                "Version 1902: Graph `https://graph.microsoft.com/`",
                "https://graph.microsoft.com/",
                "Version 1902: Graph",
            ),
            ("`a.com`, `b.com` und `c.com`", "a.com b.com c.com", ""),
            ("**\\*.x.com**", "*.x.com", ""),
            ("[a.x.com](https://a.x.com)", "a.x.com", ""),
            ("*. akamaitechnologies.com", "*.akamaitechnologies.com", ""),
        ] {
            let statement = Statement::of(text, Place::Item);
            assert_eq!(patterns(text, Place::Item), expected, "{text}");
            assert_eq!(statement.remark.unwrap_or_default(), remark, "{text}");
        }
    }

    #[test]
    fn prose_is_no_endpoint_and_a_name_in_it_is_doubtful() {
        for (text, in_doubt) in [
            ("Proactively identify problems", false),
            ("See **Dmpuploader.log** on the computer", false),
            ("The service uses `go.microsoft.com` when it connects", true),
            ("For more, see https://docs.example.com/a/b/c", true),
            ("[Azure services](https://azure.microsoft.com)", false),
        ] {
            let statement = Statement::of(text, Place::Item);
            assert!(!statement.takes(), "{text}");
            assert_eq!(statement.doubt.is_some(), in_doubt, "{text}");
        }
        assert_eq!(patterns("Use `a.x.com` and more", Place::Paragraph), "");
        assert_eq!(
            patterns("its cloud service: `*.do.dsp.mp.microsoft.com`", Place::Paragraph),
            "*.do.dsp.mp.microsoft.com"
        );
    }
}
