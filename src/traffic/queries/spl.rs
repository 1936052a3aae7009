//! SPL for Splunk, over the fields that its add-ons for proxies and firewalls share.

use std::fmt::Write as _;

use super::matcher::{Asked, Matcher, asked, escaped};
use super::{Emitter, Query, table};
use crate::traffic::answers::Need;

/// Splunk.
pub struct Spl;

/// SPL over the fields of the Common Information Model, data model Web:
/// <https://docs.splunk.com/Documentation/CIM/latest/User/Web>.
pub const SPL: Spl = Spl;

impl Emitter for Spl {
    fn id(&self) -> &'static str {
        "spl"
    }

    fn title(&self) -> &'static str {
        "Splunk"
    }

    fn expects(&self) -> &'static str {
        "The events have the tags web and proxy and the fields action, url_domain (or dest), \
         dest_port and src of the data model Web; a name given for the table is their index."
    }

    fn query(&self, needs: &[Need], given: Option<&str>) -> Result<Query, String> {
        let index = given.map(|given| table(Some(given), "")).transpose()?;
        let (asked, mut query) = asked(needs, |_| Ok(()));
        query.text = text(&asked, index);
        Ok(query)
    }
}

fn text(asked: &[Asked<'_>], index: Option<&str>) -> String {
    let index = index.map_or(String::new(), |index| format!("index=\"{index}\" "));
    let mut text = format!(
        "search {index}tag=web tag=proxy\n\
         | eval needed_host=lower(rtrim(coalesce(url_domain, dest), \".\")), needed_port=tonumber(dest_port)\n\
         | fillnull value=0 needed_port\n\
         | stats count AS requests, count(eval(lower(action)=\"allowed\")) AS allowed,\n    \
         count(eval(lower(action)=\"blocked\" OR lower(action)=\"denied\")) AS denied,\n    \
         min(_time) AS first_time, max(_time) AS last_time BY needed_host, needed_port\n\
         | eval number=mvappend(",
    );
    let conditions = asked.iter().map(|need| {
        let mut ports: Vec<String> = vec!["needed_port=0".to_owned()];
        ports.extend(
            need.ports
                .iter()
                .map(|(low, high)| format!("(needed_port>={low} AND needed_port<={high})")),
        );
        let ports = if need.ports.is_empty() { "1=0".to_owned() } else { ports.join(" OR ") };
        format!("if({} AND ({ports}), \"{}\", null())", condition(&need.matcher), need.number)
    });
    let conditions: Vec<String> =
        conditions.chain(["null()".to_owned(), "null()".to_owned()]).collect();
    text.push_str(&conditions.join(",\n    "));
    text.push_str(
        ")\n| where isnotnull(number)\n| mvexpand number limit=0\n| stats dc(needed_host) AS hosts, sum(allowed) AS allowed, sum(denied) AS denied,\n    \
         sum(requests) AS requests, min(first_time) AS first_time, max(last_time) AS last_time BY number\n",
    );
    let numbers: Vec<String> = asked.iter().map(|need| need.number.to_string()).collect();
    let _ = write!(
        text,
        "| append [| makeresults | eval number=split(\"{}\", \" \") | mvexpand number limit=0 | fields number | eval requests=0]\n\
         | stats max(hosts) AS hosts, max(allowed) AS allowed, max(denied) AS denied, max(requests) AS requests,\n    \
         max(first_time) AS first_time, max(last_time) AS last_time BY number\n| eval role=case(",
        numbers.join(" ")
    );
    for (field, value) in [("", 0), (", entry=case(", 1)] {
        text.push_str(field);
        for need in asked {
            let label = if value == 0 { &need.role } else { &need.entry };
            let _ = write!(text, "number=\"{}\", \"{label}\", ", need.number);
        }
        text.push_str("1=1, \"\")");
    }
    text.push_str(
        "\n| eval state=case(requests=0, \"never seen\", denied>0 AND allowed>0, \"denied and allowed\",\n    \
         denied>0, \"denied\", allowed>0, \"allowed\", 1=1, \"unclear\")\n\
         | eval number=tonumber(number) | sort 0 number | fieldformat first_time=strftime(first_time, \"%FT%T%z\")\n\
         | fieldformat last_time=strftime(last_time, \"%FT%T%z\") | table role, entry, state, allowed, denied, hosts, first_time, last_time\n",
    );
    text
}

/// A condition on the host; expressions have no backslash, which quoting would change.
fn condition(matcher: &Matcher) -> String {
    let expression = |source: String| format!("match(needed_host, \"{source}\")");
    match matcher {
        Matcher::Everything => "1=1".to_owned(),
        Matcher::Under { name, least: 0, most: Some(0) } => format!("needed_host=\"{name}\""),
        Matcher::Under { name, least, most } => {
            let most = most.map_or(String::new(), |most| most.to_string());
            expression(format!("^(?:[^.]+[.]){{{least},{most}}}{}$", escaped(name)))
        }
        Matcher::Ends(text) => expression(format!("{}$", escaped(text))),
        Matcher::Begins(text) => expression(format!("^{}", escaped(text))),
        Matcher::Has(text) => expression(escaped(text)),
        Matcher::Regular(source) => expression(format!("^(?:{source})$")),
        Matcher::Network { text, .. } => format!("cidrmatch(\"{text}\", needed_host)"),
    }
}
