//! Whatever a proxy asks, in three answers, a conversation comes to an end and sends no line break.
//!
//! With a nightly compiler: `cargo fuzz run challenges -- -max_total_time=60`. With a stable one:
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run -s none challenges -- -max_total_time=60`.

#![no_main]

use clearway::auth::{AuthChoice, Authenticator, Turn, parse_challenges};
use clearway::proxy::Credentials;
use libfuzzer_sys::fuzz_target;
use secrecy::ExposeSecret;

fuzz_target!(|text: &str| {
    let credentials = Credentials::new("CORP\\clerk".to_owned(), "open-sesame".into());
    let credentials = credentials.expect("they have no control characters");
    let authenticator = Authenticator::new(AuthChoice::Any, Some(credentials), false, "p.test");
    for _ in 0..2 {
        let mut conversation = authenticator.conversation();
        let mut answers = text.split('\u{1e}');
        let mut messages = 0;
        loop {
            if let Some(header) = conversation.header("CONNECT", "x.test:443") {
                assert!(!header.expose_secret().contains(['\r', '\n']));
                messages += 1;
            }
            let Some(answer) = answers.next() else { break };
            let challenges = parse_challenges(answer.split('\u{1f}'));
            if conversation.answered_407(&challenges, true) == Turn::Stop {
                break;
            }
        }
        assert!(messages <= 20, "{messages} messages");
        conversation.passed(text.len() % 2 == 0);
        assert!(!format!("{:?}", conversation.record()).contains("open-sesame"));
    }
});
