//! XML with places.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Cursor, DEEPEST, Node, Spot, Value, error};
use crate::allowlist::{ReadError, Source};

/// An element that is still open.
struct Open {
    name: String,
    entries: Vec<(String, Node)>,
    text: String,
    /// Where its text begins; none before there is some.
    begins: Option<Spot>,
    spot: Spot,
}

impl Open {
    fn new(name: String, spot: Spot) -> Self {
        Self { name, entries: Vec::new(), text: String::new(), begins: None, spot }
    }

    fn close(self) -> (String, Node) {
        let text = self.text.trim();
        let node = if !self.entries.is_empty() {
            Node { value: Value::Map(self.entries), spot: self.spot }
        } else if text.is_empty() {
            Node { value: Value::Nothing, spot: self.spot }
        } else {
            let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
            let spot = Spot { length, ..self.begins.unwrap_or(self.spot) };
            Node { value: Value::Text(text.to_owned()), spot }
        };
        (self.name, node)
    }
}

/// Reads a whole file: a map with its one element.
pub(super) fn read(source: &Source) -> Result<Node, ReadError> {
    let mut reader = Reader::from_str(&source.text);
    let mut cursor = Cursor::new(&source.text);
    let mut open = vec![Open::new(String::new(), Spot::default())];
    loop {
        let start = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let event = reader.read_event();
        let wrong = |cursor: &mut Cursor<'_>, why: String| {
            let spot = cursor.spot(start, 0);
            error(source, spot.line.into(), spot.column.into(), why)
        };
        let event =
            event.map_err(|found| wrong(&mut cursor, format!("this is no XML: {found}")))?;
        match event {
            Event::Start(element) => {
                if open.len() > DEEPEST {
                    let why = format!("more than {DEEPEST} elements stand in one another");
                    return Err(wrong(&mut cursor, why));
                }
                let spot = cursor.spot(start, 1);
                open.push(element_of(&element, spot));
            }
            Event::Empty(element) => {
                let spot = cursor.spot(start, 1);
                let node = element_of(&element, spot).close();
                if let Some(parent) = open.last_mut() {
                    parent.entries.push(node);
                }
            }
            Event::End(_) => {
                // The reader has checked that the names agree.
                if open.len() > 1
                    && let Some(done) = open.pop()
                    && let Some(parent) = open.last_mut()
                {
                    parent.entries.push(done.close());
                }
            }
            Event::Text(text) => {
                let text = text.decode().map_err(|found| wrong(&mut cursor, found.to_string()))?;
                add(&mut open, &text, start, &mut cursor);
            }
            Event::CData(text) => {
                let text = text.decode().map_err(|found| wrong(&mut cursor, found.to_string()))?;
                add(&mut open, &text, start + "<![CDATA[".len(), &mut cursor);
            }
            Event::GeneralRef(reference) => {
                let name = reference.decode().unwrap_or_default().into_owned();
                let text = match name.as_str() {
                    "amp" => "&".to_owned(),
                    "lt" => "<".to_owned(),
                    "gt" => ">".to_owned(),
                    "quot" => "\"".to_owned(),
                    "apos" => "'".to_owned(),
                    _ => match reference.resolve_char_ref() {
                        Ok(Some(char)) => char.to_string(),
                        // Others are defined by the document, and kept as they are.
                        _ => format!("&{name};"),
                    },
                };
                add(&mut open, &text, start, &mut cursor);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if open.len() > 1 {
        let spot = cursor.spot(source.text.len(), 0);
        let name = open.last().map(|open| open.name.clone()).unwrap_or_default();
        let why = format!("this XML ends inside <{name}>; is the file complete?");
        return Err(error(source, spot.line.into(), spot.column.into(), why));
    }
    if open.first().is_none_or(|root| root.entries.is_empty()) {
        return Err(error(source, 1, 1, "this is no XML: it has no element".to_owned()));
    }
    Ok(open.pop().map_or(Node { value: Value::Nothing, spot: Spot::default() }, |root| Node {
        value: Value::Map(root.entries),
        spot: root.spot,
    }))
}

/// An element with its attributes.
fn element_of(element: &BytesStart<'_>, spot: Spot) -> Open {
    let name = String::from_utf8_lossy(element.local_name().as_ref()).into_owned();
    let mut open = Open::new(name, spot);
    for attribute in element.attributes().flatten() {
        let name = format!("@{}", String::from_utf8_lossy(attribute.key.as_ref()));
        let value = String::from_utf8_lossy(&attribute.value);
        let value = quick_xml::escape::unescape(&value)
            .map_or_else(|_| value.clone().into_owned(), std::borrow::Cow::into_owned);
        open.entries.push((name, Node { value: Value::Text(value), spot }));
    }
    open
}

/// Adds text to the innermost element.
fn add(open: &mut [Open], text: &str, start: usize, cursor: &mut Cursor<'_>) {
    let Some(open) = open.last_mut() else { return };
    if open.begins.is_none() {
        let blank = text.len() - text.trim_start().len();
        if blank == text.len() {
            return;
        }
        open.begins = Some(cursor.spot(start + blank, 0));
    }
    open.text.push_str(text);
}
