//! Properties that hold for every input: the fast form of the targets in `fuzz/`.

use clearway::address::{Entry, Host, HostPattern};
use clearway::article::Article;
use clearway::auth::{AuthChoice, Authenticator, NtlmChallenge, Turn, parse_challenges};
use clearway::catalogue::Catalogue;
use clearway::curation::from_article;
use clearway::measurement::{HttpAnswer, Page};
use clearway::names::{NamesError, UsedNames, read_file_from, read_log_from};
use clearway::probe::{read_answer, read_socks_replies};
use clearway::proxy::Credentials;
use proptest::collection::vec;
use proptest::prelude::*;
use secrecy::ExposeSecret;

/// Letters of entries, and of mistakes in them.
const ENTRY: &str = "[a-cA-C0-9*.{}<>:/?\\[\\]@%é _-]{0,40}";
/// Lines of logs with mistakes in them.
const LOG: &str = "((1795223872[.]083 {1,3}0 |10[.]0[.]0[.]5 - - \\[21/Nov/2026:01:17:52 [+]0000\\] \")\
    ?(c [A-Z_/]{0,9}/200 [0-9]{0,3} )?((CONNECT|GET) )?(https?://)?([a-c@:]{0,3}[.]){0,3}(:443|/)?[ \"a-c]{0,6}\
    (\n|\r\n)){0,12}";
/// Patterns of stars and short labels, where matching is hardest.
const PATTERN: &str = "[ab*]{1,4}(\\.[ab*]{1,4}){1,5}";
/// Names of the same few letters.
const NAME: &str = "[ab]{1,4}(\\.[ab]{1,4}){1,7}";
/// What proxies write into a 407, and mistakes in it.
const CHALLENGES: &str = "((Basic|Digest|NTLM|Negotiate|Other)?[ ,]{0,2}((realm|nonce|qop|stale|algorithm)=\
    (\"[a\\\\\"]{0,3}\"|auth|true|MD5|SHA-256|x)|TlRMTVNTUAACAAAA[AB]{0,60}={0,2})?[ ,]{0,2}){0,8}";

/// Lines of articles, and mistakes in them.
const ARTICLE: &str = "((---|## |- |  \\* |> |```|[|]|[|]--[|]--[|]|<!--|-->|\\*\\*)?[ ]?(\\*[.] ?|`|https?://|\\[|\\]\\(|<|>|\\{|\\}|\
    a[.]com|b[.]net/|TCP 443|:80|\\\\|é|、|：|_|\\*| ){0,8}(\r\n|\n)){0,12}";

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_a_socks_proxy_says_is_read_to_an_end(
        said in vec(prop_oneof![Just(5u8), Just(0), Just(1), Just(2), Just(3), Just(4), any::<u8>()], 0..40)
    ) {
        let target = "x.test:443".parse().expect("a target");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
        let told = runtime.expect("a runtime").block_on(read_socks_replies(&said, &target));
        prop_assert!(told.is_err() || said.starts_with(&[5]), "{said:?}");
    }

    #[test]
    fn what_is_taken_from_an_article_can_be_read_from_its_role_files(text in ARTICLE) {
        let drafts = from_article(&Article::read(&text), "own", "article.md").expect("an id");
        let folder = tempfile::tempdir().expect("a folder");
        for draft in &drafts {
            std::fs::write(folder.path().join(format!("{}.yaml", draft.id.name())), draft.to_yaml()).expect("written");
        }
        if !drafts.is_empty() {
            let read = Catalogue::default().with_directory(folder.path());
            let read = read.map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
            for draft in &drafts {
                let role = read.role(&draft.id).expect("the role");
                let patterns = role.endpoints.iter().map(|one| one.pattern.text.as_str());
                prop_assert!(patterns.eq(draft.endpoints.iter().map(|one| one.pattern.as_str())));
            }
        }
    }

    #[test]
    fn whatever_a_proxy_asks_the_conversation_ends(answers in vec(CHALLENGES, 1..40)) {
        let credentials = Credentials::new("CORP\\clerk".into(), "open-sesame".into()).expect("good");
        let proxy = Authenticator::new(AuthChoice::Any, Some(credentials), false, "p.test");
        for _ in 0..2 {
            let (mut conversation, mut ended) = (proxy.conversation(), false);
            for answer in &answers {
                if let Some(header) = conversation.header("CONNECT", "x.test:443") {
                    prop_assert!(!header.expose_secret().contains(['\r', '\n']));
                }
                let challenges = parse_challenges([answer.as_str()].into_iter());
                ended = ended || conversation.answered_407(&challenges, true) == Turn::Stop;
            }
            prop_assert!(ended || answers.len() < 20);
            conversation.passed(true);
            let shown = format!("{:?}", conversation.record());
            prop_assert!(!shown.contains("sesame"));
        }
    }

    #[test]
    fn any_bytes_are_a_message_of_ntlm_or_an_error(bytes in vec(any::<u8>(), 0..120)) {
        let head = [&b"NTLMSSP\0\x02\0\0\0"[..], &bytes].concat();
        if let Ok(challenge) = NtlmChallenge::read(&head) {
            prop_assert!(challenge.parameters().len() <= 7);
        }
    }

    #[test]
    fn entries_are_read_or_refused_and_shown_as_written(text in ENTRY) {
        if let Ok(entry) = text.parse::<Entry>() {
            prop_assert_eq!(entry.to_string(), text.clone());
            let again: Entry = entry.to_string().parse().expect("what was read is read again");
            prop_assert_eq!(again, entry);
        }
    }

    #[test]
    fn any_text_is_an_entry_or_an_error(text in "\\PC{0,60}") {
        let _ = text.parse::<Entry>();
        let _ = text.parse::<Host>();
    }

    #[test]
    fn stars_may_stand_beside_any_letter(text in "[a*é漢]{1,4}(\\.[a*é漢]{1,4}){1,3}") {
        if let Ok(entry) = text.parse::<Entry>() {
            prop_assert_eq!(entry.to_string(), text);
        }
    }

    #[test]
    fn a_shown_pattern_means_the_same_hosts(pattern in PATTERN, name in NAME) {
        let host: Host = name.parse().expect("a name");
        if let Ok(entry) = pattern.parse::<Entry>() {
            let shown: Entry = entry.host.to_string().parse().expect("a shown pattern is one");
            prop_assert_eq!(shown.host.covers(&host), entry.host.covers(&host), "{}", entry.host);
        }
    }

    #[test]
    fn covering_agrees_with_the_naive_model(pattern in PATTERN, name in NAME) {
        if let Ok(entry) = pattern.parse::<Entry>() {
            let host: Host = name.parse().expect("a name");
            prop_assert_eq!(
                entry.host.covers(&host),
                naively_covers(&entry.host, &name),
                "{:?} and {}", entry.host, name
            );
        }
    }

    #[test]
    fn the_counts_of_any_log_add_up(log in LOG, junk in vec(any::<u8>(), 0..40), at in 0usize..400) {
        let wanted = ["*.a", "*b*.c", ".b.a"].map(|text| text.parse::<Entry>().expect("an entry").host);
        let mut text = log.into_bytes();
        let at = at.min(text.len());
        text.splice(at..at, junk);
        // Files in other encodings are told apart by their first bytes.
        prop_assume!(!matches!(text.first(), Some(0x1F | 0xFE | 0xFF)));
        adds_up(&text, read_log_from(text.as_slice(), "log".as_ref(), &wanted))?;
        if let Ok(found) = read_log_from(text.as_slice(), "log".as_ref(), &wanted) {
            for name in found.names {
                let host = Host::Name(name.host);
                prop_assert!(wanted.iter().any(|pattern| pattern.covers(&host)), "{}", host);
            }
        }
    }

    #[test]
    fn any_compressed_junk_comes_to_an_end(junk in vec(any::<u8>(), 0..400)) {
        let text = [&[0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3], junk.as_slice()].concat();
        let _ = read_log_from(text.as_slice(), "log".as_ref(), &[]);
    }

    #[test]
    fn any_file_of_names_is_read_or_refused(text in "([a-c.:/#* é\r]{0,12}\n){0,6}[a-c. ]{0,6}") {
        adds_up(text.as_bytes(), read_file_from(text.as_bytes(), "names".as_ref()))?;
    }

    #[test]
    fn pages_are_bounded(body in vec(any::<u8>(), 0..3000)) {
        bounded(&Page::read(&body))?;
    }

    #[test]
    fn pages_of_markup_are_bounded(body in "(<[!a-z/ =\"'-]{0,8}>?|&[a-z#0-9]{0,6};?|[a-z é]{0,9}){0,90}") {
        bounded(&Page::read(body.as_bytes()))?;
    }

    #[test]
    fn any_bytes_come_to_an_end_as_an_answer(bytes in vec(any::<u8>(), 0..2000)) {
        ends(&bytes)?;
    }

    #[test]
    fn anything_after_a_status_line_comes_to_an_end(
        status in 0u16..1000,
        head in "(([A-Za-z-]{0,12}: ?[ -~é]{0,20}|Transfer-Encoding: chunked|Content-Length: [0-9]{1,21})\r?\n){0,6}",
        body in "([0-9a-fA-F]{0,17}\r\n|[a-z<>]{0,20}|\r\n){0,20}",
    ) {
        ends(format!("HTTP/1.1 {status:03} x\r\n{head}\r\n{body}").as_bytes())?;
    }
}

fn adds_up(text: &[u8], read: Result<UsedNames, NamesError>) -> Result<(), TestCaseError> {
    let line_feeds = text.split(|byte| *byte == b'\n').count() - 1;
    let open_end = text.last().is_some_and(|byte| *byte != b'\n');
    let expected = (line_feeds + usize::from(open_end)) as u64;
    match read {
        Ok(found) => {
            prop_assert_eq!(found.lines, expected);
            prop_assert!(found.unreadable < expected.max(1));
            let requests: u64 = found.names.iter().map(|name| name.requests).sum();
            prop_assert!(requests <= found.lines - found.unreadable);
            prop_assert!(found.names.iter().all(|name| name.requests > 0));
        }
        Err(NamesError::NoLogLine { lines, .. }) => prop_assert_eq!(lines, expected),
        Err(NamesError::Line { line, .. }) => prop_assert!((1..=expected).contains(&line)),
        Err(_) => {}
    }
    Ok(())
}

fn bounded(page: &Page) -> Result<(), TestCaseError> {
    prop_assert!(page.text.chars().count() <= Page::TEXT_KEPT, "{} characters", page.text.len());
    prop_assert!(!page.text.chars().any(|c| c == '\n' || c == '\t'), "white space is folded");
    Ok(())
}

fn ends(bytes: &[u8]) -> Result<(), TestCaseError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    if let Ok(answer) = runtime.expect("a runtime").block_on(read_answer(bytes)) {
        prop_assert!(answer.body.len() <= HttpAnswer::BODY_KEPT);
        prop_assert!(answer.status < 1000);
        bounded(&answer.page)?;
    }
    Ok(())
}

/// The meaning of a pattern, spelled out without any cleverness.
fn naively_covers(pattern: &HostPattern, name: &str) -> bool {
    match pattern {
        HostPattern::Exact(host) => host.authority() == name,
        HostPattern::Below(suffix) => name.ends_with(&format!(".{suffix}")),
        HostPattern::Domain(suffix) => {
            name == suffix.as_str() || name.ends_with(&format!(".{suffix}"))
        }
        HostPattern::EndsWith(text) => name.ends_with(text.as_str()),
        HostPattern::Glob(glob) => {
            let pattern: Vec<&str> = glob.split('.').collect();
            let labels: Vec<&str> = name.split('.').collect();
            labels_fit(&pattern, &labels)
        }
        HostPattern::Network(_) | HostPattern::Template(_) => false,
    }
}

/// A label `*` is one or more labels.
fn labels_fit(pattern: &[&str], labels: &[&str]) -> bool {
    match (pattern.split_first(), labels.split_first()) {
        (None, None) => true,
        (Some((&"*", rest)), Some((_, after))) => {
            labels_fit(rest, after) || labels_fit(pattern, after)
        }
        (Some((own, rest)), Some((label, after))) => {
            text_fits(own.as_bytes(), label.as_bytes()) && labels_fit(rest, after)
        }
        (None, Some(_)) | (Some(_), None) => false,
    }
}

/// A `*` within a label is any run of characters, or none.
fn text_fits(pattern: &[u8], text: &[u8]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some((b'*', rest)) => (0..=text.len()).any(|skipped| text_fits(rest, &text[skipped..])),
        Some((own, rest)) => {
            text.split_first().is_some_and(|(first, after)| first == own && text_fits(rest, after))
        }
    }
}

#[test]
fn the_naive_model_can_tell() {
    let pattern = |text: &str| text.parse::<Entry>().expect("an entry").host;
    assert!(naively_covers(&pattern("a*.*.b"), "ab.x.y.b"));
    assert!(!naively_covers(&pattern("a*.*.b"), "ab.b"));
    assert!(!naively_covers(&pattern("*.a.b"), "a.b"));
}
