//! Is TLS opened on the way? Asked of the chain alone, whatever was answered under it.

use crate::measurement::{ChainTrust, Measurement, RootStore};

use super::signature::inspecting;

/// What a chain shows about inspection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Interception {
    /// It leads to a root of the public web, or to a root of the endpoint's own vendor.
    NotSeen,
    /// Somebody on the way signs in the endpoint's name, in these words.
    Seen(String),
    /// It cannot be told, for this reason.
    Unknown(&'static str),
}

impl Interception {
    /// True when it was seen.
    #[must_use]
    pub fn is_seen(&self) -> bool {
        matches!(self, Self::Seen(_))
    }

    /// Yes, no, or none when it cannot be told.
    #[must_use]
    pub fn known(&self) -> Option<bool> {
        match self {
            Self::NotSeen => Some(false),
            Self::Seen(_) => Some(true),
            Self::Unknown(_) => None,
        }
    }
}

/// What the chain of a measurement shows; none without TLS.
#[must_use]
pub fn interception(seen: &Measurement) -> Option<Interception> {
    let tls = seen.tls.as_ref()?;
    let leaf = tls.chain.first()?;
    if let Some(who) = inspecting(leaf) {
        return Some(Interception::Seen(format!("the issuer is {who}")));
    }
    let Some(trust) = &tls.trust else {
        return Some(Interception::Unknown("the chain was not judged"));
    };
    let leads_to = |store: RootStore| trust.by.contains(&store);
    Some(if leads_to(RootStore::Public) || leads_to(RootStore::Vendor) {
        Interception::NotSeen
    } else if leads_to(RootStore::Platform) {
        Interception::Seen(format!(
            "this machine trusts the issuer `{}`, and no root of the public web vouches for it: \
             an authority that inspects, or a private one of the endpoint's owner",
            leaf.issuer
        ))
    } else if trust.chain == ChainTrust::Trusted {
        Interception::Unknown("only a given root vouches for it, private or inspecting")
    } else {
        Interception::Unknown("nobody here vouches for the issuer")
    })
}

/// Issuer, fingerprint and validity of the certificate that was shown, in one line.
#[must_use]
pub fn shown_instead(seen: &Measurement) -> Option<String> {
    let leaf = seen.tls.as_ref()?.chain.first()?;
    Some(format!(
        "shown instead: issued by {}, valid {} to {}, SHA-256 {}",
        leaf.issuer, leaf.not_before, leaf.not_after, leaf.sha256
    ))
}

#[cfg(test)]
mod tests {
    use super::super::samples::{good, inside};
    use super::*;
    use crate::measurement::Trust;

    fn told(by: &[RootStore], issuer: &str) -> Option<bool> {
        let seen = inside(Trust { by: by.to_vec(), ..good() }, issuer, None);
        interception(&seen).unwrap().known()
    }

    #[test]
    fn who_vouches_decides() {
        use RootStore::{Given, Platform, Public, Vendor};
        assert_eq!(told(&[Platform, Public], "Public CA"), Some(false));
        assert_eq!(told(&[Public], "Public CA"), Some(false));
        assert_eq!(told(&[Platform, Vendor], "Update CA 2.1"), Some(false));
        assert_eq!(told(&[Platform], "Corp Root"), Some(true));
        assert_eq!(told(&[Platform, Given], "Corp Root"), Some(true));
        assert_eq!(told(&[Given], "Lab Root"), None);
        assert_eq!(told(&[Given], "Corp TLS Inspection CA"), Some(true));
    }

    #[test]
    fn what_nobody_vouches_for_is_not_called_an_interception() {
        let seen = inside(super::super::samples::unknown_issuer(), "Somebody", None);
        let trust = seen.tls.as_ref().unwrap().trust.as_ref().unwrap();
        assert_ne!(trust.chain, ChainTrust::Trusted);
        let seen = Measurement {
            tls: seen.tls.clone().map(|tls| crate::measurement::TlsSession {
                trust: tls.trust.map(|trust| Trust { by: Vec::new(), ..trust }),
                ..tls
            }),
            ..seen
        };
        assert_eq!(interception(&seen).unwrap().known(), None);
    }
}
