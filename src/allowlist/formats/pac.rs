//! PAC files, as far as they can be read without running them.
//!
//! What is sent `DIRECT` counts as allowed, what is sent to a proxy as denied. A statement that
//! cannot be followed makes everything behind it unknown; running the script tells more.

use super::around::Around;
use super::gather::{Gather, not_this, unmarked};
use crate::allowlist::dialects::pac::Function;
use crate::allowlist::{
    Action, Allowlist, Case, Dialect, Format, Hosts, Meaning, NearbyFiles, Options, Order,
    Otherwise, Place, ReadError, Source,
};
use crate::hostset::HostSet;

/// A PAC file.
pub struct Pac;

/// Parentheses inside parentheses that are followed.
const DEEPEST: usize = 30;

impl Format for Pac {
    fn id(&self) -> &'static str {
        "pac"
    }

    fn title(&self) -> &'static str {
        "PAC file"
    }

    fn recognise(&self, source: &Source) -> Option<(u8, &'static str)> {
        unmarked(source).contains("FindProxyForURL").then_some((100, "it has FindProxyForURL"))
    }

    fn read(
        &self,
        source: &Source,
        _options: &Options,
        _nearby: &dyn NearbyFiles,
    ) -> Result<Allowlist, ReadError> {
        let mut gather = Gather::new(self.id(), Order::FirstMatch, Otherwise::NotSaid);
        gather.note(
            "Allowed means here: sent DIRECT. Only conditions that can be read without running the \
             script are followed; `clearway pac` runs it.",
        );
        let text = blank_comments(unmarked(source));
        let body = text.find("FindProxyForURL").and_then(|at| Some(at + text[at..].find('{')? + 1));
        let Some(body) = body else {
            return Err(not_this(source, "no function FindProxyForURL with a body"));
        };
        let starts = text.match_indices('\n').map(|(at, _)| at + 1);
        let starts: Vec<usize> = std::iter::once(0).chain(starts).collect();
        Reader { source, text: &text, starts, at: body, lowered: false }.read(&mut gather);
        Ok(gather.list)
    }
}

/// The text with spaces in place of comments, so that places stay as they are.
fn blank_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut quote: Option<char> = None;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (Some(open), _) => {
                out.push(character);
                if character == '\\' {
                    out.extend(characters.next());
                } else if character == open || character == '\n' {
                    quote = None;
                }
            }
            (None, '"' | '\'') => {
                quote = Some(character);
                out.push(character);
            }
            (None, '/') if characters.peek() == Some(&'/') => {
                out.push(' ');
                while let Some(next) = characters.next_if(|next| *next != '\n') {
                    out.extend(std::iter::repeat_n(' ', next.len_utf8()));
                }
            }
            (None, '/') if characters.peek() == Some(&'*') => {
                out.push(' ');
                let mut before = ' ';
                for next in characters.by_ref() {
                    if next == '\n' {
                        out.push('\n');
                    } else {
                        out.extend(std::iter::repeat_n(' ', next.len_utf8()));
                    }
                    if before == '*' && next == '/' {
                        break;
                    }
                    before = next;
                }
            }
            _ => out.push(character),
        }
    }
    out
}

struct Reader<'a> {
    source: &'a Source,
    text: &'a str,
    /// Where each line begins.
    starts: Vec<usize>,
    at: usize,
    lowered: bool,
}

impl Reader<'_> {
    /// Statement by statement, up to one that cannot be followed.
    fn read(&mut self, gather: &mut Gather) {
        loop {
            self.space();
            let start = self.at;
            if self.take("if") {
                let Some(condition) = self.parentheses() else { break self.lost(start, gather) };
                let braces = self.take("{");
                let Some(answer) = self.answer() else { break self.lost(start, gather) };
                if braces && !self.take("}") {
                    break self.lost(start, gather);
                }
                self.conditions(condition, answer, 0, gather);
                // What stands behind `else` is reached only when the condition does not hold.
                let _ = self.take("else") && self.take("{");
            } else if let Some(answer) = self.answer() {
                let place = self.place(start, self.at);
                let meaning = Meaning::of(HostSet::Everything);
                gather.read(
                    Ok(meaning),
                    self.text[start..self.at].trim(),
                    place,
                    &Around::under(answer, None),
                );
                return;
            } else if [
                "host = host.toLowerCase();",
                "host=host.toLowerCase();",
                "url = url.toLowerCase();",
            ]
            .iter()
            .any(|same| self.take(same))
            {
                self.lowered = true;
            } else if self.text[self.at..].starts_with('}') {
                self.at += 1;
                if self.at >= self.text.len() || self.text[self.at..].trim().is_empty() {
                    return;
                }
            } else {
                break self.lost(start, gather);
            }
        }
    }

    /// A statement that cannot be followed: what it and all behind it do is unknown.
    fn lost(&self, start: usize, gather: &mut Gather) {
        let rest = &self.text[start.min(self.text.len())..];
        let line = rest.lines().next().unwrap_or_default().trim();
        if line.is_empty() {
            return;
        }
        let place = self.place(start, start + line.len());
        let meaning = Meaning::unknown("is a statement that only running the script can follow");
        gather.read(Ok(meaning), line, place, &Around::under(Action::Allow, None));
    }

    /// The rules of a condition: one for each alternative.
    fn conditions(
        &self,
        condition: (usize, usize),
        action: Action,
        depth: usize,
        gather: &mut Gather,
    ) {
        for (start, end) in divide(self.text, condition, "||") {
            let mut part = trim(self.text, (start, end));
            let mut stripped = 0;
            while stripped < DEEPEST
                && self.text[part.0..part.1].starts_with('(')
                && closing(self.text, part.0) == Some(part.1 - 1)
            {
                part = trim(self.text, (part.0 + 1, part.1 - 1));
                stripped += 1;
            }
            let text = &self.text[part.0..part.1];
            let nested = divide(self.text, part, "||");
            if nested.len() > 1 && depth < DEEPEST {
                self.conditions(part, action, depth + 1, gather);
                continue;
            }
            let several = nested.len() > 1 || divide(self.text, part, "&&").len() > 1;
            let meaning = if several || text.starts_with('!') {
                Ok(Meaning::unknown("is a condition of several parts, which is not followed"))
            } else {
                Function.entry(text)
            };
            let meaning = meaning.map(|meaning| match (&meaning.hosts, self.lowered) {
                (Hosts::Set(_), true) => Meaning { case: Case::HostFolded, ..meaning },
                _ => meaning,
            });
            gather.read(meaning, text, self.place(part.0, part.1), &Around::under(action, None));
        }
    }

    fn space(&mut self) {
        let rest = &self.text[self.at..];
        self.at +=
            rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || c == ';').len();
    }

    fn take(&mut self, word: &str) -> bool {
        self.space();
        let found = self.text[self.at..].starts_with(word);
        if found {
            self.at += word.len();
        }
        found
    }

    /// What stands between parentheses.
    fn parentheses(&mut self) -> Option<(usize, usize)> {
        self.space();
        if !self.text[self.at..].starts_with('(') {
            return None;
        }
        let close = closing(self.text, self.at)?;
        let inner = (self.at + 1, close);
        self.at = close + 1;
        Some(inner)
    }

    /// `return "...";`, as what it does.
    fn answer(&mut self) -> Option<Action> {
        let start = self.at;
        if self.take("return") {
            self.space();
            let rest = &self.text[self.at..];
            if let Some(quote) = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))
                && let Some((answer, _)) = rest[1..].split_once(quote)
                && rest[answer.len() + 2..].trim_start().starts_with([';', '}', '\n'])
            {
                self.at += answer.len() + 2;
                self.space();
                let first = answer.split(';').next().unwrap_or_default().trim();
                let direct = first.eq_ignore_ascii_case("DIRECT") || first.is_empty();
                return Some(if direct { Action::Allow } else { Action::Deny });
            }
        }
        self.at = start;
        None
    }

    fn place(&self, start: usize, end: usize) -> Place {
        let line = self.starts.partition_point(|at| *at <= start).saturating_sub(1);
        let before = self.starts.get(line).and_then(|at| self.text.get(*at..start));
        let column = before.unwrap_or_default().chars().count();
        let length = self.text.get(start..end).unwrap_or_default().trim().chars().count();
        let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Place {
            file: self.source.file.clone(),
            line: small(line + 1),
            column: small(column + 1),
            length: small(length),
        }
    }
}

fn trim(text: &str, (start, end): (usize, usize)) -> (usize, usize) {
    let part = &text[start..end];
    let from = start + part.len() - part.trim_start().len();
    (from, from + part.trim().len())
}

/// The parenthesis that closes the one at `open`.
fn closing(text: &str, open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    walk(text, (open, text.len()), |at, byte| {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            _ => return None,
        }
        (depth == 0).then_some(at)
    })
}

/// The parts between an operator that stands in no parentheses.
fn divide(text: &str, (start, end): (usize, usize), operator: &str) -> Vec<(usize, usize)> {
    let mut depth = 0_usize;
    let mut cuts = Vec::new();
    walk::<()>(text, (start, end), |at, byte| {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            _ if depth == 0
                && text.as_bytes()[at..end].starts_with(operator.as_bytes())
                && cuts.last().is_none_or(|last| at >= last + operator.len()) =>
            {
                cuts.push(at);
            }
            _ => {}
        }
        None
    });
    let mut parts = Vec::new();
    let mut from = start;
    for cut in cuts {
        parts.push((from, cut));
        from = cut + operator.len();
    }
    parts.push((from, end));
    parts
}

/// Goes over the bytes outside quotes, until something is found.
fn walk<T>(
    text: &str,
    (start, end): (usize, usize),
    mut visit: impl FnMut(usize, u8) -> Option<T>,
) -> Option<T> {
    let mut quote = None;
    let mut escaped = false;
    for (index, byte) in text.as_bytes()[start..end].iter().enumerate() {
        match (quote, *byte) {
            _ if escaped => escaped = false,
            (Some(_), b'\\') => escaped = true,
            (Some(open), byte) if byte == open => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(*byte),
            (None, byte) => {
                if let Some(found) = visit(start + index, byte) {
                    return Some(found);
                }
            }
        }
    }
    None
}
