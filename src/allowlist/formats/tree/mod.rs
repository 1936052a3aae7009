//! Files that are trees (JSON, YAML, XML), with the place of everything in them.

mod json;
#[cfg(test)]
mod tests;
mod xml;
mod yaml;

use crate::allowlist::{Place, ReadError, Source};

/// How deep a tree may go. No export of a product goes half as deep.
const DEEPEST: usize = 64;

/// A value with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Node {
    /// The value.
    pub(super) value: Value,
    spot: Spot,
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// `null`, or an element with nothing in it.
    Nothing,
    /// A text; numbers and booleans as they are written.
    Text(String),
    /// Values in their order.
    List(Vec<Node>),
    /// Named values in their order; a name may come again. The attributes of an element have an `@`
    /// before their names.
    Map(Vec<(String, Node)>),
}

/// Where a value stands in its file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Spot {
    line: u32,
    column: u32,
    length: u32,
}

impl Node {
    /// Reads JSON.
    ///
    /// # Errors
    /// When it is none.
    pub(super) fn json(source: &Source) -> Result<Self, ReadError> {
        json::read(source)
    }

    /// Reads the documents of a YAML file, with the items of each `List` of Kubernetes as documents
    /// of their own.
    ///
    /// # Errors
    /// When it is none.
    pub(super) fn yaml(source: &Source) -> Result<Vec<Self>, ReadError> {
        let mut documents = Vec::new();
        for document in yaml::read(source)? {
            if document.text_of("kind").is_some_and(|kind| kind.ends_with("List"))
                && let Some(items) = document.get("items")
            {
                documents.extend_from_slice(items.items());
            } else {
                documents.push(document);
            }
        }
        Ok(documents)
    }

    /// Reads JSON or YAML, whichever it looks like: the documents of the file.
    ///
    /// # Errors
    /// When it is neither.
    pub(super) fn json_or_yaml(source: &Source) -> Result<Vec<Self>, ReadError> {
        if !source.text.trim_start().starts_with(['{', '[']) {
            return Self::yaml(source);
        }
        let whole = Self::json(source)?;
        if let Some(items) = whole.get("items")
            && whole.text_of("kind").is_some_and(|kind| kind.ends_with("List"))
        {
            return Ok(items.items().to_vec());
        }
        Ok(match whole.value {
            Value::List(items) => items,
            value => vec![Self { value, ..whole }],
        })
    }

    /// Reads XML. An element with attributes or elements in it is a map, any other its text.
    ///
    /// # Errors
    /// When it is none.
    pub(super) fn xml(source: &Source) -> Result<Self, ReadError> {
        xml::read(source)
    }

    /// The first value of a name, whose capitals do not count.
    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        let found = self.entries().iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
        found.map(|(_, node)| node)
    }

    /// The value at the end of some names.
    pub(super) fn path(&self, names: &[&str]) -> Option<&Self> {
        names.iter().try_fold(self, |node, name| node.get(name))
    }

    /// Each value of a name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.entries()
            .iter()
            .filter(move |(own, _)| own.eq_ignore_ascii_case(name))
            .map(|(_, node)| node)
    }

    /// The named values; none of anything but a map.
    pub(super) fn entries(&self) -> &[(String, Self)] {
        if let Value::Map(entries) = &self.value { entries } else { &[] }
    }

    /// The values of a list; anything else but nothing is a list of one.
    pub(super) fn items(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            Value::Nothing => &[],
            _ => std::slice::from_ref(self),
        }
    }

    /// The values of the list of a name; none when there is none.
    pub(super) fn list(&self, name: &str) -> &[Self] {
        self.get(name).map_or(&[], Self::items)
    }

    /// The text.
    pub(super) fn text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.value { Some(text) } else { None }
    }

    /// The text of a name.
    pub(super) fn text_of(&self, name: &str) -> Option<&str> {
        self.get(name)?.text()
    }

    /// Whether the text of a name is `true`.
    pub(super) fn is_true(&self, name: &str) -> bool {
        self.text_of(name).is_some_and(|text| text.eq_ignore_ascii_case("true"))
    }

    /// Looks at this and everything in it, in the order of the file.
    pub(super) fn walk<'a>(&'a self, look: &mut impl FnMut(&'a Self)) {
        look(self);
        match &self.value {
            Value::List(items) => items.iter().for_each(|item| item.walk(look)),
            Value::Map(entries) => entries.iter().for_each(|(_, node)| node.walk(look)),
            Value::Nothing | Value::Text(_) => {}
        }
    }

    /// Where it stands.
    pub(super) fn place(&self, source: &Source) -> Place {
        Place {
            file: source.file.clone(),
            line: self.spot.line.max(1),
            column: self.spot.column.max(1),
            length: self.spot.length,
        }
    }
}

/// Counts lines and columns on the way through a text, forwards only.
struct Cursor<'a> {
    text: &'a str,
    offset: usize,
    line: u32,
    column: u32,
}

impl<'a> Cursor<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, offset: 0, line: 1, column: 1 }
    }

    /// The place of `length` bytes at `offset`, which is not before the last one.
    fn spot(&mut self, offset: usize, length: usize) -> Spot {
        for &byte in self.text.as_bytes().get(self.offset..offset).unwrap_or_default() {
            if byte == b'\n' {
                (self.line, self.column) = (self.line.saturating_add(1), 1);
            } else if byte & 0xC0 != 0x80 {
                // The first byte of a character.
                self.column = self.column.saturating_add(1);
            }
        }
        self.offset = self.offset.max(offset);
        let token = self.text.get(offset..offset + length).unwrap_or_default();
        let length = u32::try_from(token.chars().count()).unwrap_or(u32::MAX);
        Spot { line: self.line, column: self.column, length }
    }
}

/// An error at a line and a column.
fn error(source: &Source, line: u64, column: u64, why: String) -> ReadError {
    let number = |number: u64| u32::try_from(number).unwrap_or(u32::MAX).max(1);
    let place =
        Place { file: source.file.clone(), line: number(line), column: number(column), length: 1 };
    ReadError { place, why }
}
