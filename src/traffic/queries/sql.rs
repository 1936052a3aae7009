//! SQL for `ClickHouse` and `DuckDB`.

use std::fmt::Write as _;

use super::matcher::{Asked, Matcher, asked};
use super::{Emitter, Query, table};
use crate::traffic::answers::Need;

/// SQL of one engine.
pub struct Sql {
    id: &'static str,
    title: &'static str,
    clickhouse: bool,
}

/// SQL of `DuckDB`: <https://duckdb.org/docs/stable/sql/introduction>.
pub const DUCKDB: Sql = Sql { id: "sql-duckdb", title: "DuckDB", clickhouse: false };

/// SQL of `ClickHouse`: <https://clickhouse.com/docs/sql-reference>.
pub const CLICKHOUSE: Sql = Sql { id: "sql-clickhouse", title: "ClickHouse", clickhouse: true };

const RANGE: &str = "is a range of addresses, which needs an extension there";

impl Emitter for Sql {
    fn id(&self) -> &'static str {
        self.id
    }

    fn title(&self) -> &'static str {
        self.title
    }

    fn expects(&self) -> &'static str {
        "The logs are in a table or view called requests, with the columns time, client, host, port \
         (a number, or NULL) and verdict ('allowed', 'denied' or anything else)."
    }

    fn query(&self, needs: &[Need], given: Option<&str>) -> Result<Query, String> {
        let table = table(given, "requests")?;
        let (asked, mut query) = asked(needs, |matcher| match matcher {
            Matcher::Network { .. } if !self.clickhouse => Err(RANGE),
            _ => Ok(()),
        });
        query.text = self.text(&asked, table);
        Ok(query)
    }
}

impl Sql {
    fn text(&self, asked: &[Asked<'_>], table: &str) -> String {
        let mut text = format!(
            "-- Needs seen allowed, seen denied and never seen, for {}.\n-- {}\nWITH requests_in AS (\n  \
             SELECT lower(regexp_replace({}, '[.]$', '')) AS host, port, client, time, verdict FROM {table}\n),\n\
             seen AS (\n  SELECT host, port,\n    sum(CASE WHEN verdict = 'allowed' THEN 1 ELSE 0 END) AS allowed,\n    \
             sum(CASE WHEN verdict = 'denied' THEN 1 ELSE 0 END) AS denied,\n    count(*) AS requests,\n    \
             min(time) AS first_time, max(time) AS last_time\n  FROM requests_in GROUP BY host, port\n),\n",
            self.title,
            self.expects(),
            "host",
        );
        if self.clickhouse {
            text = text.replace("regexp_replace(", "replaceRegexpOne(");
        }
        let rows = asked
            .iter()
            .map(|need| format!("({}, '{}', '{}')", need.number, need.role, need.entry));
        self.values(
            &mut text,
            "needs",
            "number, role, entry",
            "number UInt32, role String, entry String",
            rows,
        );
        let patterns = asked.iter().flat_map(|need| {
            need.ports.iter().enumerate().filter_map(|(place, (low, high))| {
                let Matcher::Under { name, least, most } = &need.matcher else { return None };
                let most = most.map_or(1000, u16::from);
                Some(format!(
                    "({}, '{name}', {least}, {most}, {low}, {high}, {})",
                    need.number,
                    u8::from(place == 0)
                ))
            })
        });
        let columns = "number, name, least, most, low, high, once";
        let typed = "number UInt32, name String, least Int32, most Int32, low Int32, high Int32, once UInt8";
        self.values(&mut text, "names", columns, typed, patterns);
        let ends = if self.clickhouse { "endsWith" } else { "ends_with" };
        // A line without a port may be on any, and counts once for each need.
        let _ = write!(
            text,
            "hits AS (\n  SELECT n.number AS number, s.host AS host, s.allowed AS allowed, s.denied AS denied, s.requests AS requests,\n    \
             s.first_time AS first_time, s.last_time AS last_time\n  FROM seen AS s JOIN names AS n ON s.host = n.name\n  \
             WHERE n.least = 0 AND (s.port BETWEEN n.low AND n.high OR s.port IS NULL AND n.once = 1)\n  UNION ALL\n  \
             SELECT n.number, s.host, s.allowed, s.denied, s.requests, s.first_time, s.last_time\n  FROM seen AS s CROSS JOIN names AS n\n  \
             WHERE n.most > 0 AND {ends}(s.host, concat('.', n.name)) AND length(s.host) > length(n.name) + 1\n    \
             AND length(s.host) - length(replace(s.host, '.', '')) - length(n.name) + length(replace(n.name, '.', ''))\n      \
             BETWEEN n.least AND n.most\n    AND (s.port BETWEEN n.low AND n.high OR s.port IS NULL AND n.once = 1)\n"
        );
        for need in asked {
            if let Some(condition) = self.condition(&need.matcher) {
                let ports: Vec<String> = need
                    .ports
                    .iter()
                    .map(|(low, high)| format!("s.port BETWEEN {low} AND {high}"))
                    .collect();
                let ports = if ports.is_empty() {
                    "1 = 0".to_owned()
                } else {
                    format!("s.port IS NULL OR {}", ports.join(" OR "))
                };
                let _ = write!(
                    text,
                    "  UNION ALL\n  SELECT {}, s.host, s.allowed, s.denied, s.requests, s.first_time, s.last_time\n  \
                     FROM seen AS s WHERE {condition} AND ({ports})\n",
                    need.number
                );
            }
        }
        text.push_str(
            "),\ntotals AS (\n  SELECT number, count(DISTINCT host) AS hosts, sum(allowed) AS allowed, sum(denied) AS denied,\n    \
             sum(requests) AS requests, min(first_time) AS first_time, max(last_time) AS last_time\n  FROM hits GROUP BY number\n)\n\
             SELECT n.role AS role, n.entry AS entry,\n  \
             CASE WHEN coalesce(t.requests, 0) = 0 THEN 'never seen'\n    WHEN t.denied > 0 AND t.allowed > 0 THEN 'denied and allowed'\n    \
             WHEN t.denied > 0 THEN 'denied' WHEN t.allowed > 0 THEN 'allowed' ELSE 'unclear' END AS state,\n  \
             coalesce(t.allowed, 0) AS allowed, coalesce(t.denied, 0) AS denied, coalesce(t.hosts, 0) AS hosts,\n  \
             CASE WHEN coalesce(t.requests, 0) = 0 THEN NULL ELSE t.first_time END AS first_time,\n  \
             CASE WHEN coalesce(t.requests, 0) = 0 THEN NULL ELSE t.last_time END AS last_time\n\
             FROM needs AS n LEFT JOIN totals AS t ON n.number = t.number\nORDER BY n.number;\n",
        );
        text
    }

    /// A table of constants.
    fn values(
        &self,
        text: &mut String,
        name: &str,
        columns: &str,
        typed: &str,
        rows: impl Iterator<Item = String>,
    ) {
        let rows: Vec<String> = rows.collect();
        let _ = match (rows.is_empty(), self.clickhouse) {
            // An empty list of values is no SQL.
            (true, _) => {
                let nothing: Vec<String> = typed
                    .split(", ")
                    .map(|column| {
                        let (name, kind) = column.split_once(' ').unwrap_or((column, ""));
                        format!("{} AS {name}", if kind == "String" { "''" } else { "0" })
                    })
                    .collect();
                writeln!(text, "{name} AS (SELECT {} WHERE 1 = 0),", nothing.join(", "))
            }
            (false, true) => {
                writeln!(
                    text,
                    "{name} AS (\n  SELECT * FROM values('{typed}',\n    {})\n),",
                    rows.join(",\n    ")
                )
            }
            (false, false) => {
                writeln!(text, "{name}({columns}) AS (\n  VALUES {}\n),", rows.join(",\n    "))
            }
        };
    }

    /// The condition of a shape that is rare; none for names, which are in a table.
    fn condition(&self, matcher: &Matcher) -> Option<String> {
        let (ends, begins) =
            if self.clickhouse { ("endsWith", "startsWith") } else { ("ends_with", "starts_with") };
        Some(match matcher {
            Matcher::Under { .. } => return None,
            Matcher::Everything => "1 = 1".to_owned(),
            Matcher::Ends(text) => format!("{ends}(s.host, '{text}')"),
            Matcher::Begins(text) => format!("{begins}(s.host, '{text}')"),
            Matcher::Has(text) => format!(
                "position({}) > 0",
                if self.clickhouse {
                    format!("s.host, '{text}'")
                } else {
                    format!("'{text}' IN s.host")
                }
            ),
            Matcher::Regular(source) if self.clickhouse => {
                format!("match(s.host, '^(?:{source})$')")
            }
            Matcher::Regular(source) => format!("regexp_full_match(s.host, '{source}')"),
            // The function fails on what is no address, so it sees addresses only.
            Matcher::Network { v4, text } => {
                let (is, other) =
                    if *v4 { ("isIPv4String", "0.0.0.0") } else { ("isIPv6String", "::") };
                format!(
                    "{is}(s.host) AND isIPAddressInRange(if({is}(s.host), s.host, '{other}'), '{text}')"
                )
            }
        })
    }
}
