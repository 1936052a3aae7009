//! What kind of fault a code speaks of, and who can end a fault.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The kind of fault. A grouping of our own; the vendor has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// A program called the interface in a wrong way.
    Api,
    /// A server refused the sign-in.
    Auth,
    /// Somebody cancelled the request.
    Cancelled,
    /// A fault inside this computer.
    Client,
    /// The server wants a client certificate.
    ClientCert,
    /// A name was not resolved.
    Dns,
    /// The content did not arrive, or arrived changed.
    Download,
    /// An FTP fault.
    Ftp,
    /// A Gopher fault.
    Gopher,
    /// An HTTP answer that the program cannot use.
    Http,
    /// The automatic proxy script, or its discovery, failed.
    Pac,
    /// A policy of this computer forbids the access.
    Policy,
    /// The policy of a proxy, filter or server refused.
    PolicyBlock,
    /// The proxy, or the way to it, is at fault.
    Proxy,
    /// The proxy wants a sign-in.
    ProxyAuth,
    /// The proxy setting is malformed.
    ProxyFormat,
    /// TLS to the proxy itself failed.
    ProxyTls,
    /// The proxy could not reach the target.
    ProxyUpstream,
    /// Range requests or lengths were stripped.
    Range,
    /// A redirect that was not followed.
    Redirect,
    /// The request must be sent again.
    Retry,
    /// The server is at fault.
    Server,
    /// A server or proxy answered 503.
    ServiceUnavailable,
    /// No TCP connection.
    Tcp,
    /// The TCP connection was cut.
    TcpReset,
    /// No answer in time.
    Timeout,
    /// The TLS handshake failed.
    Tls,
    /// The certificate was not accepted.
    TlsCert,
    /// The revocation of a certificate could not be checked.
    TlsRevocation,
    /// The program wants to ask a person.
    Ui,
    /// The URL is malformed.
    Url,
}

/// Whoever can end a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Actor {
    /// The administrator of the computer that logged the code.
    ThisComputer,
    /// Whoever runs the name servers that this computer asks.
    DnsOwner,
    /// Whoever runs the proxy.
    ProxyTeam,
    /// Whoever runs the firewalls between this computer and the next hop.
    FirewallTeam,
    /// Whoever runs the firewalls and name servers behind the proxy.
    NetworkBehindProxy,
    /// Whoever owns the certificate, or installs root certificates here.
    CertificateOwner,
    /// Whoever owns the account that the program signs in with.
    AccountOwner,
    /// Whoever sets the policies of this computer.
    PolicyOwner,
    /// Whoever runs the server that was asked.
    ServerOwner,
    /// Whoever makes the program that logged the code.
    ProgramVendor,
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::ThisComputer => "the administrator of the computer that logged it",
            Self::DnsOwner => "the owner of the DNS that this computer asks",
            Self::ProxyTeam => "the proxy team",
            Self::FirewallTeam => "the firewall team",
            Self::NetworkBehindProxy => "the owners of firewall and DNS behind the proxy",
            Self::CertificateOwner => "the owner of the certificate or of the trusted roots",
            Self::AccountOwner => "the owner of the account that signs in",
            Self::PolicyOwner => "the owner of this computer's policies",
            Self::ServerOwner => "the owner of the server that was asked",
            Self::ProgramVendor => "the vendor of the program that logged it",
        })
    }
}
