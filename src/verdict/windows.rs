//! The numbers under which a Windows product knows a verdict.

use super::{Cause, Finding, Party, Status};
use crate::measurement::Measurement;

use super::spoken::{Place, Spoken};

/// The nearest `WinHTTP` error for a cause, as an administrator would look it up.
///
/// Source: Microsoft, "Error Messages (`Winhttp.h`)". `WinHTTP` itself reports 12007 only for names
/// that this machine looks up; here it stands for every name that was not resolved, by whomever.
#[must_use]
pub fn winhttp(cause: Cause) -> Option<u32> {
    match cause {
        Cause::DnsNameNotResolved
        | Cause::DnsUnreachable
        | Cause::DnsFailed
        | Cause::ProxyUpstreamNameNotResolved => Some(12007),
        Cause::TcpRefused
        | Cause::TcpAddressUnreachable
        | Cause::TcpFailed
        | Cause::ProxyUpstreamRefused
        | Cause::ProxyUpstreamUnreachable
        | Cause::ProxyUpstreamConnectFailed
        | Cause::ProxyUpstreamFailed
        | Cause::ProxyChain
        | Cause::LocalPolicy
        | Cause::LocalResources => Some(12029),
        Cause::TcpTimedOut
        | Cause::ProxyUpstreamTimedOut
        | Cause::ProxyNoVerdict
        | Cause::TunnelOpen => Some(12002),
        Cause::TcpReset | Cause::TcpClosed | Cause::TunnelClosed | Cause::ProxyUpstreamReset => {
            Some(12030)
        }
        Cause::TlsVersionOrCipherMismatch
        | Cause::TlsCertNameInvalid
        | Cause::TlsCertDateInvalid
        | Cause::TlsCertUnknownIssuer
        | Cause::TlsCertSelfSigned
        | Cause::TlsCertRevoked
        | Cause::TlsCertInvalid
        | Cause::TlsProtocolError
        | Cause::TlsFailed
        | Cause::TlsIntercepted
        | Cause::ProxyUpstreamTls => Some(12175),
        Cause::TlsBadClientAuthCert => Some(12044),
        Cause::HttpProtocolError
        | Cause::HttpResponseInvalid
        | Cause::ProxyResponseInvalid
        | Cause::ProxyNotAProxy
        | Cause::ProxyWrongProtocol => Some(12152),
        Cause::HttpError
        | Cause::ProxyDenied
        | Cause::ProxyPortDenied
        | Cause::ProxyMethodDenied
        | Cause::ProxyAuthRequired
        | Cause::ProxyAuthRejected
        | Cause::ProxyAuthSchemeUnsupported
        | Cause::ProxyAuthNoTicket
        | Cause::ProxyAuthTicketExpired
        | Cause::ProxyAuthClockSkew
        | Cause::ProxyAuthServiceUnknown
        | Cause::ProxyAuthRealmUnknown
        | Cause::ProxyAuthLibraryMissing
        | Cause::ProxyAuthConnectionClosed
        | Cause::ProxyAuthFailed
        | Cause::Abandoned
        | Cause::Unknown
        | Cause::UntestedWildcard
        | Cause::UntestedPlaceholder
        | Cause::UntestedAddressRange
        | Cause::UntestedPortRange
        | Cause::UntestedProtocol
        | Cause::UntestedNoRoute
        | Cause::UntestedPrivateAddress => None,
    }
}

/// The finer `WinHTTP` number of a certificate fault, for a note.
pub(super) fn certificate_number(cause: Cause) -> Option<&'static str> {
    const NUMBERS: &[(Cause, &str)] = &[
        (Cause::TlsCertDateInvalid, "WinHTTP tells it apart as 12037 (date)"),
        (Cause::TlsCertNameInvalid, "WinHTTP tells it apart as 12038 (name)"),
        (Cause::TlsCertUnknownIssuer, "WinHTTP tells it apart as 12045 (authority)"),
        (Cause::TlsCertSelfSigned, "WinHTTP tells it apart as 12045 (authority)"),
        (Cause::TlsIntercepted, "WinHTTP tells it apart as 12045 (authority)"),
        (Cause::TlsCertRevoked, "WinHTTP tells it apart as 12170 (revoked)"),
    ];
    NUMBERS.iter().find(|(known, _)| *known == cause).map(|(_, text)| *text)
}

/// What the product's own log will really show.
///
/// A lookup that fails on this machine is logged as 12007. Where the proxy could not resolve the
/// name, the product only sees the proxy's HTTP status, and logs that.
pub(super) fn logged(seen: &Measurement, finding: &Finding) -> String {
    let Some(cause) = finding.cause.filter(|_| finding.status != Status::Reachable) else {
        return String::new();
    };
    if let Some(spoken) = Spoken::of(seen) {
        if spoken.place == Place::Clear {
            // The product waits for TLS and never reads this answer.
            return winhttp(Cause::TlsProtocolError).map_or_else(String::new, |n| n.to_string());
        }
        let status = spoken.answer.status;
        if !cause.is_certificate() && status >= 300 {
            return format!("HTTP {status}, 0x{:08X}", update_code(status));
        }
    }
    if finding.refused_by == Some(Party::ThisMachine) && cause.is_dns() {
        return "12007".to_owned();
    }
    winhttp(cause).map_or_else(String::new, |number| number.to_string())
}

/// The Windows Update Agent's result code for an HTTP status.
///
/// Source: Microsoft, "Windows Update error codes by component", section "Protocol Talker errors":
/// `WU_E_PT_HTTP_STATUS_*`, with `WU_E_PT_HTTP_STATUS_NOT_MAPPED` for every other status.
#[must_use]
pub fn update_code(status: u16) -> u32 {
    match status {
        400 => 0x8024_4016,
        401 => 0x8024_4017,
        403 => 0x8024_4018,
        404 => 0x8024_4019,
        405 => 0x8024_401A,
        407 => 0x8024_401B,
        408 => 0x8024_401C,
        409 => 0x8024_401D,
        410 => 0x8024_401E,
        500 => 0x8024_401F,
        501 => 0x8024_4020,
        502 => 0x8024_4021,
        503 => 0x8024_4022,
        504 => 0x8024_4023,
        505 => 0x8024_4024,
        _ => 0x8024_402B,
    }
}

#[cfg(test)]
mod tests {
    use super::super::judge;
    use super::super::samples::{connect, connect_with, direct, page, stopped, through_proxy};
    use crate::measurement::{FailureKind, Stage};

    #[test]
    fn a_name_that_the_proxy_cannot_resolve_is_logged_as_its_status() {
        let answer = page(503, &[("X-Squid-Error", "ERR_DNS_FAIL 0")], "");
        let verdict = judge(&connect_with(answer));
        assert_eq!(
            (verdict.winhttp, verdict.logged.as_str()),
            (Some(12007), "HTTP 503, 0x80244022")
        );
    }

    #[test]
    fn a_name_that_this_machine_cannot_resolve_is_logged_as_12007() {
        for seen in [through_proxy("https://x.test/"), direct("https://x.test/")] {
            let verdict = judge(&stopped(seen, Stage::Resolve, FailureKind::NameNotFound));
            assert_eq!((verdict.winhttp, verdict.logged.as_str()), (Some(12007), "12007"));
        }
    }

    #[test]
    fn a_denial_has_no_number_of_its_own() {
        let verdict = judge(&connect(403, "Forbidden"));
        assert_eq!((verdict.winhttp, verdict.logged.as_str()), (None, "HTTP 403, 0x80244018"));
        assert_eq!(judge(&connect(418, "I'm a tea pot")).logged, "HTTP 418, 0x8024402B");
    }
}
