//! Helpers about dates and times: the local time, or UTC when the last argument is `GMT`.

use jiff::Zoned;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::{Argument, Returned};
use crate::pac::evaluation::Evaluation;

const WEEKDAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const MONTHS: [&str; 12] =
    ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/// `weekdayRange(day [, day] [, "GMT"])`: from the first day to the second, both included, also
/// over the end of the week.
pub(super) fn weekday_range(evaluation: &Evaluation, arguments: &[Argument]) -> Returned {
    let (now, days) = now_and_rest(evaluation, arguments);
    let today = usize::try_from(now.weekday().to_sunday_zero_offset()).unwrap_or_default();
    let day = |argument: &Argument| place(&WEEKDAYS, argument);
    Returned::Truth(match days {
        [one] => day(one) == Some(today),
        [from, to] => match (day(from), day(to)) {
            (Some(from), Some(to)) => between(&from, &today, &to),
            _ => false,
        },
        _ => false,
    })
}

/// `timeRange(...)`: one hour, two hours, two times of day, with or without seconds.
///
/// Two hours include the whole of the second one in browsers: `timeRange(12, 13)` holds until
/// 13:59:59, though documentation says "from noon to 1pm"; and they do not reach over midnight.
/// Times with minutes do, and include the last minute or second.
pub(super) fn time_range(evaluation: &Evaluation, arguments: &[Argument]) -> Returned {
    let (now, numbers) = now_and_rest(evaluation, arguments);
    let numbers: Option<Vec<u32>> = numbers.iter().map(Argument::whole).collect();
    let hour = u32::from(now.hour().unsigned_abs());
    let time = |hour: u32, minute: u32, second: u32| {
        let part = |number: u32| i8::try_from(number).ok();
        Time::new(part(hour)?, part(minute)?, part(second)?, 0).ok()
    };
    let times = match numbers.as_deref() {
        Some([one]) => return Returned::Truth(hour == *one),
        Some([from, to]) => {
            if from > to {
                evaluation.note(format!(
                    "timeRange({from}, {to}) never holds: in browsers, hours do not reach over \
                     midnight"
                ));
            }
            return Returned::Truth((*from..=*to).contains(&hour));
        }
        Some([h1, m1, h2, m2]) => (time(*h1, *m1, 0), time(*h2, *m2, 59)),
        Some([h1, m1, s1, h2, m2, s2]) => (time(*h1, *m1, *s1), time(*h2, *m2, *s2)),
        _ => return Returned::Truth(false),
    };
    let (Some(from), Some(to)) = times else {
        return Returned::Truth(false);
    };
    let Ok(now) = now.time().with().subsec_nanosecond(0).build() else {
        return Returned::Truth(false);
    };
    Returned::Truth(between(&from, &now, &to))
}

/// `dateRange(...)`: a day, month or year, two of them, or two dates of day and month, month and
/// year, or all three.
///
/// A number above 31 is a year. Ranges without a year reach over its end: from October to March.
/// `dateRange(24, "DEC")` is one day, as documentation has it.
pub(super) fn date_range(evaluation: &Evaluation, arguments: &[Argument]) -> Returned {
    use Part::{Day, Month, Year};
    let (now, parts) = now_and_rest(evaluation, arguments);
    let today = now.date();
    let parts: Option<Vec<Part>> = parts.iter().map(Part::read).collect();
    let key = |date: Date| (date.year(), date.month(), date.day());
    let (year, month, day) = key(today);
    Returned::Truth(match parts.as_deref() {
        Some([Day(one)]) => day == *one,
        Some([Month(one)]) => month == *one,
        Some([Year(one)]) => year == *one,
        Some([Day(from), Day(to)]) => between(from, &day, to),
        Some([Month(from), Month(to)]) => between(from, &month, to),
        Some([Year(from), Year(to)]) => (*from..=*to).contains(&year),
        Some([Day(d), Month(m)]) => (month, day) == (*m, *d),
        Some([Month(m), Year(y)]) => (year, month) == (*y, *m),
        Some([Day(d), Month(m), Year(y)]) => (year, month, day) == (*y, *m, *d),
        Some([Day(d1), Month(m1), Day(d2), Month(m2)]) => {
            between(&(*m1, *d1), &(month, day), &(*m2, *d2))
        }
        Some([Month(m1), Year(y1), Month(m2), Year(y2)]) => {
            ((*y1, *m1)..=(*y2, *m2)).contains(&(year, month))
        }
        Some([Day(d1), Month(m1), Year(y1), Day(d2), Month(m2), Year(y2)]) => {
            ((*y1, *m1, *d1)..=(*y2, *m2, *d2)).contains(&(year, month, day))
        }
        _ => false,
    })
}

/// One argument of `dateRange`.
enum Part {
    Day(i8),
    Month(i8),
    Year(i16),
}

impl Part {
    fn read(argument: &Argument) -> Option<Self> {
        if let Some(month) = place(&MONTHS, argument) {
            return i8::try_from(month + 1).ok().map(Self::Month);
        }
        match argument.whole()? {
            0 => None,
            day @ 1..=31 => i8::try_from(day).ok().map(Self::Day),
            year => i16::try_from(year).ok().map(Self::Year),
        }
    }
}

/// The time that is asked about, and the arguments without `GMT`.
fn now_and_rest<'a>(evaluation: &Evaluation, arguments: &'a [Argument]) -> (Zoned, &'a [Argument]) {
    let now = evaluation.now();
    match arguments.split_last() {
        Some((Argument::Text(last), rest)) if last == "GMT" => {
            (now.with_time_zone(TimeZone::UTC), rest)
        }
        _ => (now, arguments),
    }
}

/// Where a name stands in a list; names are upper case in scripts.
fn place(names: &[&str], argument: &Argument) -> Option<usize> {
    let name = argument.text()?;
    names.iter().position(|known| *known == name)
}

/// From one to another, both included; over the end and on from the beginning when they are in
/// the other order.
fn between<T: PartialOrd>(from: &T, now: &T, to: &T) -> bool {
    if from <= to { from <= now && now <= to } else { from <= now || now <= to }
}
