//! YAML with places.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::options::DuplicateKeyPolicy;
use serde_saphyr::{Options, Spanned};

use super::{Node, Spot, Value, error};
use crate::allowlist::{ReadError, Source};

/// Values that one file may have. Half a million entries fit.
const MOST_VALUES: usize = 5_000_000;

/// A value on its way to a node.
struct Found(Value);

impl<'de> Deserialize<'de> for Found {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        impl<'de> Visitor<'de> for Any {
            type Value = Found;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }

            fn visit_unit<E>(self) -> Result<Found, E> {
                Ok(Found(Value::Nothing))
            }

            fn visit_bool<E>(self, value: bool) -> Result<Found, E> {
                Ok(Found(Value::Text(value.to_string())))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Found, E> {
                Ok(Found(Value::Text(value.to_string())))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Found, E> {
                Ok(Found(Value::Text(value.to_string())))
            }

            fn visit_i128<E>(self, value: i128) -> Result<Found, E> {
                Ok(Found(Value::Text(value.to_string())))
            }

            fn visit_u128<E>(self, value: u128) -> Result<Found, E> {
                Ok(Found(Value::Text(value.to_string())))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Found, E> {
                Ok(Found(Value::Text(value.to_string())))
            }

            fn visit_str<E>(self, value: &str) -> Result<Found, E> {
                Ok(Found(Value::Text(value.to_owned())))
            }

            fn visit_seq<S: SeqAccess<'de>>(self, mut items: S) -> Result<Found, S::Error> {
                let mut list = Vec::new();
                while let Some(item) = items.next_element::<Spanned<Found>>()? {
                    list.push(node(item));
                }
                Ok(Found(Value::List(list)))
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Found, M::Error> {
                let mut entries = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, Spanned<Found>>()? {
                    entries.push((name, node(value)));
                }
                Ok(Found(Value::Map(entries)))
            }
        }

        deserializer.deserialize_any(Any)
    }
}

fn node(found: Spanned<Found>) -> Node {
    let number = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    let Spanned { value: Found(value), referenced, .. } = found;
    let length = match &value {
        Value::Text(text) => u32::try_from(text.chars().count()).unwrap_or(u32::MAX),
        _ => 1,
    };
    let spot =
        Spot { line: number(referenced.line()), column: number(referenced.column()), length };
    Node { value, spot }
}

/// Reads the documents of a file.
pub(super) fn read(source: &Source) -> Result<Vec<Node>, ReadError> {
    let mut options = Options::default();
    options.with_snippet = false;
    options.duplicate_keys = DuplicateKeyPolicy::LastWins;
    let mut budget = serde_saphyr::Budget::default();
    budget.max_nodes = MOST_VALUES;
    budget.max_events = 4 * MOST_VALUES;
    budget.max_depth = super::DEEPEST;
    budget.flow_nesting_limit = super::DEEPEST;
    options.budget = Some(budget);
    let documents: Vec<Spanned<Found>> =
        serde_saphyr::from_multiple_with_options(&source.text, options).map_err(|found| {
            let found = found.without_snippet();
            let at = found.location();
            let (line, column) = at.map_or((1, 1), |at| (at.line(), at.column()));
            let words = found.to_string();
            let words = words.lines().next().unwrap_or_default().to_owned();
            error(source, line, column, format!("this is no YAML: {words}"))
        })?;
    let quoted: Vec<&str> = source.text.lines().collect();
    let mut nodes: Vec<Node> = documents.into_iter().map(node).collect();
    for node in &mut nodes {
        inside_quotes(node, &quoted);
    }
    Ok(nodes)
}

/// Moves the places of quoted texts behind their quotes.
fn inside_quotes(node: &mut Node, lines: &[&str]) {
    match &mut node.value {
        Value::Text(_) => {
            let line = usize::try_from(node.spot.line).unwrap_or(0);
            let column = usize::try_from(node.spot.column).unwrap_or(0);
            let text = line.checked_sub(1).and_then(|line| lines.get(line));
            // Lines of YAML written in one piece are long; only their bytes are looked at.
            let byte = text.and_then(|text| text.as_bytes().get(column.checked_sub(1)?));
            if matches!(byte, Some(b'"' | b'\'')) {
                node.spot.column += 1;
            }
        }
        Value::List(items) => items.iter_mut().for_each(|item| inside_quotes(item, lines)),
        Value::Map(entries) => entries.iter_mut().for_each(|(_, item)| inside_quotes(item, lines)),
        Value::Nothing => {}
    }
}
