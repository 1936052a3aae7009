//! Who presented which certificates, and whether TLS is opened on the way.

use std::collections::HashMap;

use super::words::{count, marked, time};
use super::{Html, table};
use crate::saved::{Certificate, Report, Tls};

/// Chains with the same issuers, the probes that were shown them, and what can be said.
pub(super) fn certificates(html: &mut Html, report: &Report) {
    let mut groups: Vec<(&Tls, Vec<(usize, String)>)> = Vec::new();
    let mut known: HashMap<Key<'_>, usize> = HashMap::new();
    for (at, probe) in report.probes.iter().enumerate() {
        let Some(tls) = probe.tls.as_ref().filter(|tls| !tls.chain.is_empty()) else { continue };
        let place = *known.entry(Key::of(tls)).or_insert(groups.len());
        if place == groups.len() {
            groups.push((tls, Vec::new()));
        }
        groups[place].1.push((at, probe.place()));
    }
    if groups.is_empty() {
        return;
    }
    groups.sort_by_key(|(tls, probes)| {
        let opened = match tls.intercepted {
            Some(true) => 0,
            None => 1,
            Some(false) => 2,
        };
        (opened, std::cmp::Reverse(probes.len()))
    });
    html.within("section", &[("aria-labelledby", "certificates")], |html| {
        html.element("h2", &[("id", "certificates")], "Certificates and interception");
        html.element("p", &[("class", "lead")], &summary(&groups));
        let columns = ["Opened on the way", "Chain", "Trusted by", "Valid", "Endpoints"];
        table(html, "Certificate chains by issuer", &columns, |html| {
            for (tls, probes) in &groups {
                row(html, tls, probes);
            }
        });
    });
}

/// Chains count as the same when everything above the endpoint's own certificate is the same.
#[derive(PartialEq, Eq, Hash)]
struct Key<'a> {
    issuer: &'a str,
    above: Vec<&'a str>,
    trusted_by: &'a [String],
    intercepted: Option<bool>,
}

impl<'a> Key<'a> {
    fn of(tls: &'a Tls) -> Self {
        let above = tls.chain.iter().skip(1).map(|own| own.sha256.as_str()).collect();
        Self {
            issuer: &tls.chain[0].issuer,
            above,
            trusted_by: &tls.trusted_by,
            intercepted: tls.intercepted,
        }
    }
}

fn summary(groups: &[(&Tls, Vec<(usize, String)>)]) -> String {
    let sum = |known: Option<bool>| -> usize {
        let own = groups.iter().filter(|(tls, _)| tls.intercepted == known);
        own.map(|(_, probes)| probes.len()).sum()
    };
    format!(
        "TLS is opened on the way for {}, is not for {}, and that cannot be told for {}.",
        count(sum(Some(true)), "endpoint", "endpoints"),
        count(sum(Some(false)), "endpoint", "endpoints"),
        count(sum(None), "endpoint", "endpoints")
    )
}

fn row(html: &mut Html, tls: &Tls, probes: &[(usize, String)]) {
    html.within("tr", &[], |html| {
        let (like, word) = match tls.intercepted {
            Some(true) => ("blocked", "opened"),
            Some(false) => ("reachable", "not opened"),
            None => ("untested", "cannot be told"),
        };
        html.within("td", &[], |html| marked(html, like, word));
        html.within("th", &[("scope", "row")], |html| chain(html, &tls.chain, probes.len()));
        let trusted = match tls.trusted_by.as_slice() {
            [] => "nobody here".to_owned(),
            by => by.iter().map(|own| store(own)).collect::<Vec<_>>().join(", "),
        };
        html.element("td", &[], &trusted);
        html.within("td", &[], |html| {
            html.text(&format!("{}, ", tls.version));
            time(html, tls.chain[0].not_before);
            html.text(" to ");
            time(html, tls.chain[0].not_after);
        });
        html.within("td", &[], |html| {
            html.within("details", &[], |html| {
                html.element("summary", &[], &count(probes.len(), "endpoint", "endpoints"));
                html.within("ul", &[("class", "places")], |html| {
                    for (row, place) in probes {
                        html.within("li", &[], |html| {
                            let target = format!("#probe-{row}");
                            html.within("a", &[("href", &target)], |html| html.breakable(place));
                        });
                    }
                });
            });
        });
    });
}

fn chain(html: &mut Html, chain: &[Certificate], endpoints: usize) {
    html.within("ol", &[("class", "chain")], |html| {
        for (at, certificate) in chain.iter().enumerate() {
            html.within("li", &[], |html| {
                if at == 0 && endpoints > 1 {
                    html.text(&format!("the endpoint's own, such as {}", certificate.subject));
                } else {
                    html.text(&certificate.subject);
                }
                if at + 1 == chain.len() {
                    let text = format!("issued by {}", certificate.issuer);
                    html.element("span", &[("class", "under")], &text);
                }
                let print = format!("SHA-256 {}", certificate.sha256);
                html.element("span", &[("class", "under print")], &print);
            });
        }
    });
}

fn store(store: &str) -> &str {
    match store {
        "platform" => "this machine's roots",
        "public" => "the public web's roots",
        "vendor" => "the vendor's own roots",
        "ca" => "roots given with --ca",
        other => other,
    }
}
