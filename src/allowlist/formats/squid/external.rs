//! Programs that decide for Squid: `external_acl_type`.
//!
//! <https://www.squid-cache.org/Doc/config/external_acl_type/>

/// What a program may be told without learning where a request goes.
const ABOUT_CLIENT: &[&str] = &[
    "LOGIN",
    "IDENT",
    "EXT_USER",
    "SRC",
    "SRCPORT",
    "SRCEUI48",
    "SRCEUI64",
    "MYADDR",
    "MYPORT",
    "ACL",
    "DATA",
    "%",
    "un",
    "ul",
    "ue",
    "ui",
    "us",
    ">a",
    ">A",
    ">p",
    ">eui",
    "la",
    "lp",
    ">la",
    ">lp",
    "credentials",
];

/// The name of a program, and whether it is told about the client alone; from the words behind
/// `external_acl_type`.
pub(super) fn program<'a>(words: &[&'a str]) -> Option<(&'a str, bool)> {
    let (name, rest) = words.split_first()?;
    // Before the path of the program stand options and what it is told.
    let told = rest.iter().filter(|word| word.starts_with('%'));
    let client = told.clone().all(|token| {
        let token = token.trim_start_matches('%');
        ABOUT_CLIENT.contains(&token)
            || token.starts_with("USER_CERT")
            || token.starts_with("USER_CA_CERT")
    });
    Some((name, client && told.count() > 0))
}
