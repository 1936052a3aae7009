//! The binary values below `Internet Settings\Connections`: `DefaultConnectionSettings`,
//! `SavedLegacySettings` and `WinHttpSettings`.
//!
//! They are not documented by Microsoft. The layout is what public descriptions and Wine's
//! `winhttp` agree on, all numbers in 32 bits, little-endian: a version (0x3C or 0x46; 0x18 and
//! 0x28 for `WinHTTP`), a counter of changes, flags (1 direct, 2 proxy, 4 script, 8 automatic
//! discovery), then proxies, exceptions and the URL of the script, each as a length and so many
//! bytes. What follows (32 bytes of zeros, or a record of the last discovery) is not needed.

/// What a binary value says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConnectionBlob {
    /// The first number: which program wrote it.
    pub version: u32,
    /// How often it was changed.
    pub changes: u32,
    /// The flags, as they stand.
    pub flags: u32,
    /// The text of the proxies, whether or not they are switched on.
    pub proxy: String,
    /// The text of the exceptions.
    pub bypass: String,
    /// The URL of the script; empty in `WinHTTP`'s older form, which has no place for one.
    pub auto_config: String,
}

/// Why a binary value cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectionBlobError {
    /// It ends before what it announces.
    #[error("it ends in the middle of {0}")]
    Short(&'static str),
    /// The version is none that is known.
    #[error("its version {0:#x} is not known")]
    Version(u32),
    /// A text is no text.
    #[error("{0} is no text")]
    Text(&'static str),
}

impl ConnectionBlob {
    /// Reads a value as it stands in the registry.
    ///
    /// # Errors
    /// When it is cut off, of an unknown version, or has texts that are none.
    pub fn parse(bytes: &[u8]) -> Result<Self, ConnectionBlobError> {
        let mut rest = bytes;
        let version = number(&mut rest, "its head")?;
        if ![0x18, 0x28, 0x3c, 0x46].contains(&version) {
            return Err(ConnectionBlobError::Version(version));
        }
        let changes = number(&mut rest, "its head")?;
        let flags = number(&mut rest, "its head")?;
        let proxy = text(&mut rest, "the proxies")?;
        let bypass = text(&mut rest, "the exceptions")?;
        // WinHTTP's own form ends here.
        let auto_config =
            if rest.is_empty() { String::new() } else { text(&mut rest, "the script's URL")? };
        Ok(Self { version, changes, flags, proxy, bypass, auto_config })
    }

    /// The proxies are switched on.
    #[must_use]
    pub fn uses_proxy(&self) -> bool {
        self.flags & 2 != 0
    }

    /// The script is switched on.
    #[must_use]
    pub fn uses_script(&self) -> bool {
        self.flags & 4 != 0 && !self.auto_config.is_empty()
    }

    /// Automatic discovery is switched on.
    #[must_use]
    pub fn detects(&self) -> bool {
        self.flags & 8 != 0
    }
}

fn number(rest: &mut &[u8], what: &'static str) -> Result<u32, ConnectionBlobError> {
    let (bytes, after) = rest.split_first_chunk().ok_or(ConnectionBlobError::Short(what))?;
    *rest = after;
    Ok(u32::from_le_bytes(*bytes))
}

fn text(rest: &mut &[u8], what: &'static str) -> Result<String, ConnectionBlobError> {
    let length = number(rest, what)?;
    let length = usize::try_from(length).map_err(|_| ConnectionBlobError::Short(what))?;
    let (bytes, after) = rest.split_at_checked(length).ok_or(ConnectionBlobError::Short(what))?;
    *rest = after;
    // Some programs count the zero at the end.
    let bytes = bytes.strip_suffix(b"\0").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|_| ConnectionBlobError::Text(what))?;
    if text.chars().any(char::is_control) {
        return Err(ConnectionBlobError::Text(what));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A value as Windows writes it.
    pub(in super::super) fn blob(version: u32, flags: u32, texts: &[&str]) -> Vec<u8> {
        let mut bytes: Vec<u8> = [version, 7, flags].iter().flat_map(|n| n.to_le_bytes()).collect();
        for text in texts {
            bytes.extend(u32::try_from(text.len()).unwrap().to_le_bytes());
            bytes.extend_from_slice(text.as_bytes());
        }
        bytes
    }

    #[test]
    fn both_forms_are_read() {
        let mut bytes = blob(0x46, 7, &["proxy:8080", "<local>;*.corp.test", "http://x/p.pac"]);
        bytes.extend_from_slice(&[0; 32]);
        let read = ConnectionBlob::parse(&bytes).unwrap();
        assert_eq!((read.version, read.changes), (0x46, 7));
        assert_eq!(
            (read.proxy.as_str(), read.bypass.as_str()),
            ("proxy:8080", "<local>;*.corp.test")
        );
        assert_eq!(read.auto_config, "http://x/p.pac");
        assert!(read.uses_proxy() && read.uses_script() && !read.detects());
        let read = ConnectionBlob::parse(&blob(0x18, 3, &["p:1", "<local>"])).unwrap();
        assert!(read.uses_proxy() && !read.uses_script() && read.auto_config.is_empty());
        let reset = ConnectionBlob::parse(&blob(0x18, 1, &["", ""])).unwrap();
        assert!(!reset.uses_proxy() && reset.proxy.is_empty());
        assert!(ConnectionBlob::parse(&blob(0x46, 9, &["", "", ""])).unwrap().detects());
    }

    #[test]
    fn what_is_cut_or_foreign_is_an_error() {
        let whole = blob(0x46, 3, &["proxy:8080", "<local>", ""]);
        for length in (0..whole.len() - 4).filter(|length| *length != whole.len() - 4) {
            assert!(ConnectionBlob::parse(&whole[..length]).is_err(), "{length} bytes");
        }
        assert_eq!(
            ConnectionBlob::parse(&blob(0x99, 3, &["", ""])),
            Err(ConnectionBlobError::Version(0x99))
        );
        let mut huge = blob(0x46, 3, &[]);
        huge.extend_from_slice(&[0xff; 8]);
        assert_eq!(ConnectionBlob::parse(&huge), Err(ConnectionBlobError::Short("the proxies")));
        let odd = blob(0x46, 3, &["pro\u{1}xy", "", ""]);
        assert_eq!(ConnectionBlob::parse(&odd), Err(ConnectionBlobError::Text("the proxies")));
    }
}
