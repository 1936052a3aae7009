//! Wildcard rules, list gaps, the route and the account.

use super::words::{badge, count, time, way};
use super::{Html, table};
use crate::saved::{Report, Route, Rule};

/// Whether the proxy has a rule for each wildcard.
pub(super) fn rules(html: &mut Html, report: &Report) {
    if report.rules.is_empty() {
        return;
    }
    html.within("section", &[("aria-labelledby", "rules")], |html| {
        html.element("h2", &[("id", "rules")], "Rules for wildcards");
        if let Some(sent) = &report.run.rule_traffic {
            html.within("p", &[("class", "lead")], |html| {
                let requests = count(sent.sent, "request", "requests");
                html.text(&format!("{requests} for made-up names were sent from {}", sent.from));
                if !sent.addresses.is_empty() {
                    html.text(&format!(" ({})", sent.addresses.join(", ")));
                }
                html.text(&format!(" to {}, ", sent.proxies.join(", ")));
                time(html, sent.first);
                html.text(" to ");
                time(html, sent.last);
                html.text(&format!("; {}.", sent.looks_like));
            });
        }
        let mut rules: Vec<&Rule> = report.rules.iter().collect();
        rules.sort_by_key(|rule| match rule.verdict.as_str() {
            "absent" => 0,
            "partial" => 1,
            "present" => 3,
            _ => 2,
        });
        let columns = ["Rule", "Wildcard", "Ask for", "Why"];
        table(html, "Whether the proxy has a rule for each wildcard", &columns, |html| {
            for rule in rules {
                html.within("tr", &[], |html| self::rule(html, rule));
            }
        });
    });
}

fn rule(html: &mut Html, rule: &Rule) {
    html.within("td", &[], |html| badge(html, &rule.verdict));
    html.within("th", &[("scope", "row")], |html| {
        html.breakable(&format!("{}:{}", rule.pattern, rule.port));
        let under = format!("{}, for {}", rule.method, rule.roles.join(", "));
        html.element("span", &[("class", "under")], &under);
    });
    html.within("td", &[], |html| html.breakable(&rule.advice));
    html.within("td", &[], |html| {
        html.breakable(&rule.text);
        html.within("span", &[("class", "under")], |html| html.breakable(&rule.calibration.text));
        if rule.probes.is_empty() {
            return;
        }
        html.within("details", &[], |html| {
            html.element("summary", &[], &count(rule.probes.len(), "answer", "answers"));
            html.within("ul", &[], |html| {
                for label in &rule.probes {
                    let text = format!("{} ({}): {}", label.host, label.meaning, label.answer);
                    html.within("li", &[], |html| html.breakable(&text));
                }
            });
        });
    });
}

/// What certificates and redirects name and no list of the selection covers.
pub(super) fn gaps(html: &mut Html, report: &Report) {
    if report.gaps.is_empty() {
        return;
    }
    html.within("section", &[("aria-labelledby", "gaps")], |html| {
        html.element("h2", &[("id", "gaps")], "In no selected list");
        let columns = ["Status", "Address", "What", "Because", "Roles"];
        table(html, "What endpoints drag in and no selected list covers", &columns, |html| {
            for gap in &report.gaps {
                html.within("tr", &[], |html| {
                    html.within("td", &[], |html| badge(html, &gap.status));
                    let place = format!("{}:{}", gap.host, gap.port);
                    html.within("th", &[("scope", "row")], |html| html.breakable(&place));
                    let kind = match gap.kind.as_str() {
                        "crl" => "revocation list",
                        "ocsp" => "OCSP responder",
                        "aia" => "issuer's certificate",
                        other => other,
                    };
                    html.element("td", &[], kind);
                    html.within("td", &[], |html| html.breakable(&gap.because));
                    html.element("td", &[], &gap.roles.join(", "));
                });
            }
        });
    });
}

/// By which ways, as whom.
pub(super) fn way_out(html: &mut Html, report: &Report) {
    let run = &report.run;
    let mut ways: Vec<(&Route, usize)> = Vec::new();
    for route in report.probes.iter().filter_map(|probe| probe.route.as_ref()) {
        let same = |known: &&mut (&Route, usize)| {
            known.0.proxy == route.proxy && known.0.source == route.source
        };
        match ways.iter_mut().find(same) {
            Some((_, number)) => *number += 1,
            None => ways.push((route, 1)),
        }
    }
    html.within("section", &[("aria-labelledby", "way")], |html| {
        html.element("h2", &[("id", "way")], "Route and account");
        if !ways.is_empty() {
            let columns = ["Way", "Probes", "Setting", "Because"];
            table(html, "The ways that probes took", &columns, |html| {
                for (route, number) in &ways {
                    html.within("tr", &[], |html| {
                        html.element("th", &[("scope", "row")], &way(route));
                        html.element("td", &[("class", "number")], &number.to_string());
                        html.element("td", &[], &route.source);
                        html.element("td", &[], &route.because);
                    });
                }
            });
        }
        html.within("dl", &[], |html| {
            let mut fact = |name: &str, value: &str| {
                if !value.is_empty() {
                    html.element("dt", &[], name);
                    html.element("dd", &[], value);
                }
            };
            fact("Machine", report.machine());
            fact("Account", &report.account);
            fact("Proxy user", run.proxy_user.as_deref().unwrap_or_default());
            fact("Names looked up by", &run.resolver);
            fact("Sign-in to the proxy", &sign_in(report));
            for text in given_up(report) {
                fact("Given up", &text);
            }
            fact("clearway", &run.version);
        });
    });
}

/// `accepted (negotiate): 12 probes`, for everything that came of signing in.
fn sign_in(report: &Report) -> String {
    let mut found: Vec<(String, usize)> = Vec::new();
    for auth in report.probes.iter().filter_map(|probe| probe.auth.as_ref()) {
        if auth.outcome == "not_asked" {
            continue;
        }
        let scheme = auth.used.as_deref().map(|used| format!(" ({used})")).unwrap_or_default();
        let word = format!("{}{scheme}", auth.outcome.replace('_', " "));
        match found.iter_mut().find(|(known, _)| *known == word) {
            Some((_, number)) => *number += 1,
            None => found.push((word, 1)),
        }
    }
    let told: Vec<String> = found
        .into_iter()
        .map(|(word, number)| format!("{word}: {}", count(number, "probe", "probes")))
        .collect();
    told.join("; ")
}

fn given_up(report: &Report) -> Vec<String> {
    let mut told: Vec<String> = Vec::new();
    let tried = report
        .probes
        .iter()
        .filter_map(|probe| probe.route.as_ref())
        .flat_map(|route| &route.tried);
    for tried in tried {
        let text = format!("{}: {}: {}", tried.way, tried.stage, tried.failure);
        if !told.contains(&text) && told.len() < 20 {
            told.push(text);
        }
    }
    told
}
