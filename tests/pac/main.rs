//! PAC scripts as data: each file of `cases/` is a script, a small network, a time, and what the
//! script must answer for some targets.

#![cfg(feature = "pac")]

mod case;
mod results;
mod web_server;

use std::fs;
use std::sync::Arc;

use case::{Case, folder};
use clearway::pac::{Pac, PacClock, PacLimits};

/// What is wrong with one case; empty when all answers are as expected.
fn differences(case: &Case) -> Vec<String> {
    let clock = case.at.clone().map_or_else(PacClock::system, PacClock::fixed);
    let names = Arc::new(case.network.clone());
    let pac =
        match Pac::load_with_clock(&case.script, "case.pac", names, PacLimits::default(), clock) {
            Ok(pac) => pac,
            Err(error) => return vec![format!("it does not load: {error}")],
        };
    let mut differences = Vec::new();
    for ask in &case.asks {
        let said = match pac.ask_target(&ask.target.parse().unwrap()) {
            Ok(answer) => {
                for note in &ask.notes {
                    if !answer.notes.iter().any(|said| said.contains(note)) {
                        let said = &answer.notes;
                        differences.push(format!("{}: no note `{note}` in {said:?}", ask.target));
                    }
                }
                let shown = |route: &clearway::proxy::Route| {
                    route.proxy().map_or("direct".to_owned(), ToString::to_string)
                };
                answer.chain.iter().map(shown).collect::<Vec<_>>()
            }
            Err(error) => vec![format!("error: {error}")],
        };
        if said != ask.expect {
            differences.push(format!("{}: {said:?} instead of {:?}", ask.target, ask.expect));
        }
    }
    differences
}

#[test]
fn every_script_answers_as_its_file_says() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let case = Case::read(&path);
        assert!(!case.asks.is_empty(), "{} asks nothing", path.display());
        count += 1;
        for difference in differences(&case) {
            wrong.push(format!("{} ({}): {difference}", path.display(), case.title));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= 10, "only {count} files were found");
}
