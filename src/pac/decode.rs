//! From the bytes of a document to its text.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// The text, and a note where the characters had to be guessed.
///
/// A byte order mark decides (UTF-8, UTF-16), then what the server said, then UTF-8 if it can be
/// that, and Windows-1252 (which holds Latin 1) if not. Browsers do the same, but for the guess of
/// UTF-8.
pub(super) fn decode(bytes: &[u8], said: Option<&str>) -> (String, Option<String>) {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let text = encoding.decode_without_bom_handling(&bytes[length..]).0;
        return (text.into_owned(), None);
    }
    if let Some(encoding) = said.and_then(|label| Encoding::for_label(label.as_bytes())) {
        let (text, wrong) = encoding.decode_without_bom_handling(bytes);
        let note = wrong.then(|| format!("not all of the document is {}", encoding.name()));
        return (text.into_owned(), note);
    }
    match UTF_8.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => (text.into_owned(), None),
        None => (
            WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
            Some("the document is no UTF-8; it is read as Windows-1252".to_owned()),
        ),
    }
}

/// The character set in a content type: `text/plain; charset="utf-8"`.
pub(super) fn charset(content_type: &str) -> Option<&str> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8], said: Option<&str>) -> String {
        decode(bytes, said).0
    }

    #[test]
    fn every_usual_encoding_gives_the_same_text() {
        let little: Vec<u8> = "\u{feff}// é".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = "\u{feff}// é".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(text("// é".as_bytes(), None), "// é");
        assert_eq!(text("\u{feff}// é".as_bytes(), Some("latin1")), "// é");
        assert_eq!(text(&little, None), "// é");
        assert_eq!(text(&big, None), "// é");
        assert_eq!(text(b"// \xe9", None), "// é");
        assert_eq!(text(b"// \xe9", Some("iso-8859-1")), "// é");
        assert_eq!(text("// é".as_bytes(), Some("no such")), "// é");
    }

    #[test]
    fn a_guess_is_told() {
        assert!(decode(b"// \xe9", None).1.is_some());
        assert!(decode(b"// \xe9", Some("utf-8")).1.is_some());
        assert!(decode(b"// \xe9", Some("latin1")).1.is_none());
    }

    #[test]
    fn the_character_set_is_found_in_a_content_type() {
        let find = charset;
        assert_eq!(find("application/x-ns-proxy-autoconfig"), None);
        assert_eq!(find("text/plain; a=b; Charset=\"UTF-8\""), Some("UTF-8"));
    }
}
