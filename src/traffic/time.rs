//! Times as logs write them, in seconds since 1970.

/// Ten digits: seconds since 1970, from 2001 to 2286.
#[inline]
pub(super) fn ten_digits(text: &[u8; 10]) -> Option<i64> {
    let (eight, two) = text.split_first_chunk::<8>()?;
    let word = u64::from_le_bytes(*eight);
    let digits = word.wrapping_sub(0x3030_3030_3030_3030);
    // No byte is below `0` or above `9`.
    let above = word.wrapping_add(0x4646_4646_4646_4646);
    if (digits | above) & 0x8080_8080_8080_8080 != 0 {
        return None;
    }
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8) & 0x00FF_00FF_00FF_00FF;
    let fours = pairs.wrapping_mul(100).wrapping_add(pairs >> 16) & 0x0000_FFFF_0000_FFFF;
    let eight = fours.wrapping_mul(10_000).wrapping_add(fours >> 32) & 0xFFFF_FFFF;
    let two = match two {
        [a @ b'0'..=b'9', b @ b'0'..=b'9'] => i64::from(a - b'0') * 10 + i64::from(b - b'0'),
        _ => return None,
    };
    Some(i64::try_from(eight).ok()? * 100 + two)
}

/// Seconds since 1970, with any fraction, or milliseconds, microseconds or nanoseconds.
pub(super) fn epoch(text: &[u8]) -> Option<i64> {
    let whole = text.split(|byte| *byte == b'.').next()?;
    let number: i64 = std::str::from_utf8(whole).ok()?.parse().ok()?;
    match whole.len() {
        ..=11 => Some(number),
        12..=14 => Some(number / 1_000),
        15..=17 => Some(number / 1_000_000),
        _ => Some(number / 1_000_000_000),
    }
}

/// `2026-11-21T02:00:00.000+0200`, `2026/11/21 02:00:00`: date, anything of one byte, time, and
/// the offset where there is one. Without one it is taken as UTC.
pub(super) fn dated(text: &[u8]) -> Option<i64> {
    let date = text.get(..10)?;
    let time = text.get(11..19)?;
    if date[4] != date[7] || !matches!(date[4], b'-' | b'/') {
        return None;
    }
    let month = number(&date[5..7])?;
    let clock = clock(time)?;
    let days = days(number(&date[..4])?, month, number(&date[8..])?)?;
    Some(days * 86_400 + clock - offset(&text[19..]))
}

/// A date and a time that stand in two fields.
pub(super) fn date_and_time(date: &[u8], time: &[u8]) -> Option<i64> {
    dated(&[date, b" ", time].concat())
}

/// `21/Nov/2026:01:17:52 +0000`, as the common log format has it.
pub(super) fn common(text: &[u8]) -> Option<i64> {
    let (date, rest) = text.split_at_checked(12)?;
    if date[2] != b'/' || date[6] != b'/' || date[11] != b':' {
        return None;
    }
    let days = days(number(&date[7..11])?, month(&date[3..6])?, number(&date[..2])?)?;
    Some(days * 86_400 + clock(rest.get(..8)?)? - offset(&rest[8..]))
}

/// `Sat Nov 21 02:00:00 2026`.
pub(super) fn ctime(text: &[u8]) -> Option<i64> {
    let mut words = text.split(|byte| *byte == b' ').filter(|word| !word.is_empty()).skip(1);
    let (month, day, time, year) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let days = days(number(year)?, self::month(month)?, number(day)?)?;
    Some(days * 86_400 + clock(time)?)
}

fn clock(time: &[u8]) -> Option<i64> {
    if time.len() != 8 || time[2] != b':' || time[5] != b':' {
        return None;
    }
    let (hours, minutes, seconds) =
        (number(&time[..2])?, number(&time[3..5])?, number(&time[6..])?);
    // A leap second is 60.
    (hours < 24 && minutes < 60 && seconds < 61).then_some(hours * 3600 + minutes * 60 + seconds)
}

/// The offset behind a time: `Z`, `+02:00`, ` -0500`, perhaps after a fraction.
fn offset(text: &[u8]) -> i64 {
    let digits = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b' ');
    let start = text.iter().position(|byte| !digits(byte)).unwrap_or(text.len());
    let sign = match text.get(start) {
        Some(b'+') => 1,
        Some(b'-') => -1,
        _ => return 0,
    };
    let hours = text.get(start + 1..start + 3).and_then(number);
    let rest = text.get(start + 3..).unwrap_or_default();
    let minutes = rest.strip_prefix(b":").unwrap_or(rest).get(..2).and_then(number);
    match (hours, minutes) {
        (Some(hours), Some(minutes)) => sign * (hours * 3600 + minutes * 60),
        _ => 0,
    }
}

fn number(text: &[u8]) -> Option<i64> {
    if text.is_empty() || text.len() > 4 || !text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some(text.iter().fold(0, |sum, byte| sum * 10 + i64::from(byte - b'0')))
}

fn month(text: &[u8]) -> Option<i64> {
    const MONTHS: &[u8] = b"JanFebMarAprMayJunJulAugSepOctNovDec";
    (1..).zip(MONTHS.chunks(3)).find_map(|(number, name)| (name == text).then_some(number))
}

/// Days since 1970 of a day of the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    let at = |number: i64| i8::try_from(number).ok();
    let date = jiff::civil::Date::new(i16::try_from(year).ok()?, at(month)?, at(day)?).ok()?;
    Some((date - jiff::civil::date(1970, 1, 1)).get_days().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-21 01:17:52 UTC.
    const THEN: i64 = 1_795_223_872;

    #[test]
    fn all_forms_are_the_same_time() {
        assert_eq!(ten_digits(b"1795223872"), Some(THEN));
        for wrong in [b"179522387x", b"x795223872", b"17952238:2", b"1795/23872"] {
            assert_eq!(ten_digits(wrong), None);
        }
        for text in ["1795223872", "1795223872.083", "1795223872083", "1795223872083000"] {
            assert_eq!(epoch(text.as_bytes()), Some(THEN), "{text}");
        }
        for text in [
            "2026-11-21T01:17:52Z",
            "2026-11-21 01:17:52",
            "2026/11/21 01:17:52.123",
            "2026-11-21T03:17:52.000001+0200",
            "2026-11-20T20:17:52-05:00",
        ] {
            assert_eq!(dated(text.as_bytes()), Some(THEN), "{text}");
        }
        assert_eq!(common(b"21/Nov/2026:02:17:52 +0100"), Some(THEN));
        assert_eq!(ctime(b"Sat Nov 21 01:17:52 2026"), Some(THEN));
        assert_eq!(date_and_time(b"2026-11-21", b"01:17:52"), Some(THEN));
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in ["", "2026-11-21", "2026-13-21T01:17:52Z", "2026-11-21T25:17:52Z", "x"] {
            assert_eq!(dated(text.as_bytes()), None, "{text}");
        }
        assert_eq!(common(b"21/Nix/2026:02:17:52 +0100"), None);
        assert_eq!(epoch(b"now"), None);
    }
}
