//! A proxy as settings write it: `http://[user:password@]host[:port]`.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use crate::address::{Host, HostError};

use super::Credentials;

/// How to speak to the proxy itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProxyScheme {
    /// Plain HTTP to the proxy.
    Http,
    /// HTTP over TLS to the proxy.
    Https,
    /// SOCKS 5 (RFC 1928). The proxy gets the name, whether the setting says `socks5` or `socks5h`.
    Socks5,
    /// SOCKS 4A, which has names and no passwords.
    Socks4a,
}

impl ProxyScheme {
    /// The port used when none is written: 80 and 443, as Configuration Manager and the scheme
    /// itself mean it (curl would use 1080); for SOCKS 1080 (RFC 1928, section 3).
    #[must_use]
    pub fn default_port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
            Self::Socks5 | Self::Socks4a => 1080,
        }
    }

    /// `http`, `https`, `socks5h` or `socks4a`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
            Self::Socks5 => "socks5h",
            Self::Socks4a => "socks4a",
        }
    }

    /// The scheme of a URL, in any case.
    fn named(scheme: &str) -> Option<Self> {
        Some(match scheme.to_ascii_lowercase().as_str() {
            "http" => Self::Http,
            "https" => Self::Https,
            "socks5" | "socks5h" => Self::Socks5,
            "socks4a" => Self::Socks4a,
            _ => return None,
        })
    }
}

/// Where the proxy listens. Holds no secret, so it may be printed. Two are the same when they lead to
/// the same place, whether their port was written or assumed.
#[derive(Clone, Debug)]
pub struct ProxyUrl {
    /// How to speak to it.
    pub scheme: ProxyScheme,
    /// Its name or address. This is the only name that is looked up on this machine.
    pub host: Host,
    /// Its port.
    pub port: u16,
    /// True when the setting named no port and [`ProxyScheme::default_port`] stands in for it.
    pub port_assumed: bool,
}

/// Why a setting is no proxy. Never repeats a part of the setting that may be a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProxyUrlError {
    /// There is nothing.
    #[error("the value is empty")]
    Empty,
    /// A kind of proxy that is not spoken.
    #[error(
        "`{scheme}://` proxies are not supported; write http://, https://, socks5h:// or \
             socks4a://HOST:PORT"
    )]
    Scheme {
        /// The scheme as written.
        scheme: String,
    },
    /// Something follows host and port.
    #[error("something follows the port; write http://HOST:PORT and nothing more")]
    Trailing,
    /// The host is none.
    #[error("the host is wrong: {0}")]
    Host(#[from] HostError),
    /// The port is none.
    #[error("what follows the colon is no port (1 to 65535)")]
    Port,
    /// The part before `@` cannot be read.
    #[error("the user name or password before `@` is not percent-encoded UTF-8 (write `@` as %40)")]
    UserInfo,
}

impl ProxyUrl {
    /// Reads a setting into the address, which may be shown, and the credentials, which may not.
    ///
    /// # Errors
    /// When it is not `[http[s]://][user[:password]@]host[:port][/]`.
    pub fn parse(text: &str) -> Result<(Self, Option<Credentials>), ProxyUrlError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(ProxyUrlError::Empty);
        }
        let (scheme, rest) = match text.split_once("://") {
            None => (ProxyScheme::Http, text),
            Some((scheme, rest)) => match ProxyScheme::named(scheme) {
                Some(known) => (known, rest),
                // A password may look like one.
                None if scheme.bytes().all(|c| c.is_ascii_alphanumeric()) => {
                    return Err(ProxyUrlError::Scheme { scheme: scheme.to_owned() });
                }
                None => return Err(ProxyUrlError::UserInfo),
            },
        };
        let (user_info, authority) = match rest.rsplit_once('@') {
            Some((user_info, authority)) => (Some(user_info), authority),
            None => (None, rest),
        };
        let credentials = match user_info {
            Some(user_info) => {
                Some(Credentials::from_user_info(user_info).ok_or(ProxyUrlError::UserInfo)?)
            }
            None => None,
        };
        let authority = authority.strip_suffix('/').unwrap_or(authority);
        if authority.contains(['/', '?', '#']) {
            return Err(ProxyUrlError::Trailing);
        }
        let (host, port) = split_port(authority);
        let host: Host = host.parse()?;
        let number = match port {
            None => scheme.default_port(),
            Some(port) => port
                .parse()
                .ok()
                .filter(|number| *number > 0 && !port.starts_with('+'))
                .ok_or(ProxyUrlError::Port)?,
        };
        Ok((Self { scheme, host, port: number, port_assumed: port.is_none() }, credentials))
    }

    /// `host:port`.
    #[must_use]
    pub fn authority(&self) -> String {
        format!("{}:{}", self.host.authority(), self.port)
    }
}

fn split_port(authority: &str) -> (&str, Option<&str>) {
    let after_host = authority.rfind(']').map_or(0, |at| at + 1);
    match authority[after_host..].split_once(':') {
        Some((_, port)) if !port.contains(':') => {
            (&authority[..authority.len() - port.len() - 1], Some(port))
        }
        _ => (authority, None),
    }
}

impl ProxyUrl {
    fn key(&self) -> (ProxyScheme, &Host, u16) {
        (self.scheme, &self.host, self.port)
    }
}

impl PartialEq for ProxyUrl {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for ProxyUrl {}

impl Hash for ProxyUrl {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl FromStr for ProxyUrl {
    type Err = ProxyUrlError;

    fn from_str(text: &str) -> Result<Self, ProxyUrlError> {
        Self::parse(text).map(|(url, _)| url)
    }
}

impl fmt::Display for ProxyUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}://{}", self.scheme.as_str(), self.authority()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_spellings() {
        for (text, shown, assumed) in [
            ("http://proxy.corp:8080", "http://proxy.corp:8080", false),
            ("proxy.corp:3128", "http://proxy.corp:3128", false),
            ("http://proxy.corp", "http://proxy.corp:80", true),
            ("https://proxy.corp/", "https://proxy.corp:443", true),
            ("[::1]:3128", "http://[::1]:3128", false),
            ("10.0.0.1:80", "http://10.0.0.1:80", false),
            ("SOCKS5://proxy.corp", "socks5h://proxy.corp:1080", true),
            ("socks4a://proxy.corp:9050", "socks4a://proxy.corp:9050", false),
        ] {
            let url: ProxyUrl = text.parse().unwrap();
            assert_eq!((url.to_string().as_str(), url.port_assumed), (shown, assumed), "{text}");
        }
    }

    #[test]
    fn credentials_are_taken_out() {
        let (url, credentials) = ProxyUrl::parse("http://me:p%40ss@w:rd@proxy:8080").unwrap();
        assert_eq!(url.to_string(), "http://proxy:8080");
        assert_eq!(credentials.unwrap().user(), "me");
    }

    #[test]
    fn refusals_do_not_repeat_a_password() {
        for text in [
            "socks4://me:secret@proxy",
            "ftp://me:secret@proxy",
            "http://me:secret@pro xy",
            "http://me:secret@proxy:99999",
            "http://me:secret@proxy:8080/path",
            "http://me:%ffsecret@proxy",
            "",
        ] {
            let error = ProxyUrl::parse(text).unwrap_err().to_string();
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
