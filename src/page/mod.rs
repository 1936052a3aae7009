//! A saved report as one HTML file that people look at: it opens from a mail attachment, loads
//! nothing, and works without its script down to plain tables.
//!
//! Everything is in the page as tables, lists and text ([`Html`] is the only way to write it); the
//! script ([`document`]) reads the tables of the page and adds search, filters, sorting, copying and
//! the reader's time zone. There is no second copy of the data for it.

mod answer;
mod certificates;
mod change_request;
mod commands;
mod document;
mod failures;
mod heat;
mod html;
mod network;
mod refusals;
mod table;
#[cfg(test)]
mod tests;
mod timing;
mod waterfall;
mod words;

pub use document::document;
pub use html::{Attributes, Html};

use crate::saved::Report;

/// What a cause means and who must act, where this version knows the cause.
#[derive(Clone, Copy, Debug)]
pub struct Lexicon {
    /// What a cause means, in one sentence.
    pub meaning: fn(&str) -> Option<&'static str>,
    /// Who can do something about it.
    pub who_acts: fn(&str) -> Option<&'static str>,
}

impl Lexicon {
    /// Knows no cause: only the words of the report itself are shown.
    pub const EMPTY: Self = Self { meaning: |_| None, who_acts: |_| None };
}

/// The page of a report.
#[must_use]
pub fn page(report: &Report, lexicon: &Lexicon) -> String {
    let refusals = refusals::refusals(report);
    let title = format!("{}: {} (clearway)", report.machine(), report.outcome);
    document(&title, |html| {
        answer::header(html, report);
        html.within("main", &[("id", "main")], |html| {
            html.own("\n");
            answer::answer(html, report, &refusals, lexicon);
            heat::heat(html, report);
            failures::failures(html, report, &refusals, lexicon);
            timing::timing(html, report);
            certificates::certificates(html, report);
            network::rules(html, report);
            network::gaps(html, report);
            network::way_out(html, report);
            table::table(html, report);
        });
        footer(html, &format!("written from a report of clearway {}", report.run.version));
    })
}

/// The last line of every page.
pub fn footer(html: &mut Html, text: &str) {
    html.within("footer", &[], |html| {
        let text = format!("{text}; this page loads nothing and sends nothing");
        html.element("p", &[], &text);
    });
}

/// Words before a table, for whoever cannot see where it stands, and the table, which can be moved
/// sideways where it is too wide.
pub fn table(html: &mut Html, caption: &str, columns: &[&str], rows: impl FnOnce(&mut Html)) {
    let region =
        [("class", "wide"), ("role", "region"), ("tabindex", "0"), ("aria-label", caption)];
    html.within("div", &region, |html| {
        html.within("table", &[], |html| {
            html.element("caption", &[], caption);
            html.within("thead", &[], |html| {
                html.within("tr", &[], |html| {
                    for column in columns {
                        html.element("th", &[("scope", "col")], column);
                    }
                });
            });
            html.within("tbody", &[], rows);
        });
    });
}

/// A shape and a word for a status or a result; colour only repeats them.
pub fn badge(html: &mut Html, status: &str) {
    words::badge(html, status);
}

/// A time, shown in the reader's zone by the script and in UTC without it.
pub fn time(html: &mut Html, at: Option<jiff::Timestamp>) {
    words::time(html, at);
}
