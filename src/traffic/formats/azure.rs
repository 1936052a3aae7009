//! Logs of Azure Firewall, structured (`AZFWApplicationRule`) and legacy (`AzureDiagnostics`, with a
//! sentence in `msg_s`), one JSON object on each line.

use memchr::memmem;
use serde_json::Value;

use crate::address::Scheme;
use crate::traffic::event::{Event, Reading, Verdict};
use crate::traffic::fields::is;
use crate::traffic::format::{LineReader, LogFormat};
use crate::traffic::json::{at, object, port, text};
use crate::traffic::{authority, time};

/// Logs of Azure Firewall.
pub struct Azure;

impl LogFormat for Azure {
    fn id(&self) -> &'static str {
        "azure-firewall"
    }

    fn title(&self) -> &'static str {
        "Azure Firewall log"
    }

    fn mark(&self) -> &'static str {
        "a category AZFW... or a sentence in msg_s"
    }

    fn source(&self) -> &'static str {
        "https://learn.microsoft.com/en-us/azure/azure-monitor/reference/tables/azfwapplicationrule"
    }

    fn reader(&self) -> Box<dyn LineReader + Send> {
        Box::new(Lines::default())
    }
}

#[derive(Default)]
struct Lines(Value);

impl LineReader for Lines {
    fn line<'a>(&'a mut self, line: &'a [u8]) -> Reading<'a> {
        match object(line) {
            Some(value) => {
                self.0 = value;
                structured(&self.0).unwrap_or(Reading::Foreign)
            }
            None => match message(line) {
                Some(event) => Reading::Request(event),
                // Without a name, or of another rule: `TCP request from ... was DNAT'ed to ...`.
                None if request(line).is_some() => Reading::Aside,
                None => Reading::Foreign,
            },
        }
    }
}

fn structured(record: &Value) -> Option<Reading<'_>> {
    // In exports to storage and event hubs the fields stand one level deeper.
    let inner = at(record, &["properties"]).filter(|inner| inner.is_object()).unwrap_or(record);
    let either = |name: &str| text(inner, &[name]).or_else(|| text(record, &[name]));
    let time = either("TimeGenerated").or_else(|| either("time")).and_then(time::dated);
    let category = either("Category").or_else(|| either("Type"));
    if let Some(message) = either("msg_s").or_else(|| either("msg")) {
        return match self::message(message) {
            Some(event) => Some(Reading::Request(Event { time, ..event })),
            None => category?.starts_with(b"AzureFirewall").then_some(Reading::Aside),
        };
    }
    // Rows of a query keep the columns that were asked for, mostly without the name of the table.
    let bare = ["Fqdn", "SourceIp", "Action"].iter().all(|name| at(record, &[name]).is_some());
    let category = category.or(bare.then_some(b"AZFWApplicationRule"))?;
    if !category.starts_with(b"AZFW") {
        return None;
    }
    let mut event = match category {
        b"AZFWDnsQuery" => {
            let mut event = Event::of(either("QueryName")?, Verdict::Unknown);
            event.reason = b"asked for in the DNS".into();
            event
        }
        b"AZFWApplicationRule" | b"AZFWNetworkRule" | b"AZFWThreatIntel" => {
            let asked = ["Fqdn", "TargetUrl", "DestinationIp"]
                .iter()
                .find_map(|name| authority::url_or_host(either(name)?));
            let Some(asked) = asked else { return Some(Reading::Aside) };
            let action = either("Action").map_or(Verdict::Unknown, verdict);
            // A threat that was not stopped goes on to the rules, which write lines of their own.
            if category == b"AZFWThreatIntel" && action != Verdict::Denied {
                return Some(Reading::Aside);
            }
            let mut event = Event::of(b"", action);
            event.host = asked.host;
            event.port = port(inner, &["DestinationPort"])
                .or_else(|| port(record, &["DestinationPort"]))
                .or(asked.port);
            event.scheme = either("Protocol").and_then(scheme);
            event.reason = either("ActionReason")
                .or_else(|| either("ThreatDescription"))
                .unwrap_or_default()
                .into();
            event.rule =
                either("Rule").or_else(|| either("RuleCollection")).unwrap_or_default().into();
            event
        }
        _ => return Some(Reading::Aside),
    };
    (event.time, event.client) = (time, either("SourceIp").unwrap_or_default());
    Some(Reading::Request(event))
}

/// `HTTPS request from 10.0.0.5:51000 to a.example:443. Action: Deny. ...`
fn message(text: &[u8]) -> Option<Event<'_>> {
    let (scheme_at, rest) = request(text)?;
    let to = memmem::find(rest, b" to ")?;
    let client = rest[..to].rsplitn(2, |byte| *byte == b':').last()?;
    let rest = &rest[to + 4..];
    let end = memmem::find(rest, b". ").unwrap_or(rest.len());
    let (asked, facts) = (authority::url_or_host(&rest[..end])?, &rest[end..]);
    let fact = |name: &[u8]| {
        let start = memmem::find(facts, name)? + name.len();
        let value = &facts[start..];
        let end = memmem::find(value, b". ").unwrap_or(value.len());
        // In a table of comma separated values a quote closes the sentence.
        let value = value[..end].split(|byte| *byte == b'"').next()?.trim_ascii_end();
        Some(value.strip_suffix(b".").unwrap_or(value))
    };
    let mut event = Event::of(b"", verdict(fact(b". Action: ")?));
    (event.host, event.port) = (asked.host, asked.port);
    (event.scheme, event.client) = (scheme(scheme_at), client);
    event.rule = fact(b". Rule: ").unwrap_or_default().into();
    event.reason =
        fact(b". Reason: ").or_else(|| fact(b". ThreatIntel: ")).unwrap_or_default().into();
    if memmem::find(facts, b"No rule matched").is_some() {
        event.reason = b"No rule matched".into();
    }
    Some(event)
}

/// The protocol of a sentence, and what stands behind `HTTPS request from `.
fn request(text: &[u8]) -> Option<(&[u8], &[u8])> {
    const MIDDLE: &[u8] = b" request from ";
    let from = memmem::find(text, MIDDLE)?;
    let protocol = text[..from].rsplit(|byte| !byte.is_ascii_alphanumeric()).next()?;
    let known = ["HTTP", "HTTPS", "TCP", "UDP", "ICMP", "MSSQL"];
    let icmp = memmem::find(&text[..from], b"ICMP").is_some();
    let ours = icmp || known.iter().any(|known| is(protocol, known));
    ours.then(|| (protocol, &text[from + MIDDLE.len()..]))
}

fn verdict(action: &[u8]) -> Verdict {
    match action {
        action if is(action, "deny") || is(action, "drop") || is(action, "block") => {
            Verdict::Denied
        }
        action if is(action, "allow") => Verdict::Allowed,
        _ => Verdict::Unknown,
    }
}

fn scheme(protocol: &[u8]) -> Option<Scheme> {
    let name = protocol.split(|byte| *byte == b':').next()?;
    match name {
        name if is(name, "https") => Some(Scheme::Https),
        name if is(name, "http") => Some(Scheme::Http),
        name if is(name, "tcp") || is(name, "mssql") => Some(Scheme::Tcp),
        _ => None,
    }
}
