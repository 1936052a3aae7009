//! List gaps: what endpoints drag in that no entry of the selection covers.

use serde::Serialize;

use super::Row;
use crate::plan::{Plan, Source};

/// What answers named that no list of the selection has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// What named it: `crl`, `ocsp`, `aia`, `redirect`.
    pub kind: Source,
    /// The host.
    pub host: String,
    /// The port.
    pub port: u16,
    /// Who named it, in one sentence.
    pub because: String,
    /// The roles whose endpoints need it, sorted.
    pub roles: Vec<String>,
    /// Whether it is let through: a status, or why it was not asked.
    pub status: String,
    /// Its row in `probes`.
    pub row: Option<usize>,
    /// Which of the joined runs found it.
    #[serde(skip)]
    pub(super) run: usize,
}

impl Gap {
    /// The gaps of a run: each host and port once for each kind, with the first that named it.
    pub(super) fn all(plan: &Plan, rows: &[Row]) -> Vec<Self> {
        let mut gaps: Vec<Self> = Vec::new();
        for lead in plan.leads.iter().filter(|lead| !lead.listed) {
            let (host, port) = (lead.target.host.to_string(), lead.target.port);
            let asks = plan.probes.get(lead.from).map_or(&[][..], |probe| &probe.asks);
            let roles = asks.iter().map(|ask| ask.role.clone());
            let same =
                |gap: &&mut Self| gap.kind == lead.source && gap.host == host && gap.port == port;
            if let Some(gap) = gaps.iter_mut().find(same) {
                gap.roles.extend(roles);
                continue;
            }
            let status = match (lead.probe.and_then(|row| rows.get(row)), &lead.unasked) {
                (Some(row), _) => row.status.as_str().to_owned(),
                (None, Some(why)) => format!("not asked: {why}"),
                (None, None) => "not asked".to_owned(),
            };
            gaps.push(Self {
                kind: lead.source,
                host,
                port,
                because: lead.because.clone(),
                roles: roles.collect(),
                status,
                row: lead.probe,
                run: 0,
            });
        }
        for gap in &mut gaps {
            gap.roles.sort_unstable();
            gap.roles.dedup();
        }
        gaps.sort_by(|a, b| (a.kind, &a.host, a.port).cmp(&(b.kind, &b.host, b.port)));
        gaps
    }
}
