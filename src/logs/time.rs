//! When a record was written, as far as its format says.

use std::fmt;

use jiff::civil::DateTime;
use jiff::tz::Offset;
use serde::{Serialize, Serializer};

/// A time from a log: what the clock of the computer showed, and its offset where the log has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogTime {
    clock: DateTime,
    offset: Option<Offset>,
}

impl LogTime {
    /// From a date and a time of day; `None` when they are none.
    ///
    /// Dates are `2026-11-21`, `2026/11/21` or `11-21-2026`; times are `10:00:00` with any fraction
    /// after a dot, or after a further colon (`10:00:00:123`). `offset` is in minutes east of UTC.
    pub(super) fn parse(date: &str, time: &str, offset: Option<i32>) -> Option<Self> {
        let mut parts = date.split(['-', '/']);
        let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
        let (year, month, day) =
            if first.len() == 4 { (first, second, third) } else { (third, first, second) };
        let mut parts = time.splitn(3, ':');
        let (hour, minute, seconds) = (parts.next()?, parts.next()?, parts.next()?);
        let (second, fraction) = seconds.split_once(['.', ':', ',']).unwrap_or((seconds, ""));
        let digits: String = fraction.chars().chain("000000000".chars()).take(9).collect();
        let clock = DateTime::new(
            year.parse().ok()?,
            month.parse().ok()?,
            day.parse().ok()?,
            hour.parse().ok()?,
            minute.parse().ok()?,
            second.parse().ok()?,
            digits.parse().ok()?,
        );
        let offset = offset.and_then(|minutes| Offset::from_seconds(minutes * 60).ok());
        Some(Self { clock: clock.ok()?, offset })
    }

    /// From a time with its bias behind it: `10:00:00.123-060`.
    ///
    /// The bias is what must be added to the clock to get UTC, in minutes
    /// (`TIME_ZONE_INFORMATION`), so that its sign is the opposite of an offset's.
    pub(super) fn with_bias(date: &str, time: &str) -> Option<Self> {
        let Some(at) = time.rfind(['+', '-']) else { return Self::parse(date, time, None) };
        let bias: i32 = time[at..].parse().ok()?;
        Self::parse(date, &time[..at], bias.checked_neg())
    }

    /// The moment where the offset is known, else the clock as if it showed UTC.
    fn moment(self) -> Option<DateTime> {
        let seconds = self.offset.map_or(0, Offset::seconds);
        self.clock.checked_sub(jiff::SignedDuration::from_secs(seconds.into())).ok()
    }
}

impl PartialOrd for LogTime {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for LogTime {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let offset = |time: &Self| time.offset.map(Offset::seconds);
        (self.moment(), self.clock, offset(self)).cmp(&(other.moment(), other.clock, offset(other)))
    }
}

impl fmt::Display for LogTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.clock)?;
        match self.offset.map(Offset::seconds) {
            None => Ok(()),
            Some(0) => f.write_str("Z"),
            Some(seconds) => {
                let sign = if seconds < 0 { '-' } else { '+' };
                let minutes = seconds.abs() / 60;
                write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
        }
    }
}

impl Serialize for LogTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bias_is_no_offset() {
        let shown = |date, time| LogTime::with_bias(date, time).map(|time| time.to_string());
        let expected = Some("2026-11-21T10:00:00.123+01:00".to_owned());
        assert_eq!(shown("11-21-2026", "10:00:00.123-060"), expected);
        assert_eq!(shown("11-21-2026", "10:00:00.123-60"), expected);
        let expected = Some("2026-11-21T10:00:00-05:00".to_owned());
        assert_eq!(shown("11-21-2026", "10:00:00+300"), expected);
        assert_eq!(shown("11-21-2026", "10:00:00+000"), Some("2026-11-21T10:00:00Z".into()));
        for (date, time) in [("", ""), ("13-40-2026", "10:00:00"), ("11-21-2026", "25:00:00")] {
            assert_eq!(shown(date, time), None);
        }
    }

    #[test]
    fn times_are_ordered_across_zones() {
        let east = LogTime::with_bias("11-21-2026", "10:00:00.000-060").unwrap();
        let west = LogTime::with_bias("11-21-2026", "09:30:00.000+000").unwrap();
        assert!(east < west);
    }
}
