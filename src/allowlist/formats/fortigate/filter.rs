//! Static URL filters.

use super::super::around::Around;
use super::super::gather::Gather;
use super::tables::Table;
use crate::allowlist::{Action, Options};

/// Reads the entries of every filter.
pub(super) fn read(tables: &[Table], options: &Options, gather: &mut Gather) {
    let flow = options.mode("fortigate.mode").value == "flow";
    let filters = tables.iter().filter(|table| table.name == "webfilter urlfilter");
    for filter in filters.flat_map(|table| &table.rows) {
        let name = filter.value("name").unwrap_or(&filter.name);
        let entries = filter.tables.iter().filter(|table| table.name == "entries");
        for entry in entries.flat_map(|table| &table.rows) {
            let Some(url) = entry.values("url").first() else { continue };
            if entry.value("status") == Some("disable") {
                continue;
            }
            // What is not written has the default of the product.
            let action = match entry.value("action").unwrap_or("exempt") {
                "block" => Action::Deny,
                _ => Action::Allow,
            };
            let subdomains = entry.value("include-subdomains") != Some("disable");
            let dialect = match entry.value("type").unwrap_or("simple") {
                "wildcard" => "fortigate.urlfilter.wildcard",
                "regex" => "fortigate.urlfilter.regex",
                _ if flow => "fortigate.urlfilter.simple_flow",
                _ if subdomains => "fortigate.urlfilter.simple_proxy",
                _ => "fortigate.urlfilter.simple_proxy_nosub",
            };
            let mut around = Around::of(action, Some(name));
            if let Some(group) = entry.value("referrer-host") {
                around.conditions.push(format!("the page that asks is on {group}"));
            }
            gather.entry(dialect, &url.text, url.place.clone(), &around);
        }
    }
    gather.note(
        "how simple entries match depends on the inspection mode of the policy that uses the \
         filter, which is not part of it",
    );
    gather.note("`exempt` ends all checks; `allow` and `monitor` go on to categories and scanning");
    gather.note(
        "what no entry matches goes on to the categories of the web filter, which are not read: \
         the filter is read as an allowlist",
    );
    gather.note("ports are not part of the entries: the firewall policy decides");
}
