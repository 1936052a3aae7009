//! A user name and a password for the proxy. The password does not print.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

/// Who we are to the proxy. `Debug` shows the user and hides the password, which is overwritten in
/// memory when it is dropped.
#[derive(Clone, Debug)]
pub struct Credentials {
    user: String,
    password: SecretString,
    /// False for a user in a URL without a password.
    complete: bool,
}

/// Why a user name and password cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CredentialsError {
    /// The user name has a colon, which Basic cannot carry (RFC 7617, section 2). Every other scheme
    /// can.
    #[error("the user name contains a colon, which Basic authentication cannot carry")]
    Colon,
    /// A control character, which no scheme carries.
    #[error("the user name or password contains a control character")]
    Control,
}

impl Credentials {
    /// A user (`name`, `DOMAIN\name` or `name@domain`) and a password.
    ///
    /// # Errors
    /// When either has a control character.
    pub fn new(user: String, password: SecretString) -> Result<Self, CredentialsError> {
        if user.chars().chain(password.expose_secret().chars()).any(char::is_control) {
            return Err(CredentialsError::Control);
        }
        Ok(Self { user, password, complete: true })
    }

    /// From the part of a URL before `@`, percent-decoded; none when it is not UTF-8 or has a
    /// control character.
    #[must_use]
    pub fn from_user_info(text: &str) -> Option<Self> {
        let (user, password) = text.split_once(':').unwrap_or((text, ""));
        let mut own = Self::new(percent_decode(user)?, percent_decode(password)?.into()).ok()?;
        own.complete = text.contains(':');
        Some(own)
    }

    /// True when the password was given, too; it may be empty on purpose.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// The user as given, with the domain; may be shown.
    #[must_use]
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The domain of `DOMAIN\name`, empty for every other form: `name@domain` is one name, which the
    /// domain controller takes apart ([MS-NLMP], section 3.3.2).
    #[must_use]
    pub fn domain(&self) -> &str {
        self.user.split_once('\\').map_or("", |(domain, _)| domain)
    }

    /// The user without the domain of `DOMAIN\name`.
    #[must_use]
    pub fn account(&self) -> &str {
        self.user.split_once('\\').map_or(&self.user, |(_, name)| name)
    }

    /// The password: for the schemes that compute with it, which keep no copy.
    #[must_use]
    pub fn password(&self) -> &SecretString {
        &self.password
    }

    /// The value of `Proxy-Authorization` for Basic, in UTF-8. A secret: send it, do not keep it.
    ///
    /// # Errors
    /// When Basic cannot carry the user name.
    pub fn basic(&self) -> Result<SecretString, CredentialsError> {
        if self.user.contains(':') {
            return Err(CredentialsError::Colon);
        }
        let pair = Zeroizing::new(format!("{}:{}", self.user, self.password.expose_secret()));
        Ok(format!("Basic {}", STANDARD.encode(pair.as_bytes())).into())
    }
}

fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_is_as_rfc_7617_has_it() {
        let credentials = Credentials::from_user_info("Aladdin:open%20sesame").unwrap();
        assert_eq!(
            credentials.basic().unwrap().expose_secret(),
            "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
        );
    }

    #[test]
    fn debug_hides_the_password() {
        let credentials = Credentials::from_user_info("me:hunter2").unwrap();
        let shown = format!("{credentials:?}");
        assert!(shown.contains("me") && !shown.contains("hunter2"), "{shown}");
    }

    #[test]
    fn a_domain_stands_before_a_backslash_only() {
        let named = |user: &str| Credentials::new(user.into(), "x".into()).unwrap();
        let down_level = named("CORP\\clerk");
        assert_eq!((down_level.domain(), down_level.account()), ("CORP", "clerk"));
        assert_eq!(down_level.user(), "CORP\\clerk");
        let principal = named("clerk@corp.test");
        assert_eq!((principal.domain(), principal.account()), ("", "clerk@corp.test"));
    }

    #[test]
    fn a_colon_is_trouble_for_basic_alone() {
        let credentials = Credentials::new("a:b".into(), "x".into()).unwrap();
        assert_eq!(credentials.basic().unwrap_err(), CredentialsError::Colon);
        assert_eq!(credentials.account(), "a:b");
    }

    #[test]
    fn control_characters_are_refused() {
        assert!(Credentials::from_user_info("a%0d%0aX: y:z").is_none());
        assert!(Credentials::from_user_info("a%4").is_none());
    }
}
