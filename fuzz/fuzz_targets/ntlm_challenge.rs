//! Any bytes are a proxy's NTLM message, type 2, or an error.
//!
//! With a nightly compiler: `cargo fuzz run ntlm_challenge -- -max_total_time=60`. With a stable one:
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run -s none ntlm_challenge -- -max_total_time=60`.

#![no_main]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use clearway::auth::{AuthChoice, Authenticator, Challenge, NtlmChallenge};
use clearway::proxy::Credentials;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // Most of what is tried would fail at its first bytes.
    let message = [b"NTLMSSP\0\x02\0\0\0", bytes].concat();
    if let Ok(challenge) = NtlmChallenge::read(&message) {
        assert!(challenge.parameters().len() <= 8);
    }
    let credentials = Credentials::new("CORP\\clerk".to_owned(), "open-sesame".into());
    let credentials = credentials.expect("they have no control characters");
    let authenticator = Authenticator::new(AuthChoice::Any, Some(credentials), false, "p.test");
    let mut conversation = authenticator.conversation();
    let mut challenge = Challenge { scheme: "NTLM".to_owned(), ..Challenge::default() };
    conversation.answered_407(std::slice::from_ref(&challenge), true);
    assert!(conversation.header("CONNECT", "x.test:443").is_some());
    challenge.token = Some(STANDARD.encode(message));
    conversation.answered_407(&[challenge], true);
    conversation.header("CONNECT", "x.test:443");
});
