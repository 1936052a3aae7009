//! JSON with places: each value is first taken as the piece of text that it is, which says where it
//! stands.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{Cursor, DEEPEST, Node, Spot, Value, error};
use crate::allowlist::{ReadError, Source};

/// The members of an object in their order, each as its text.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

/// Reads a whole file.
pub(super) fn read(source: &Source) -> Result<Node, ReadError> {
    let whole: &RawValue = serde_json::from_str(&source.text).map_err(|found| {
        let (line, column) = (found.line() as u64, found.column() as u64);
        error(source, line, column, format!("this is no JSON: {}", without_place(&found)))
    })?;
    let mut cursor = Cursor::new(&source.text);
    node(whole, &mut cursor, 0).map_err(|why| {
        let Spot { line, column, .. } = cursor.spot(cursor.offset, 0);
        error(source, u64::from(line), u64::from(column), why)
    })
}

/// What is wrong, without the place that the words of the reader end in.
fn without_place(found: &serde_json::Error) -> String {
    let words = found.to_string();
    words.split(" at line ").next().unwrap_or_default().to_owned()
}

fn node(raw: &RawValue, cursor: &mut Cursor<'_>, depth: usize) -> Result<Node, String> {
    if depth > DEEPEST {
        return Err(format!("more than {DEEPEST} values stand in one another"));
    }
    let text = raw.get();
    let start = text.as_ptr().addr().saturating_sub(cursor.text.as_ptr().addr());
    let words = |found: serde_json::Error| without_place(&found);
    let (value, spot) = match text.as_bytes().first() {
        Some(b'{') => {
            let spot = cursor.spot(start, 1);
            let members: Members<'_> = serde_json::from_str(text).map_err(words)?;
            let mut entries = Vec::with_capacity(members.0.len());
            for (name, member) in members.0 {
                entries.push((name, node(member, cursor, depth + 1)?));
            }
            (Value::Map(entries), spot)
        }
        Some(b'[') => {
            let spot = cursor.spot(start, 1);
            let items: Vec<&RawValue> = serde_json::from_str(text).map_err(words)?;
            let items = items.into_iter().map(|item| node(item, cursor, depth + 1));
            (Value::List(items.collect::<Result<_, _>>()?), spot)
        }
        Some(b'"') => {
            let spot = cursor.spot(start + 1, text.len() - 2);
            (Value::Text(serde_json::from_str(text).map_err(words)?), spot)
        }
        Some(b'n') => (Value::Nothing, cursor.spot(start, text.len())),
        _ => (Value::Text(text.to_owned()), cursor.spot(start, text.len())),
    };
    Ok(Node { value, spot })
}
