//! Reads a document from a file.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::decode::decode;
use super::{Document, DocumentError};

/// Reads at most `most` bytes of a file ([`super::PacLimits::source`]).
///
/// # Errors
/// When the file cannot be read or is larger.
pub fn read_file(path: &Path, most: usize) -> Result<Document, DocumentError> {
    let mut bytes = Vec::new();
    let one_more = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    File::open(path)?.take(one_more).read_to_end(&mut bytes)?;
    if bytes.len() > most {
        return Err(DocumentError::TooLarge { most });
    }
    let (text, note) = decode(&bytes, None);
    Ok(Document { text, place: path.display().to_string(), notes: note.into_iter().collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_its_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("proxy.pac");
        std::fs::write(&path, b"12345").unwrap();
        assert_eq!(read_file(&path, 5).unwrap().text, "12345");
        assert!(matches!(read_file(&path, 4), Err(DocumentError::TooLarge { most: 4 })));
        let missing = read_file(&folder.path().join("none"), 4);
        assert!(matches!(missing, Err(DocumentError::File(_))));
    }
}
