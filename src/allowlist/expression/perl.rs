//! Perl-compatible expressions: PCRE, RE2, and those of JavaScript, in what they have in common.
//!
//! <https://www.pcre.org/current/doc/html/pcre2syntax.html>.

use super::{DEEPEST, Member, Untranslated, bracket, known_class, literal, within_length};
use std::fmt::Write as _;

/// Translates an expression; where it is searched for is the caller's to add.
///
/// # Errors
/// When the engine refuses it, or it has what no automaton can follow: backreferences,
/// lookaround, possessive repetition.
pub fn perl(pattern: &str) -> Result<String, Untranslated> {
    within_length(pattern)?;
    let mut reader = Reader { rest: pattern, out: String::with_capacity(pattern.len() * 2) };
    let mut depth = 0_usize;
    let mut last = Last::Nothing;
    while let Some(character) = reader.next() {
        last = match character {
            '\\' => reader.escaped()?,
            '[' => reader.members()?,
            '(' => {
                depth += 1;
                if depth > DEEPEST {
                    return Err(Untranslated::undecidable(
                        "has more groups inside groups than are followed",
                    ));
                }
                if reader.group()? {
                    Last::Nothing
                } else {
                    depth -= 1;
                    Last::Anchor
                }
            }
            ')' => {
                depth = depth
                    .checked_sub(1)
                    .ok_or_else(|| Untranslated::refused("closes a group that it never opens"))?;
                reader.out.push(')');
                Last::Atom
            }
            '|' => {
                reader.out.push('|');
                Last::Nothing
            }
            '^' | '$' => {
                reader.out.push(character);
                Last::Anchor
            }
            '*' | '+' | '?' => reader.repeat(last, &character.to_string())?,
            '{' => {
                if let Some(operator) = reader.interval()? {
                    reader.repeat(last, &operator)?
                } else {
                    literal(&mut reader.out, '{');
                    Last::Atom
                }
            }
            '.' => {
                reader.out.push('.');
                Last::Atom
            }
            _ => {
                literal(&mut reader.out, character);
                Last::Atom
            }
        };
    }
    if depth > 0 {
        return Err(Untranslated::refused("opens a group that it never closes"));
    }
    Ok(reader.out)
}

/// What stands before a repetition.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    Nothing,
    Anchor,
    Atom,
    Repetition,
}

struct Reader<'a> {
    rest: &'a str,
    out: String,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let character = self.rest.chars().next()?;
        self.rest = &self.rest[character.len_utf8()..];
        Some(character)
    }

    fn repeat(&mut self, last: Last, operator: &str) -> Result<Last, Untranslated> {
        match last {
            Last::Atom => {}
            Last::Anchor => {
                return Err(Untranslated::undecidable("repeats an anchor"));
            }
            Last::Nothing | Last::Repetition => {
                return Err(Untranslated::refused("repeats where there is nothing to repeat"));
            }
        }
        self.out.push_str(operator);
        // A lazy repetition matches the same texts; a possessive one does not.
        if let Some(rest) = self.rest.strip_prefix('?') {
            self.rest = rest;
        } else if self.rest.starts_with('+') {
            return Err(Untranslated::undecidable("has a possessive repetition"));
        }
        Ok(Last::Repetition)
    }

    /// A repetition in braces, behind the opening brace; none when the brace stands for itself.
    fn interval(&mut self) -> Result<Option<String>, Untranslated> {
        let Some((inner, rest)) = self.rest.split_once('}') else { return Ok(None) };
        let (low, high) = inner.split_once(',').map_or((inner, None), |(l, h)| (l, Some(h)));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(low) || !high.is_none_or(digits) || (low.is_empty() && high.is_none()) {
            return Ok(None);
        }
        if low.is_empty() {
            return Err(Untranslated::undecidable(
                "has a repetition without a least number, which versions of the engine differ in",
            ));
        }
        let number = |text: &str| {
            text.parse::<u16>().map_err(|_| Untranslated::refused("repeats too many times"))
        };
        let least = number(low)?;
        if let Some(high) = high.filter(|high| !high.is_empty())
            && number(high)? < least
        {
            return Err(Untranslated::refused("has a repetition that runs backwards"));
        }
        self.rest = rest;
        Ok(Some(format!("{{{inner}}}")))
    }

    /// A group, behind its opening bracket. False when it only sets flags and is closed already.
    fn group(&mut self) -> Result<bool, Untranslated> {
        if self.rest.starts_with('*') {
            return Err(Untranslated::undecidable("has a control verb"));
        }
        let Some(inner) = self.rest.strip_prefix('?') else {
            self.out.push_str("(?:");
            return Ok(true);
        };
        let named = inner
            .strip_prefix("P<")
            .or_else(|| inner.strip_prefix('<').filter(|name| !name.starts_with(['=', '!'])));
        if let Some(named) = named {
            let (_, rest) = named
                .split_once('>')
                .ok_or_else(|| Untranslated::refused("names a group and does not end the name"))?;
            self.rest = rest;
            self.out.push_str("(?:");
            return Ok(true);
        }
        let end = inner.find([':', ')']).unwrap_or(inner.len());
        let (flags, rest) = inner.split_at(end);
        // Texts have no line ends, so that `m` and `s` change nothing.
        if rest.is_empty() || !flags.bytes().all(|flag| b"ims-".contains(&flag)) {
            return Err(Untranslated::undecidable("looks ahead or behind, or sets unknown flags"));
        }
        let (on, off) = flags.split_once('-').unwrap_or((flags, ""));
        let (on, off) = (on.contains('i'), off.contains('i'));
        let flags = match (on, off) {
            (true, true) => return Err(Untranslated::undecidable("sets a flag on and off")),
            (true, false) => "i",
            (false, true) => "-i",
            (false, false) => "",
        };
        self.rest = &rest[1..];
        if rest.starts_with(':') {
            let _ = write!(self.out, "(?{flags}:");
            return Ok(true);
        }
        if !flags.is_empty() {
            let _ = write!(self.out, "(?{flags})");
        }
        Ok(false)
    }

    fn escaped(&mut self) -> Result<Last, Untranslated> {
        let Some(character) = self.next() else {
            return Err(Untranslated::refused("ends in a backslash"));
        };
        match character {
            'd' | 'D' | 'w' | 'W' | 's' | 'S' => {
                self.out.push('\\');
                self.out.push(character);
                Ok(Last::Atom)
            }
            'b' | 'B' | 'A' | 'z' => {
                self.out.push('\\');
                self.out.push(character);
                Ok(Last::Anchor)
            }
            'Z' => {
                self.out.push_str("\\z");
                Ok(Last::Anchor)
            }
            _ => {
                let character = self.character(character)?;
                literal(&mut self.out, character);
                Ok(Last::Atom)
            }
        }
    }

    /// The character that an escape stands for.
    fn character(&mut self, character: char) -> Result<char, Untranslated> {
        Ok(match character {
            't' => '\t',
            'n' => '\n',
            'r' => '\r',
            'f' => '\x0c',
            'x' => {
                let digits =
                    self.rest.get(..2).filter(|two| two.bytes().all(|b| b.is_ascii_hexdigit()));
                let value = digits.and_then(|two| u8::from_str_radix(two, 16).ok());
                let Some(value) = value.filter(u8::is_ascii) else {
                    return Err(Untranslated::undecidable("has an escape that is not followed"));
                };
                self.rest = &self.rest[2..];
                char::from(value)
            }
            '0'..='9' => return Err(Untranslated::undecidable("has a backreference")),
            _ if character.is_ascii_alphanumeric() => {
                return Err(Untranslated::undecidable(format!(
                    "has the escape `\\{character}`, which is not followed"
                )));
            }
            _ => character,
        })
    }

    /// A bracket expression, behind its opening bracket.
    fn members(&mut self) -> Result<Last, Untranslated> {
        let open = || Untranslated::refused("opens a bracket that it never closes");
        let negated = self.rest.starts_with('^');
        self.rest = self.rest.strip_prefix('^').unwrap_or(self.rest);
        let mut members = Vec::new();
        loop {
            if let Some((name, rest)) =
                self.rest.strip_prefix("[:").and_then(|inner| inner.split_once(":]"))
                && known_class(name)
            {
                members.push(Member::Class(format!("[:{name}:]")));
                self.rest = rest;
                continue;
            }
            match self.next().ok_or_else(open)? {
                ']' if !members.is_empty() => break,
                '\\' => {
                    let escaped = self.next().ok_or_else(open)?;
                    members.push(match escaped {
                        'd' | 'D' | 'w' | 'W' | 's' | 'S' => Member::Class(format!("\\{escaped}")),
                        'b' => Member::One('\x08'),
                        // Escaped, so that it makes no range.
                        '-' => Member::Class("\\-".to_owned()),
                        _ => Member::One(self.character(escaped)?),
                    });
                }
                character => members.push(Member::One(character)),
            }
        }
        bracket(&mut self.out, negated, &members)?;
        Ok(Last::Atom)
    }
}
