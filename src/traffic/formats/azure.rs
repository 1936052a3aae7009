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
            None => message(line).map_or(Reading::Foreign, Reading::Request),
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
    let category = category?;
    if !category.starts_with(b"AZFW") {
        return None;
    }
    let mut event = match category {
        b"AZFWDnsQuery" => {
            let mut event = Event::of(either("QueryName")?, Verdict::Unknown);
            event.reason = b"asked for in the DNS".into();
            event
        }
        b"AZFWApplicationRule" | b"AZFWNetworkRule" => {
            let Some(host) = either("Fqdn").or_else(|| either("DestinationIp")) else {
                return Some(Reading::Aside);
            };
            let mut event = Event::of(host, either("Action").map_or(Verdict::Unknown, verdict));
            event.port =
                port(inner, &["DestinationPort"]).or_else(|| port(record, &["DestinationPort"]));
            event.scheme = either("Protocol").and_then(scheme);
            event.reason = either("ActionReason").unwrap_or_default().into();
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
    let from = memmem::find(text, b" request from ")?;
    let scheme_at = text[..from].rsplit(|byte| !byte.is_ascii_alphanumeric()).next()?;
    let rest = &text[from + 14..];
    let to = memmem::find(rest, b" to ")?;
    let client = rest[..to].rsplitn(2, |byte| *byte == b':').last()?;
    let rest = &rest[to + 4..];
    let end = memmem::find(rest, b". ").unwrap_or(rest.len());
    let (asked, facts) = (authority::url_or_host(&rest[..end])?, &rest[end..]);
    let fact = |name: &[u8]| {
        let start = memmem::find(facts, name)? + name.len();
        let value = &facts[start..];
        let end = memmem::find(value, b". ").unwrap_or(value.len());
        Some(value[..end].strip_suffix(b".").unwrap_or(&value[..end]))
    };
    let mut event = Event::of(b"", verdict(fact(b". Action: ")?));
    (event.host, event.port) = (asked.host, asked.port);
    (event.scheme, event.client) = (scheme(scheme_at), client);
    event.rule = fact(b". Rule: ").unwrap_or_default().into();
    if memmem::find(facts, b"No rule matched").is_some() {
        event.reason = b"No rule matched".into();
    }
    Some(event)
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
