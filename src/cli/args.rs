//! What can be typed. Parsing has no effects.
#![expect(clippy::doc_markdown, reason = "these comments are the help texts")]

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use clearway::address::Target;

use super::audit::{AuditOptions, ExportOptions};
use super::catalogue::CatalogueOptions;
use super::completions::CompletionsOptions;
use super::diff::DiffOptions;
use super::format::OutputOptions;
use super::further::FurtherOptions;
use super::logs::LogsOptions;
use super::man::ManOptions;
use super::merge::MergeOptions;
use super::report::ReportOptions;
use super::route_command::RouteCommandOptions;
use super::settings::ConfigOptions;
use super::sign_in::SignInOptions;
use super::site::SiteOptions;
use super::site_check::ServerOptions;

/// Is the way out clear? Checks that this machine reaches what a product needs, through the
/// configured proxy, and says who refused what, on what evidence.
#[derive(Debug, Parser)]
#[command(name = "clearway", version, propagate_version = true, max_term_width = 100)]
#[command(after_help = "Exit codes: 0 ready; 1 not ready; 2 unusable input or usage; \
    3 unproven or incomplete.\nTry it without a network: clearway check --mock")]
pub(crate) struct Arguments {
    /// Say more on stderr (-v: retries and settings, -vv: every step)
    #[arg(short, long, global = true, action = clap::ArgAction::Count, help_heading = "General")]
    pub(crate) verbose: u8,
    /// Colours on stdout
    #[arg(
        long,
        global = true,
        value_enum,
        default_value = "auto",
        value_name = "WHEN",
        help_heading = "General"
    )]
    pub(crate) color: Colour,
    /// The file of settings [default: clearway.toml, where there is one]
    #[arg(long, global = true, value_name = "FILE", help_heading = "General")]
    pub(crate) config: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Command,
    /// What was set without being typed, for the report.
    #[arg(skip)]
    pub(crate) settings: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Probe every endpoint of the selected roles, or plain targets, and judge
    Check(Box<CheckOptions>),
    /// Write a saved JSON report in another format: one page of HTML, Markdown, CSV and so on
    Report(ReportOptions),
    /// Compare two saved reports: newly broken, fixed, changed, slower
    Diff(DiffOptions),
    /// Saved reports of many machines in one matrix: machine by role by endpoint
    Merge(MergeOptions),
    /// Show what would be asked, without touching the network
    Plan(Box<PlanOptions>),
    /// Show the way to each host, which setting decides, and which ones do not
    Route(RouteCommandOptions),
    /// Sites in a file: the documented rules about their proxies, before anything is sent
    Site(SiteOptions),
    /// List the roles of the catalogue
    Roles(RolesOptions),
    /// Keep the lists current: import, compare and check role files
    Catalogue(CatalogueOptions),
    /// Hold an exported allowlist against what roles need, without touching the network
    Audit(Box<AuditOptions>),
    /// Write the allowlist that roles need for a product, or the request for it
    Export(Box<ExportOptions>),
    /// Say what an error code or a cause means, where it is logged and who must act
    Explain(ExplainOptions),
    /// Find network errors in logs of Configuration Manager, WSUS and Windows Update, and say which
    /// endpoint each is about
    Logs(LogsOptions),
    /// Run the mock world: a listening proxy with built-in origins that never connects anywhere
    Mock(MockOptions),
    /// Show the options in force, and where each came from
    Config(ConfigOptions),
    /// Print the completions of a shell
    Completions(CompletionsOptions),
    /// Print the manual page, or write all of them
    Man(ManOptions),
}

#[derive(Args, Clone, Debug)]
pub(crate) struct SelectionOptions {
    /// Plain targets: host, host:port, or a URL
    #[arg(value_name = "TARGET")]
    pub(crate) targets: Vec<Target>,
    /// A role by id or glob, such as configmgr/service-connection-point or 'wsus/*' (repeatable)
    #[arg(long, value_name = "ID")]
    pub(crate) role: Vec<String>,
    /// All current roles of a product, such as intune (repeatable)
    #[arg(long, value_name = "NAME")]
    pub(crate) product: Vec<String>,
    /// Whose cloud [default: public]
    #[arg(long, value_enum, value_name = "CLOUD")]
    pub(crate) cloud: Option<CloudName>,
    /// Which needs
    #[arg(long, value_enum, default_value = "all", value_name = "NEED")]
    pub(crate) need: NeedName,
    /// Fill a placeholder, such as TenantID=contoso.onmicrosoft.com (repeatable)
    #[arg(long, value_name = "NAME=VALUE", value_parser = parse_setting)]
    pub(crate) set: Vec<(String, String)>,
    /// A directory of role files that add to the built-in ones or replace them (repeatable)
    #[arg(long, value_name = "DIR")]
    pub(crate) catalogue: Vec<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum CloudName {
    /// The worldwide cloud
    Public,
    /// Every level of US Government
    Usgov,
    /// The cloud operated by 21Vianet
    China,
    /// Whatever cloud it is
    Any,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum NeedName {
    /// Only what a role does not work without
    Required,
    /// Only what is optional or conditional
    Optional,
    /// Everything
    All,
}

#[derive(Args, Debug)]
pub(crate) struct RouteOptions {
    /// The proxy: http://[user:password@]host[:port], port 80 when none is given; also https://,
    /// socks5h:// and socks4a://
    #[arg(long, value_name = "URL", conflicts_with_all = ["direct", "mock"])]
    pub(crate) proxy: Option<String>,
    /// A PAC script decides: an address, a file, or a file: address
    #[arg(long, value_name = "URL|FILE", conflicts_with_all = ["proxy", "direct", "mock", "wpad"])]
    pub(crate) pac: Option<String>,
    /// A PAC script that DNS names (http://wpad.DOMAIN/wpad.dat) decides. Off by default: whoever
    /// owns the name wpad anywhere above this computer would decide about all its traffic
    #[arg(
        long,
        value_name = "DOMAIN",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "",
        conflicts_with_all = ["proxy", "direct", "mock"]
    )]
    pub(crate) wpad: Option<String>,
    /// No proxy, whatever the environment says
    #[arg(long, conflicts_with = "mock")]
    pub(crate) direct: bool,
    /// Check against the built-in mock world: a built-in scenario by name (clearway mock --list has
    /// them), or a scenario file
    #[arg(
        long,
        value_name = "SCENARIO",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "default"
    )]
    pub(crate) mock: Option<String>,
    #[command(flatten)]
    pub(crate) sign_in: SignInOptions,
}

#[derive(Args, Debug)]
pub(crate) struct CheckOptions {
    #[command(flatten)]
    pub(crate) selection: SelectionOptions,
    #[command(flatten, next_help_heading = "Servers of a site file")]
    pub(crate) servers: ServerOptions,
    #[command(flatten, next_help_heading = "The way out")]
    pub(crate) route: RouteOptions,
    /// Trust the certificates in this PEM file too (repeatable)
    #[arg(long, value_name = "FILE", help_heading = "The way out")]
    pub(crate) ca: Vec<PathBuf>,
    /// Ask this name server instead of the system's resolver (repeatable)
    #[arg(long, value_name = "ADDR[:PORT]", help_heading = "The way out", value_parser = parse_name_server)]
    pub(crate) dns_server: Vec<SocketAddr>,
    #[command(flatten, next_help_heading = "Further waves")]
    pub(crate) further: FurtherOptions,
    #[command(flatten, next_help_heading = "Limits")]
    pub(crate) limits: LimitOptions,
    #[command(flatten, next_help_heading = "Output")]
    pub(crate) output: OutputOptions,
}

#[derive(Args, Debug)]
pub(crate) struct LimitOptions {
    /// Probes that work at once; those that only wait for the proxy do not count
    #[arg(long, value_name = "N", default_value_t = 256, value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) concurrency: u16,
    /// Seconds that the proxy may take for its verdict: Squid needs 60 to say why
    #[arg(long, value_name = "SECONDS", default_value = "75", value_parser = parse_seconds)]
    pub(crate) patience: std::time::Duration,
    /// Limit of a stage: resolve, connect, proxy_tls, tls or http (repeatable)
    #[arg(long, value_name = "STAGE=SECONDS", value_parser = parse_timeout)]
    pub(crate) timeout: Vec<(TimedStage, std::time::Duration)>,
    /// Seconds after which the whole run ends with what it knows
    #[arg(long, value_name = "SECONDS", default_value = "600", value_parser = parse_seconds)]
    pub(crate) deadline: std::time::Duration,
    /// Further attempts after a failure that may pass (a cut connection, a silent name server)
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) retries: u8,
}

/// A stage with a limit of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum TimedStage {
    Resolve,
    Connect,
    ProxyTls,
    Tls,
    Http,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// For people
    Human,
    /// For programs
    Json,
}

#[derive(Args, Debug)]
pub(crate) struct PlanOptions {
    #[command(flatten)]
    pub(crate) selection: SelectionOptions,
    /// What to print
    #[arg(long, value_enum, default_value = "human", value_name = "FORMAT")]
    pub(crate) format: ListFormat,
    #[command(flatten, next_help_heading = "The way out")]
    pub(crate) route: RouteOptions,
    #[command(flatten, next_help_heading = "Further waves")]
    pub(crate) further: FurtherOptions,
}

#[derive(Args, Debug)]
pub(crate) struct RolesOptions {
    /// Only roles whose id matches this glob (repeatable)
    #[arg(long, value_name = "ID")]
    pub(crate) role: Vec<String>,
    /// Only roles of this product (repeatable)
    #[arg(long, value_name = "NAME")]
    pub(crate) product: Vec<String>,
    /// Only roles of this cloud
    #[arg(long, value_enum, value_name = "CLOUD")]
    pub(crate) cloud: Option<CloudName>,
    /// A directory of role files that add to the built-in ones or replace them (repeatable)
    #[arg(long, value_name = "DIR")]
    pub(crate) catalogue: Vec<PathBuf>,
    /// What to print
    #[arg(long, value_enum, default_value = "human", value_name = "FORMAT")]
    pub(crate) format: ListFormat,
}

#[derive(Args, Debug)]
pub(crate) struct ExplainOptions {
    /// A code in any form (12007, 0x80072EE7, -2147012889, 80072ee7, HTTP 407), a name, or a cause
    /// of clearway (proxy.denied)
    #[arg(value_name = "CODE", required = true, num_args = 1.., allow_negative_numbers = true)]
    pub(crate) code: Vec<String>,
    /// What to print
    #[arg(long, value_enum, default_value = "human", value_name = "FORMAT")]
    pub(crate) format: ListFormat,
}

#[derive(Args, Debug)]
pub(crate) struct MockOptions {
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    pub(crate) listen: SocketAddr,
    /// A built-in scenario by name, or a scenario file
    #[arg(long, value_name = "NAME|FILE", default_value = "default")]
    pub(crate) scenario: String,
    /// Write the certificate of the origins' CA here (PEM)
    #[arg(long, value_name = "FILE")]
    pub(crate) ca_out: Option<PathBuf>,
    /// Write the address here once it listens
    #[arg(long, value_name = "FILE")]
    pub(crate) announce: Option<PathBuf>,
    /// Add a line for each request to this file, in the format of Squid's access log
    #[arg(long, value_name = "FILE")]
    pub(crate) access_log: Option<PathBuf>,
    /// Allow --listen to be an address that other machines reach
    #[arg(long)]
    pub(crate) any_address: bool,
    /// List the built-in scenarios and exit
    #[arg(long)]
    pub(crate) list: bool,
}

pub(crate) fn parse_setting(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() && !value.is_empty() => {
            Ok((name.trim().to_owned(), value.to_owned()))
        }
        _ => Err("expected NAME=VALUE, such as TenantID=contoso.onmicrosoft.com".to_owned()),
    }
}

pub(crate) fn parse_seconds(text: &str) -> Result<std::time::Duration, String> {
    let seconds: f64 =
        text.parse().map_err(|_| "expected seconds, such as 75 or 0.5".to_owned())?;
    if !(0.001..=86_400.0).contains(&seconds) {
        return Err("expected 0.001 to 86400 seconds".to_owned());
    }
    Ok(std::time::Duration::from_secs_f64(seconds))
}

fn parse_timeout(text: &str) -> Result<(TimedStage, std::time::Duration), String> {
    let expected = "expected STAGE=SECONDS with resolve, connect, proxy_tls, tls or http";
    let (stage, seconds) = text.split_once('=').ok_or(expected)?;
    let stage = TimedStage::from_str(stage, true).map_err(|_| expected)?;
    Ok((stage, parse_seconds(seconds)?))
}

fn parse_name_server(text: &str) -> Result<SocketAddr, String> {
    text.parse()
        .or_else(|_| text.parse().map(|ip: std::net::IpAddr| SocketAddr::new(ip, 53)))
        .map_err(|_| "expected an address such as 192.0.2.53 or 127.0.0.1:5353".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_holds_together() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_negative_code_needs_no_tricks() {
        let arguments = Arguments::try_parse_from(["clearway", "explain", "-2147012889"]).unwrap();
        let Command::Explain(options) = arguments.command else { panic!("not explain") };
        assert_eq!(options.code, ["-2147012889"]);
    }

    #[test]
    fn the_mock_world_may_stand_before_targets() {
        let line = ["clearway", "check", "--mock", "example.com:443"];
        let Command::Check(options) = Arguments::try_parse_from(line).unwrap().command else {
            panic!("not check")
        };
        assert_eq!(options.route.mock.as_deref(), Some("default"));
        assert_eq!(options.selection.targets.len(), 1);
    }
}
