//! The rules, a file each, in an order that means something.

mod authentication;
mod certificate;
mod cut_short;
mod first_hop;
mod forwarded;
mod gateway_failure;
mod inspected;
mod known_phrase;
mod no_answer;
mod no_route;
mod not_a_proxy;
mod origin;
mod private_address;
mod proxy_status;
mod proxy_tls;
mod refused_connect;
mod socks_reply;
mod squid_error;
mod tls_failure;
mod tunnel;
mod vendor_signature;
mod wrong_protocol;

use crate::measurement::Measurement;

use super::Finding;

/// One explanation of a measurement.
pub trait Rule: Sync {
    /// Its name in reports.
    fn name(&self) -> &'static str;

    /// What it says, if it explains what was seen.
    fn explains(&self, seen: &Measurement) -> Option<Finding>;
}

/// Most specific first; the first that explains a measurement decides. Failures before the proxy
/// spoke, then what machines wrote for machines, then texts that are known, then status codes, then
/// what was seen in the tunnel, then silence.
pub const RULES: &[&dyn Rule] = &[
    &no_route::NoRoute,
    &cut_short::CutShort,
    &private_address::PrivateAddress,
    &first_hop::FirstHop,
    &proxy_tls::ProxyTls,
    &wrong_protocol::WrongProtocol,
    &socks_reply::SocksReply,
    &squid_error::SquidError,
    &proxy_status::ProxyStatus,
    &authentication::Authentication,
    &not_a_proxy::NotAProxy,
    &vendor_signature::VendorSignature,
    &known_phrase::KnownPhrase,
    &refused_connect::RefusedConnect,
    &gateway_failure::GatewayFailure,
    &forwarded::Forwarded,
    &certificate::BadCertificate,
    &inspected::Inspected,
    &origin::Origin,
    &tls_failure::TlsFailure,
    &tunnel::Tunnel,
    &no_answer::NoAnswer,
];
