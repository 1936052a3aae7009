//! What a 407 asks for: its `Proxy-Authenticate` headers, taken apart (RFC 9110, section 11.6.1).

/// Challenges of one answer beyond which the rest is left out.
const MOST_CHALLENGES: usize = 32;
/// Parameters of one challenge beyond which the rest is left out.
const MOST_PARAMETERS: usize = 32;
/// Bytes of one name, value or token beyond which it is left out.
const LONGEST: usize = 64 * 1024;

/// One way to authenticate that a proxy offers, or its next message in a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Challenge {
    /// The scheme as the proxy writes it; compare without regard to case.
    pub scheme: String,
    /// Names in lower case, and values without quotes.
    pub parameters: Vec<(String, String)>,
    /// What stands in place of parameters, as NTLM and Negotiate have it, in Base64.
    pub token: Option<String>,
}

impl Challenge {
    /// True for a scheme of this name.
    #[must_use]
    pub fn is(&self, scheme: &str) -> bool {
        self.scheme.eq_ignore_ascii_case(scheme)
    }

    /// The value of a parameter, by its name in lower case.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Takes the values of all `Proxy-Authenticate` headers of an answer apart.
///
/// One header may have several challenges, and their parameters are separated by commas, too. What
/// cannot be understood is left out: a proxy that writes one challenge badly may offer another.
pub fn parse_challenges<'a>(values: impl Iterator<Item = &'a str>) -> Vec<Challenge> {
    let mut found: Vec<Challenge> = Vec::new();
    for value in values {
        // A parameter belongs to a challenge of its own header only.
        let first = found.len();
        let mut reader = Reader { rest: value };
        while !reader.rest.is_empty() && found.len() <= MOST_CHALLENGES {
            one_piece(&mut reader, first, &mut found);
        }
    }
    found.truncate(MOST_CHALLENGES);
    found
}

/// Reads a parameter, or a scheme with the token that may follow it, or skips a character.
fn one_piece(reader: &mut Reader<'_>, first: usize, found: &mut Vec<Challenge>) {
    reader.skip(|c| c == ',' || is_space(c));
    let name = reader.take(is_token);
    if name.is_empty() {
        reader.skip_one();
        return;
    }
    let spaced = reader.skip(is_space);
    if reader.rest.starts_with('=') {
        reader.skip_one();
        reader.skip(is_space);
        let value = reader.value();
        if found.len() > first
            && let Some(challenge) = found.last_mut()
            && challenge.parameters.len() < MOST_PARAMETERS
            && name.len() + value.len() <= LONGEST
        {
            challenge.parameters.push((name.to_ascii_lowercase(), value));
        }
        return;
    }
    let token = if spaced { reader.token68() } else { None };
    let scheme = name.chars().take(64).collect();
    found.push(Challenge { scheme, parameters: Vec::new(), token });
}

/// What is left of a header's value.
struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn take(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|c| !wanted(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    /// True when there was something to skip.
    fn skip(&mut self, unwanted: impl Fn(char) -> bool) -> bool {
        !self.take(unwanted).is_empty()
    }

    fn skip_one(&mut self) {
        let mut characters = self.rest.chars();
        characters.next();
        self.rest = characters.as_str();
    }

    /// A quoted string or a token; of the latter, everything up to the next comma or space.
    fn value(&mut self) -> String {
        let Some(quoted) = self.rest.strip_prefix('"') else {
            return self.take(|c| c != ',' && !is_space(c)).to_owned();
        };
        let mut value = String::new();
        let mut characters = quoted.chars();
        while let Some(character) = characters.next() {
            match character {
                '"' => break,
                '\\' => value.extend(characters.next()),
                other => value.push(other),
            }
        }
        self.rest = characters.as_str();
        value
    }

    /// A `token68`, if it is one: it stands alone, up to the next comma or the end.
    fn token68(&mut self) -> Option<String> {
        let body = self.rest.find(|c| !is_token68(c)).unwrap_or(self.rest.len());
        let padding = self.rest[body..].find(|c| c != '=').unwrap_or(self.rest.len() - body);
        let (token, rest) = self.rest.split_at(body + padding);
        let alone = rest.trim_start_matches(is_space);
        if body == 0 || !(alone.is_empty() || alone.starts_with(',')) {
            return None;
        }
        self.rest = rest;
        (token.len() <= LONGEST).then(|| token.to_owned())
    }
}

fn is_space(character: char) -> bool {
    character == ' ' || character == '\t'
}

/// RFC 9110, section 5.6.2.
fn is_token(character: char) -> bool {
    character.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(character)
}

/// RFC 9110, section 11.2, without the padding.
fn is_token68(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-._~+/".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(values: &[&str]) -> Vec<Challenge> {
        parse_challenges(values.iter().copied())
    }

    fn challenge(scheme: &str, parameters: &[(&str, &str)], token: Option<&str>) -> Challenge {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Challenge {
            scheme: scheme.to_owned(),
            parameters: parameters.iter().map(own).collect(),
            token: token.map(str::to_owned),
        }
    }

    #[test]
    fn several_challenges_stand_in_one_header_or_in_several() {
        let expected = [
            challenge("Negotiate", &[], None),
            challenge("NTLM", &[], Some("TlRMTVNTUAACAA==")),
            challenge("Basic", &[("realm", "a, \"b\""), ("charset", "UTF-8")], None),
        ];
        let one = r#"Negotiate, NTLM TlRMTVNTUAACAA==, Basic realm="a, \"b\"", charset="UTF-8""#;
        assert_eq!(parse(&[one]), expected);
        let three =
            ["Negotiate", "NTLM TlRMTVNTUAACAA==", r#"Basic Realm = "a, \"b\"" ,charset=UTF-8"#];
        assert_eq!(parse(&three), expected);
    }

    #[test]
    fn the_example_of_rfc_9110_is_read() {
        let found = parse(&[
            r#"Basic realm="simple", Newauth realm="apps", type=1, title="Login to \"a\"""#,
        ]);
        assert_eq!(found.len(), 2);
        assert_eq!(found[1].parameter("title"), Some("Login to \"a\""));
        assert!(found[1].is("newauth") && found[1].parameter("type") == Some("1"));
    }

    #[test]
    fn what_is_badly_written_does_not_hide_the_rest() {
        assert_eq!(parse(&["", ",,", "\u{fe}=\"", "realm=lost"]), []);
        let found = parse(&["\"x\" , Basic realm=\"open"]);
        assert_eq!(found.last(), Some(&challenge("Basic", &[("realm", "open")], None)));
        let found = parse(&["Digest realm=\"x\" nonce=a/b== , NTLM"]);
        assert_eq!(found[0].parameter("nonce"), Some("a/b=="));
        assert!(found[1].is("ntlm"));
    }

    #[test]
    fn a_flood_is_bounded() {
        let many = "X, ".repeat(10_000);
        assert_eq!(parse(&[&many]).len(), MOST_CHALLENGES);
        let long = format!("NTLM {}", "A".repeat(LONGEST + 1));
        assert_eq!(parse(&[&long])[0].token, None);
        let parameters = format!("Basic {}", "a=b, ".repeat(10_000));
        assert_eq!(parse(&[&parameters])[0].parameters.len(), MOST_PARAMETERS);
    }
}
