//! Lines that are JSON objects.

use memchr::{memchr, memrchr};
use serde_json::Value;

/// The longest header of syslog that is looked behind.
const HEADER: usize = 512;

/// The object of a line, perhaps behind a header of syslog; none where it has none.
pub(super) fn object(line: &[u8]) -> Option<Value> {
    let start = memchr(b'{', &line[..line.len().min(HEADER)])?;
    let end = memrchr(b'}', &line[start..])?;
    serde_json::from_slice(&line[start..=start + end]).ok().filter(Value::is_object)
}

/// The value at a path of names, each compared without case.
pub(super) fn at<'a>(value: &'a Value, path: &[&str]) -> Option<&'a Value> {
    path.iter().try_fold(value, |value, name| {
        let object = value.as_object()?;
        object.get(*name).or_else(|| {
            object.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value)
        })
    })
}

/// The text at a path; none for what is empty or no text.
pub(super) fn text<'a>(value: &'a Value, path: &[&str]) -> Option<&'a [u8]> {
    at(value, path)?.as_str().filter(|text| !text.is_empty()).map(str::as_bytes)
}

/// The port at a path, as a number or as a text.
pub(super) fn port(value: &Value, path: &[&str]) -> Option<u16> {
    let value = at(value, path)?;
    let number = value.as_u64().or_else(|| value.as_str()?.parse().ok())?;
    u16::try_from(number).ok().filter(|port| *port > 0)
}
