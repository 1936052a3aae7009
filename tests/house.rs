//! The house rules as a test: who may use whom, who may touch the world, and how files look.
//!
//! The checker reads sources as text. It is itself tested, at the end, on snippets that break each
//! rule.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// A folder of `src/`, the folders that it may use, and what of the world it may touch.
struct Room {
    name: &'static str,
    uses: &'static [&'static str],
    touches: &'static [World],
}

/// What pure code keeps away from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum World {
    Network,
    Files,
    Clock,
    Process,
    Chance,
}

use World::{Chance, Clock, Files, Network, Process};

/// Everything there is; a new folder needs a row.
const ROOMS: &[Room] = &[
    Room { name: "text", uses: &[], touches: &[] },
    Room { name: "address", uses: &[], touches: &[] },
    Room { name: "errors", uses: &[], touches: &[] },
    Room { name: "harmless", uses: &[], touches: &[] },
    Room { name: "standard", uses: &["harmless"], touches: &[] },
    Room { name: "saved", uses: &["address"], touches: &[] },
    Room { name: "page", uses: &["address", "harmless", "saved"], touches: &[] },
    Room { name: "compare", uses: &["address", "harmless", "page", "saved"], touches: &[] },
    Room { name: "yaml", uses: &[], touches: &[] },
    Room { name: "catalogue", uses: &["address", "yaml"], touches: &[Files] },
    Room { name: "article", uses: &["address"], touches: &[] },
    Room { name: "curation", uses: &["address", "article", "catalogue"], touches: &[] },
    Room { name: "lines", uses: &[], touches: &[] },
    Room { name: "names", uses: &["address", "lines"], touches: &[Files] },
    Room { name: "proxy", uses: &["address"], touches: &[] },
    // Touches the network only in so far as conversations wait for each other.
    Room { name: "auth", uses: &["proxy"], touches: &[Network, Clock, Chance] },
    Room { name: "machine", uses: &["proxy"], touches: &[Files, Process, Clock] },
    Room { name: "site", uses: &["address", "yaml"], touches: &[] },
    Room { name: "hostset", uses: &["address"], touches: &[] },
    Room { name: "allowlist", uses: &["address", "hostset"], touches: &[] },
    Room {
        name: "traffic",
        uses: &["address", "harmless", "hostset", "allowlist", "lines"],
        touches: &[Files],
    },
    Room { name: "document", uses: &["proxy"], touches: &[Network] },
    Room {
        name: "pac",
        uses: &["address", "document", "proxy"],
        touches: &[Network, Files, Clock],
    },
    Room { name: "plan", uses: &["address", "catalogue", "proxy"], touches: &[] },
    Room { name: "measurement", uses: &["address", "auth", "proxy", "plan"], touches: &[] },
    Room {
        name: "probe",
        uses: &["address", "auth", "proxy", "plan", "measurement"],
        touches: &[Network, Clock, Chance],
    },
    Room {
        name: "verdict",
        uses: &["address", "auth", "proxy", "plan", "measurement", "errors"],
        touches: &[],
    },
    Room {
        name: "follow",
        uses: &["address", "proxy", "plan", "measurement", "verdict"],
        touches: &[Chance],
    },
    Room {
        name: "report",
        uses: &[
            "address",
            "auth",
            "catalogue",
            "proxy",
            "plan",
            "measurement",
            "verdict",
            "errors",
            "harmless",
            "page",
            "saved",
            "standard",
            "text",
        ],
        touches: &[],
    },
    Room {
        name: "audit",
        uses: &[
            "address",
            "allowlist",
            "catalogue",
            "harmless",
            "hostset",
            "plan",
            "standard",
            "text",
            "yaml",
        ],
        touches: &[],
    },
    Room { name: "logs", uses: &["address", "errors"], touches: &[Files] },
    Room { name: "mock", uses: &["address"], touches: &[Network, Files, Clock, Chance] },
    Room {
        name: "cli",
        uses: &[
            "address",
            "allowlist",
            "article",
            "audit",
            "auth",
            "catalogue",
            "compare",
            "curation",
            "document",
            "errors",
            "follow",
            "harmless",
            "hostset",
            "logs",
            "machine",
            "measurement",
            "mock",
            "names",
            "pac",
            "page",
            "plan",
            "probe",
            "proxy",
            "report",
            "saved",
            "site",
            "text",
            "traffic",
            "verdict",
        ],
        touches: &[Network, Files, Clock, Process],
    },
];

/// Of these rooms, only the named file may touch files.
const ONLY_PLACE_FOR_FILES: &[(&str, &str)] = &[
    ("catalogue", "load.rs"),
    ("logs", "open.rs"),
    ("names", "open.rs"),
    ("pac", "read.rs"),
    ("traffic", "open.rs"),
];

/// Words in the sources that touch the world.
const WORLD_WORDS: &[(World, &str)] = &[
    (Network, "TcpStream"),
    (Network, "TcpListener"),
    (Network, "UdpSocket"),
    (Network, "UnixStream"),
    (Network, "ToSocketAddrs"),
    (Network, "tokio"),
    (Network, "hickory_resolver"),
    (Network, "dns_lookup"),
    (Network, "reqwest"),
    (Files, "std::fs"),
    (Files, "fs::"),
    (Files, "File::open"),
    (Files, "File::create"),
    (Files, "tempfile"),
    (Clock, "SystemTime"),
    (Clock, "Instant"),
    (Clock, "Timestamp::now"),
    (Clock, "Zoned::now"),
    (Clock, "UnixTime::now"),
    (Clock, "thread::sleep"),
    (Process, "std::env"),
    (Process, "env::var"),
    (Process, "std::process"),
    (Process, "gethostname"),
    (Chance, "fastrand"),
    (Chance, "getrandom"),
];

/// The only files with unsafe code: each speaks to a library of the operating system.
const MAY_BE_UNSAFE: &[&str] = &["src/auth/negotiate/gssapi.rs", "src/auth/negotiate/sspi.rs"];

/// Lines above which a file has more than one idea.
const LONGEST: usize = 350;

/// Files that are longer and may be, each with the reason.
const MAY_BE_LONGER: &[(&str, usize, &str)] = &[
    ("src/address/entry.rs", 500, "one parser with a test for each shape of entry"),
    ("src/cli/args.rs", 380, "the command line is declared in one place"),
    ("src/plan/expand.rs", 630, "half of it are the tests of the expansion"),
    ("src/probe/runner.rs", 500, "a third of it are the tests of the runner"),
    ("src/probe/trust.rs", 400, "one judgement of chains, with its certificates for tests"),
];

#[test]
fn the_house_is_in_order() {
    let sources = sources(Path::new(env!("CARGO_MANIFEST_DIR")));
    assert!(sources.len() > 100, "only {} sources were found", sources.len());
    let test_only = test_only_files(&sources);
    let mut faults: Vec<String> = Vec::new();
    for (path, text) in &sources {
        faults.extend(faults_of(path, text, test_only.contains(path)));
    }
    faults.extend(rooms_without_a_row(&sources));
    faults.extend(stale_exceptions(&sources));
    let mut list = String::new();
    for fault in &faults {
        let _ = writeln!(list, "- {fault}");
    }
    assert!(faults.is_empty(), "{} house rules are broken:\n{list}", faults.len());
}

/// Every Rust file of ours: path from the root, with slashes, and text.
fn sources(root: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for folder in ["src", "tests", "benches", "fuzz"] {
        collect(&root.join(folder), folder, &mut found);
    }
    found.push(("build.rs".to_owned(), fs::read_to_string(root.join("build.rs")).unwrap()));
    found.sort_unstable();
    found
}

fn collect(folder: &Path, prefix: &str, found: &mut Vec<(String, String)>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let path = format!("{prefix}/{name}");
        if entry.file_type().unwrap().is_dir() {
            // What is built there is not ours.
            if name != "target" {
                collect(&entry.path(), &path, found);
            }
        } else if Path::new(&name).extension().is_some_and(|extension| extension == "rs") {
            found.push((path, fs::read_to_string(entry.path()).unwrap()));
        }
    }
}

/// Files of `src/` that are compiled for tests only: declared so, or below a folder `tests`.
fn test_only_files(sources: &[(String, String)]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (path, text) in sources {
        if path.contains("/tests/") || path.ends_with("/tests.rs") || path.starts_with("tests/") {
            found.insert(path.clone());
        }
        let Some(folder) = path.strip_suffix("/mod.rs") else { continue };
        let mut lines = text.lines().peekable();
        while let Some(line) = lines.next() {
            let next = lines.peek().and_then(|next| next.strip_prefix("mod "));
            if let (true, Some(name)) = (line.trim() == "#[cfg(test)]", next) {
                found.insert(format!("{folder}/{}.rs", name.trim_end_matches(';')));
            }
        }
    }
    found
}

/// Everything that is wrong with one file.
fn faults_of(path: &str, text: &str, test_only: bool) -> Vec<String> {
    let code = without_comments_and_strings(text);
    let shipped = if test_only { String::new() } else { without_tests(&code) };
    let mut faults = Vec::new();
    if !text.starts_with("//! ") {
        faults.push("the first line does not say what the file is for (`//! ...`)".to_owned());
    }
    let lines = text.lines().count();
    let exception = MAY_BE_LONGER.iter().find(|(known, ..)| *known == path);
    let most = exception.map_or(LONGEST, |(_, most, _)| *most);
    if path.starts_with("src/") && lines > most {
        faults.push(format!("{lines} lines; {most} are the most: which two ideas are in it?"));
    }
    for (line, found) in find_all(&code, "allow(") {
        if code[..found].ends_with("#[") || code[..found].ends_with("#![") {
            faults.push(format!("line {line}: a bare allow; write #[expect(lint, reason = ..)]"));
        }
    }
    for (line, found) in
        find_all(&code, "#[expect(").into_iter().chain(find_all(&code, "#![expect("))
    {
        let end = code[found..].find(")]").map_or(code.len(), |end| found + end);
        if !code[found..end].contains("reason") {
            faults.push(format!("line {line}: an #[expect] without a reason"));
        }
    }
    let unsafety = find_all(&code, "unsafe_code").into_iter();
    for (line, _) in
        unsafety.chain(find_all(&code, "unsafe {")).chain(find_all(&code, "unsafe impl"))
    {
        if !MAY_BE_UNSAFE.contains(&path) {
            faults.push(format!("line {line}: unsafe code stands in the listed files only"));
        }
    }
    for word in ["todo!", "unimplemented!", "dbg!"] {
        for (line, _) in find_all(&code, word) {
            faults.push(format!("line {line}: {word} is no code"));
        }
    }
    for (line, _) in find_all(&shipped, ".unwrap()") {
        faults.push(format!("line {line}: unwrap() outside of tests"));
    }
    faults.extend(unfit_words(text));
    if let Some(room) = room_of(path) {
        faults.extend(direction(room, path, &code, &shipped));
        faults.extend(world(room, path, &shipped));
    }
    faults.into_iter().map(|fault| format!("{path}: {fault}")).collect()
}

/// Words that tell about the machine where something was written, or that something is unfinished.
fn unfit_words(text: &str) -> Vec<String> {
    // Put together here, so that this file does not contain them.
    let words = [
        ["/wo", "rk/"].concat(),
        ["/ho", "me/"].concat(),
        ["/Us", "ers/"].concat(),
        ["/ro", "ot/"].concat(),
        ["/tm", "p/"].concat(),
        ["../sha", "red"].concat(),
        [".libr", "ary"].concat(),
        ["TO", "DO"].concat(),
        ["FIX", "ME"].concat(),
        ["XX", "X"].concat(),
    ];
    let found = |word: &String| find_all(text, word).into_iter().map(|(line, _)| line).next();
    words
        .iter()
        .filter_map(|word| found(word).map(|line| format!("line {line}: `{word}` does not belong")))
        .collect()
}

/// The room in whose folder a file lies; none for files beside the rooms.
fn room_of(path: &str) -> Option<&'static Room> {
    let (name, _) = path.strip_prefix("src/")?.split_once('/')?;
    ROOMS.iter().find(|room| room.name == name)
}

/// Uses of other rooms that the table does not allow.
fn direction(room: &Room, path: &str, code: &str, shipped: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let start = if room.name == "cli" { "clearway::" } else { "crate::" };
    for (line, found) in find_all(code, start) {
        let rest = &code[found + start.len()..];
        if rest.starts_with('{') {
            faults.push(format!("line {line}: one `use {start}room` for each room, please"));
            continue;
        }
        let used = leading_word(rest);
        let known = ROOMS.iter().any(|other| other.name == used);
        if known && used != room.name && !room.uses.contains(&used) {
            faults.push(format!("line {line}: {} may not use {used}", room.name));
        }
    }
    // From the top level of a file, so many `super` reach the root, where the rooms are.
    let depth = path.trim_end_matches("/mod.rs").split('/').count() - 1;
    let climb = "super::".repeat(depth);
    for (line, found) in find_all(shipped, &climb) {
        let used = leading_word(&shipped[found + climb.len()..]);
        if ROOMS.iter().any(|other| other.name == used) {
            faults
                .push(format!("line {line}: `{climb}{used}` leaves the room; write crate::{used}"));
        }
    }
    faults
}

/// Touches of the world that the table does not allow.
fn world(room: &Room, path: &str, shipped: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for (world, word) in WORLD_WORDS {
        let hits = find_all(shipped, word);
        let whole = hits.iter().find(|(_, at)| {
            !shipped[..*at].ends_with(|before: char| before.is_alphanumeric() || before == '_')
        });
        let Some((line, _)) = whole else { continue };
        if !room.touches.contains(world) {
            faults.push(format!("line {line}: {} may not touch {world:?} ({word})", room.name));
        }
        let place = ONLY_PLACE_FOR_FILES.iter().find(|(name, _)| *name == room.name);
        if let Some((name, file)) = place
            && *world == Files
            && room.touches.contains(&Files)
            && path != format!("src/{name}/{file}")
        {
            faults.push(format!("line {line}: in {name}, only {file} may touch files ({word})"));
        }
    }
    faults
}

/// Folders and files of `src/` that are no room, and rooms that are gone.
fn rooms_without_a_row(sources: &[(String, String)]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut present = BTreeSet::new();
    for (path, _) in sources {
        let Some(inside) = path.strip_prefix("src/") else { continue };
        match inside.split_once('/') {
            Some((folder, _)) => {
                present.insert(folder);
            }
            None if inside == "lib.rs" || inside == "main.rs" => {}
            None => faults.push(format!("{path}: a file beside the rooms; which room is it of?")),
        }
    }
    for folder in &present {
        if !ROOMS.iter().any(|room| room.name == *folder) {
            faults.push(format!("src/{folder}: a new room without a row in tests/house.rs"));
        }
    }
    for room in ROOMS.iter().filter(|room| !present.contains(room.name)) {
        faults.push(format!("src/{}: the row has no room any more", room.name));
    }
    let declares_cli =
        |file: &str| sources.iter().any(|(path, text)| path == file && text.contains("mod cli;"));
    if declares_cli("src/lib.rs") || !declares_cli("src/main.rs") {
        faults
            .push("src/main.rs alone declares `mod cli`, so that the library cannot use it".into());
    }
    faults
}

/// Exceptions that nobody needs any more.
fn stale_exceptions(sources: &[(String, String)]) -> Vec<String> {
    let needed = |path: &str| {
        sources.iter().any(|(known, text)| known == path && text.lines().count() > LONGEST)
    };
    let stale = MAY_BE_LONGER.iter().filter(|(path, ..)| !needed(path));
    stale.map(|(path, ..)| format!("{path}: needs no exception for its length any more")).collect()
}

fn leading_word(text: &str) -> &str {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("")
}

/// Line (from one) and byte offset of each occurrence.
fn find_all(text: &str, word: &str) -> Vec<(usize, usize)> {
    text.match_indices(word).map(|(at, _)| (text[..at].matches('\n').count() + 1, at)).collect()
}

/// The code without items that are compiled for tests only, line for line. Relies on `cargo fmt`:
/// an item ends at the first line with as much indentation that closes it.
fn without_tests(code: &str) -> String {
    let mut kept = String::with_capacity(code.len());
    let mut until: Option<String> = None;
    for line in code.lines() {
        let indentation = &line[..line.len() - line.trim_start().len()];
        match &until {
            Some(own) => {
                let same = indentation == own.as_str() && !line.trim().is_empty();
                let attribute = line.trim_start().starts_with("#[");
                if same && !attribute && (line.ends_with('}') || line.ends_with(';')) {
                    until = None;
                }
            }
            None if line.trim() == "#[cfg(test)]" => until = Some(indentation.to_owned()),
            None => kept.push_str(line),
        }
        kept.push('\n');
    }
    kept
}

/// The code with comments and the insides of texts blanked, line for line.
fn without_comments_and_strings(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    let blank = |piece: &str, code: &mut String| {
        code.extend(piece.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
    };
    while let Some(first) = rest.chars().next() {
        let previous = code.chars().last().unwrap_or(' ');
        let in_word = previous.is_alphanumeric() || previous == '_';
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(hashes) = raw_string(rest).filter(|_| !in_word) {
            let end = format!("\"{}", "#".repeat(hashes));
            let start = rest.find('"').expect("a raw string has a quote") + 1;
            rest[start..].find(&end).map_or(rest.len(), |found| start + found + end.len())
        } else if first == '"' {
            quoted(rest)
        } else if first == '\'' && is_character(rest) {
            1 + rest[1..]
                .find('\'')
                .map_or(0, |at| if at == 1 && rest[1..].starts_with('\\') { 3 } else { at + 1 })
        } else {
            code.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        };
        blank(&rest[..length], &mut code);
        rest = &rest[length..];
    }
    code
}

/// How many `#` a raw string begins with, if one begins here.
fn raw_string(text: &str) -> Option<usize> {
    let after = text.strip_prefix("br").or_else(|| text.strip_prefix('r'))?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    after[hashes..].starts_with('"').then_some(hashes)
}

/// The length of a string with its quotes.
fn quoted(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Tells `'a'` from the lifetime `'a`.
fn is_character(text: &str) -> bool {
    let mut inside = text.chars().skip(1);
    match inside.next() {
        Some('\\') => true,
        Some(_) => inside.next() == Some('\''),
        None => false,
    }
}

/// What the checker says about a snippet at a path.
fn said(path: &str, text: &str) -> String {
    faults_of(path, &format!("//! A snippet.\n{text}\n"), false).join("\n")
}

#[test]
fn the_checker_finds_what_is_wrong() {
    for (path, text, expected) in [
        (
            "src/address/x.rs",
            "use crate::catalogue::Role;",
            "line 2: address may not use catalogue",
        ),
        ("src/errors/x.rs", "fn f() { crate::verdict::judge() }", "errors may not use verdict"),
        ("src/verdict/rules/x.rs", "use crate::report::Row;", "verdict may not use report"),
        ("src/mock/x.rs", "use crate::probe::Prober;", "mock may not use probe"),
        ("src/probe/x.rs", "use crate::verdict::judge;", "probe may not use verdict"),
        ("src/plan/x.rs", "use crate::{verdict, proxy};", "one `use crate::room` for each room"),
        ("src/probe/steps/x.rs", "use super::super::super::verdict::judge;", "leaves the room"),
        ("src/probe/mod.rs", "use super::verdict::judge;", "leaves the room"),
        ("src/verdict/x.rs", "let now = Timestamp::now();", "verdict may not touch Clock"),
        ("src/plan/x.rs", "use std::fs;", "plan may not touch Files"),
        ("src/report/x.rs", "use tokio::io::AsyncWrite;", "report may not touch Network"),
        ("src/measurement/x.rs", "use std::net::TcpStream;", "measurement may not touch Network"),
        ("src/errors/x.rs", "let home = std::env::var(\"A\");", "errors may not touch Process"),
        ("src/proxy/discover/x.rs", "let v = env::vars_os();", "proxy may not touch Process"),
        ("src/address/x.rs", "let n = fastrand::u8(..);", "address may not touch Chance"),
        ("src/catalogue/index.rs", "use std::fs;", "only load.rs may touch files"),
        ("src/plan/x.rs", "#[allow(dead_code)]\nfn f() {}", "line 2: a bare allow"),
        ("src/plan/x.rs", "#[expect(dead_code)]\nfn f() {}", "without a reason"),
        ("src/auth/x.rs", "#![expect(unsafe_code, reason = \"x\")]", "in the listed files only"),
        ("src/auth/x.rs", "fn f() { unsafe { g() } }", "in the listed files only"),
        ("src/auth/x.rs", "let n = getrandom::u32();\nuse crate::probe::P;", "may not use probe"),
        ("src/plan/x.rs", "fn f() { todo!() }", "todo! is no code"),
        ("src/plan/x.rs", "fn f() { dbg!(1); }", "dbg! is no code"),
        ("src/plan/x.rs", "fn f() { x.unwrap(); }", "unwrap() outside of tests"),
        (
            "src/plan/x.rs",
            "#[cfg(test)]\nmod tests {\n    fn f() {}\n}\nfn f() { x.unwrap(); }",
            "line 6: unwrap() outside of tests",
        ),
    ] {
        let said = said(path, text);
        assert!(said.contains(expected), "{path}: {text}\nexpected: {expected}\nsaid: {said}");
    }
    let machine = ["// see /wo", "rk/notes"].concat();
    assert!(said("src/plan/x.rs", &machine).contains("does not belong"));
    let unfinished = ["// TO", "DO: later"].concat();
    assert!(said("src/plan/x.rs", &unfinished).contains("does not belong"));
    let long = "fn f() {}\n".repeat(LONGEST + 1);
    assert!(said("src/plan/x.rs", &long).contains("which two ideas"));
    assert!(faults_of("src/plan/x.rs", "fn f() {}\n", false)[0].contains("the first line"));
}

#[test]
fn the_checker_lets_pass_what_is_right() {
    for (path, text) in [
        ("src/plan/x.rs", "use crate::proxy::Route;\nuse super::probe::Probe;"),
        ("src/verdict/x.rs", "/// See [`crate::report`], std::fs and tokio.\nfn f() {}"),
        ("src/verdict/x.rs", "const TEXT: &str = \"todo! crate::report std::fs // tokio\";"),
        (
            "src/verdict/x.rs",
            "const TEXT: &str = r#\"a \" crate::report\"#;\nconst C: char = '\"';",
        ),
        ("src/verdict/x.rs", "fn f<'a>(text: &'a str) -> &'a str { text } // '\"' dbg!"),
        ("src/address/x.rs", "use std::net::{IpAddr, Ipv4Addr};"),
        ("src/catalogue/load.rs", "use std::fs::{self, File};"),
        ("src/probe/steps/x.rs", "use super::super::prober::Prober;\nuse tokio::net::TcpStream;"),
        ("src/plan/x.rs", "#[cfg(test)]\nmod tests {\n    fn f() {\n        x.unwrap();\n    }\n}"),
        ("src/plan/x.rs", "#[cfg(test)]\nfn f() {\n    x.unwrap();\n}\nfn g() {}"),
        ("src/plan/x.rs", "#[expect(dead_code, reason = \"shown\")]\nfn f() { x.expect(\"y\"); }"),
        ("src/cli/x.rs", "use clearway::verdict::judge;\nuse std::env;"),
    ] {
        assert_eq!(said(path, text), "", "{path}: {text}");
    }
}

#[test]
fn the_checker_misses_no_room() {
    let file = |path: &str| (path.to_owned(), String::new());
    let found = rooms_without_a_row(&[file("src/cellar/mod.rs"), file("src/other.rs")]).join("\n");
    assert!(found.contains("src/cellar: a new room without a row"), "{found}");
    assert!(found.contains("src/other.rs: a file beside the rooms"), "{found}");
    assert!(found.contains("src/address: the row has no room any more"), "{found}");
    let wrong = [("src/lib.rs".to_owned(), "mod cli;\n".to_owned())];
    assert!(rooms_without_a_row(&wrong).join("\n").contains("src/main.rs alone"));
    assert!(stale_exceptions(&[]).len() == MAY_BE_LONGER.len());
}
