//! A setting that names something other than a working proxy.

use crate::clearway::{Run, check};
use crate::requirement::or_skip;
use crate::squid;
use crate::world::{World, world};

/// Asks for a good endpoint through whatever the arguments name.
struct Through(&'static World);

impl Through {
    fn check(&self, proxy: &str) -> Run {
        check(self.0, &format!("--proxy {proxy} https://ok.allowed.test"), &[])
    }
}

fn through() -> Option<Through> {
    // Squid listens on 3128 from here on.
    squid::plain()?;
    or_skip(world()).map(Through)
}

#[test]
fn a_script_from_a_web_server_leads_past_a_dead_proxy() {
    let Some(Through(world)) = through() else { return };
    let line = "--pac http://ok.allowed.test/proxy.pac https://ok.allowed.test";
    let run = check(world, line, &[]);
    run.says("reachable, by -, logged -, winhttp -, proof http, exit 0");
    assert_eq!(run.field("route.proxy"), "http://127.0.0.1:3128", "{}", run.printed);
}

verdicts! { through;
    a_proxy_name_that_does_not_exist_is_this_machines_12007: "http://nobody.corp.test:3128"
        => "failed dns.name_not_resolved, by this_machine, logged 12007, winhttp 12007, proof -, exit 1";
    a_closed_proxy_port_is_refused: "http://127.0.0.1:3199"
        => "failed tcp.refused, by path, logged 12029, winhttp 12029, proof -, exit 1";
    a_proxy_in_a_black_hole_times_out: "http://192.0.2.8:3128 --timeout connect=1 --retries 0"
        => "failed tcp.timed_out, by path, logged 12002, winhttp 12002, proof -, exit 1";
    port_80_is_meant_when_none_is_given: "http://127.0.0.1"
        => "failed tcp.refused, by path, logged 12029, winhttp 12029, proof -, exit 1";
    a_web_server_is_no_proxy: "http://127.0.1.1:80"
        => "failed proxy.not_a_proxy, by proxy, logged HTTP 400, 0x80244016, winhttp 12152, proof -, exit 1";
    a_plain_proxy_does_not_speak_tls: "https://127.0.0.1:3128"
        => "failed proxy.wrong_protocol, by proxy, logged 12152, winhttp 12152, proof -, exit 1";
    a_web_servers_tls_port_is_no_proxy: "http://127.0.1.1:443"
        => "failed proxy.not_a_proxy, by proxy, logged HTTP 400, 0x80244016, winhttp 12152, proof -, exit 1";
}
