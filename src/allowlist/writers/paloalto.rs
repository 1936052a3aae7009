//! PAN-OS: custom URL categories as set commands, one for each set of ports.

use std::fmt::Write as _;

use super::forms::{Form, Forms, single};
use super::gather::{By, entries, gather, ports_note};
use crate::allowlist::{Options, Wanted, Writer, Written};

/// Writes URL categories of PAN-OS.
pub struct PaloAlto;

/// Every entry ends in a slash, which means the same with and without the ending token.
const FORMS: Forms = Forms {
    exact: Form::Is(|name| format!("{name}/")),
    subtree: Form::Both,
    below: Form::Is(|name| format!("*.{name}/")),
    one_label: Form::Is(|name| format!("^.{name}/")),
    ends_with: Form::No("ends inside a label, and a wildcard of PAN-OS is a whole token"),
    network: |net| single(net).map(|address| format!("{address}/")),
    path: Some(|entry, path| {
        if path.ends_with('/') {
            return Err("has a path with a slash at its end, which PAN-OS reads wider".to_owned());
        }
        Ok(vec![format!("{}{path}/", entry.trim_end_matches('/'))])
    }),
};

impl Writer for PaloAlto {
    fn id(&self) -> &'static str {
        "paloalto"
    }

    fn entries(&self, wanted: &Wanted, _: &Options) -> Result<Vec<String>, String> {
        entries(wanted, &FORMS)
    }

    fn file(&self, wanted: &[Wanted], _: &Options) -> Written {
        let (groups, mut written) = gather(wanted, &FORMS, By::Ports);
        for group in &groups {
            let set = format!("set profiles custom-url-category {}", group.name('-'));
            let _ = writeln!(written.text, "{set} type \"URL List\"");
            for entry in group.entries() {
                let _ = writeln!(written.text, "{set} list {entry}");
            }
        }
        written.notes.extend(ports_note(&groups, '-'));
        written.notes.push("an external dynamic list takes the same entries, one in a line".into());
        written
    }
}
