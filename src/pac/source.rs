//! Where a document is, and what was read from there.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use reqwest::Url;

/// Where a PAC document is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// At an `http` or `https` address.
    Url(Url),
    /// In a file. `WinHTTP` reads none (it takes only `http` and `https`), browsers mostly do.
    File(PathBuf),
}

/// Why a text says no place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// There is nothing.
    #[error("no PAC file is named")]
    Empty,
    /// The address cannot be read.
    #[error("the address of the PAC file cannot be read: {0}")]
    Url(String),
    /// The address has a user name. It is not repeated, because a password stands beside it.
    #[error("the address of a PAC file has no user name and password")]
    UserName,
    /// The address is of another kind.
    #[error("`{scheme}:` is no place for a PAC file; it is a file or an http or https address")]
    Scheme {
        /// The scheme as written.
        scheme: String,
    },
    /// A `file:` address that is no path on this system.
    #[error("`{0}` is no path on this system")]
    Path(String),
}

impl Source {
    /// Reads `http://...`, `https://...`, `file:///...` or a path.
    ///
    /// # Errors
    /// When it is an address of another kind, or one that cannot be read.
    pub fn parse(text: &str) -> Result<Self, SourceError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(SourceError::Empty);
        }
        if !text.contains("://") {
            return Ok(Self::File(text.into()));
        }
        let url = Url::parse(text).map_err(|error| SourceError::Url(error.to_string()))?;
        match url.scheme() {
            "http" | "https" if !url.username().is_empty() || url.password().is_some() => {
                Err(SourceError::UserName)
            }
            "http" | "https" => Ok(Self::Url(url)),
            "file" => match url.to_file_path() {
                Ok(path) => Ok(Self::File(path)),
                Err(()) => Err(SourceError::Path(text.to_owned())),
            },
            scheme => Err(SourceError::Scheme { scheme: scheme.to_owned() }),
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(url) => f.pad(url.as_str()),
            Self::File(path) => fmt::Display::fmt(&path.display(), f),
        }
    }
}

/// A document that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The script.
    pub text: String,
    /// The place it came from in the end, after redirects.
    pub place: String,
    /// What a reader should know: redirects, another content type than usual, guessed characters.
    pub notes: Vec<String>,
}

/// Why a document could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// The file cannot be read.
    #[error("the PAC file cannot be read: {0}")]
    File(#[from] io::Error),
    /// It is larger than is allowed.
    #[error("the PAC file has more than {most} bytes")]
    TooLarge {
        /// Bytes allowed.
        most: usize,
    },
    /// The server answered with something else than a document.
    #[error("the server of the PAC file answered {status}")]
    Status {
        /// The status code.
        status: u16,
    },
    /// It took too long.
    #[error("the PAC file did not come within {} s", .after.as_secs_f64())]
    TimedOut {
        /// How long it might take.
        after: Duration,
    },
    /// The server cannot be reached or speaks no HTTP, or its certificate is bad.
    #[error("the PAC file cannot be fetched: {0}")]
    Fetch(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_paths_are_told_apart() {
        for (text, expected) in [
            ("http://wpad.corp.test/wpad.dat", "http://wpad.corp.test/wpad.dat"),
            (" HTTPS://pac.corp.test:8443/p.pac?x=1 ", "https://pac.corp.test:8443/p.pac?x=1"),
            ("proxy.pac", "proxy.pac"),
            (r"C:\proxy.pac", r"C:\proxy.pac"),
        ] {
            assert_eq!(Source::parse(text).unwrap().to_string(), expected);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_address_is_a_path() {
        let source = Source::parse("file:///etc/my%20proxy.pac").unwrap();
        assert_eq!(source, Source::File("/etc/my proxy.pac".into()));
    }

    #[test]
    fn other_addresses_are_refused_without_their_password() {
        for text in ["", "ftp://x.test/p.pac", "data://x", "http://", "http://me:secret@x.test/p"] {
            let error = Source::parse(text).unwrap_err().to_string();
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
