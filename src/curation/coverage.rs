//! Whether one entry of a list makes another one needless.

use crate::address::{Host, HostPattern};
use crate::catalogue::{Endpoint, Need, Protocol};

/// True when whoever allows `wide` allows `narrow`, too: hosts, ports, protocol and path.
pub(super) fn covers(wide: &Endpoint, narrow: &Endpoint) -> bool {
    let ports = narrow.ports.iter().all(|port| wide.ports.contains(port));
    let protocol = wide.protocol == narrow.protocol || wide.protocol == Protocol::TcpAndUdp;
    // A path or a scheme in the wide entry may stand for less than the whole host.
    let whole = wide.pattern.path.as_deref().is_none_or(|path| path == "/")
        && (wide.pattern.scheme.is_none() || wide.pattern.scheme == narrow.pattern.scheme);
    let needed = wide.need == Need::Required || wide.need == narrow.need;
    ports
        && protocol
        && whole
        && needed
        && wide.cloud == narrow.cloud
        && hosts_cover(&wide.pattern.host, &narrow.pattern.host)
}

/// True when every host of `narrow` is one of `wide`, and the two are not the same.
fn hosts_cover(wide: &HostPattern, narrow: &HostPattern) -> bool {
    if wide == narrow {
        return false;
    }
    let host = |text: String| text.parse::<Host>();
    match narrow {
        HostPattern::Exact(own) => wide.covers(own),
        // One name and one deeper name stand for all: patterns know only beginnings and ends.
        HostPattern::Below(name) => [format!("q0.{name}"), format!("q0.q1.{name}")]
            .into_iter()
            .all(|text| host(text).is_ok_and(|host| wide.covers(&host))),
        HostPattern::Domain(name) => {
            [name.to_string(), format!("q0.{name}"), format!("q0.q1.{name}")]
                .into_iter()
                .all(|text| host(text).is_ok_and(|host| wide.covers(&host)))
        }
        HostPattern::EndsWith(text) => {
            [text.clone(), format!("q0{text}"), format!("q0.{text}"), format!("q1.q0{text}")]
                .into_iter()
                .all(|text| host(text).is_ok_and(|host| wide.covers(&host)))
        }
        HostPattern::Glob(glob) => {
            let filled = glob.replace('*', "q0");
            let deeper = glob.replace("*.", "q0.q1.").replace('*', "q0");
            [filled, deeper].into_iter().all(|text| host(text).is_ok_and(|host| wide.covers(&host)))
        }
        HostPattern::Network(own) => match wide {
            HostPattern::Network(wide) => wide.contains(own),
            _ => false,
        },
        HostPattern::Template(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::Entry;

    #[test]
    fn wider_patterns_cover_narrower_ones_and_never_themselves() {
        for (wide, narrow, expected) in [
            ("*.x.com", "a.x.com", true),
            ("*.x.com", "x.com", false),
            ("*x.com", "*.x.com", true),
            ("*.x.com", "*x.com", false),
            ("*.x.com", "*.a.x.com", true),
            ("*.a.x.com", "*.x.com", false),
            (".x.com", "*.x.com", true),
            ("*.x.com", "*.x.com", false),
            ("*.x.com", "a-*.x.com", true),
            ("a.*.x.com", "a.b.x.com", true),
            ("10.0.0.0/8", "10.1.0.0/16", true),
            ("*.x.com", "<name>.x.com", false),
        ] {
            let host = |text: &str| text.parse::<Entry>().unwrap().host;
            assert_eq!(hosts_cover(&host(wide), &host(narrow)), expected, "{wide} {narrow}");
        }
    }
}
