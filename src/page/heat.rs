//! Roles by cause: where the trouble is at a glance.

use std::collections::{BTreeMap, HashMap};

use super::Html;
use super::words::{badge, worst_first};
use crate::saved::Report;

/// The heat map. Every cell holds its number; its shade only repeats it.
pub(super) fn heat(html: &mut Html, report: &Report) {
    let mut cells: HashMap<(usize, &str), usize> = HashMap::new();
    let roles = worst_first(report);
    let mut causes: BTreeMap<&str, usize> = BTreeMap::new();
    for probe in &report.probes {
        if probe.status == "reachable" || probe.asks_about_a_rule() {
            continue;
        }
        let cause = probe.cause.as_deref().unwrap_or(&probe.status);
        for (place, role) in roles.iter().enumerate() {
            if role.asked_for(&probe.roles, &probe.servers) {
                *cells.entry((place, cause)).or_default() += 1;
                *causes.entry(cause).or_default() += 1;
            }
        }
    }
    if causes.is_empty() {
        return;
    }
    let most = cells.values().copied().max().unwrap_or(1);
    html.within("section", &[("aria-labelledby", "heat")], |html| {
        html.element("h2", &[("id", "heat")], "Roles by cause");
        let text = "How many endpoints of each role met which cause. A number, chosen, shows them in \
                    the table of all probes.";
        html.element("p", &[("class", "lead")], text);
        let caption = "Endpoints of each role by cause";
        let region = [("class", "wide"), ("role", "region"), ("tabindex", "0"), ("aria-label", caption)];
        html.within("div", &region, |html| {
            html.within("table", &[("class", "heat")], |html| {
                html.element("caption", &[], caption);
                html.within("thead", &[], |html| {
                    html.within("tr", &[], |html| {
                        html.element("th", &[("scope", "col")], "Role");
                        for cause in causes.keys() {
                            html.within("th", &[("scope", "col"), ("class", "cause")], |html| {
                                html.within("span", &[], |html| html.breakable(cause));
                            });
                        }
                    });
                });
                html.within("tbody", &[], |html| {
                    for (place, role) in roles.iter().enumerate() {
                        html.within("tr", &[], |html| {
                            html.within("th", &[("scope", "row")], |html| {
                                html.breakable(&role.label());
                                html.text(" ");
                                badge(html, &role.status);
                            });
                            for cause in causes.keys() {
                                let number = cells.get(&(place, *cause)).copied();
                                cell(html, number, most, &role.role, cause);
                            }
                        });
                    }
                });
            });
        });
    });
}

fn cell(html: &mut Html, number: Option<usize>, most: usize, role: &str, cause: &str) {
    match number {
        None => html.element("td", &[("class", "heat-0")], "0"),
        Some(number) => {
            let class = match number * 4 / most.max(1) {
                0 => "heat-1",
                1 => "heat-2",
                2 | 3 => "heat-3",
                _ => "heat-4",
            };
            let about = [("class", class), ("data-role", role), ("data-cause", cause)];
            html.element("td", &about, &number.to_string());
        }
    }
}
