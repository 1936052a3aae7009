//! Where a value came from.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// A line of a settings file; line and column are counted from one.
    File { path: Arc<PathBuf>, line: usize, column: usize },
    /// An environment variable.
    Environment(String),
}

impl Origin {
    /// The place as errors begin with it.
    pub(super) fn place(&self) -> String {
        match self {
            Self::File { path, line, column } => {
                format!("{}, line {line}, column {column}", path.display())
            }
            Self::Environment(name) => format!("the environment variable {name}"),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, line, .. } => write!(f, "{}:{line}", path.display()),
            Self::Environment(name) => write!(f, "environment variable {name}"),
        }
    }
}

/// Line and column of a byte in a text, both counted from one, the column in characters.
pub(super) fn position(text: &str, byte: usize) -> (usize, usize) {
    let before = &text[..text.floor_char_boundary(byte)];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_characters() {
        let text = "a = 1\né = \"ü\"\nb";
        assert_eq!(position(text, 0), (1, 1));
        assert_eq!(position(text, text.find('ü').unwrap()), (2, 6));
        assert_eq!(position(text, text.len()), (3, 2));
    }
}
