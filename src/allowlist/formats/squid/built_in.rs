//! The lists that Squid has of itself.
//!
//! <https://www.squid-cache.org/Doc/config/acl/>, under "default".

use std::sync::Arc;

use super::acl::{Acl, Term, everything};
use crate::allowlist::{Hosts, Meaning, Place, Schemes};
use crate::hostset::{HostSet, Regular};

/// The lists that Squid has of itself, which a configuration need not define.
pub fn built_in(name: &str, place: &Place) -> Option<Acl> {
    let (kind, meaning) = match name {
        "all" => ("all", everything(Schemes::ALL)),
        "CONNECT" => ("method", everything(Schemes::CONNECT)),
        "localhost" => ("localhost", everything(Schemes::ALL)),
        "to_localhost" => {
            let hosts = of_regular(r"(?:.*\.)?localhost|127\.[0-9.]*|0\.0\.0\.0|\[::1?\]");
            ("dst", Meaning { hosts, ..everything(Schemes::ALL) })
        }
        "to_linklocal" => {
            let hosts = of_regular(r"169\.254\.[0-9.]*|\[fe80:.*\]");
            ("dst", Meaning { hosts, ..everything(Schemes::ALL) })
        }
        // Asked of Squid itself: no request for anything else is one.
        "manager" => ("manager", everything(Schemes::NONE)),
        _ => return None,
    };
    let list: Arc<str> = Arc::from(name);
    let term = Term {
        meaning,
        text: name.to_owned(),
        place: place.clone(),
        conditions: vec![],
        list: None,
    };
    Some(Acl { name: list, kind: kind.to_owned(), terms: vec![term], names: vec![] })
}

fn of_regular(source: &str) -> Hosts {
    Regular::new(source).map_or_else(
        |why| Hosts::Unknown(why.to_string()),
        |regular| Hosts::Set(HostSet::Regular(regular)),
    )
}
