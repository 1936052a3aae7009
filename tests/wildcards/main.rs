//! Wildcards: where names, rules and what endpoints drag in leave a requirement. Each file of
//! `cases/` is a mock world, a small catalogue, and what must be said about them.

mod case;
mod compare;
mod direct;
mod ending;
mod hostile;
mod matrix;
mod play;

use std::fs;

use case::{Case, folder};
use compare::{differences, told};
use play::play;

/// A runtime of two threads.
fn runtime() -> tokio::runtime::Runtime {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.unwrap()
}

/// Plays one case and compares.
fn check(name: &str, case: &Case) {
    let played = runtime().block_on(play(case));
    let differences = differences(case, &played);
    assert!(
        differences.is_empty(),
        "{name} ({}):\n- {}\n{}\n{:?}",
        case.title,
        differences.join("\n- "),
        played.report.probes.iter().map(told).collect::<Vec<_>>().join("\n"),
        played.report.rules.iter().map(|rule| &rule.text).collect::<Vec<_>>(),
    );
}

/// One test for each file, and one that counts them.
macro_rules! cases {
    ($($name:ident),+ $(,)?) => {
        $(#[test]
        fn $name() {
            check(stringify!($name), &Case::named(stringify!($name)));
        })+

        #[test]
        fn every_file_has_its_test() {
            let mut files: Vec<String> = fs::read_dir(folder())
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
                .collect();
            files.sort();
            let mut tested = vec![$(stringify!($name)),+];
            tested.sort_unstable();
            assert_eq!(files, tested);
        }
    };
}

cases! {
    a_required_one_is_required_however_it_was_found,
    a_rule_is_no_pass_for_a_name,
    a_zone_in_which_every_name_exists,
    aliases_are_met_only_when_wanted,
    no_names_are_wanted,
    no_redirect_is_followed,
    nothing_is_followed_unless_wanted,
    only_so_many_names_are_asked,
    plain_requests_settle_what_connect_cannot,
    redirects_come_to_an_end,
    row_10_nothing_was_asked,
    row_10_the_rule_is_inconclusive,
    row_1_a_listed_name_is_blocked,
    row_2_a_missing_rule,
    row_2_a_missing_rule_and_no_name,
    row_3_one_label_only,
    row_3_without_the_name_itself,
    row_4_a_discovered_name_is_blocked,
    row_4_only_discovered_names_are_blocked,
    row_5_a_reachable_and_dead_names,
    row_6_a_discovered_name_answers,
    row_7_the_way_out_failed,
    row_8_the_rule_alone,
    row_8_the_rule_and_names_that_are_gone,
    row_9_something_fails_beyond_the_rule,
    what_cannot_be_asked_about,
    what_endpoints_drag_in,
}

#[test]
fn the_comparison_can_fail() {
    let mut case = Case::named("row_2_a_missing_rule");
    case.expect.outcome = "ready".to_owned();
    case.expect.exit = 0;
    for map in [
        &mut case.expect.roles,
        &mut case.expect.standings,
        &mut case.expect.rules,
        &mut case.expect.probes,
    ] {
        for value in map.values_mut() {
            *value = "otherwise".to_owned();
        }
    }
    case.expect.gaps.push("crl nowhere.test:80 reachable".to_owned());
    case.expect.words.push("no such words".to_owned());
    case.expect.looked_up.push("x.test".to_owned());
    let found = differences(&case, &runtime().block_on(play(&case))).join("\n");
    for about in [
        "the outcome is `not ready`",
        "exit code is `1`",
        "role own/a",
        "standing *.x.test:443",
        "rule *.x.test:443",
        "probe www.x.test:443",
        "gap crl nowhere.test:80",
        "without these words",
        "looked up here",
    ] {
        assert!(found.contains(about), "{about} is not noticed: {found}");
    }
}
