//! Settings from a file and from the environment: what wins, what is shown, what is refused.

use std::fs;
use std::path::Path;

use super::{Run, clearway, finish};

/// Runs in a directory of its own with these settings.
struct Desk(tempfile::TempDir);

impl Desk {
    fn with(settings: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("clearway.toml"), settings).unwrap();
        Self(folder)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn run(&self, line: &[&str]) -> Run {
        self.run_in(&[], line)
    }

    fn run_in(&self, environment: &[(&str, &str)], line: &[&str]) -> Run {
        let mut command = clearway(line);
        command.current_dir(self.path()).envs(environment.iter().copied());
        finish(&mut command)
    }
}

/// The line of `config show` about an option, with one blank between words.
#[track_caller]
fn line(run: &Run, option: &str) -> String {
    run.ends_with(0);
    let own = |line: &&str| line.trim_start_matches("# ").split(' ').next() == Some(option);
    let line = run.out.lines().skip(1).find(own).unwrap_or_else(|| panic!("{option}: {}", run.out));
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_command_line_wins_over_the_environment_and_that_over_the_file() {
    let desk = Desk::with("patience = 20\n\n[check]\nneed = \"required\"\ndirect = true\n");
    let by_environment = [("CLEARWAY_PATIENCE", "30"), ("CLEARWAY_RETRIES", "4")];
    let show = |environment: &[(&str, &str)], typed: &[&str]| {
        desk.run_in(environment, &[&["config", "show", "check"], typed].concat())
    };
    let file = show(&[], &[]);
    assert_eq!(line(&file, "patience"), "patience = \"20\" # clearway.toml:1");
    assert_eq!(line(&file, "need"), "need = \"required\" # clearway.toml:4");
    assert_eq!(line(&file, "direct"), "direct = true # clearway.toml:5");
    assert_eq!(line(&file, "deadline"), "deadline = \"600\" # default");
    assert_eq!(line(&file, "proxy"), "# proxy # not set");
    let environment = show(&by_environment, &[]);
    let expected = "patience = \"30\" # environment variable CLEARWAY_PATIENCE";
    assert_eq!(line(&environment, "patience"), expected);
    let typed = show(&by_environment, &["--patience", "40", "x.test"]);
    assert_eq!(line(&typed, "patience"), "patience = \"40\" # command line");
    let expected = "retries = \"4\" # environment variable CLEARWAY_RETRIES";
    assert_eq!(line(&typed, "retries"), expected);
}

#[test]
fn what_is_typed_replaces_a_list_of_the_file() {
    let desk = Desk::with("[check]\nrole = [\"wsus/*\", \"edge/*\"]\n");
    let all = desk.run(&["config", "show", "check"]);
    assert_eq!(line(&all, "role"), "role = [\"wsus/*\", \"edge/*\"] # clearway.toml:2");
    let own = desk.run(&["config", "show", "check", "--role", "intune/*"]);
    assert_eq!(line(&own, "role"), "role = [\"intune/*\"] # command line");
}

#[test]
fn what_is_typed_puts_aside_what_contradicts_it() {
    let desk = Desk::with("proxy = \"http://proxy.corp.example:8080\"\n");
    let run = desk.run(&["check", "--mock", "x.test", "--format", "json"]);
    let report = run.ends_with(0).json();
    assert!(report["route"]["proxy"].as_str().unwrap().contains("127.0.0.1"));
    let shown = desk.run(&["config", "show", "check", "--mock"]);
    assert_eq!(line(&shown, "proxy"), "# proxy # not set: clearway.toml:1 gives way to --mock");
}

#[test]
fn a_report_says_what_nobody_typed() {
    let desk = Desk::with("mock = true\n[check]\nreport = [\"json=out.json\"]\n");
    let run = desk.run(&["check", "x.test"]).ends_with(0).out.clone();
    assert!(run.contains("not typed, but set: --mock (clearway.toml:1)"), "{run}");
    let text = fs::read_to_string(desk.path().join("out.json")).unwrap();
    assert!(text.contains("--report (clearway.toml:3)"));
    // Without settings there is nothing to say.
    let run = super::run(&["check", "--mock", "x.test"]);
    assert!(!run.out.contains("not typed"), "{}", run.out);
}

#[test]
fn a_password_is_never_shown() {
    let desk = Desk::with("");
    let named = desk.path().join("named.toml");
    let settings = "[check]\nproxy = \"http://user:hunter2@proxy\"\nproxy-user = \"u\"\n\
                    proxy-password-command = \"echo hunter2\"\n";
    fs::write(&named, settings).unwrap();
    let named = named.to_str().unwrap();
    for line in [
        &["config", "show", "check", "--config", named][..],
        &["config", "show", "--config", named],
        &["--config", named, "config", "show", "check"],
        &["check", "--config", named, "--direct", "--proxy-password-file", "x", "127.0.0.1:1"],
        &["config", "show", "check", "--proxy", "u:hunter2@proxy:80"],
    ] {
        let run = desk.run(line);
        assert!(!run.out.contains("hunter2"), "{line:?}: {}", run.out);
        assert!(!run.err.contains("hunter2"), "{line:?}: {}", run.err);
    }
    let shown = desk.run(&["config", "show", "check", "--config", named]);
    assert!(super::config::line(&shown, "proxy").contains("http://user:(set)@proxy"));
    assert!(super::config::line(&shown, "proxy-password-command").contains("\"(set)\""));
}

#[test]
fn the_environment_names_the_file_and_the_command_line_overrules_it() {
    let desk = Desk::with("retries = 1\n");
    fs::write(desk.path().join("a.toml"), "retries = 2\n").unwrap();
    fs::write(desk.path().join("b.toml"), "retries = 3\n").unwrap();
    let show = |environment: &[(&str, &str)], typed: &[&str]| {
        let run = desk.run_in(environment, &[&["config", "show", "check"], typed].concat());
        line(&run, "retries")
    };
    assert!(show(&[], &[]).contains("clearway.toml:1"));
    assert!(show(&[("CLEARWAY_CONFIG", "a.toml")], &[]).contains("a.toml:1"));
    let both = show(&[("CLEARWAY_CONFIG", "a.toml")], &["--config", "b.toml"]);
    assert!(both.contains("\"3\" # b.toml:1"), "{both}");
    desk.run(&["roles", "--config", "no.toml"]).refuses(&["no.toml", "--config"]);
    desk.run_in(&[("CLEARWAY_CONFIG", "no.toml")], &["roles"])
        .refuses(&["no.toml", "CLEARWAY_CONFIG"]);
}

#[test]
fn errors_name_the_place() {
    for (settings, line, words) in [
        ("proxi = 'x'", &["plan"][..], &["clearway.toml, line 1, column 1", "`proxy`"][..]),
        ("[check]\npatience = 'soon'", &["check"], &["line 2, column 12", "soon", "seconds"]),
        ("[check]\nreport = ['json=a', 'jsn=b']", &["check"], &["line 2, column 21", "`json`"]),
        ("direct = true\nproxy = 'http://x'", &["plan"], &["line 2", "line 1", "cannot be used"]),
        ("direct = 1", &["plan"], &["column 10", "true or false, not a number"]),
        ("format = 'markdown'", &["plan"], &["line 1, column 10", "human, json"]),
        ("verbose = 'much'", &["plan"], &["a number from 0 to 9"]),
        ("proxy = [", &["plan"], &["clearway.toml, line 1"]),
        ("[plan]\npatience = 3", &["plan"], &["line 2, column 1", "clearway plan"]),
        ("proxy-password-command = 'x'", &["plan"], &["--config"]),
    ] {
        Desk::with(settings).run(line).refuses(words);
    }
    // What was typed is blamed on nobody else.
    let run = Desk::with("patience = 20").run(&["check", "--patience", "soon"]);
    run.refuses(&["soon", "--patience"]);
    assert!(!run.err.contains("clearway.toml"), "{}", run.err);
    let desk = Desk::with("");
    desk.run_in(&[("CLEARWAY_PATIENCE", "soon")], &["check"])
        .refuses(&["the environment variable CLEARWAY_PATIENCE", "soon"]);
    desk.run_in(&[("CLEARWAY_DIRECT", "perhaps")], &["plan"])
        .refuses(&["the environment variable CLEARWAY_DIRECT", "true or false"]);
}

#[test]
fn a_flag_can_be_turned_off_nearer_by() {
    let desk = Desk::with("direct = true\nproxy-user = 'u'\n[plan]\ndirect = false\n");
    let shown = desk.run(&["config", "show", "plan"]);
    assert_eq!(line(&shown, "direct"), "direct = false # clearway.toml:4");
    let run = desk.run_in(&[("CLEARWAY_DIRECT", "no")], &["config", "show", "check"]);
    let expected = "direct = false # environment variable CLEARWAY_DIRECT";
    assert_eq!(line(&run, "direct"), expected);
}

#[test]
fn a_broken_file_keeps_nobody_from_help() {
    let desk = Desk::with("nonsense");
    for line in [&["check", "--help"][..], &["--version"], &["completions", "bash"], &["man"]] {
        desk.run(line).ends_with(0);
    }
    desk.run(&["config", "show"]).refuses(&["line 1"]);
}

#[cfg(unix)]
#[test]
fn a_file_that_everybody_can_write_is_used_only_by_name() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::with("need = 'required'\n");
    let open = fs::Permissions::from_mode(0o666);
    fs::set_permissions(desk.path().join("clearway.toml"), open).unwrap();
    desk.run(&["plan", "x.test"]).refuses(&["can be written by everybody", "--config"]);
    desk.run(&["plan", "--config", "./clearway.toml", "--mock", "x.test"]).ends_with(0);
}

#[test]
fn what_editors_of_windows_leave_in_a_file_does_no_harm() {
    let desk = Desk::with("\u{feff}patience = 20\r\nneed = 'required'\r\n");
    let run = desk.run(&["config", "show", "check"]);
    assert_eq!(line(&run, "need"), "need = \"required\" # clearway.toml:2");
    let path = desk.path().join("clearway.toml");
    let wide: Vec<u8> = "need = 'all'".encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(path, [&[0xff, 0xfe][..], &wide].concat()).unwrap();
    desk.run(&["plan"]).refuses(&["clearway.toml", "UTF-8"]);
}

#[test]
fn what_is_needed_may_stand_elsewhere() {
    let desk = Desk::with("[check]\nproxy-user = 'u'\n");
    let line = ["config", "show", "check", "--proxy-password-file", "secret.txt"];
    let run = desk.run(&line);
    assert!(super::config::line(&run, "proxy-password-file").contains("(set)"));
    // Alone it makes no sense, and the error is that of the command line.
    super::run(&["check", "--proxy-password-file", "secret.txt"]).refuses(&["--proxy-user"]);
}

#[test]
fn nothing_set_is_said_so() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = clearway(&["config", "show"]);
    let run = finish(command.current_dir(folder.path()));
    assert!(run.ends_with(0).out.contains("Neither the environment nor a settings file"));
    super::run(&["config", "show", "chekc"]).refuses(&["chekc", "check"]);
    super::run(&["config", "show", "check", "--nonsense"]).refuses(&["--nonsense"]);
}

#[test]
fn a_subcommand_may_be_written_anywhere() {
    let desk = Desk::with("verbose = 0\n[check]\nmock = true\n");
    for line in [
        &["check", "check", "--need", "all"][..],
        &["--color", "never", "check", "x.test"],
        &["--color=never", "-v", "check", "x.test"],
        &["check", "--", "x.test"],
    ] {
        let run = desk.run(line);
        assert!(run.code != Some(2), "{line:?}: {}", run.err);
        assert!(run.out.contains("--mock (clearway.toml:3)"), "{line:?}: {}", run.out);
    }
}
