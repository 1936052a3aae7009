//! Azure: firewall policies and classic firewalls, network security groups.
//!
//! <https://learn.microsoft.com/azure/templates/microsoft.network/firewallpolicies/rulecollectiongroups>,
//! <https://learn.microsoft.com/azure/firewall/rule-processing>

mod collections;
mod nsg;
mod rules;

use super::gather::Gather;
use super::tree::Node;
use crate::allowlist::{
    Allowlist, Format, NearbyFiles, Options, Order, Otherwise, ReadError, Source,
};

pub use nsg::SecurityGroup;

/// Rule collections of Azure Firewall.
pub struct AzureFirewall;

impl Format for AzureFirewall {
    fn id(&self) -> &'static str {
        "azure-firewall"
    }

    fn title(&self) -> &'static str {
        "Azure Firewall policy or classic rules (ARM JSON)"
    }

    fn recognise(&self, source: &Source) -> Option<(u8, &'static str)> {
        let text = &source.text;
        if text.contains("\"ruleCollections\"") || text.contains("\"applicationRuleCollections\"") {
            return Some((95, "it has rule collections"));
        }
        (text.contains("\"targetFqdns\"") || text.contains("\"destinationFqdns\""))
            .then_some((90, "it has rules with FQDNs"))
    }

    fn read(
        &self,
        source: &Source,
        _: &Options,
        _: &dyn NearbyFiles,
    ) -> Result<Allowlist, ReadError> {
        let tree = Node::json(source)?;
        let mut gather = Gather::new(self.id(), Order::FirstMatch, Otherwise::Denied);
        if source.text.contains("\"basePolicy\"") {
            gather.note("the policy has a parent, whose rules come first and are not in this file");
        }
        let mut found = collections::find(&tree);
        // Network rules are looked at before application rules, each in the order of priority.
        found.sort_by_key(|collection| (collection.application, collection.priority));
        for collection in &found {
            rules::read(collection, source, &mut gather);
        }
        if found.is_empty() {
            gather.note("no rule collections were found");
        }
        gather.note(
            "names that Azure Firewall itself lets through (its infrastructure rules) and threat \
             intelligence are not in the file",
        );
        Ok(gather.done())
    }
}
