//! YAML with places.

use serde::de::DeserializeOwned;
use serde_saphyr::Spanned;

use super::gather::unmarked;
use crate::allowlist::{Place, ReadError, Source};

/// The documents of a file.
pub fn documents<T: DeserializeOwned>(source: &Source) -> Result<Vec<T>, ReadError> {
    serde_saphyr::from_multiple(unmarked(source)).map_err(|error| {
        let at = error.location().map_or((1, 1), |at| (at.line(), at.column()));
        let words = error.to_string();
        let words = words.lines().next().unwrap_or_default();
        ReadError {
            place: Place {
                file: source.file.clone(),
                line: u32::try_from(at.0).unwrap_or(u32::MAX),
                column: u32::try_from(at.1).unwrap_or(u32::MAX),
                length: 1,
            },
            why: format!("this YAML cannot be read: {words}"),
        }
    })
}

/// The place of a text, as it is written.
pub fn place(source: &Source, text: &Spanned<String>) -> Place {
    let at = &text.referenced;
    Place {
        file: source.file.clone(),
        line: u32::try_from(at.line()).unwrap_or(u32::MAX),
        column: u32::try_from(at.column()).unwrap_or(u32::MAX),
        length: u32::try_from(text.value.chars().count()).unwrap_or(u32::MAX),
    }
}
