//! Where a PAC file would be found by name alone.
//!
//! Discovery by DNS is dangerous and therefore off unless somebody asks for it. Whoever can answer
//! for a name `wpad.` in a search domain, in a network that is visited, or by a local broadcast,
//! decides where all traffic goes; a name that leaves the company ends at a stranger (top-level
//! domains of inner networks that were later sold, US-CERT TA16-144A). Clearway therefore asks no
//! name above the registered domain, uses plain HTTP only because clients do, and its report should
//! say that the file was found this way.

use reqwest::Url;

use crate::address::HostName;

/// The addresses that clients try for a machine in this domain, nearest first:
/// `http://wpad.DOMAIN/wpad.dat` for the domain and each domain above it, down to the registered
/// one (Public Suffix List) and never above.
///
/// Empty when the domain is a public suffix itself or has one label.
#[must_use]
pub fn wpad_urls(domain: &HostName) -> Vec<Url> {
    let Some(registered) = psl::domain_str(domain.as_str()) else {
        return Vec::new();
    };
    let mut urls = Vec::new();
    let mut rest = domain.as_str();
    while rest.len() >= registered.len() {
        urls.extend(format!("http://wpad.{rest}/wpad.dat").parse::<Url>().ok());
        match rest.split_once('.') {
            Some((_, above)) => rest = above,
            None => break,
        }
    }
    urls
}

#[cfg(test)]
mod tests {
    use super::*;

    fn urls(domain: &str) -> Vec<String> {
        wpad_urls(&domain.parse().unwrap()).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn nobody_is_asked_above_the_registered_domain() {
        assert_eq!(
            urls("berlin.corp.example.co.uk"),
            [
                "http://wpad.berlin.corp.example.co.uk/wpad.dat",
                "http://wpad.corp.example.co.uk/wpad.dat",
                "http://wpad.example.co.uk/wpad.dat",
            ]
        );
        assert_eq!(urls("example.com"), ["http://wpad.example.com/wpad.dat"]);
    }

    #[test]
    fn a_public_suffix_is_nobodys_domain() {
        for domain in ["com", "co.uk", "github.io", "local"] {
            assert!(urls(domain).is_empty(), "{domain}");
        }
    }

    #[test]
    fn inner_domains_end_at_their_second_label() {
        assert_eq!(
            urls("a.corp.local"),
            ["http://wpad.a.corp.local/wpad.dat", "http://wpad.corp.local/wpad.dat"]
        );
    }
}
