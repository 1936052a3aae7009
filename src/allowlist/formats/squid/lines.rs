//! The lines of a configuration, with those of the files that it includes.

use super::super::gather::unmarked;
use crate::allowlist::{NearbyFiles, Place, ReadError, Source};

/// Files inside files that are followed.
const DEEPEST: usize = 16;

/// A line, with its continuations.
pub struct Line {
    /// The file in which it stands.
    pub source: Source,
    /// Its words, up to a comment.
    pub words: Vec<Word>,
}

/// A word, with its place.
#[derive(Clone)]
pub struct Word {
    /// The word.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

impl Line {
    /// The words with one space between.
    pub fn text(&self) -> String {
        let words: Vec<&str> = self.words.iter().map(|word| word.text.as_str()).collect();
        words.join(" ")
    }

    /// From the first word to the last, where they stand in one line of the file.
    pub fn place(&self) -> Place {
        let mut words = self.words.iter();
        let Some(first) = words.next() else {
            return Place { file: self.source.file.clone(), line: 1, column: 1, length: 0 };
        };
        let mut place = first.place.clone();
        for word in words.filter(|word| word.place.line == place.line) {
            place.length = (word.place.column + word.place.length).saturating_sub(place.column);
        }
        place
    }
}

/// Reads a file and those that it includes, in the order in which Squid reads them.
pub fn read(source: &Source, nearby: &dyn NearbyFiles) -> Result<Vec<Line>, ReadError> {
    let mut lines = Vec::new();
    read_into(&mut lines, source, nearby, 0)?;
    Ok(lines)
}

fn read_into(
    lines: &mut Vec<Line>,
    source: &Source,
    nearby: &dyn NearbyFiles,
    depth: usize,
) -> Result<(), ReadError> {
    let named = Source { file: source.file.clone(), text: String::new() };
    let mut words: Vec<Word> = Vec::new();
    let mut glue = false;
    for (index, text) in unmarked(source).lines().enumerate() {
        let text = text.trim_end_matches('\r');
        let (body, goes_on) = match text.strip_suffix('\\') {
            Some(body) => (body, true),
            None => (text, false),
        };
        let mut comment = false;
        for part in body.split_whitespace() {
            if part.starts_with('#') {
                comment = true;
                break;
            }
            let place = source.place(index + 1, text, part);
            let first = body.starts_with(part) && place.column == 1;
            match words.last_mut() {
                // A word that is broken by a backslash goes on.
                Some(word) if glue && first => word.text.push_str(part),
                _ => words.push(Word { text: part.to_owned(), place }),
            }
            glue = false;
        }
        glue = goes_on && !comment && body.ends_with(|last: char| !last.is_whitespace());
        if goes_on && !comment {
            continue;
        }
        finish(lines, &named, std::mem::take(&mut words), nearby, depth)?;
    }
    finish(lines, &named, words, nearby, depth)
}

fn finish(
    lines: &mut Vec<Line>,
    source: &Source,
    words: Vec<Word>,
    nearby: &dyn NearbyFiles,
    depth: usize,
) -> Result<(), ReadError> {
    let Some(first) = words.first() else { return Ok(()) };
    if first.text != "include" {
        lines.push(Line { source: source.clone(), words });
        return Ok(());
    }
    for word in &words[1..] {
        if depth >= DEEPEST {
            let why = "includes files inside files deeper than 16: is it a circle?".to_owned();
            return Err(ReadError { place: word.place.clone(), why });
        }
        let name = word.text.trim_matches('"');
        let included = nearby.open(source, name).map_err(|why| ReadError {
            place: word.place.clone(),
            why: format!(
                "the included file {name:?} cannot be read: {why}; Squid does not start without \
                 it. Put it beside this file"
            ),
        })?;
        read_into(lines, &included, nearby, depth + 1)?;
    }
    Ok(())
}
