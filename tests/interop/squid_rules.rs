//! Squid's rules about wildcards, for each way to deny, and with name servers that misbehave.

use std::sync::LazyLock;

use crate::lame_names::{self, FAILING, HIJACKING, Lame, SILENT};
use crate::proxy::{PASSWORD, Proxy, USER};
use crate::requirement::or_skip;
use crate::squid::{self, start, start_with};
use crate::wildcards::{Says, judges_rules, judges_rules_asked_with};
use crate::world::write;

/// Denies with a redirect to a page that says so.
fn redirecting() -> Option<&'static Proxy> {
    static PROXY: LazyLock<Result<Proxy, String>> = LazyLock::new(|| {
        let page = "deny_info 302:http://denied.corp.test/page?url=%u all\n";
        start("squid-redirecting", 3135, page)
    });
    or_skip(PROXY.as_ref())
}

/// Denies by a reset.
fn resetting() -> Option<&'static Proxy> {
    static PROXY: LazyLock<Result<Proxy, String>> =
        LazyLock::new(|| start("squid-resetting", 3136, "deny_info TCP_RESET all\n"));
    or_skip(PROXY.as_ref())
}

/// Allows whatever is not on a list of denied names.
const DENIED_NAMES: &str = "acl denied dstdomain .denied.test
http_access deny denied
http_access allow all
";

fn with_denied_names() -> Option<&'static Proxy> {
    static PROXY: LazyLock<Result<Proxy, String>> =
        LazyLock::new(|| start("squid-denying", 3137, DENIED_NAMES));
    or_skip(PROXY.as_ref())
}

/// Looks the name up before it looks at the list.
fn with_denied_addresses() -> Option<&'static Proxy> {
    static PROXY: LazyLock<Result<Proxy, String>> = LazyLock::new(|| {
        let rules = "acl metadata dst 169.254.169.254\nhttp_access deny metadata\n";
        start("squid-addresses", 3144, rules)
    });
    or_skip(PROXY.as_ref())
}

fn at_a_failing_name_server() -> Option<&'static Proxy> {
    static PROXY: LazyLock<Result<Proxy, String>> =
        LazyLock::new(|| start_at("squid-failing-names", 3138, FAILING, ""));
    or_skip(PROXY.as_ref())
}

fn at_a_silent_name_server() -> Option<&'static Proxy> {
    static PROXY: LazyLock<Result<Proxy, String>> =
        LazyLock::new(|| start_at("squid-silent-names", 3139, SILENT, ""));
    or_skip(PROXY.as_ref())
}

fn at_a_hijacking_name_server() -> Option<&'static Proxy> {
    static PROXY: LazyLock<Result<Proxy, String>> =
        LazyLock::new(|| start_at("squid-hijacked-names", 3140, HIJACKING, ""));
    or_skip(PROXY.as_ref())
}

fn start_at(name: &'static str, port: u16, names: Lame, more: &str) -> Result<Proxy, String> {
    lame_names::start()?;
    let patience = "dns_timeout 1 second\ndns_retransmit_interval 1 second\n";
    start_with(name, port, names.address, &format!("{patience}{more}"))
}

#[test]
fn rules_about_wildcards_are_judged() {
    if let Some(proxy) = squid::plain() {
        judges_rules(proxy, Says::Right, Says::Right);
    }
}

#[test]
fn rules_are_judged_where_a_denial_is_a_redirect() {
    if let Some(proxy) = redirecting() {
        judges_rules(proxy, Says::Right, Says::Right);
    }
}

#[test]
fn rules_are_judged_where_a_denial_is_a_reset() {
    // A reset may be this proxy's way to say anything.
    if let Some(proxy) = resetting() {
        judges_rules(proxy, Says::RightWherePresent, Says::RightWherePresent);
    }
}

#[test]
fn a_list_of_denied_names_shows_no_rules() {
    if let Some(proxy) = with_denied_names() {
        judges_rules(proxy, Says::OpenAsAllIsAllowed, Says::OpenAsAllIsAllowed);
    }
}

#[test]
fn rules_are_judged_where_names_are_looked_up_before() {
    if let Some(proxy) = with_denied_addresses() {
        judges_rules(proxy, Says::Right, Says::Right);
    }
}

#[test]
fn rules_stay_open_until_credentials_are_given() {
    let Some(proxy) = squid::with_authentication() else { return };
    judges_rules(proxy, Says::Open, Says::Open);
    let folder = proxy.world().namespace().folder();
    let password = write(folder, "squid-basic.password", PASSWORD);
    let known = format!("--proxy-user {USER} --proxy-password-file {}", password.display());
    judges_rules_asked_with(proxy, &known, Says::Right, Says::Right);
}

#[test]
fn rules_are_judged_where_lookups_fail() {
    if let Some(proxy) = at_a_failing_name_server() {
        judges_rules(proxy, Says::Right, Says::Right);
    }
}

#[test]
fn rules_are_judged_where_lookups_time_out() {
    if let Some(proxy) = at_a_silent_name_server() {
        judges_rules(proxy, Says::Right, Says::Right);
    }
}

#[test]
fn who_does_not_wait_for_lookups_learns_what_is_denied() {
    if let Some(proxy) = at_a_silent_name_server() {
        let hasty = "--patience 0.5 --retries 0";
        judges_rules_asked_with(proxy, hasty, Says::RightWhereAbsent, Says::RightWhereAbsent);
    }
}

#[test]
fn rules_are_judged_where_every_name_resolves() {
    if let Some(proxy) = at_a_hijacking_name_server() {
        judges_rules(proxy, Says::Right, Says::RightWhereAbsent);
    }
}
