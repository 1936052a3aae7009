//! Symantec `ProxySG` and Edge SWG (Blue Coat): policy in the Content Policy Language.
//!
//! <https://techdocs.broadcom.com/us/en/symantec-security-software/web-and-network-security/edge-swg/7-4.html>
//! (Content Policy Language Reference).

use std::collections::BTreeMap;

use super::around::Around;
use super::columns::Columns;
use super::gather::Gather;
use crate::address::Scheme;
use crate::allowlist::{
    Action, Allowlist, Format, Meaning, NearbyFiles, Options, Order, Otherwise, Place, Ports,
    ReadError, Schemes, Source,
};
use crate::hostset::HostSet;

/// Policy of Blue Coat.
pub struct BlueCoat;

/// Entries that the categories of one file may have in all, each counted wherever it is used.
const MOST_ENTRIES: usize = 2_000_000;

/// A word with its place.
type Word = (String, Place);

/// A rule before its definitions are known.
struct Draught {
    layer: usize,
    action: Action,
    conditions: Vec<Word>,
    place: Place,
    text: String,
}

impl Format for BlueCoat {
    fn id(&self) -> &'static str {
        "bluecoat"
    }

    fn title(&self) -> &'static str {
        "Blue Coat / Symantec ProxySG policy (CPL)"
    }

    fn recognise(&self, source: &Source) -> Option<(u8, &'static str)> {
        let mut lines = source.text.lines().map(str::trim);
        if lines.clone().any(|line| line.eq_ignore_ascii_case("<proxy>")) {
            return Some((90, "it has a <Proxy> layer"));
        }
        lines
            .any(|line| line.starts_with("define category ") || line.starts_with("url.domain="))
            .then_some((70, "it has lines of the Content Policy Language"))
    }

    fn read(
        &self,
        source: &Source,
        _: &Options,
        _: &dyn NearbyFiles,
    ) -> Result<Allowlist, ReadError> {
        let mut gather = Gather::new(self.id(), Order::FirstMatch, Otherwise::NotSaid);
        let mut categories: BTreeMap<String, Vec<Word>> = BTreeMap::new();
        let mut rules: Vec<Draught> = Vec::new();
        // The definition that is open: the name of a category, or nothing that is read.
        let mut open: Option<Option<String>> = None;
        let (mut layer, mut proxy, mut section) = (0, true, String::new());
        // Conditions that hold for a whole layer, and for a whole section.
        let (mut of_layer, mut of_section) = (Vec::new(), Vec::new());
        for (number, line) in source.text.lines().enumerate() {
            let words = words(source, number + 1, line);
            let Some((first, place)) = words.first() else { continue };
            let lower = first.to_ascii_lowercase();
            if let Some(category) = &open {
                if lower == "end" {
                    open = None;
                } else if let Some(category) = category {
                    categories.entry(category.clone()).or_default().extend(words);
                }
            } else if lower == "define" {
                let kind = words.get(1).map(|(word, _)| word.to_ascii_lowercase());
                let name = words.get(2).map(|(word, _)| word.to_ascii_lowercase());
                open = Some(name.filter(|_| kind.as_deref() == Some("category")));
            } else if lower.starts_with('<') {
                layer += 1;
                proxy = lower.starts_with("<proxy");
                section = String::new();
                of_layer = words[1..].to_vec();
                of_section = Vec::new();
            } else if lower.starts_with('[') {
                lower.trim_matches(['[', ']']).clone_into(&mut section);
                of_section = words[1..].to_vec();
            } else if proxy {
                let text = line.trim();
                let place_of_rule = source.place(number + 1, line, text);
                if let Some(mut rule) = rule(&words, &section, layer, place_of_rule, text) {
                    rule.conditions.extend(of_layer.iter().chain(&of_section).cloned());
                    rules.push(rule);
                } else {
                    let why = "says neither ALLOW nor DENY, and was not read";
                    gather.skipped(text, place.clone(), why);
                }
            }
        }
        // In a layer the first rule wins, and a later layer overrides the ones before it.
        rules.sort_by_key(|rule| std::cmp::Reverse(rule.layer));
        let mut budget = MOST_ENTRIES;
        for rule in &rules {
            take(rule, &categories, &mut budget, &mut gather);
        }
        if rules.is_empty() {
            // Local lists have nothing but definitions.
            for (name, entries) in &categories {
                let around = Around::allow(Some(name));
                for (text, place) in entries {
                    gather.entry("bluecoat.url_domain", text, place.clone(), &around);
                }
            }
            gather.note("the file has no rules: each category in it is read as allowed");
        }
        Ok(gather.done())
    }
}

/// The words of a line, without its comment; spaces in brackets and quotes belong to their word.
fn words(source: &Source, number: usize, line: &str) -> Vec<Word> {
    let mut columns = Columns::new(source, number, line);
    let mut words = Vec::new();
    let (mut start, mut brackets, mut quoted) = (None, 0_usize, false);
    for (at, char) in line.char_indices().chain([(line.len(), ' ')]) {
        let comment = char == ';' && !quoted;
        let ends = comment || at == line.len() || char.is_whitespace() && brackets == 0 && !quoted;
        if ends && let Some(start) = start.take() {
            let word = &line[start..at];
            words.push((word.to_owned(), columns.place(word)));
        }
        if comment {
            break;
        }
        match char {
            '"' => quoted = !quoted,
            '(' if !quoted => brackets += 1,
            ')' if !quoted => brackets = brackets.saturating_sub(1),
            _ => {}
        }
        if !ends && start.is_none() {
            start = Some(at);
        }
    }
    words
}

/// The members of `(a, b)`, or the one value.
fn members(value: &str) -> impl Iterator<Item = &str> {
    let bare = value.strip_prefix('(').and_then(|value| value.strip_suffix(')')).unwrap_or(value);
    bare.split(',').map(|member| member.trim().trim_matches('"'))
}

/// A rule: conditions and actions in any order.
fn rule(words: &[Word], section: &str, layer: usize, place: Place, text: &str) -> Option<Draught> {
    let mut action = None;
    let mut conditions = Vec::new();
    for (at, (word, place)) in words.iter().enumerate() {
        let lower = word.to_ascii_lowercase();
        match lower.as_str() {
            "allow" => action = Some(Action::Allow),
            "deny" | "force_deny" => action = Some(Action::Deny),
            _ if lower.starts_with("exception(")
                || lower.starts_with("force_exception(")
                || lower.starts_with("deny(") =>
            {
                action = Some(Action::Deny);
            }
            // Properties say how, not whether.
            _ if lower.contains('(') && !lower.contains('=') => {}
            // In a section of URLs the first word of a rule is one.
            _ if at == 0 && !word.contains('=') && section.starts_with("url") => {
                conditions.push((format!("{section}={word}"), place.clone()));
            }
            _ => conditions.push((word.clone(), place.clone())),
        }
    }
    Some(Draught { layer, action: action?, conditions, place, text: text.to_owned() })
}

/// Takes a rule: one entry for each host that it names.
fn take(
    rule: &Draught,
    categories: &BTreeMap<String, Vec<Word>>,
    budget: &mut usize,
    gather: &mut Gather,
) {
    let mut around = Around::of(rule.action, None);
    let mut hosts: Vec<(&str, String, Place)> = Vec::new();
    let mut hosts_said = 0;
    for (word, place) in &rule.conditions {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        let value = value.trim_matches('"').to_owned();
        let place = Place {
            column: place.column + u32::try_from(name.chars().count() + 1).unwrap_or(0),
            length: u32::try_from(value.chars().count()).unwrap_or(0),
            ..place.clone()
        };
        match name.to_ascii_lowercase().as_str() {
            // A condition that something is not so.
            _ if value.starts_with('!') || name.starts_with('!') => {
                hosts_said += 1;
                hosts.push(("", word.clone(), place));
            }
            "url.domain" => {
                hosts_said += 1;
                hosts.push(("bluecoat.url_domain", value, place));
            }
            "url.host.exact" => {
                hosts_said += 1;
                hosts.push(("plain.exact", value, place));
            }
            "category" | "url.category" => {
                hosts_said += 1;
                for own in members(&value) {
                    match categories.get(&own.to_ascii_lowercase()) {
                        Some(entries) if entries.len() <= *budget => {
                            *budget -= entries.len();
                            hosts.extend(entries.iter().map(|(text, place)| {
                                ("bluecoat.url_domain", text.clone(), place.clone())
                            }));
                        }
                        _ => hosts.push(("", own.to_owned(), place.clone())),
                    }
                }
            }
            "url.port" if ports(&value).is_some() => around.ports = ports(&value),
            "url.scheme" if members(&value).all(|own| scheme(own).is_some()) => {
                let all = members(&value).filter_map(scheme);
                around.schemes = Some(all.fold(Schemes::NONE, Schemes::union));
            }
            _ if word.starts_with("url.") || word.starts_with("url=") => {
                hosts_said += 1;
                hosts.push(("", word.clone(), place));
            }
            _ => around.conditions.push(word.clone()),
        }
    }
    if hosts_said == 0 {
        let meaning = Meaning::of(HostSet::Everything);
        gather.rule(meaning, &rule.text, rule.place.clone(), &around);
        return;
    }
    for (dialect, text, place) in hosts {
        if dialect.is_empty() || hosts_said > 1 {
            let why = if dialect.is_empty() {
                "a category of the vendor, or a condition on the URL that is not read here"
            } else {
                "several conditions on the URL at once are not read here"
            };
            gather.rule(Meaning::unknown(why), &text, place, &around);
        } else {
            gather.entry(dialect, &text, place, &around);
        }
    }
}

/// `443`, `80..88`, `(80, 443)`; none when it is none of these.
fn ports(value: &str) -> Option<Ports> {
    let range = |member: &str| {
        let (low, high) = member.split_once("..").unwrap_or((member, member));
        let low = if low.is_empty() { 0 } else { low.parse().ok()? };
        let high = if high.is_empty() { u16::MAX } else { high.parse().ok()? };
        Some((low, high))
    };
    members(value).map(range).collect::<Option<Vec<_>>>().map(Ports::of)
}

/// The schemes of a word; none when it is not known.
fn scheme(word: &str) -> Option<Schemes> {
    Some(match word.to_ascii_lowercase().as_str() {
        "http" => Schemes::one(Scheme::Http),
        "https" => Schemes::one(Scheme::Https),
        "tcp" | "ssl" => Schemes::CONNECT,
        _ => return None,
    })
}
