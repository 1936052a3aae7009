//! Which run a report is of.

use jiff::Timestamp;
use serde::Serialize;

use crate::saved::Report;

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Side {
    /// The machine.
    pub machine: String,
    /// The account that ran.
    pub account: String,
    /// The way: a proxy, `direct`, `mixed` or `unknown`.
    pub way: String,
    /// When the first probe was begun.
    pub started: Option<Timestamp>,
    /// The result.
    pub outcome: String,
    /// Version of clearway.
    pub version: String,
}

impl Side {
    /// Of a report.
    #[must_use]
    pub fn of<P>(report: &Report<P>) -> Self {
        let route = &report.route;
        Self {
            machine: report.machine().to_owned(),
            account: report.account.clone(),
            way: route.proxy.clone().unwrap_or_else(|| route.kind.clone()),
            started: report.run.started,
            outcome: report.outcome.clone(),
            version: report.run.version.clone(),
        }
    }

    /// `cm01 through http://proxy:8080 at 2026-03-01 02:14:07 UTC: not ready`.
    #[must_use]
    pub fn text(&self) -> String {
        let way = match self.way.as_str() {
            "" => String::new(),
            "direct" => " direct".to_owned(),
            "mixed" => " by several ways".to_owned(),
            "unknown" => " by an unknown way".to_owned(),
            proxy => format!(" through {proxy}"),
        };
        let at = self.started.map_or_else(
            || "at an unknown time".to_owned(),
            |at| at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
        );
        format!("{}{way}, {at}: {}", self.machine, self.outcome)
    }
}
