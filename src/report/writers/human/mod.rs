//! For a tired administrator: what was checked and how, each role with what it met, the totals.
//!
//! The first lines say from where, by which way and which setting said so. Roles that are not
//! ready come first. A refusal is told once, under the first role that met it, with a number in
//! brackets; later roles refer to the number. Nothing that was said by the network is shortened
//! here: it wraps.

mod all_ready;
mod further;
mod page;
mod role;

use std::io;

use self::all_ready::{all_ready, is_all_ready};
use self::page::Page;
use self::role::RoleText;
use super::refusal::{Refusals, worst_first};
use super::{Style, Writer, words};
use crate::plan::Source;
use crate::report::{Counts, Ending, Readiness, Report};
use crate::text::Ink;

/// `human`.
pub(super) struct Human;

impl Writer for Human {
    fn name(&self) -> &'static str {
        "human"
    }

    fn write(&self, report: &Report, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
        let refusals = Refusals::of(report);
        let mut text = RoleText::new(report, &refusals);
        let mut page = Page::new(style);
        head(report, &mut page);
        let quiet = is_all_ready(report);
        if quiet {
            page.blank();
            all_ready(report, &mut page);
        }
        let mut server = None;
        for role in worst_first(report).into_iter().filter(|_| !quiet) {
            page.blank();
            if server != role.server.as_deref() {
                server = role.server.as_deref();
                let site = role.duty.as_ref().map_or("", |duty| &duty.site);
                let name = server.unwrap_or_default();
                page.item(0, "SERVER     ", Ink::Mark, &format!("{name} (site {site})"));
                page.blank();
            }
            text.role(role, &mut page);
            page.pour(out)?;
        }
        text.besides(&mut page);
        further::rules(report, &mut page);
        further::gaps(report, &mut page);
        totals(report, &refusals, &mut page);
        page.pour(out)
    }
}

/// What was checked, from where, by which way, and what to know before reading on.
fn head(report: &Report, page: &mut Page) {
    let run = &report.run;
    let asked = report.probes.iter().filter(|row| row.host.is_some()).count();
    let roles = words::count(report.roles.len(), "role", "roles");
    let probes = words::count(asked, "probe", "probes");
    let servers: std::collections::BTreeSet<&str> =
        report.roles.iter().filter_map(|role| role.server.as_deref()).collect();
    let servers = match servers.len() {
        0 => String::new(),
        some => format!(" of {}", words::count(some, "server", "servers")),
    };
    page.item(
        0,
        "Checked ",
        Ink::Mark,
        &format!("{roles}{servers} with {probes} from {} (clearway {})", run.machine, run.version),
    );
    let when = format!("{}, took {}", words::time(run.started), words::took(report));
    page.item(0, "When    ", Ink::Mark, &when);
    route(report, page);
    page.item(0, "Account ", Ink::Mark, &report.account);
    if let Some(user) = &run.proxy_user {
        page.item(0, "User    ", Ink::Mark, &format!("{user}, for proxies that ask"));
    }
    let cut = match run.ending {
        Ending::Complete => None,
        Ending::Interrupted => Some("the run was interrupted: what it knew by then follows"),
        Ending::Deadline => Some("the deadline ended the run: what it knew by then follows"),
    };
    if let Some(cut) = cut {
        page.item(0, "NOTE    ", Ink::Bad, cut);
    }
    for note in &run.notes {
        page.item(0, "Note    ", Ink::Mark, note);
    }
    if report.roles.is_empty() {
        page.item(0, "Note    ", Ink::Mark, "nothing was selected, so nothing was checked");
    }
}

/// The way of the run, and every other way that a probe took.
fn route(report: &Report, page: &mut Page) {
    for (at, (route, rows)) in words::routes(report).into_iter().enumerate() {
        let way = words::way(route);
        let source = &route.source;
        let because = match route.because.as_str() {
            "" => String::new(),
            because => format!(": {because}"),
        };
        if at == 0 {
            page.item(0, "Route   ", Ink::Mark, &format!("{way} (from {source}){because}"));
        } else {
            let probes = words::count(rows, "probe", "probes");
            let text = format!("{probes} went {way} (from {source}){because}");
            page.item(8, "but ", Ink::Doubt, &text);
        }
    }
}

/// The last lines: where to read more, what was seen in numbers, and the result.
fn totals(report: &Report, refusals: &Refusals<'_>, page: &mut Page) {
    page.blank();
    let code = refusals.all.iter().map(super::refusal::Refusal::example).find_map(|row| row.cause);
    if let Some(code) = code {
        let text = format!("`clearway explain {code}` says more about a code or a number.");
        page.item(0, "", Ink::Plain, &text);
    }
    let Counts { required, proven, optional, warnings, .. } = report.counts;
    let endpoints: Vec<_> = report.probes.iter().filter(|row| row.source != Source::Rule).collect();
    let rows = |status| endpoints.iter().filter(|row| row.status == status).count();
    let seen = words::STATUSES.map(|status| (rows(status), status.as_str()));
    let seen: Vec<String> = seen
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    if !seen.is_empty() {
        let rows = words::count(endpoints.len(), "endpoint", "endpoints");
        page.item(0, "", Ink::Plain, &format!("{rows}: {}.", seen.join(", ")));
    }
    let of = |status| report.roles.iter().filter(|role| role.status == status).count();
    let roles = words::count(report.roles.len(), "role", "roles");
    let stand: Vec<String> = [Readiness::NotReady, Readiness::Unproven, Readiness::Ready]
        .into_iter()
        .map(|status| (of(status), status.as_str()))
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    let stand = if stand.is_empty() { String::new() } else { format!(" ({})", stand.join(", ")) };
    let optional = match optional {
        0 => String::new(),
        _ => format!(", {} of {optional} optional", optional - warnings),
    };
    let proven = format!("requirements: {proven} of {required} proven{optional}.");
    page.item(0, "", Ink::Plain, &proven);
    // The result stands alone on the last line, where a script or a tired eye looks for it.
    let (word, ink) = words::outcome(report.outcome);
    page.item(0, &format!("{word}: "), ink, &format!("{roles}{stand}."));
}
