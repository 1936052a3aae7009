//! Zscaler: custom URL categories as the API takes them, one for each set of ports.

use serde_json::json;

use super::forms::{Form, Forms, dot, plain, single};
use super::gather::{By, entries, gather, json, ports_note};
use crate::allowlist::{Options, Wanted, Writer, Written};

/// Writes URL categories of Zscaler.
pub struct Zscaler;

const FORMS: Forms = Forms {
    exact: Form::Is(plain),
    subtree: Form::Less(dot, "is written with a leading dot, which ends five levels down"),
    below: Form::No("leaves the name itself out, and a leading dot of Zscaler includes it"),
    one_label: Form::No("is one level, and a leading dot of Zscaler is five"),
    ends_with: Form::No("ends inside a label, which Zscaler cannot express"),
    network: single,
    // A path without a slash at its end is that path alone.
    path: Some(|entry, path| {
        let mut entries = vec![format!("{entry}{path}")];
        if !path.ends_with('/') {
            entries.push(format!("{entry}{path}/"));
        }
        Ok(entries)
    }),
};

impl Writer for Zscaler {
    fn id(&self) -> &'static str {
        "zscaler"
    }

    fn entries(&self, wanted: &Wanted, _: &Options) -> Result<Vec<String>, String> {
        entries(wanted, &FORMS)
    }

    fn file(&self, wanted: &[Wanted], _: &Options) -> Written {
        let (groups, mut written) = gather(wanted, &FORMS, By::Ports);
        let categories: Vec<_> = groups
            .iter()
            .map(|group| {
                json!({
                    "configuredName": group.name('-'),
                    "superCategory": "USER_DEFINED",
                    "customCategory": true,
                    "urls": group.entries(),
                    "dbCategorizedUrls": [],
                })
            })
            .collect();
        written.text = json(&categories.into());
        written.notes.extend(ports_note(&groups, '-'));
        written
    }
}
