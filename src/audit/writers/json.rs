//! For programs: `clearway/audit/v1`.

use std::io;

use serde::Serialize;

use super::{Shown, Writer};
use crate::allowlist::{Hosts, Origin, Otherwise, Place};
use crate::audit::{Finding, Outcome};
use crate::text::Style;

/// `json`.
pub(super) struct Json;

impl Writer for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn write(&self, shown: &Shown<'_>, _style: Style, out: &mut dyn io::Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, &document(shown))?;
        out.write_all(b"\n")
    }
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    version: &'a str,
    outcome: &'static str,
    list: List<'a>,
    roles: Vec<RoleShown<'a>>,
    endpoints: Vec<Endpoint<'a>>,
    entries: Vec<EntryShown<'a>>,
    findings: Vec<FindingShown<'a>>,
    suppressed: Vec<SuppressedShown<'a>>,
    unjudged: Vec<UnjudgedShown<'a>>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct List<'a> {
    file: &'a str,
    format: &'static str,
    title: &'a str,
    recognised_by: Option<&'a str>,
    order: &'static str,
    otherwise: &'static str,
    modes: Vec<ModeShown<'a>>,
    rules: usize,
    notes: &'a [String],
}

#[derive(Serialize)]
struct ModeShown<'a> {
    name: &'static str,
    value: &'a str,
    origin: &'static str,
}

#[derive(Serialize)]
struct RoleShown<'a> {
    role: &'a str,
    status: &'static str,
    covered: usize,
    missing: usize,
    optional_missing: usize,
    undecided: usize,
}

#[derive(Serialize)]
struct Endpoint<'a> {
    pattern: &'a str,
    port: String,
    scheme: &'static str,
    required: bool,
    roles: Vec<String>,
    asked_at: Vec<&'a str>,
    documents: Vec<String>,
    status: &'static str,
    code: &'static str,
    detail: Option<String>,
    allowed_by: Vec<RuleShown<'a>>,
    stopped_by: Vec<RuleShown<'a>>,
    confidence: Option<&'static str>,
    remarks: &'a [String],
}

#[derive(Serialize)]
struct RuleShown<'a> {
    text: &'a str,
    file: &'a str,
    line: u32,
    column: u32,
    group: Option<&'a str>,
}

#[derive(Serialize)]
struct EntryShown<'a> {
    #[serde(flatten)]
    rule: RuleShown<'a>,
    action: &'static str,
    hosts: String,
    ports: String,
    schemes: String,
    conditions: &'a [String],
    confidence: &'static str,
    needed_by: Vec<&'a str>,
}

#[derive(Serialize)]
struct FindingShown<'a> {
    code: &'static str,
    severity: &'static str,
    subject: &'a str,
    text: &'a str,
    file: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    roles: &'a [String],
    asked_at: &'a [String],
    write: &'a [String],
}

#[derive(Serialize)]
struct SuppressedShown<'a> {
    #[serde(flatten)]
    finding: FindingShown<'a>,
    reason: &'a str,
    expires: &'a str,
}

#[derive(Serialize)]
struct UnjudgedShown<'a> {
    pattern: &'a str,
    role: &'a str,
    need: &'static str,
    why: &'a str,
}

fn document<'a>(shown: &'a Shown<'a>) -> Document<'a> {
    let audit = shown.audit;
    let list = &audit.list;
    let rule = |number: &usize| {
        rule(
            &list.rules[*number].text,
            &list.rules[*number].place,
            list.rules[*number].group.as_deref(),
        )
    };
    Document {
        schema: "clearway/audit/v1",
        version: shown.version,
        outcome: match audit.outcome(shown.fail_on) {
            Outcome::Fine => "fine",
            Outcome::Faulty => "faulty",
            Outcome::Open => "open",
        },
        list: List {
            file: shown.file,
            format: list.format,
            title: shown.format_title,
            recognised_by: shown.recognised_by,
            order: list.order.as_str(),
            otherwise: match list.otherwise {
                Otherwise::Allowed => "allowed",
                Otherwise::Denied => "denied",
                Otherwise::NotSaid => "not said, read as denied",
            },
            modes: list
                .modes
                .iter()
                .map(|mode| ModeShown {
                    name: mode.name,
                    value: &mode.value,
                    origin: match mode.origin {
                        Origin::Default => "default",
                        Origin::Given => "given",
                        Origin::Found => "found",
                    },
                })
                .collect(),
            rules: list.rules.len(),
            notes: &list.notes,
        },
        roles: roles(shown),
        endpoints: audit
            .needed
            .iter()
            .zip(&audit.verdicts)
            .map(|(needed, verdict)| Endpoint {
                pattern: &needed.pattern,
                port: needed.port.to_string(),
                scheme: needed.scheme.as_str(),
                required: needed.is_required(),
                roles: needed.roles(),
                asked_at: needed.askers.iter().filter_map(|asker| asker.place.as_deref()).collect(),
                documents: needed.wanted().sources,
                status: verdict.coverage.status(),
                code: verdict.coverage.code(),
                detail: verdict.coverage.detail(),
                allowed_by: verdict.by.iter().map(rule).collect(),
                stopped_by: verdict.stopped_by.iter().map(rule).collect(),
                confidence: verdict
                    .by
                    .iter()
                    .map(|number| list.rules[*number].meaning.confidence)
                    .max()
                    .map(crate::allowlist::Confidence::as_str),
                remarks: &verdict.remarks,
            })
            .collect(),
        entries: entries(shown),
        findings: audit.findings.iter().map(finding).collect(),
        suppressed: audit
            .suppressed
            .iter()
            .map(|one| SuppressedShown {
                finding: finding(&one.finding),
                reason: &one.reason,
                expires: &one.expires,
            })
            .collect(),
        unjudged: audit
            .unjudged
            .iter()
            .map(|one| UnjudgedShown {
                pattern: &one.pattern,
                role: &one.role,
                need: one.need.as_str(),
                why: &one.why,
            })
            .collect(),
        notes: &audit.notes,
    }
}

fn roles<'a>(shown: &'a Shown<'a>) -> Vec<RoleShown<'a>> {
    let counted = shown.roles();
    let names: Vec<&str> = counted.keys().copied().collect();
    let counts = |role: &str| counted.get(role).copied().unwrap_or_default();
    names
        .into_iter()
        .map(|role| RoleShown {
            role,
            status: counts(role).status(),
            covered: counts(role).covered,
            missing: counts(role).missing,
            optional_missing: counts(role).optional_missing,
            undecided: counts(role).open,
        })
        .collect()
}

fn entries<'a>(shown: &Shown<'a>) -> Vec<EntryShown<'a>> {
    let audit = shown.audit;
    let rules = audit.list.rules.iter().zip(&audit.uses);
    rules
        .map(|(own, used)| {
            let mut needed_by: Vec<&str> = used
                .needed
                .iter()
                .flat_map(|number| &audit.needed[*number].askers)
                .map(|asker| asker.role.as_str())
                .collect();
            needed_by.sort_unstable();
            needed_by.dedup();
            EntryShown {
                rule: rule(&own.text, &own.place, own.group.as_deref()),
                action: own.action.as_str(),
                hosts: match &own.meaning.hosts {
                    Hosts::Set(set) => set.to_string(),
                    Hosts::Nothing(why) => format!("nothing: it {why}"),
                    Hosts::Unknown(why) => format!("cannot tell: {why}"),
                },
                ports: own.meaning.ports.to_string(),
                schemes: own.meaning.schemes.to_string(),
                conditions: &own.conditions,
                confidence: own.meaning.confidence.as_str(),
                needed_by,
            }
        })
        .collect()
}

fn rule<'a>(text: &'a str, place: &'a Place, group: Option<&'a str>) -> RuleShown<'a> {
    RuleShown { text, file: &place.file, line: place.line, column: place.column, group }
}

fn finding(finding: &Finding) -> FindingShown<'_> {
    let place = finding.place.as_ref();
    FindingShown {
        code: finding.code,
        severity: finding.severity.as_str(),
        subject: &finding.subject,
        text: &finding.text,
        file: place.map(|place| &*place.file),
        line: place.map(|place| place.line),
        column: place.map(|place| place.column),
        roles: &finding.roles,
        asked_at: &finding.asked_at,
        write: &finding.write,
    }
}
