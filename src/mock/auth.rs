//! Whether a request brings the credentials that a scenario asks for.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use super::request::Request;

/// The credentials that the proxy, or one of its rules, wants.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Auth {
    /// Basic authentication (RFC 7617).
    pub(super) basic: Basic,
}

/// A user and a password.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basic {
    user: String,
    password: String,
    #[serde(default = "usual_realm")]
    realm: String,
}

/// What became of the credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Check {
    Right,
    Missing,
    Wrong,
}

impl Auth {
    pub(super) fn check(&self, request: &Request) -> Check {
        let Some(sent) = request.header("Proxy-Authorization") else { return Check::Missing };
        let expected = format!("{}:{}", self.basic.user, self.basic.password);
        let right = sent.split_once(' ').is_some_and(|(scheme, token)| {
            scheme.eq_ignore_ascii_case("Basic")
                && STANDARD.decode(token.trim()).is_ok_and(|sent| sent == expected.as_bytes())
        });
        if right { Check::Right } else { Check::Wrong }
    }

    pub(super) fn user(&self) -> &str {
        &self.basic.user
    }

    pub(super) fn challenges(&self) -> Vec<String> {
        vec![format!("Basic realm=\"{}\"", self.basic.realm)]
    }
}

/// The password is not printed, though it is only a mock one: habits count.
impl fmt::Debug for Basic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Basic")
            .field("user", &self.user)
            .field("realm", &self.realm)
            .finish_non_exhaustive()
    }
}

fn usual_realm() -> String {
    "clearway mock proxy".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: Option<&str>) -> Check {
        let auth = Auth {
            basic: Basic { user: "me".into(), password: "a:b".into(), realm: usual_realm() },
        };
        let header = value.map(|value| ("proxy-authorization".to_owned(), value.to_owned()));
        auth.check(&Request {
            method: "CONNECT".into(),
            target: "a.test:443".into(),
            closes: false,
            headers: header.into_iter().collect(),
        })
    }

    #[test]
    fn only_the_right_credentials_are_right() {
        let right = format!("basic {}", STANDARD.encode("me:a:b"));
        assert_eq!(check(Some(&right)), Check::Right);
        assert_eq!(check(None), Check::Missing);
        let wrong = format!("Basic {}", STANDARD.encode("me:a"));
        for sent in [wrong.as_str(), "Basic", "Basic !!!", "Bearer x", ""] {
            assert_eq!(check(Some(sent)), Check::Wrong, "{sent}");
        }
    }
}
