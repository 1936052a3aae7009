//! Where the answer to the request made sends its client.
//!
//! Only an endpoint's own redirect counts: what a proxy answers with a 3xx is a block page or a
//! login, and the verdict says which of the two it is.

use crate::address::Scheme;
use crate::measurement::{HttpAnswer, Measurement, Stage};
use crate::plan::Source;
use crate::verdict::{Status, Verdict};

use super::{Mention, shown};

/// The `Location` of a redirect, unless it stays on the same host.
pub(super) fn read(seen: &Measurement, verdict: &Verdict, found: &mut Vec<Mention>) {
    if verdict.status != Status::Reachable {
        return;
    }
    let Some(answer) = answer(seen).filter(|answer| is_redirect(answer.status)) else { return };
    let Some(location) = answer.header("Location").map(str::trim) else { return };
    let url = match reference(location) {
        Reference::Absolute => location.to_owned(),
        Reference::WithoutScheme => format!("{}:{location}", seen.probe.target.scheme),
        Reference::SameHost => return,
    };
    let (target, status) = (&seen.probe.target, answer.status);
    let because = if target.path == "/" {
        format!("{target} redirects to it with status {status}")
    } else {
        let path = shown(&target.path);
        format!("{target} redirects {path} to it with status {status}")
    };
    found.push(Mention::Address { source: Source::Redirect, url, because });
}

/// The answer to the request for the target: never one to CONNECT.
fn answer(seen: &Measurement) -> Option<&HttpAnswer> {
    let forwarded = seen.probe.target.scheme == Scheme::Http && seen.step(Stage::Forward).is_some();
    if forwarded { seen.proxy_answer.as_ref() } else { seen.answer.as_ref() }
}

/// Statuses whose `Location` a client follows (RFC 9110, section 15.4).
fn is_redirect(status: u16) -> bool {
    matches!(status, 300..=303 | 307 | 308)
}

/// How a `Location` is written (RFC 3986, section 4.2).
enum Reference {
    /// With its scheme.
    Absolute,
    /// `//host/path`.
    WithoutScheme,
    /// A path, a query or nothing.
    SameHost,
}

fn reference(location: &str) -> Reference {
    if location.starts_with("//") {
        return Reference::WithoutScheme;
    }
    let end = location.find(['/', '?', '#']).unwrap_or(location.len());
    let scheme = location[..end].split_once(':').map(|(scheme, _)| scheme);
    let is_scheme = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    };
    if scheme.is_some_and(is_scheme) { Reference::Absolute } else { Reference::SameHost }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{forwarded, redirected};
    use super::*;
    use crate::verdict::judge;

    fn url(seen: &Measurement) -> Option<String> {
        let mut found = Vec::new();
        read(seen, &judge(seen), &mut found);
        found.pop().map(|mention| match mention {
            Mention::Address { source, url, because } => {
                assert_eq!(source, Source::Redirect);
                assert!(because.contains("redirects"), "{because}");
                url
            }
            Mention::Note(note) => panic!("{note}"),
        })
    }

    fn to(location: &str) -> Option<String> {
        url(&redirected("https://go.x.test/fwlink?1", 302, location))
    }

    #[test]
    fn other_hosts_are_named_in_every_form() {
        assert_eq!(to("http://y.test/a").as_deref(), Some("http://y.test/a"));
        assert_eq!(to(" HTTPS://y.test ").as_deref(), Some("HTTPS://y.test"));
        assert_eq!(to("//y.test/a").as_deref(), Some("https://y.test/a"));
        assert_eq!(to("file:///etc/passwd").as_deref(), Some("file:///etc/passwd"));
    }

    #[test]
    fn what_stays_on_the_host_is_no_lead() {
        for location in ["/a", "a/b", "?q=http://y.test/", "#f", "", "/\\y.test/", "a?b:c", "1:2"] {
            assert_eq!(to(location), None, "{location:?}");
        }
    }

    #[test]
    fn only_redirects_redirect() {
        for status in [300, 301, 302, 303, 307, 308] {
            assert!(url(&redirected("https://x.test/", status, "http://y.test/")).is_some());
        }
        for status in [200, 201, 304, 403] {
            assert_eq!(url(&redirected("https://x.test/", status, "http://y.test/")), None);
        }
    }

    #[test]
    fn a_redirect_by_way_of_a_proxy_counts_only_when_the_endpoint_wrote_it() {
        let location = ("Location", "http://y.test/");
        let own = forwarded("http://x.test/", &[location, ("X-Azure-Ref", "1")]);
        assert_eq!(url(&own).as_deref(), Some("http://y.test/"));
        let nobody = forwarded("http://x.test/", &[location]);
        assert_eq!(url(&nobody), None);
    }

    #[test]
    fn a_refusal_of_connect_redirects_nobody() {
        let mut seen = forwarded("https://x.test/", &[("Location", "http://blocked.test/")]);
        seen.steps.last_mut().unwrap().stage = Stage::Tunnel;
        assert_eq!(url(&seen), None);
    }
}
