//! An article cut into blocks: headings, paragraphs, bullets, tables, quotes and code.
//!
//! Indentation is read as people type it, not as the specification counts it: a bullet with four blanks
//! before it is a bullet.

/// A block and the line on which it begins, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub line: usize,
    pub kind: BlockKind,
}

/// The kinds of blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum BlockKind {
    /// `## text`, or text underlined with `===` or `---`.
    Heading { level: usize, text: String },
    /// A bullet of a list, with the blanks before its mark.
    Item { indent: usize, text: String, quoted: bool },
    /// A paragraph.
    Paragraph { text: String, quoted: bool },
    /// A table: cells of the header, then line and cells of each row.
    Table { header: Vec<String>, rows: Vec<(usize, Vec<String>)> },
    /// A line between fences.
    Code(String),
    /// The content of another file.
    Include(String),
}

/// The blocks of a text in which comments are blanked. `skip` lines belong to the front matter.
pub(super) fn blocks(text: &str, skip: usize) -> Vec<Block> {
    let lines: Vec<&str> = text.lines().collect();
    let mut reader =
        Reader { lines: &lines, at: skip, blocks: Vec::new(), open: false, fence: None };
    while reader.at < lines.len() {
        reader.line();
    }
    reader.blocks
}

struct Reader<'a> {
    lines: &'a [&'a str],
    at: usize,
    blocks: Vec<Block>,
    /// True while the last block can go on in the next line.
    open: bool,
    /// The mark that ends a block of code.
    fence: Option<&'static str>,
}

impl Reader<'_> {
    /// Takes one line, or the lines of one table.
    fn line(&mut self) {
        let (quoted, line) = unquoted(self.lines[self.at]);
        let trimmed = line.trim();
        let number = self.at + 1;
        if let Some(fence) = self.fence {
            if trimmed.starts_with(fence) {
                self.fence = None;
            } else if !trimmed.is_empty() {
                self.push(number, BlockKind::Code(trimmed.to_owned()));
            }
        } else if trimmed.is_empty()
            || trimmed.starts_with("[!") && trimmed.ends_with(']') && quoted
        {
            self.open = false;
        } else if let Some(fence) = ["```", "~~~", ":::"].iter().find(|f| trimmed.starts_with(**f))
        {
            // A line of three colons begins and ends something that holds ordinary text.
            self.fence = (*fence != ":::").then_some(*fence);
            self.open = false;
        } else if trimmed.contains("[!INCLUDE") || trimmed.contains("[!include") {
            self.push(number, BlockKind::Include(trimmed.to_owned()));
        } else if let Some((level, text)) = heading(line) {
            self.push(number, BlockKind::Heading { level, text: text.to_owned() });
        } else if let Some(level) = self.underlines(trimmed) {
            self.underline(level);
        } else if is_rule(trimmed) {
            self.open = false;
        } else if self.is_table() {
            self.table();
            return;
        } else if let Some((indent, text)) = item(line) {
            self.push(number, BlockKind::Item { indent, text: text.to_owned(), quoted });
            self.open = true;
        } else if !self.goes_on(trimmed) {
            self.push(number, BlockKind::Paragraph { text: trimmed.to_owned(), quoted });
            self.open = true;
        }
        self.at += 1;
    }

    fn push(&mut self, line: usize, kind: BlockKind) {
        self.blocks.push(Block { line, kind });
        self.open = false;
    }

    /// Adds the line to the block above it, if that is still open.
    fn goes_on(&mut self, trimmed: &str) -> bool {
        if !self.open {
            return false;
        }
        match self.blocks.last_mut().map(|block| &mut block.kind) {
            Some(BlockKind::Item { text, .. } | BlockKind::Paragraph { text, .. }) => {
                text.push('\n');
                text.push_str(trimmed);
                true
            }
            _ => false,
        }
    }

    /// The level of the heading that this line makes of the paragraph above it.
    fn underlines(&self, trimmed: &str) -> Option<usize> {
        let above = self.blocks.last().filter(|_| self.open)?;
        if !matches!(above.kind, BlockKind::Paragraph { .. }) || trimmed.len() < 3 {
            return None;
        }
        let all = |mark: char| trimmed.chars().all(|c| c == mark);
        if all('=') { Some(1) } else { all('-').then_some(2) }
    }

    fn underline(&mut self, level: usize) {
        if let Some(block) = self.blocks.last_mut()
            && let BlockKind::Paragraph { text, .. } = &block.kind
        {
            block.kind = BlockKind::Heading { level, text: text.clone() };
        }
        self.open = false;
    }

    /// True when the next line separates a table's header from its rows.
    fn is_table(&self) -> bool {
        let below = self.lines.get(self.at + 1).map_or("", |line| unquoted(line).1.trim());
        self.lines[self.at].contains('|')
            && below.contains('|')
            && below.contains("--")
            && below.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'))
    }

    fn table(&mut self) {
        let number = self.at + 1;
        let header = cells(unquoted(self.lines[self.at]).1);
        let mut rows = Vec::new();
        self.at += 2;
        while let Some(line) = self.lines.get(self.at).map(|line| unquoted(line).1) {
            if !line.contains('|') || line.trim().is_empty() {
                break;
            }
            rows.push((self.at + 1, cells(line)));
            self.at += 1;
        }
        self.push(number, BlockKind::Table { header, rows });
    }
}

/// The line without the marks of a quote, and whether there were any.
fn unquoted(line: &str) -> (bool, &str) {
    let mut rest = line;
    let mut quoted = false;
    while let Some(inside) = rest.trim_start().strip_prefix('>') {
        quoted = true;
        rest = inside.strip_prefix(' ').unwrap_or(inside);
    }
    (quoted, rest)
}

/// `## text`; translations forget the blank.
fn heading(line: &str) -> Option<(usize, &str)> {
    let text = line.trim().trim_start_matches('#');
    let level = line.trim().len() - text.len();
    let looks = text.starts_with(|c: char| c.is_whitespace() || c == '<' || c.is_alphabetic());
    ((1..=6).contains(&level) && looks && !text.trim().is_empty())
        .then(|| (level, text.trim().trim_end_matches('#').trim_end()))
}

/// A line that only separates.
fn is_rule(trimmed: &str) -> bool {
    let mark = trimmed.chars().next().filter(|c| matches!(c, '-' | '*' | '_'));
    let letters = || trimmed.chars().filter(|c| !c.is_whitespace());
    mark.is_some_and(|mark| letters().count() >= 3 && letters().all(|letter| letter == mark))
}

/// The indentation and the text of a bullet.
fn item(line: &str) -> Option<(usize, &str)> {
    let body = line.trim_start();
    let blanks = &line[..line.len() - body.len()];
    let indent = blanks.chars().map(|blank| if blank == '\t' { 4 } else { 1 }).sum();
    let mark = body.chars().next()?;
    let after = &body[mark.len_utf8()..];
    let spaced = |rest: &str| rest.starts_with(char::is_whitespace);
    let name = after.starts_with("*.") || after.starts_with('`') || after.starts_with("http");
    let text = match mark {
        '-' | '+' | '*' | '•' | '·' | '–' | '—' if spaced(after) => after,
        // A blank was forgotten.
        '-' | '•' | '·' if name => after,
        c if c.is_ascii_digit() => {
            let number = body.trim_start_matches(|c: char| c.is_ascii_digit());
            let rest = number.strip_prefix(['.', ')']).filter(|rest| spaced(rest))?;
            if body.len() - number.len() > 3 {
                return None;
            }
            rest
        }
        _ => return None,
    };
    // `* .example.com` is a name with a blank in it, and `*` its star.
    if mark == '*' && after.trim_start().starts_with('.') {
        return None;
    }
    Some((indent, text.trim()))
}

/// The cells of a row. A bar in code or behind a backslash separates nothing.
fn cells(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').unwrap_or(line);
    let mut cells = vec![String::new()];
    let (mut code, mut escaped) = (false, false);
    for letter in line.chars() {
        if letter == '|' && !code && !escaped {
            cells.push(String::new());
        } else if let Some(cell) = cells.last_mut() {
            cell.push(letter);
        }
        escaped = letter == '\\' && !escaped;
        code ^= letter == '`';
    }
    cells.into_iter().map(|cell| cell.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let show = |block: Block| match block.kind {
            BlockKind::Heading { level, text } => format!("{} h{level} {text}", block.line),
            BlockKind::Item { indent, text, .. } => format!("{} i{indent} {text}", block.line),
            BlockKind::Paragraph { text, quoted } => {
                format!("{} {} {text}", block.line, if quoted { 'q' } else { 'p' })
            }
            BlockKind::Table { header, rows } => format!("{} t {header:?} {rows:?}", block.line),
            BlockKind::Code(text) => format!("{} c {text}", block.line),
            BlockKind::Include(text) => format!("{} n {text}", block.line),
        };
        blocks(text, 0).into_iter().map(show).collect()
    }

    #[test]
    fn bullets_are_bullets_however_they_are_typed() {
        let text = "-   *.a.com  \n\n- b.com\n    -\tc.com\n  * *.d.com\n-*.e.com\n1. f.com\n\
                    • g.com\n*.h.com\n\n---\n* .i.com\n";
        assert_eq!(
            shown(text),
            [
                "1 i0 *.a.com",
                "3 i0 b.com",
                "4 i4 c.com",
                "5 i2 *.d.com",
                "6 i0 *.e.com",
                "7 i0 f.com",
                "8 i0 g.com\n*.h.com",
                "12 p * .i.com",
            ]
        );
    }

    #[test]
    fn headings_quotes_code_and_tables_are_told_apart() {
        let text = "##No blank\nText\n====\n> [!TIP]\n> quoted\nlazy\n\n```\ncode\n```\n\
                    | a | b |\n|---|:-:|\n| `x|y` | z\\|w |\nafter\n[!INCLUDE [x](y.md)]\n#1 no\n";
        assert_eq!(
            shown(text),
            [
                "1 h2 No blank",
                "2 h1 Text",
                "5 q quoted\nlazy",
                "9 c code",
                "11 t [\"a\", \"b\"] [(13, [\"`x|y`\", \"z\\\\|w\"])]",
                "14 p after",
                "15 n [!INCLUDE [x](y.md)]",
                "16 p #1 no",
            ]
        );
    }
}
