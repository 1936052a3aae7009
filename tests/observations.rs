//! The score: how the rules judge what real proxies answered, against the truth of each case.
//!
//! `cargo test --test observations -- --nocapture` prints it. A file of the same form that is named
//! in `CLEARWAY_OBSERVATIONS` is scored as well.
//!
//! Some rows look exactly alike to a client and have different truths: no rule can be right about
//! all of them, and the right verdict is one that leaves it open. They are found by comparing the
//! rows, not by hand, and are counted apart; the rest is called decidable.

mod observed;

use std::collections::BTreeMap;
use std::path::Path;

use clearway::verdict::{Cause, Status, Verdict, judge, judge_run};

use observed::{Row, Score, Truth, appearance, measurement, read};

/// Right, open and wrong.
#[derive(Clone, Copy, Default)]
struct Tally {
    right: usize,
    open: usize,
    wrong: usize,
}

impl Tally {
    fn add(&mut self, score: Score) {
        match score {
            Score::Right => self.right += 1,
            Score::Open => self.open += 1,
            Score::Wrong => self.wrong += 1,
        }
    }

    fn line(self) -> String {
        let all = self.right + self.open + self.wrong;
        let percent = if all == 0 { 0.0 } else { share(self.right, all) * 100.0 };
        format!(
            "{:>5} right {:>5} open {:>4} wrong {percent:>6.1} %",
            self.right, self.open, self.wrong
        )
    }
}

/// The share of `part` in `all`.
fn share(part: usize, all: usize) -> f64 {
    let number = |count: usize| f64::from(u32::try_from(count).expect("few rows"));
    number(part) / number(all)
}

/// Everything that a run of the corpus shows.
#[derive(Default)]
struct Scored {
    total: Tally,
    decidable: Tally,
    left_out: BTreeMap<&'static str, usize>,
    open: BTreeMap<String, usize>,
    missed: Vec<String>,
    wrong: Vec<String>,
    false_denials: Vec<String>,
}

fn score(rows: &[Row], verdicts: &[Verdict]) -> Scored {
    let mut scored = Scored::default();
    let mut proxies: BTreeMap<&str, Tally> = BTreeMap::new();
    let alike = alike(rows);
    for (row, verdict) in rows.iter().zip(verdicts) {
        let truth = match Truth::of(row) {
            Ok(truth) => truth,
            Err(why) => {
                *scored.left_out.entry(why).or_default() += 1;
                continue;
            }
        };
        if verdict.status == Status::Blocked && !truth.refused() {
            scored.false_denials.push(line(row, verdict));
        }
        let outcome = truth.score(verdict);
        match outcome {
            Score::Right => {}
            Score::Open => {
                let cause = verdict.cause.map_or("reachable", |cause| cause.code());
                *scored.open.entry(format!("{} -> {cause}", row.truth)).or_default() += 1;
            }
            Score::Wrong => scored.wrong.push(line(row, verdict)),
        }
        scored.total.add(outcome);
        if alike[&appearance(&measurement(row))] {
            scored.decidable.add(outcome);
            if outcome == Score::Open {
                scored.missed.push(line(row, verdict));
            }
        }
        proxies.entry(&row.proxy).or_default().add(outcome);
    }
    for (proxy, tally) in proxies {
        println!("{proxy:<20} {}", tally.line());
    }
    println!("{:<20} {}", "all", scored.total.line());
    println!("{:<20} {}", "decidable", scored.decidable.line());
    for line in &scored.missed {
        println!("decidable, left open: {line}");
    }
    for (why, count) in &scored.left_out {
        println!("left out: {count:>4} {why}");
    }
    for (what, count) in &scored.open {
        println!("open: {count:>4} {what}");
    }
    for line in &scored.wrong {
        println!("wrong: {line}");
    }
    for line in &scored.false_denials {
        println!("false denial: {line}");
    }
    scored
}

/// For each appearance, whether one cause is right about every row that looks like this.
fn alike(rows: &[Row]) -> BTreeMap<String, bool> {
    let mut groups: BTreeMap<String, Vec<Truth>> = BTreeMap::new();
    for row in rows {
        if let Ok(truth) = Truth::of(row) {
            groups.entry(appearance(&measurement(row))).or_default().push(truth);
        }
    }
    let causes = || Cause::ALL.iter().copied().map(Some).chain([None]);
    groups
        .into_iter()
        .map(|(look, truths)| {
            (look, causes().any(|cause| truths.iter().all(|truth| truth.accepts(cause))))
        })
        .collect()
}

fn line(row: &Row, verdict: &Verdict) -> String {
    format!(
        "{} {} {} truth={} said={} {} by {}: {}",
        row.proxy,
        row.scenario,
        row.method,
        row.truth,
        verdict.status.as_str(),
        verdict.cause.map_or("-", |cause| cause.code()),
        verdict.rule,
        verdict.evidence.first().map_or("", String::as_str),
    )
}

fn check(path: &Path) {
    let text = std::fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
    let rows = read(&text);
    println!("\n== {}, each probe alone", path.display());
    let alone: Vec<Verdict> = rows.iter().map(|row| judge(&measurement(row))).collect();
    hold(&score(&rows, &alone), AT_LEAST_ALONE);
    println!("\n== {}, all probes through one proxy as one run", path.display());
    hold(&score(&rows, &by_run(&rows)), AT_LEAST_IN_A_RUN);
}

/// The verdicts of the rows, where those of one proxy are one run. A client knows which of its
/// probes went through the same proxy, and that is all that is used.
fn by_run(rows: &[Row]) -> Vec<Verdict> {
    let mut runs: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        runs.entry(&row.proxy).or_default().push(at);
    }
    let mut verdicts: BTreeMap<usize, Verdict> = BTreeMap::new();
    for places in runs.values() {
        let run: Vec<_> = places.iter().map(|at| measurement(&rows[*at])).collect();
        verdicts.extend(places.iter().copied().zip(judge_run(&run)));
    }
    verdicts.into_values().collect()
}

fn hold(scored: &Scored, at_least: f64) {
    let all = scored.total.right + scored.total.open + scored.total.wrong;
    assert!(all > 0, "no row has a definite truth");
    assert!(scored.wrong.is_empty(), "{} rows are judged wrongly", scored.wrong.len());
    assert!(scored.false_denials.is_empty(), "a denial was seen where there was none");
    let decidable = scored.decidable.right + scored.decidable.open + scored.decidable.wrong;
    let right = share(scored.decidable.right, decidable);
    assert!(right >= TO_REACH, "only {:.1} % of what is decidable is right", right * 100.0);
    let right = share(scored.total.right, all);
    assert!(right >= at_least, "only {:.1} % of everything is right", right * 100.0);
}

/// The share of decidable rows that must be judged rightly.
const TO_REACH: f64 = 0.85;

/// The share of all rows with a definite truth that must be judged rightly. The rest is mostly what
/// looks alike and is not, so this only guards against losing what is known.
const AT_LEAST_ALONE: f64 = 0.69;

/// The same, where what other probes through the same proxy showed is used.
const AT_LEAST_IN_A_RUN: f64 = 0.76;

#[test]
fn the_measured_corpus_is_judged_as_it_was() {
    check(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/observations.yaml"));
}

#[test]
fn a_file_named_in_the_environment_is_judged_too() {
    if let Some(path) = std::env::var_os("CLEARWAY_OBSERVATIONS") {
        check(Path::new(&path));
    }
}
