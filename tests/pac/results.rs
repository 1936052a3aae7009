//! Results of scripts against anything.

use clearway::pac::read_result;
use proptest::prelude::*;

/// Pieces of which results are made, right and wrong.
const PIECES: [&str; 22] = [
    "DIRECT", "PROXY", "proxy", "HTTPS", "SOCKS", "SOCKS5", "QUIC", " ", "\t", ";", "; ", ":",
    "p.test", "10.0.0.1", "[::1]", ":8080", "8080", "@", "/", ",", "\u{1b}", "\u{fc}",
];

proptest! {
    #[test]
    fn any_result_is_a_list_or_an_error(
        picked in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..20),
        noise in ".{0,20}",
    ) {
        for text in [picked.concat(), noise] {
            match read_result(&text) {
                Ok(read) => {
                    prop_assert!(!read.chain.is_empty());
                    let directs = read.chain.iter().filter(|route| route.proxy().is_none()).count();
                    let written = text.to_ascii_uppercase().matches("DIRECT").count();
                    let blank = text.chars().all(|c| c == ';' || c.is_ascii_whitespace());
                    prop_assert!(directs <= written || blank, "{:?} became direct", text);
                    let one_line = |note: &String| !note.contains(char::is_control);
                    prop_assert!(read.notes.iter().all(one_line), "{:?}", read.notes);
                }
                Err(error) => prop_assert!(!error.to_string().contains(char::is_control)),
            }
        }
    }
}
