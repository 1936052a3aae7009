//! An HTTP status code in a scenario.

use serde::Deserialize;

use super::response::reason;

/// A status code of three digits. Those beyond 599 are no HTTP (RFC 9110, section 15), and some
/// proxies send them all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u16")]
pub struct Status(u16);

/// A number that is no status code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{found} is no HTTP status; expected a number from 100 to 999")]
pub struct StatusError {
    found: u16,
}

impl Status {
    /// 200, which every origin says unless told otherwise.
    pub const OK: Self = Self(200);

    /// 302, which redirects say unless told otherwise.
    pub const FOUND: Self = Self(302);

    /// 500.
    pub const INTERNAL_SERVER_ERROR: Self = Self(500);

    /// The number.
    #[must_use]
    pub fn code(self) -> u16 {
        self.0
    }

    /// The reason phrase registered for it, or none.
    pub(super) fn reason(self) -> &'static str {
        reason(self.0)
    }
}

impl TryFrom<u16> for Status {
    type Error = StatusError;

    fn try_from(found: u16) -> Result<Self, StatusError> {
        if (100..=999).contains(&found) { Ok(Self(found)) } else { Err(StatusError { found }) }
    }
}
