//! Whether a piece of a text is an endpoint, judged by its form alone.

use ipnet::IpNet;

use crate::address::{Entry, Host, HostPattern, Scheme};

use super::pieces::{Piece, PieceKind};

/// What a piece is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Candidate {
    /// An entry, with what is questionable about it.
    Entry { pattern: String, scheme: Option<Scheme>, port: bool, doubt: Option<&'static str> },
    /// An address range.
    Range(IpNet),
    /// It looks like a name and cannot be one, for this reason.
    Refused(&'static str),
    /// Anything else.
    Text,
}

/// What stands around a name in running text.
const BEFORE: &[char] = &['(', '[', '"', '\'', '‘', '‚', '|', '-', '–', '—', '•', '·', '='];
const AFTER: &[char] =
    &[')', ']', '"', '\'', '’', '|', ':', '!', '?', '.', '…', '–', '—', '•', '·', '='];

/// File endings that are top-level domains as well.
const FILE_ENDINGS: [&str; 8] = ["md", "sh", "py", "pl", "ps", "zip", "mov", "so"];

impl Candidate {
    /// Judges a piece.
    pub fn of(piece: &Piece) -> Self {
        let mut text = piece.text.as_str();
        if piece.kind != PieceKind::Code {
            text = text.trim_start_matches(BEFORE);
            // A bracket that closes may belong to the name: `https://x.com/{id}`.
            text = text.trim_end_matches(AFTER);
        }
        let mut doubt = None;
        if let Some(inside) = emphasised(text) {
            text = inside;
            doubt = Some("the stars around it were read as emphasis");
        }
        if !text.contains('.') && !text.contains("://") && !text.contains(':') {
            return Self::Text;
        }
        if has_gap(text) {
            return Self::Refused("there is a blank in it");
        }
        if text.contains("**") {
            return Self::Refused("two stars stand next to each other");
        }
        let Ok(entry) = text.parse::<Entry>() else { return refused(text) };
        let in_code = piece.kind == PieceKind::Code;
        if entry.scheme.is_none()
            && let Some(why) = implausible(&entry, text, in_code)
        {
            return why;
        }
        match &entry.host {
            HostPattern::Network(range) => Self::Range(*range),
            HostPattern::Below(name) if name.labels().count() == 1 => {
                Self::Refused("the wildcard stands for a whole top-level domain")
            }
            HostPattern::Exact(Host::Name(name)) if name.labels().count() == 1 => {
                Self::Refused("a name of one label is no name on the internet")
            }
            HostPattern::Exact(Host::Ip(_)) => entry_of(
                &entry,
                text,
                doubt.or(Some("it is an address, or a version number that looks like one")),
            ),
            _ => entry_of(&entry, text, doubt),
        }
    }

    /// True when something is taken from the piece.
    pub fn is_taken(&self) -> bool {
        matches!(self, Self::Entry { .. } | Self::Range(_))
    }
}

/// True for a blank outside of placeholders, or a control character anywhere.
fn has_gap(text: &str) -> bool {
    let mut depth = 0_usize;
    text.chars().any(|letter| {
        match letter {
            '<' | '{' => depth += 1,
            '>' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        letter.is_control() || letter.is_whitespace() && depth == 0
    })
}

fn entry_of(entry: &Entry, text: &str, doubt: Option<&'static str>) -> Candidate {
    let doubt = doubt.or_else(|| locale_in(entry).then_some("it may be a page to read"));
    Candidate::Entry {
        pattern: text.to_owned(),
        scheme: entry.scheme,
        port: entry.port.is_some(),
        doubt,
    }
}

/// `*name.com*` between two stars, unless it begins as a wildcard does.
fn emphasised(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('*')?.strip_suffix('*')?;
    let plain = !inside.starts_with('.') && !inside.ends_with('*') && !inside.contains('/');
    (plain && !inside.is_empty()).then_some(inside)
}

fn refused(text: &str) -> Candidate {
    let starts = |prefix: &str| {
        text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    };
    if starts("http://") || starts("https://") {
        return Candidate::Refused("it begins as a URL and is none");
    }
    Candidate::Text
}

/// Why a text without a scheme is no name, though it could be parsed as one.
fn implausible(entry: &Entry, text: &str, in_code: bool) -> Option<Candidate> {
    let host = text.split(['/', '?']).next().unwrap_or_default();
    let host = match entry.port {
        Some(_) => host.rsplit_once(':').map_or(host, |(host, _)| host),
        None => host,
    };
    match &entry.host {
        HostPattern::Exact(Host::Ip(_)) | HostPattern::Network(_) => return None,
        HostPattern::Template(_) if !host.contains('.') => return Some(Candidate::Text),
        _ => {}
    }
    let last = host.trim_end_matches(['.', '*']).rsplit('.').next().unwrap_or_default();
    if !host.trim_matches('.').contains('.') && !host.starts_with('*') {
        return Some(Candidate::Text);
    }
    if last.ends_with(['>', '}']) {
        return Some(Candidate::Refused("nobody can tell the domain of the placeholder"));
    }
    if !last.chars().any(char::is_alphabetic) {
        return Some(Candidate::Text);
    }
    let lower = last.to_lowercase();
    if !is_top_level(&lower) {
        return Some(Candidate::Refused("its end is no top-level domain"));
    }
    let plain_pair = !in_code && host.matches('.').count() == 1 && !host.contains('*');
    if last != lower && !in_code && host.split('.').count() <= 2 {
        return Some(Candidate::Refused("it is written like the name of a product"));
    }
    if plain_pair && entry.path.is_none() && FILE_ENDINGS.contains(&lower.as_str()) {
        return Some(Candidate::Refused("it may be the name of a file"));
    }
    None
}

/// True for a top-level domain that exists.
fn is_top_level(label: &str) -> bool {
    let ascii = idna::domain_to_ascii(label).unwrap_or_default();
    let name = format!("x.{ascii}");
    psl::suffix(name.as_bytes()).is_some_and(|suffix| suffix.is_known())
}

/// True for a path such as `/en-us/`, which pages to read have and services do not.
fn locale_in(entry: &Entry) -> bool {
    let Some(path) = &entry.path else { return false };
    path.split('/').any(|part| {
        part.split_once('-').is_some_and(|(language, country)| {
            let two = |text: &str| text.len() == 2 && text.bytes().all(|b| b.is_ascii_alphabetic());
            two(language) && two(country)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, kind: PieceKind) -> Candidate {
        Candidate::of(&Piece { text: text.to_owned(), kind, escaped: false })
    }

    #[test]
    fn entries_of_every_form_are_taken_as_they_are_written() {
        for text in [
            "*.akamaiedge.net",
            "*manage.microsoft.com",
            "Download.windowsupdate.com",
            "https://bspmts.MP.Microsoft.com/V",
            "https://login.microsoftonline.com/{TenantID}",
            "https://go.microsoft.com/fwlink/?LinkID=619849",
            "<name>.blob.core.windows.net",
            "http://<FQDN of the point>",
            "azgn*.servicebus.windows.net",
            "www.bing.com*",
            "a.example.com:8084",
            ".example.com",
        ] {
            match of(text, PieceKind::Code) {
                Candidate::Entry { pattern, doubt: None, .. } => assert_eq!(pattern, text),
                other => panic!("{text}: {other:?}"),
            }
        }
    }

    #[test]
    fn what_stands_around_a_name_is_no_part_of_it() {
        for (text, expected) in [
            ("(go.microsoft.com)", "go.microsoft.com"),
            ("http://manage.Microsoft.com.", "http://manage.Microsoft.com"),
            ("go.microsoft.com:", "go.microsoft.com"),
            ("*go.microsoft.com*", "go.microsoft.com"),
            ("**.microsoft.com*", "*.microsoft.com"),
        ] {
            let found = of(text, PieceKind::Word);
            assert!(
                matches!(&found, Candidate::Entry { pattern, .. } if pattern == expected),
                "{text}: {found:?}"
            );
        }
    }

    #[test]
    fn files_products_and_numbers_are_no_names() {
        for text in ["Dmpuploader.log", "README.md", "ASP.NET", "install.sh", "*.log", "*.com"] {
            assert!(matches!(of(text, PieceKind::Word), Candidate::Refused(_)), "{text}");
        }
        for text in
            ["1.2", "e.g.", "and/or", "me@example.com", "TCP:", "10.5", "...", "a:b", "z.B."]
        {
            let found = of(text, PieceKind::Word);
            assert!(!found.is_taken(), "{text}: {found:?}");
        }
        assert!(matches!(of("10.0.0.0/8", PieceKind::Word), Candidate::Range(_)));
        for text in ["https://a b", "x.com/ TCP 443", "x.com/\n}"] {
            assert!(matches!(of(text, PieceKind::Code), Candidate::Refused(_)), "{text}");
        }
    }
}
