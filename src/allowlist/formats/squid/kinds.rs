//! The kinds of lists that Squid has.
//!
//! <https://www.squid-cache.org/Doc/config/acl/>

use super::acl::Acl;

/// Kinds whose entries are names or URLs, with their dialects.
pub(super) const NAMES: &[(&str, &str)] = &[
    ("dstdomain", "squid.dstdomain"),
    ("dstdom_regex", "squid.dstdom_regex"),
    ("url_regex", "squid.url_regex"),
    ("urlpath_regex", "squid.urlpath_regex"),
    ("ssl::server_name", "squid.server_name"),
    ("ssl::server_name_regex", "squid.server_name_regex"),
];

/// Kinds about the client or the hour, of which an allow line is read as if they held.
pub(super) const CLIENT: &[&str] = &[
    "src",
    "srcdomain",
    "srcdom_regex",
    "src_as",
    "myip",
    "localip",
    "myport",
    "localport",
    "myportname",
    "time",
    "ident",
    "ident_regex",
    "proxy_auth",
    "proxy_auth_regex",
    "arp",
    "eui64",
    "external",
    "browser",
    "referer_regex",
    "req_header",
    "maxconn",
    "max_user_ip",
    "user_cert",
    "note",
    "annotate_client",
    "annotate_transaction",
    "random",
    "req_mime_type",
    "rep_header",
    "has",
    "ssl_error",
    "tag",
    "hier_code",
    "url_login",
    "http_status",
    "snmp_community",
    "rep_mime_type",
    "ext_user",
    "ext_user_regex",
    "ca_cert",
    "at_step",
    "connections_encrypted",
    "adaptation_service",
    "client_connection_mark",
    "clientside_mark",
];

/// Kinds about the address or the machine behind a name, which a configuration does not tell.
pub(super) const DESTINATION: &[&str] = &["dst", "dst_as", "peername", "server_cert_fingerprint"];

/// True for a kind of list that Squid has.
pub(super) fn is_kind(word: &str) -> bool {
    NAMES.iter().any(|(kind, _)| *kind == word)
        || CLIENT.contains(&word)
        || DESTINATION.contains(&word)
        || matches!(word, "port" | "method" | "proto" | "any-of" | "all-of")
}

/// True for a list about the client or the hour.
pub(super) fn is_client(acl: &Acl) -> bool {
    CLIENT.contains(&acl.kind.as_str()) && acl.terms.iter().all(|term| !term.conditions.is_empty())
}
