//! The settings file: where it is, and what stands in it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, anyhow, bail};
use clap::Command;
use toml::de::{DeTable, DeValue};

use super::located::{Origin, position};
use super::options::{below, find, settable, subcommands};
use super::value::Found;
use crate::cli::nearest::did_you_mean;

/// The name under which a file is found in the current directory.
const NAME: &str = "clearway.toml";

/// The variable that names a file.
const VARIABLE: &str = "CLEARWAY_CONFIG";

/// Options that run what they are given. A file that merely lies in the current directory must not
/// make us run anything.
const NAMED_FILES_ONLY: [&str; 1] = ["proxy-password-command"];

/// What a settings file says, by table and option.
#[derive(Debug)]
pub(super) struct SettingsFile {
    pub(super) path: Arc<PathBuf>,
    tables: BTreeMap<Vec<String>, BTreeMap<String, (Found, Origin)>>,
}

impl SettingsFile {
    /// The file that `--config` names, else the one that the environment names, else the one in
    /// the current directory; none where there is none.
    ///
    /// # Errors
    /// When the file cannot be read, or says what no option understands.
    pub(super) fn load(named: Option<&Path>, command: &Command) -> Result<Option<Self>> {
        let by_environment = || std::env::var_os(VARIABLE).filter(|name| !name.is_empty());
        let (path, by) = match (named, by_environment()) {
            (Some(path), _) => (path.to_owned(), Some("--config")),
            (None, Some(path)) => (path.into(), Some(VARIABLE)),
            (None, None) => (PathBuf::from(NAME), None),
        };
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if by.is_none() && error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(None);
            }
            Err(error) => {
                let by = by.map(|by| format!(" that {by} names")).unwrap_or_default();
                let about = format!("cannot read the settings file {}{by}", path.display());
                return Err(error).context(about);
            }
        };
        if by.is_none() {
            refuse_strangers(&path)?;
        }
        Self::parse(path, &text, command, by.is_some()).map(Some)
    }

    fn parse(path: PathBuf, text: &str, command: &Command, named: bool) -> Result<Self> {
        let reader = Reader { path: Arc::new(path), text, named };
        let table = DeTable::parse(text).map_err(|error| {
            let at = reader.origin(&error.span().unwrap_or_default());
            anyhow!("{}: {}", at.place(), error.message().trim())
        })?;
        let mut tables = BTreeMap::new();
        reader.table(table.get_ref(), command, &[], &mut tables)?;
        Ok(Self { path: reader.path, tables })
    }

    /// What is said about an option of a subcommand: by its own table, by those of the commands
    /// above it, by the top of the file.
    pub(super) fn look_up(&self, path: &[String], long: &str) -> Option<&(Found, Origin)> {
        (0..=path.len()).rev().find_map(|depth| self.tables.get(&path[..depth])?.get(long))
    }
}

struct Reader<'a> {
    path: Arc<PathBuf>,
    text: &'a str,
    named: bool,
}

type Tables = BTreeMap<Vec<String>, BTreeMap<String, (Found, Origin)>>;

impl Reader<'_> {
    fn origin(&self, span: &Range<usize>) -> Origin {
        let (line, column) = position(self.text, span.start);
        Origin::File { path: Arc::clone(&self.path), line, column }
    }

    fn table(
        &self,
        table: &DeTable<'_>,
        command: &Command,
        path: &[String],
        tables: &mut Tables,
    ) -> Result<()> {
        for (key, value) in table {
            let (name, at) = (key.get_ref().as_ref(), self.origin(&key.span()));
            let subcommand = subcommands(command).find(|one| one.get_name() == name);
            if let (DeValue::Table(inner), Some(subcommand)) = (value.get_ref(), subcommand) {
                let path: Vec<String> =
                    path.iter().cloned().chain(std::iter::once(name.to_owned())).collect();
                self.table(inner, subcommand, &path, tables)?;
                continue;
            }
            let fitting: Vec<_> =
                below(command).into_iter().filter_map(|one| find(one, name)).collect();
            if fitting.is_empty() {
                bail!("{}: {}", at.place(), unknown(name, command, path));
            }
            if NAMED_FILES_ONLY.contains(&name) && !self.named {
                bail!(
                    "{}: `{name}` runs a command, and a file that merely lies in the current \
                     directory may not: name the file with --config {} or with {VARIABLE}",
                    at.place(),
                    self.path.display()
                );
            }
            let found = self.found(value.get_ref());
            let at_value = self.origin(&value.span());
            let mut tried = fitting.iter().map(|arg| found.words(name, arg));
            if let Some(Err(expected)) = tried.clone().find(Result::is_err)
                && tried.all(|words| words.is_err())
            {
                bail!("{}: {expected}", at_value.place());
            }
            tables.entry(path.to_vec()).or_default().insert(name.to_owned(), (found, at_value));
        }
        Ok(())
    }

    fn found(&self, value: &DeValue<'_>) -> Found {
        match value {
            DeValue::Boolean(on) => Found::Switch(*on),
            DeValue::String(text) => Found::Text { text: text.to_string(), number: false },
            DeValue::Integer(number) if number.radix() == 10 => {
                Found::Text { text: number.as_str().to_owned(), number: true }
            }
            DeValue::Integer(_) => Found::Other("a number that is not decimal"),
            DeValue::Float(number) => {
                Found::Text { text: number.as_str().to_owned(), number: true }
            }
            DeValue::Array(items) => {
                let item = |item: &toml::Spanned<DeValue<'_>>| {
                    (self.found(item.get_ref()), self.origin(&item.span()))
                };
                Found::List(items.iter().map(item).collect())
            }
            DeValue::Table(_) => Found::Other("a table"),
            DeValue::Datetime(_) => Found::Other("a date"),
        }
    }
}

/// What to say about a key that nothing here understands.
fn unknown(name: &str, command: &Command, path: &[String]) -> String {
    let options = below(command).into_iter().flat_map(settable).map(|(long, _)| long);
    let known: Vec<&str> = options.chain(subcommands(command).map(Command::get_name)).collect();
    let of = match path.join(" ") {
        path if path.is_empty() => "clearway".to_owned(),
        path => format!("clearway {path}"),
    };
    let name = name.trim_start_matches('-');
    let nearest = did_you_mean(name, known.iter().copied());
    let list = format!("`{of} --help` lists the options");
    format!("`{}` is no long option of {of}{nearest} ({list})", name.escape_debug())
}

/// A file in the current directory that others can write could send our credentials to their proxy.
#[cfg(unix)]
fn refuse_strangers(path: &Path) -> Result<()> {
    use std::os::unix::fs::MetadataExt;
    let about = || format!("cannot look at the settings file {}", path.display());
    let file = path.metadata().with_context(about)?;
    let us = rustix::process::geteuid().as_raw();
    let why = if file.uid() != us && file.uid() != 0 {
        "belongs to another account"
    } else if file.mode() & 0o002 != 0 {
        "can be written by everybody"
    } else {
        return Ok(());
    };
    bail!(
        "{} in the current directory {why}, and is not used for that reason; to use it all the \
         same, name it: --config ./{}",
        path.display(),
        path.display()
    )
}

/// Windows has no owner that could be asked for without more ado.
#[cfg(not(unix))]
fn refuse_strangers(_: &Path) -> Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<SettingsFile, String> {
        let mut command = crate::cli::help::command();
        command.build();
        SettingsFile::parse("clearway.toml".into(), text, &command, false)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn the_nearest_table_decides() {
        let text = "proxy = 'http://top'\n[site]\nformat = 'json'\n[check]\nproxy = 'http://own'\n";
        let file = read(text).unwrap();
        let of = |path: &[&str], long: &str| {
            let path: Vec<String> = path.iter().map(ToString::to_string).collect();
            file.look_up(&path, long)
                .map(|(found, origin)| (format!("{found:?}"), origin.to_string()))
        };
        assert!(of(&["check"], "proxy").unwrap().0.contains("own"));
        assert_eq!(of(&["plan"], "proxy").unwrap().1, "clearway.toml:1");
        assert_eq!(of(&["site", "check"], "format").unwrap().1, "clearway.toml:3");
        assert_eq!(of(&["check"], "role"), None);
    }

    #[test]
    fn errors_say_where_what_and_what_else() {
        for (text, expected) in [
            (
                "proxi = 'x'",
                "clearway.toml, line 1, column 1: `proxi` is no long option of clearway; did you mean `proxy`?",
            ),
            (
                "[check]\nlisten = 'x'",
                "line 2, column 1: `listen` is no long option of clearway check",
            ),
            (
                "[chekc]\nproxy = 'x'",
                "line 1, column 2: `chekc` is no long option of clearway; did you mean `check`?",
            ),
            (
                "[check]\nproxy = true",
                "line 2, column 9: `proxy` takes a text in quotes or a number (URL), not true or false",
            ),
            (
                "direct = 'yes'",
                "line 1, column 10: `direct` takes true or false, not a text in quotes",
            ),
            ("role = [1979-05-27]", "`role` takes texts in its list, not a date"),
            ("proxy = ['a', 'b']", "not a list"),
            ("proxy-password-command = 'x'", "name the file with --config"),
            ("proxy = ", "line 1, column 9"),
            ("proxy = 'a'\nproxy = 'b'", "line 2, column 1: duplicate key"),
        ] {
            let said = read(text).unwrap_err();
            assert!(said.contains(expected), "{text}\nexpected: {expected}\nsaid: {said}");
        }
    }
}
