//! What the codes of GSSAPI and Kerberos mean (RFC 2744, section 3.9.1; RFC 4120, section 7.5.9).

use super::Trouble;
use crate::auth::AuthOutcome;

/// What the protocol's error 0 is in the table of MIT's and Heimdal's libraries.
const TABLE: i32 = -1_765_328_384;

/// Names the trouble behind a major and a minor status, with the text of the library.
pub(super) fn trouble(major: u32, minor: u32, text: String) -> Trouble {
    let code = minor.cast_signed().wrapping_sub(TABLE);
    let outcome = match code {
        // A ticket for another realm is asked of the own domain, which does not know it.
        7 if text.contains("krbtgt/") => AuthOutcome::RealmUnknown,
        7 => AuthOutcome::ServiceUnknown,
        1 | 11 | 32 => AuthOutcome::TicketExpired,
        // Not yet valid is what a clock that runs behind makes of a new ticket.
        33 | 37 => AuthOutcome::ClockSkew,
        // No file, no entry, no cache.
        141 | 195 => AuthOutcome::NoTicket,
        // Wrong realm, realm or its server unknown, no server of it answers.
        68 | 154 | 156 | 217 | 220 => AuthOutcome::RealmUnknown,
        _ => match (major >> 16) & 0xff {
            7 => AuthOutcome::NoTicket,
            11 => AuthOutcome::TicketExpired,
            _ => AuthOutcome::Failed(text.clone()),
        },
    };
    Trouble { outcome, text }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAILURE: u32 = 13 << 16;

    fn outcome(major: u32, code: i32, text: &str) -> AuthOutcome {
        trouble(major, (TABLE + code).cast_unsigned(), text.to_owned()).outcome
    }

    #[test]
    fn each_trouble_has_its_own_name() {
        assert_eq!(outcome(FAILURE, 7, "Server HTTP/p@A not found"), AuthOutcome::ServiceUnknown);
        assert_eq!(outcome(FAILURE, 7, "Server krbtgt/B@A not found"), AuthOutcome::RealmUnknown);
        assert_eq!(outcome(FAILURE, 32, ""), AuthOutcome::TicketExpired);
        assert_eq!(outcome(FAILURE, 37, ""), AuthOutcome::ClockSkew);
        assert_eq!(outcome(FAILURE, 156, ""), AuthOutcome::RealmUnknown);
        // As MIT's library says it: "No Kerberos credentials available" is 2529639053.
        assert_eq!(trouble(7 << 16, 2_529_639_053, String::new()).outcome, AuthOutcome::NoTicket);
        assert_eq!(trouble(7 << 16, 0, String::new()).outcome, AuthOutcome::NoTicket);
        assert_eq!(trouble(11 << 16, 0, String::new()).outcome, AuthOutcome::TicketExpired);
        let other = outcome(FAILURE, 60, "generic");
        assert_eq!(other, AuthOutcome::Failed("generic".to_owned()));
    }
}
