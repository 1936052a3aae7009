//! The score: how the rules judge what real proxies answered, against the truth of each case.
//!
//! `cargo test --test observations -- --nocapture` prints it. A file of the same form that is named
//! in `CLEARWAY_OBSERVATIONS` is scored as well; there too no row may be judged wrongly.
//!
//! The rows of one proxy that were sent with the same credentials are one run: a client knows which
//! proxy it used, as whom, and which host and port it asked for, and that is all that is used. At
//! least 85 % of the rows with a definite truth are to be judged rightly in a run. What stands in the
//! way of more: 3proxy, Tinyproxy, proxy.py and `HAProxy` have one text for names and connections;
//! 3proxy and Dante have one SOCKS reply for names and missing routes; and proxies that cannot speak
//! TLS to an endpoint in the client's place refuse an absolute-form `https` request, whatever became
//! of the endpoint.

mod observed;

use std::collections::BTreeMap;
use std::path::Path;

use clearway::verdict::{Status, Verdict, judge, judge_run};

use observed::{Row, Score, Truth, measurement, read};

/// The share that is right where each probe is judged alone. Most doubts need a second probe.
const RIGHT_ALONE: f64 = 0.70;

/// The share that is right where the probes of a run are judged together.
const RIGHT_IN_A_RUN: f64 = 0.874;

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

    fn all(self) -> usize {
        self.right + self.open + self.wrong
    }

    /// The share that is right, of everything.
    fn share(self) -> f64 {
        let number = |count: usize| f64::from(u32::try_from(count).expect("few rows"));
        if self.all() == 0 { 0.0 } else { number(self.right) / number(self.all()) }
    }

    fn line(self) -> String {
        let percent = self.share() * 100.0;
        let Self { right, open, wrong } = self;
        format!("{right:>5} right {open:>5} open {wrong:>4} wrong {percent:>6.1} %")
    }
}

/// Everything that a file shows.
#[derive(Default)]
struct Scored<'a> {
    total: Tally,
    proxies: BTreeMap<&'a str, Tally>,
    left_out: BTreeMap<&'static str, usize>,
    open: BTreeMap<String, usize>,
    wrong: Vec<String>,
    false_denials: Vec<String>,
}

impl<'a> Scored<'a> {
    fn of(rows: &'a [Row], verdicts: &[Verdict]) -> Self {
        let mut scored = Self::default();
        for (row, verdict) in rows.iter().zip(verdicts) {
            match Truth::of(row) {
                Ok(truth) => scored.add(row, verdict, &truth),
                Err(why) => *scored.left_out.entry(why).or_default() += 1,
            }
        }
        scored
    }

    fn add(&mut self, row: &'a Row, verdict: &Verdict, truth: &Truth) {
        if verdict.status == Status::Blocked && !truth.refused() {
            self.false_denials.push(line(row, verdict));
        }
        let score = truth.score(verdict);
        match score {
            Score::Right => {}
            Score::Open => {
                let cause = verdict.cause.map_or("reachable", |cause| cause.code());
                let group = format!("{}: {} -> {cause}", row.proxy, row.truth);
                *self.open.entry(group).or_default() += 1;
            }
            Score::Wrong => self.wrong.push(line(row, verdict)),
        }
        self.total.add(score);
        self.proxies.entry(&row.proxy).or_default().add(score);
    }

    fn print(&self) {
        for (proxy, tally) in &self.proxies {
            println!("{proxy:<20} {}", tally.line());
        }
        println!("{:<20} {}", "all", self.total.line());
        for (why, count) in &self.left_out {
            println!("left out: {count:>4} {why}");
        }
        for (group, count) in &self.open {
            println!("open: {count:>4} {group}");
        }
        for line in &self.wrong {
            println!("wrong: {line}");
        }
        for line in &self.false_denials {
            println!("false denial: {line}");
        }
    }

    /// What holds for every file.
    fn hold(&self) {
        assert!(self.total.all() > 0, "no row has a definite truth");
        assert!(self.wrong.is_empty(), "{} rows are judged wrongly", self.wrong.len());
        assert!(self.false_denials.is_empty(), "a denial was seen where there was none");
    }
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

fn alone(rows: &[Row]) -> Vec<Verdict> {
    rows.iter().map(|row| judge(&measurement(row))).collect()
}

/// The verdicts of the rows, where those of one proxy and one set of credentials are one run.
fn by_run(rows: &[Row]) -> Vec<Verdict> {
    let mut runs: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        runs.entry((&row.proxy, &row.auth)).or_default().push(at);
    }
    let mut verdicts: BTreeMap<usize, Verdict> = BTreeMap::new();
    for places in runs.values() {
        let run: Vec<_> = places.iter().map(|at| measurement(&rows[*at])).collect();
        verdicts.extend(places.iter().copied().zip(judge_run(&run)));
    }
    verdicts.into_values().collect()
}

fn load(path: &Path) -> Vec<Row> {
    let text = std::fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
    read(&text)
}

fn corpus() -> Vec<Row> {
    load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/observations.yaml"))
}

/// Prints both scores, checks what holds for every file, and returns the shares that are right.
fn check(what: &str, rows: &[Row]) -> (f64, f64) {
    println!("\n== {what}, each probe alone");
    let single = alone(rows);
    let single = Scored::of(rows, &single);
    single.print();
    println!("\n== {what}, all probes through one proxy as one run");
    let together = by_run(rows);
    let together = Scored::of(rows, &together);
    together.print();
    single.hold();
    together.hold();
    (single.total.share(), together.total.share())
}

#[test]
fn the_measured_corpus_is_judged_as_it_was() {
    let (single, together) = check("the measured corpus", &corpus());
    assert!(single >= RIGHT_ALONE, "only {:.1} % are right alone", single * 100.0);
    assert!(together >= RIGHT_IN_A_RUN, "only {:.1} % are right in a run", together * 100.0);
}

#[test]
fn a_run_that_lacks_probes_is_not_judged_wrongly() {
    let rows = corpus();
    let scenarios: Vec<&str> = {
        let mut names: Vec<_> = rows.iter().map(|row| row.scenario.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        names
    };
    let methods = ["CONNECT", "GET"];
    let mut lacking: Vec<(String, Vec<Row>)> = Vec::new();
    let mut without = |what: String, keep: &dyn Fn(&Row) -> bool| {
        lacking.push((what, rows.iter().filter(|row| keep(row)).cloned().collect()));
    };
    for scenario in &scenarios {
        without(format!("without {scenario}"), &|row| row.scenario != *scenario);
    }
    for method in methods {
        without(format!("without {method}"), &|row| row.method != method);
    }
    // Every other scenario, then every other pair, and so on, in both phases.
    for width in [1, 2, 3, 5, 7] {
        for phase in 0..2 {
            let at = |row: &Row| scenarios.iter().position(|name| *name == row.scenario);
            without(format!("half of the scenarios, {width} and {phase}"), &|row| {
                at(row).expect("it is listed") / width % 2 == phase
            });
        }
    }
    for (what, rows) in &lacking {
        let verdicts = by_run(rows);
        let scored = Scored::of(rows, &verdicts);
        println!("{what:<40} {}", scored.total.line());
        for line in scored.wrong.iter().chain(&scored.false_denials) {
            println!("wrong: {line}");
        }
        scored.hold();
    }
}

#[test]
fn a_file_named_in_the_environment_is_judged_too() {
    if let Some(path) = std::env::var_os("CLEARWAY_OBSERVATIONS") {
        let path = Path::new(&path);
        check(&path.display().to_string(), &load(path));
    }
}
