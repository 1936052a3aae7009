//! Products that know addresses and no names: Azure network security groups, Kubernetes
//! `NetworkPolicy`.
//!
//! <https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview>,
//! <https://kubernetes.io/docs/concepts/services-networking/network-policies/>

use super::parts;
use crate::allowlist::{Dialect, Meaning, Rejected};
use crate::hostset::HostSet;

/// A product that knows addresses.
pub struct Addresses {
    id: &'static str,
    /// Whether it knows service tags, which stand for addresses that the vendor keeps.
    tags: bool,
}

/// Azure network security groups: addresses, ranges, service tags, `*`.
pub const NSG: Addresses = Addresses { id: "azure_nsg", tags: true };

/// Kubernetes `NetworkPolicy`: `ipBlock` ranges.
pub const NETWORK_POLICY: Addresses = Addresses { id: "k8s.networkpolicy", tags: false };

impl Dialect for Addresses {
    fn id(&self) -> &'static str {
        self.id
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        if let Some(set) = parts::network(text) {
            // A range of all addresses is where every name leads.
            let all = matches!(&set, HostSet::Network(net) if net.prefix_len() == 0
                && net.addr().is_ipv4());
            return Ok(Meaning::of(if all { HostSet::Everything } else { set }));
        }
        if self.tags {
            if text == "*" {
                return Ok(Meaning::of(HostSet::Everything));
            }
            // `AzureCloud`, `Storage.WestEurope`: a capital first, and a region behind a dot.
            let tag = text.starts_with(|first: char| first.is_ascii_uppercase())
                && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.')
                && text.matches('.').count() < 2;
            if tag {
                return Ok(Meaning::unknown(format!(
                    "the service tag {text} stands for addresses that its vendor keeps"
                )));
            }
        }
        Err(Rejected::because("is no address, and the product has no names of hosts"))
    }
}
