//! Privoxy: an actions file.
//!
//! <https://www.privoxy.org/user-manual/actions-file.html>. The last section that says something
//! about `block` and has a matching pattern decides.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::around::Around;
use super::gather::{Gather, lines, unmarked};
use crate::allowlist::dialects::dialect;
use crate::allowlist::{
    Action, Allowlist, Format, NearbyFiles, Options, Order, Otherwise, ReadError, Source,
};

/// An actions file.
pub struct Privoxy;

/// What a section says about `block`; none when it says nothing.
fn block(actions: &str, aliases: &BTreeMap<String, Option<Action>>) -> Option<Action> {
    let mut said = None;
    let mut rest = actions;
    while let Some(word) = rest.split_whitespace().next() {
        let start = word.as_ptr().addr() - rest.as_ptr().addr();
        // What stands in braces behind an action may have spaces.
        let body = &rest[start..];
        let end = match (body.find('{'), body.find(char::is_whitespace)) {
            (Some(open), space) if space.is_none_or(|space| open < space) => {
                body.find('}').map_or(body.len(), |close| close + 1)
            }
            (_, space) => space.unwrap_or(body.len()),
        };
        let action = &body[..end];
        match action.split('{').next().unwrap_or(action) {
            "+block" => said = Some(Action::Deny),
            "-block" => said = Some(Action::Allow),
            name => said = aliases.get(name).copied().flatten().or(said),
        }
        rest = &body[end..];
    }
    said
}

impl Format for Privoxy {
    fn id(&self) -> &'static str {
        "privoxy"
    }

    fn title(&self) -> &'static str {
        "Privoxy actions file"
    }

    fn recognise(&self, source: &Source) -> Option<(u8, &'static str)> {
        lines(unmarked(source)).find_map(|(_, line)| {
            let line = line.trim();
            (line.starts_with('{') && (line.contains("+block") || line.contains("-block")))
                .then_some((95, "it has sections with block"))
        })
    }

    fn read(
        &self,
        source: &Source,
        _options: &Options,
        _nearby: &dyn NearbyFiles,
    ) -> Result<Allowlist, ReadError> {
        let mut gather = Gather::new(self.id(), Order::LastMatch, Otherwise::Allowed);
        let mut aliases = BTreeMap::new();
        let mut said = None;
        let mut special: Option<String> = None;
        let mut heading = String::new();
        let mut section: Arc<str> = Arc::from("");
        let pattern = dialect("privoxy.action");
        for (number, line) in lines(unmarked(source)) {
            let text = without_comment(line);
            if text.is_empty() {
                continue;
            }
            if !heading.is_empty() || text.starts_with('{') {
                heading.push_str(text.trim_end_matches('\\'));
                heading.push(' ');
                if text.ends_with('\\') {
                    continue;
                }
                let whole = std::mem::take(&mut heading);
                let inner = whole.trim();
                if let Some(name) = inner.strip_prefix("{{") {
                    special = Some(name.trim_end_matches('}').trim().to_ascii_lowercase());
                    continue;
                }
                special = None;
                let actions = inner.trim_start_matches('{').trim_end_matches('}');
                said = block(actions, &aliases);
                section = Arc::from(inner);
                continue;
            }
            if let Some(name) = &special {
                if name == "alias"
                    && let Some((alias, actions)) = text.split_once('=')
                {
                    let meant = block(actions, &aliases);
                    aliases.insert(alias.trim().to_owned(), meant);
                }
                continue;
            }
            if let (Some(action), Some(pattern)) = (said, pattern) {
                let place = source.place(number, line, text);
                gather.read(
                    pattern.entry(text),
                    text,
                    place,
                    &Around::under(action, Some(&section)),
                );
            }
        }
        Ok(gather.list)
    }
}

/// A line without what follows a `#` that no backslash stands before.
fn without_comment(line: &str) -> &str {
    let mut before = ' ';
    let end = line.find(|character| {
        let comment = character == '#' && before != '\\';
        before = character;
        comment
    });
    line[..end.unwrap_or(line.len())].trim()
}
