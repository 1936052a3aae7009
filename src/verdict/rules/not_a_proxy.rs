//! What listens on the proxy port is a web server.

use crate::measurement::Measurement;

use super::super::spoken::{Place, Spoken, server};
use super::super::{Cause, Finding, Party};
use super::Rule;

/// CONNECT is answered as only a web server does.
pub(super) struct NotAProxy;

impl Rule for NotAProxy {
    fn name(&self) -> &'static str {
        "not_a_proxy"
    }

    fn explains(&self, seen: &Measurement) -> Option<Finding> {
        let spoken = Spoken::of(seen).filter(|spoken| spoken.place == Place::Connect)?;
        let answer = spoken.answer;
        let web_server = match answer.status {
            405 => answer.header("Allow").is_some(),
            400 => server(answer).as_deref() == Some("nginx"),
            _ => false,
        };
        web_server.then(|| {
            Finding::failed(Cause::ProxyNotAProxy, Party::Proxy)
                .likely()
                .or(&[Cause::ProxyMethodDenied])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::samples::{connect_with, page};
    use super::*;

    #[test]
    fn web_servers_are_known_by_how_they_decline() {
        let allow = page(405, &[("Allow", "GET,HEAD")], "");
        assert!(NotAProxy.explains(&connect_with(allow)).is_some());
        assert!(NotAProxy.explains(&connect_with(page(400, &[("Server", "nginx")], ""))).is_some());
    }

    #[test]
    fn a_proxy_that_declines_is_not_this() {
        assert_eq!(NotAProxy.explains(&connect_with(page(405, &[], ""))), None);
        assert_eq!(NotAProxy.explains(&connect_with(page(400, &[("Server", "ATS/9")], ""))), None);
    }
}
