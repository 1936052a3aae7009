//! Inline Markdown and HTML taken apart: what is left is words, code and links.
//!
//! This is less than `CommonMark` on purpose: a star before a name is a wildcard and no emphasis.

/// How a piece stands in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PieceKind {
    /// A word of running text.
    Word,
    /// A word of bold text.
    Bold,
    /// Text between backquotes or in a `<code>` element.
    Code,
    /// The text of a link, or a URL between angle brackets.
    Link,
}

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub text: String,
    pub kind: PieceKind,
    /// True when a backslash stood in it.
    pub escaped: bool,
}

/// Longest tag or link, in bytes. A bracket that is not closed within is text, and costs no more time.
const LONGEST_LINK: usize = 2000;

/// Longest placeholder in brackets, in bytes; a longer one is text with a stray bracket.
const LONGEST_PLACE: usize = 80;

/// HTML elements that end a line.
const BREAKS: [&str; 8] = ["br", "li", "p", "tr", "td", "ul", "ol", "div"];

/// HTML elements that only dress text up.
const DRESS: [&str; 14] = [
    "a", "b", "strong", "i", "em", "span", "sup", "sub", "u", "code", "small", "font", "th", "img",
];

/// The pieces of a text, line by line as hard line breaks separate them.
pub(super) fn pieces(text: &str) -> Vec<Vec<Piece>> {
    let mut scan = Scan::default();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let taken = scan.step(rest, first);
        rest = &rest[taken..];
    }
    scan.end_line();
    scan.lines
}

#[derive(Default)]
struct Scan {
    lines: Vec<Vec<Piece>>,
    line: Vec<Piece>,
    word: String,
    word_is_bold: bool,
    escaped: bool,
    bold: bool,
}

impl Scan {
    /// Takes one construct from the beginning of `rest` and says how many bytes it has.
    fn step(&mut self, rest: &str, first: char) -> usize {
        match first {
            '`' => return self.code(rest),
            '\\' => {
                let next = rest[1..].chars().next();
                if let Some(next) = next.filter(char::is_ascii_punctuation) {
                    self.escaped = true;
                    self.letter(next);
                    return 2;
                }
            }
            '!' if rest.starts_with("![") => return 1,
            '[' => {
                if let Some(taken) = self.link(rest) {
                    return taken;
                }
            }
            '<' => {
                if let Some(taken) = self.angle(rest) {
                    return taken;
                }
            }
            '{' => {
                if let Some(place) = place(rest, '}') {
                    self.letters(place);
                    return place.len();
                }
            }
            '*' if rest.starts_with("**") => {
                self.bold = !self.bold;
                return 2;
            }
            '_' if rest.starts_with("__") && (self.word.is_empty() || !in_word(&rest[2..])) => {
                self.bold = !self.bold;
                return 2;
            }
            '&' => {
                if let Some((letter, taken)) = entity(rest) {
                    if letter == ' ' {
                        self.end_word();
                    } else {
                        self.letter(letter);
                    }
                    return taken;
                }
            }
            ',' | ';' if !self.word.contains('?') => self.mark(first),
            '、' | '，' | '；' | '。' | '：' => self.mark(first),
            '「' | '」' | '『' | '』' | '（' | '）' | '“' | '”' | '„' | '«' | '»' => {
                self.end_word();
            }
            '\u{200B}' | '\u{200C}' | '\u{200D}' | '\u{FEFF}' | '\u{AD}' => {}
            // Wide forms of ASCII, as East Asian keyboards write them.
            '！'..='～' => {
                let narrow = u32::from(first) - 0xFEE0;
                self.escaped = true;
                self.letter(char::from_u32(narrow).unwrap_or(first));
            }
            c if c.is_whitespace() => self.end_word(),
            c => self.letter(c),
        }
        // These begin a construct that turned out to be none.
        if matches!(first, '\\' | '[' | '<' | '{' | '&') {
            self.letter(first);
        }
        first.len_utf8()
    }

    fn letter(&mut self, letter: char) {
        if self.word.is_empty() {
            self.word_is_bold = self.bold;
        }
        self.word.push(letter);
    }

    fn letters(&mut self, text: &str) {
        text.chars().for_each(|letter| self.letter(letter));
    }

    fn mark(&mut self, mark: char) {
        self.end_word();
        self.push(&mark.to_string(), PieceKind::Word);
    }

    fn end_word(&mut self) {
        if !self.word.is_empty() {
            let kind = if self.word_is_bold { PieceKind::Bold } else { PieceKind::Word };
            let word = std::mem::take(&mut self.word);
            self.push(&word, kind);
        }
        self.escaped = false;
    }

    fn push(&mut self, text: &str, kind: PieceKind) {
        let text = text.trim();
        if !text.is_empty() {
            self.line.push(Piece { text: text.to_owned(), kind, escaped: self.escaped });
        }
        self.escaped = false;
    }

    fn end_line(&mut self) {
        self.end_word();
        if !self.line.is_empty() {
            self.lines.push(std::mem::take(&mut self.line));
        }
    }

    /// Text between runs of as many backquotes. A run that is not closed is dropped.
    fn code(&mut self, rest: &str) -> usize {
        let run = rest.len() - rest.trim_start_matches('`').len();
        let fence = &rest[..run];
        let Some(length) = rest[run..].find(fence) else { return run };
        self.end_word();
        self.push_code(&rest[run..run + length]);
        run + length + run
    }

    fn push_code(&mut self, inside: &str) {
        // Backslashes are literal in code, yet articles escape stars there too.
        self.escaped = inside.contains("\\*");
        let inside = inside.replace("\\*", "*");
        let parts: Vec<&str> = inside.split([',', ';', ' ', '\n']).collect();
        let names = || parts.iter().filter(|part| !part.is_empty());
        // Several names between one pair of backquotes.
        if names().count() > 1 && names().all(|part| part.contains('.')) {
            let escaped = self.escaped;
            for name in names() {
                self.escaped = escaped;
                self.push(name, PieceKind::Code);
            }
            return;
        }
        self.push(&inside, PieceKind::Code);
    }

    /// `[text](target)` or `[text][reference]`.
    fn link(&mut self, rest: &str) -> Option<usize> {
        let end = closing(rest, '[', ']')?;
        let after = &rest[end + 1..];
        let target = if after.starts_with('(') {
            closing(after, '(', ')')?
        } else if after.starts_with('[') {
            closing(after, '[', ']')?
        } else {
            return None;
        };
        self.end_word();
        let text = rest[1..end].replace(['`', '\\'], "").replace("**", "");
        self.push(&text, PieceKind::Link);
        Some(end + 1 + target + 1)
    }

    /// A tag, a URL between angle brackets, or a placeholder.
    fn angle(&mut self, rest: &str) -> Option<usize> {
        let end = rest.bytes().take(LONGEST_LINK).position(|byte| byte == b'>')?;
        let inside = &rest[1..end];
        if inside.starts_with("http://") || inside.starts_with("https://") {
            self.end_word();
            self.push(inside, PieceKind::Link);
            return Some(inside.len() + 2);
        }
        let name = inside.trim_start_matches('/');
        let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let name = name.to_ascii_lowercase();
        // `<a>.example.com` could be a placeholder; a real anchor has an attribute or is closed.
        if BREAKS.contains(&name.as_str()) {
            self.end_line();
        } else if name == "code" && !inside.starts_with('/') {
            if let Some((code, _)) = rest[inside.len() + 2..].split_once("</code>") {
                self.end_word();
                self.push_code(code);
                return Some(inside.len() + 2 + code.len() + "</code>".len());
            }
        } else if !DRESS.contains(&name.as_str()) {
            let place = place(rest, '>')?;
            self.letters(place);
            return Some(place.len());
        }
        Some(inside.len() + 2)
    }
}

/// A placeholder at the beginning of `rest`, its brackets included.
fn place(rest: &str, close: char) -> Option<&str> {
    let end = rest.char_indices().take(LONGEST_PLACE + 1).find(|(_, letter)| *letter == close)?.0;
    let inside = &rest[1..end];
    let fits = end <= LONGEST_PLACE && !inside.trim().is_empty() && !inside.contains('\n');
    fits.then(|| &rest[..=end])
}

/// Where the bracket closes that `rest` begins with. Escaped brackets do not count.
fn closing(rest: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 0_usize;
    let mut escaped = false;
    for (at, letter) in rest.char_indices().take(LONGEST_LINK) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == open => depth += 1,
            c if c == close => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

fn in_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphanumeric())
}

/// The entities that occur around names.
fn entity(rest: &str) -> Option<(char, usize)> {
    const KNOWN: [(&str, char); 9] = [
        ("&nbsp;", ' '),
        ("&lt;", '<'),
        ("&gt;", '>'),
        ("&amp;", '&'),
        ("&quot;", '"'),
        ("&ast;", '*'),
        ("&#42;", '*'),
        ("&#160;", ' '),
        ("&#46;", '.'),
    ];
    let known = KNOWN.iter().find(|(written, _)| rest.starts_with(written));
    known.map(|(written, letter)| (*letter, written.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each piece with a letter for its kind, lines apart.
    fn shown(text: &str) -> String {
        let lines = pieces(text);
        let line = |line: &Vec<Piece>| {
            let shown = line.iter().map(|piece| {
                let kind = match piece.kind {
                    PieceKind::Word => 'w',
                    PieceKind::Bold => 'b',
                    PieceKind::Code => 'c',
                    PieceKind::Link => 'l',
                };
                format!("{kind}:{}", piece.text)
            });
            shown.collect::<Vec<_>>().join(" ")
        };
        lines.iter().map(line).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn stars_of_names_stay_and_stars_of_bold_text_go() {
        assert_eq!(shown("*manage.x.com  "), "w:*manage.x.com");
        assert_eq!(shown("***.x.com**"), "b:*.x.com");
        assert_eq!(shown("\\*.x.com"), "w:*.x.com");
        assert_eq!(shown("**TCP 443** for"), "b:TCP b:443 w:for");
        assert_eq!(shown("&#42;.x.com"), "w:*.x.com");
        assert_eq!(shown("＊．x．com"), "w:*.x.com");
    }

    #[test]
    fn code_links_and_breaks_are_told_apart() {
        assert_eq!(shown("`*.x.com`<br/>`y.com`, z.com"), "c:*.x.com | c:y.com w:, w:z.com");
        assert_eq!(shown("[x.com](https://x.com/a_(b))"), "l:x.com");
        assert_eq!(shown("<https://x.com/>"), "l:https://x.com/");
        assert_eq!(shown("<code>x.com</code>"), "c:x.com");
        assert_eq!(shown("<a name=\"n\"></a> Title"), "w:Title");
        assert_eq!(shown("a [b] c"), "w:a w:[b] w:c");
        assert_eq!(shown("`open x.com"), "w:open w:x.com");
        assert_eq!(shown("\\"), "w:\\");
    }

    #[test]
    fn placeholders_keep_their_blanks() {
        assert_eq!(shown("`<name>.x.net`"), "c:<name>.x.net");
        assert_eq!(shown("http://<name of the point>"), "w:http://<name of the point>");
        assert_eq!(shown("https://x.com/{Tenant ID} now"), "w:https://x.com/{Tenant ID} w:now");
        assert_eq!(shown("a < b"), "w:a w:< w:b");
    }
}
