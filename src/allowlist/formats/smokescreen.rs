//! Stripe smokescreen: `acl.yaml`.
//!
//! <https://github.com/stripe/smokescreen>, `pkg/smokescreen/acl/v1`. The domains of the service
//! are looked at first, then the global deny list, then the global allow list, then the action of
//! the service: a domain of a service wins over the global deny list.

use std::sync::Arc;

use serde::Deserialize;
use serde_saphyr::Spanned;

use super::around::Around;
use super::gather::{Gather, not_this, unmarked};
use super::yaml::{documents, place};
use crate::allowlist::dialects::smokescreen::AllowedDomains;
use crate::allowlist::{
    Action, Allowlist, Dialect, Format, Meaning, NearbyFiles, Options, Order, Otherwise, ReadError,
    Source,
};
use crate::hostset::HostSet;

/// `acl.yaml`.
pub struct Smokescreen;

#[derive(Deserialize)]
struct File {
    version: Option<String>,
    #[serde(default)]
    services: Vec<Service>,
    default: Option<Service>,
    #[serde(default)]
    global_allow_list: Vec<Spanned<String>>,
    #[serde(default)]
    global_deny_list: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
struct Service {
    name: Option<String>,
    action: Spanned<String>,
    #[serde(default)]
    allowed_domains: Vec<Spanned<String>>,
}

impl Format for Smokescreen {
    fn id(&self) -> &'static str {
        "smokescreen"
    }

    fn title(&self) -> &'static str {
        "Smokescreen ACL"
    }

    fn recognise(&self, source: &Source) -> Option<(u8, &'static str)> {
        unmarked(source).contains("allowed_domains:").then_some((90, "it has allowed_domains"))
    }

    fn read(
        &self,
        source: &Source,
        _options: &Options,
        _nearby: &dyn NearbyFiles,
    ) -> Result<Allowlist, ReadError> {
        let mut gather = Gather::new(self.id(), Order::FirstMatch, Otherwise::Denied);
        let Some(file) = documents::<File>(source)?.into_iter().next() else {
            return Err(not_this(source, "an empty file; an ACL begins with `version: v1`"));
        };
        if file.version.as_deref() != Some("v1") {
            return Err(not_this(
                source,
                "no `version: v1`, without which smokescreen does not start",
            ));
        }
        let mut open = Vec::new();
        for (service, default) in file
            .services
            .iter()
            .map(|one| (one, false))
            .chain(file.default.iter().map(|one| (one, true)))
        {
            let name: Arc<str> = match &service.name {
                Some(name) if !default => Arc::from(name.as_str()),
                _ => Arc::from("default"),
            };
            let from = gather.list.rules.len();
            list(&mut gather, source, Action::Allow, &service.allowed_domains, &name);
            if !default {
                let condition = format!("the client is the service `{name}`");
                for rule in &mut gather.list.rules[from..] {
                    rule.conditions.push(condition.clone());
                }
            }
            match service.action.value.as_str() {
                "enforce" => {}
                "report" | "open" => open.push((service, name, default)),
                other => gather.refused(
                    other,
                    place(source, &service.action),
                    "is no action: write \
                                        enforce, report or open; smokescreen does not start",
                ),
            }
        }
        list(
            &mut gather,
            source,
            Action::Deny,
            &file.global_deny_list,
            &Arc::from("global_deny_list"),
        );
        list(
            &mut gather,
            source,
            Action::Allow,
            &file.global_allow_list,
            &Arc::from("global_allow_list"),
        );
        for (service, name, default) in open {
            gather.note(format!(
                "The action of `{name}` is {}, which lets every other host through.",
                service.action.value
            ));
            let everything = Ok(Meaning::of(HostSet::Everything));
            let at = place(source, &service.action);
            gather.read(
                everything,
                &service.action.value,
                at,
                &Around::under(Action::Allow, Some(&name)),
            );
            if !default && let Some(rule) = gather.list.rules.last_mut() {
                rule.conditions.push(format!("the client is the service `{name}`"));
            }
        }
        Ok(gather.list)
    }
}

fn list(
    gather: &mut Gather,
    source: &Source,
    action: Action,
    entries: &[Spanned<String>],
    group: &Arc<str>,
) {
    for entry in entries {
        let read = AllowedDomains.entry(&entry.value);
        gather.read(read, &entry.value, place(source, entry), &Around::under(action, Some(group)));
    }
}
