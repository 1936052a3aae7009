//! Properties that hold for every allowlist: the fast form of the target in `fuzz/`.

use clearway::allowlist::dialects::DIALECTS;
use clearway::allowlist::formats::{FORMATS, recognise};
use clearway::allowlist::{Hosts, NearbyFiles, Options, Request, Source};
use clearway::hostset::contains;
use proptest::prelude::*;

/// Letters of entries, and of mistakes in them.
const ENTRY: &str = "[a-cA-C0-9*^.{}<>:/?&=;+()\\[\\]@%é _-]{0,30}";
/// Pieces of exports, in any order.
const EXPORT: &str = "((config |edit |set |next|end|define category |<Proxy>|ALLOW|DENY|kind: |spec:|\
    egress:|- |to: |dnsName: |hosts: |domains: |values:|url\\.domain=|\\{|\\}|\\[|\\]|\"urls\"|\
    \"Targets\"|\"RulesSourceList\"|\"rules\"|\"targetFqdns\"|\"ruleCollections\"|\"name\"|\"data\"|<alias>|\
    </alias>|<entry name=\"|<address>|custom-url-category|list|webfilter urlfilter|firewall address|:|,|\"|\
    \\\\|[a-c*.]{1,6}|443|true|null| |\n|\t|é){1,3} ?){0,30}";

/// No other files.
struct Alone;

impl NearbyFiles for Alone {
    fn open(&self, _: &Source, name: &str) -> Result<Source, String> {
        Err(format!("{name} is not there"))
    }
}

proptest! {
    #[test]
    fn any_text_is_an_entry_or_refused(text in ENTRY, host in "[a-c]{1,3}(\\.[a-c]{1,3}){0,3}") {
        for dialect in DIALECTS {
            if let Ok(meaning) = dialect.entry(&text) {
                let _ = meaning.admits(&Request::new(&host, 443));
                if let Hosts::Set(set) = &meaning.hosts {
                    prop_assert_ne!(contains(set, set), Ok(false), "{} {}", dialect.id(), text);
                }
            }
        }
    }

    #[test]
    fn any_text_is_read_or_told_why_not(text in EXPORT) {
        let source = Source { file: "export".into(), text: text.clone() };
        let _ = recognise(&source);
        for format in FORMATS {
            let read = format.read(&source, &Options::default(), &Alone);
            let again = format.read(&source, &Options::default(), &Alone);
            prop_assert_eq!(&read, &again, "{}", format.id());
            let lines = u32::try_from(text.lines().count().max(1)).unwrap();
            for rule in read.iter().flat_map(|list| &list.rules) {
                prop_assert!((1..=lines).contains(&rule.place.line), "{}: {rule:?}", format.id());
            }
        }
    }
}
