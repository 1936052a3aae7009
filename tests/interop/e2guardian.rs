//! `E2Guardian`: everything is blocked but for a list, and one more that intercepts.
//!
//! Settings, lists and storyboards are those of the package, with what differs put in place.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use crate::certificates::INTERCEPTOR;
use crate::proxy::Proxy;
use crate::requirement::{or_skip, program};
use crate::server;
use crate::wildcards::{DOMAINS, Says, judges_rules};
use crate::world::{subfolder, world, write};

/// Where Debian has the settings.
const PACKAGED: &str = "/etc/e2guardian";

/// The package's storyboard; at its end everything that no list knows is blocked.
const STORY: &str = ".Include</etc/e2guardian/common.story>
.Include</etc/e2guardian/site.story>
function(checkblanketblock)
if(true,,502) return setblock
function(sslcheckblanketblock)
if(true,,506) return setblock
";

/// What the list of names cannot say: with a scheme for requests in clear, without one for tunnels.
const EXPRESSIONS: &str = "^(https?://)?apex-only[.]test([:/]|$)
^(https?://)?[a-z0-9-]+[.]one-label[.]test([:/]|$)
^(https?://)?[a-z0-9.-]+[.]below-only[.]test([:/]|$)
";

fn plain() -> Option<&'static Proxy> {
    static PROXY: LazyLock<Result<Proxy, String>> =
        LazyLock::new(|| start("e2guardian", 8093, "off"));
    or_skip(PROXY.as_ref())
}

fn intercepting() -> Option<&'static Proxy> {
    static PROXY: LazyLock<Result<Proxy, String>> =
        LazyLock::new(|| start("e2guardian-intercepting", 8094, "on"));
    or_skip(PROXY.as_ref())
}

/// `intercepts` is `on` or `off`.
fn start(name: &'static str, port: u16, intercepts: &str) -> Result<Proxy, String> {
    let world = world()?;
    let e2guardian = program("e2guardian", "e2guardian")?;
    let folder = world.namespace().folder();
    let place = folder.display();
    let names = write(folder, &format!("{name}.names"), &(DOMAINS.join("\n") + "\n"));
    let expressions = write(folder, &format!("{name}.expressions"), EXPRESSIONS);
    let story = write(folder, &format!("{name}.story"), STORY);
    let generated = subfolder(folder, &format!("{name}.certificates"));

    let group = packaged("e2guardianf1.conf")?
        .replace(&format!("{PACKAGED}/lists/exceptionsitelist"), &names.display().to_string())
        .replace(
            &format!("{PACKAGED}/lists/exceptionregexpurllist"),
            &expressions.display().to_string(),
        );
    let group = set(&group, "storyboard", &story.display().to_string());
    let group = set(&group, "sslmitm", intercepts);
    let group = write(folder, &format!("{name}f1.conf"), &group);

    let mut settings = packaged("e2guardian.conf")?;
    for (key, value) in [
        ("filterip", "127.0.0.1"),
        ("filterports", &*port.to_string()),
        ("transparenthttpsport", ""),
        ("httpworkers", "50"),
        ("filtergroupsconf", &*group.display().to_string()),
        ("loglocation", &*format!("{place}/{name}.access.log")),
        ("pidfilename", &*format!("{place}/{name}.pid")),
        ("ipcfilename", &*format!("{place}/{name}.ipc")),
        ("enablessl", intercepts),
        ("cacertificatepath", &*format!("{place}/{}", INTERCEPTOR.0)),
        ("caprivatekeypath", &*format!("{place}/{}", INTERCEPTOR.1)),
        ("certprivatekeypath", &*format!("{place}/{}", INTERCEPTOR.1)),
        ("generatedcertpath", &*format!("{}/", generated.display())),
        // Its own default is over: 5 December 2024.
        ("generatedcertend", "2145916800"),
    ] {
        settings = set(&settings, key, value);
    }
    let settings = write(folder, &format!("{name}.conf"), &settings);
    let mut command = world.namespace().command_with_proxies_names(&e2guardian);
    command.arg("-N").arg("-c").arg(settings);
    server::start(world.namespace(), name, command, &[Proxy::address(port)])?;
    Ok(match intercepts {
        "on" => Proxy::intercepting(world, name, port),
        _ => Proxy::new(world, name, port),
    })
}

fn packaged(file: &str) -> Result<String, String> {
    let path = Path::new(PACKAGED).join(file);
    fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))
}

/// The text with one value for a key: in place of those that it has, or at its end.
fn set(text: &str, key: &str, value: &str) -> String {
    let is_it = |line: &&str| line.split_once('=').is_some_and(|(found, _)| found.trim() == key);
    let others: Vec<&str> = text.lines().filter(|line| !is_it(line)).collect();
    format!("{}\n{key} = '{value}'\n", others.join("\n"))
}

verdicts! { plain;
    an_allowed_name_is_reached: "https://ok.allowed.test"
        => "reachable, by -, logged -, winhttp -, proof http, exit 0";
    an_allowed_name_is_reached_in_clear: "http://ok.allowed.test"
        => "reachable, by -, logged -, winhttp -, proof http, exit 0";
    a_name_off_the_list_is_denied: "https://www.denied.test"
        => "blocked proxy.denied, by proxy, logged HTTP 302, 0x8024402B, winhttp -, proof -, exit 1";
    a_name_off_the_list_is_denied_in_clear: "http://www.denied.test"
        => "blocked proxy.denied, by proxy, logged -, winhttp -, proof -, exit 1";
    a_denied_name_that_does_not_exist_is_denied: "https://nobody.invalid"
        => "blocked proxy.denied, by proxy, logged HTTP 302, 0x8024402B, winhttp -, proof -, exit 1";
    a_name_that_does_not_exist_is_not_resolved_by_the_proxy: "https://nobody.allowed.test"
        => "failed proxy.upstream.failed, by beyond_proxy, logged 12175, winhttp 12029, proof -, exit 1";
    a_name_that_does_not_exist_is_not_resolved_in_clear: "http://nobody.allowed.test"
        => "failed proxy.upstream.name_not_resolved, by beyond_proxy, logged 12007, winhttp 12007, proof -, exit 1";
}

mod when_it_intercepts {
    use super::intercepting;

    verdicts! { intercepting;
        an_allowed_name_is_reached: "https://ok.allowed.test"
            => "reachable, by -, logged -, winhttp -, proof http, exit 0";
    }
}

#[test]
fn rules_about_wildcards_are_judged() {
    if let Some(proxy) = plain() {
        // Its pages say "Category: N/A", and a category could be that of unknown names.
        judges_rules(proxy, Says::Right, Says::RightWherePresent);
    }
}

#[test]
fn rules_show_only_in_clear_when_it_intercepts() {
    if let Some(proxy) = intercepting() {
        judges_rules(proxy, Says::Open, Says::RightWherePresent);
    }
}
