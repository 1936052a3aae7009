//! The lists of an `acl` line.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::super::gather::{Gather, lines as text_lines, unmarked};
use super::built_in::built_in;
use super::external;
use super::kinds::{CLIENT, DESTINATION, NAMES};
use super::lines::{Line, Word};
use crate::allowlist::dialects::{dialect, squid};
use crate::allowlist::{
    Confidence, Meaning, NearbyFiles, Place, ReadError, Rejected, Schemes, Source,
};
use crate::hostset::HostSet;

/// Every list, by name.
pub struct Acls<'a> {
    nearby: &'a dyn NearbyFiles,
    lists: BTreeMap<String, Acl>,
    /// Programs that are told about the client alone.
    client_programs: BTreeSet<String>,
}

/// A list.
#[derive(Clone)]
pub struct Acl {
    /// Its name.
    pub name: Arc<str>,
    /// Its kind, as written.
    pub kind: String,
    /// Any of these matches.
    pub terms: Vec<Term>,
    /// The names of a list of names, in their order, for what does not stand together.
    pub(super) names: Vec<(String, Place)>,
}

/// One way in which a list matches.
#[derive(Clone)]
pub struct Term {
    /// What it matches.
    pub meaning: Meaning,
    /// The entry.
    pub text: String,
    /// Where it stands.
    pub place: Place,
    /// What else must hold.
    pub conditions: Vec<String>,
    /// The list that it stands in; none for one that stands for everything.
    pub list: Option<Arc<str>>,
}

impl<'a> Acls<'a> {
    /// The lists that Squid has of itself.
    pub fn new(nearby: &'a dyn NearbyFiles) -> Self {
        Self { nearby, lists: BTreeMap::new(), client_programs: BTreeSet::new() }
    }

    /// The list with a name.
    pub fn get(&self, name: &str) -> Option<&Acl> {
        self.lists.get(name)
    }

    /// The name nearest to one that there is not.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.lists.keys().map(String::as_str)
    }

    /// Takes an `external_acl_type` line, without its first word.
    pub fn take_program(&mut self, words: &[Word]) {
        let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        if let Some((name, true)) = external::program(&words) {
            self.client_programs.insert(name.to_owned());
        }
    }

    /// Takes an `acl` line, without its first word.
    pub fn take(
        &mut self,
        line: &Line,
        words: &[Word],
        gather: &mut Gather,
    ) -> Result<(), ReadError> {
        let [name, kind, values @ ..] = words else {
            return Err(ReadError {
                place: line.place(),
                why: "an acl without a kind; write `acl NAME dstdomain .example.com`".to_owned(),
            });
        };
        let known = self.lists.get(&name.text).map(|acl| acl.kind.clone());
        if let Some(known) = known.filter(|known| *known != kind.text) {
            return Err(ReadError {
                place: kind.place.clone(),
                why: format!(
                    "the list {:?} is of the kind {known} already and cannot be {} too; Squid does \
                     not start. Give it another name",
                    name.text, kind.text
                ),
            });
        }
        let group: Arc<str> = Arc::from(name.text.as_str());
        let mut acl = self.lists.remove(&name.text).unwrap_or(Acl {
            name: group.clone(),
            kind: kind.text.clone(),
            terms: Vec::new(),
            names: Vec::new(),
        });
        let values = self.values(line, values, gather);
        if let Some((_, id)) = NAMES.iter().find(|(own, _)| *own == kind.text) {
            entries(&mut acl, id, &values, gather);
        } else {
            self.other(&mut acl, &values, line, gather)?;
        }
        self.lists.insert(name.text.clone(), acl);
        Ok(())
    }

    /// The values of a line, with those of the files that it names in quotes.
    fn values(&self, line: &Line, words: &[Word], gather: &mut Gather) -> Vec<Word> {
        let mut values = Vec::with_capacity(words.len());
        for word in words {
            let Some(name) = word.text.strip_prefix('"') else {
                values.push(word.clone());
                continue;
            };
            let name = name.strip_suffix('"').unwrap_or(name);
            match self.nearby.open(&line.source, name) {
                Ok(file) => file_values(&file, &mut values),
                Err(why) => gather.note(format!(
                    "{}: the list file {name:?} cannot be read ({why}); Squid starts without it, \
                     and so it is read as empty.",
                    word.place
                )),
            }
        }
        values
    }

    fn other(
        &self,
        acl: &mut Acl,
        values: &[Word],
        line: &Line,
        gather: &mut Gather,
    ) -> Result<(), ReadError> {
        let term = |meaning: Meaning, conditions: Vec<String>| Term {
            meaning,
            text: line.text(),
            place: line.place(),
            conditions,
            list: None,
        };
        let texts: Vec<&str> = values.iter().map(|word| word.text.as_str()).collect();
        match acl.kind.as_str() {
            "port" => match dialect("squid.port").map(|ports| ports.entry(&texts.join(" "))) {
                Some(Ok(meaning)) => acl.terms.push(term(meaning, vec![])),
                Some(Err(Rejected(why))) => {
                    return Err(ReadError {
                        place: line.place(),
                        why: format!("it {why}; Squid does not start"),
                    });
                }
                None => {}
            },
            "method" => {
                let connect = texts.iter().any(|text| text.eq_ignore_ascii_case("CONNECT"));
                // Other methods (PURGE, PUT) are not what is asked about.
                let plain = texts.iter().any(|text| {
                    text.eq_ignore_ascii_case("GET") || text.eq_ignore_ascii_case("HEAD")
                });
                let schemes = Schemes { http: plain, https: connect, tcp: connect };
                acl.terms.push(term(everything(schemes), vec![]));
            }
            "proto" => {
                // A CONNECT has no scheme; only plain requests show one.
                let http = texts.iter().any(|text| text.eq_ignore_ascii_case("http"));
                let schemes = if http { Schemes::HTTP } else { Schemes::NONE };
                acl.terms.push(term(everything(schemes), vec![]));
            }
            "any-of" => {
                for word in values {
                    let own = self.lists.get(&word.text).cloned();
                    match own.or_else(|| built_in(&word.text, &word.place)) {
                        Some(other) => acl.terms.extend(other.terms),
                        None => acl.terms.push(term(
                            Meaning::unknown(format!(
                                "the list `{}` takes in `{}`, which is not followed",
                                acl.name, word.text
                            )),
                            vec![],
                        )),
                    }
                }
            }
            "src" if texts.iter().any(|text| matches!(*text, "all" | "0.0.0.0/0" | "::/0")) => {
                acl.terms.push(term(everything(Schemes::ALL), vec![]));
            }
            "external"
                if !texts.first().is_some_and(|name| self.client_programs.contains(*name)) =>
            {
                let why = format!(
                    "the list `{}` (external) asks a program, and what it answers is not in the \
                     configuration",
                    acl.name
                );
                acl.terms.push(term(Meaning::unknown(why), vec![]));
            }
            kind if DESTINATION.contains(&kind) || kind == "all-of" => {
                let why = match kind {
                    "all-of" => "asks for several lists at once, which are not followed",
                    _ => "is about the address behind the name, which is not looked up",
                };
                let why = format!("the list `{}` ({kind}) {why}", acl.name);
                acl.terms.push(term(Meaning::unknown(why), vec![]));
            }
            kind if CLIENT.contains(&kind) => {
                let condition = format!("the list `{}` ({kind}) matches", acl.name);
                acl.terms.push(term(everything(Schemes::ALL), vec![condition]));
            }
            kind => {
                gather.skipped(
                    &line.text(),
                    line.place(),
                    format!("is of the kind {kind}, which is not known"),
                );
                let why =
                    format!("the list `{}` is of the kind {kind}, which is not known", acl.name);
                acl.terms.push(term(Meaning::unknown(why), vec![]));
            }
        }
        Ok(())
    }

    /// Names that do not stand together in one list.
    pub fn check(&self, version: &str, gather: &mut Gather) {
        for acl in self.lists.values() {
            let values: Vec<&str> = acl.names.iter().map(|(text, _)| text.as_str()).collect();
            let Some((first, second)) = squid::clash(&values) else { continue };
            let place = acl.names.iter().find(|(text, _)| text == second).map(|(_, place)| place);
            let Some(place) = place else { continue };
            if version == "7" {
                gather.note(format!(
                    "{place}: `{second}` covers `{first}` before it in the list `{}`. Squid 7 warns; \
                     Squid 5 and 6 do not start.",
                    acl.name
                ));
            } else {
                let why = format!(
                    "covers `{first}`, which stands before it in the list `{}`: Squid {version} does \
                     not start. Take one of them out",
                    acl.name
                );
                gather.refused(second, place.clone(), why);
            }
        }
    }
}

/// Every host, for some schemes.
pub fn everything(schemes: Schemes) -> Meaning {
    Meaning { schemes, confidence: Confidence::Measured, ..Meaning::of(HostSet::Everything) }
}

/// The lines of a list file, one value each.
fn file_values(file: &Source, values: &mut Vec<Word>) {
    for (number, line) in text_lines(unmarked(file)) {
        if let Some(value) = squid::file_line(line) {
            let place = file.place(number, line, value);
            values.push(Word { text: value.to_owned(), place });
        }
    }
}

/// The entries of a list of names or expressions.
fn entries(acl: &mut Acl, id: &str, values: &[Word], gather: &mut Gather) {
    let Some(dialect) = dialect(id) else { return };
    let mut flag = "";
    let lookups = if values.iter().any(|word| word.text == "-n") { "-n " } else { "" };
    for word in values {
        match word.text.as_str() {
            "-i" => flag = "-i ",
            "+i" => flag = "",
            "-n" | "--" => {}
            text if text.starts_with("--") && acl.kind.starts_with("ssl::") => {}
            text => {
                let names = matches!(acl.kind.as_str(), "dstdomain" | "ssl::server_name");
                let read = if names && text.contains(char::is_whitespace) {
                    Ok(Meaning::nothing(
                        "has a space in it: Squid takes a line of a file for one name",
                    ))
                } else {
                    dialect.entry(&format!("{lookups}{flag}{text}"))
                };
                match read {
                    Ok(meaning) => acl.terms.push(Term {
                        meaning,
                        text: text.to_owned(),
                        place: word.place.clone(),
                        conditions: vec![],
                        list: Some(acl.name.clone()),
                    }),
                    Err(Rejected(why)) => gather.refused(text, word.place.clone(), why),
                }
                if names {
                    acl.names.push((text.to_owned(), word.place.clone()));
                }
            }
        }
    }
}
