//! POSIX expressions as the GNU C library reads them: basic (`grep`) and extended (`egrep`).
//!
//! IEEE Std 1003.1, chapter 9, with the extensions of
//! <https://www.gnu.org/software/gnulib/manual/html_node/Regular-expression-syntaxes.html>.

use super::{DEEPEST, Member, Untranslated, bracket, known_class, literal, within_length};

/// Which of the two syntaxes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Posix {
    /// Groups are `\(...\)`, and `+`, `?`, `|` stand for themselves.
    Basic,
    /// Groups are `(...)`.
    Extended,
}

/// Translates an expression; where it is searched for is the caller's to add.
///
/// # Errors
/// When `regcomp` refuses it, or it has a backreference.
pub fn posix(pattern: &str, kind: Posix) -> Result<String, Untranslated> {
    within_length(pattern)?;
    let mut reader = Reader { rest: pattern, kind, out: String::with_capacity(pattern.len() * 2) };
    reader.alternatives(0)?;
    if !reader.rest.is_empty() {
        return Err(Untranslated::refused("closes a group that it never opens"));
    }
    Ok(reader.out)
}

/// What comes next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Token {
    Char(char),
    Any,
    Bracket,
    Open,
    Close,
    Or,
    Star,
    Plus,
    Maybe,
    Interval,
    /// An anchor, as the target writes it.
    Anchor(&'static str),
    /// A class, as the target writes it.
    Class(&'static str),
}

struct Reader<'a> {
    rest: &'a str,
    kind: Posix,
    out: String,
}

impl Reader<'_> {
    /// Alternatives up to the end or to the bracket that closes them.
    fn alternatives(&mut self, depth: usize) -> Result<(), Untranslated> {
        if depth > DEEPEST {
            return Err(Untranslated::undecidable(
                "has more groups inside groups than are followed",
            ));
        }
        // True where a repetition would have nothing to repeat.
        let mut fresh = true;
        // True where an anchor of the basic syntax may stand.
        let mut first = true;
        let mut atom = self.out.len();
        // Repetitions of repetitions, each of which is a group.
        let mut stacked = 0;
        while let Some((token, length)) = self.peek(first)? {
            if token == Token::Close && (depth > 0 || self.kind == Posix::Basic) {
                return Ok(());
            }
            self.rest = &self.rest[length..];
            let repeats =
                matches!(token, Token::Star | Token::Plus | Token::Maybe | Token::Interval);
            stacked = if repeats { stacked + 1 } else { 0 };
            if stacked > DEEPEST {
                return Err(Untranslated::undecidable("repeats repetitions more than is followed"));
            }
            if repeats && !fresh {
                let operator = self.operator(token)?;
                self.out.insert_str(atom, "(?:");
                self.out.push(')');
                self.out.push_str(&operator);
                continue;
            }
            if repeats && (self.kind == Posix::Extended || token == Token::Interval) {
                return Err(Untranslated::refused("repeats where there is nothing to repeat"));
            }
            atom = self.out.len();
            (fresh, first) = (false, false);
            match token {
                Token::Or => {
                    self.out.push('|');
                    (fresh, first) = (true, true);
                }
                Token::Anchor(anchor) => {
                    self.out.push_str(anchor);
                    fresh = true;
                }
                Token::Open => {
                    self.out.push_str("(?:");
                    self.alternatives(depth + 1)?;
                    let Some((Token::Close, length)) = self.peek(false)? else {
                        return Err(Untranslated::refused("opens a group that it never closes"));
                    };
                    self.rest = &self.rest[length..];
                    self.out.push(')');
                }
                Token::Bracket => self.members()?,
                Token::Any => self.out.push('.'),
                Token::Class(class) => self.out.push_str(class),
                Token::Char(character) => literal(&mut self.out, character),
                Token::Star => literal(&mut self.out, '*'),
                Token::Plus => literal(&mut self.out, '+'),
                Token::Maybe => literal(&mut self.out, '?'),
                Token::Close => literal(&mut self.out, ')'),
                Token::Interval => literal(&mut self.out, '{'),
            }
        }
        Ok(())
    }

    /// The next token, with how many bytes it takes.
    fn peek(&self, first: bool) -> Result<Option<(Token, usize)>, Untranslated> {
        let mut characters = self.rest.chars();
        let Some(character) = characters.next() else { return Ok(None) };
        let basic = self.kind == Posix::Basic;
        let token = match character {
            '\\' => return self.escaped(characters.next()).map(Some),
            '.' => Token::Any,
            '[' => Token::Bracket,
            '*' => Token::Star,
            '^' if !basic || first => Token::Anchor("^"),
            '$' if !basic || self.ends_here() => Token::Anchor("$"),
            _ if basic => Token::Char(character),
            '(' => Token::Open,
            ')' => Token::Close,
            '|' => Token::Or,
            '+' => Token::Plus,
            '?' => Token::Maybe,
            '{' => Token::Interval,
            _ => Token::Char(character),
        };
        Ok(Some((token, character.len_utf8())))
    }

    /// True when a `$` of the basic syntax is the last of its alternative.
    fn ends_here(&self) -> bool {
        let after = &self.rest[1..];
        after.is_empty() || after.starts_with(r"\)") || after.starts_with(r"\|")
    }

    fn escaped(&self, character: Option<char>) -> Result<(Token, usize), Untranslated> {
        let Some(character) = character else {
            return Err(Untranslated::refused("ends in a backslash"));
        };
        let basic = self.kind == Posix::Basic;
        let token = match character {
            '1'..='9' => return Err(Untranslated::undecidable("has a backreference")),
            'w' => Token::Class("[0-9A-Za-z_]"),
            'W' => Token::Class("[^0-9A-Za-z_]"),
            's' => Token::Class("[[:space:]]"),
            'S' => Token::Class("[^[:space:]]"),
            'b' => Token::Anchor(r"\b"),
            'B' => Token::Anchor(r"\B"),
            '<' => Token::Anchor(r"\b{start}"),
            '>' => Token::Anchor(r"\b{end}"),
            '`' => Token::Anchor(r"\A"),
            '\'' => Token::Anchor(r"\z"),
            '(' if basic => Token::Open,
            ')' if basic => Token::Close,
            '|' if basic => Token::Or,
            '+' if basic => Token::Plus,
            '?' if basic => Token::Maybe,
            '{' if basic => Token::Interval,
            _ => Token::Char(character),
        };
        Ok((token, 1 + character.len_utf8()))
    }

    /// A repetition, as the target writes it; behind the sign that opens it.
    fn operator(&mut self, token: Token) -> Result<String, Untranslated> {
        Ok(match token {
            Token::Star => "*".to_owned(),
            Token::Plus => "+".to_owned(),
            Token::Maybe => "?".to_owned(),
            _ => {
                let close = if self.kind == Posix::Basic { r"\}" } else { "}" };
                let broken = || Untranslated::refused("has a repetition in braces that is none");
                let (inner, rest) = self.rest.split_once(close).ok_or_else(broken)?;
                let (low, high) =
                    inner.split_once(',').map_or((inner, None), |(l, h)| (l, Some(h)));
                let number = |text: &str| text.parse::<u16>().map_err(|_| broken());
                let least = if low.is_empty() && high.is_some() { 0 } else { number(low)? };
                let operator = match high {
                    None => format!("{{{least}}}"),
                    Some("") if low.is_empty() => return Err(broken()),
                    Some("") => format!("{{{least},}}"),
                    Some(high) if number(high)? < least => return Err(broken()),
                    Some(high) => format!("{{{least},{}}}", number(high)?),
                };
                self.rest = rest;
                operator
            }
        })
    }

    /// A bracket expression, behind its opening bracket; a backslash stands for itself.
    fn members(&mut self) -> Result<(), Untranslated> {
        let open = || Untranslated::refused("opens a bracket that it never closes");
        let negated = self.rest.starts_with('^');
        self.rest = self.rest.strip_prefix('^').unwrap_or(self.rest);
        let mut members = Vec::new();
        loop {
            let character = self.rest.chars().next().ok_or_else(open)?;
            if character == ']' && !members.is_empty() {
                self.rest = &self.rest[1..];
                return bracket(&mut self.out, negated, &members);
            }
            if let Some(inner) = self.rest.strip_prefix("[:") {
                let (name, rest) = inner.split_once(":]").ok_or_else(open)?;
                if !known_class(name) {
                    return Err(Untranslated::refused("names a class of characters that is none"));
                }
                members.push(Member::Class(format!("[:{name}:]")));
                self.rest = rest;
            } else if self.rest.starts_with("[.") || self.rest.starts_with("[=") {
                return Err(Untranslated::undecidable("has a collating element in brackets"));
            } else {
                members.push(Member::One(character));
                self.rest = &self.rest[character.len_utf8()..];
            }
        }
    }
}
