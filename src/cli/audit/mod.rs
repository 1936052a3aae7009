//! `clearway audit`: an exported allowlist held against what roles need; and `clearway export`.

mod export;
mod lists;
#[expect(clippy::doc_markdown, reason = "these comments are the help texts")]
mod options;
mod traffic;

use std::io::{BufWriter, Write};

use anyhow::{Context, Result, bail};

use clearway::address::Scheme;
use clearway::allowlist::{Index, Outcome as Decided, Request};
use clearway::audit::writers::{Shown, named};
use clearway::audit::{Audit, Needed, Outcome, Suppressions, Unjudged, losses, needed};
use clearway::harmless::visible;
use clearway::plan::Plan;
use clearway::proxy::{Route, Router, Routing};
use clearway::text::{Colour, Style};

pub(crate) use export::export;
use lists::Listed;
pub(crate) use options::{AuditOptions, ExportOptions};

use super::args::{Arguments, SelectionOptions};
use super::destination::Destination;
use super::exit::Exit;
use super::selection::select;
use super::terminal;

/// Reads the list, and answers what was asked about it.
pub(crate) fn audit(options: &AuditOptions, arguments: &Arguments) -> Result<Exit> {
    let (stated, print) = formats(&options.format)?;
    let modes = lists::options(&options.option)?;
    if let Some(language) = &options.emit {
        let (needed, unjudged) = needs(&options.need.selection())?;
        leave_out(&unjudged);
        return Ok(unless_left_out(traffic::query(options, language, &needed)?, &unjudged));
    }
    let listed =
        options.file.as_deref().map(|file| lists::read(file, stated, &modes)).transpose()?;
    if !options.log.is_empty() {
        let (needed, unjudged) = needs(&options.need.selection())?;
        leave_out(&unjudged);
        let list = listed.as_ref().map(|listed| &listed.list);
        let exit = traffic::logs(options, &needed, list, print)?;
        return Ok(unless_left_out(exit, &unjudged));
    }
    let listed = listed.context("a list")?;
    if !options.ask.is_empty() {
        return ask(options, &listed);
    }
    if let Some(old) = &options.against {
        let old = lists::read(old, options.against_format.as_deref(), &modes)?;
        return against(&old, &listed);
    }
    let mut reports = Vec::new();
    for (format, path) in &options.report {
        reports.push((format, Destination::open(path)?));
    }
    let accepted = suppressions(options)?;
    let (needed, unjudged) = needs(&options.need.selection())?;
    let today = jiff::Zoned::now().date().to_string();
    let Listed { list, title, recognised_by, sources, file } = listed;
    let audit = Audit::of(list, needed, unjudged, &accepted, &today);
    let shown = Shown {
        audit: &audit,
        file: &file,
        format_title: title,
        recognised_by,
        sources: &sources,
        version: env!("CARGO_PKG_VERSION"),
        fail_on: options.fail_on.0,
    };
    for (format, destination) in reports {
        let writer = named(format).context("a report format")?;
        destination.write(|out| writer.write(&shown, Style::default(), out))?;
    }
    let writer = named(print).context("a report format")?;
    let choice = terminal::colour_choice(arguments.color);
    let out = anstream::AutoStream::new(std::io::stdout(), choice);
    let colour = if out.current_choice() == anstream::ColorChoice::Never {
        Colour::Never
    } else {
        Colour::Ansi
    };
    // A list of a hundred thousand entries is millions of lines.
    let mut out = BufWriter::new(out);
    writer.write(&shown, Style { width: terminal::width(), colour }, &mut out)?;
    out.flush()?;
    Ok(match audit.outcome(options.fail_on.0) {
        Outcome::Fine => Exit::Ready,
        Outcome::Faulty => Exit::NotReady,
        Outcome::Open => Exit::Unproven,
    })
}

/// Which of the names behind `--format` say what the list is, and which what to print.
fn formats(given: &[String]) -> Result<(Option<&str>, &str)> {
    let (prints, states): (Vec<&String>, Vec<&String>) =
        given.iter().partition(|name| named(name).is_some());
    if let [first, second, ..] = states.as_slice() {
        bail!("--format says twice what the list is: {first} and {second}");
    }
    if let [first, second, ..] = prints.as_slice() {
        bail!(
            "--format says twice what to print: {first} and {second}; for further reports write \
             --report {second}=PATH"
        );
    }
    let print = prints.first().map_or("human", |name| name.as_str());
    Ok((states.first().map(|name| name.as_str()), print))
}

fn suppressions(options: &AuditOptions) -> Result<Suppressions> {
    let Some(path) = &options.suppress else { return Ok(Suppressions::default()) };
    let about = || format!("cannot use {}", path.display());
    let text = std::fs::read_to_string(path).with_context(about)?;
    Suppressions::read(&text).with_context(about)
}

/// What the selected roles need.
fn needs(options: &SelectionOptions) -> Result<(Vec<Needed>, Vec<Unjudged>)> {
    let (catalogue, selection) = select(options)?;
    // No way is taken: what is needed does not depend on it.
    let router = Router::fixed(Routing::new(Route::Direct, "audit", ""), None);
    let plan = Plan::expand(&selection, &catalogue, &router)?;
    Ok(needed(&plan, &catalogue))
}

/// Says what is needed and stands for no host.
fn leave_out(unjudged: &[Unjudged]) {
    for one in unjudged {
        terminal::remark(&format!("left out: {} ({}): {}", one.pattern, one.role, one.why));
    }
}

/// How a run ends that went well but for what is required and was left out.
fn unless_left_out(exit: Exit, unjudged: &[Unjudged]) -> Exit {
    match exit {
        Exit::Ready if unjudged.iter().any(Unjudged::is_required) => Exit::Unproven,
        exit => exit,
    }
}

/// `--ask`: which entry decides, and why.
fn ask(options: &AuditOptions, listed: &Listed) -> Result<Exit> {
    let index = Index::new(&listed.list);
    let mut out = anstream::stdout();
    let mut exit = Exit::Ready;
    for target in &options.ask {
        let host = target.host.to_string();
        let request = Request {
            scheme: target.scheme,
            path: target.path.clone(),
            ..Request::new(&host, target.port)
        };
        let decision = index.decide(&listed.list, &request);
        let outcome = match decision.outcome {
            Decided::Allowed => "allowed",
            Decided::Denied => "denied",
            Decided::Unknown => "cannot decide",
        };
        let how = match target.scheme {
            Scheme::Tcp => String::new(),
            scheme => format!(" ({scheme})"),
        };
        write!(out, "{}{how}: {outcome}", target.authority())?;
        match decision.rule {
            Some(rule) => {
                let text = visible(&rule.text);
                writeln!(
                    out,
                    " by `{text}` ({}, {})",
                    visible(&rule.place.to_string()),
                    rule.action.as_str()
                )?;
                for condition in &rule.conditions {
                    writeln!(out, "  if {}", visible(condition))?;
                }
                for remark in &rule.meaning.remarks {
                    writeln!(out, "  note: {}", visible(remark))?;
                }
                if let clearway::allowlist::Hosts::Unknown(why) = &rule.meaning.hosts {
                    writeln!(out, "  because {}", visible(why))?;
                }
            }
            None => writeln!(out, ": no entry matches")?,
        }
        exit = match (decision.outcome, exit) {
            (Decided::Denied, _) | (_, Exit::NotReady) => Exit::NotReady,
            (Decided::Unknown, _) => Exit::Unproven,
            (Decided::Allowed, before) => before,
        };
    }
    Ok(exit)
}

/// `--against`: what the new list no longer lets through.
fn against(old: &Listed, new: &Listed) -> Result<Exit> {
    let lost = losses(&old.list, &new.list);
    let mut out = anstream::stdout();
    let mut exit = Exit::Ready;
    for loss in &lost {
        let coverage = &loss.verdict.coverage;
        let detail = coverage.detail().map_or(String::new(), |detail| format!(": {detail}"));
        let entry = match loss.rule.map(|number| &old.list.rules[number]) {
            Some(rule) => format!("{}: `{}`", rule.place, rule.text),
            None => format!("{}: what no entry stops", old.file),
        };
        writeln!(out, "{} is {}{}", visible(&entry), coverage.status(), visible(&detail))?;
        exit = match (coverage.is_open(), exit) {
            (true, Exit::Ready) => Exit::Unproven,
            (true, before) => before,
            (false, _) => Exit::NotReady,
        };
    }
    writeln!(
        out,
        "{} of {} entries of {} are not covered by {}",
        lost.iter().filter(|loss| loss.rule.is_some()).count(),
        old.list.rules.len(),
        visible(&old.file),
        visible(&new.file)
    )?;
    Ok(exit)
}
