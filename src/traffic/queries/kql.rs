//! KQL for Azure Log Analytics: the structured table of Azure Firewall and the legacy one together.

use std::fmt::Write as _;

use super::matcher::{Asked, Matcher, asked, escaped};
use super::{Emitter, Query, table};
use crate::traffic::answers::Need;

/// Azure Log Analytics.
pub struct Kql;

/// KQL for the logs of Azure Firewall: <https://learn.microsoft.com/en-us/kusto/query/>.
pub const KQL: Kql = Kql;

impl Emitter for Kql {
    fn id(&self) -> &'static str {
        "kql"
    }

    fn title(&self) -> &'static str {
        "Azure Log Analytics"
    }

    fn expects(&self) -> &'static str {
        "The logs are in AZFWApplicationRule and AzureDiagnostics, as Azure Firewall writes them."
    }

    fn query(&self, needs: &[Need], given: Option<&str>) -> Result<Query, String> {
        let structured = table(given, "AZFWApplicationRule")?;
        let (asked, mut query) = asked(needs, |_| Ok(()));
        query.text = text(&asked, structured);
        Ok(query)
    }
}

/// The legacy lines: `HTTPS request from 10.0.0.5:51000 to a.example:443. Action: Deny. ...`.
const LEGACY: &str = "AzureDiagnostics\n  | where Category == \"AzureFirewallApplicationRule\"\n  \
    | project TimeGenerated, Client = extract(\" request from ([^ ]+):[0-9]+ to \", 1, msg_s),\n    \
    Host = extract(\" request from [^ ]+ to ([^ ]+):[0-9]+\", 1, msg_s),\n    \
    Port = toint(extract(\" request from [^ ]+ to [^ ]+:([0-9]+)\", 1, msg_s)),\n    \
    Action = extract(\"Action: ([A-Za-z]+)\", 1, msg_s)";

fn text(asked: &[Asked<'_>], structured: &str) -> String {
    let mut text = format!(
        "// Needs seen allowed, seen denied and never seen, in the logs of Azure Firewall.\n\
         let requests = union isfuzzy=true ({structured}\n  \
         | project TimeGenerated, Client = SourceIp, Host = Fqdn, Port = toint(DestinationPort), Action),\n  ({LEGACY});\n\
         let seen = requests\n  | where isnotempty(Host)\n  | extend Host = tolower(trim_end(\"[.]\", Host))\n  \
         | summarize Allowed = countif(Action =~ \"Allow\"), Denied = countif(Action =~ \"Deny\"), Requests = count(),\n    \
         First = min(TimeGenerated), Last = max(TimeGenerated) by Host, Port;\n",
    );
    let rows =
        asked.iter().map(|need| format!("{}, \"{}\", \"{}\"", need.number, need.role, need.entry));
    constants(&mut text, "needs", "Number:int, Role:string, Entry:string", rows);
    let names = asked.iter().flat_map(|need| {
        need.ports.iter().enumerate().filter_map(|(place, (low, high))| {
            let Matcher::Under { name, least, most } = &need.matcher else { return None };
            let most = most.map_or(1000, u16::from);
            Some(format!(
                "{}, \"{name}\", {least}, {most}, {low}, {high}, {}",
                need.number,
                place == 0
            ))
        })
    });
    let columns = "Number:int, Name:string, Least:int, Most:int, Low:int, High:int, Once:bool";
    constants(&mut text, "names", columns, names);
    text.push_str(
        "let ports = (Port:int, Low:int, High:int, Once:bool) { (Port between (Low .. High)) or (isnull(Port) and Once) };\n\
         let hits = union\n  \
         (seen | join kind=inner (names | where Least == 0) on $left.Host == $right.Name | where ports(Port, Low, High, Once)\n    \
         | project Number, Host, Allowed, Denied, Requests, First, Last),\n  \
         (seen | extend Key = 1 | join kind=inner (names | where Most > 0 | extend Key = 1) on Key\n  \
         | where Host endswith_cs strcat(\".\", Name) and strlen(Host) > strlen(Name) + 1\n    \
         and countof(Host, \".\") - countof(Name, \".\") between (Least .. Most) and ports(Port, Low, High, Once)\n    \
         | project Number, Host, Allowed, Denied, Requests, First, Last)",
    );
    for need in asked {
        if let Some(condition) = condition(&need.matcher) {
            let ports: Vec<String> = need
                .ports
                .iter()
                .map(|(low, high)| format!(" or (Port between ({low} .. {high}))"))
                .collect();
            let ports = if ports.is_empty() {
                "false".to_owned()
            } else {
                format!("isnull(Port){}", ports.concat())
            };
            let _ = write!(
                text,
                ",\n  (seen | where {condition} and ({ports})\n    \
                 | project Number = int({}), Host, Allowed, Denied, Requests, First, Last)",
                need.number
            );
        }
    }
    text.push_str(
        ";\nneeds\n| join kind=leftouter (hits\n  \
         | summarize Allowed = sum(Allowed), Denied = sum(Denied), Requests = sum(Requests), First = min(First), Last = max(Last) by Number, Host\n  \
         | summarize Hosts = count(), Allowed = sum(Allowed), Denied = sum(Denied), Requests = sum(Requests),\n    \
         First = min(First), Last = max(Last) by Number) on Number\n\
         | extend State = case(coalesce(Requests, 0) == 0, \"never seen\", Denied > 0 and Allowed > 0, \"denied and allowed\",\n    \
         Denied > 0, \"denied\", Allowed > 0, \"allowed\", \"unclear\")\n\
         | order by Number asc\n| project Role, Entry, State, Allowed = coalesce(Allowed, 0), Denied = coalesce(Denied, 0),\n    \
         Hosts = coalesce(Hosts, 0), First, Last\n",
    );
    text
}

fn constants(text: &mut String, name: &str, columns: &str, rows: impl Iterator<Item = String>) {
    let rows: Vec<String> = rows.collect();
    let _ = if rows.is_empty() {
        // A table of constants has a row at least.
        let nothing: Vec<&str> = columns
            .split(", ")
            .map(|column| match column.rsplit(':').next() {
                Some("string") => "\"\"",
                Some("bool") => "false",
                _ => "0",
            })
            .collect();
        writeln!(text, "let {name} = datatable({columns}) [{}] | where false;", nothing.join(", "))
    } else {
        writeln!(text, "let {name} = datatable({columns}) [\n  {}\n];", rows.join(",\n  "))
    };
}

/// The condition of a shape that is rare; none for names, which are in a table.
fn condition(matcher: &Matcher) -> Option<String> {
    Some(match matcher {
        Matcher::Under { .. } => return None,
        Matcher::Everything => "true".to_owned(),
        Matcher::Ends(text) => format!("Host endswith_cs \"{text}\""),
        Matcher::Begins(text) => format!("Host startswith_cs \"{text}\""),
        Matcher::Has(text) => format!("Host contains_cs \"{text}\""),
        Matcher::Regular(source) => format!("Host matches regex \"^(?:{source})$\""),
        Matcher::Network { v4: true, text } => {
            format!(
                "Host matches regex \"^[0-9]+({0}[0-9]+){{3}}$\" and ipv4_is_in_range(Host, \"{text}\")",
                escaped(".")
            )
        }
        Matcher::Network { v4: false, text } => {
            format!("Host contains_cs \":\" and ipv6_is_in_range(Host, \"{text}\")")
        }
    })
}
