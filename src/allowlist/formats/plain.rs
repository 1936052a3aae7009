//! Plain lists: one host to a line, in a style that is stated or can be seen.

use super::around::Around;
use super::gather::{Gather, lines, unmarked};
use crate::allowlist::dialects::dialect;
use crate::allowlist::{
    Action, Allowlist, Format, Mode, NearbyFiles, Options, Order, Origin, Otherwise, ReadError,
    Source,
};

/// The plain list.
pub struct Plain;

/// The styles, with what only they have.
const STYLES: &[(&str, &str)] = &[
    ("dot", "plain.dot"),
    ("star", "plain.star"),
    ("both", "plain.both"),
    ("mixed", "plain.mixed"),
    ("subtree", "plain.subtree"),
    ("exact", "plain.exact"),
];

/// An entry of a line, without a comment.
fn entry(line: &str) -> Option<&str> {
    let line = line.trim();
    let end = line
        .char_indices()
        .find(|(at, character)| {
            *character == '#' && line[..*at].chars().next_back().is_none_or(char::is_whitespace)
        })
        .map_or(line.len(), |(at, _)| at);
    let entry = line[..end].trim();
    (!entry.is_empty() && !entry.starts_with([';', '!']) && !entry.starts_with("//"))
        .then_some(entry)
}

fn entries(text: &str) -> impl Iterator<Item = (usize, &str, &str)> {
    lines(text).filter_map(|(number, line)| Some((number, line, entry(line)?)))
}

/// The style that the entries show: of two, what both have in common.
fn seen(text: &str) -> Option<&'static str> {
    let mut dot = false;
    let mut star = false;
    for (_, _, entry) in entries(text) {
        dot |= entry.starts_with('.');
        star |= entry.starts_with("*.");
    }
    match (dot, star) {
        (true, false) => Some("dot"),
        (false, true) => Some("star"),
        (true, true) => Some("mixed"),
        (false, false) => None,
    }
}

impl Format for Plain {
    fn id(&self) -> &'static str {
        "plain"
    }

    fn title(&self) -> &'static str {
        "Plain list of hosts"
    }

    fn recognise(&self, source: &Source) -> Option<(u8, &'static str)> {
        let mut some = false;
        for (_, _, entry) in entries(unmarked(source)).take(200) {
            let name = entry.trim_start_matches("*.").trim_start_matches('.');
            let host = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
            if name.is_empty() || !name.bytes().all(host) || !name.contains('.') {
                return None;
            }
            some = true;
        }
        some.then_some((
            20,
            "every line is one host name; a list for no_proxy or a filter of tinyproxy can look the \
             same, and means something else: state --format no_proxy or --format tinyproxy if it is \
             one, --format plain if not",
        ))
    }

    fn read(
        &self,
        source: &Source,
        options: &Options,
        _nearby: &dyn NearbyFiles,
    ) -> Result<Allowlist, ReadError> {
        let text = unmarked(source);
        let mut gather = Gather::new(self.id(), Order::AllowWins, Otherwise::NotSaid);
        let mut mode = options.mode("plain.style");
        if mode.value == "auto" {
            let value = seen(text).unwrap_or_else(|| {
                gather.note(
                    "Nothing in the list says what its entries stand for; each is read as that one \
                     host. State it: --option plain.style=dot, star, subtree or exact.",
                );
                "exact"
            });
            let origin = if gather.list.notes.is_empty() { Origin::Found } else { Origin::Default };
            if value == "mixed" {
                gather.note(
                    "The list has entries with `.x` and entries with `*.x`. Both are read as all \
                     hosts below `x`; whether they have `x` itself cannot be decided. If `.x` is \
                     `x` and all below, and `*.x` all below without `x`, state it: --option \
                     plain.style=both. Otherwise write all entries in one form.",
                );
            }
            mode = Mode { value: value.to_owned(), origin, ..mode };
        }
        let id = STYLES.iter().find(|(style, _)| *style == mode.value).map(|(_, id)| *id);
        gather.list.modes.push(mode);
        let Some(dialect) = id.and_then(dialect) else { return Ok(gather.list) };
        for (number, line, entry) in entries(text) {
            gather.read(
                dialect.entry(entry),
                entry,
                source.place(number, line, entry),
                &Around::under(Action::Allow, None),
            );
        }
        Ok(gather.list)
    }
}
