//! What two entries match together.

use crate::allowlist::{Hosts, Meaning, Ports, Schemes};
use crate::hostset::{HostSet, contains, intersects};

/// What both match; none when nothing is in both.
pub fn both(one: &Meaning, other: &Meaning) -> Option<Meaning> {
    let ports = one.ports.intersection(&other.ports);
    let schemes = one.schemes.intersection(other.schemes);
    if ports.is_empty() || schemes == Schemes::NONE {
        return None;
    }
    let narrow = |meaning: &Meaning| Meaning {
        ports: ports.clone(),
        schemes,
        path: meaning.path.clone(),
        ..meaning.clone()
    };
    let everything = |meaning: &Meaning| meaning.hosts == Hosts::Set(HostSet::Everything);
    let path = match (&one.path, &other.path) {
        (None, path) | (path, None) => path.clone(),
        (Some(own), Some(theirs)) if own == theirs => Some(own.clone()),
        (Some(_), Some(_)) => {
            return Some(Meaning {
                hosts: Hosts::Unknown("stands with two conditions on the path".to_owned()),
                ..narrow(one)
            });
        }
    };
    let chosen = if everything(one) {
        other
    } else if everything(other) {
        one
    } else {
        match (&one.hosts, &other.hosts) {
            (Hosts::Nothing(_), _) => one,
            (_, Hosts::Nothing(_)) => other,
            (Hosts::Set(own), Hosts::Set(theirs)) if one.sees == other.sees => {
                if intersects(own, theirs) == Ok(false) {
                    return None;
                } else if contains(own, theirs) == Ok(true) {
                    other
                } else if contains(theirs, own) == Ok(true) {
                    one
                } else {
                    return Some(unknown(narrow(one), path));
                }
            }
            _ => return Some(unknown(narrow(one), path)),
        }
    };
    Some(Meaning { path, ..narrow(chosen) })
}

fn unknown(meaning: Meaning, path: Option<crate::allowlist::PathRule>) -> Meaning {
    Meaning {
        hosts: Hosts::Unknown(
            "stands with another condition on names, and only what is in both \
                               counts"
                .to_owned(),
        ),
        path,
        ..meaning
    }
}

/// What is not matched, where it is about ports and schemes alone: in parts that do not overlap.
pub fn neither(meaning: &Meaning) -> Option<Vec<(Ports, Schemes)>> {
    if meaning.hosts != Hosts::Set(HostSet::Everything) || meaning.path.is_some() {
        return None;
    }
    let own = meaning.schemes;
    let others = Schemes { http: !own.http, https: !own.https, tcp: !own.tcp };
    Some(vec![(meaning.ports.complement(), own), (Ports::all(), others)])
}
