//! Any text is a list of routes or an error, and what is read from it reads the same again.
//!
//! Run like `pattern`, whose first lines say how.

#![no_main]

use clearway::pac::read_result;
use clearway::proxy::{ProxyScheme, Route};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match read_result(text) {
        Ok(read) => {
            assert!(!read.chain.is_empty());
            assert!(read.notes.iter().all(|note| !note.contains(char::is_control)));
            let again = read_result(&written(&read.chain)).expect("a list of our own");
            assert_eq!(again.chain.len(), read.chain.len());
            for (ours, theirs) in again.chain.iter().zip(&read.chain) {
                let authority = |route: &Route| route.proxy().map(|p| (p.scheme, p.authority()));
                assert_eq!(authority(ours), authority(theirs));
            }
        }
        Err(error) => assert!(!error.to_string().contains(char::is_control)),
    }
});

/// The routes as a script would write them.
fn written(chain: &[Route]) -> String {
    let entry = |route: &Route| {
        let Some(proxy) = route.proxy() else { return "DIRECT".to_owned() };
        let word = match proxy.scheme {
            ProxyScheme::Http => "PROXY",
            ProxyScheme::Https => "HTTPS",
            ProxyScheme::Socks5 => "SOCKS5",
            ProxyScheme::Socks4a => "SOCKS4",
        };
        format!("{word} {}", proxy.authority())
    };
    chain.iter().map(entry).collect::<Vec<_>>().join(";")
}
