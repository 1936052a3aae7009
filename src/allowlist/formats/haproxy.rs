//! `HAProxy`: the lists of a configuration, and the `http-request` lines that use them.
//!
//! <https://docs.haproxy.org/2.6/configuration.html#4.2-http-request>. The first line that matches
//! decides. A line with both negated and plain lists is not followed.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::around::Around;
use super::gather::{Gather, lines, unmarked};
use crate::allowlist::dialects::dialect;
use crate::allowlist::{
    Action, Allowlist, Format, Meaning, NearbyFiles, Options, Order, Otherwise, Place, ReadError,
    Rejected, Source,
};
use crate::hostset::HostSet;

/// `haproxy.cfg`.
pub struct Haproxy;

struct Entry {
    text: String,
    place: Place,
    read: Result<Meaning, Rejected>,
}

const SECTIONS: &[&str] = &["frontend", "listen", "backend", "defaults", "global"];

impl Format for Haproxy {
    fn id(&self) -> &'static str {
        "haproxy"
    }

    fn title(&self) -> &'static str {
        "HAProxy configuration"
    }

    fn recognise(&self, source: &Source) -> Option<(u8, &'static str)> {
        lines(unmarked(source))
            .any(|(_, line)| {
                let mut words = line.split_whitespace();
                words.next() == Some("http-request")
                    && matches!(words.next(), Some("deny" | "allow"))
            })
            .then_some((95, "it has http-request deny or allow"))
    }

    fn read(
        &self,
        source: &Source,
        _options: &Options,
        nearby: &dyn NearbyFiles,
    ) -> Result<Allowlist, ReadError> {
        let mut gather = Gather::new(self.id(), Order::FirstMatch, Otherwise::Allowed);
        let mut lists: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
        let mut section: Arc<str> = Arc::from("");
        for (number, line) in lines(unmarked(source)) {
            let text = line.split(" #").next().unwrap_or(line).trim();
            let words: Vec<&str> = text.split_whitespace().collect();
            match words.as_slice() {
                [first, ..] if SECTIONS.contains(first) => {
                    section = Arc::from(text);
                    lists.clear();
                }
                ["acl", name, rest @ ..] => {
                    let entries = lists.entry((*name).to_owned()).or_default();
                    acl(entries, source, (number, line), rest, nearby)?;
                }
                ["http-request", action @ ("deny" | "allow" | "reject"), rest @ ..] => {
                    let action = if *action == "allow" { Action::Allow } else { Action::Deny };
                    let place = source.place(number, line, text);
                    request(&mut gather, action, rest, (text, &place), (&lists, &section));
                }
                _ => {}
            }
        }
        Ok(gather.list)
    }
}

/// The entries of an `acl` line, one for each pattern, so that each has its place.
fn acl(
    entries: &mut Vec<Entry>,
    source: &Source,
    (number, line): (usize, &str),
    words: &[&str],
    nearby: &dyn NearbyFiles,
) -> Result<(), ReadError> {
    let Some(dialect) = dialect("haproxy.acl") else { return Ok(()) };
    let Some((criterion, rest)) = words.split_first() else { return Ok(()) };
    let mut head = (*criterion).to_owned();
    let mut rest = rest.iter();
    let mut flags = true;
    let mut some = false;
    while let Some(word) = rest.next() {
        if flags && *word == "-f" {
            let name = rest.next().copied().unwrap_or_default();
            let file = nearby.open(source, name).map_err(|why| ReadError {
                place: source.place(number, line, word),
                why: format!(
                    "the pattern file {name:?} cannot be read: {why}; put it beside this one"
                ),
            })?;
            for (at, entry) in lines(unmarked(&file)) {
                let text = entry.trim();
                if text.is_empty() || text.starts_with('#') {
                    continue;
                }
                let read = dialect.entry(&format!("{head} -- {text}"));
                let place = file.place(at, entry, text);
                entries.push(Entry { text: text.to_owned(), place, read });
            }
            some = true;
        } else if flags && word.starts_with('-') {
            flags = *word != "--";
            head.push(' ');
            head.push_str(word);
            if matches!(*word, "-m") {
                head.push(' ');
                head.push_str(rest.next().copied().unwrap_or_default());
            }
        } else {
            flags = false;
            some = true;
            let place = source.place(number, line, word);
            let read = dialect.entry(&format!("{head} {word}"));
            entries.push(Entry { text: (*word).to_owned(), place, read });
        }
    }
    if !some {
        let place = source.place(number, line, criterion);
        entries.push(Entry { text: head.clone(), place, read: dialect.entry(&head) });
    }
    Ok(())
}

/// One `http-request` line.
fn request(
    gather: &mut Gather,
    action: Action,
    words: &[&str],
    (text, place): (&str, &Place),
    (lists, section): (&BTreeMap<String, Vec<Entry>>, &Arc<str>),
) {
    let at = words.iter().position(|word| matches!(*word, "if" | "unless"));
    let Some(at) = at else {
        let everything = Ok(Meaning::of(HostSet::Everything));
        gather.read(everything, text, place.clone(), &Around::under(action, Some(section)));
        return;
    };
    let unless = words[at] == "unless";
    let condition = &words[at + 1..];
    let alternatives: Vec<&[&str]> = condition.split(|word| matches!(*word, "||" | "or")).collect();
    let negated = |word: &&str| word.starts_with('!');
    // `unless a || b`, and `if !a !b`: what is in none of the lists.
    let but = if unless && alternatives.iter().all(|one| one.len() == 1 && !one.iter().any(negated))
    {
        Some(alternatives.iter().map(|one| one[0]).collect::<Vec<_>>())
    } else if !unless && alternatives.len() == 1 && condition.iter().all(negated) {
        Some(condition.iter().map(|word| word.trim_start_matches('!')).collect())
    } else {
        None
    };
    if let Some(but) = but {
        let other = if action == Action::Deny { Action::Allow } else { Action::Deny };
        for name in but {
            take(gather, other, name, place, (lists, section));
        }
        let everything = Ok(Meaning::of(HostSet::Everything));
        gather.read(everything, text, place.clone(), &Around::under(action, Some(section)));
        gather.note(
            "Lines behind one that denies all but some lists are not looked at for these lists.",
        );
        return;
    }
    let plain = alternatives.iter().all(|one| one.len() == 1 && !one.iter().any(negated));
    if unless || !plain {
        let meaning = Meaning::unknown("has a condition of several lists, which is not followed");
        gather.read(Ok(meaning), text, place.clone(), &Around::under(action, Some(section)));
        return;
    }
    for one in alternatives {
        take(gather, action, one[0], place, (lists, section));
    }
}

fn take(
    gather: &mut Gather,
    action: Action,
    name: &str,
    place: &Place,
    (lists, section): (&BTreeMap<String, Vec<Entry>>, &Arc<str>),
) {
    let Some(entries) = lists.get(name) else {
        let meaning = match name {
            "TRUE" => Meaning::of(HostSet::Everything),
            "FALSE" => Meaning::nothing("never holds"),
            _ => Meaning::unknown(format!("uses `{name}`, which is not defined in this section")),
        };
        gather.read(Ok(meaning), name, place.clone(), &Around::under(action, Some(section)));
        return;
    };
    for entry in entries {
        gather.read(
            entry.read.clone(),
            &entry.text,
            entry.place.clone(),
            &Around::under(action, Some(section)),
        );
    }
}
