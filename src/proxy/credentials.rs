//! A user name and a password for the proxy. The password does not print.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};

/// Who we are to the proxy. `Debug` shows the user and hides the password.
#[derive(Clone, Debug)]
pub struct Credentials {
    user: String,
    password: SecretString,
}

/// Why a user name and password cannot be used with Basic (RFC 7617, section 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CredentialsError {
    /// The user name has a colon, which Basic cannot carry.
    #[error("the user name contains a colon, which Basic authentication cannot carry")]
    Colon,
    /// A control character.
    #[error("the user name or password contains a control character")]
    Control,
}

impl Credentials {
    /// A user and a password.
    ///
    /// # Errors
    /// When Basic authentication cannot carry them.
    pub fn new(user: String, password: SecretString) -> Result<Self, CredentialsError> {
        if user.contains(':') {
            return Err(CredentialsError::Colon);
        }
        if user.chars().chain(password.expose_secret().chars()).any(char::is_control) {
            return Err(CredentialsError::Control);
        }
        Ok(Self { user, password })
    }

    /// From the part of a URL before `@`, percent-decoded; none when it is not UTF-8 or has
    /// characters that Basic cannot carry.
    #[must_use]
    pub fn from_user_info(text: &str) -> Option<Self> {
        let (user, password) = text.split_once(':').unwrap_or((text, ""));
        Self::new(percent_decode(user)?, percent_decode(password)?.into()).ok()
    }

    /// The user name, which may be shown.
    #[must_use]
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The password. Send it, do not keep it.
    #[must_use]
    pub fn password(&self) -> &SecretString {
        &self.password
    }

    /// The value of `Proxy-Authorization` for Basic. A secret: send it, do not keep it.
    #[must_use]
    pub fn basic(&self) -> SecretString {
        let pair = format!("{}:{}", self.user, self.password.expose_secret());
        format!("Basic {}", STANDARD.encode(pair)).into()
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
        assert_eq!(credentials.basic().expose_secret(), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    }

    #[test]
    fn debug_hides_the_password() {
        let credentials = Credentials::from_user_info("me:hunter2").unwrap();
        let shown = format!("{credentials:?}");
        assert!(shown.contains("me") && !shown.contains("hunter2"), "{shown}");
    }

    #[test]
    fn what_basic_cannot_carry_is_refused() {
        assert_eq!(
            Credentials::new("a:b".into(), "x".into()).unwrap_err(),
            CredentialsError::Colon
        );
        assert!(Credentials::from_user_info("a%0d%0aX: y:z").is_none());
        assert!(Credentials::from_user_info("a%4").is_none());
    }
}
