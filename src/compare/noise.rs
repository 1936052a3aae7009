//! When an endpoint is slower by more than noise.
//!
//! One run asks each endpoint once, and single times scatter. An endpoint counts as slower only
//! when all of these hold:
//!
//! - it took at least [`LEAST_MS`] longer;
//! - it took at least half as long again;
//! - it got slower by more than three times the usual scatter beyond what the whole run got slower.
//!
//! The usual scatter is 1.4826 times the median absolute deviation of the differences, over every
//! endpoint that answered both times: the standard deviation that a normal distribution with such a
//! deviation has (Rousseeuw and Croux, 1993). A run that got slower as a whole moves the median,
//! and makes no single endpoint stand out; the median is told by itself.

use serde::Serialize;

/// Milliseconds below which nobody would notice.
pub(super) const LEAST_MS: f64 = 100.0;

/// How the times of two runs differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Noise {
    /// Endpoints that answered both times.
    pub pairs: usize,
    /// Milliseconds by which the median endpoint got slower; negative when it got faster.
    pub median_ms: f64,
    /// The usual scatter of the differences, in milliseconds.
    pub scatter_ms: f64,
}

impl Noise {
    /// Of the times before and after of each endpoint, in milliseconds.
    #[must_use]
    pub fn of(pairs: &[(f64, f64)]) -> Self {
        let differences: Vec<f64> = pairs.iter().map(|(before, after)| after - before).collect();
        let Some(median) = median(differences.clone()) else { return Self::default() };
        let away = differences.iter().map(|own| (own - median).abs()).collect();
        let scatter = self::median(away).unwrap_or_default() * 1.4826;
        Self { pairs: pairs.len(), median_ms: thousandth(median), scatter_ms: thousandth(scatter) }
    }

    /// True when this endpoint got slower by more than noise.
    #[must_use]
    pub fn is_exceeded(&self, before: f64, after: f64) -> bool {
        let longer = after - before;
        longer >= LEAST_MS
            && after >= before * 1.5
            && longer - self.median_ms.max(0.0) > 3.0 * self.scatter_ms
    }

    /// The rule in one sentence, with its numbers.
    #[must_use]
    pub fn rule(&self) -> String {
        format!(
            "slower means: at least {LEAST_MS:.0} ms and half as long again, and by more than {:.0} ms beyond the \
             median change of {:+.0} ms ({} answered both times)",
            3.0 * self.scatter_ms,
            self.median_ms,
            if self.pairs == 1 {
                "1 endpoint".to_owned()
            } else {
                format!("{} endpoints", self.pairs)
            }
        )
    }
}

fn thousandth(ms: f64) -> f64 {
    (ms * 1e3).round() / 1e3
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        odd if odd % 2 == 1 => Some(values[middle]),
        _ => Some(f64::midpoint(values[middle - 1], values[middle])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_endpoint_that_hangs_stands_out() {
        let mut pairs: Vec<(f64, f64)> =
            (0..40).map(|i| (50.0 + f64::from(i), 52.0 + f64::from(i * 7 % 11))).collect();
        pairs.push((60.0, 900.0));
        let noise = Noise::of(&pairs);
        assert!(noise.is_exceeded(60.0, 900.0), "{noise:?}");
        assert!(pairs[..40].iter().all(|(before, after)| !noise.is_exceeded(*before, *after)));
    }

    #[test]
    fn a_run_that_is_slower_as_a_whole_blames_no_endpoint() {
        let pairs: Vec<(f64, f64)> = (0..40).map(|i| (50.0, 500.0 + f64::from(i % 7))).collect();
        let noise = Noise::of(&pairs);
        assert!(noise.median_ms > 400.0);
        assert!(!pairs.iter().any(|(before, after)| noise.is_exceeded(*before, *after)));
    }

    #[test]
    fn what_nobody_would_notice_is_not_slower() {
        let noise = Noise::of(&[(1.0, 1.0), (1.0, 1.0), (1.0, 60.0)]);
        assert!(!noise.is_exceeded(1.0, 60.0));
        let even = Noise::of(&[(5_000.0, 5_000.0), (5_000.0, 5_200.0)]);
        assert!(!even.is_exceeded(5_000.0, 5_200.0), "not half as long again");
        assert_eq!(Noise::of(&[]), Noise::default());
    }
}
