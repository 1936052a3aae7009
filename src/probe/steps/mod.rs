//! One file per step. Each does one thing, records it, and hands on what the next one needs.

mod connect;
mod forward;
mod http;
mod reconnect;
mod request;
mod resolve;
mod sign_in;
mod socks;
mod tls;
mod tunnel;

pub(super) use connect::connect;
pub(super) use forward::forward;
pub(super) use http::http;
use reconnect::reconnect;
pub(super) use resolve::{ProxyLookups, Whose, lookup, resolve};
pub use socks::read_socks_replies;
pub(super) use socks::socks;
pub(super) use tls::{proxy_tls, tls, tls_failure};
pub(super) use tunnel::tunnel;

use tokio::io::{AsyncRead, AsyncWrite};

/// Something to talk through: TCP, or TLS to the proxy.
pub(super) trait Io: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Io for S {}

/// A connection to the first hop.
pub(super) type Transport = Box<dyn Io>;
