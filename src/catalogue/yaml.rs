//! Reads one YAML text strictly, and says in plain words what is wrong with it.

use std::path::Path;

use serde::de::DeserializeOwned;
use serde_saphyr::budget::BudgetBreach;
use serde_saphyr::options::DuplicateKeyPolicy;
use serde_saphyr::{Error, Location, Options};

use super::LoadError;
use super::nearest::nearest;

/// Nesting of our deepest form (`endpoints` > entry > `names` > name) with room to spare, so that
/// a deeper file is told about its fields and not about its depth.
const MAX_DEPTH: usize = 16;

/// Reads `text`, which is the content of the file `path`.
pub(super) fn read<T: DeserializeOwned>(path: &Path, text: &str) -> Result<T, LoadError> {
    serde_saphyr::from_str_with_options(text, options())
        .map_err(|error| explain(path, text, error.without_snippet()))
}

/// The text of a file: UTF-8, with or without a byte order mark.
pub(super) fn decode<'a>(path: &Path, bytes: &'a [u8]) -> Result<&'a str, LoadError> {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(content(path, (1, 1), "the file is UTF-16", "save it as UTF-8"));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) if text.trim().is_empty() => Err(LoadError::Empty { path: path.to_owned() }),
        Ok(text) => Ok(text),
        Err(error) => {
            let valid = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
            let line = valid.matches('\n').count() + 1;
            let column = valid.rsplit('\n').next().unwrap_or("").chars().count() + 1;
            let found = format!("the byte 0x{:02X} is not UTF-8", bytes[error.valid_up_to()]);
            Err(content(path, (line as u64, column as u64), found, "save the file as UTF-8"))
        }
    }
}

/// An error about one place of a file.
pub(super) fn content(
    path: &Path,
    (line, column): (u64, u64),
    found: impl Into<String>,
    fix: impl Into<String>,
) -> LoadError {
    LoadError::Content {
        path: path.to_owned(),
        line,
        column,
        found: cut(&found.into(), 400),
        fix: cut(&fix.into(), 400),
    }
}

/// "did you mean ...", or what there is to choose from.
pub(super) fn suggest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    if let Some(word) = nearest(typed, known.clone()) {
        return format!("did you mean `{word}`?");
    }
    let known: Vec<&str> = known.into_iter().collect();
    if known.is_empty() {
        return "remove it; nothing is known here".to_owned();
    }
    format!("known here: {}", known.join(", "))
}

/// Enough of a text that came from a file to find it there.
pub(super) fn excerpt(text: &str) -> String {
    cut(text, 60)
}

/// At most `longest` characters, so that a hostile file does not fill the screen.
fn cut(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        None => text.to_owned(),
        Some((at, _)) => format!("{}...", &text[..at]),
    }
}

/// Role files need no anchors, aliases or merge keys; without them no text can grow when read.
fn options() -> Options {
    let mut options = Options::default();
    options.with_snippet = false;
    options.duplicate_keys = DuplicateKeyPolicy::Error;
    options.strict_booleans = true;
    let mut budget = serde_saphyr::Budget::default();
    budget.max_anchors = 0;
    budget.max_aliases = 0;
    budget.max_merge_keys = 0;
    budget.max_depth = MAX_DEPTH;
    budget.flow_nesting_limit = MAX_DEPTH;
    budget.max_documents = 1;
    options.budget = Some(budget);
    options
}

fn explain(path: &Path, text: &str, error: &Error) -> LoadError {
    let place = error.location().map_or((1, 1), place);
    if let Some((place, value)) = unquoted_star(text, place)
        && !matches!(error, Error::SerdeUnknownField { .. } | Error::SerdeMissingField { .. })
    {
        let value = excerpt(value);
        let found = format!("`{value}` starts with a star and is not quoted");
        return content(path, place, found, format!("quote wildcards: '{value}'"));
    }
    let (found, fix) = match error {
        Error::Eof { .. } if text.lines().all(is_blank) => {
            return LoadError::Empty { path: path.to_owned() };
        }
        Error::SerdeUnknownField { field, expected, .. } => {
            let fix = suggest(field, expected.iter().copied());
            (format!("unknown field `{}`", excerpt(field)), fix)
        }
        Error::SerdeUnknownVariant { variant, expected, .. } => {
            let fix = suggest(variant, expected.iter().copied());
            (format!("unknown value `{}`", excerpt(variant)), fix)
        }
        Error::SerdeMissingField { field, .. } => missing(field),
        Error::SerdeInvalidType { unexpected, expected, .. }
        | Error::SerdeInvalidValue { unexpected, expected, .. } => {
            let found = format!("found {}", excerpt(unexpected));
            (found, format!("expected {expected}"))
        }
        Error::DuplicateMappingKey { key, .. } => {
            let key = key.as_deref().map_or_else(|| "a field".to_owned(), |key| format!("`{key}`"));
            (format!("{} stands twice in one place", excerpt(&key)), "keep one of them".to_owned())
        }
        Error::MultipleDocuments { .. } => several_documents(),
        Error::UnknownAnchor { .. } => aliases(),
        Error::Budget { breach, .. } => match breach {
            BudgetBreach::Aliases { .. } | BudgetBreach::Anchors { .. } => aliases(),
            BudgetBreach::Documents { .. } => several_documents(),
            BudgetBreach::Depth { .. } => too_deep(),
            // A foreign enum, and open: whatever else it is, the file is too much.
            _ => (
                "more content than a role file can have".to_owned(),
                "split it into one file per role".to_owned(),
            ),
        },
        Error::Unexpected { expected, .. } => {
            let (found, fix) = unexpected(expected);
            (found.to_owned(), fix.to_owned())
        }
        Error::Message { msg, .. } => match msg.split_once("; ") {
            Some((found, fix)) => (found.to_owned(), fix.to_owned()),
            None => {
                (msg.clone(), "see endpoints/role.schema.json for what can stand here".to_owned())
            }
        },
        // A foreign enum, and open: the parser's own words, without their place.
        other => {
            let words = other.to_string();
            let words = words.split(" at line ").next().unwrap_or_default();
            let words = words.lines().next().unwrap_or_default();
            if words.contains("recursion limit") || words.contains("nesting") {
                too_deep()
            } else {
                (format!("this is no YAML: {words}"), yaml_help())
            }
        }
    };
    content(path, place, found, fix)
}

fn yaml_help() -> String {
    "check the indentation, and quote texts that hold `: `, `#`, `*`, `{` or `[`".to_owned()
}

/// The parser names what it wanted in its own terms.
fn unexpected(wanted: &str) -> (&'static str, &'static str) {
    if wanted.contains("mapping") {
        ("something else than fields stands here", "write fields, such as `title: My role`")
    } else if wanted.contains("sequence") {
        ("something else than a list stands here", "write a list: lines that start with `- `")
    } else {
        ("something else than a single value stands here", "write one value, and quote `{` and `[`")
    }
}

fn aliases() -> (String, String) {
    (
        "anchors (`&`) and aliases (`*`) are not used in catalogues".to_owned(),
        "write the text out, and quote wildcards: '*.example.com'".to_owned(),
    )
}

fn several_documents() -> (String, String) {
    ("a second document starts (`---`)".to_owned(), "write one role per file".to_owned())
}

fn too_deep() -> (String, String) {
    (
        format!("nested more than {MAX_DEPTH} levels deep"),
        "a role file needs four levels; see endpoints/role.schema.json".to_owned(),
    )
}

fn missing(field: &str) -> (String, String) {
    let fix = match field {
        "ports" => "add them, such as `ports: [443]`; no port is assumed".to_owned(),
        "schema" => "start the file with `schema: clearway/role/v1`".to_owned(),
        "role" => "add the id, such as `role: configmgr/my-role`".to_owned(),
        field => format!("add `{field}: ...`"),
    };
    (format!("the field `{field}` is missing"), fix)
}

fn is_blank(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#')
}

/// A value on the line of the error that starts with a star: YAML reads it as an alias.
fn unquoted_star(text: &str, (line, _): (u64, u64)) -> Option<((u64, u64), &str)> {
    let index = usize::try_from(line).ok()?.checked_sub(1)?;
    let written = text.lines().nth(index)?;
    let mut value = written.trim_start();
    while let Some(rest) = value.strip_prefix("- ") {
        value = rest.trim_start();
    }
    if !value.starts_with('*') {
        value = value.split_once(": ").map(|(_, value)| value.trim_start())?;
    }
    if !value.starts_with('*') {
        return None;
    }
    let column = written[..written.len() - value.len()].chars().count() + 1;
    Some(((line, column as u64), value.trim_end()))
}

/// Line and column, in characters, from 1.
pub(super) fn place(location: Location) -> (u64, u64) {
    (location.line(), location.column())
}
