//! When every role is ready and nothing is open: short enough for one screen.

use std::collections::BTreeSet;

use super::super::words;
use super::page::Page;
use super::role::counts;
use crate::report::{Counts, Readiness, Report, RoleReport};
use crate::text::Ink;

/// Roles that get a line each; more are told by product.
const SINGLE: usize = 6;
/// Roles that are needed elsewhere and named one by one; more are counted.
const NAMED: usize = 4;

/// True when every role is ready and nothing about it is open. Roles of servers are told one by one:
/// each has a way and an account of its own.
pub(super) fn is_all_ready(report: &Report) -> bool {
    let quiet = |role: &RoleReport| {
        role.status == Readiness::Ready && role.open.is_empty() && role.server.is_none()
    };
    report.roles.len() > 1 && report.roles.iter().all(quiet)
}

/// A line for each role or, where there are many, for each product; then what else is needed.
pub(super) fn all_ready(report: &Report, page: &mut Page) {
    let (word, ink) = words::readiness(Readiness::Ready);
    let mut line = |text: &str| page.item(0, &format!("{word:<9}  "), ink, text);
    if report.roles.len() <= SINGLE {
        for role in &report.roles {
            line(&format!("{}: {}", role.role, counts(&role.counts)));
        }
    } else {
        for product in products(report) {
            line(&product);
        }
    }
    let run: BTreeSet<&str> = report.roles.iter().map(|role| role.role.as_str()).collect();
    let needed = report.roles.iter().flat_map(|role| role.also_needs.iter().map(String::as_str));
    let needed: BTreeSet<&str> = needed.filter(|role| !run.contains(role)).collect();
    if needed.is_empty() {
        return;
    }
    let named: Vec<&str> = needed.iter().take(NAMED).copied().collect();
    let more = match needed.len() - named.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let text = format!("{}{more} (not part of this run; add with --role)", named.join(", "));
    page.item(2, "also needs ", Ink::Mark, &text);
}

/// `configmgr, 22 roles: 41 of 41 required proven`, in the order of the roles.
fn products(report: &Report) -> Vec<String> {
    let product = |role: &RoleReport| role.role.split('/').next().unwrap_or_default().to_owned();
    let of_one = |roles: &[RoleReport]| {
        let mut sum = Counts::default();
        for role in roles {
            sum.required += role.counts.required;
            sum.proven += role.counts.proven;
            sum.optional += role.counts.optional;
        }
        let roles_of = words::count(roles.len(), "role", "roles");
        format!("{}, {roles_of}: {}", product(&roles[0]), counts(&sum))
    };
    report.roles.chunk_by(|a, b| product(a) == product(b)).map(of_one).collect()
}
