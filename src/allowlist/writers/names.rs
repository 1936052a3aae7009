//! Lists of names, one to a line, in which ports stand elsewhere.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::shape::{Shape, comment, ordered, refused, shape, stars, without_path};
use crate::allowlist::{Options, Ports, Wanted, Writer, Written};

/// A list of names.
pub struct Names {
    id: &'static str,
    /// The entries of a shape; none when the product cannot say it.
    entries: fn(Shape<'_>, &Options) -> Option<Vec<String>>,
    /// What stands before and behind the list.
    around: (&'static str, &'static str),
    /// What stands before each comment; none when the format has none.
    comment: Option<&'static str>,
    /// What has to be done beside the file.
    notes: &'static [&'static str],
}

/// Plain lists, in the style of the option `plain.style`; without one, with stars.
pub const PLAIN: Names = Names {
    id: "plain",
    entries: plain,
    around: ("", ""),
    comment: Some("# "),
    notes: &["Read back with the same --option plain.style; without one the list has stars."],
};

/// The filter file of tinyproxy, in the type of the option `tinyproxy.type`.
pub const TINYPROXY: Names = Names {
    id: "tinyproxy",
    entries: tinyproxy,
    around: ("", ""),
    comment: Some("# "),
    notes: &[
        "Set in tinyproxy.conf: Filter with this file, FilterType as in --option tinyproxy.type, \
         FilterDefaultDeny Yes, and ConnectPort for each port.",
    ],
};

/// An actions file of Privoxy.
pub const PRIVOXY: Names = Names {
    id: "privoxy",
    entries: privoxy,
    around: ("{ +block{not on the list} }\n/\n\n{ -block }\n", ""),
    comment: Some("# "),
    notes: &[],
};

/// Lines of dnsmasq.
pub const DNSMASQ: Names = Names {
    id: "dnsmasq",
    entries: dnsmasq,
    around: ("address=/#/0.0.0.0\n", ""),
    comment: Some("# "),
    notes: &["The lines need a default server (server=ADDRESS, or resolv.conf)."],
};

/// A response policy zone.
pub const RPZ: Names = Names {
    id: "rpz",
    entries: rpz,
    around: (
        "$TTL 60\n@ SOA localhost. root.localhost. 1 3600 600 86400 60\n@ NS localhost.\n",
        "* CNAME .\n",
    ),
    comment: Some("; "),
    notes: &[
        "In BIND and Unbound `* CNAME .` does not reach other names beside and above those that \
         the zone lists, so each of these is denied by a record of its own.",
    ],
};

/// A value of `no_proxy`, for the client of the option `no_proxy.client`.
pub const NO_PROXY: Names = Names {
    id: "no_proxy",
    entries: no_proxy,
    around: ("", ""),
    comment: Some("# "),
    notes: &["Each line is one value of the variable; join them with commas."],
};

fn plain(shape: Shape<'_>, options: &Options) -> Option<Vec<String>> {
    let style = options.mode("plain.style").value;
    Some(vec![match (style.as_str(), shape) {
        ("dot", Shape::Subtree(name)) => format!(".{name}"),
        ("subtree", Shape::Subtree(name)) => name.to_owned(),
        ("subtree", _) => return None,
        ("auto" | "star", Shape::Below(name)) => format!("*.{name}"),
        ("auto" | "star", Shape::Subtree(name)) => {
            return Some(vec![name.to_owned(), format!("*.{name}")]);
        }
        (_, Shape::Exact(name)) => name.to_owned(),
        _ => return None,
    }])
}

fn tinyproxy(shape: Shape<'_>, options: &Options) -> Option<Vec<String>> {
    let kind = options.mode("tinyproxy.type").value;
    let escaped = |name: &str| name.replace('.', "\\.");
    Some(vec![match (kind.as_str(), shape) {
        ("fnmatch", Shape::Exact(name)) => name.to_owned(),
        ("fnmatch", Shape::Below(name)) => format!("*.{name}"),
        ("fnmatch", Shape::Subtree(name)) => {
            return Some(vec![name.to_owned(), format!("*.{name}")]);
        }
        ("fnmatch", Shape::Ends(text)) => format!("*{text}"),
        ("fnmatch", Shape::OneLabel(_) | Shape::Stars(_)) => return None,
        (_, Shape::Stars(source)) => return stars(source).map(|text| vec![text]),
        (_, Shape::Exact(name)) => format!("^{}$", escaped(name)),
        (_, Shape::Below(name)) => format!("\\.{}$", escaped(name)),
        (_, Shape::Ends(text)) => format!("{}$", escaped(text)),
        (_, Shape::OneLabel(name)) => format!("^[^.]*\\.{}$", escaped(name)),
        ("ere", Shape::Subtree(name)) => format!("(^|\\.){}$", escaped(name)),
        (_, Shape::Subtree(name)) => format!("^\\(.*\\.\\)\\{{0,1\\}}{}$", escaped(name)),
    }])
}

fn privoxy(shape: Shape<'_>, _: &Options) -> Option<Vec<String>> {
    Some(vec![match shape {
        Shape::Exact(name) => name.to_owned(),
        Shape::Subtree(name) => format!(".{name}"),
        Shape::OneLabel(name) => format!("*.{name}"),
        Shape::Below(name) => format!(".*.{name}"),
        Shape::Ends(_) | Shape::Stars(_) => return None,
    }])
}

fn dnsmasq(shape: Shape<'_>, _: &Options) -> Option<Vec<String>> {
    Some(vec![match shape {
        Shape::Subtree(name) => format!("server=/{name}/#"),
        Shape::Below(name) => format!("server=/*.{name}/#"),
        Shape::Ends(text) => format!("server=/*{text}/#"),
        Shape::Exact(_) | Shape::OneLabel(_) | Shape::Stars(_) => return None,
    }])
}

fn rpz(shape: Shape<'_>, _: &Options) -> Option<Vec<String>> {
    Some(match shape {
        Shape::Exact(name) => vec![format!("{name} CNAME rpz-passthru.")],
        Shape::Below(name) => vec![format!("*.{name} CNAME rpz-passthru.")],
        Shape::Subtree(name) => {
            vec![format!("{name} CNAME rpz-passthru."), format!("*.{name} CNAME rpz-passthru.")]
        }
        Shape::OneLabel(_) | Shape::Ends(_) | Shape::Stars(_) => return None,
    })
}

fn no_proxy(shape: Shape<'_>, options: &Options) -> Option<Vec<String>> {
    let client = options.mode("no_proxy.client").value;
    Some(vec![match (client.as_str(), shape) {
        ("dotnet", Shape::Subtree(name)) | ("go" | "wget", Shape::Below(name)) => {
            format!(".{name}")
        }
        ("dotnet", Shape::Exact(name)) => name.to_owned(),
        (client, Shape::Subtree(name)) if client != "dotnet" => name.to_owned(),
        _ => return None,
    }])
}

/// Records that deny what no wildcard above reaches: of two names of a zone, a wildcard stands for
/// neither, nor for what is below them (RFC 4592, section 2.2.1).
fn denials(records: &BTreeSet<String>) -> String {
    let owners: BTreeSet<&str> = records
        .iter()
        .filter_map(|record| record.split_once(' '))
        .map(|(owner, _)| owner)
        .collect();
    let mut nodes = BTreeSet::new();
    for owner in &owners {
        let mut node = Some(owner.trim_start_matches("*."));
        while let Some(at) = node {
            nodes.extend([at.to_owned(), format!("*.{at}")]);
            node = at.split_once('.').map(|(_, parent)| parent);
        }
    }
    let mut text = String::new();
    for node in nodes.iter().filter(|node| !owners.contains(node.as_str())) {
        // What a wildcard further up lets through is let through here too.
        let mut above = node.trim_start_matches("*.").split_once('.');
        let mut passes = false;
        while let Some((_, parent)) = above {
            passes |= owners.contains(format!("*.{parent}").as_str());
            above = parent.split_once('.');
        }
        let _ = writeln!(text, "{node} CNAME {}", if passes { "rpz-passthru." } else { "." });
    }
    text
}

impl Writer for Names {
    fn id(&self) -> &'static str {
        self.id
    }

    fn entries(&self, wanted: &Wanted, options: &Options) -> Result<Vec<String>, String> {
        without_path(wanted)?;
        let shape = shape(&wanted.hosts)?;
        (self.entries)(shape, options).ok_or_else(|| {
            format!("is {}, which the format cannot say without being wider", wanted.hosts)
        })
    }

    fn file(&self, wanted: &[Wanted], options: &Options) -> Written {
        let mut written = Written { text: self.around.0.to_owned(), ..Written::default() };
        let mut seen = BTreeSet::new();
        let mut ports = Vec::new();
        for one in ordered(wanted) {
            match self.entries(one, options) {
                Err(why) => written.refused.push(refused(one, why)),
                Ok(entries) => {
                    ports.extend(one.ports.ranges().iter().copied());
                    let new: Vec<&String> =
                        entries.iter().filter(|entry| seen.insert((*entry).clone())).collect();
                    if let (Some(sign), false) = (self.comment, new.is_empty()) {
                        let _ = writeln!(written.text, "{sign}{}", comment(one));
                    }
                    for entry in new {
                        written.text.push_str(entry);
                        written.text.push('\n');
                    }
                }
            }
        }
        if self.id == RPZ.id {
            written.text.push_str(&denials(&seen));
        }
        written.text.push_str(self.around.1);
        written.notes.extend(self.notes.iter().map(|note| (*note).to_owned()));
        let ports = Ports::of(ports);
        if !ports.is_all() && !ports.is_empty() {
            written.notes.push(format!("The list has no ports; open these beside it: {ports}."));
        }
        written
    }
}
