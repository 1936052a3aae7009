//! A thousand saved reports of three hundred probes each, read and merged.

use std::hint::black_box;

use clearway::compare::{MATRIX_WRITERS, Merger};
use clearway::saved::{MOST_BYTES, Report, read, read_brief};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const MACHINES: usize = 1_000;
const PROBES: usize = 300;

/// The stored sample with as many probes as asked, each under a name of its own.
fn report() -> Report {
    let sample = include_bytes!("../reports/samples/sample.json");
    let mut report = read("sample.json", sample).expect("the sample is good");
    let some = report.probes.clone();
    report.probes = (0..PROBES)
        .map(|at| {
            let mut probe = some[at % some.len()].clone();
            probe.host = Some(format!("host-{at}.example.test"));
            probe
        })
        .collect();
    report
}

fn merge(criterion: &mut Criterion) {
    let mut report = report();
    let bytes = serde_json::to_vec(&report).expect("a report is JSON").len();
    assert!((bytes as u64) < MOST_BYTES);
    let mut group = criterion.benchmark_group("merge");
    group.sample_size(10);
    group.throughput(Throughput::Bytes((bytes * MACHINES) as u64));
    group.bench_function("1000x300", |bencher| {
        bencher.iter(|| {
            let mut merger = Merger::default();
            for machine in 0..MACHINES {
                report.run.machine = format!("cm{machine:04}");
                let text = serde_json::to_vec(&report).expect("a report is JSON");
                merger.add("report.json", read_brief("report.json", &text).expect("a report"));
            }
            let matrix = merger.finish();
            for writer in MATRIX_WRITERS {
                writer.write(&matrix, &mut std::io::sink()).expect("the sink takes all");
            }
            black_box(matrix)
        });
    });
    group.finish();
}

criterion_group!(benches, merge);
criterion_main!(benches);
