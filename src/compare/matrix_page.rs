//! A matrix as one HTML file.

use std::collections::HashMap;
use std::io;

use super::matrix_human::{sentence, standings};
use super::{Matrix, RoleMatrix, Writer};
use crate::page::{Html, badge, document, footer, table, time};

/// `html`.
pub(super) struct Page;

impl Writer<Matrix> for Page {
    fn name(&self) -> &'static str {
        "html"
    }

    fn write(&self, matrix: &Matrix, out: &mut dyn io::Write) -> io::Result<()> {
        let title = format!("{} (clearway)", sentence(matrix));
        let text = document(&title, |html| {
            html.within("header", &[("class", "top")], |html| {
                html.within("p", &[("class", "from")], |html| {
                    html.element("span", &[("class", "mark")], "clearway");
                    html.text(" many machines");
                });
                html.element("h1", &[], &sentence(matrix));
                for note in &matrix.notes {
                    html.element("p", &[("class", "note")], note);
                }
            });
            html.within("main", &[("id", "main")], |html| {
                machines(html, matrix);
                for (at, role) in matrix.roles.iter().enumerate() {
                    section(html, matrix, at, role);
                }
            });
            footer(html, "written from reports of clearway");
        });
        out.write_all(text.as_bytes())
    }
}

/// Machines by role.
fn machines(html: &mut Html, matrix: &Matrix) {
    let roles: Vec<&RoleMatrix> =
        matrix.roles.iter().filter(|role| !role.standings.is_empty()).collect();
    let mut cells: HashMap<(u32, usize), &str> = HashMap::new();
    for (at, role) in roles.iter().enumerate() {
        for group in &role.standings {
            cells.extend(group.machines.iter().map(|own| ((*own, at), group.status.as_str())));
        }
    }
    html.within("section", &[("aria-labelledby", "machines")], |html| {
        html.element("h2", &[("id", "machines")], "Machines by role");
        let mut columns = vec!["Machine", "Result", "Way", "When"];
        columns.extend(roles.iter().map(|role| role.role.as_str()));
        table(html, "Where each role stands on each machine", &columns, |html| {
            for (place, machine) in matrix.machines.iter().enumerate() {
                let side = &machine.side;
                html.within("tr", &[], |html| {
                    html.within("th", &[("scope", "row")], |html| {
                        html.breakable(&side.machine);
                        html.element("span", &[("class", "under")], &side.account);
                    });
                    html.within("td", &[], |html| badge(html, &side.outcome));
                    html.within("td", &[], |html| html.breakable(&side.way));
                    html.within("td", &[], |html| time(html, side.started));
                    for at in 0..roles.len() {
                        let place = u32::try_from(place).unwrap_or(u32::MAX);
                        html.within("td", &[], |html| match cells.get(&(place, at)) {
                            Some(status) => badge(html, status),
                            None => html.text("not asked"),
                        });
                    }
                });
            }
        });
    });
}

fn section(html: &mut Html, matrix: &Matrix, at: usize, role: &RoleMatrix) {
    let id = format!("role-{at}");
    let name = if role.role.is_empty() { "Asked for by no role" } else { &role.role };
    html.within("section", &[("aria-labelledby", &id)], |html| {
        html.element("h2", &[("id", &id)], name);
        html.element("p", &[("class", "lead")], &standings(&role.standings));
        let open = role.endpoints.iter().filter(|own| !own.works_everywhere()).count();
        if open > 0 {
            table(
                html,
                &format!("{name}: not reachable from everywhere"),
                &["Endpoint", "How it stands where"],
                |html| {
                    for endpoint in role.endpoints.iter().filter(|own| !own.works_everywhere()) {
                        html.within("tr", &[], |html| {
                            html.within("th", &[("scope", "row")], |html| {
                                html.breakable(&endpoint.place);
                            });
                            html.within("td", &[], |html| {
                                for group in &endpoint.states {
                                    html.within("details", &[], |html| {
                                        html.within("summary", &[], |html| {
                                            badge(html, &group.status);
                                            let cause = group.cause.as_deref().unwrap_or_default();
                                            html.text(&format!(
                                                " {cause} on {}",
                                                group.machines.len()
                                            ));
                                        });
                                        let names = matrix.names(&group.machines, usize::MAX);
                                        html.element("p", &[], &names);
                                    });
                                }
                            });
                        });
                    }
                },
            );
        }
        let well = role.endpoints.len() - open;
        if well > 0 {
            html.within("details", &[], |html| {
                html.element("summary", &[], &format!("{well} reachable from everywhere"));
                html.within("ul", &[("class", "places")], |html| {
                    for endpoint in role.endpoints.iter().filter(|own| own.works_everywhere()) {
                        html.within("li", &[], |html| html.breakable(&endpoint.place));
                    }
                });
            });
        }
    });
}
