//! Ports as articles state them: `TCP 443`, `443/udp`, `**TCP:** 80, 443`, `HTTPS (443)`.
//!
//! The words TCP, UDP, HTTP and HTTPS are the same in every language, and so are digits.

use crate::address::PortSpec;

/// The ports that a text states, in its order, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PortsStated {
    /// Ports of TCP.
    pub tcp: Vec<PortSpec>,
    /// Ports of UDP.
    pub udp: Vec<PortSpec>,
}

/// Ports that belong to HTTP or HTTPS where a number only stands near these words.
const WEB_PORTS: [u16; 7] = [80, 443, 8080, 8443, 8530, 8531, 8084];

/// Words that may stand between `TCP` and its number.
const MOST_WORDS_BETWEEN: usize = 2;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    Tcp,
    Udp,
    /// HTTP and HTTPS with the port that they have by themselves.
    Web(u16),
    Number(PortSpec),
    Word,
    /// `/`, which ties a number to its protocol.
    Slash,
    /// An opening bracket.
    Bracket,
    /// A comma, a colon or the like.
    Mark,
    End,
}

impl PortsStated {
    /// True when no port is stated.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tcp.is_empty() && self.udp.is_empty()
    }

    /// The ports in a paragraph or remark. Numbers count only near a word that names a protocol;
    /// a lone 443 counts, too.
    pub(super) fn in_prose(text: &str) -> Self {
        let tokens = tokens(text);
        let mut stated = Self::default();
        for (at, token) in tokens.iter().enumerate() {
            let Token::Number(port) = token else { continue };
            let behind = &tokens[at + 1..];
            let tied = if behind.first() == Some(&Token::Slash) { after(behind) } else { None };
            match tied.or_else(|| before(&tokens[..at])).or_else(|| after(behind)) {
                Some(Token::Tcp) => add(&mut stated.tcp, *port),
                Some(Token::Udp) => add(&mut stated.udp, *port),
                Some(Token::Web(_)) if is_web(*port) => add(&mut stated.tcp, *port),
                _ => {}
            }
        }
        let has_443 = tokens.contains(&Token::Number(PortSpec::One(443)));
        if stated.is_empty() && has_443 {
            for token in &tokens {
                if let Token::Number(port @ PortSpec::One(80 | 443)) = token {
                    add(&mut stated.tcp, *port);
                }
            }
        }
        stated
    }

    /// The ports of a table's cell: numbers alone, or protocols with or without numbers. None when
    /// the cell says something else.
    pub(super) fn in_cell(text: &str) -> Option<(Self, bool)> {
        let tokens = tokens(text);
        let names_protocol =
            |token: &Token| matches!(token, Token::Tcp | Token::Udp | Token::Web(_));
        let named = tokens.iter().any(names_protocol);
        let words = tokens.iter().filter(|token| **token == Token::Word).count();
        let numbers = tokens.iter().filter(|token| matches!(token, Token::Number(_))).count();
        if words > if named { 3 } else { 0 } || (!named && numbers == 0) {
            return None;
        }
        let mut stated = Self::default();
        let (mut udp, mut last_protocol) = (false, None);
        for (at, token) in tokens.iter().enumerate() {
            match token {
                Token::Tcp | Token::Udp | Token::Web(_) => last_protocol = Some(*token),
                Token::Number(port) => {
                    // `443/udp` names the protocol behind the number.
                    udp = match after(&tokens[at + 1..]).filter(|_| last_protocol.is_none()) {
                        Some(token) => token == Token::Udp,
                        None => last_protocol.map_or(udp, |protocol| protocol == Token::Udp),
                    };
                    add(if udp { &mut stated.udp } else { &mut stated.tcp }, *port);
                }
                Token::Word | Token::Slash | Token::Bracket | Token::Mark | Token::End => {}
            }
        }
        if numbers == 0 {
            for token in &tokens {
                if let Token::Web(port) = token {
                    add(&mut stated.tcp, PortSpec::One(*port));
                }
            }
        }
        (!stated.is_empty()).then_some((stated, named))
    }

    /// True when 80 or 443 is among the ports, as it is in a column of ports and seldom in another.
    pub(super) fn has_web_port(&self) -> bool {
        self.tcp.iter().any(|port| matches!(port, PortSpec::One(80 | 443)))
    }
}

fn add(ports: &mut Vec<PortSpec>, port: PortSpec) {
    if !ports.contains(&port) {
        ports.push(port);
    }
}

fn is_web(port: PortSpec) -> bool {
    matches!(port, PortSpec::One(port) if WEB_PORTS.contains(&port))
}

/// The protocol that was named last before a number, in the same sentence and near.
fn before(tokens: &[Token]) -> Option<Token> {
    let mut words = 0;
    for token in tokens.iter().rev() {
        match token {
            Token::Tcp | Token::Udp | Token::Web(_) => return Some(*token),
            Token::Word => words += 1,
            Token::End => return None,
            Token::Number(_) => words = 0,
            Token::Slash | Token::Bracket | Token::Mark => {}
        }
        if words > MOST_WORDS_BETWEEN {
            return None;
        }
    }
    None
}

/// The protocol right behind a number, or a word further on.
fn after(tokens: &[Token]) -> Option<Token> {
    for (at, token) in tokens.iter().take(3).enumerate() {
        match token {
            Token::Tcp | Token::Udp if at <= 1 => return Some(*token),
            Token::Web(_) => return Some(*token),
            Token::Word | Token::Slash | Token::Bracket => {}
            Token::Tcp | Token::Udp | Token::Number(_) | Token::Mark | Token::End => return None,
        }
    }
    None
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if first.is_ascii_alphanumeric() {
            let inner = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let length = rest.find(|c| !inner(c)).unwrap_or(rest.len());
            let (token, length) = word(rest, length);
            tokens.push(token);
            length
        } else if first.is_alphabetic() {
            tokens.push(Token::Word);
            rest.find(|c: char| c.is_ascii() || !c.is_alphabetic()).unwrap_or(rest.len())
        } else {
            match first {
                '.' if rest[1..].starts_with(char::is_whitespace) || rest.len() == 1 => {
                    tokens.push(Token::End);
                }
                '。' | '！' | '？' => tokens.push(Token::End),
                '/' => tokens.push(Token::Slash),
                '(' | '（' => tokens.push(Token::Bracket),
                c if !c.is_whitespace() && !matches!(c, '*' | '`' | ')' | '）') => {
                    tokens.push(Token::Mark);
                }
                _ => {}
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    tokens
}

/// The token of a run of letters and digits at the beginning of `rest`, and its length.
fn word(rest: &str, length: usize) -> (Token, usize) {
    let (run, after) = rest.split_at(length);
    if run.bytes().all(|byte| byte.is_ascii_digit()) {
        let more = after.strip_prefix(['-', '–']).map(|more| {
            let digits = more.find(|c: char| !c.is_ascii_digit()).unwrap_or(more.len());
            &more[..digits]
        });
        if let Some(last) = more.filter(|last| !last.is_empty())
            && let Ok(range) = format!("{run}-{last}").parse()
        {
            let dash = after.chars().next().map_or(0, char::len_utf8);
            return (Token::Number(range), length + dash + last.len());
        }
        // A decimal, a version or a date is no port.
        let part = |text: &str| {
            text.starts_with(['.', '-']) && text[1..].starts_with(|c: char| c.is_ascii_digit())
        };
        if part(after) {
            let end = after
                .find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '-'))
                .unwrap_or(after.len());
            return (Token::Word, length + end);
        }
        return (run.parse().map_or(Token::Word, Token::Number), length);
    }
    let token = match run.to_ascii_uppercase().as_str() {
        "TCP" if !after.starts_with("/IP") && !after.starts_with("/ip") => Token::Tcp,
        "UDP" => Token::Udp,
        "HTTP" if !after.starts_with("://") => Token::Web(80),
        "HTTPS" if !after.starts_with("://") => Token::Web(443),
        _ => Token::Word,
    };
    (token, length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(stated: &PortsStated) -> String {
        let list = |ports: &[PortSpec]| {
            ports.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
        };
        format!("{}/{}", list(&stated.tcp), list(&stated.udp))
    }

    #[test]
    fn prose_states_ports_in_any_language() {
        for (text, expected) in [
            (
                "through outgoing port **TCP 443** for HTTPS and outgoing port **TCP 80** for HTTP",
                "443,80/",
            ),
            ("via **poort TCP 443** en **poort TCP 443** naar", "443/"),
            ("über den **TCP-Port 443** und den **TCP-Port 80**", "443,80/"),
            (
                "HTTPS の場合は送信ポート **TCP 443**、HTTP の場合は送信ポート **TCP 80** を通して",
                "443,80/",
            ),
            ("透過 **連接埠 TCP 443** 傳遞", "443/"),
            ("**포트 TCP 443** 및 **포트 TCP 80**을 통해", "443,80/"),
            ("puerto TCP de salida 443", "443/"),
            ("TCP ports 80, 443 and 8530-8531; UDP 3544", "80,443,8530-8531/3544"),
            ("443/TCP, 123/UDP", "443/123"),
            ("HTTPS (443) and HTTP (80)", "443,80/"),
            ("port 443 for HTTPS", "443/"),
            ("only port 443 is used, every 24 hours", "443/"),
            ("every 24 hours; TLS 1.2, TCP/IP, version 1902 and HTTPS", "/"),
            ("KB 3187516 and 2018-01-29", "/"),
        ] {
            assert_eq!(shown(&PortsStated::in_prose(text)), expected, "{text}");
        }
    }

    #[test]
    fn cells_state_ports_with_or_without_words() {
        for (text, expected) in [
            ("**TCP:** 80, 443", Some("80,443/")),
            ("TCP: 443 UDP: 3478-3481", Some("443/3478-3481")),
            ("443/udp", Some("/443")),
            ("443", Some("443/")),
            ("HTTPS", Some("443/")),
            ("HTTP/HTTPS", Some("80,443/")),
            ("Used for updates", None),
            ("TCP is a protocol of the internet", None),
            ("", None),
        ] {
            let found = PortsStated::in_cell(text).map(|(stated, _)| shown(&stated));
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }
}
