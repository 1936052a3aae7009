//! An HTTP answer as it came, and what a person would read on its page.

/// The head of an answer, and as much of its body as is evidence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HttpAnswer {
    /// Minor version: 0 for HTTP/1.0, 1 for HTTP/1.1.
    pub minor_version: u8,
    /// Status code.
    pub status: u16,
    /// Reason phrase, often the only place where a proxy says what it means.
    pub reason: String,
    /// Header fields in their order, names as sent.
    pub headers: Vec<(String, String)>,
    /// What a person would read.
    pub page: Page,
    /// The first bytes of the body as they came, at most [`HttpAnswer::BODY_KEPT`].
    pub body: Vec<u8>,
    /// True when more body followed than was kept.
    pub body_cut: bool,
}

/// The readable part of a page: markup, scripts and inline images taken out, entities decoded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The text of `<title>`.
    pub title: String,
    /// The `id` of `<body>`: Squid writes the name of its error template there.
    pub body_id: String,
    /// The visible text, white space folded, at most [`Page::TEXT_KEPT`] characters.
    pub text: String,
}

impl HttpAnswer {
    /// Bytes of body that are kept as evidence.
    pub const BODY_KEPT: usize = 4 * 1024;
    /// Bytes of body that are read to find the telling text: one measured product puts more than
    /// six thousand bytes of inline image before it.
    pub const BODY_READ: usize = 64 * 1024;

    /// The first value of a header, compared without case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// All values of a header.
    pub fn headers_named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers
            .iter()
            .filter(move |(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The status line without its end of line.
    #[must_use]
    pub fn status_line(&self) -> String {
        let line = format!("HTTP/1.{} {:03} {}", self.minor_version, self.status, self.reason);
        line.trim_end().to_owned()
    }

    /// True when the connection stays open after it (RFC 9112, section 9.3).
    #[must_use]
    pub fn keeps_connection(&self) -> bool {
        let said = |word: &str| {
            ["Connection", "Proxy-Connection"].iter().any(|name| {
                let values = self.header(name).into_iter().flat_map(|value| value.split(','));
                values.into_iter().any(|value| value.trim().eq_ignore_ascii_case(word))
            })
        };
        !said("close") && (self.minor_version > 0 || said("keep-alive"))
    }

    /// Cuts out a text that is not to be kept, wherever it was repeated: some pages show the request
    /// that they refuse.
    pub fn forget(&mut self, secret: &str) {
        const LEFT: &str = "***";
        if secret.len() < 4 {
            return;
        }
        for (_, value) in &mut self.headers {
            *value = value.replace(secret, LEFT);
        }
        for text in [&mut self.page.title, &mut self.page.text, &mut self.reason] {
            *text = text.replace(secret, LEFT);
        }
        while let Some(at) =
            self.body.windows(secret.len()).position(|window| window == secret.as_bytes())
        {
            self.body.splice(at..at + secret.len(), LEFT.bytes());
        }
    }

    /// True for 2xx.
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

impl Page {
    /// Characters of visible text that are kept.
    pub const TEXT_KEPT: usize = 2 * 1024;

    /// Reads a body. What is no HTML is taken as text.
    #[must_use]
    pub fn read(body: &[u8]) -> Self {
        let body = String::from_utf8_lossy(body);
        let mut page = Self::default();
        let mut text = String::new();
        let mut rest: &str = &body;
        while let Some(open) = rest.find('<') {
            push_text(&mut text, &rest[..open]);
            rest = &rest[open..];
            if let Some(after) = rest.strip_prefix("<!--") {
                rest = after.find("-->").map_or("", |end| &after[end + 3..]);
                continue;
            }
            if !rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!') {
                push_text(&mut text, "<");
                rest = &rest[1..];
                continue;
            }
            let Some(length) = rest.find('>') else {
                rest = "";
                break;
            };
            let tag = &rest[1..length];
            rest = &rest[length + 1..];
            let name = tag.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or("");
            if name.eq_ignore_ascii_case("body") && page.body_id.is_empty() {
                attribute(tag, "id").unwrap_or_default().clone_into(&mut page.body_id);
            }
            for hidden in ["script", "style", "title"] {
                if name.eq_ignore_ascii_case(hidden) {
                    let (inside, after) = until_close(rest, hidden);
                    if hidden == "title" && page.title.is_empty() {
                        let mut title = String::new();
                        push_text(&mut title, inside);
                        page.title = clip(title.trim(), 256);
                    }
                    rest = after;
                }
            }
            if !text.ends_with(' ') {
                text.push(' ');
            }
        }
        push_text(&mut text, rest);
        page.text = clip(text.trim(), Self::TEXT_KEPT);
        page
    }
}

/// Cuts at `</name`, and after its `>`.
fn until_close<'a>(text: &'a str, name: &str) -> (&'a str, &'a str) {
    let mut from = 0;
    while let Some(found) = text[from..].find("</") {
        let at = from + found;
        let after = &text[at + 2..];
        if after.get(..name.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(name)) {
            let rest = after.find('>').map_or("", |end| &after[end + 1..]);
            return (&text[..at], rest);
        }
        from = at + 2;
    }
    (text, "")
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let mut parts = tag.split_whitespace();
    parts.find_map(|part| {
        let (key, value) = part.split_once('=')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim_matches(['"', '\'']))
    })
}

/// Appends with white space folded and the commonest entities decoded.
fn push_text(into: &mut String, text: &str) {
    let decoded;
    let text = if text.contains('&') {
        decoded = text
            .replace("&nbsp;", " ")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&amp;", "&");
        &decoded
    } else {
        text
    };
    for character in text.chars() {
        if character.is_whitespace() || character.is_control() {
            if !into.is_empty() && !into.ends_with(' ') {
                into.push(' ');
            }
        } else {
            into.push(character);
        }
    }
}

fn clip(text: &str, characters: usize) -> String {
    text.chars().take(characters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_as_a_person_would() {
        let page = Page::read(
            b"<html><head><title>ERROR: The requested\n URL</title><style>p{}</style></head>\
              <body id=ERR_DNS_FAIL><!-- <p>no</p> --><p>Unable to &quot;resolve&quot;</p>\
              <script>var a = '<p>';</script><img src=\"data:xyz\">a &lt; b</body></html>",
        );
        assert_eq!(page.title, "ERROR: The requested URL");
        assert_eq!(page.body_id, "ERR_DNS_FAIL");
        assert_eq!(page.text, "Unable to \"resolve\" a < b");
    }

    #[test]
    fn plain_text_and_broken_markup_are_kept() {
        assert_eq!(Page::read(b"Host not allowed: 1 < 2").text, "Host not allowed: 1 < 2");
        assert_eq!(Page::read(b"before <a href=").text, "before");
        assert_eq!(Page::read(b"\xff\x00\xfe").text, "\u{fffd} \u{fffd}");
        assert_eq!(Page::read(b"<title>never closed").title, "never closed");
    }

    #[test]
    fn headers_are_found_without_case() {
        let headers = vec![("x-squid-error".to_owned(), "ERR_DNS_FAIL 0".to_owned())];
        let answer = HttpAnswer { status: 503, headers, ..HttpAnswer::default() };
        assert_eq!(answer.header("X-Squid-Error"), Some("ERR_DNS_FAIL 0"));
        assert_eq!(answer.status_line(), "HTTP/1.0 503");
    }
}
