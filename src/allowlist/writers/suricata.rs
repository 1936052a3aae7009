//! Suricata: pass rules for names in TLS and HTTP, and drop rules for the rest of both.

use super::shape::{Shape, comment, ordered, refused, shape, stars, without_path};
use crate::allowlist::{Options, Ports, Wanted, Writer, Written};
use std::fmt::Write as _;

/// A file of rules.
pub struct Suricata;

/// The first number of the rules, from the range that is kept for local use.
const FIRST: usize = 1_000_001;

/// When the rest of a protocol is dropped: not before its first message is whole. A rule without
/// this drops the first packet of a long one, and so names that pass. Run as 7.0.10 on captures.
const REST: &[(&str, &str)] =
    &[("tls", "ssl_state:client_hello;"), ("http", "http.start; content:\"|20|\";")];

/// The options that match a shape, in the text before which `dotprefix` may put a dot.
fn options(shape: Shape<'_>, folded: bool) -> String {
    let case = if folded { " nocase;" } else { "" };
    match shape {
        Shape::Exact(name) => format!("content:\"{name}\"; startswith;{case} endswith;"),
        Shape::Subtree(name) => format!("dotprefix; content:\".{name}\";{case} endswith;"),
        Shape::Below(name) => format!("content:\".{name}\";{case} endswith;"),
        Shape::Ends(text) => format!("content:\"{text}\";{case} endswith;"),
        Shape::Stars(source) => {
            let flag = if folded { "i" } else { "" };
            format!("pcre:\"/{}/{flag}\";", stars(source).unwrap_or_default())
        }
        Shape::OneLabel(name) => {
            let flag = if folded { "i" } else { "" };
            format!("pcre:\"/^[^.]+\\.{}$/{flag}\";", name.replace('.', "\\."))
        }
    }
}

fn ports(ports: &Ports) -> String {
    if ports.is_all() {
        return "any".to_owned();
    }
    let list: Vec<String> = ports
        .ranges()
        .iter()
        .map(|(low, high)| if low == high { low.to_string() } else { format!("{low}:{high}") })
        .collect();
    if list.len() == 1 { list.concat() } else { format!("[{}]", list.join(",")) }
}

impl Writer for Suricata {
    fn id(&self) -> &'static str {
        "suricata"
    }

    fn entries(&self, wanted: &Wanted, _options: &Options) -> Result<Vec<String>, String> {
        without_path(wanted)?;
        let shape = shape(&wanted.hosts)?;
        let to = ports(&wanted.ports);
        let mut rules = Vec::new();
        if wanted.schemes.https {
            let options = options(shape, true);
            rules.push(format!("pass tls $HOME_NET any -> $EXTERNAL_NET {to} (tls.sni; {options}"));
        }
        if wanted.schemes.http {
            let options = options(shape, false);
            rules.push(format!(
                "pass http $HOME_NET any -> $EXTERNAL_NET {to} (http.host; {options}"
            ));
        }
        if rules.is_empty() {
            return Err("is neither TLS nor HTTP, and shows no name".to_owned());
        }
        Ok(rules)
    }

    fn file(&self, wanted: &[Wanted], options: &Options) -> Written {
        let mut written = Written::default();
        let mut number = FIRST;
        for one in ordered(wanted) {
            match self.entries(one, options) {
                Err(why) => written.refused.push(refused(one, why)),
                Ok(rules) => {
                    let _ = writeln!(written.text, "# {}", comment(one));
                    for rule in rules {
                        let end = format!("{rule} flow:to_server; sid:{number}; rev:1;)\n");
                        written.text.push_str(&end);
                        number += 1;
                    }
                }
            }
        }
        for (protocol, when) in REST {
            let _ = writeln!(
                written.text,
                "drop {protocol} $HOME_NET any -> $EXTERNAL_NET any ({when} flow:to_server; sid:{number}; rev:1;)"
            );
            number += 1;
        }
        written.notes.push(
            "The rules stop TLS and HTTP to other names; anything else needs rules of its own."
                .to_owned(),
        );
        written
    }
}
