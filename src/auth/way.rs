//! The ways to answer a proxy, and which of them are open, strongest first.

use super::digest::Session;
use super::negotiate::OwnAccount;
use super::{AuthChoice, AuthOutcome, AuthScheme, Challenge};

/// A way to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// The account's own ticket, or what Windows makes of it.
    OwnNegotiate,
    /// NTLM for the account that runs us, by Windows.
    OwnNtlm,
    /// NTLM with the password.
    Ntlm,
    /// The same inside Negotiate, for a proxy that offers nothing else.
    WrappedNtlm,
    /// Digest with the password.
    Digest,
    /// The password itself.
    Basic,
}

impl Way {
    /// The scheme that it is of.
    pub(super) fn scheme(self) -> AuthScheme {
        match self {
            Self::OwnNegotiate | Self::WrappedNtlm => AuthScheme::Negotiate,
            Self::OwnNtlm | Self::Ntlm => AuthScheme::Ntlm,
            Self::Digest => AuthScheme::Digest,
            Self::Basic => AuthScheme::Basic,
        }
    }

    /// True when making a message may wait for a domain controller.
    pub(super) fn may_block(self) -> bool {
        matches!(self, Self::OwnNegotiate | Self::OwnNtlm)
    }
}

/// Who we can be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Means {
    pub(super) choice: AuthChoice,
    pub(super) password: bool,
    pub(super) own_account: bool,
}

/// The ways that a proxy's offer leaves open, strongest first, or why there is none.
pub(super) fn open(challenges: &[Challenge], means: Means) -> Result<Vec<Way>, AuthOutcome> {
    let offers = |scheme: AuthScheme| {
        let mut offered = challenges.iter().filter(|challenge| challenge.is(scheme.as_str()));
        offered.next().is_some() && means.choice.allows(scheme)
    };
    let digest = offers(AuthScheme::Digest) && Session::of(challenges).is_some();
    let spoken = [AuthScheme::Negotiate, AuthScheme::Ntlm, AuthScheme::Basic];
    if means.choice == AuthChoice::None {
        return Err(AuthOutcome::Declined);
    }
    if !digest && !spoken.into_iter().any(offers) {
        return Err(AuthOutcome::SchemeUnsupported);
    }
    let negotiate = offers(AuthScheme::Negotiate);
    let ntlm = offers(AuthScheme::Ntlm);
    let all = [
        (Way::OwnNegotiate, negotiate && means.own_account),
        (Way::OwnNtlm, ntlm && means.own_account && OwnAccount::SPEAKS_NTLM),
        (Way::Ntlm, ntlm && means.password),
        (Way::WrappedNtlm, negotiate && means.password && !ntlm),
        (Way::Digest, digest && means.password),
        (Way::Basic, offers(AuthScheme::Basic) && means.password),
    ];
    let open: Vec<Way> = all.into_iter().filter_map(|(way, is)| is.then_some(way)).collect();
    if open.is_empty() { Err(AuthOutcome::NoCredentials) } else { Ok(open) }
}

#[cfg(test)]
mod tests {
    use super::super::parse_challenges;
    use super::*;

    fn ways(offer: &str, choice: AuthChoice, password: bool) -> Result<Vec<Way>, AuthOutcome> {
        let challenges = parse_challenges([offer].into_iter());
        open(&challenges, Means { choice, password, own_account: false })
    }

    const ALL: &str = "Negotiate, NTLM, Digest realm=x, nonce=y, Basic realm=x";

    #[test]
    fn the_strongest_way_comes_first() {
        let found = ways(ALL, AuthChoice::Any, true);
        assert_eq!(found, Ok(vec![Way::Ntlm, Way::Digest, Way::Basic]));
        let found = ways("Negotiate", AuthChoice::Any, true);
        assert_eq!(found, Ok(vec![Way::WrappedNtlm]));
        let found = ways(ALL, AuthChoice::Only(AuthScheme::Basic), true);
        assert_eq!(found, Ok(vec![Way::Basic]));
        let challenges = parse_challenges([ALL].into_iter());
        let means = Means { choice: AuthChoice::Any, password: true, own_account: true };
        assert_eq!(open(&challenges, means).unwrap()[0], Way::OwnNegotiate);
    }

    #[test]
    fn a_closed_door_has_a_reason() {
        assert_eq!(ways(ALL, AuthChoice::None, true), Err(AuthOutcome::Declined));
        assert_eq!(ways(ALL, AuthChoice::Any, false), Err(AuthOutcome::NoCredentials));
        assert_eq!(ways("Bearer", AuthChoice::Any, true), Err(AuthOutcome::SchemeUnsupported));
        let auth_int = "Digest realm=x, nonce=y, qop=auth-int";
        assert_eq!(ways(auth_int, AuthChoice::Any, true), Err(AuthOutcome::SchemeUnsupported));
        let other = ways("Basic realm=x", AuthChoice::Only(AuthScheme::Ntlm), true);
        assert_eq!(other, Err(AuthOutcome::SchemeUnsupported));
    }
}
