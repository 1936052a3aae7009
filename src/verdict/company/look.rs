//! What an answer looks like, whatever name it was asked for.

use crate::address::Host;
use crate::measurement::HttpAnswer;

/// Status line, headers, title and text, without what differs from one answer to the next.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Look {
    status: u16,
    reason: String,
    headers: Vec<(String, String)>,
    title: String,
    text: String,
}

/// Headers of one hop, one moment or one length.
const PASSING: &[&str] = &[
    "age",
    "connection",
    "content-length",
    "date",
    "expires",
    "keep-alive",
    "proxy-connection",
    "set-cookie",
    "transfer-encoding",
];

impl Look {
    /// The look of an answer that was asked for under this name.
    pub fn of(answer: &HttpAnswer, host: &Host) -> Self {
        let name = host.authority().to_ascii_lowercase();
        let nameless = |text: &str| text.to_ascii_lowercase().replace(&name, "HOST");
        let mut headers: Vec<_> = answer
            .headers
            .iter()
            .map(|(name, value)| (name.to_ascii_lowercase(), nameless(value)))
            .filter(|(name, _)| !PASSING.contains(&name.as_str()))
            .collect();
        headers.sort_unstable();
        Self {
            status: answer.status,
            reason: answer.reason.clone(),
            headers,
            title: nameless(&answer.page.title),
            text: nameless(&answer.page.text),
        }
    }

    /// True when there is a page to know it by; bare heads of different origin look alike.
    pub fn has_a_page(&self) -> bool {
        !self.title.is_empty() || !self.text.is_empty()
    }

    /// True when it names its server.
    pub fn is_signed(&self) -> bool {
        self.headers.iter().any(|(name, _)| name == "server")
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::samples::page;
    use super::*;

    fn look(headers: &[(&str, &str)], text: &str, host: &str) -> Look {
        Look::of(&page(403, headers, text), &host.parse().unwrap())
    }

    #[test]
    fn names_times_and_lengths_do_not_matter() {
        let one = look(&[("Date", "now"), ("Server", "x")], "no way to A.test", "a.test");
        let other = look(&[("server", "x"), ("Content-Length", "9")], "no way to b.test", "b.test");
        assert_eq!(one, other);
    }

    #[test]
    fn another_server_or_another_header_does() {
        let one = look(&[("Server", "x/1")], "no", "a.test");
        assert_ne!(one, look(&[("Server", "x/2")], "no", "a.test"));
        assert_ne!(one, look(&[("Server", "x/1"), ("ETag", "1")], "no", "a.test"));
        assert!(one.has_a_page() && one.is_signed());
        assert!(!look(&[], "", "a.test").has_a_page());
    }
}
