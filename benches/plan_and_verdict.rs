//! What happens without the network: reading the catalogue, planning, judging.

use std::hint::black_box;
use std::sync::Arc;

use clearway::address::Target;
use clearway::catalogue::Catalogue;
use clearway::measurement::{HttpAnswer, Measurement, Stage, Step};
use clearway::plan::{Plan, Probe, Selection};
use clearway::proxy::{Route, Router, Routing};
use clearway::verdict::{judge, judge_run};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

fn routing() -> Routing {
    let route = Route::Proxy("http://proxy.test:8080".parse().expect("a proxy"));
    Routing::new(route, "bench", "")
}

fn catalogue(criterion: &mut Criterion) {
    criterion.bench_function("catalogue/builtin", |bencher| {
        bencher.iter(|| Catalogue::builtin().expect("the built-in catalogue is good"));
    });
}

fn plan(criterion: &mut Criterion) {
    let catalogue = Catalogue::builtin().expect("the built-in catalogue is good");
    let router = Router::fixed(routing(), None);
    let mut group = criterion.benchmark_group("plan");
    for pattern in ["configmgr/*", "microsoft365/*", "*"] {
        let selection = Selection { roles: vec![pattern.to_owned()], ..Selection::default() };
        group.bench_with_input(
            BenchmarkId::from_parameter(pattern),
            &selection,
            |bencher, picked| {
                bencher.iter(|| Plan::expand(black_box(picked), &catalogue, &router));
            },
        );
    }
    for targets in [1_000, 10_000] {
        let target = |n| format!("host-{n}.example.test").parse().expect("a target");
        let selection =
            Selection { targets: (0..targets).map(target).collect(), ..Selection::default() };
        group.throughput(Throughput::Elements(targets));
        group.bench_with_input(
            BenchmarkId::new("targets", targets),
            &selection,
            |bencher, picked| {
                bencher.iter(|| Plan::expand(black_box(picked), &catalogue, &router));
            },
        );
    }
}

/// A denial as Squid words it, for one host of many.
fn denied(number: usize) -> Measurement {
    let target: Target = format!("host-{number}.example.test").parse().expect("a target");
    let probe = Arc::new(Probe::new(target, Arc::new(routing())));
    let mut seen = Measurement::of(probe, jiff::Timestamp::UNIX_EPOCH);
    for stage in [Stage::Resolve, Stage::Connect, Stage::Tunnel] {
        let zero = std::time::Duration::ZERO;
        let detail = String::new();
        seen.steps.push(Step { stage, began: zero, took: zero, outcome: Ok(()), detail });
    }
    seen.proxy_answer = Some(HttpAnswer {
        minor_version: 1,
        status: 403,
        reason: "Forbidden".to_owned(),
        headers: vec![
            ("Server".to_owned(), "squid/6.13".to_owned()),
            ("X-Squid-Error".to_owned(), "ERR_ACCESS_DENIED 0".to_owned()),
        ],
        ..HttpAnswer::default()
    });
    seen
}

fn verdict(criterion: &mut Criterion) {
    let one = denied(0);
    criterion.bench_function("verdict/one", |bencher| bencher.iter(|| judge(black_box(&one))));
    let mut group = criterion.benchmark_group("verdict/run");
    for number in [1_000, 10_000] {
        let run: Vec<Measurement> = (0..number).map(denied).collect();
        group.throughput(Throughput::Elements(number as u64));
        group.bench_with_input(BenchmarkId::from_parameter(number), &run, |bencher, run| {
            bencher.iter(|| judge_run(black_box(run)));
        });
    }
}

criterion_group!(benches, catalogue, plan, verdict);
criterion_main!(benches);
