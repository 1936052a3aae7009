//! Squid: a `squid.conf` with one list of names for each set of ports.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::shape::{Shape, comment, ordered, refused, shape, stars, without_path};
use crate::allowlist::{Options, Ports, Wanted, Writer, Written};
use crate::hostset::{HostSet, contains};

/// `squid.conf`.
pub struct Squid;

/// What stands beside a list: its ports, and whether plain requests and CONNECT are meant.
type Beside = (Vec<(u16, u16)>, [bool; 2]);

/// A name in a list, with its comment.
type Named<'a> = (String, &'a Wanted);

fn entry(shape: Shape<'_>) -> Option<String> {
    match shape {
        Shape::Exact(name) => Some(name.to_owned()),
        Shape::Subtree(name) => Some(format!(".{name}")),
        Shape::Below(_) | Shape::OneLabel(_) | Shape::Ends(_) | Shape::Stars(_) => None,
    }
}

/// Shapes that only an expression says.
fn expression(shape: Shape<'_>) -> Option<String> {
    let escaped = |name: &str| name.replace('.', "\\.");
    match shape {
        Shape::Below(name) => Some(format!("\\.{}$", escaped(name))),
        Shape::OneLabel(name) => Some(format!("^[^.]+\\.{}$", escaped(name))),
        Shape::Ends(text) => Some(format!("{}$", escaped(text))),
        Shape::Stars(source) => stars(source),
        Shape::Exact(_) | Shape::Subtree(_) => None,
    }
}

impl Writer for Squid {
    fn id(&self) -> &'static str {
        "squid"
    }

    fn entries(&self, wanted: &Wanted, _options: &Options) -> Result<Vec<String>, String> {
        without_path(wanted)?;
        let shape = shape(&wanted.hosts)?;
        let line = match (entry(shape), expression(shape)) {
            (Some(name), _) => format!("dstdomain {name}"),
            (None, Some(expression)) => format!("dstdom_regex {expression}"),
            (None, None) => return Err("is nothing that Squid can say".to_owned()),
        };
        Ok(vec![line])
    }

    fn file(&self, wanted: &[Wanted], options: &Options) -> Written {
        let mut written = Written::default();
        // Lists by what stands beside them: ports, and whether CONNECT or plain requests.
        let mut groups: BTreeMap<Beside, Vec<&Wanted>> = BTreeMap::new();
        for one in ordered(wanted) {
            if let Err(why) = self.entries(one, options) {
                written.refused.push(refused(one, why));
                continue;
            }
            let schemes = [one.schemes.http, one.schemes.https || one.schemes.tcp];
            groups.entry((one.ports.ranges().to_vec(), schemes)).or_default().push(one);
        }
        let mut access = String::new();
        for (number, ((ranges, schemes), members)) in groups.iter().enumerate() {
            let ports = Ports::of(ranges.iter().copied());
            group(&mut written.text, &mut access, number + 1, members, &ports, *schemes);
        }
        written.text.push_str(&access);
        written.text.push_str("http_access deny all\n");
        written.notes.push(
            "Names that others cover are left out, so that Squid 5 and 6 start with the list; put \
             the lines before those that allow more."
                .to_owned(),
        );
        written
    }
}

fn group(
    text: &mut String,
    access: &mut String,
    number: usize,
    members: &[&Wanted],
    ports: &Ports,
    [http, connect]: [bool; 2],
) {
    let mut names: Vec<Named<'_>> = Vec::new();
    let mut expressions: Vec<Named<'_>> = Vec::new();
    for one in members {
        let Ok(shape) = shape(&one.hosts) else { continue };
        if let Some(name) = entry(shape) {
            if !names.iter().any(|(own, _)| *own == name) && !covered(&one.hosts, members) {
                names.push((name, one));
            }
        } else if let Some(expression) = expression(shape)
            && !expressions.iter().any(|(own, _)| *own == expression)
        {
            expressions.push((expression, one));
        }
    }
    let mut beside = String::new();
    if !ports.is_all() {
        let list: Vec<String> = ports
            .ranges()
            .iter()
            .map(|(low, high)| if low == high { low.to_string() } else { format!("{low}-{high}") })
            .collect();
        let _ = writeln!(text, "acl clearway_ports_{number} port {}", list.join(" "));
        let _ = write!(beside, " clearway_ports_{number}");
    }
    match (http, connect) {
        (true, true) => {}
        (false, true) => beside.push_str(" CONNECT"),
        _ => beside.push_str(" !CONNECT"),
    }
    for (kind, list, suffix) in
        [("dstdomain", &names, "names"), ("dstdom_regex", &expressions, "expressions")]
    {
        for (value, one) in list {
            let _ = writeln!(text, "# {}", comment(one));
            let _ = writeln!(text, "acl clearway_{suffix}_{number} {kind} {value}");
        }
        if !list.is_empty() {
            let _ = writeln!(access, "http_access allow clearway_{suffix}_{number}{beside}");
        }
    }
}

/// True when another member has all of it and more.
fn covered(hosts: &HostSet, members: &[&Wanted]) -> bool {
    members.iter().any(|other| {
        matches!(shape(&other.hosts), Ok(Shape::Subtree(_)))
            && other.hosts != *hosts
            && contains(&other.hosts, hosts) == Ok(true)
    })
}
