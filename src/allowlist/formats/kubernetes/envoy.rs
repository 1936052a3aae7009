//! Envoy: virtual hosts and filter chains, from a configuration or a config dump.
//!
//! <https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/route/v3/route_components.proto>

use super::super::around::Around;
use super::super::gather::Gather;
use super::super::tree::Node;
use crate::allowlist::{
    Action, Allowlist, Format, NearbyFiles, Options, Order, Otherwise, ReadError, Source,
};

/// Configurations of Envoy.
pub struct Envoy;

impl Format for Envoy {
    fn id(&self) -> &'static str {
        "envoy"
    }

    fn title(&self) -> &'static str {
        "Envoy configuration (virtual hosts and server names)"
    }

    fn recognise(&self, source: &Source) -> Option<(u8, &'static str)> {
        let text = &source.text;
        if text.contains("virtual_hosts") && text.contains("domains") {
            return Some((92, "it has `virtual_hosts` with `domains`"));
        }
        (text.contains("filter_chain_match") && text.contains("server_names"))
            .then_some((92, "it has `server_names` of filter chains"))
    }

    fn read(
        &self,
        source: &Source,
        _: &Options,
        _: &dyn NearbyFiles,
    ) -> Result<Allowlist, ReadError> {
        // Exact names first, then the longest suffix.
        let mut gather = Gather::new(self.id(), Order::MostSpecific, Otherwise::Denied);
        for document in Node::json_or_yaml(source)? {
            document.walk(&mut |node| {
                for host in node.list("virtual_hosts") {
                    virtual_host(host, source, &mut gather);
                }
                if let Some(found) = node.get("filter_chain_match") {
                    let around = Around::allow(node.text_of("name"));
                    for entry in found.list("server_names") {
                        if let Some(text) = entry.text() {
                            let place = entry.place(source);
                            gather.entry("envoy.server_names", text, place, &around);
                        }
                    }
                }
            });
        }
        gather.note("filters for access control (RBAC, ext_authz) in the file were not read");
        Ok(gather.done())
    }
}

/// A virtual host; one whose every route answers by itself with an error denies.
fn virtual_host(host: &Node, source: &Source, gather: &mut Gather) {
    let routes = host.list("routes");
    let refuses = |route: &Node| {
        let status = route.path(&["direct_response", "status"]).and_then(Node::text);
        status.is_some_and(|status| status.starts_with(['4', '5']))
    };
    let denies = !routes.is_empty() && routes.iter().all(refuses);
    let action = if denies { Action::Deny } else { Action::Allow };
    let mut around = Around::of(action, host.text_of("name"));
    if !denies && routes.iter().any(refuses) {
        around.conditions.push("the path is on a route that does not refuse".to_owned());
    }
    for entry in host.list("domains") {
        if let Some(text) = entry.text() {
            gather.entry("envoy.vhost_domains", text, entry.place(source), &around);
        }
    }
}
