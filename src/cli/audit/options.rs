//! What can be typed behind `audit` and `export`.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use clearway::address::Target;
use clearway::allowlist::formats::FORMATS;
use clearway::allowlist::writers::WRITERS;
use clearway::audit::Severity;
use clearway::audit::writers::WRITERS as REPORTS;
use clearway::traffic::formats::FORMATS as LOGS;

use crate::cli::args::{CloudName, NeedName, SelectionOptions, parse_setting};

/// What is needed: roles of the catalogue and plain targets.
#[derive(Args, Debug)]
pub(crate) struct NeedOptions {
    /// A role by id or glob, such as configmgr/service-connection-point or 'wsus/*' (repeatable)
    #[arg(long, value_name = "ID")]
    role: Vec<String>,
    /// All current roles of a product, such as intune (repeatable)
    #[arg(long, value_name = "NAME")]
    product: Vec<String>,
    /// A plain target that is needed: host, host:port, or a URL (repeatable)
    #[arg(long, value_name = "TARGET")]
    target: Vec<Target>,
    /// Whose cloud [default: public]
    #[arg(long, value_enum, value_name = "CLOUD")]
    cloud: Option<CloudName>,
    /// Which needs
    #[arg(long, value_enum, default_value = "all", value_name = "NEED")]
    need: NeedName,
    /// Fill a placeholder, such as TenantID=contoso.onmicrosoft.com (repeatable)
    #[arg(long, value_name = "NAME=VALUE", value_parser = parse_setting)]
    set: Vec<(String, String)>,
    /// A directory of role files that add to the built-in ones or replace them (repeatable)
    #[arg(long, value_name = "DIR")]
    catalogue: Vec<PathBuf>,
}

impl NeedOptions {
    /// The same as a selection.
    pub(crate) fn selection(&self) -> SelectionOptions {
        SelectionOptions {
            targets: self.target.clone(),
            role: self.role.clone(),
            product: self.product.clone(),
            cloud: self.cloud,
            need: self.need,
            set: self.set.clone(),
            catalogue: self.catalogue.clone(),
        }
    }
}

#[derive(Args, Debug)]
#[command(after_help = "Exit codes: 0 no finding as bad as --fail-on; 1 there is one; \
    2 unusable input or usage; 3 something required cannot be decided.")]
pub(crate) struct AuditOptions {
    /// The exported allowlist; - is standard input
    #[arg(value_name = "FILE", required_unless_present_any = ["log", "emit"])]
    pub(crate) file: Option<PathBuf>,
    /// What the list is (recognised from its content when not given), or what to print: human,
    /// json, csv, markdown, sarif or junit (once each)
    #[arg(long, value_name = "FORMAT", value_parser = list_or_report(), hide_possible_values = true)]
    pub(crate) format: Vec<String>,
    /// A mode or version that changes what entries mean, such as fortigate.mode=flow (repeatable)
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) option: Vec<String>,
    /// Ask only which entry decides about this host and port, and why (repeatable)
    #[arg(long, value_name = "HOST:PORT")]
    pub(crate) ask: Vec<Target>,
    /// Ask only whether the list still lets through what this older list did
    #[arg(long, value_name = "OLD", conflicts_with = "ask")]
    pub(crate) against: Option<PathBuf>,
    /// What the older list is, when it is not recognised
    #[arg(long, value_name = "FORMAT", requires = "against", value_parser = lists(), hide_possible_values = true)]
    pub(crate) against_format: Option<String>,
    /// Ask logs of the proxy or firewall what became of the needed hosts (.gz and .zst too); an
    /// allowlist, if any, stands before it
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with_all = ["ask", "against", "report", "suppress"])]
    pub(crate) log: Vec<PathBuf>,
    /// What the logs are, when it is not recognised
    #[arg(long, value_name = "FORMAT", requires = "log", value_parser = logs(), hide_possible_values = true)]
    pub(crate) log_format: Option<String>,
    /// Write the query that asks the same of logs in an engine, without a list: kql (Azure), spl
    /// (Splunk), sql (DuckDB) or sql-clickhouse
    #[arg(long, value_name = "LANGUAGE", conflicts_with_all = ["log", "ask", "against", "report", "suppress", "file"])]
    pub(crate) emit: Option<String>,
    /// The table or index that holds the logs
    #[arg(long, value_name = "NAME", requires = "emit")]
    pub(crate) table: Option<String>,
    /// Exit with 1 when there are findings of this severity or worse: error, warning, note or never
    #[arg(long, value_name = "SEVERITY", default_value = "error", value_parser = parse_severity)]
    pub(crate) fail_on: FailOn,
    /// Accepted findings: a YAML file with code, entry, reason and expires
    #[arg(long, value_name = "FILE")]
    pub(crate) suppress: Option<PathBuf>,
    /// Also write a report: human, json, csv, markdown, sarif or junit (repeatable)
    #[arg(long, value_name = "FORMAT=PATH", value_parser = parse_report)]
    pub(crate) report: Vec<(String, PathBuf)>,
    #[command(flatten, next_help_heading = "What is needed")]
    pub(crate) need: NeedOptions,
}

#[derive(Args, Debug)]
pub(crate) struct ExportOptions {
    /// What to write: the format of a product, such as squid, paloalto or fortigate (a wrong name
    /// lists them all), or a change request: request (Markdown) or request-csv
    #[arg(long, value_name = "FORMAT", value_parser = writers(), hide_possible_values = true)]
    pub(crate) format: String,
    /// A mode or version that changes what entries mean, such as squid.version=7 (repeatable)
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) option: Vec<String>,
    /// Ask for whole hosts where a vendor's list names a path of plain HTTP
    #[arg(long)]
    pub(crate) whole_hosts: bool,
    /// Only what this report of clearway check (JSON) shows as refused, with its evidence
    #[arg(long, value_name = "REPORT")]
    pub(crate) from_report: Option<PathBuf>,
    /// The machine that a request is for [default: that of the report, else this one]
    #[arg(long, value_name = "HOST")]
    pub(crate) source: Option<String>,
    /// Where to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten, next_help_heading = "What is needed")]
    pub(crate) need: NeedOptions,
}

/// From which severity on findings count; none when they never do.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FailOn(pub(crate) Option<Severity>);

fn parse_severity(text: &str) -> Result<FailOn, String> {
    Ok(FailOn(match text {
        "error" => Some(Severity::Error),
        "warning" => Some(Severity::Warning),
        "note" => Some(Severity::Note),
        "never" => None,
        _ => return Err("the severities are error, warning, note and never".to_owned()),
    }))
}

fn lists() -> PossibleValuesParser {
    PossibleValuesParser::new(FORMATS.iter().map(|format| format.id()))
}

fn list_or_report() -> PossibleValuesParser {
    let reports = REPORTS.iter().map(|writer| writer.name());
    PossibleValuesParser::new(FORMATS.iter().map(|format| format.id()).chain(reports))
}

fn logs() -> PossibleValuesParser {
    PossibleValuesParser::new(LOGS.iter().map(|format| format.id()))
}

fn writers() -> PossibleValuesParser {
    let products = WRITERS.iter().map(|writer| writer.id());
    PossibleValuesParser::new(products.chain(["request", "request-csv"]))
}

fn parse_report(text: &str) -> Result<(String, PathBuf), String> {
    let names: Vec<&str> = REPORTS.iter().map(|writer| writer.name()).collect();
    match text.split_once('=') {
        Some((format, path)) if names.contains(&format) && !path.is_empty() => {
            Ok((format.to_owned(), path.into()))
        }
        _ => Err(format!("write FORMAT=PATH, where FORMAT is one of {}", names.join(", "))),
    }
}
