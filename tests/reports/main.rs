//! Every format against one run: its sample, its edges, hostile text.

mod every;
mod fixture;
mod saved;
mod says;
mod world;

use std::path::PathBuf;
use std::{fs, io};

use clearway::catalogue::Need;
use clearway::report::writers::{Colour, Style, WRITERS, Writer};
use clearway::report::{Report, RequirementShown, Standing};
use clearway::verdict::Status;

use crate::world::World;

fn written(writer: &dyn Writer, report: &Report, style: Style) -> String {
    let mut out = Vec::new();
    writer.write(report, style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn in_format(name: &str, report: &Report) -> String {
    let writer = clearway::report::writers::named(name).unwrap();
    written(writer, report, Style::default())
}

fn reports() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("reports")
}

/// File name ending of a format's sample.
fn ending(name: &str) -> &str {
    match name {
        "human" => "txt",
        "junit" => "xml",
        "markdown" => "md",
        other => other,
    }
}

#[test]
fn samples_are_what_the_writers_write() {
    for (name, report) in [("sample", fixture::sample()), ("every", every::every())] {
        for writer in WRITERS {
            let now = written(*writer, &report, Style::default());
            is_kept(&format!("{name}.{}", ending(writer.name())), &now);
        }
    }
}

/// That a stored sample is what is written now; or makes it so, when that is asked.
fn is_kept(name: &str, now: &str) {
    let path = reports().join("samples").join(name);
    if std::env::var_os("CLEARWAY_UPDATE_SAMPLES").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, now).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        kept == now,
        "{} is not what the writer writes; if that is meant, set CLEARWAY_UPDATE_SAMPLES=1 and look \
         at the difference",
        path.display()
    );
}

#[test]
fn json_is_as_its_schema_says() {
    let schema = fs::read_to_string(reports().join("report.schema.json")).unwrap();
    let schema = serde_json::from_str(&schema).unwrap();
    let schema = jsonschema::draft202012::new(&schema).unwrap();
    for report in runs().into_iter().chain([every::every()]) {
        let value = serde_json::from_str(&in_format("json", &report)).unwrap();
        let errors: Vec<String> = schema
            .iter_errors(&value)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
    let mut value: serde_json::Value =
        serde_json::from_str(&in_format("json", &fixture::sample())).unwrap();
    value["probes"][0]["surprise"] = serde_json::Value::Null;
    assert!(!schema.is_valid(&value), "the schema accepts anything");
}

#[test]
fn json_has_one_probe_on_a_line() {
    let report = fixture::sample();
    let text = in_format("json", &report);
    let probes = text.lines().filter(|line| line.starts_with("{\"endpoint\":")).count();
    assert_eq!(probes, report.probes.len());
    assert!(text.ends_with("}\n"));
}

#[test]
fn junit_has_a_case_for_every_endpoint_of_every_role() {
    for report in runs() {
        let xml = quick_junit::Report::deserialize_from_str(&in_format("junit", &report)).unwrap();
        assert_eq!(xml.test_suites.len(), report.roles.len());
        for (suite, role) in xml.test_suites.iter().zip(&report.roles) {
            let counts = &role.counts;
            assert_eq!(suite.failures, counts.blocked + counts.failed, "{}", role.role);
            assert_eq!(suite.errors, counts.inconclusive, "{}", role.role);
            assert_eq!(suite.skipped, counts.untested, "{}", role.role);
            let passed = suite.tests - suite.failures - suite.errors - suite.skipped;
            assert_eq!(passed, counts.reachable, "{}", role.role);
        }
    }
}

#[test]
fn sarif_has_an_error_for_all_that_keeps_a_role_from_being_ready_and_for_nothing_else() {
    for report in runs() {
        let log: serde_json::Value = serde_json::from_str(&in_format("sarif", &report)).unwrap();
        let results = log["runs"][0]["results"].as_array().unwrap();
        let level = |place: &str| {
            let own = |result: &&serde_json::Value| {
                result["message"]["text"].as_str().unwrap().starts_with(place)
            };
            results.iter().find(own).map(|result| result["level"].as_str().unwrap())
        };
        let mut decides = vec![false; report.probes.len()];
        for role in &report.roles {
            for open in role.open.iter().filter(|open| role.is_decided_by(open)) {
                open.rows.iter().for_each(|row| decides[*row] = true);
            }
        }
        for (row, decides) in report.probes.iter().zip(decides) {
            let expected = match (row.status, decides) {
                (Status::Reachable, _) => continue,
                (Status::Untested, _) => "note",
                (_, true) => "error",
                (_, false) => "warning",
            };
            assert_eq!(level(&format!("{}: ", row.place())), Some(expected), "{}", row.place());
        }
        let refused: usize = report.roles.iter().map(|role| role.counts.refused).sum();
        let errors = results.iter().filter(|result| result["level"] == "error").count();
        assert_eq!(errors > 0, refused > 0, "{errors} errors, {refused} refused");
    }
}

#[test]
fn sarif_tells_of_a_requirement_that_is_open_though_everything_answers() {
    let mut report = fixture::all_good();
    let row = report.probes.iter().position(|row| !row.asked_by.is_empty()).unwrap();
    let ask = report.probes[row].asked_by[0].clone();
    let role = report.roles.iter_mut().find(|role| role.role == ask.role).unwrap();
    role.open.push(RequirementShown {
        endpoint: ask.pattern,
        port: report.probes[row].port,
        need: Need::Required,
        standing: Standing::Unproven,
        wildcard: false,
        rows: vec![row],
        rule: None,
        text: "answered with credentials".to_owned(),
    });
    let log: serde_json::Value = serde_json::from_str(&in_format("sarif", &report)).unwrap();
    let [result] = log["runs"][0]["results"].as_array().unwrap().as_slice() else {
        panic!("not one result: {log:#}")
    };
    assert_eq!(result["ruleId"], "requirement.open");
    assert_eq!(result["level"], "error");
    assert!(result["message"]["text"].as_str().unwrap().ends_with("answered with credentials"));
    let place = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(place, "endpoints/made-up.yaml");
}

#[test]
fn markdown_of_5000_refusals_fits_into_one_comment_and_says_that_it_was_cut() {
    let mut report = fixture::sample();
    let like = report.probes.iter().find(|row| row.status == Status::Blocked).unwrap().clone();
    for at in 0..5_000 {
        let mut row = like.clone();
        row.host = Some(format!("host-{at}.x.test").parse().unwrap());
        row.evidence = vec![format!("page: this is refusal {at}, in words of its own")];
        report.probes.push(row);
    }
    let text = in_format("markdown", &report);
    let length = text.chars().count();
    assert!(length <= 65_536, "{length} characters");
    let last = text.lines().last().unwrap();
    assert!(last.starts_with("**Cut here**: ") && last.contains("JSON and HTML"), "{last}");
}

#[test]
fn csv_has_a_row_for_every_probe_and_no_formula() {
    for mut report in runs() {
        for row in &mut report.probes {
            row.evidence.insert(0, "=cmd|' /C calc'!A0".to_owned());
            row.advice.insert_str(0, "\t=1+1");
            row.endpoint.insert(0, '@');
        }
        let text = in_format("csv", &report);
        let mut csv = csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<csv::StringRecord> = csv.records().collect::<Result<_, _>>().unwrap();
        assert_eq!(rows.len(), report.probes.len());
        for cell in rows.iter().flatten() {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell:?}");
        }
    }
    assert!(in_format("csv", &World::empty().report()).starts_with("machine,route,proxy,"));
}

#[test]
fn markdown_rows_have_as_many_cells_as_their_head() {
    for report in runs() {
        let mut cells = 0;
        for line in in_format("markdown", &report).lines() {
            let own = line.matches('|').count();
            match (line.starts_with('|'), cells) {
                (false, _) => cells = 0,
                (true, 0) => cells = own,
                (true, _) => assert_eq!(own, cells, "{line}"),
            }
            assert!(!line.contains("<script") && !line.contains("<img"), "{line}");
        }
    }
}

#[test]
fn nothing_is_missing_from_any_format() {
    for report in runs() {
        for writer in WRITERS {
            let text = written(*writer, &report, Style { width: usize::MAX, ..Style::default() });
            for row in report.probes.iter().filter(|row| row.status != Status::Reachable) {
                let name = row.host.as_ref().map_or(row.endpoint.clone(), ToString::to_string);
                let shown = match writer.name() {
                    "markdown" => {
                        name.replace('*', "\\*").replace('<', "&lt;").replace('>', "&gt;")
                    }
                    "html" => {
                        assert!(text.contains("Content-Security-Policy"));
                        name.replace('<', "&lt;").replace('>', "&gt;")
                    }
                    "junit" => name.replace('<', "&lt;").replace('>', "&gt;"),
                    _ => name,
                };
                let text = text.replace("<wbr>", "");
                assert!(text.contains(&shown), "{} without {shown}", writer.name());
            }
        }
    }
}

#[test]
fn no_format_lets_the_network_speak_to_the_terminal() {
    let hidden = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
    };
    let mut report = fixture::sample();
    let curse = "\u{1b}[2J\u{9b}31m\u{202e}\0\u{7f}\r\n\t|<b>`=1".to_owned();
    for row in &mut report.probes {
        row.evidence.push(curse.clone());
        row.notes.push(curse.clone());
        row.advice.push_str(&curse);
        row.endpoint.push_str(&curse);
        row.logged.push_str(&curse);
    }
    for role in &mut report.roles {
        role.role.push_str(&curse);
        role.title.push_str(&curse);
        role.also_needs.push(curse.clone());
    }
    report.run.machine.push_str(&curse);
    report.run.notes.push(curse.clone());
    report.route.because.push_str(&curse);
    for writer in WRITERS {
        let text = written(*writer, &report, Style::default());
        assert!(!text.contains(hidden), "{}: {:?}", writer.name(), text.matches(hidden).next());
    }
    assert!(!in_format("json", &fixture::sample()).contains("do-not-show"));
}

#[test]
fn text_for_people_stays_within_its_width() {
    for report in runs() {
        for width in [40, 80, 132] {
            let text = written(human(), &report, Style { width, colour: Colour::Never });
            let longest = text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
            assert!(longest <= width, "{longest} columns of {width}");
        }
    }
}

#[test]
fn colours_carry_nothing_alone() {
    for report in runs() {
        let plain = written(human(), &report, Style::default());
        let colour = Style { colour: Colour::Ansi, ..Style::default() };
        let coloured = written(human(), &report, colour);
        assert!(!plain.contains('\u{1b}') && coloured.contains('\u{1b}'));
        assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), plain);
    }
}

#[test]
fn the_first_lines_say_from_where_and_by_which_way() {
    let text = in_format("human", &fixture::all_good());
    let head: Vec<&str> = text.lines().take(4).collect();
    assert!(head[0].contains("cm01.corp.example"), "{head:?}");
    assert!(
        head[2].contains("through http://proxy.corp.example:80 (from HTTPS_PROXY)"),
        "{head:?}"
    );
    let mut direct = fixture::all_good();
    direct.route.kind = "direct";
    direct.route.proxy = None;
    direct.route.source = "default".to_owned();
    for row in &mut direct.probes {
        row.route = Some(direct.route.clone());
    }
    let text = in_format("human", &direct);
    assert!(text.lines().nth(2).unwrap().contains("DIRECT"), "{text}");
}

#[test]
fn one_refusal_reads_once() {
    let text = in_format("human", &fixture::sample());
    assert_eq!(text.matches("X-Squid-Error: ERR_ACCESS_DENIED 0").count(), 1);
    assert_eq!(text.matches("[2] proxy.denied, as above").count(), 3, "{text}");
}

#[test]
fn servers_stand_one_after_the_other_with_their_ways_and_logs() {
    let report = fixture::servers();
    let text = in_format("human", &report);
    let words = [
        "SERVER     cm01.corp.test (site P01)",
        "READY      configmgr/software-update-point: 1 of 1 required proven",
        "way  through http://proxy.corp.example:80, CORP\\svc signs in if it asks",
        "SERVER     sup02.corp.test (site P01)",
        "NOT READY  configmgr/software-update-point",
        "way  DIRECT, through no proxy: an option is off",
        "READY      distribution-point: needs nothing",
    ];
    let mut rest = text.as_str();
    for words in words {
        let at = rest.find(words).unwrap_or_else(|| panic!("`{words}` is not next in {rest}"));
        rest = &rest[at..];
    }
    assert!(text.contains("HTTP 403, 0x80244018, in ruleengine.log"), "{text}");
    // Rows and requirements are those of the whole report.
    let second = &report.roles[1];
    let row = second.open[0].rows[0];
    assert_eq!(report.probes[row].status, Status::Blocked);
    assert_eq!(report.probes[row].servers, ["sup02.corp.test"]);
    assert!(report.probes[0].log_files.is_empty(), "a success is logged nowhere");
}

#[test]
fn a_run_that_was_cut_short_says_so_first() {
    let text = in_format("human", &fixture::all_bad());
    assert!(text.lines().take(6).any(|line| line.contains("interrupted")), "{text}");
    assert!(text.lines().last().unwrap().starts_with("INCOMPLETE: "), "{text}");
}

#[test]
fn a_broken_pipe_is_passed_up() {
    struct Closed;
    impl io::Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
    }
    for writer in WRITERS {
        let error = writer.write(&fixture::sample(), Style::default(), &mut Closed).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe, "{}", writer.name());
    }
}

/// The sample and its extremes.
fn runs() -> [Report; 5] {
    [
        fixture::sample(),
        World::empty().report(),
        fixture::all_good(),
        fixture::all_bad(),
        fixture::servers(),
    ]
}

fn human() -> &'static dyn Writer {
    clearway::report::writers::named("human").unwrap()
}
