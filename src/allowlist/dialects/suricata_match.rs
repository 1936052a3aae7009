//! Suricata: what stands behind a sticky buffer.

use crate::allowlist::expression::{Untranslated, anywhere, perl};
use crate::allowlist::{Meaning, Rejected};
use crate::hostset::{HostSet, Regular};

/// A sticky buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Buffer {
    /// The name that a TLS client sends, as sent.
    TlsSni,
    /// The `Host` header, lower-cased and without its port.
    HttpHost,
    /// The `Host` header, as sent.
    HttpHostRaw,
    /// The path with its query.
    HttpUri,
    /// Anything else.
    Other,
}

/// One sticky buffer with what is looked for in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// The buffer.
    pub buffer: Buffer,
    /// True with `dotprefix`: a dot is put before the text.
    pub dotprefix: bool,
    /// Transforms that are not followed.
    pub transformed: bool,
    /// `bsize`, where it is a plain number.
    pub size: Option<usize>,
    /// What is looked for.
    pub patterns: Vec<Pattern>,
}

/// A `content` or a `pcre`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a keyword of the rule language")]
pub struct Pattern {
    /// The text, with escapes and `|2e|` resolved; of a `pcre` its expression.
    pub text: String,
    /// The flags of a `pcre`; none for a `content`.
    pub pcre: Option<String>,
    /// `!` before it.
    pub negated: bool,
    /// `nocase`.
    pub nocase: bool,
    /// `startswith`.
    pub starts: bool,
    /// `endswith`.
    pub ends: bool,
    /// A modifier that is not followed.
    pub other: Option<String>,
}

/// What options look for, buffer by buffer.
///
/// # Errors
/// When an option cannot be read.
pub fn looks(options: &[(&str, &str)]) -> Result<Vec<Look>, Rejected> {
    let mut looks: Vec<Look> = Vec::new();
    for (name, value) in options {
        let buffer = match *name {
            "tls.sni" | "tls_sni" => Buffer::TlsSni,
            "http.host" => Buffer::HttpHost,
            "http.host.raw" => Buffer::HttpHostRaw,
            "http.uri" => Buffer::HttpUri,
            "pkt_data" | "file.data" | "dns.query" | "http.uri.raw" => Buffer::Other,
            name if name.contains('.') && value.is_empty() => Buffer::Other,
            _ => {
                modify(&mut looks, name, value)?;
                continue;
            }
        };
        looks.push(Look {
            buffer,
            dotprefix: false,
            transformed: false,
            size: None,
            patterns: vec![],
        });
    }
    Ok(looks)
}

/// Takes an option that belongs to the buffer before it.
fn modify(looks: &mut Vec<Look>, name: &str, value: &str) -> Result<(), Rejected> {
    if looks.is_empty() && matches!(name, "content" | "pcre") {
        let buffer = Buffer::Other;
        looks.push(Look {
            buffer,
            dotprefix: false,
            transformed: false,
            size: None,
            patterns: vec![],
        });
    }
    let Some(look) = looks.last_mut() else { return Ok(()) };
    match name {
        "dotprefix" => look.dotprefix = true,
        "to_lowercase"
        | "to_uppercase"
        | "compress_whitespace"
        | "strip_whitespace"
        | "domain"
        | "tld"
        | "to_md5"
        | "to_sha1"
        | "to_sha256"
        | "url_decode"
        | "pcrexform"
        | "xor" => {
            look.transformed = true;
        }
        "bsize" => match value.parse() {
            Ok(size) => look.size = Some(size),
            Err(_) => look.transformed = true,
        },
        "content" => look.patterns.push(content(value)?),
        "pcre" => look.patterns.push(pcre(value)?),
        "http_host" | "http_raw_host" | "http_uri" => older(looks, name),
        _ => {
            let Some(pattern) = look.patterns.last_mut() else { return Ok(()) };
            match name {
                "nocase" => pattern.nocase = true,
                "startswith" => pattern.starts = true,
                "endswith" => pattern.ends = true,
                "offset" if value == "0" => {}
                "depth" if value.parse() == Ok(pattern.text.len()) => pattern.starts = true,
                // The older way to write endswith: nothing stands behind the text.
                "isdataat" if value.replace(' ', "") == "!1,relative" => pattern.ends = true,
                "depth" | "offset" | "distance" | "within" | "isdataat" => {
                    pattern.other = Some(name.to_owned());
                }
                _ => {}
            }
        }
    }
    Ok(())
}

/// Takes a keyword that stands behind its text, as before Suricata 4.1: the text moves to a buffer
/// of its own.
fn older(looks: &mut Vec<Look>, name: &str) {
    let Some(pattern) = looks.last_mut().and_then(|look| look.patterns.pop()) else { return };
    if looks.last().is_some_and(|look| look.patterns.is_empty() && look.buffer == Buffer::Other) {
        looks.pop();
    }
    let buffer = match name {
        "http_host" => Buffer::HttpHost,
        "http_raw_host" => Buffer::HttpHostRaw,
        _ => Buffer::HttpUri,
    };
    let patterns = vec![pattern];
    looks.push(Look { buffer, dotprefix: false, transformed: false, size: None, patterns });
}

/// The text between the quotes, and whether `!` stands before them.
fn quoted(value: &str) -> Result<(bool, &str), Rejected> {
    let (negated, rest) = match value.strip_prefix('!') {
        Some(rest) => (true, rest.trim_start()),
        None => (false, value),
    };
    let inner = rest.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inner.map(|inner| (negated, inner)).ok_or_else(|| {
        Rejected::because(format!("has `{value}` where text in double quotes is expected"))
    })
}

fn content(value: &str) -> Result<Pattern, Rejected> {
    let (negated, inner) = quoted(value)?;
    let mut text = String::new();
    let mut rest = inner;
    while let Some(character) = rest.chars().next() {
        rest = &rest[character.len_utf8()..];
        match character {
            '\\' => {
                let escaped = rest.chars().next().unwrap_or('\\');
                rest = rest.get(escaped.len_utf8()..).unwrap_or_default();
                text.push(escaped);
            }
            '|' => {
                let (hex, after) = rest.split_once('|').ok_or_else(|| {
                    Rejected::because("opens a run of hexadecimal numbers that it never closes")
                })?;
                for number in hex.split_whitespace() {
                    let byte = u8::from_str_radix(number, 16).map_err(|_| {
                        Rejected::because(format!("has `{number}` where a byte is expected"))
                    })?;
                    text.push(char::from(byte));
                }
                rest = after;
            }
            _ => text.push(character),
        }
    }
    if text.is_empty() {
        return Err(Rejected::because("looks for an empty text"));
    }
    Ok(Pattern {
        text,
        pcre: None,
        negated,
        nocase: false,
        starts: false,
        ends: false,
        other: None,
    })
}

fn pcre(value: &str) -> Result<Pattern, Rejected> {
    let (negated, inner) = quoted(value)?;
    let parts = inner.strip_prefix('/').and_then(|inner| inner.rsplit_once('/'));
    let (expression, flags) = parts.ok_or_else(|| {
        Rejected::because("has a pcre that is not written as `/expression/flags`")
    })?;
    Ok(Pattern {
        text: expression.to_owned(),
        pcre: Some(flags.to_owned()),
        negated,
        nocase: flags.contains('i'),
        starts: false,
        ends: false,
        other: None,
    })
}

impl Look {
    /// The hosts that it finds, and whether capitals count for nothing.
    ///
    /// # Errors
    /// When Suricata refuses it.
    pub fn hosts(&self) -> Result<(Meaning, bool), Rejected> {
        let [pattern] = self.patterns.as_slice() else {
            let why = if self.patterns.is_empty() {
                "looks for nothing in the name"
            } else {
                "looks for several things in the name, which is not followed"
            };
            return Ok((Meaning::unknown(why), false));
        };
        // Behind a transform Suricata does not look.
        if self.buffer == Buffer::HttpHost && pattern.pcre.is_none() && !self.dotprefix {
            if pattern.nocase {
                return Err(Rejected::because(
                    "has nocase with http.host, which is lower-case already; Suricata refuses it",
                ));
            }
            if pattern.text.bytes().any(|byte| byte.is_ascii_uppercase()) {
                return Err(Rejected::because(
                    "has capitals with http.host, which is lower-case; Suricata refuses it",
                ));
            }
        }
        if pattern.negated {
            return Ok((Meaning::unknown("is about what is not there"), pattern.nocase));
        }
        if self.transformed || pattern.other.is_some() {
            let what = pattern.other.as_deref().unwrap_or("a transform");
            let why = format!("has {what}, which is not followed");
            return Ok((Meaning::unknown(why), pattern.nocase));
        }
        let set = match &pattern.pcre {
            Some(flags) => self.expression(&pattern.text, flags),
            None => self.text(pattern),
        };
        match set {
            Ok(set) => Ok((Meaning::of(set), pattern.nocase)),
            Err(Untranslated::Refused(why)) => Err(Rejected::because(why)),
            Err(Untranslated::Undecidable(why)) => Ok((Meaning::unknown(why), pattern.nocase)),
        }
    }

    fn expression(&self, text: &str, flags: &str) -> Result<HostSet, Untranslated> {
        if !flags.bytes().all(|flag| b"ims".contains(&flag)) || self.size.is_some() {
            return Err(Untranslated::Undecidable("has flags that are not followed".to_owned()));
        }
        Ok(self.dotted(anywhere(&perl(text)?, flags.contains('i'))?))
    }

    /// The same set, of texts with the dot before them.
    fn dotted(&self, set: HostSet) -> HostSet {
        if !self.dotprefix {
            return set;
        }
        match set.as_regular() {
            Some(regular) => HostSet::Regular(regular.within(".", "")),
            None => set,
        }
    }

    fn text(&self, pattern: &Pattern) -> Result<HostSet, Untranslated> {
        let text =
            if pattern.nocase { pattern.text.to_ascii_lowercase() } else { pattern.text.clone() };
        let sized = self.size == Some(text.len());
        if self.size.is_some() && !sized {
            return Err(Untranslated::Undecidable("has a size that is not followed".to_owned()));
        }
        let (starts, ends) = (pattern.starts || sized, pattern.ends || sized);
        let below =
            text.strip_prefix('.').filter(|name| !name.is_empty() && !name.starts_with('.'));
        Ok(match (below, self.dotprefix, starts, ends) {
            (Some(name), true, false, true) => HostSet::subtree(name),
            (Some(name), true, true, true) => HostSet::exact(name),
            (Some(name), true, true, false) => HostSet::StartsWith(name.into()),
            (_, true, _, _) => {
                let escaped = regex_syntax::escape(&text);
                let before = if starts { "" } else { ".*" };
                let after = if ends { "" } else { ".*" };
                let regular = Regular::new(format!("{before}{escaped}{after}"))
                    .map_err(|why| Untranslated::Undecidable(why.to_string()))?;
                HostSet::Regular(regular.within(".", ""))
            }
            (_, false, true, true) => HostSet::exact(&text),
            (_, false, true, false) => HostSet::StartsWith(text.into()),
            (Some(name), false, false, true) => HostSet::below(name),
            (None, false, false, true) => HostSet::EndsWith(text.into()),
            (_, false, false, false) => HostSet::Contains(text.into()),
        })
    }
}
