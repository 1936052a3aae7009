//! SARIF 2.1.0 (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>), as GitHub's
//! code scanning takes it
//! (<https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>).
//!
//! Code scanning refuses the whole file where one location has no file, so a result without a file
//! has no location at all; the endpoint is in its message and its properties either way. Alerts are
//! known again by `partialFingerprints`, which hold for as long as the same is wrong with the same.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::io;

use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::uri::uri;
use crate::harmless::{json as escaped, visible};

/// One run of clearway.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// Version of clearway.
    pub version: String,
    /// What was asked of what, such as `audit/squid.conf`: a later run about the same takes the
    /// place of this one, and no other does.
    pub about: String,
    /// When it began and when it ended (RFC 3339, UTC), where that is known.
    pub times: Option<(String, String)>,
    /// False when it was cut short.
    pub complete: bool,
    /// What a reader should know before the results.
    pub notes: Vec<String>,
    /// True when the files that results point to are those of the user, who has them at hand: code
    /// scanning then makes a fingerprint of its own from the line. False for the catalogue.
    pub has_files: bool,
    /// What the codes mean, by code.
    pub rules: BTreeMap<String, Rule>,
    /// What was found.
    pub results: Vec<Finding>,
}

/// What a code means.
#[derive(Clone, Debug)]
pub struct Rule {
    /// In one sentence.
    pub meaning: String,
    /// What else there is to know.
    pub help: String,
}

/// How bad something is (section 3.27.10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Worth knowing.
    Note,
    /// Should be mended.
    Warning,
    /// Must be mended.
    Error,
}

/// One thing that was found.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Its code, one of [`Run::rules`].
    pub code: String,
    /// How bad it is.
    pub level: Level,
    /// What it is and what to do, one paragraph each.
    pub text: Vec<String>,
    /// What it is about: `go.microsoft.com:443`, or an entry of a list.
    pub subject: String,
    /// Where; none when no file says it.
    pub place: Option<Place>,
    /// Why it was accepted, and until when.
    pub accepted: Option<String>,
    /// More for programs.
    pub properties: Map<String, Value>,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: Option<u64>,
    /// The first column and the one behind the last, from 1, in characters.
    pub columns: Option<(u64, u64)>,
}

impl Place {
    /// Of `file:line`.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let parts = text.rsplit_once(':');
        let read = parts.and_then(|(file, line)| Some((file, line.parse().ok()?)));
        let (file, line) = read.map_or((text, None), |(file, line)| (file, Some(line)));
        Self { file: file.to_owned(), line, columns: None }
    }
}

impl Run {
    /// Writes it.
    ///
    /// # Errors
    /// Whatever `out` says, unchanged.
    pub fn write(&self, out: &mut dyn io::Write) -> io::Result<()> {
        // Set in memory first, so that errors of `out` are passed up as they are.
        let text = serde_json::to_string_pretty(&self.log())?;
        out.write_all(escaped(&text).as_bytes())?;
        out.write_all(b"\n")
    }

    fn log(&self) -> Value {
        let rules: Vec<Value> = self.rules.iter().map(|(code, rule)| rule.shown(code)).collect();
        let mut seen = HashMap::new();
        let results: Vec<Value> =
            self.results.iter().map(|found| self.result(found, &mut seen)).collect();
        json!({
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{
                "tool": { "driver": {
                    "name": "clearway",
                    "semanticVersion": self.version,
                    "rules": rules,
                } },
                // What stands before the last slash is a category (section 3.17.3).
                "automationDetails": { "id": format!("clearway/{}/", visible(&self.about)) },
                "invocations": [self.invocation()],
                // Columns are counted in characters, not in UTF-16 units (section 3.14.17).
                "columnKind": "unicodeCodePoints",
                "results": results,
            }],
        })
    }

    fn invocation(&self) -> Value {
        let note = |note: &String| json!({ "level": "note", "message": { "text": plain(note) } });
        let notes: Vec<Value> = self.notes.iter().map(note).collect();
        let mut shown = json!({
            "executionSuccessful": self.complete,
            "toolExecutionNotifications": notes,
        });
        if let Some((began, ended)) = &self.times {
            shown["startTimeUtc"] = json!(began);
            shown["endTimeUtc"] = json!(ended);
        }
        shown
    }

    fn result(&self, found: &Finding, seen: &mut HashMap<String, usize>) -> Value {
        let text: Vec<String> = found.text.iter().map(|line| plain(line)).collect();
        let mut properties = found.properties.clone();
        properties.insert("subject".to_owned(), json!(found.subject));
        let mut shown = json!({
            "ruleId": found.code,
            "level": match found.level {
                Level::Error => "error",
                Level::Warning => "warning",
                Level::Note => "note",
            },
            "message": { "text": text.join("\n") },
            "partialFingerprints": self.fingerprints(found, seen),
            "properties": properties,
        });
        if let Some(index) = self.rules.keys().position(|code| *code == found.code) {
            shown["ruleIndex"] = json!(index);
        }
        if let Some(place) = &found.place {
            let name = visible(&found.subject);
            shown["locations"] = json!([{
                "physicalLocation": place.shown(),
                "logicalLocations": [{ "fullyQualifiedName": name, "kind": "resource" }],
            }]);
        }
        if let Some(why) = &found.accepted {
            shown["suppressions"] = json!([{ "kind": "external", "justification": plain(why) }]);
        }
        shown
    }

    /// What stays the same between runs, with a number where it is there more than once.
    fn fingerprints(&self, found: &Finding, seen: &mut HashMap<String, usize>) -> Value {
        let file = found.place.as_ref().filter(|_| self.has_files).map(|place| &place.file);
        let parts = [&found.code, &found.subject, file.unwrap_or(&self.about)];
        let mut hash = Sha256::new();
        for part in parts {
            hash.update(part);
            hash.update([0]);
        }
        let bytes = hash.finalize();
        let mut own = String::new();
        for byte in &bytes[..8] {
            let _ = write!(own, "{byte:02x}");
        }
        let number = seen.entry(own.clone()).or_default();
        *number += 1;
        let own = format!("{own}:{number}");
        if self.has_files {
            json!({ "clearway/v1": own })
        } else {
            json!({ "clearway/v1": own, "primaryLocationLineHash": own })
        }
    }
}

impl Rule {
    fn shown(&self, code: &str) -> Value {
        json!({
            "id": code,
            "shortDescription": { "text": plain(&self.meaning) },
            "fullDescription": { "text": plain(&self.meaning) },
            "help": { "text": plain(&self.help) },
        })
    }
}

impl Place {
    fn shown(&self) -> Value {
        let mut shown = json!({ "artifactLocation": { "uri": uri(&self.file) } });
        if let Some(line) = self.line {
            shown["region"] = json!({ "startLine": line });
        }
        if let (Some(_), Some((from, to))) = (self.line, self.columns) {
            shown["region"]["startColumn"] = json!(from);
            shown["region"]["endColumn"] = json!(to);
        }
        shown
    }
}

/// Text that is neither obeyed by a terminal nor becomes a link (section 3.11.6).
fn plain(text: &str) -> String {
    visible(text).replace("](", "] (")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(code: &str, subject: &str, place: Option<&str>) -> Finding {
        Finding {
            code: code.to_owned(),
            level: Level::Error,
            text: vec!["refused".to_owned(), "see [here](http://evil.test)\u{1b}".to_owned()],
            subject: subject.to_owned(),
            place: place.map(Place::read),
            accepted: None,
            properties: Map::new(),
        }
    }

    fn results(run: &Run) -> Vec<Value> {
        let mut out = Vec::new();
        run.write(&mut out).unwrap();
        let log: Value = serde_json::from_slice(&out).unwrap();
        log["runs"][0]["results"].as_array().unwrap().clone()
    }

    fn fingerprint(result: &Value) -> &str {
        result["partialFingerprints"]["clearway/v1"].as_str().unwrap()
    }

    #[test]
    fn the_same_is_known_again_wherever_it_stands() {
        let run = |line: &str| Run {
            has_files: true,
            results: vec![found("a", "x.test", Some(line)), found("a", "y.test", Some(line))],
            ..Run::default()
        };
        let (first, later) = (results(&run("list:1")), results(&run("list:7")));
        assert_eq!(fingerprint(&first[0]), fingerprint(&later[0]));
        assert_ne!(fingerprint(&first[0]), fingerprint(&first[1]));
        let twice =
            Run { results: vec![found("a", "x.test", None); 2], about: "b".into(), ..run("") };
        let twice = results(&twice);
        assert!(fingerprint(&twice[0]).ends_with(":1") && fingerprint(&twice[1]).ends_with(":2"));
    }

    #[test]
    fn a_result_without_a_file_has_no_location() {
        let run = Run { results: vec![found("a", "x.test:443", None)], ..Run::default() };
        let result = &results(&run)[0];
        assert!(result.get("locations").is_none(), "code scanning would refuse the whole file");
        assert_eq!(result["properties"]["subject"], "x.test:443");
    }

    #[test]
    fn text_from_elsewhere_is_no_link_and_no_control() {
        let run = Run { results: vec![found("a", "x.test", None)], ..Run::default() };
        let text = results(&run)[0]["message"]["text"].as_str().unwrap().to_owned();
        assert_eq!(text, "refused\nsee [here] (http://evil.test)\\u{1b}");
    }

    #[test]
    fn places_are_read_from_their_end() {
        let place = Place::read("C:/a:b.yaml:12");
        assert_eq!((place.file.as_str(), place.line), ("C:/a:b.yaml", Some(12)));
        let place = Place::read("C:/a.yaml");
        assert_eq!((place.file.as_str(), place.line), ("C:/a.yaml", None));
    }
}
