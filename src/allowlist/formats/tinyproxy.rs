//! tinyproxy: `tinyproxy.conf` with its filter file, or a filter file alone.
//!
//! `tinyproxy.conf(5)`, <https://tinyproxy.github.io/>. Without `FilterDefaultDeny Yes` the filter
//! is a list of what is denied.

use super::around::Around;
use super::gather::{Gather, lines, unmarked};
use crate::allowlist::dialects::{dialect, tinyproxy};
use crate::allowlist::expression::Posix;
use crate::allowlist::{
    Action, Allowlist, Format, Meaning, Mode, NearbyFiles, Options, Order, Origin, Otherwise,
    Place, Ports, ReadError, Rule, Schemes, Sees, Source,
};
use crate::hostset::HostSet;

/// tinyproxy.
pub struct Tinyproxy;

/// What the settings say.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the configuration")]
struct Settings<'a> {
    filter: Option<(&'a str, Place)>,
    kind: Option<&'a str>,
    extended: bool,
    urls: bool,
    deny: bool,
    cased: bool,
    ports: Vec<(u16, Place)>,
}

/// Keys that only this product has.
const KEYS: &[&str] = &[
    "filter",
    "filtertype",
    "filterurls",
    "filterextended",
    "filterdefaultdeny",
    "filtercasesensitive",
    "connectport",
];

fn key(line: &str) -> Option<(String, &str)> {
    let line = line.trim();
    if line.starts_with('#') {
        return None;
    }
    let (key, value) = line.split_once(char::is_whitespace)?;
    let value = value.split('#').next().unwrap_or_default().trim();
    Some((key.to_ascii_lowercase(), value.trim_matches('"')))
}

fn is_on(value: &str) -> bool {
    matches!(value.to_ascii_lowercase().as_str(), "yes" | "on" | "true" | "1")
}

fn settings(source: &Source) -> Option<Settings<'_>> {
    let mut settings = Settings::default();
    let mut some = false;
    for (number, line) in lines(unmarked(source)) {
        let Some((key, value)) = key(line) else { continue };
        if !KEYS.contains(&key.as_str()) {
            continue;
        }
        some = true;
        let place = source.place(number, line, value);
        match key.as_str() {
            "filter" => settings.filter = Some((value, place)),
            "filtertype" => settings.kind = Some(value),
            "filterurls" => settings.urls = is_on(value),
            "filterextended" => settings.extended = is_on(value),
            "filterdefaultdeny" => settings.deny = is_on(value),
            "filtercasesensitive" => settings.cased = is_on(value),
            _ => settings.ports.extend(value.parse().ok().map(|port| (port, place))),
        }
    }
    some.then_some(settings)
}

impl Format for Tinyproxy {
    fn id(&self) -> &'static str {
        "tinyproxy"
    }

    fn title(&self) -> &'static str {
        "tinyproxy configuration or filter file"
    }

    fn recognise(&self, source: &Source) -> Option<(u8, &'static str)> {
        let keys = lines(unmarked(source)).filter_map(|(_, line)| key(line));
        let known = keys.filter(|(key, _)| KEYS.contains(&key.as_str())).count();
        (known > 0).then_some((90, "it has the filter settings of tinyproxy"))
    }

    fn read(
        &self,
        source: &Source,
        options: &Options,
        nearby: &dyn NearbyFiles,
    ) -> Result<Allowlist, ReadError> {
        let mut gather = Gather::new(self.id(), Order::FirstMatch, Otherwise::Denied);
        let Some(settings) = settings(source) else {
            let kind = gather.mode(options, "tinyproxy.type");
            gather.note(
                "A filter file alone does not say whether it allows or denies; it is read \
                         as what is allowed (FilterDefaultDeny Yes).",
            );
            filter(&mut gather, source, &kind, &Settings { deny: true, ..Settings::default() });
            return Ok(gather.list);
        };
        let kind = settings.kind.unwrap_or(if settings.extended { "ere" } else { "bre" });
        let origin = if settings.kind.is_some() || settings.extended {
            Origin::Found
        } else {
            Origin::Default
        };
        let mode = Mode { name: "tinyproxy.type", value: kind.to_ascii_lowercase(), origin };
        gather.list.modes.push(mode);
        if !settings.deny {
            gather.list.otherwise = Otherwise::Allowed;
            gather.note("FilterDefaultDeny is not on: the filter is a list of what is denied.");
        }
        connect_ports(&mut gather, &settings);
        let Some((name, place)) = &settings.filter else {
            gather.list.otherwise = Otherwise::Allowed;
            gather.note("No Filter is set, and every host is let through.");
            return Ok(gather.list);
        };
        let file = nearby.open(source, name).map_err(|why| ReadError {
            place: place.clone(),
            why: format!(
                "the filter file {name:?} cannot be read: {why}; tinyproxy does not start without \
                 it. Put it beside this file"
            ),
        })?;
        filter(&mut gather, &file, &kind.to_ascii_lowercase(), &settings);
        Ok(gather.list)
    }
}

/// `ConnectPort`: with one, CONNECT goes to these ports only.
fn connect_ports(gather: &mut Gather, settings: &Settings<'_>) {
    let Some((_, place)) = settings.ports.first() else { return };
    let ports = Ports::of(settings.ports.iter().map(|(port, _)| (*port, *port)));
    gather.list.rules.push(Rule {
        action: Action::Deny,
        meaning: Meaning {
            ports: ports.complement(),
            schemes: Schemes::CONNECT,
            ..Meaning::of(HostSet::Everything)
        },
        text: "ConnectPort".to_owned(),
        place: place.clone(),
        group: None,
        conditions: vec![],
    });
}

fn filter(gather: &mut Gather, file: &Source, kind: &str, settings: &Settings<'_>) {
    let action = if settings.deny { Action::Allow } else { Action::Deny };
    let posix = match kind {
        "ere" => Some(Posix::Extended),
        "fnmatch" => None,
        _ => Some(Posix::Basic),
    };
    let Some(dialect) = dialect(&format!("tinyproxy.{kind}")) else {
        gather.note(format!("FilterType {kind} is not known, and tinyproxy does not start."));
        return;
    };
    for (number, line) in lines(unmarked(file)) {
        let text = tinyproxy::pattern(line);
        if text.is_empty() {
            continue;
        }
        let place = file.place(number, line, text);
        if line.len() > 511 {
            gather.refused(text, place, "is longer than the 512 characters that tinyproxy reads");
            continue;
        }
        let read = match posix {
            Some(posix) if settings.cased => tinyproxy::expression(text, posix, false),
            _ => dialect.entry(text),
        };
        let sees = if settings.urls { Sees::UrlOrAuthority } else { Sees::Host };
        let read = read.map(|meaning| Meaning { sees, drops_dot: false, ..meaning });
        gather.read(read, text, place, &Around::under(action, None));
    }
}
