//! Lines that are JSON objects.

use serde_json::Value;

/// The object of a line; none where it has none. Lines of an array that was written one object to
/// a line count too.
pub(super) fn object(line: &[u8]) -> Option<Value> {
    let text = line.trim_ascii();
    let text = text.strip_prefix(b"[").or_else(|| text.strip_prefix(b",")).unwrap_or(text);
    if text.trim_ascii_start().first() != Some(&b'{') {
        return None;
    }
    let end = text.iter().rposition(|byte| *byte == b'}')?;
    serde_json::from_slice(&text[..=end]).ok().filter(Value::is_object)
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
