//! A saved report as the writers want it, so that every format can be written from it, too.
//!
//! Nothing is judged again. What the formats cannot do without and the report does not have is an
//! error that names it; the HTML page is written from the saved report itself and does without.

mod runs;
mod words;

use thiserror::Error;

use super::baseline::BaselineShown;
use super::{
    AnswerShown, AskShown, Attempt, AuthShown, CalibrationShown, CertificateShown, Counts, Duty,
    Gap, LabelShown, LegShown, Report, RequirementShown, RoleReport, RouteShown, Row, RuleReport,
    RuleTraffic, RunFacts, StageShown, TlsShown, Tried,
};
use crate::address::PortSpec;
use crate::saved;
use words::{
    CONFIDENCES, ENDINGS, NEEDS, OUTCOMES, PARTIES, PROOFS, READINESS, SCHEMES, SOURCES, STANDINGS,
    STATUSES, VERDICTS, fixed,
};

/// Why a saved report cannot be written in another format than HTML.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RestoreError {
    /// A word that this version does not know.
    #[error(
        "{field} is `{found}`, which this clearway does not know; --format html shows it as it is"
    )]
    Unknown {
        /// Where it stands.
        field: &'static str,
        /// The word, freed of control characters.
        found: String,
    },
    /// Something that the formats show is missing.
    #[error("{0} is missing, which this format shows; --format html does without")]
    Missing(&'static str),
}

impl Report {
    /// Of a saved report.
    ///
    /// # Errors
    /// When it has a word that this version does not know, or misses something.
    pub fn restore(saved: saved::Report) -> Result<Self, RestoreError> {
        let run = RunFacts {
            version: saved.run.version,
            machine: saved.run.machine,
            account: String::new(),
            started: saved.run.started.ok_or(RestoreError::Missing("run.started"))?,
            finished: saved.run.finished.ok_or(RestoreError::Missing("run.finished"))?,
            ending: ENDINGS.read("run.ending", &saved.run.ending)?,
            route: route(saved.run.route),
            resolver: saved.run.resolver,
            proxy_user: saved.run.proxy_user,
            rule_traffic: saved.run.rule_traffic.map(traffic).transpose()?,
            notes: saved.run.notes,
        };
        let probes = saved.probes.len();
        let mut report = Self {
            schema: Self::SCHEMA,
            outcome: OUTCOMES.read("outcome", &saved.outcome)?,
            account: saved.account,
            route: route(saved.route),
            run,
            roles: saved.roles.into_iter().map(role).collect::<Result<_, _>>()?,
            counts: counts(saved.counts),
            rules: saved.rules.into_iter().map(rule).collect::<Result<_, _>>()?,
            gaps: saved.gaps.into_iter().map(gap).collect::<Result<_, _>>()?,
            probes: saved.probes.into_iter().map(row).collect::<Result<_, _>>()?,
        };
        report.tell_runs_apart();
        // Writers look rows up by their place.
        let pointed = report.roles.iter().flat_map(|role| &role.open).flat_map(|open| &open.rows);
        if pointed.copied().any(|row| row >= probes) {
            return Err(RestoreError::Missing("a row that a role points at"));
        }
        Ok(report)
    }
}

fn route(saved: saved::Route) -> RouteShown {
    let tried = |tried: saved::Tried| Tried {
        way: tried.way,
        stage: fixed(&tried.stage),
        failure: tried.failure,
        ms: tried.ms,
    };
    RouteShown {
        kind: fixed(&saved.kind),
        proxy: saved.proxy,
        source: saved.source,
        because: saved.because,
        tried: saved.tried.into_iter().map(tried).collect(),
    }
}

fn traffic(saved: saved::RuleTraffic) -> Result<RuleTraffic, RestoreError> {
    Ok(RuleTraffic {
        sent: saved.sent,
        first: saved.first.ok_or(RestoreError::Missing("run.rule_traffic.first"))?,
        last: saved.last.ok_or(RestoreError::Missing("run.rule_traffic.last"))?,
        from: saved.from,
        addresses: saved.addresses,
        proxies: saved.proxies,
        looks_like: saved.looks_like,
    })
}

fn counts(saved: saved::Counts) -> Counts {
    Counts {
        required: saved.required,
        proven: saved.proven,
        refused: saved.refused,
        unproven: saved.unproven,
        optional: saved.optional,
        warnings: saved.warnings.min(saved.optional),
        reachable: saved.reachable,
        blocked: saved.blocked,
        failed: saved.failed,
        untested: saved.untested,
        inconclusive: saved.inconclusive,
    }
}

fn role(saved: saved::Role) -> Result<RoleReport, RestoreError> {
    let open = |open: saved::Requirement| {
        Ok(RequirementShown {
            endpoint: open.endpoint,
            port: open.port,
            need: NEEDS.read("need", &open.need)?,
            standing: STANDINGS.read("standing", &open.standing)?,
            wildcard: open.wildcard,
            rows: open.rows,
            rule: open.rule,
            text: open.text,
        })
    };
    Ok(RoleReport {
        role: saved.role,
        title: saved.title,
        status: READINESS.read("status of a role", &saved.status)?,
        counts: counts(saved.counts),
        open: saved.open.into_iter().map(open).collect::<Result<_, _>>()?,
        also_needs: saved.also_needs,
        server: saved.server,
        duty: saved.duty.map(duty),
        run: 0,
    })
}

fn duty(saved: saved::Duty) -> Duty {
    Duty {
        site: saved.site,
        role: saved.role,
        purposes: saved.purposes,
        way: fixed(&saved.way),
        proxy: saved.proxy,
        because: saved.because,
        signs_in: saved.signs_in,
        logs: saved.logs,
    }
}

fn rule(saved: saved::Rule) -> Result<RuleReport, RestoreError> {
    let label = |label: saved::Label| LabelShown {
        kind: fixed(&label.kind),
        host: label.host,
        meaning: fixed(&label.meaning),
        answer: label.answer,
        row: label.row,
    };
    let calibration = saved.calibration;
    Ok(RuleReport {
        pattern: saved.pattern,
        port: one(saved.port)?,
        method: fixed(&saved.method),
        verdict: VERDICTS.read("verdict of a rule", &saved.verdict)?,
        text: saved.text,
        roles: saved.roles,
        calibration: CalibrationShown {
            conclusive: calibration.conclusive,
            state: fixed(&calibration.state),
            text: calibration.text,
            known: calibration.known,
            unknown: calibration.unknown,
        },
        probes: saved.probes.into_iter().map(label).collect(),
        advice: saved.advice,
        run: 0,
    })
}

fn gap(saved: saved::Gap) -> Result<Gap, RestoreError> {
    Ok(Gap {
        kind: SOURCES.read("kind of a gap", &saved.kind)?,
        host: saved.host,
        port: one(saved.port)?,
        because: saved.because,
        roles: saved.roles,
        status: saved.status,
        row: saved.row,
        run: 0,
    })
}

fn one(port: PortSpec) -> Result<u16, RestoreError> {
    match port {
        PortSpec::One(port) => Ok(port),
        PortSpec::Range(..) => {
            Err(RestoreError::Unknown { field: "port", found: port.to_string() })
        }
    }
}

fn row(saved: saved::Probe) -> Result<Row, RestoreError> {
    let host = saved.host.map(|host| {
        let unknown = |_| RestoreError::Unknown {
            field: "host",
            found: host.escape_default().take(80).collect(),
        };
        host.parse().map_err(unknown)
    });
    let asks = saved.asked_by.into_iter().map(|ask| {
        let need = NEEDS.read("need", &ask.need)?;
        Ok(AskShown { role: ask.role, pattern: ask.pattern, need, at: ask.at })
    });
    Ok(Row {
        endpoint: saved.endpoint,
        host: host.transpose()?,
        port: saved.port,
        scheme: SCHEMES.may("scheme", saved.scheme.as_deref())?,
        roles: saved.roles,
        need: NEEDS.read("need", &saved.need)?,
        source: SOURCES.read("source", &saved.source)?,
        known_from: fixed(&saved.known_from),
        derived: saved.derived,
        because: saved.because,
        status: STATUSES.read("status", &saved.status)?,
        cause: saved.cause.as_deref().map(fixed),
        could_also_be: saved.could_also_be.iter().map(|cause| fixed(cause)).collect(),
        winhttp: saved.winhttp,
        logged: saved.logged,
        refused_by: PARTIES.may("refused_by", saved.refused_by.as_deref())?,
        confidence: CONFIDENCES.read("confidence", &saved.confidence)?,
        evidence: saved.evidence,
        proof: PROOFS.may("proof", saved.proof.as_deref())?,
        notes: saved.notes,
        advice: saved.advice,
        rule: fixed(&saved.rule),
        asked_by: asks.collect::<Result<_, _>>()?,
        route: saved.route.map(route),
        auth: saved.auth.map(auth),
        started: saved.started,
        stages: saved.stages.into_iter().map(stage).collect(),
        earlier: saved.earlier.into_iter().map(attempt).collect(),
        proxy_answer: saved.proxy_answer.map(answer),
        answer: saved.answer.map(answer),
        proxy_tls: saved.proxy_tls.map(tls).transpose()?,
        tls: saved.tls.map(tls).transpose()?,
        starved: saved.starved,
        servers: saved.servers,
        log_files: saved.log_files,
        run: 0,
        baseline: saved.baseline.map(|own| BaselineShown {
            machine: own.machine,
            started: own.started,
            status: own.status,
            cause: own.cause,
            says: fixed(&own.says),
        }),
    })
}

fn auth(saved: saved::Auth) -> AuthShown {
    let leg = |leg: saved::Leg| LegShown {
        scheme: fixed(&leg.scheme),
        message: fixed(&leg.message),
        parameters: leg.parameters,
        result: fixed(&leg.result),
        detail: leg.detail,
    };
    AuthShown {
        offered: saved.offered,
        used: saved.used.as_deref().map(fixed),
        legs: saved.legs.into_iter().map(leg).collect(),
        outcome: fixed(&saved.outcome),
        detail: saved.detail,
    }
}

fn stage(saved: saved::Stage) -> StageShown {
    let (stage, outcome) = (fixed(&saved.stage), fixed(&saved.outcome));
    StageShown { stage, ms: saved.ms, outcome, detail: saved.detail, native: saved.native }
}

fn attempt(saved: saved::Attempt) -> Attempt {
    let stage = fixed(&saved.stage);
    Attempt { stage, failure: saved.failure, ms: saved.ms, starved: saved.starved }
}

fn answer(saved: saved::Answer) -> AnswerShown {
    AnswerShown { status_line: saved.status_line, headers: saved.headers, text: saved.text }
}

fn tls(saved: saved::Tls) -> Result<TlsShown, RestoreError> {
    let certificate = |own: saved::Certificate| {
        Ok(CertificateShown {
            subject: own.subject,
            issuer: own.issuer,
            not_before: own.not_before.ok_or(RestoreError::Missing("not_before"))?,
            not_after: own.not_after.ok_or(RestoreError::Missing("not_after"))?,
            names: own.names,
            sha256: own.sha256,
        })
    };
    Ok(TlsShown {
        version: fixed(&saved.version),
        chain: saved.chain.into_iter().map(certificate).collect::<Result<_, _>>()?,
        trusted_by: saved.trusted_by.iter().map(|store| fixed(store)).collect(),
        intercepted: saved.intercepted,
    })
}
