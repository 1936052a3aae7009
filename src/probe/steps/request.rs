//! The few requests that are sent, each with a stated user agent and nothing personal.

use secrecy::{ExposeSecret, SecretString};

use crate::address::Target;

/// `CONNECT host:port` (RFC 9110, section 9.3.6).
pub(super) fn connect(
    target: &Target,
    agent: &str,
    authorization: Option<&SecretString>,
) -> Vec<u8> {
    let authority = target.authority();
    let mut text =
        format!("CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\nUser-Agent: {agent}\r\n");
    finish(&mut text, authorization)
}

/// An absolute-form GET, for a proxy (RFC 9112, section 3.2.2), which may ask for more on the same
/// connection if that is to stay.
pub(super) fn absolute(
    target: &Target,
    agent: &str,
    authorization: Option<&SecretString>,
    stay: bool,
) -> Vec<u8> {
    let connection = if stay { "keep-alive" } else { "close" };
    let mut text = format!(
        "GET {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: {agent}\r\nAccept: */*\r\n\
         Connection: {connection}\r\n",
        target.url(),
        target.host_header()
    );
    finish(&mut text, authorization)
}

/// An origin-form GET, for the target itself (RFC 9112, section 3.2.1).
pub(super) fn origin(target: &Target, agent: &str) -> Vec<u8> {
    let mut text = format!(
        "GET {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: {agent}\r\nAccept: */*\r\nConnection: close\r\n",
        target.path,
        target.host_header()
    );
    finish(&mut text, None)
}

fn finish(text: &mut String, authorization: Option<&SecretString>) -> Vec<u8> {
    if let Some(authorization) = authorization {
        text.push_str("Proxy-Authorization: ");
        text.push_str(authorization.expose_secret());
        text.push_str("\r\n");
    }
    text.push_str("\r\n");
    std::mem::take(text).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_is_as_its_rfc_has_it() {
        let target: Target = "http://x.test:8530/a?b".parse().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let sent = text(absolute(&target, "clearway", None, false));
        assert!(sent.starts_with("GET http://x.test:8530/a?b HTTP/1.1\r\nHost: x.test:8530\r\n"));
        let sent = text(origin(&target, "clearway"));
        assert!(sent.starts_with("GET /a?b HTTP/1.1\r\nHost: x.test:8530\r\n"));
        let target: Target = "x.test".parse().unwrap();
        let sent = text(connect(&target, "clearway", Some(&"Basic eA==".into())));
        assert!(sent.starts_with("CONNECT x.test:443 HTTP/1.1\r\nHost: x.test:443\r\n"));
        assert!(sent.ends_with("Proxy-Authorization: Basic eA==\r\n\r\n"));
    }
}
