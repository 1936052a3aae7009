//! What usually causes a class of faults, and who must act.

use super::class::{Actor, Class};

/// What there is to say about every code of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClassText {
    /// The kind of fault, in a few words.
    pub title: &'static str,
    /// What usually causes it, likeliest first.
    pub usual_causes: &'static [&'static str],
    /// Who must act, likeliest first.
    pub who_must_act: &'static [Actor],
}

/// The text of a class.
#[expect(clippy::too_many_lines, reason = "a table: one arm for each class")]
#[must_use]
pub const fn class_text(class: Class) -> ClassText {
    use Actor::{
        AccountOwner, CertificateOwner, DnsOwner, FirewallTeam, NetworkBehindProxy, PolicyOwner,
        ProgramVendor, ProxyTeam, ServerOwner, ThisComputer,
    };
    let (title, usual_causes, who_must_act): (_, &[&str], &[Actor]) = match class {
        Class::Api => (
            "wrong use of the interface, or a fault inside it",
            &["a defect of the program, not of the network"],
            &[ProgramVendor],
        ),
        Class::Auth => (
            "sign-in refused",
            &[
                "the account, its password or its rights are wrong",
                "a proxy or portal stands in the way and asks in the server's place",
                "a PAC server wants credentials and automatic sign-in is off",
            ],
            &[AccountOwner, ServerOwner, ProxyTeam],
        ),
        Class::Cancelled => (
            "cancelled",
            &["the program or its user stopped waiting; look for an earlier error"],
            &[ThisComputer],
        ),
        Class::Client => (
            "fault inside this computer",
            &["a Windows service is stopped, disabled or damaged"],
            &[ThisComputer],
        ),
        Class::ClientCert => (
            "client certificate wanted",
            &[
                "the server, or a device in front of it, is set to demand a client certificate",
                "the certificate is there, but its private key is missing or not readable",
            ],
            &[CertificateOwner, ServerOwner],
        ),
        Class::Dns => (
            "name not resolved",
            &[
                "the proxy's name in the settings is wrong or no longer exists",
                "the program did not use the proxy (settings belong to an account or computer) \
                 and this network resolves no internet names",
                "the name server does not answer, or a filter hides the name",
            ],
            &[DnsOwner, ThisComputer],
        ),
        Class::Download => (
            "content missing or changed",
            &[
                "the host that holds the content is not on the allowlist",
                "a filter on the way changes or withholds the file type",
                "the proxy does not pass range requests",
            ],
            &[ProxyTeam, ServerOwner],
        ),
        Class::Ftp => ("FTP fault", &["the FTP server or its account is at fault"], &[ServerOwner]),
        Class::Gopher => ("Gopher fault", &["a Gopher server is at fault"], &[ServerOwner]),
        Class::Http => (
            "HTTP answer not usable",
            &[
                "a proxy or filter wrote its own page or changed headers",
                "the address, port or path is wrong, and something else answers there",
                "the server does not do what the program asked for",
            ],
            &[ProxyTeam, ServerOwner],
        ),
        Class::Pac => (
            "automatic proxy script or discovery failed",
            &[
                "the server of the PAC file is down, or the file is not there",
                "the script has an error, or its URL is not http or https",
                "discovery (WPAD) is on, but neither DHCP nor DNS has an answer",
            ],
            &[ProxyTeam, DnsOwner, ThisComputer],
        ),
        Class::Policy => (
            "forbidden by a policy of this computer",
            &["a group policy or management setting switches this access off"],
            &[PolicyOwner],
        ),
        Class::PolicyBlock => (
            "refused by policy",
            &[
                "the host, port or category is not allowed on the proxy or web filter",
                "the account or computer is not in the group that may pass",
                "the server itself refuses this client",
            ],
            &[ProxyTeam, ServerOwner],
        ),
        Class::Proxy => (
            "proxy, or the way to it, at fault",
            &[
                "the proxy setting is wrong for this account or computer",
                "the proxy is down, or a firewall stands before it",
            ],
            &[ThisComputer, ProxyTeam, FirewallTeam],
        ),
        Class::ProxyAuth => (
            "proxy wants a sign-in",
            &[
                "the program runs as the System account, and the proxy does not accept it",
                "the stored proxy account is missing, wrong or expired",
                "the proxy offers only schemes that the program does not speak",
            ],
            &[ProxyTeam, AccountOwner],
        ),
        Class::ProxyFormat => (
            "proxy setting malformed",
            &["the proxy or its bypass list is written in a form that Windows does not read"],
            &[ThisComputer, PolicyOwner],
        ),
        Class::ProxyTls => (
            "TLS to the proxy itself failed",
            &["the certificate of the https proxy is not accepted, or it wants one of ours"],
            &[ProxyTeam, CertificateOwner],
        ),
        Class::ProxyUpstream => (
            "proxy could not reach the target",
            &[
                "the proxy could not resolve the name of the target",
                "a firewall behind the proxy drops or refuses the connection",
                "the target is down",
            ],
            &[ProxyTeam, NetworkBehindProxy],
        ),
        Class::Range => (
            "range requests or lengths stripped",
            &["a proxy or scanner removes Range, Content-Range or Content-Length"],
            &[ProxyTeam],
        ),
        Class::Redirect => (
            "redirect not followed",
            &[
                "a portal or filter redirects to its own page",
                "the redirect changes the scheme, or goes round in circles",
            ],
            &[ProxyTeam, ServerOwner],
        ),
        Class::Retry => (
            "to be sent again",
            &["normal during a sign-in; a fault only when it does not end"],
            &[ProgramVendor],
        ),
        Class::Server => (
            "server fault",
            &["the server is overloaded or broken", "a proxy passes on its own fault"],
            &[ServerOwner, ProxyTeam],
        ),
        Class::ServiceUnavailable => (
            "service unavailable (503)",
            &[
                "the proxy could not resolve or reach the target; several proxies say 503 for it",
                "the server is stopped or overloaded; for WSUS its application pool is stopped",
            ],
            &[ProxyTeam, NetworkBehindProxy, ServerOwner],
        ),
        Class::Tcp => (
            "no TCP connection",
            &[
                "a firewall drops or refuses the connection",
                "the program goes direct where only the proxy may go out",
                "the proxy's port is wrong, or nothing listens there",
            ],
            &[FirewallTeam, ThisComputer, ProxyTeam],
        ),
        Class::TcpReset => (
            "connection cut",
            &[
                "a firewall or filter resets it, often right after it has read the host name",
                "the proxy closes a tunnel that it does not allow, or an idle one",
                "the two sides have no TLS version in common",
            ],
            &[FirewallTeam, ProxyTeam],
        ),
        Class::Timeout => (
            "no answer in time",
            &[
                "a firewall drops packets in silence",
                "the program goes direct where only the proxy may go out",
                "the proxy waits for a target that does not answer",
            ],
            &[FirewallTeam, ProxyTeam, ThisComputer],
        ),
        Class::Tls => (
            "TLS handshake failed",
            &[
                "a proxy inspects TLS, and its root is not trusted here",
                "TLS 1.2 is switched off on this computer, or no cipher fits",
                "the clock of this computer is wrong",
            ],
            &[CertificateOwner, ThisComputer, ProxyTeam],
        ),
        Class::TlsCert => (
            "certificate not accepted",
            &[
                "a proxy inspects TLS, and its root is not trusted here",
                "the certificate is expired, revoked or made for another name",
                "the clock of this computer is wrong, or its roots are out of date",
            ],
            &[CertificateOwner, ProxyTeam, ThisComputer],
        ),
        Class::TlsRevocation => (
            "revocation not checkable",
            &["the CRL or OCSP host of the certificate authority is not allowed (port 80)"],
            &[ProxyTeam, FirewallTeam],
        ),
        Class::Ui => (
            "wants to ask a person",
            &["a program without a user interface met a question, often from a portal"],
            &[ProgramVendor, ProxyTeam],
        ),
        Class::Url => (
            "malformed URL",
            &["a setting holds a wrong address, or a proxy setting has the wrong form"],
            &[ThisComputer],
        ),
    };
    ClassText { title, usual_causes, who_must_act }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_owner_of_dns_acts_first_when_a_name_is_not_resolved() {
        assert_eq!(class_text(Class::Dns).who_must_act[0], Actor::DnsOwner);
    }

    #[test]
    fn a_name_that_the_proxy_could_not_resolve_is_not_for_our_own_dns_owner() {
        assert!(!class_text(Class::ProxyUpstream).who_must_act.contains(&Actor::DnsOwner));
    }
}
