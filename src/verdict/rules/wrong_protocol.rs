//! The proxy port speaks something else than was sent.

use crate::measurement::{Measurement, Stage};

use super::super::spoken::{Place, Spoken};
use super::super::{Cause, Finding, Party};
use super::Rule;

/// The first bytes belong to SOCKS or TLS, or the answer says that TLS was expected.
pub(super) struct WrongProtocol;

impl Rule for WrongProtocol {
    fn name(&self) -> &'static str {
        "wrong_protocol"
    }

    fn explains(&self, seen: &Measurement) -> Option<Finding> {
        let found = |what: &str| {
            Some(Finding::failed(Cause::ProxyWrongProtocol, Party::Proxy).note(what.to_owned()))
        };
        if let Some((step, _)) = seen.failed()
            && matches!(step.stage, Stage::Tunnel | Stage::Forward)
        {
            return match seen.unreadable.as_slice() {
                [0x05, 0xff, ..] | [0x00, 0x5b, ..] => found("the port speaks SOCKS"),
                [0x15 | 0x16, 0x03, ..] => found("the port speaks TLS: write https://"),
                _ => None,
            };
        }
        let spoken = Spoken::of(seen).filter(|spoken| {
            matches!(spoken.place, Place::Connect | Place::Forward) && spoken.answer.status == 400
        })?;
        let text = spoken.answer.page.text.to_lowercase();
        let tls_expected = text.contains("plain http request was sent to https port")
            || text.contains("speaking plain http to an ssl-enabled server port");
        if tls_expected {
            return found("the port wants TLS: write https://");
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::samples::{connect, connect_with, page, stopped, through_proxy};
    use super::*;
    use crate::measurement::FailureKind;

    #[test]
    fn socks_and_tls_are_known_by_their_first_bytes() {
        for bytes in [&[5, 0xff][..], &[0, 0x5b, 0][..], &[0x15, 3, 1][..]] {
            let mut seen =
                stopped(through_proxy("https://x.test/"), Stage::Tunnel, FailureKind::NotHttp);
            seen.unreadable = bytes.to_vec();
            assert_eq!(
                WrongProtocol.explains(&seen).unwrap().cause,
                Some(Cause::ProxyWrongProtocol)
            );
        }
    }

    #[test]
    fn a_page_may_say_that_tls_was_expected() {
        let text = "The plain HTTP request was sent to HTTPS port";
        assert!(WrongProtocol.explains(&connect_with(page(400, &[], text))).is_some());
    }

    #[test]
    fn another_bad_request_is_not_this() {
        assert_eq!(WrongProtocol.explains(&connect(400, "Bad Request")), None);
    }
}
