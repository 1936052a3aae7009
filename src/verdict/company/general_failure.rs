//! A SOCKS proxy's "general failure" that stands for names (RFC 1928, section 6).

use std::collections::{HashMap, HashSet};

use crate::measurement::NativeCode;

use super::super::{Cause, Finding, Party};
use super::{Judged, RunRule};

/// A proxy that has codes of its own for connections that fail, and says "general failure" of a
/// name under `.invalid`, says so of names. "Host unreachable" is then not about names.
pub(super) struct GeneralFailure;

const GENERAL_FAILURE: u8 = 1;
const HOST_UNREACHABLE: u8 = 4;

impl RunRule for GeneralFailure {
    fn name(&self) -> &'static str {
        "general_failure"
    }

    fn settle(&self, run: &[Judged<'_>]) -> Vec<(usize, Finding)> {
        let mut controls = HashMap::new();
        let mut precise = HashSet::new();
        for probe in run {
            let (Some(proxy), Some(code)) = (probe.proxy(), reply(*probe)) else { continue };
            if probe.is_control() {
                controls.entry(proxy).or_insert((code, probe));
            }
            // "Connection refused" and "TTL expired", which stands for a time-out.
            if matches!(code, 5 | 6) {
                precise.insert(proxy);
            }
        }
        let settled = |probe: &Judged<'_>| {
            let proxy = probe.proxy().filter(|proxy| precise.contains(proxy))?;
            let (control, other) = controls.get(proxy)?;
            let cause = match (control, reply(*probe)?) {
                (&GENERAL_FAILURE, GENERAL_FAILURE) => Cause::ProxyUpstreamNameNotResolved,
                (&GENERAL_FAILURE, HOST_UNREACHABLE) => Cause::ProxyUpstreamUnreachable,
                _ => return None,
            };
            let note = format!(
                "this proxy has other replies for connections, and says \"general failure\" of a \
                 name that nobody owns: {}",
                other.in_words()
            );
            Some(Finding::failed(cause, Party::BeyondProxy).likely().note(note))
        };
        let open = run.iter().enumerate().filter(|(_, probe)| probe.is_open());
        open.filter_map(|(at, probe)| Some((at, settled(probe)?))).collect()
    }
}

fn reply(probe: Judged<'_>) -> Option<u8> {
    let Some(NativeCode::SocksReply(code)) = probe.seen.failed()?.1.native else { return None };
    Some(code)
}

#[cfg(test)]
mod tests {
    use super::super::super::samples::{stopped, through_proxy};
    use super::super::super::{Cause, Verdict};
    use super::super::judge_run;
    use crate::measurement::{FailureKind, Measurement, NativeCode, Stage};

    fn said(host: &str, code: u8) -> Measurement {
        let target = format!("https://{host}/");
        let mut seen = stopped(through_proxy(&target), Stage::Tunnel, FailureKind::SocksReply);
        let step = seen.steps.last_mut().unwrap();
        step.outcome = Err(step.outcome.clone().unwrap_err().with(NativeCode::SocksReply(code)));
        seen
    }

    fn first(codes: [u8; 3]) -> Verdict {
        let [code, control, other] = codes;
        let run = [said("a.test", code), said("x7k2.invalid", control), said("b.test", other)];
        judge_run(&run).remove(0)
    }

    #[test]
    fn a_proxy_with_codes_for_connections_means_names() {
        assert_eq!(first([1, 1, 5]).cause, Some(Cause::ProxyUpstreamNameNotResolved));
        assert_eq!(first([4, 1, 6]).cause, Some(Cause::ProxyUpstreamUnreachable));
    }

    #[test]
    fn one_that_has_one_code_for_all_or_uses_it_for_hosts_does_not() {
        assert_eq!(first([1, 1, 1]).cause, Some(Cause::ProxyUpstreamFailed));
        assert_eq!(first([1, 2, 5]).cause, Some(Cause::ProxyUpstreamFailed));
        assert_ne!(first([4, 4, 5]).cause, Some(Cause::ProxyUpstreamUnreachable));
    }
}
