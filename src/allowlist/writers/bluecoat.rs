//! Blue Coat: a category for each set of ports, and a rule that allows it.

use std::fmt::Write as _;

use super::forms::{Form, Forms, plain, single};
use super::gather::{By, entries, gather};
use crate::allowlist::{Options, Wanted, Writer, Written};

/// Writes policy of Blue Coat.
pub struct BlueCoat;

const FORMS: Forms = Forms {
    exact: Form::No("is one name, and `url.domain` includes all that is below"),
    subtree: Form::Is(plain),
    below: Form::No("leaves the name itself out, and `url.domain` includes it"),
    one_label: Form::No("is one level, and `url.domain` covers every level"),
    ends_with: Form::No("ends inside a label, which needs an expression"),
    network: single,
    path: Some(|entry, path| Ok(vec![format!("{entry}{path}")])),
};

impl Writer for BlueCoat {
    fn id(&self) -> &'static str {
        "bluecoat"
    }

    fn entries(&self, wanted: &Wanted, _: &Options) -> Result<Vec<String>, String> {
        entries(wanted, &FORMS)
    }

    fn file(&self, wanted: &[Wanted], _: &Options) -> Written {
        let (groups, mut written) = gather(wanted, &FORMS, By::Ports);
        for group in &groups {
            let _ = writeln!(written.text, "define category {}", group.name('_'));
            for entry in group.entries() {
                let _ = writeln!(written.text, "  {entry} ; {}", group.roles(entry));
            }
            written.text.push_str("end\n\n");
        }
        written.text.push_str("<Proxy>\n");
        for group in &groups {
            let name = group.name('_');
            if group.ports.is_all() {
                let _ = writeln!(written.text, "  category={name} ALLOW");
                continue;
            }
            for (low, high) in group.ports.ranges() {
                let ports = if low == high { low.to_string() } else { format!("{low}..{high}") };
                let _ = writeln!(written.text, "  category={name} url.port={ports} ALLOW");
            }
        }
        written.notes.push(
            "names alone are not written, since `url.domain` would open what is below them; \
             `url.host.exact=` rules can be added for them by hand"
                .to_owned(),
        );
        written
    }
}
