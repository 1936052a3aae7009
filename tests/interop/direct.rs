//! Without a proxy: this machine's own lookups, at a dnsmasq named by `--dns-server` or found
//! through the system's resolver, and its own connections.

use crate::clearway::{Run, check};
use crate::requirement::or_skip;
use crate::world::{World, world};

/// Asks without a proxy.
struct Direct {
    world: &'static World,
    by: &'static str,
}

impl Direct {
    fn check(&self, arguments: &str) -> Run {
        check(self.world, &format!("--direct {} {arguments}", self.by), &[])
    }
}

fn at_dnsmasq() -> Option<Direct> {
    or_skip(world()).map(|world| Direct { world, by: "--dns-server 127.0.0.53" })
}

fn by_the_system() -> Option<Direct> {
    or_skip(world()).map(|world| Direct { world, by: "" })
}

fn at_a_closed_port() -> Option<Direct> {
    let by = "--dns-server 127.0.0.99:53 --timeout resolve=1 --retries 0";
    or_skip(world()).map(|world| Direct { world, by })
}

fn at_a_silent_server() -> Option<Direct> {
    let by = "--dns-server 192.0.2.53 --timeout resolve=1 --retries 0";
    or_skip(world()).map(|world| Direct { world, by })
}

verdicts! { at_dnsmasq;
    a_good_endpoint_is_reached: "https://ok.allowed.test"
        => "reachable, by -, logged -, winhttp -, proof http, exit 0";
    a_good_endpoint_is_reached_in_clear: "http://ok.allowed.test"
        => "reachable, by -, logged -, winhttp -, proof http, exit 0";
    a_name_that_does_not_exist_is_12007: "https://nobody.allowed.test"
        => "failed dns.name_not_resolved, by this_machine, logged 12007, winhttp 12007, proof -, exit 1";
    a_name_without_an_address_is_12007: "https://no-address.allowed.test"
        => "failed dns.name_not_resolved, by this_machine, logged 12007, winhttp 12007, proof -, exit 1";
    a_server_that_refuses_the_question_is_12007: "https://www.elsewhere.example"
        => "failed dns.failed, by this_machine, logged 12007, winhttp 12007, proof -, exit 1";
    an_endpoints_403_is_an_answer: "https://forbids.allowed.test"
        => "reachable, by -, logged -, winhttp -, proof http, exit 0";
    an_endpoints_503_is_an_answer_in_clear: "http://unavailable.allowed.test"
        => "reachable, by -, logged -, winhttp -, proof http, exit 0";
    an_expired_certificate_is_the_endpoints: "https://expired.allowed.test"
        => "failed tls.cert.date_invalid, by origin, logged 12175, winhttp 12175, proof tls, exit 1";
    a_certificate_for_another_name_is_the_endpoints: "https://wrong-name.allowed.test"
        => "failed tls.cert.name_invalid, by origin, logged 12175, winhttp 12175, proof tls, exit 1";
    a_self_signed_certificate_is_the_endpoints: "https://self-signed.allowed.test"
        => "failed tls.cert.self_signed, by origin, logged 12175, winhttp 12175, proof tls, exit 1";
    an_unknown_authority_is_the_endpoints: "https://unknown-authority.allowed.test"
        => "failed tls.cert.unknown_issuer, by origin, logged 12175, winhttp 12175, proof tls, exit 1";
    a_refused_connection_is_the_paths: "https://refuses.allowed.test"
        => "failed tcp.refused, by path, logged 12029, winhttp 12029, proof -, exit 1";
    a_black_hole_times_out: "https://black-hole.allowed.test --timeout connect=1 --retries 0"
        => "failed tcp.timed_out, by path, logged 12002, winhttp 12002, proof -, exit 1";
    a_missing_route_is_the_paths: "https://no-route.allowed.test"
        => "failed tcp.address_unreachable, by path, logged 12029, winhttp 12029, proof -, exit 1";
    plain_http_on_443_is_no_tls: "https://no-tls.allowed.test"
        => "failed tls.protocol.error, by origin, logged 12175, winhttp 12175, proof tcp, exit 1";
}

mod with_the_systems_resolver {
    use super::by_the_system;

    verdicts! { by_the_system;
        a_good_endpoint_is_reached: "https://ok.allowed.test"
            => "reachable, by -, logged -, winhttp -, proof http, exit 0";
        a_name_that_does_not_exist_is_12007: "https://nobody.allowed.test"
            => "failed dns.name_not_resolved, by this_machine, logged 12007, winhttp 12007, proof -, exit 1";
        a_name_without_an_address_is_12007: "https://no-address.allowed.test"
            => "failed dns.name_not_resolved, by this_machine, logged 12007, winhttp 12007, proof -, exit 1";
    }
}

mod with_a_dead_name_server {
    use super::{at_a_closed_port, at_a_silent_server};

    verdicts! { at_a_closed_port;
        a_closed_port_is_12007: "https://ok.allowed.test"
            => "failed dns.unreachable, by this_machine, logged 12007, winhttp 12007, proof -, exit 1";
    }
    verdicts! { at_a_silent_server;
        silence_is_12007: "https://ok.allowed.test"
            => "failed dns.unreachable, by this_machine, logged 12007, winhttp 12007, proof -, exit 1";
    }
}
