//! Egress rules of Kubernetes networks: OVN-Kubernetes, `OpenShift` SDN, Calico Enterprise, Istio.
//!
//! <https://github.com/ovn-kubernetes/ovn-kubernetes/blob/master/go-controller/pkg/crd/egressfirewall/v1/types.go>,
//! <https://docs.openshift.com/container-platform/4.14/networking/openshift_sdn/configuring-egress-firewall.html>,
//! <https://docs.tigera.io/calico-enterprise/latest/network-policy/domain-based-policy>,
//! <https://istio.io/latest/docs/reference/config/networking/service-entry/>

use super::names::{Form, NO_STAR, Names, STAR_IN_LABEL, one_label};
use super::parts;
use crate::allowlist::{Confidence, Dialect, Meaning, Rejected};
use crate::hostset::{HostSet, Regular};

/// OVN-Kubernetes `dnsName`: `*.x` is one label below, where the DNS name resolver is on.
pub const OVN: Names = Names {
    star: Form::Means(one_label),
    text: Form::Refused(STAR_IN_LABEL),
    lone: Form::Refused(NO_STAR),
    address: Form::Refused("is an address, which stands in `cidrSelector`"),
    ..Names::plain("ovnk.egressfirewall", Confidence::High)
};

/// `OpenShift` SDN `dnsName`: names without wildcards.
pub const OPENSHIFT_SDN: Names = Names {
    address: Form::Refused("is an address, which stands in `cidrSelector`"),
    ..Names::plain("openshift_sdn.egressnetworkpolicy", Confidence::High)
};

/// Istio `hosts`: `*.x` is all below without the name.
pub const ISTIO: Names = Names {
    star: Form::Means(HostSet::below),
    text: Form::Refused(STAR_IN_LABEL),
    lone: Form::Refused("is `*` alone, which a ServiceEntry cannot have"),
    address: Form::Refused("is an address, which stands in `addresses`"),
    ..Names::plain("istio.hosts", Confidence::High)
};

/// Calico Enterprise `domains`: one star, in the place of one or more whole labels, not the last.
pub struct Calico;

impl Dialect for Calico {
    fn id(&self) -> &'static str {
        "calico_enterprise.domains"
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        if parts::network(text).is_some() {
            return Err(Rejected::because("is an address, which stands in `nets`"));
        }
        let labels: Vec<&str> = text.split('.').collect();
        let stars = labels.iter().filter(|label| **label == "*").count();
        if labels.iter().any(|label| label.len() > 1 && label.contains('*')) {
            return Err(Rejected::because(STAR_IN_LABEL));
        }
        if stars > 1 {
            return Err(Rejected::because("has more than one `*`"));
        }
        if labels.last() == Some(&"*") {
            return Err(Rejected::because("ends in a `*`"));
        }
        if stars == 0 {
            return Ok(Meaning::of(HostSet::exact(&parts::name(text)?)));
        }
        if let Some(name) = text.strip_prefix("*.") {
            return Ok(Meaning::of(HostSet::below(&parts::name(name)?)));
        }
        // A star is a letter to the check of the name, which is whole again afterwards.
        let name = parts::name(&text.replace('*', "x"))?;
        let source: Vec<String> = name
            .split('.')
            .zip(&labels)
            .map(|(own, written)| match *written {
                "*" => r"[^.]+(?:\.[^.]+)*".to_owned(),
                _ => regex_syntax::escape(own),
            })
            .collect();
        let mut meaning = match Regular::new(source.join(r"\.")) {
            Ok(regular) => Meaning::of(HostSet::Regular(regular)),
            Err(error) => return Ok(Meaning::unknown(error.to_string())),
        };
        meaning
            .remarks
            .push("a `*` inside a name is ignored where the policy mode is Inline DNS".to_owned());
        Ok(meaning)
    }
}
