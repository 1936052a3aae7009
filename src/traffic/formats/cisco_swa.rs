//! Access logs of Cisco Secure Web Appliance (WSA): Squid's fields, and the decision behind them.

use super::squid;
use crate::traffic::event::{Reading, Verdict};
use crate::traffic::format::{LineReader, LogFormat};

/// Access logs of Cisco Secure Web Appliance.
pub struct CiscoSwa;

impl LogFormat for CiscoSwa {
    fn id(&self) -> &'static str {
        "cisco-swa"
    }

    fn title(&self) -> &'static str {
        "Cisco Secure Web Appliance access log"
    }

    fn mark(&self) -> &'static str {
        "Squid's fields and a decision such as DEFAULT_CASE before an angle bracket"
    }

    fn source(&self) -> &'static str {
        "https://www.cisco.com/c/en/us/td/docs/security/wsa/wsa-14-5/user-guide/wsa-userguide-14-5/b_WSA_UserGuide_11_7_chapter_010101.html"
    }

    fn reader(&self) -> Box<dyn LineReader + Send> {
        Box::new(Lines)
    }
}

struct Lines;

impl LineReader for Lines {
    fn line<'a>(&'a mut self, line: &'a [u8]) -> Reading<'a> {
        read(line).unwrap_or(Reading::Foreign)
    }
}

fn read(line: &[u8]) -> Option<Reading<'_>> {
    // The decision stands before the first angle bracket: `BLOCK_WEBCAT_12-policy-... <`.
    let end = memchr::memmem::find(line, b" <")?;
    let decision = line[..end].rsplit(|byte| *byte == b' ').next()?;
    let tag = decision.split(|byte| *byte == b'-').next()?;
    let known = [
        "BLOCK_",
        "REDIRECT_",
        "ALLOW_",
        "DEFAULT_CASE",
        "DECRYPT_",
        "PASSTHRU_",
        "MONITOR_",
        "SAAS_AUTH",
        "OTHER",
    ];
    let drop = tag.starts_with(b"DROP_");
    if !drop && !known.iter().any(|start| tag.starts_with(start.as_bytes())) {
        return None;
    }
    if tag.starts_with(b"DECRYPT_") {
        // The request inside follows in a line of its own.
        return Some(Reading::Aside);
    }
    let mut rest = &line[..end];
    let request = squid::request(&mut rest)?;
    let Reading::Request(mut event) = squid::reading(&request, rest) else {
        return Some(Reading::Aside);
    };
    let stopped = drop || tag.starts_with(b"BLOCK_") || tag.starts_with(b"REDIRECT_");
    if stopped && event.verdict != Verdict::LoginMissing {
        event.verdict = Verdict::Denied;
    }
    (event.reason, event.rule) = (tag.into(), decision.into());
    Some(Reading::Request(event))
}
