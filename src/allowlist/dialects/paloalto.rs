//! Palo Alto Networks PAN-OS: URL lists (custom categories, external lists of the type url), and
//! external lists of the type domain.
//!
//! <https://docs.paloaltonetworks.com/advanced-url-filtering/administration/configuring-url-filtering/url-category-exceptions/guidelines-for-url-category-exceptions>,
//! <https://docs.paloaltonetworks.com/pan-os/10-2/pan-os-admin/policy/use-an-external-dynamic-list-in-policy/formatting-guidelines-for-an-external-dynamic-list>

use super::parts;
use crate::allowlist::{Confidence, Dialect, Meaning, Rejected, Unseen};
use crate::hostset::{Depths, HostSet, Regular};

/// What separates the tokens of an entry.
const SEPARATORS: [char; 7] = ['.', '/', '?', '&', '=', ';', '+'];

/// Labels that a star stands for.
const LABELS: &str = r"[^.]+(?:\.[^.]+)*";

/// Most carets that may follow one another.
const MOST_CARETS: usize = 9;

/// Entries of URL lists.
pub struct Url {
    id: &'static str,
    /// Whether an entry without a slash or a star at its end is given a slash.
    ending_token: bool,
}

/// The default of PAN-OS 10.2 and later: the name with any path.
pub const URL: Url = Url { id: "paloalto.url", ending_token: true };

/// The ending token off, the default before: text to the right is open.
pub const URL_LEGACY: Url = Url { id: "paloalto.url_legacy", ending_token: false };

impl Dialect for Url {
    fn id(&self) -> &'static str {
        self.id
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        if text.chars().count() > 255 {
            return Err(Rejected::because("is longer than 255 characters"));
        }
        let lower = text.to_ascii_lowercase();
        let bare = lower.strip_prefix("http://").or_else(|| lower.strip_prefix("https://"));
        let text = bare.unwrap_or(&lower);
        if text.contains("://") {
            return Err(Rejected::because("has a scheme that URL lists do not have"));
        }
        tokens(text)?;
        let split = text.find(&SEPARATORS[1..]).unwrap_or(text.len());
        let (host, path) = text.split_at(split);
        if host.contains(':') && parts::network(host).is_none() {
            return Ok(Meaning::unknown("what a port in an entry does is documented nowhere"));
        }
        if host.starts_with('.') {
            return Ok(Meaning::unknown("what a leading dot does is documented nowhere"));
        }
        // The firewall adds a slash, or else leaves the right open; a star is open as it is.
        let open = !self.ending_token && !text.ends_with(['/', '*']);
        let meaning = match hosts(host, open && path.is_empty())? {
            Ok(set) => Meaning::of(set),
            Err(why) => return Ok(Meaning::unknown(why)),
        };
        Ok(match path {
            "" | "/" => meaning,
            path => parts::with_path(meaning, &paths(path, open), Unseen::Unknown),
        })
    }
}

/// Checks the tokens of an entry: a wildcard is a token of its own, never two stars and never more
/// than nine carets in a row, and no caret behind the host.
fn tokens(text: &str) -> Result<(), Rejected> {
    let host = text.find(&SEPARATORS[1..]).unwrap_or(text.len());
    let (mut stars, mut carets, mut at) = (0, 0, 0);
    for token in text.split(SEPARATORS) {
        match token {
            "*" => (stars, carets) = (stars + 1, 0),
            "^" if at > host => {
                return Err(Rejected::because("has a `^` behind its host, where only `*` may be"));
            }
            "^" => (stars, carets) = (0, carets + 1),
            _ if token.contains(['*', '^']) => {
                return Err(Rejected::because(format!(
                    "has {token:?}, where a `*` or `^` is not a whole token"
                )));
            }
            _ => (stars, carets) = (0, 0),
        }
        if stars > 1 {
            return Err(Rejected::because("has two `*` in a row"));
        }
        if carets > MOST_CARETS {
            return Err(Rejected::because("has more than nine `^` in a row"));
        }
        at += token.len() + 1;
    }
    Ok(())
}

/// The hosts of the part before the first slash.
fn hosts(host: &str, open: bool) -> Result<Result<HostSet, String>, Rejected> {
    if host == "*" {
        return Ok(Ok(HostSet::Everything));
    }
    if let Some(set) = parts::network(host) {
        return Ok(Ok(set));
    }
    // A wildcard is a letter to the check of the name.
    let checked = parts::name(&host.replace(['*', '^'], "x"))?;
    if !open {
        if !host.contains(['*', '^']) {
            return Ok(Ok(HostSet::exact(&checked)));
        }
        if let Some(name) = host.strip_prefix("*.").filter(|name| !name.contains(['*', '^'])) {
            return Ok(Ok(HostSet::below(&parts::name(name)?)));
        }
        let name = host.trim_start_matches("^.");
        if !name.contains(['*', '^']) {
            let carets = u8::try_from((host.len() - name.len()) / 2).unwrap_or(u8::MAX);
            let depths = Depths { least: carets, most: Some(carets) };
            return Ok(Ok(HostSet::Under { name: parts::name(name)?.into(), depths }));
        }
    }
    let written = host.strip_suffix('.').unwrap_or(host);
    let tokens: Vec<String> = checked
        .split('.')
        .zip(written.split('.'))
        .map(|(own, written)| match written {
            "*" => LABELS.to_owned(),
            "^" => "[^.]+".to_owned(),
            _ => regex_syntax::escape(own),
        })
        .collect();
    let mut source = tokens.join(r"\.");
    if open {
        source.push_str(r"(?:\.[^.]+)*");
    }
    Ok(Regular::new(source).map(HostSet::Regular).map_err(|error| error.to_string()))
}

/// The paths of the part from the first slash on.
fn paths(path: &str, open: bool) -> String {
    let ended = path.strip_suffix('/').unwrap_or(path);
    let tokens: Vec<String> = ended
        .split_inclusive(SEPARATORS)
        .map(|token| match token.strip_suffix(SEPARATORS) {
            Some("*") => format!(".+{}", regex_syntax::escape(&token[1..])),
            _ if token == "*" => ".+".to_owned(),
            _ => regex_syntax::escape(token),
        })
        .collect();
    let source = tokens.concat();
    match path.ends_with('*') {
        true => source,
        // Open to the right a token ends at any separator, else at the border of a segment.
        false if open => format!("{source}(?:[./?&=;+].*)?"),
        false => format!("{source}(?:[/?].*)?"),
    }
}

/// Entries of external lists of the type domain.
pub struct Domain {
    id: &'static str,
    /// Whether the list is set to include subdomains.
    expand: bool,
}

/// The default: `x` is the name, `*.x` all below.
pub const DOMAIN: Domain = Domain { id: "paloalto.domain", expand: false };

/// "Automatically expand to include subdomains": `x` is the name and all below.
pub const DOMAIN_EXPANDED: Domain = Domain { id: "paloalto.domain_expanded", expand: true };

impl Dialect for Domain {
    fn id(&self) -> &'static str {
        self.id
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        if text.contains(['/', ':', '?']) {
            return Err(Rejected::because(
                "has a scheme, a port or a path, which lists of the type domain do not have",
            ));
        }
        if parts::network(text).is_some() {
            return Err(Rejected::because("is an address, which lists of this type do not have"));
        }
        let mut meaning = URL.entry(text)?;
        if self.expand && !text.contains(['*', '^']) {
            meaning = Meaning::of(HostSet::subtree(&parts::name(text)?));
        }
        meaning.confidence = Confidence::Medium;
        Ok(meaning)
    }
}
