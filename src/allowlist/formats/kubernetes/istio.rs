//! `ServiceEntry` and `Sidecar` of Istio, where the mesh is set to `REGISTRY_ONLY`.
//!
//! <https://istio.io/latest/docs/reference/config/networking/service-entry/>

use super::super::around::Around;
use super::super::gather::Gather;
use super::super::tree::Node;
use super::{has_kind, name_of};
use crate::allowlist::{
    Allowlist, Format, NearbyFiles, Options, Order, Otherwise, Ports, ReadError, Schemes, Source,
};

/// Service entries of Istio.
pub struct Istio;

impl Format for Istio {
    fn id(&self) -> &'static str {
        "istio"
    }

    fn title(&self) -> &'static str {
        "Istio ServiceEntry and Sidecar (YAML)"
    }

    fn recognise(&self, source: &Source) -> Option<(u8, &'static str)> {
        has_kind(source, "ServiceEntry").then_some((96, "it has objects of the kind ServiceEntry"))
    }

    fn read(
        &self,
        source: &Source,
        _: &Options,
        _: &dyn NearbyFiles,
    ) -> Result<Allowlist, ReadError> {
        let mut gather = Gather::new(self.id(), Order::AllowWins, Otherwise::Denied);
        for object in Node::json_or_yaml(source)? {
            match object.text_of("kind") {
                Some("ServiceEntry") => service_entry(&object, source, &mut gather),
                Some("Sidecar") => sidecar(&object, source, &mut gather),
                _ => {}
            }
        }
        gather.note(
            "nothing is denied unless the mesh has `outboundTrafficPolicy` REGISTRY_ONLY, which is \
             not in these objects; it is read as set",
        );
        Ok(gather.done())
    }
}

fn service_entry(object: &Node, source: &Source, gather: &mut Gather) {
    let Some(spec) = object.get("spec") else { return };
    let name = name_of(object);
    let wildcard = spec.text_of("resolution").unwrap_or("NONE") == "NONE";
    // Each kind of port with its own schemes.
    let mut kinds: Vec<(Schemes, Vec<(u16, u16)>)> = Vec::new();
    for port in spec.list("ports") {
        let Some(number) = port.text_of("number").and_then(|text| text.parse::<u16>().ok()) else {
            continue;
        };
        let protocol = port.text_of("protocol").unwrap_or("TCP").to_ascii_uppercase();
        let schemes = match protocol.as_str() {
            "HTTP" | "HTTP2" | "GRPC" | "HTTP_PROXY" => Schemes::HTTP,
            "HTTPS" | "TLS" => Schemes::HTTPS,
            "UDP" => continue,
            _ => Schemes::ALL,
        };
        match kinds.iter_mut().find(|(own, _)| *own == schemes) {
            Some((_, ports)) => ports.push((number, number)),
            None => kinds.push((schemes, vec![(number, number)])),
        }
    }
    for (schemes, ports) in kinds {
        let mut around = Around::allow(name.as_deref());
        around.schemes = Some(schemes);
        around.ports = Some(Ports::of(ports));
        for entry in spec.list("hosts") {
            let Some(text) = entry.text() else { continue };
            let place = entry.place(source);
            if text.starts_with('*') && !wildcard {
                gather.refused(text, place, "is a wildcard, which needs `resolution: NONE`");
            } else {
                gather.entry("istio.hosts", text, place, &around);
            }
        }
    }
}

/// A sidecar says which services a workload can see; it opens nothing.
fn sidecar(object: &Node, source: &Source, gather: &mut Gather) {
    for egress in object.get("spec").map_or(&[][..], |spec| spec.list("egress")) {
        for entry in egress.list("hosts") {
            let text = entry.text().unwrap_or_default();
            if text.split('/').next_back() != Some("*") {
                let why = "limits which services a workload sees, and is not held against them";
                gather.skipped(text, entry.place(source), why);
            }
        }
    }
}
