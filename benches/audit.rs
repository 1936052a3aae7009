//! Lists of growing length, read, held against a tenth as many needed endpoints, and reported for
//! people: the time for each entry has to stay the same.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hint::black_box;

use clearway::address::{PortSpec, Scheme};
use clearway::allowlist::formats::format;
use clearway::allowlist::{NearbyFiles, Options, Source};
use clearway::audit::writers::{Shown, named};
use clearway::audit::{Asker, Audit, Needed, Suppressions};
use clearway::catalogue::Need;
use clearway::hostset::HostSet;
use clearway::text::Style;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

struct NoFiles;

impl NearbyFiles for NoFiles {
    fn open(&self, _: &Source, name: &str) -> Result<Source, String> {
        Err(format!("{name} is not there"))
    }
}

fn name(number: usize) -> String {
    format!("host{number}.zone{}.example{}.com", number % 997, number % 5003)
}

/// An external dynamic list: names, and every third one with all below it.
fn list(entries: usize) -> Source {
    let mut text = String::new();
    for number in 0..entries {
        let star = if number.is_multiple_of(3) { "*." } else { "" };
        let _ = writeln!(text, "{star}{}/", name(number));
    }
    Source { file: "edl.txt".into(), text }
}

fn needed(number: usize) -> Needed {
    let name = name(number);
    let wildcard = number.is_multiple_of(2);
    Needed {
        pattern: if wildcard { format!("*.{name}") } else { name.clone() },
        hosts: if wildcard { HostSet::below(&name) } else { HostSet::exact(&name) },
        port: PortSpec::One(443),
        scheme: Scheme::Https,
        path: None,
        askers: vec![Asker {
            role: "bench/role".to_owned(),
            need: Need::Required,
            purpose: None,
            place: None,
            documents: Vec::new(),
        }],
    }
}

/// What people read, with the lines of the list in it.
fn written(audit: &Audit, sources: &BTreeMap<String, String>) -> Vec<u8> {
    let shown = Shown {
        audit,
        file: "edl.txt",
        format_title: "an external dynamic list",
        recognised_by: None,
        sources,
        version: "0.0.0",
        fail_on: None,
    };
    let mut text = Vec::new();
    let human = named("human").expect("a writer of that name");
    human.write(&shown, Style::default(), &mut text).expect("memory");
    black_box(text)
}

fn audit(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("audit");
    group.sample_size(10);
    let format = format("paloalto").expect("a format of that name");
    for entries in [25_000, 50_000, 100_000] {
        let source = list(entries);
        let sources = BTreeMap::from([(source.file.to_string(), source.text.clone())]);
        let needs: Vec<Needed> = (0..entries).step_by(10).map(needed).collect();
        group.throughput(Throughput::Elements(entries as u64));
        group.bench_with_input(BenchmarkId::from_parameter(entries), &source, |bencher, source| {
            bencher.iter(|| {
                let list = format.read(source, &Options::default(), &NoFiles).expect("a list");
                let accepted = Suppressions::default();
                let audit = Audit::of(list, needs.clone(), Vec::new(), &accepted, "2026-11-21");
                written(&audit, &sources)
            });
        });
    }
    group.finish();
}

criterion_group!(benches, audit);
criterion_main!(benches);
