//! What counts as judged rightly, for each truth.
//!
//! One table, [`Truth::right_causes`]; what follows from it:
//!
//! - **right**: the verdict names one of the causes listed for the truth, and does not call it
//!   inconclusive. For truths in which the endpoint answered, the status must be reachable.
//! - **open**: the verdict is inconclusive, or says that the proxy does not say
//!   (`proxy.upstream.failed`, `proxy.no_verdict`, `unknown`), or is true and not the whole truth
//!   ([`Truth::is_half_true`]).
//! - **wrong**: anything else.
//!
//! Where the truth is two things at once (`auth_required_and_policy_denied`), either is right.
//! `proxy.upstream.connect_failed` is right for a connection that failed, however it failed: the
//! stage and the side are what it claims, and they are true. It is wrong for every other truth.

use clearway::verdict::{Cause, Status, Verdict};

use super::Row;

/// How a verdict stands to the truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Score {
    Right,
    Open,
    Wrong,
}

/// The truth of a row, taken apart.
pub struct Truth {
    parts: Vec<String>,
    /// The names of these scenarios do not exist, so a lookup that fails tells the truth too.
    name_does_not_exist: bool,
    /// The proxy spoke TLS with the endpoint, so that the client saw no certificate.
    certificate_hidden: bool,
    /// TLS in the tunnel was not accepted under the laboratory's own root.
    intercepted: bool,
}

impl Truth {
    /// The truth, or why this row has none that a client could find.
    pub fn of(row: &Row) -> Result<Self, &'static str> {
        let truth = row.truth.split(" (").next().unwrap_or("");
        match truth {
            "policy_denied_or_not_supported" => {
                return Err("the laboratory itself could not tell a denial from a missing feature");
            }
            "connect_not_supported" => {
                return Err("the proxy has no CONNECT at all, which no answer of it says");
            }
            _ => {}
        }
        if truth.starts_with("origin_cert_") {
            let unseen = row.tunnel.as_ref().is_some_and(|tunnel| {
                tunnel.tls.as_deref() == Some("ok") && tunnel.verify.is_none()
            });
            if unseen {
                return Err("a bad certificate that was recorded without how it was judged");
            }
        }
        let name_does_not_exist = truth == "policy_denied"
            && matches!(row.scenario.as_str(), "control_random_invalid" | "denied_random_label");
        let intercepted = row
            .tunnel
            .as_ref()
            .and_then(|tunnel| tunnel.verify.as_deref())
            .is_some_and(|verify| verify != "ok");
        let parts: Vec<String> = truth.split("_and_").map(str::to_owned).collect();
        if !parts.iter().all(|part| is_answered(part) || !Self::right_causes(part).is_empty()) {
            return Err("a truth that the table does not know");
        }
        let certificate_hidden = row.method == "GET-https" && truth.starts_with("origin_cert_");
        Ok(Self { parts, name_does_not_exist, certificate_hidden, intercepted })
    }

    /// True when somebody's policy did refuse, or the proxy asked for credentials.
    pub fn refused(&self) -> bool {
        self.parts.iter().any(|part| {
            ["policy_denied", "auth_", "user_not_authorised"]
                .iter()
                .any(|start| part.starts_with(start))
        })
    }

    /// Right, open or wrong.
    pub fn score(&self, verdict: &Verdict) -> Score {
        if verdict.status != Status::Inconclusive && self.accepts(verdict.cause) {
            return Score::Right;
        }
        let vague = matches!(
            verdict.cause,
            Some(Cause::ProxyUpstreamFailed | Cause::ProxyNoVerdict | Cause::Unknown)
        );
        if verdict.status == Status::Inconclusive || vague || self.is_half_true(verdict) {
            return Score::Open;
        }
        Score::Wrong
    }

    /// True when a cause, or none, names this truth.
    pub fn accepts(&self, cause: Option<Cause>) -> bool {
        self.parts.iter().any(|part| {
            let answered = is_answered(part);
            match cause {
                None => answered,
                // A client that does not trust the inspecting authority gets no further than that.
                Some(Cause::TlsIntercepted) => answered && self.intercepted,
                Some(cause) => Self::right_causes(part).contains(&cause),
            }
        })
    }

    /// True and not the whole truth, for three reasons that the recording itself gives: the proxy
    /// failed in a lookup before it came to its policy, and the name does not exist; the session
    /// was intercepted, and the endpoint is in trouble besides; the proxy accepted the endpoint's
    /// certificate in the client's place and passed on an answer.
    fn is_half_true(&self, verdict: &Verdict) -> bool {
        match verdict.cause {
            Some(Cause::ProxyUpstreamNameNotResolved) => self.name_does_not_exist,
            Some(Cause::TlsIntercepted) => self.intercepted,
            None => self.certificate_hidden,
            Some(_) => false,
        }
    }

    /// The table.
    fn right_causes(part: &str) -> &'static [Cause] {
        use Cause::{
            ProxyAuthRejected as Rejected, ProxyAuthRequired as Required, ProxyDenied as Denied,
            ProxyMethodDenied as Method, ProxyPortDenied as Port,
            ProxyUpstreamConnectFailed as NotConnected, ProxyUpstreamNameNotResolved as Dns,
            ProxyUpstreamRefused as Refused, ProxyUpstreamReset as Reset,
            ProxyUpstreamTimedOut as TimedOut, ProxyUpstreamTls as Tls,
            ProxyUpstreamUnreachable as Unreachable,
        };
        match part {
            "policy_denied" => &[Denied, Port, Method],
            "policy_denied_resolved_address" => &[Denied],
            "auth_required" => &[Required],
            "auth_failed" | "user_not_authorised" => &[Rejected, Denied],
            "name_not_found" | "name_no_address" | "dns_server_failure" | "dns_server_refused"
            | "dns_timeout" => &[Dns],
            // The name leads to an address that nobody has: seen as refused, or not connected to.
            "name_resolves_to_0.0.0.0" => &[Refused, NotConnected, Unreachable],
            "upstream_refused" => &[Refused, NotConnected],
            "upstream_timeout" => &[TimedOut, NotConnected],
            "upstream_no_route_to_host" | "upstream_network_unreachable" => {
                &[Unreachable, NotConnected]
            }
            "origin_closes" | "origin_resets" => &[Reset],
            // Silence is all that there was; `proxy.no_verdict` says so and blames nobody.
            "origin_silent" => &[TimedOut, Cause::ProxyNoVerdict],
            "origin_cert_expired" => &[Cause::TlsCertDateInvalid, Tls],
            "origin_cert_wrong_name" => &[Cause::TlsCertNameInvalid, Tls],
            "origin_cert_self_signed" => &[Cause::TlsCertSelfSigned, Tls],
            "origin_cert_unknown_ca" => &[Cause::TlsCertUnknownIssuer, Tls],
            "parent_proxy_unreachable" => &[Cause::ProxyChain],
            // An answer by the endpoint is not refused by anybody: no cause is right.
            _ => &[],
        }
    }
}

/// True when the endpoint answered, so that reachable is right.
fn is_answered(part: &str) -> bool {
    matches!(part, "ok" | "origin_answers_403" | "origin_answers_503")
}
