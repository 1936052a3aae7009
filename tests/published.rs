//! SARIF and `JUnit`, of checks and of audits, against the schemas that others have published, and
//! read by programs that others have written.
//!
//! The schema of SARIF 2.1.0 is the one of OASIS, in the package of `serde-sarif`; that of `JUnit` is
//! the one of Jenkins (`tests/data/schemas/README.md`), and `xmllint` holds XML against it. Without
//! `xmllint` that test says so and skips itself, unless `CI=true` or `CLEARWAY_INTEROP=required`.

#[path = "interop/requirement.rs"]
mod requirement;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use serde_json::Value;

const SQUID: &str = "tests/data/allowlists/squid.conf";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What clearway prints.
fn clearway(arguments: &[&str]) -> String {
    let run = Command::new(env!("CARGO_BIN_EXE_clearway"))
        .args(arguments)
        .current_dir(root())
        .output()
        .unwrap();
    assert!(!run.stdout.is_empty(), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

/// Reports of all kinds in a format, each with a name.
fn reports(format: &str, ending: &str) -> Vec<(String, String)> {
    let folder = tempfile::tempdir().unwrap();
    let accepted = folder.path().join("accepted.yaml");
    let text = "- {code: need.dead, entry: '*.manage.microsoft.com', reason: 'a <b> & \"c\"', \
                expires: 2999-12-31}\n";
    fs::write(&accepted, text).unwrap();
    let edl = folder.path().join("with blank.txt");
    fs::write(&edl, "*.com/\n\u{e9}.test/\nnot a host\n*.com/\n").unwrap();
    let (accepted, edl) = (accepted.to_str().unwrap(), edl.to_str().unwrap());
    let role = ["--role", "configmgr/service-connection-point"];
    let runs: [&[&str]; 7] = [
        &["audit", SQUID, role[0], role[1]],
        &["audit", SQUID, role[0], role[1], "--suppress", accepted],
        &[
            "audit",
            edl,
            "--format",
            "paloalto",
            "--target",
            "dl.x.test",
            "--target",
            "dl.x.test:8443",
        ],
        &["audit", edl, "--format", "paloalto", "--target", "a.com"],
        &["check", "--mock", role[0], role[1]],
        &["check", "--mock=hostile", "formula.test", "garbage.test:80"],
        &["report", "reports/samples/every.json"],
    ];
    let mut all: Vec<(String, String)> = runs
        .iter()
        .map(|run| (run.join(" "), clearway(&[run, &["--format", format][..]].concat())))
        .collect();
    for name in ["sample", "every"] {
        let path = root().join(format!("reports/samples/{name}.{ending}"));
        all.push((name.to_owned(), fs::read_to_string(path).unwrap()));
    }
    all
}

/// The schema of SARIF, from the package that has it.
fn sarif_schema() -> Value {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let asked = ["metadata", "--format-version", "1", "--offline", "--locked"];
    let run = Command::new(cargo).args(asked).current_dir(root()).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let metadata: Value = serde_json::from_slice(&run.stdout).unwrap();
    let mut packages = metadata["packages"].as_array().unwrap().iter();
    let package = packages.find(|package| package["name"] == "serde-sarif").unwrap();
    let manifest = PathBuf::from(package["manifest_path"].as_str().unwrap());
    let text = fs::read_to_string(manifest.with_file_name("src").join("schema.json")).unwrap();
    // A bracket that ECMAScript takes for itself, and that is refused here unless it is escaped.
    serde_json::from_str(&text.replace("{2}]?$", r"{2}\\]?$")).unwrap()
}

#[test]
fn sarif_is_as_oasis_has_published_it() {
    let schema = sarif_schema();
    assert!(schema["title"].as_str().unwrap().contains("2.1.0"));
    let schema = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    for (name, text) in reports("sarif", "sarif") {
        let log: Value = serde_json::from_str(&text).unwrap();
        let faults: Vec<String> = schema
            .iter_errors(&log)
            .map(|fault| format!("{}: {fault}", fault.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{name}: {faults:#?}");
        assert!(!log["runs"][0]["results"].as_array().unwrap().is_empty(), "{name}: {text}");
    }
    let wrong = serde_json::json!({ "version": "2.1.0", "runs": [{ "results": [] }] });
    assert!(!schema.is_valid(&wrong), "the schema accepts anything");
}

#[test]
fn sarif_is_read_and_code_scanning_finds_what_it_asks_for() {
    for (name, text) in reports("sarif", "sarif") {
        let log: serde_sarif::sarif::Sarif = serde_json::from_str(&text).unwrap();
        let read = log.runs[0].results.as_ref().unwrap().len();
        let log: Value = serde_json::from_str(&text).unwrap();
        let run = &log["runs"][0];
        let results = run["results"].as_array().unwrap();
        assert_eq!(read, results.len(), "{name}");
        let mut known = std::collections::BTreeSet::new();
        for result in results {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            let rule = &run["tool"]["driver"]["rules"][index];
            assert_eq!(rule["id"], result["ruleId"], "{name}");
            assert!(!rule["shortDescription"]["text"].as_str().unwrap().is_empty(), "{name}");
            assert!(!result["message"]["text"].as_str().unwrap().is_empty(), "{name}");
            let print = result["partialFingerprints"]["clearway/v1"].as_str().unwrap();
            assert!(known.insert(print.to_owned()), "{name}: {result:#}");
            for location in result["locations"].as_array().into_iter().flatten() {
                let place = &location["physicalLocation"]["artifactLocation"]["uri"];
                assert!(!place.as_str().unwrap().is_empty(), "{name}: {location:#}");
            }
        }
        assert!(run["automationDetails"]["id"].as_str().unwrap().ends_with('/'), "{name}");
    }
}

#[test]
fn two_runs_about_the_same_have_the_same_fingerprints() {
    let prints = || {
        let role = "configmgr/service-connection-point";
        let text = clearway(&["check", "--mock", "--role", role, "--format", "sarif"]);
        let log: Value = serde_json::from_str(&text).unwrap();
        let results = log["runs"][0]["results"].as_array().unwrap().clone();
        let own = |result: &Value| result["partialFingerprints"].to_string();
        (results.iter().map(own).collect::<Vec<_>>(), results)
    };
    let ((first, results), (again, _)) = (prints(), prints());
    assert_eq!(first, again);
    let place = &results[0]["locations"][0]["physicalLocation"];
    let file = place["artifactLocation"]["uri"].as_str().unwrap();
    assert!(file.starts_with("endpoints/configmgr/"), "{file}");
    assert!(place["region"]["startLine"].as_u64().unwrap() > 1, "{place}");
}

#[test]
fn junit_is_as_jenkins_has_published_it() {
    let xmllint = requirement::program("xmllint", "libxml2-utils");
    let Some(xmllint) = requirement::or_skip(xmllint.as_ref()) else { return };
    let schema = root().join("tests/data/schemas/junit-10.xsd");
    let folder = tempfile::tempdir().unwrap();
    let says = |text: &str| {
        let file = folder.path().join("report.xml");
        fs::write(&file, text).unwrap();
        let mut command = Command::new(xmllint);
        let run = command.args(["--noout", "--nonet", "--schema"]).arg(&schema).arg(&file);
        let run = run.output().unwrap();
        (run.status.success(), String::from_utf8(run.stderr).unwrap())
    };
    for (name, text) in reports("junit", "xml") {
        let (fits, faults) = says(&text);
        assert!(fits, "{name}: {faults}");
    }
    assert!(!says("<testsuites><testsuite/></testsuites>").0, "the schema accepts anything");
}
