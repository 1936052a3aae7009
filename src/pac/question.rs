//! What a script is told about a target.

use crate::address::{Scheme, Target};

/// The two arguments of `FindProxyForURL` for a target: URL and host.
///
/// Of an `https` URL the script sees neither path nor query, as in browsers and in `WinHTTP`
/// (since 2016, MS16-077): what is encrypted is no business of a PAC file. The host of an
/// IPv6 address has no brackets, as in Chromium. A target that is neither HTTP nor HTTPS is asked
/// for as HTTPS, because a proxy can only tunnel it.
#[must_use]
pub fn question(target: &Target) -> (String, String) {
    let url = match target.scheme {
        Scheme::Http => target.url(),
        Scheme::Https | Scheme::Tcp => {
            let mut shown = target.clone();
            shown.scheme = Scheme::Https;
            "/".clone_into(&mut shown.path);
            shown.url()
        }
    };
    (url, target.host.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_sees_no_path_of_an_encrypted_request() {
        for (target, url, host) in [
            ("https://a.test/secret?q=1", "https://a.test/", "a.test"),
            ("https://a.test:8443/secret", "https://a.test:8443/", "a.test"),
            ("http://a.test/shown?q=1", "http://a.test/shown?q=1", "a.test"),
            ("a.test:25", "https://a.test:25/", "a.test"),
            ("[2001:db8::1]:443", "https://[2001:db8::1]/", "2001:db8::1"),
        ] {
            let target: Target = target.parse().unwrap();
            assert_eq!(question(&target), (url.to_owned(), host.to_owned()));
        }
    }
}
