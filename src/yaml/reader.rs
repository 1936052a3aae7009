//! Reads one YAML text strictly, and says in plain words what is wrong with it.

use serde::de::DeserializeOwned;
use serde_saphyr::budget::BudgetBreach;
use serde_saphyr::options::DuplicateKeyPolicy;
use serde_saphyr::{Error, Location, Options};

use super::nearest;

/// What is particular to one kind of file.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// The deepest nesting that is read: that of the form with room to spare, so that a deeper file
    /// is told about its fields and not about its depth.
    pub depth: usize,
    /// The most values that are read; none for the usual limit.
    pub nodes: Option<usize>,
    /// What is said of a file that is too deep.
    pub too_deep: &'static str,
    /// What is said of a file with too much in it: what was found, and what to do.
    pub too_much: (&'static str, &'static str),
    /// What to do about a second document.
    pub one_document: &'static str,
    /// Where anchors and aliases are not used.
    pub whole: &'static str,
    /// Where to read what can stand in a file.
    pub help: &'static str,
    /// An example of fields.
    pub fields: &'static str,
    /// What to add for a missing field, where `name: ...` is not enough.
    pub missing: fn(&str) -> Option<&'static str>,
    /// What to do about a field that stands twice, where "keep one of them" is not enough.
    pub twice: fn(&str) -> Option<&'static str>,
}

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It has no content.
    Empty,
    /// Something stands at a place that cannot stand there.
    At {
        /// Line and column in characters, from 1.
        place: (u64, u64),
        /// What was found.
        found: String,
        /// What was expected, or what to type.
        fix: String,
    },
}

impl Trouble {
    fn at(place: (u64, u64), found: impl Into<String>, fix: impl Into<String>) -> Self {
        Self::At { place, found: found.into(), fix: fix.into() }
    }
}

/// Reads a text.
///
/// # Errors
/// When it is not what `T` wants.
pub fn read<T: DeserializeOwned>(text: &str, kind: &Kind) -> Result<T, Trouble> {
    serde_saphyr::from_str_with_options(text, options(kind))
        .map_err(|error| explain(text, error.without_snippet(), kind))
}

/// The text of a file: UTF-8, with or without a byte order mark.
///
/// # Errors
/// When it is empty or no UTF-8.
pub fn decode(bytes: &[u8]) -> Result<&str, Trouble> {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(Trouble::at((1, 1), "the file is UTF-16", "save it as UTF-8"));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) if text.trim().is_empty() => Err(Trouble::Empty),
        Ok(text) => Ok(text),
        Err(error) => {
            let valid = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
            let line = valid.matches('\n').count() + 1;
            let column = valid.rsplit('\n').next().unwrap_or("").chars().count() + 1;
            let found = format!("the byte 0x{:02X} is not UTF-8", bytes[error.valid_up_to()]);
            Err(Trouble::at((line as u64, column as u64), found, "save the file as UTF-8"))
        }
    }
}

/// "did you mean ...", or what there is to choose from.
#[must_use]
pub fn suggest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
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
#[must_use]
pub fn excerpt(text: &str) -> String {
    cut(text, 60)
}

/// At most `longest` characters, so that a hostile file does not fill the screen.
#[must_use]
pub fn cut(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        None => text.to_owned(),
        Some((at, _)) => format!("{}...", &text[..at]),
    }
}

/// Our files need no anchors, aliases or merge keys; without them no text can grow when read.
fn options(kind: &Kind) -> Options {
    let mut options = Options::default();
    options.with_snippet = false;
    options.duplicate_keys = DuplicateKeyPolicy::Error;
    options.strict_booleans = true;
    let mut budget = serde_saphyr::Budget::default();
    budget.max_anchors = 0;
    budget.max_aliases = 0;
    budget.max_merge_keys = 0;
    budget.max_depth = kind.depth;
    budget.flow_nesting_limit = kind.depth;
    if let Some(nodes) = kind.nodes {
        budget.max_nodes = nodes;
        budget.max_events = nodes * 4;
    }
    budget.max_documents = 1;
    options.budget = Some(budget);
    options
}

fn explain(text: &str, error: &Error, kind: &Kind) -> Trouble {
    let place = error.location().map_or((1, 1), place);
    if let Some((place, value)) = unquoted_star(text, place)
        && !matches!(error, Error::SerdeUnknownField { .. } | Error::SerdeMissingField { .. })
    {
        let value = excerpt(value);
        let found = format!("`{value}` starts with a star and is not quoted");
        return Trouble::at(place, found, format!("quote wildcards: '{value}'"));
    }
    let (found, fix) = match error {
        Error::Eof { .. } if text.lines().all(is_blank) => {
            return Trouble::Empty;
        }
        Error::SerdeUnknownField { field, expected, .. } => {
            let fix = suggest(field, expected.iter().copied());
            (format!("unknown field `{}`", excerpt(field)), fix)
        }
        Error::SerdeUnknownVariant { variant, expected, .. } => {
            let fix = suggest(variant, expected.iter().copied());
            (format!("unknown value `{}`", excerpt(variant)), fix)
        }
        Error::SerdeMissingField { field, .. } => missing(field, kind),
        Error::SerdeInvalidType { unexpected, expected, .. }
        | Error::SerdeInvalidValue { unexpected, expected, .. } => {
            let found = format!("found {}", excerpt(unexpected));
            (found, format!("expected {expected}"))
        }
        Error::DuplicateMappingKey { key, .. } => {
            let fix =
                key.as_deref().and_then(|key| (kind.twice)(key)).unwrap_or("keep one of them");
            let key = key.as_deref().map_or_else(|| "a field".to_owned(), |key| format!("`{key}`"));
            (format!("{} stands twice in one place", excerpt(&key)), fix.to_owned())
        }
        Error::MultipleDocuments { .. } => several_documents(kind),
        Error::UnknownAnchor { .. } => aliases(kind),
        Error::Budget { breach, .. } => match breach {
            BudgetBreach::Aliases { .. } | BudgetBreach::Anchors { .. } => aliases(kind),
            BudgetBreach::Documents { .. } => several_documents(kind),
            BudgetBreach::Depth { .. } => too_deep(kind),
            // A foreign enum, and open: whatever else it is, the file is too much.
            _ => (kind.too_much.0.to_owned(), kind.too_much.1.to_owned()),
        },
        Error::Unexpected { expected, .. } => {
            let (found, fix) = unexpected(expected, kind);
            (found.to_owned(), fix.to_owned())
        }
        Error::Message { msg, .. } => match msg.split_once("; ") {
            Some((found, fix)) => (found.to_owned(), fix.to_owned()),
            None => (msg.clone(), kind.help.to_owned()),
        },
        // A foreign enum, and open: the parser's own words, without their place.
        other => {
            let words = other.to_string();
            let words = words.split(" at line ").next().unwrap_or_default();
            let words = words.lines().next().unwrap_or_default();
            if words.contains("recursion limit") || words.contains("nesting") {
                too_deep(kind)
            } else {
                (format!("this is no YAML: {words}"), yaml_help())
            }
        }
    };
    Trouble::at(place, found, fix)
}

fn yaml_help() -> String {
    "check the indentation, and quote texts that hold `: `, `#`, `*`, `{` or `[`".to_owned()
}

/// The parser names what it wanted in its own terms.
fn unexpected(wanted: &str, kind: &Kind) -> (&'static str, &'static str) {
    if wanted.contains("mapping") {
        ("something else than fields stands here", kind.fields)
    } else if wanted.contains("sequence") {
        ("something else than a list stands here", "write a list: lines that start with `- `")
    } else {
        ("something else than a single value stands here", "write one value, and quote `{` and `[`")
    }
}

fn aliases(kind: &Kind) -> (String, String) {
    (
        format!("anchors (`&`) and aliases (`*`) are not used in {}", kind.whole),
        "write the text out, and quote wildcards: '*.example.com'".to_owned(),
    )
}

fn several_documents(kind: &Kind) -> (String, String) {
    ("a second document starts (`---`)".to_owned(), kind.one_document.to_owned())
}

fn too_deep(kind: &Kind) -> (String, String) {
    (format!("nested more than {} levels deep", kind.depth), kind.too_deep.to_owned())
}

fn missing(field: &str, kind: &Kind) -> (String, String) {
    let fix = (kind.missing)(field).map_or_else(|| format!("add `{field}: ...`"), str::to_owned);
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
#[must_use]
pub fn place(location: Location) -> (u64, u64) {
    (location.line(), location.column())
}
