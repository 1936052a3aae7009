//! Suricata: what stands behind a sticky buffer.
//!
//! <https://docs.suricata.io/en/suricata-7.0.10/rules/payload-keywords.html>. What is refused here,
//! Suricata 7.0.10 refuses.

use super::suricata_text::{content, pcre};
use crate::allowlist::Rejected;

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
    /// The names of all headers, each with its line end.
    HttpHeaderNames,
    /// The request line with the names of all headers.
    HttpStart,
    /// Anything else.
    Other,
}

impl Buffer {
    /// The buffer of a keyword; none when the keyword is no sticky buffer.
    fn of(name: &str, value: &str) -> Option<Self> {
        Some(match name {
            "tls.sni" | "tls_sni" => Self::TlsSni,
            "http.host" => Self::HttpHost,
            "http.host.raw" => Self::HttpHostRaw,
            "http.uri" => Self::HttpUri,
            "http.header_names" => Self::HttpHeaderNames,
            "http.start" => Self::HttpStart,
            "pkt_data" => Self::Other,
            name if name.contains('.') && value.is_empty() => Self::Other,
            _ => return None,
        })
    }

    /// The buffer of a keyword of the old kind, which stands behind what is looked for.
    fn behind(name: &str) -> Option<Self> {
        Some(match name {
            "http_host" => Self::HttpHost,
            "http_raw_host" => Self::HttpHostRaw,
            "http_uri" => Self::HttpUri,
            _ => return None,
        })
    }

    /// True for the name of a host.
    #[must_use]
    pub fn is_name(self) -> bool {
        matches!(self, Self::TlsSni | Self::HttpHost | Self::HttpHostRaw)
    }
}

/// One sticky buffer with what is looked for in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// The buffer.
    pub buffer: Buffer,
    /// True with `dotprefix`: a dot is put before the text.
    pub dotprefix: bool,
    /// True with `to_lowercase`.
    pub lowered: bool,
    /// A transform or a size that is not followed.
    pub unfollowed: Option<String>,
    /// `bsize`, where it is a plain number.
    pub size: Option<usize>,
    /// What is looked for.
    pub patterns: Vec<Pattern>,
}

/// A `content` or a `pcre`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
    /// `offset`.
    pub offset: Option<usize>,
    /// `depth`.
    pub depth: Option<usize>,
    /// A modifier that is not followed.
    pub other: Option<String>,
}

impl Look {
    fn at(buffer: Buffer) -> Self {
        Self {
            buffer,
            dotprefix: false,
            lowered: false,
            unfollowed: None,
            size: None,
            patterns: Vec::new(),
        }
    }

    /// True when it finds something in every request that has headers: it waits for them.
    #[must_use]
    pub fn holds_always(&self) -> bool {
        let texts: &[&str] = match self.buffer {
            Buffer::HttpHeaderNames => &["\r\n"],
            Buffer::HttpStart => &[" ", "HTTP/"],
            _ => return false,
        };
        let [only] = self.patterns.as_slice() else { return false };
        // The names begin with a line end.
        let anywhere = !only.starts || self.buffer == Buffer::HttpHeaderNames;
        let text = only.text.as_str();
        anywhere
            && texts.contains(&text)
            && *only
                == Pattern { text: only.text.clone(), starts: only.starts, ..Pattern::default() }
    }
}

/// What options look for, buffer by buffer.
///
/// # Errors
/// When an option cannot be read, or Suricata refuses it.
pub fn looks(options: &[(&str, &str)]) -> Result<Vec<Look>, Rejected> {
    let mut looks: Vec<Look> = Vec::new();
    for (name, value) in options {
        match Buffer::of(name, value) {
            Some(buffer) => looks.push(Look::at(buffer)),
            None => modify(&mut looks, name, value)?,
        }
    }
    for look in &looks {
        if look.buffer.is_name()
            && look.patterns.is_empty()
            && look.size.is_none()
            && look.unfollowed.is_none()
        {
            return Err(Rejected::because("names a buffer and looks for nothing in it"));
        }
    }
    Ok(looks)
}

/// True for a keyword that [`looks`] follows or gives up on, and that so narrows nothing else.
#[must_use]
pub fn is_followed(name: &str, value: &str) -> bool {
    Buffer::of(name, value).is_some()
        || Buffer::behind(name).is_some()
        || TRANSFORMS.contains(&name)
        || MODIFIERS.contains(&name)
        || matches!(name, "content" | "pcre" | "bsize" | "dotprefix" | "to_lowercase")
}

/// Transforms that are not followed.
const TRANSFORMS: &[&str] = &[
    "to_uppercase",
    "compress_whitespace",
    "strip_whitespace",
    "strip_pseudo_headers",
    "domain",
    "tld",
    "to_md5",
    "to_sha1",
    "to_sha256",
    "url_decode",
    "pcrexform",
    "xor",
    "casechange",
    "header_lowercase",
];

/// What may stand behind a `content`.
const MODIFIERS: &[&str] = &[
    "nocase",
    "startswith",
    "endswith",
    "depth",
    "offset",
    "distance",
    "within",
    "isdataat",
    "fast_pattern",
    "rawbytes",
];

/// Takes an option that belongs to the buffer before it.
fn modify(looks: &mut Vec<Look>, name: &str, value: &str) -> Result<(), Rejected> {
    if let Some(buffer) = Buffer::behind(name) {
        return move_behind(looks, name, buffer);
    }
    if looks.is_empty() && matches!(name, "content" | "pcre") {
        looks.push(Look::at(Buffer::Other));
    }
    if MODIFIERS.contains(&name) {
        // `isdataat` may stand alone, about the whole.
        return match looks.last_mut().and_then(|look| look.patterns.last_mut()) {
            Some(pattern) => modify_pattern(pattern, name, value),
            None if name == "isdataat" => Ok(()),
            None => Err(Rejected::because(format!("has {name} before any content"))),
        };
    }
    let Some(look) = looks.last_mut() else { return Ok(()) };
    match name {
        "dotprefix" => look.dotprefix = true,
        "to_lowercase" => look.lowered = true,
        "bsize" => match value.parse() {
            Ok(size) => look.size = Some(size),
            Err(_) => look.unfollowed = Some(format!("the size {value}")),
        },
        "content" => look.patterns.push(content(value)?),
        "pcre" => look.patterns.push(pcre(value)?),
        name if TRANSFORMS.contains(&name) => look.unfollowed = Some(name.to_owned()),
        _ => {}
    }
    Ok(())
}

/// Gives what was looked for last to a buffer that is named behind it.
fn move_behind(looks: &mut Vec<Look>, name: &str, buffer: Buffer) -> Result<(), Rejected> {
    let moved = looks
        .last_mut()
        .filter(|look| look.buffer == Buffer::Other || look.buffer == buffer)
        .and_then(|look| look.patterns.pop())
        .ok_or_else(|| Rejected::because(format!("has {name} where it has nothing before it")))?;
    looks.retain(|look| !look.patterns.is_empty() || look.buffer != Buffer::Other);
    looks.push(Look { patterns: vec![moved], ..Look::at(buffer) });
    Ok(())
}

/// Takes what stands behind a `content`.
fn modify_pattern(pattern: &mut Pattern, name: &str, value: &str) -> Result<(), Rejected> {
    let refused =
        |why: &str| Err(Rejected::because(format!("has {name} {why}; Suricata refuses it")));
    if pattern.pcre.is_some() && name != "isdataat" {
        return refused("behind a pcre");
    }
    let length = pattern.text.len();
    let placed = pattern.offset.is_some() || pattern.depth.is_some();
    match name {
        "nocase" if pattern.nocase => return refused("twice"),
        "nocase" => pattern.nocase = true,
        "startswith" if pattern.starts => return refused("twice"),
        "startswith" if placed => return refused("with offset or depth"),
        "startswith" => pattern.starts = true,
        "endswith" => pattern.ends = true,
        "isdataat" if value.replace(' ', "") == "!1,relative" => pattern.ends = true,
        "offset" | "depth" if pattern.starts => return refused("with startswith"),
        "offset" | "depth" => {
            let slot = if name == "offset" { &mut pattern.offset } else { &mut pattern.depth };
            if slot.is_some() {
                return refused("twice");
            }
            match value.parse() {
                Ok(number) if name == "depth" && number < length => {
                    return refused("shorter than what it looks for");
                }
                Ok(number) => *slot = Some(number),
                Err(_) => pattern.other = Some(name.to_owned()),
            }
        }
        "fast_pattern" => {}
        "rawbytes" => return refused("with a buffer"),
        _ => pattern.other = Some(name.to_owned()),
    }
    Ok(())
}
