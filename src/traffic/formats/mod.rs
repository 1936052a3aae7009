//! The formats of logs: one file for each, one line for each in the list.

use memchr::memchr;

use super::TrafficError;
use super::event::Reading;
use super::format::{LogFormat, trimmed};

mod azure;
mod checkpoint;
mod cisco_swa;
mod common;
mod dnsmasq;
mod elff;
mod eve;
mod fortigate;
mod haproxy;
mod hubble;
mod paloalto;
mod privoxy;
mod route53;
mod smokescreen;
mod squid;
mod squid_syslog;
#[cfg(test)]
mod tests;
mod tinyproxy;
mod zscaler;

/// Every format, the narrower before the wider where the same lines are of both.
pub const FORMATS: &[&dyn LogFormat] = &[
    &cisco_swa::CiscoSwa,
    &squid::Squid,
    &squid_syslog::SquidSyslog,
    &common::Common,
    &paloalto::PaloAlto,
    &fortigate::FortiGate,
    &azure::Azure,
    &zscaler::Zscaler,
    &eve::Eve,
    &elff::Elff,
    &checkpoint::CheckPoint,
    &smokescreen::Smokescreen,
    &route53::Route53,
    &hubble::Hubble,
    &haproxy::HaProxy,
    &tinyproxy::Tinyproxy,
    &privoxy::Privoxy,
    &dnsmasq::Dnsmasq,
];

/// Formats whose lines are all of a wider one too.
const WIDER: &[(&str, &str)] = &[("cisco-swa", "squid")];

/// Lines that are looked at to recognise a format.
const SAMPLE: usize = 100;

/// The format of which most of the first lines are, with why, and with the formats of which as many
/// are.
#[must_use]
pub fn recognise(text: &[u8]) -> Option<(&'static dyn LogFormat, String)> {
    let mut lines: Vec<&[u8]> = Vec::new();
    let mut rest = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
    while !rest.is_empty() && lines.len() < SAMPLE {
        let end = memchr(b'\n', rest).unwrap_or(rest.len());
        lines.push(trimmed(&rest[..end]));
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    let mut best: Option<(&'static dyn LogFormat, Known)> = None;
    let mut alike: Vec<&str> = Vec::new();
    for format in FORMATS {
        let known = known(*format, &lines);
        match best {
            _ if known.lines == 0 => {}
            Some((_, most)) if known < most => {}
            Some((best, most))
                if known.lines == most.lines && WIDER.contains(&(best.id(), format.id())) => {}
            Some((_, most)) if known == most => alike.push(format.id()),
            _ => {
                best = Some((*format, known));
                alike.clear();
            }
        }
    }
    let (format, known) = best?;
    let mut why = match lines.len() {
        1 => format!("its only line has {}", format.mark()),
        of => format!("{} of the first {of} lines have {}", known.lines, format.mark()),
    };
    if !alike.is_empty() {
        why.push_str("; as many would be of ");
        why.push_str(&alike.join(", "));
        why.push_str(", so name the format with --log-format");
    }
    Some((format, why))
}

/// How many lines a format knows, and how many of them are requests.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Known {
    lines: usize,
    requests: usize,
}

fn known(format: &dyn LogFormat, lines: &[&[u8]]) -> Known {
    let mut reader = format.reader();
    let mut known = Known { lines: 0, requests: 0 };
    for line in lines.iter().filter(|line| !line.is_empty()) {
        let reading = reader.line(line);
        known.lines += usize::from(!matches!(reading, Reading::Foreign));
        known.requests += usize::from(matches!(reading, Reading::Request(_)));
    }
    known
}

/// The format with an id, as `--log-format` takes it.
///
/// # Errors
/// When there is none; with the nearest.
pub fn format(id: &str) -> Result<&'static dyn LogFormat, TrafficError> {
    FORMATS.iter().find(|format| format.id() == id).copied().ok_or_else(|| {
        let alike = FORMATS.iter().map(|format| format.id()).find(|known| {
            let lower = id.to_ascii_lowercase();
            lower.len() > 2
                && (known.contains(&lower)
                    || lower.contains(known.split('-').next().unwrap_or(known)))
        });
        let nearest = alike.map(|known| format!("; did you mean {known:?}?")).unwrap_or_default();
        TrafficError::NoFormat { found: id.to_owned(), nearest, known: ids() }
    })
}

/// The ids of all formats.
#[must_use]
pub fn ids() -> String {
    FORMATS.iter().map(|format| format.id()).collect::<Vec<_>>().join(", ")
}
