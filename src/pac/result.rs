//! The text that a script returns: `PROXY proxy.corp.example:8080; DIRECT`.
//!
//! Words and default ports are those of Chromium (`PROXY`, `HTTP`, `HTTPS`, `SOCKS`, `SOCKS4`,
//! `SOCKS5`, `DIRECT`, in any case; ports 80, 443 and 1080). Two things are stricter here, because
//! a check must not pretend: a word that is skipped leaves a note, and a text in which nothing can
//! be used is an error, where browsers go direct.
//!
//! `SOCKS` means version 4 in browsers. It is spoken as 4A here, like `SOCKS4`: the proxy gets the
//! name. Browsers look the name up themselves and send an address (4), which most names behind a
//! proxy do not have; where they would differ, the note says it.

use std::fmt;

use crate::proxy::{ProxyUrl, Route};

/// Longest text that is read, in bytes.
const LONGEST: usize = 64 << 10;

/// Longest piece of a text that a note or an error repeats, in characters.
const SHOWN: usize = 80;

/// A text, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadResult {
    /// The routes in their order. Never empty.
    pub chain: Vec<Route>,
    /// What was skipped or is special, one sentence each.
    pub notes: Vec<String>,
    /// Why its first way is no word to rely on: it is direct, and what stood before it could not be
    /// read.
    pub doubt: Option<String>,
}

/// Why a returned value says nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PacResultError {
    /// It has entries, and none can be used.
    #[error("no entry of it can be used ({})", .0.join("; "))]
    NothingUsable(Vec<String>),
    /// It is too long to be meant.
    #[error("{0} bytes are no list of proxies")]
    TooLong(usize),
    /// It is no text.
    #[error("a text such as `PROXY proxy.example:8080` is expected")]
    NoText,
}

/// Reads what a script returned. An empty text means `DIRECT`, as in browsers and `WinHTTP`, and a
/// note says so.
///
/// # Errors
/// When the text names routes and none of them can be used; it never becomes `DIRECT` silently.
pub fn read_result(text: &str) -> Result<ReadResult, PacResultError> {
    if text.len() > LONGEST {
        return Err(PacResultError::TooLong(text.len()));
    }
    let mut read = ReadResult { chain: Vec::new(), notes: Vec::new(), doubt: None };
    let mut entries = 0;
    for entry in text.split(';').map(trim).filter(|entry| !entry.is_empty()) {
        entries += 1;
        match read_entry(entry) {
            Ok((route, note)) => {
                read.chain.push(route);
                read.note(note);
            }
            Err(why) => {
                if read.chain.is_empty() {
                    read.doubt.get_or_insert_with(|| why.clone());
                }
                read.note(Some(why));
            }
        }
    }
    match (entries, read.chain.is_empty()) {
        (0, _) => {
            read.chain.push(Route::Direct);
            read.note(Some("the script returned an empty text, which means DIRECT".to_owned()));
            Ok(read)
        }
        (_, true) => Err(PacResultError::NothingUsable(read.notes)),
        (_, false) => {
            // Behind a proxy that can be used, what was skipped is a missing choice and no doubt.
            read.doubt.take_if(|_| read.chain[0] != Route::Direct);
            Ok(read)
        }
    }
}

impl ReadResult {
    /// Adds a sentence once.
    fn note(&mut self, note: Option<String>) {
        let new = note.filter(|note| !self.notes.contains(note) && self.notes.len() < 20);
        self.notes.extend(new);
    }
}

/// One entry between semicolons, or why it is skipped.
fn read_entry(entry: &str) -> Result<(Route, Option<String>), String> {
    // Clients read no user name either, and it may stand beside a password: it is not repeated.
    if entry.contains('@') {
        return Err("an entry with a user name, which clients do not read; skipped".to_owned());
    }
    let (written, rest) = entry
        .split_once(|c: char| c.is_ascii_whitespace())
        .map_or((entry, ""), |(word, rest)| (word, trim(rest)));
    let word = written.to_ascii_uppercase();
    let mut note = None;
    let scheme = match word.as_str() {
        "DIRECT" => {
            if !rest.is_empty() {
                note = Some(format!("what follows DIRECT in `{}` means nothing", Shown(entry)));
            }
            return Ok((Route::Direct, note));
        }
        "PROXY" | "HTTP" => "http",
        "HTTPS" => "https",
        "SOCKS5" => "socks5",
        "SOCKS" | "SOCKS4" => {
            note = Some(format!(
                "{word} means SOCKS version 4 to browsers; 4A is spoken here, so that the proxy \
                 looks up the name"
            ));
            "socks4a"
        }
        _ => return Err(format!("`{}` is no word of a PAC result; skipped", Shown(written))),
    };
    if rest.is_empty() {
        return Err(format!("{word} without a proxy; skipped"));
    }
    let foreign = |c: char| c.is_whitespace() || c.is_control() || "/\\?#,".contains(c);
    if rest.contains(foreign) {
        return Err(format!("`{}` is not HOST:PORT, so clients skip it", Shown(rest)));
    }
    let url: ProxyUrl = format!("{scheme}://{rest}")
        .parse()
        .map_err(|error| format!("`{}` is no proxy ({error}); skipped", Shown(rest)))?;
    if url.port_assumed {
        note.get_or_insert_with(|| {
            format!("`{}` has no port; {} is assumed", Shown(rest), url.port)
        });
    }
    Ok((Route::Proxy(url), note))
}

fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_ascii_whitespace())
}

/// A text as it may stand in a sentence: one line, not endless.
pub(super) struct Shown<'a>(pub(super) &'a str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut characters = self.0.chars();
        for c in characters.by_ref().take(SHOWN) {
            write!(f, "{}", if c.is_control() { ' ' } else { c })?;
        }
        if characters.next().is_some() { f.write_str("...") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(text: &str) -> String {
        let shown = |route: &Route| route.proxy().map_or("direct".to_owned(), ToString::to_string);
        let read = read_result(text).unwrap();
        read.chain.iter().map(shown).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn every_word_becomes_its_route() {
        for (text, expected) in [
            ("DIRECT", "direct"),
            ("direct", "direct"),
            ("PROXY p.test:8080", "http://p.test:8080"),
            ("HTTP p.test:8080", "http://p.test:8080"),
            ("HTTPS p.test:8443", "https://p.test:8443"),
            ("SOCKS p.test:1", "socks4a://p.test:1"),
            ("SOCKS4 p.test:1", "socks4a://p.test:1"),
            ("SOCKS5 p.test:1", "socks5h://p.test:1"),
            ("PROXY [2001:db8::1]:3128", "http://[2001:db8::1]:3128"),
            ("PROXY 10.0.0.1:3128", "http://10.0.0.1:3128"),
            // The examples of MDN.
            (
                "PROXY w3proxy.netscape.com:8080; PROXY mozilla.netscape.com:8081; DIRECT",
                "http://w3proxy.netscape.com:8080 http://mozilla.netscape.com:8081 direct",
            ),
            ("PROXY w3proxy:8080; SOCKS socks:1080", "http://w3proxy:8080 socks4a://socks:1080"),
        ] {
            assert_eq!(chain(text), expected, "{text}");
        }
    }

    #[test]
    fn ports_that_are_left_out_are_those_of_chromium() {
        assert_eq!(
            chain("PROXY p; HTTPS p; SOCKS5 p"),
            "http://p:80 https://p:443 socks5h://p:1080"
        );
        assert_eq!(read_result("PROXY p").unwrap().notes, ["`p` has no port; 80 is assumed"]);
    }

    #[test]
    fn spaces_and_empty_entries_do_not_matter() {
        assert_eq!(chain(" ;; PROXY\t  p:1 ;\r\n;DIRECT ; "), "http://p:1 direct");
    }

    #[test]
    fn nothing_means_direct_and_says_so() {
        for text in ["", "  ", ";;"] {
            let read = read_result(text).unwrap();
            assert_eq!(read.chain, [Route::Direct]);
            assert!(read.notes[0].contains("empty"), "{:?}", read.notes);
        }
    }

    #[test]
    fn unknown_words_are_skipped_with_a_note() {
        let read = read_result("QUIC p:1; PROXY p:2").unwrap();
        assert_eq!((read.chain.len(), read.notes.len()), (1, 1));
        assert!(read.notes[0].contains("QUIC"), "{:?}", read.notes);
    }

    #[test]
    fn what_cannot_be_used_never_becomes_direct() {
        for text in [
            "PROXY",
            "p:8080",
            "PROXY http://p:8080",
            "PROXY p:8080 p:8081",
            "PROXY p:8080, PROXY q:8080",
            "PROXY p:0",
            "PROXY p:99999",
            "PROXY p:80/x",
            "PROXY :80",
            "DIRECTLY",
            "undefined",
        ] {
            let error = read_result(text).unwrap_err();
            assert!(matches!(error, PacResultError::NothingUsable(_)), "{text}: {error}");
        }
        assert!(matches!(read_result(&"x".repeat(70_000)), Err(PacResultError::TooLong(70_000))));
    }

    #[test]
    fn notes_repeat_no_password_and_no_control_character() {
        for text in ["PROXY me:secret@p:8080", "me:secret@p:8080"] {
            let error = read_result(text).unwrap_err().to_string();
            assert!(!error.to_lowercase().contains("secret"), "{error}");
        }
        let error = read_result("PROXY p\u{1b}[31m:8080").unwrap_err().to_string();
        assert!(!error.contains('\u{1b}'), "{error}");
    }
}
