//! A comparison as one HTML file.

use std::io;

use super::diff_human::became;
use super::{Diff, Kind, Side, Writer};
use crate::page::{Html, badge, document, footer, table, time};

/// `html`.
pub(super) struct Page;

impl Writer<Diff> for Page {
    fn name(&self) -> &'static str {
        "html"
    }

    fn write(&self, diff: &Diff, out: &mut dyn io::Write) -> io::Result<()> {
        let title = format!("{}: what changed (clearway)", diff.after.machine);
        let text = document(&title, |html| {
            header(html, diff);
            html.within("main", &[("id", "main")], |html| {
                roles(html, diff);
                for kind in Kind::ALL {
                    section(html, diff, kind);
                }
            });
            footer(html, "written from two reports of clearway");
        });
        out.write_all(text.as_bytes())
    }
}

fn header(html: &mut Html, diff: &Diff) {
    let broken = diff.count(Kind::NewlyBroken);
    html.within("header", &[("class", "top")], |html| {
        html.within("p", &[("class", "from")], |html| {
            html.element("span", &[("class", "mark")], "clearway");
            html.text(" what changed");
        });
        let title = match broken {
            0 => "Nothing is newly broken".to_owned(),
            1 => "1 endpoint is newly broken".to_owned(),
            many => format!("{many} endpoints are newly broken"),
        };
        html.element("h1", &[], &title);
        html.element("p", &[("class", "sentence")], &format!("{}.", diff.sentence()));
        for (name, side) in [("Before: ", &diff.before), ("After: ", &diff.after)] {
            html.within("p", &[("class", "when")], |html| {
                html.text(name);
                self::side(html, side);
            });
        }
    });
}

fn side(html: &mut Html, side: &Side) {
    html.text(&format!("{}, {}, ", side.machine, side.way));
    time(html, side.started);
    html.text(" ");
    badge(html, &side.outcome);
}

fn roles(html: &mut Html, diff: &Diff) {
    if diff.roles.is_empty() {
        return;
    }
    html.within("section", &[("aria-labelledby", "roles")], |html| {
        html.element("h2", &[("id", "roles")], "Roles that stand otherwise");
        table(html, "Roles before and after", &["Role", "Before", "After"], |html| {
            for role in &diff.roles {
                html.within("tr", &[], |html| {
                    html.within("th", &[("scope", "row")], |html| html.breakable(&role.role));
                    for status in [&role.before, &role.after] {
                        html.within("td", &[], |html| {
                            badge(html, status.as_deref().unwrap_or("not there"));
                        });
                    }
                });
            }
        });
    });
}

fn section(html: &mut Html, diff: &Diff, kind: Kind) {
    let count = diff.count(kind);
    if count == 0 {
        return;
    }
    let (first, rest) = kind.title().split_at(1);
    let title = format!("{}{rest} ({count})", first.to_uppercase());
    let id = kind.title().replace([' ', ','], "-");
    html.within("section", &[("aria-labelledby", &id)], |html| {
        html.element("h2", &[("id", &id)], &title);
        if kind == Kind::Slower {
            html.element("p", &[("class", "lead")], &diff.noise.rule());
        }
        table(html, &title, &["Now", "Endpoint", "What", "Roles", "Next step"], |html| {
            for change in diff.of_kind(kind) {
                html.within("tr", &[], |html| {
                    let now = change.after.as_ref().map_or("not there", |state| &state.status);
                    html.within("td", &[], |html| badge(html, now));
                    html.within("th", &[("scope", "row")], |html| html.breakable(&change.place));
                    html.within("td", &[], |html| html.breakable(&became(change)));
                    html.element("td", &[], &change.roles.join(", "));
                    html.element("td", &[], &change.advice);
                });
            }
        });
    });
}
