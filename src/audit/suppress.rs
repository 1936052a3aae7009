//! Findings that somebody has accepted, each with a reason and a last day.

use serde::Deserialize;
use thiserror::Error;

use super::meaning::{codes, meaning};
use super::{Finding, Suppressed};
use crate::yaml::nearest;

/// The accepted findings of a file.
///
/// ```yaml
/// - code: entry.broad.shared_hosting
///   entry: .core.windows.net
///   reason: storage accounts of the backup, see change 4711
///   expires: 2027-03-31
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suppressions(Vec<Suppression>);

/// One accepted finding.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Suppression {
    /// The code of the finding; a code that ends in `.` stands for all that begin so.
    pub code: String,
    /// The entry of the list, or the documented entry, exactly as the finding names it.
    pub entry: String,
    /// Why it is accepted.
    pub reason: String,
    /// The last day on which it is, as `2027-03-31`.
    pub expires: String,
}

/// Why a file of suppressions cannot be used.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{0}")]
pub struct SuppressionError(pub String);

impl Suppressions {
    /// Reads a file.
    ///
    /// # Errors
    /// When it is no list of suppressions, a reason is empty, or a day is none.
    pub fn read(text: &str) -> Result<Self, SuppressionError> {
        let all: Vec<Suppression> =
            serde_saphyr::from_str(text).map_err(|error| SuppressionError(error.to_string()))?;
        for one in &all {
            let what = format!("the suppression of {} for `{}`", one.code, one.entry);
            if one.reason.trim().is_empty() {
                return Err(SuppressionError(format!("{what} has no reason: say why")));
            }
            // In any other form the order of two days is not that of their text.
            let day = one.expires.parse::<jiff::civil::Date>();
            if day.map_or(true, |day| day.to_string() != one.expires) {
                let found = &one.expires;
                return Err(SuppressionError(format!(
                    "{what} expires on {found:?}, which is no day: write it like 2027-03-31"
                )));
            }
            let known = |code: &str| {
                meaning(code).is_some()
                    || (code.ends_with('.') && codes().any(|known| known.starts_with(code)))
            };
            if !known(&one.code) {
                let near = nearest(&one.code, codes());
                let near = near.map_or(String::new(), |near| format!("; did you mean {near}?"));
                return Err(SuppressionError(format!(
                    "{what} is of no code that the audit has{near}"
                )));
            }
        }
        Ok(Self(all))
    }

    /// Parts findings into those that stand and those that are accepted, with remarks on
    /// suppressions that have expired or match nothing. `today` is a day as `2026-11-21`.
    #[must_use]
    pub fn sort(
        &self,
        found: Vec<Finding>,
        today: &str,
    ) -> (Vec<Finding>, Vec<Suppressed>, Vec<String>) {
        let mut used = vec![false; self.0.len()];
        let (mut standing, mut accepted, mut notes) = (Vec::new(), Vec::new(), Vec::new());
        for finding in found {
            let fits = |one: &Suppression| {
                let code = one.code == finding.code
                    || (one.code.ends_with('.') && finding.code.starts_with(&one.code));
                code && one.entry == finding.subject
            };
            let mut reason = None;
            for (one, used) in self.0.iter().zip(&mut used).filter(|(one, _)| fits(one)) {
                *used = true;
                // Days of four, two and two digits are in the order of their text.
                if one.expires.as_str() >= today {
                    reason = Some((one.reason.clone(), one.expires.clone()));
                }
            }
            match reason {
                Some((reason, expires)) => accepted.push(Suppressed { finding, reason, expires }),
                None => standing.push(finding),
            }
        }
        for (one, used) in self.0.iter().zip(&used) {
            let what = format!("the suppression of {} for `{}`", one.code, one.entry);
            if !used {
                notes.push(format!("{what} matches no finding and can be removed"));
            } else if one.expires.as_str() < today {
                notes.push(format!("{what} expired on {}", one.expires));
            }
        }
        (standing, accepted, notes)
    }
}
