//! Digest (RFC 7616), and what is left of its forerunners that proxies still speak.

mod hash;

use std::fmt::Write as _;

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::Challenge;
use crate::proxy::Credentials;
use hash::Algorithm;

/// A nonce of a proxy's, which serves for many requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Session {
    algorithm: Algorithm,
    /// The parameter as the proxy wrote it, to be repeated; none when it wrote none.
    named: Option<String>,
    realm: String,
    nonce: String,
    opaque: Option<String>,
    /// With `qop=auth`; without, the answer is that of RFC 2069.
    protected: bool,
    hashed_user: bool,
    utf8: bool,
    /// Requests with this nonce so far.
    count: u32,
}

impl Session {
    /// The strongest challenge that can be answered.
    pub(super) fn of(challenges: &[Challenge]) -> Option<Self> {
        let digests = challenges.iter().filter(|challenge| challenge.is("Digest"));
        digests.filter_map(Self::read).max_by_key(|session| session.algorithm)
    }

    fn read(challenge: &Challenge) -> Option<Self> {
        let algorithm = Algorithm::named(challenge.parameter("algorithm"))?;
        let protected = match challenge.parameter("qop").map(str::trim) {
            None | Some("") => false,
            // `auth-int` alone needs the body, and there is none to protect.
            Some(offered) => {
                let mut each = offered.split(',').map(str::trim);
                each.any(|one| one.eq_ignore_ascii_case("auth")).then_some(true)?
            }
        };
        let says = |name: &str| challenge.parameter(name);
        Some(Self {
            algorithm,
            named: says("algorithm").map(str::to_owned),
            realm: says("realm").unwrap_or_default().to_owned(),
            nonce: says("nonce")?.to_owned(),
            opaque: says("opaque").map(str::to_owned),
            protected,
            hashed_user: says("userhash").is_some_and(|value| value.eq_ignore_ascii_case("true")),
            utf8: says("charset").is_some_and(|value| value.eq_ignore_ascii_case("utf-8")),
            count: 0,
        })
    }

    /// True when a challenge says that only the nonce was too old, and the password right.
    pub(super) fn is_stale(challenges: &[Challenge]) -> bool {
        challenges.iter().any(|challenge| {
            challenge.is("Digest")
                && challenge
                    .parameter("stale")
                    .is_some_and(|value| value.eq_ignore_ascii_case("true"))
        })
    }

    /// The session for one more request elsewhere, which this one counts.
    pub(super) fn lend(&mut self) -> Self {
        let lent = self.clone();
        self.count = self.count.saturating_add(1);
        lent
    }

    /// Takes over what another conversation learned: a newer nonce, or how often this was used.
    pub(super) fn learn(&mut self, other: &Self) {
        if self.nonce == other.nonce {
            self.count = self.count.max(other.count);
        } else {
            *self = other.clone();
        }
    }

    /// What a report may show.
    pub(super) fn parameters(&self, stale: bool) -> Vec<(String, String)> {
        let mut found = vec![("realm".to_owned(), self.realm.clone())];
        if self.protected {
            found.push(("qop".to_owned(), "auth".to_owned()));
        }
        let named = self.named.clone().unwrap_or_else(|| "MD5".to_owned());
        found.push(("algorithm".to_owned(), named));
        if stale {
            found.push(("stale".to_owned(), "true".to_owned()));
        }
        found
    }

    /// The value of `Proxy-Authorization` for a request, with a nonce of our own.
    pub(super) fn answer(
        &mut self,
        credentials: &Credentials,
        method: &str,
        uri: &str,
        own_nonce: &str,
    ) -> SecretString {
        self.count = self.count.saturating_add(1);
        let Algorithm { hash, session } = self.algorithm;
        let user = credentials.user();
        let password = credentials.password().expose_secret();
        let mut secret = Zeroizing::new(hash.of(&[user, &self.realm, password]));
        if session {
            secret = Zeroizing::new(hash.of(&[&secret, &self.nonce, own_nonce]));
        }
        let request = hash.of(&[method, uri]);
        let count = format!("{:08x}", self.count);
        let response = if self.protected {
            hash.of(&[&secret, &self.nonce, &count, own_nonce, "auth", &request])
        } else {
            hash.of(&[&secret, &self.nonce, &request])
        };
        let mut text = "Digest ".to_owned();
        self.name_user(&mut text, user);
        quoted(&mut text, ", realm", &self.realm);
        quoted(&mut text, ", nonce", &self.nonce);
        quoted(&mut text, ", uri", uri);
        if let Some(named) = &self.named {
            text.push_str(", algorithm=");
            text.extend(named.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-'));
        }
        if self.protected {
            let _ = write!(text, ", qop=auth, nc={count}");
        }
        if self.protected || session {
            quoted(&mut text, ", cnonce", own_nonce);
        }
        quoted(&mut text, ", response", &response);
        if let Some(opaque) = &self.opaque {
            quoted(&mut text, ", opaque", opaque);
        }
        text.into()
    }

    /// RFC 7616, sections 3.4.4 and 4.
    fn name_user(&self, text: &mut String, user: &str) {
        if self.hashed_user {
            let hashed = self.algorithm.hash.of(&[user, &self.realm]);
            quoted(text, "username", &hashed);
            text.push_str(", userhash=true");
        } else if self.utf8 && !user.is_ascii() {
            text.push_str("username*=UTF-8''");
            for byte in user.bytes() {
                if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                    text.push(char::from(byte));
                } else {
                    let _ = write!(text, "%{byte:02X}");
                }
            }
        } else {
            quoted(text, "username", user);
        }
    }
}

/// A quoted string without control characters, which would end the header.
fn quoted(text: &mut String, name: &str, value: &str) {
    text.push_str(name);
    text.push_str("=\"");
    for character in value.chars().filter(|c| !c.is_control()) {
        if matches!(character, '"' | '\\') {
            text.push('\\');
        }
        text.push(character);
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    use super::super::parse_challenges;
    use super::*;

    fn session(challenge: &str) -> Session {
        Session::of(&parse_challenges([challenge].into_iter())).unwrap()
    }

    fn answer(session: &mut Session, user: &str, password: &str, nonce: &str) -> String {
        let credentials = Credentials::new(user.into(), password.into()).unwrap();
        let text = session.answer(&credentials, "GET", "/dir/index.html", nonce);
        text.expose_secret().to_owned()
    }

    const RFC_7616: &str = r#"Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=ALGORITHM, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS""#;
    const OWN: &str = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

    #[test]
    fn the_examples_of_rfc_7616_come_out() {
        for (algorithm, response) in [
            ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
            ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
        ] {
            let mut session = session(&RFC_7616.replace("ALGORITHM", algorithm));
            let text = answer(&mut session, "Mufasa", "Circle of Life", OWN);
            assert!(text.contains(&format!("response=\"{response}\"")), "{text}");
            assert!(text.contains("qop=auth, nc=00000001"), "{text}");
        }
    }

    #[test]
    fn the_example_of_rfc_7616_with_a_hashed_name_comes_out() {
        let mut session = session(
            r#"Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256, nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS", charset=UTF-8, userhash=true"#,
        );
        let credentials = Credentials::new("J\u{e4}s\u{f8}n Doe".into(), "Secret, or not?".into());
        let own = "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v";
        let text = session.answer(&credentials.unwrap(), "GET", "/doe.json", own);
        let text = text.expose_secret();
        // As erratum 4897 corrects it: it was printed with another hash.
        for expected in [
            "username=\"793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b\"",
            "userhash=true",
            "response=\"3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5\"",
        ] {
            assert!(text.contains(expected), "{text}");
        }
        assert!(!text.contains("Doe"), "{text}");
    }

    #[test]
    fn the_example_of_rfc_2069_comes_out_without_qop() {
        let mut session = session(
            r#"Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093""#,
        );
        let text = answer(&mut session, "Mufasa", "CircleOfLife", "unused");
        // RFC 2617's example password without a space, in the form without `qop`.
        let expected = "1949323746fe6a43ef61f9606e7febea";
        assert!(text.contains(expected), "{text}");
        assert!(!text.contains("cnonce") && !text.contains("nc="), "{text}");
    }

    #[test]
    fn a_nonce_is_counted() {
        let mut session = session(&RFC_7616.replace("ALGORITHM", "MD5-sess"));
        assert!(answer(&mut session, "a", "b", OWN).contains("nc=00000001"));
        let second = answer(&mut session, "a", "b", OWN);
        assert!(second.contains("nc=00000002") && second.contains("algorithm=MD5-sess"));
    }

    #[test]
    fn the_strongest_challenge_is_answered() {
        let offered = parse_challenges(
            [
                r#"Digest realm="a", nonce="x", qop="auth", algorithm=MD5"#,
                r#"Digest realm="a", nonce="y", qop="auth", algorithm=SHA-256"#,
                r#"Digest realm="a", nonce="z", qop="auth-int", algorithm=SHA-512-256"#,
                r#"Digest realm="a", nonce="z", qop="auth", algorithm=TIGER"#,
            ]
            .into_iter(),
        );
        assert_eq!(Session::of(&offered).unwrap().nonce, "y");
        assert!(!Session::is_stale(&offered));
    }

    #[test]
    fn a_backslash_is_escaped_on_the_wire_only() {
        let mut session = session(&RFC_7616.replace("ALGORITHM", "MD5"));
        let text = answer(&mut session, "CORP\\clerk", "b", OWN);
        assert!(text.contains(r#"username="CORP\\clerk""#), "{text}");
    }
}
