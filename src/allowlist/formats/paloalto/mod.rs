//! Palo Alto Networks PAN-OS: URL categories in a configuration (set commands or XML), and external
//! dynamic lists.
//!
//! <https://docs.paloaltonetworks.com/pan-os/11-1/pan-os-cli-quick-start/use-the-cli/view-settings-and-statistics>,
//! <https://docs.paloaltonetworks.com/pan-os/10-2/pan-os-admin/policy/use-an-external-dynamic-list-in-policy/formatting-guidelines-for-an-external-dynamic-list>

mod commands;
mod config;
mod edl;

use std::collections::BTreeMap;

use super::around::Around;
use super::gather::Gather;
use crate::allowlist::{
    Action, Allowlist, Format, NearbyFiles, Options, Order, Otherwise, Place, ReadError, Source,
};

/// Configurations and external lists of PAN-OS.
pub struct PaloAlto;

/// The id of the format.
const ID: &str = "paloalto";

impl Format for PaloAlto {
    fn id(&self) -> &'static str {
        ID
    }

    fn title(&self) -> &'static str {
        "Palo Alto PAN-OS configuration or external dynamic list"
    }

    fn recognise(&self, source: &Source) -> Option<(u8, &'static str)> {
        let text = &source.text;
        if text.contains("<custom-url-category>") {
            return Some((95, "it has a <custom-url-category>"));
        }
        if text.contains("profiles custom-url-category ") && text.contains("set ") {
            return Some((95, "it has `set ... profiles custom-url-category`"));
        }
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).peekable();
        lines.peek()?;
        let slashes = lines.take(200).all(|line| {
            let host = line.strip_suffix('/').unwrap_or_default();
            line.starts_with('#') || host.contains('.') && !host.contains([' ', '/', ':'])
        });
        slashes.then_some((40, "each line is a name with a slash behind it"))
    }

    fn read(
        &self,
        source: &Source,
        options: &Options,
        _: &dyn NearbyFiles,
    ) -> Result<Allowlist, ReadError> {
        let start = source.text.trim_start();
        if start.starts_with('<') {
            return config::read(source, options);
        }
        let command = |line: &str| line.trim_start().starts_with("set ");
        if source.text.lines().any(command) {
            return Ok(commands::read(source, options));
        }
        Ok(edl::read(source, options))
    }
}

/// An empty list, and the dialect of its URL entries.
fn start(options: &Options) -> (Gather, &'static str) {
    // Inside one profile a block beats an allow.
    let mut gather = Gather::new(ID, Order::DenyWins, Otherwise::NotSaid);
    let token = options.mode("paloalto.ending-token");
    let dialect = if token.value == "off" { "paloalto.url_legacy" } else { "paloalto.url" };
    gather.state(token);
    (gather, dialect)
}

/// One entry of a category, with its place.
struct Entry {
    category: String,
    text: String,
    place: Place,
}

/// What a configuration says about URL categories.
#[derive(Default)]
struct Categories {
    /// The entries, in the order of the file.
    entries: Vec<Entry>,
    /// Categories whose members are categories of the vendor.
    by_vendor: Vec<String>,
    /// Where categories are used: what happens there, and by whose word.
    uses: BTreeMap<String, Vec<(Action, String)>>,
}

impl Categories {
    /// Notes that a URL filtering profile or a security rule decides about a category.
    fn used(&mut self, category: &str, action: Action, by: String) {
        self.uses.entry(category.to_owned()).or_default().push((action, by));
    }

    /// The rules.
    fn rules(self, mut gather: Gather, dialect: &str) -> Allowlist {
        for entry in &self.entries {
            let group = Some(entry.category.as_str());
            if self.by_vendor.contains(&entry.category) {
                let why = "is a category of the vendor, whose hosts the file does not say";
                let around = Around::allow(group);
                let meaning = crate::allowlist::Meaning::unknown(format!("`{}` {why}", entry.text));
                gather.rule(meaning, &entry.text, entry.place.clone(), &around);
                continue;
            }
            let uses = self.uses.get(&entry.category).map_or(&[][..], Vec::as_slice);
            let denies: Vec<&str> = uses
                .iter()
                .filter(|(action, _)| *action == Action::Deny)
                .map(|(_, by)| by.as_str())
                .collect();
            if uses.is_empty() || denies.len() < uses.len() {
                let around = Around::allow(group);
                gather.entry(dialect, &entry.text, entry.place.clone(), &around);
            }
            if !denies.is_empty() {
                let mut around = Around::of(Action::Deny, group);
                // Where nothing allows the category, the deny holds as far as anybody can see.
                if denies.len() < uses.len() {
                    around.conditions = vec![format!("{} decides", denies.join(" or "))];
                }
                gather.entry(dialect, &entry.text, entry.place.clone(), &around);
            }
        }
        gather.note("ports are not part of URL entries: the service of the security rule decides");
        gather.done()
    }
}

/// What a word of a URL filtering profile does; none for words about anything else.
fn profile_action(word: &str) -> Option<Action> {
    match word {
        "allow" | "alert" => Some(Action::Allow),
        // A page to click through, or a password, stops every program.
        "block" | "continue" | "override" => Some(Action::Deny),
        _ => None,
    }
}

/// What the action of a security rule does.
fn rule_action(word: &str) -> Action {
    if word == "allow" { Action::Allow } else { Action::Deny }
}
