//! Why: stable codes in the style of W3C Network Error Logging, each with words for people.

use std::fmt;
use std::str::FromStr;

/// Makes the enum and everything that is said about its members from one table.
macro_rules! causes {
    ($($name:ident $code:literal $who:ident $meaning:literal $usual:literal;)*) => {
        /// Why an endpoint is not reachable, or why that is not known.
        ///
        /// The codes without `proxy.`, `tunnel.`, `local.` and `untested.` are those of W3C
        /// Network Error Logging, section 6, where it has one; the others continue its style.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Cause {
            $(
                #[doc = $meaning]
                $name,
            )*
        }

        impl Cause {
            /// All of them, in the order in which they are documented.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The stable code.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }

            /// What it means, in one sentence.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self {
                    $(Self::$name => $meaning,)*
                }
            }

            /// What it usually comes from.
            #[must_use]
            pub fn usual_causes(self) -> &'static str {
                match self {
                    $(Self::$name => $usual,)*
                }
            }

            /// Who can do something about it.
            #[must_use]
            pub fn who_acts(self) -> &'static str {
                match self {
                    $(Self::$name => $who,)*
                }
            }
        }
    };
}

const ADMIN: &str = "the administrator of this machine";
const NETWORK: &str = "the network or firewall team";
const PROXY: &str = "the team that runs the proxy";
const ORIGIN: &str = "the owner of the endpoint";
const NOBODY: &str = "nobody yet; test again first";

causes! {
    DnsNameNotResolved "dns.name_not_resolved" ADMIN
        "This machine's name server says that the name has no address."
        "A typing error, a name that is resolved only elsewhere, a name server that blocks it.";
    DnsUnreachable "dns.unreachable" ADMIN
        "No name server answered this machine."
        "A wrong name server address, or a firewall that drops port 53.";
    DnsFailed "dns.failed" ADMIN
        "A name server answered this machine that it failed or refuses."
        "A broken forwarder, a broken zone, or a name server that does not serve this client.";
    TcpRefused "tcp.refused" NETWORK
        "The connection was refused."
        "Nothing listens on that port, the port is wrong, or a firewall rejects it.";
    TcpTimedOut "tcp.timed_out" NETWORK
        "Nobody answered the connection in time."
        "A firewall drops the packets, or the machine is down.";
    TcpReset "tcp.reset" NETWORK
        "The connection was reset."
        "A firewall cut it, or the other side does not speak what was sent.";
    TcpClosed "tcp.closed" NETWORK
        "The connection was closed before there was an answer."
        "A load balancer without live servers, a filter, or a service of another kind.";
    TcpAddressUnreachable "tcp.address_unreachable" NETWORK
        "There is no route to the address."
        "A missing route, a disconnected network, or IPv6 without IPv6 connectivity.";
    TcpFailed "tcp.failed" NETWORK
        "The connection failed in another way."
        "See the native error in the evidence.";
    TlsVersionOrCipherMismatch "tls.version_or_cipher_mismatch" ORIGIN
        "The two sides have no TLS version or cipher suite in common."
        "An endpoint that only speaks TLS 1.0 or 1.1, or an inspecting proxy that does.";
    TlsBadClientAuthCert "tls.bad_client_auth_cert" ADMIN
        "The endpoint wants a client certificate, or another one."
        "An endpoint for enrolled devices only: the way to it is open.";
    TlsCertNameInvalid "tls.cert.name_invalid" ORIGIN
        "The certificate is for another name."
        "A wrong server behind the name, or a name server that answers with a block page's address.";
    TlsCertDateInvalid "tls.cert.date_invalid" ORIGIN
        "The certificate has expired, or is not valid yet."
        "A certificate that was not renewed, or a wrong clock on this machine.";
    TlsCertUnknownIssuer "tls.cert.unknown_issuer" ADMIN
        "The certificate comes from an authority that this machine does not trust."
        "A missing root certificate, or a proxy that inspects TLS with an authority of its own.";
    TlsCertSelfSigned "tls.cert.self_signed" ORIGIN
        "The certificate is signed by itself and not trusted."
        "A test server, an appliance's default certificate, or a block page.";
    TlsCertRevoked "tls.cert.revoked" ORIGIN
        "The certificate was revoked."
        "A compromised key, or a certificate that was replaced.";
    TlsCertInvalid "tls.cert.invalid" ORIGIN
        "The certificate is broken in another way."
        "A wrong signature, extension or purpose.";
    TlsProtocolError "tls.protocol.error" ORIGIN
        "What came back is no proper TLS."
        "A server that does not speak TLS on that port, or a filter that answers in clear text.";
    TlsFailed "tls.failed" ORIGIN
        "TLS failed in another way."
        "See the native error in the evidence.";
    TlsIntercepted "tls.intercepted" PROXY
        "Somebody on the way answers in the endpoint's place with a certificate of an authority of their own."
        "TLS inspection without an exception for this endpoint; pinned endpoints fail even when the authority is trusted.";
    HttpError "http.error" ORIGIN
        "The endpoint answered with a status that the product itself counts as failure."
        "Trouble on the endpoint's side, or a request that it does not like.";
    HttpProtocolError "http.protocol.error" ORIGIN
        "What came back is no HTTP."
        "A service of another kind on that port.";
    HttpResponseInvalid "http.response.invalid" ORIGIN
        "The answer was incomplete, empty or too large."
        "A connection that was cut, or a server that misbehaves.";
    ProxyDenied "proxy.denied" PROXY
        "The proxy's policy refused."
        "The name is not on the proxy's allowlist, or is in a blocked category.";
    ProxyPortDenied "proxy.port_denied" PROXY
        "The proxy does not allow this port."
        "A rule that allows CONNECT to 443 only.";
    ProxyMethodDenied "proxy.method_denied" PROXY
        "The proxy does not allow CONNECT, or not this kind of request."
        "A proxy for plain HTTP only, or a listener that is no forward proxy.";
    ProxyAuthRequired "proxy.auth_required" PROXY
        "The proxy wants to know who asks."
        "Services run as the computer account or without credentials: exempt the endpoint from authentication.";
    ProxyAuthRejected "proxy.auth_rejected" PROXY
        "The proxy did not accept the credentials."
        "A wrong password, a locked account, or a user who is not in the permitted group.";
    ProxyAuthSchemeUnsupported "proxy.auth_scheme_unsupported" PROXY
        "The proxy wants to know who asks, by a scheme that is not spoken here or not allowed."
        "A proxy that offers only a scheme of its own, or a --proxy-auth that the proxy does not offer.";
    ProxyAuthNoTicket "proxy.auth_no_ticket" ADMIN
        "The proxy wants Kerberos, and this account has no ticket."
        "A service or a task without a domain account, a machine that is not in the domain, or no kinit.";
    ProxyAuthTicketExpired "proxy.auth_ticket_expired" ADMIN
        "The proxy wants Kerberos, and the ticket of this account has expired."
        "A session or a task that is older than its ticket.";
    ProxyAuthClockSkew "proxy.auth_clock_skew" ADMIN
        "Kerberos failed: the clocks of this machine and of the domain differ by too much."
        "A machine without time synchronisation; Kerberos allows five minutes.";
    ProxyAuthServiceUnknown "proxy.auth_service_unknown" PROXY
        "Kerberos failed: the domain knows no service HTTP/ with the proxy's name."
        "A service principal name that is missing, or a proxy that is configured by an alias or an address.";
    ProxyAuthRealmUnknown "proxy.auth_realm_unknown" ADMIN
        "Kerberos failed: nobody answers for the realm."
        "A realm that is misspelt or not set up, or a domain controller that is not reached.";
    ProxyAuthLibraryMissing "proxy.auth_library_missing" ADMIN
        "The proxy wants Kerberos, and this machine has no library for it."
        "A minimal system without the GSSAPI library.";
    ProxyAuthConnectionClosed "proxy.auth_connection_closed" PROXY
        "The proxy closed the connection on which authentication was to go on."
        "A load balancer between, or a proxy that does not keep connections, which NTLM and Negotiate need.";
    ProxyAuthFailed "proxy.auth_failed" PROXY
        "Authentication at the proxy failed in another way."
        "See the legs of the authentication in the evidence.";
    ProxyUpstreamNameNotResolved "proxy.upstream.name_not_resolved" PROXY
        "The proxy could not resolve the endpoint's name."
        "The proxy's own name server does not know the name, blocks it, or is down.";
    ProxyUpstreamRefused "proxy.upstream.refused" PROXY
        "The proxy's connection to the endpoint was refused."
        "A firewall beyond the proxy that rejects, a name that resolves to 0.0.0.0, or an endpoint without that service.";
    ProxyUpstreamTimedOut "proxy.upstream.timed_out" PROXY
        "The endpoint did not answer the proxy in time."
        "A firewall beyond the proxy that drops, or an endpoint that is down.";
    ProxyUpstreamUnreachable "proxy.upstream.unreachable" PROXY
        "The proxy has no route to the endpoint."
        "A missing route, or IPv6 addresses without IPv6 connectivity at the proxy.";
    ProxyUpstreamConnectFailed "proxy.upstream.connect_failed" PROXY
        "The proxy resolved the name and could not connect; it does not say whether refused, dropped or without a route."
        "A firewall beyond the proxy, or an endpoint that is down.";
    ProxyUpstreamReset "proxy.upstream.reset" ORIGIN
        "The endpoint cut the proxy's connection, or ended it without an answer."
        "A filter beyond the proxy, or trouble on the endpoint's side.";
    ProxyUpstreamTls "proxy.upstream.tls" PROXY
        "The proxy inspects TLS and did not accept the endpoint's TLS or certificate."
        "An endpoint with a private or bad certificate, or a proxy with an old list of roots: exempt the endpoint from inspection.";
    ProxyUpstreamFailed "proxy.upstream.failed" PROXY
        "The proxy could not reach the endpoint and does not say why."
        "Its name server, its route, a firewall beyond it, or the endpoint itself.";
    ProxyNoVerdict "proxy.no_verdict" PROXY
        "The proxy took the request and gave no verdict in time."
        "It is probably still waiting for a name server or for the endpoint.";
    ProxyNotAProxy "proxy.not_a_proxy" ADMIN
        "What listens there is a web server and no proxy."
        "A wrong host or port in the proxy setting.";
    ProxyWrongProtocol "proxy.wrong_protocol" ADMIN
        "The proxy port speaks another protocol than the setting says."
        "http:// written for a TLS or SOCKS port, or https:// for a plain one.";
    ProxyChain "proxy.chain" PROXY
        "The proxy cannot get through its parent proxy."
        "A dead parent, a loop, or a parent that wants credentials.";
    ProxyResponseInvalid "proxy.response.invalid" PROXY
        "The proxy's answer cannot be read."
        "A broken or foreign service on the proxy port, or an answer beyond every limit.";
    TunnelOpen "tunnel.open" NOBODY
        "The proxy said that it opened a tunnel, and nobody has answered in it."
        "An endpoint that is silent, a proxy that is still connecting, or a filter that drops by server name.";
    TunnelClosed "tunnel.closed" NOBODY
        "The proxy opened a tunnel, and it was cut before TLS was up."
        "An endpoint that ends the connection, a filter that refuses by server name, or a proxy that promises first and connects later.";
    LocalResources "local.resources" ADMIN
        "This machine ran out of descriptors, ports or memory."
        "Too many probes at once for the limits of this session.";
    LocalPolicy "local.policy" ADMIN
        "This machine forbade the connection."
        "A local firewall or a security product.";
    Abandoned "abandoned" NOBODY
        "The run ended before the probe did."
        "An interruption, or the deadline of the run.";
    Unknown "unknown" NOBODY
        "Nothing known explains what was seen; the raw words are in the evidence."
        "A product that is not known here.";
    UntestedWildcard "untested.wildcard" NOBODY
        "A wildcard under which no concrete name is known."
        "The documentation names no host; give one with --names, or ask the proxy about its rule with --probe-rules.";
    UntestedPlaceholder "untested.placeholder" ADMIN
        "A place in the name is not filled."
        "A value of your tenant is needed; give it with --set.";
    UntestedAddressRange "untested.address_range" NOBODY
        "An address range; ranges are never probed address by address."
        "The documentation lists addresses in place of names.";
    UntestedPortRange "untested.port_range" NOBODY
        "A range of ports; ranges are never probed port by port."
        "The documentation lists dynamic ports.";
    UntestedProtocol "untested.protocol" NOBODY
        "Not HTTP or TLS over TCP."
        "UDP and other protocols cannot go through an HTTP proxy and are not probed.";
    UntestedNoRoute "untested.no_route" ADMIN
        "The setting or the script that decides about the way gave none; nothing was sent."
        "A PAC script with a fault for this host, or a setting that cannot be read; clearway route shows it.";
    UntestedPrivateAddress "untested.private_address" ADMIN
        "A name that the network told us to ask has only private, link-local or loopback addresses here; nobody was asked."
        "Split DNS, a sinkhole, or a certificate or redirect that points inside; --allow-private asks all the same.";
}

impl Cause {
    /// True when a policy, anybody's, said no.
    #[must_use]
    pub fn is_policy(self) -> bool {
        matches!(self, Self::ProxyDenied | Self::ProxyPortDenied | Self::ProxyMethodDenied)
    }

    /// True when the proxy wants to know who asks, and does not come to know it.
    #[must_use]
    pub fn is_authentication(self) -> bool {
        self.code().starts_with("proxy.auth_")
    }

    /// True when a name was not resolved, by whomever.
    #[must_use]
    pub fn is_dns(self) -> bool {
        matches!(
            self,
            Self::DnsNameNotResolved
                | Self::DnsUnreachable
                | Self::DnsFailed
                | Self::ProxyUpstreamNameNotResolved
        )
    }

    /// True when the certificate is at fault.
    #[must_use]
    pub fn is_certificate(self) -> bool {
        self.code().starts_with("tls.cert.") || self == Self::TlsIntercepted
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

/// A text that is no cause code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is no cause code; one is `proxy.denied`")]
pub struct UnknownCause {
    /// The text.
    pub found: String,
}

impl FromStr for Cause {
    type Err = UnknownCause;

    fn from_str(text: &str) -> Result<Self, UnknownCause> {
        Self::ALL
            .iter()
            .copied()
            .find(|cause| cause.code().eq_ignore_ascii_case(text.trim()))
            .ok_or_else(|| UnknownCause { found: text.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_leads_back_to_its_cause() {
        for cause in Cause::ALL {
            assert_eq!(cause.code().parse(), Ok(*cause));
        }
        let mut codes: Vec<_> = Cause::ALL.iter().map(|cause| cause.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Cause::ALL.len(), "two causes share a code");
    }

    #[test]
    fn codes_are_found_without_case_and_nonsense_is_not() {
        assert_eq!(" Proxy.Denied ".parse(), Ok(Cause::ProxyDenied));
        assert!("proxy".parse::<Cause>().is_err());
    }

    #[test]
    fn every_cause_has_sentences() {
        for cause in Cause::ALL {
            for text in [cause.meaning(), cause.usual_causes()] {
                assert!(text.len() > 10 && text.ends_with('.'), "{cause}: {text:?}");
            }
        }
    }
}
