//! The next step, and the exact rule to ask for.

use crate::address::Scheme;
use crate::plan::Probe;

use super::{Cause, Confidence, Party, Status, Verdict};

/// One or two sentences: what to do next, and whom to ask for what.
#[must_use]
#[expect(clippy::too_many_lines, reason = "a table: one arm per cause")]
pub fn advice(verdict: &Verdict, probe: &Probe) -> String {
    let Some(cause) = verdict.cause.filter(|_| verdict.status != Status::Reachable) else {
        return "Nothing to do.".to_owned();
    };
    let target = probe.target.authority();
    let host = probe.target.host.to_string();
    let rule = rule_text(probe);
    let first_hop = match probe.routing.route.proxy() {
        Some(proxy) => proxy.to_string(),
        None => target.clone(),
    };
    let by = match probe.routing.route.proxy() {
        Some(proxy) => format!("the team that runs {proxy}"),
        None => "the firewall team".to_owned(),
    };
    let text = match cause {
        Cause::TlsCertDateInvalid
        | Cause::TlsCertNameInvalid
        | Cause::TlsCertUnknownIssuer
        | Cause::TlsCertSelfSigned
        | Cause::TlsCertRevoked
        | Cause::TlsCertInvalid
        | Cause::TlsFailed
            if verdict.refused_by == Some(Party::Proxy) =>
        {
            about_the_proxys_tls(verdict, probe, &by)
        }
        Cause::DnsNameNotResolved | Cause::DnsUnreachable | Cause::DnsFailed => {
            let name = first_hop_name(probe);
            format!(
                "Make `{name}` resolve on this machine: check the spelling and this machine's name \
                 servers. The product will log 12007."
            )
        }
        Cause::TcpRefused
        | Cause::TcpTimedOut
        | Cause::TcpReset
        | Cause::TcpClosed
        | Cause::TcpAddressUnreachable
        | Cause::TcpFailed => format!(
            "Ask the network team to allow TCP from this machine to {first_hop}, and check that \
             something listens there."
        ),
        Cause::TlsVersionOrCipherMismatch | Cause::TlsProtocolError | Cause::TlsFailed => format!(
            "Ask {by} whether TLS to {target} is filtered or inspected, and let it pass untouched."
        ),
        Cause::TlsBadClientAuthCert => {
            "The way is open: the endpoint wants a client certificate, which only an enrolled \
             device has."
                .to_owned()
        }
        Cause::TlsCertDateInvalid => format!(
            "Check this machine's clock; if it is right, the certificate of {target} needs renewal \
             by its owner."
        ),
        Cause::TlsCertNameInvalid => format!(
            "Check which address `{host}` resolves to: another server answers in its place."
        ),
        Cause::TlsCertUnknownIssuer | Cause::TlsCertSelfSigned => format!(
            "If TLS is inspected on the way, ask {by} to exempt {target} from inspection; otherwise \
             install the missing root certificate on this machine."
        ),
        Cause::TlsCertRevoked | Cause::TlsCertInvalid => {
            format!("The certificate of {target} must be replaced by its owner.")
        }
        Cause::TlsIntercepted => format!(
            "Ask {by} to exempt {target} from TLS inspection. Trusting the inspecting authority \
             here does not help services that pin their certificates."
        ),
        Cause::HttpError | Cause::HttpProtocolError | Cause::HttpResponseInvalid => format!(
            "The way to {target} is open and the endpoint's answer is at fault; test again later."
        ),
        Cause::ProxyDenied => format!("Ask {by} to allow {rule} for this server."),
        Cause::ProxyPortDenied => format!(
            "Ask {by} to allow {rule} for this server: the port is refused, whatever the name."
        ),
        Cause::ProxyMethodDenied => {
            format!("Ask {by} to allow the method: {rule}; or use a proxy port that accepts it.")
        }
        Cause::ProxyAuthRequired => format!(
            "Ask {by} to allow {rule} without authentication for this server, or give the product \
             credentials."
        ),
        Cause::ProxyAuthRejected => {
            format!("Check user name and password, and ask {by} whether that user may use {rule}.")
        }
        Cause::ProxyAuthSchemeUnsupported => format!(
            "Ask {by} which schemes it offers to this server, and to allow {rule} by one of Basic, \
             Digest, NTLM or Negotiate, or without authentication."
        ),
        Cause::ProxyAuthNoTicket | Cause::ProxyAuthTicketExpired => format!(
            "Get a ticket for this account (kinit, or run as an account of the domain), or ask {by} \
             to allow {rule} without authentication for this server."
        ),
        Cause::ProxyAuthClockSkew => {
            "Set this machine's clock by its domain: Kerberos allows five minutes.".to_owned()
        }
        Cause::ProxyAuthServiceUnknown => format!(
            "Configure the proxy by the name that its service principal HTTP/NAME has, or ask {by} \
             to register HTTP/{}.",
            first_hop_name(probe)
        ),
        Cause::ProxyAuthRealmUnknown => {
            "Check the realm's name and that this machine reaches its domain controllers (TCP and \
             UDP 88)."
                .to_owned()
        }
        Cause::ProxyAuthLibraryMissing => {
            "Install the GSSAPI library (libgssapi-krb5-2), or give a user with --proxy-user."
                .to_owned()
        }
        Cause::ProxyAuthConnectionClosed | Cause::ProxyAuthFailed => format!(
            "Ask {by} to look at the authentication of this server in its log; connections must \
             stay open while NTLM and Negotiate go on."
        ),
        Cause::ProxyUpstreamNameNotResolved => {
            let logged =
                if verdict.logged.is_empty() { "the proxy's status" } else { &verdict.logged };
            format!(
                "The product will log {logged}, not 12007: the proxy's own DNS must resolve the \
                 name. Ask {by} to make `{host}` resolve there."
            )
        }
        Cause::ProxyUpstreamRefused
        | Cause::ProxyUpstreamTimedOut
        | Cause::ProxyUpstreamUnreachable
        | Cause::ProxyUpstreamConnectFailed => format!(
            "The proxy allowed it and could not connect: ask {by} to open the firewall beyond the \
             proxy for TCP to {target}."
        ),
        Cause::ProxyUpstreamReset => format!(
            "The proxy connected and was cut off: ask {by} whether a filter beyond the proxy stops \
             {target}."
        ),
        Cause::ProxyUpstreamTls => format!(
            "Ask {by} to exempt {target} from TLS inspection: the proxy does not accept what the \
             endpoint presents."
        ),
        Cause::ProxyUpstreamFailed => format!(
            "The proxy does not say why: ask {by} to look for `{host}` in its log, its name server \
             first, then the way to {target}."
        ),
        Cause::ProxyNoVerdict => format!(
            "The proxy took the request and is waiting for a name server or for the endpoint: test \
             again with more patience, and ask {by} to look for {target} in its log."
        ),
        Cause::ProxyNotAProxy | Cause::ProxyWrongProtocol => format!(
            "Check the proxy setting {first_hop} (from {}): host, port and scheme.",
            probe.routing.source
        ),
        Cause::ProxyChain => format!("Ask {by} to look at the parent proxy behind it."),
        Cause::ProxyResponseInvalid => {
            format!(
                "Check that {first_hop} is the proxy that is meant, and ask {by} what answers there."
            )
        }
        Cause::TunnelOpen | Cause::TunnelClosed => format!(
            "Ask {by} whether {rule} is filtered by server name, and whether {target} answers the \
             proxy."
        ),
        Cause::LocalResources => {
            "Test again with a lower --concurrency or a higher limit of open files.".to_owned()
        }
        Cause::LocalPolicy => {
            format!("Allow this program to connect to {first_hop} on this machine.")
        }
        Cause::Abandoned => "Run again with a longer --deadline.".to_owned(),
        Cause::Unknown => {
            format!("Ask {by} to look for {target} in the log; the raw words are above.")
        }
        Cause::UntestedWildcard => {
            "Give names under the wildcard with --names FILE, or ask the proxy about its rule with \
             --probe-rules."
                .to_owned()
        }
        Cause::UntestedPlaceholder => "Give the missing value with --set NAME=VALUE.".to_owned(),
        Cause::UntestedAddressRange | Cause::UntestedPortRange | Cause::UntestedProtocol => {
            "Check this rule by hand in the firewall.".to_owned()
        }
        Cause::UntestedNoRoute => format!(
            "Look at the setting with: clearway route {target}. Programs that meet its fault may go \
             direct without a word."
        ),
        Cause::UntestedPrivateAddress => format!(
            "If `{host}` is meant to be inside, give --allow-private to ask it all the same."
        ),
    };
    if verdict.confidence == Confidence::Open && !verdict.could_also_be.is_empty() {
        let others: Vec<_> = verdict.could_also_be.iter().map(|cause| cause.code()).collect();
        return format!("{text} It could also be {}.", others.join(", "));
    }
    text
}

/// Where TLS with the proxy itself came to nothing.
fn about_the_proxys_tls(verdict: &Verdict, probe: &Probe, by: &str) -> String {
    let name = first_hop_name(probe);
    let proxy = probe.routing.route.proxy().map_or_else(|| name.clone(), ToString::to_string);
    match verdict.cause {
        Some(Cause::TlsCertDateInvalid) => format!(
            "Check this machine's clock; if it is right, ask {by} to renew the proxy's certificate."
        ),
        Some(Cause::TlsCertNameInvalid) => format!(
            "Configure the proxy by a name that its certificate has, or ask {by} for a certificate \
             for `{name}`."
        ),
        Some(Cause::TlsCertUnknownIssuer | Cause::TlsCertSelfSigned) => format!(
            "Install the root certificate behind the certificate of {proxy} on this machine, or give \
             it with --ca; ask {by} for it."
        ),
        Some(Cause::TlsCertRevoked | Cause::TlsCertInvalid) => {
            format!("Ask {by} to replace the proxy's certificate.")
        }
        _ => format!(
            "Ask {by} which TLS versions and ciphers it speaks: TLS 1.2 or 1.3 is offered to it."
        ),
    }
}

/// What a rule must allow: `CONNECT host:443` or `GET http://host/`.
fn rule_text(probe: &Probe) -> String {
    let target = probe.target.authority();
    match (probe.routing.route.proxy(), probe.target.scheme) {
        (None, _) => format!("TCP to {target}"),
        (Some(_), Scheme::Http) => format!("GET {}", probe.target.url()),
        (Some(_), Scheme::Https | Scheme::Tcp) => format!("CONNECT {target}"),
    }
}

/// The name that this machine looks up.
fn first_hop_name(probe: &Probe) -> String {
    match probe.routing.route.proxy() {
        Some(proxy) => proxy.host.to_string(),
        None => probe.target.host.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::judge;
    use super::super::samples::{connect, connect_with, page, stopped, through_proxy};
    use super::*;
    use crate::measurement::{FailureKind, Measurement, Stage};

    fn told(seen: &Measurement) -> String {
        advice(&judge(seen), &seen.probe)
    }

    #[test]
    fn a_denial_names_the_rule_to_ask_for() {
        assert_eq!(
            told(&connect(403, "Forbidden")),
            "Ask the team that runs http://proxy:8080 to allow CONNECT go.example.test:443 for \
             this server."
        );
    }

    #[test]
    fn the_two_kinds_of_dns_trouble_are_told_apart() {
        let upstream = told(&connect_with(page(503, &[("X-Squid-Error", "ERR_DNS_FAIL 0")], "")));
        assert!(upstream.starts_with("The product will log HTTP 503, 0x80244022, not 12007"));
        let seen = through_proxy("https://go.example.test/");
        let local = told(&stopped(seen, Stage::Resolve, FailureKind::NameNotFound));
        assert!(local.starts_with("Make `proxy` resolve on this machine"), "{local}");
    }
}
