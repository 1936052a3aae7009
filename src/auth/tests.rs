//! Conversations with proxies that answer as each of them is written.

use secrecy::ExposeSecret;

use super::*;
use crate::proxy::Credentials;

const DIGEST: &str = r#"Digest realm="r", nonce="one", qop="auth", algorithm=SHA-256"#;
/// [MS-NLMP], section 4.2.4.3.
const NTLM_CHALLENGE: &str = "NTLM TlRMTVNTUAACAAAADAAMADgAAAAzgoriASNFZ4mrze8AAAAAAAAAACQAJABEAAAABgBwFwAAAA9TAGUAcgB2AGUAcgACAAwARABvAG0AYQBpAG4AAQAMAFMAZQByAHYAZQByAAAAAAA=";

fn with(choice: AuthChoice) -> Authenticator {
    let credentials = Credentials::new("CORP\\clerk".into(), "open-sesame".into()).unwrap();
    Authenticator::new(choice, Some(credentials), false, "proxy.corp.test")
}

fn challenges(values: &[&str]) -> Vec<Challenge> {
    parse_challenges(values.iter().copied())
}

const AGAIN: Turn = Turn::Again { new_connection: false };

/// What is sent next: the scheme, or nothing.
fn sends(conversation: &mut Conversation) -> Option<String> {
    let header = conversation.header("CONNECT", "x.test:443")?;
    header.expose_secret().split(' ').next().map(str::to_owned)
}

/// Takes a conversation through to where its password is accepted.
fn accept(authenticator: &Authenticator, offer: &[&str]) -> AuthRecord {
    let mut first = authenticator.conversation();
    assert_eq!(sends(&mut first), None);
    assert_eq!(first.answered_407(&challenges(offer), true), AGAIN);
    assert!(sends(&mut first).is_some());
    first.passed(true);
    first.record()
}

fn results(record: &AuthRecord) -> Vec<&str> {
    record.legs.iter().map(|leg| leg.result.as_str()).collect()
}

#[test]
fn nothing_is_sent_to_a_proxy_that_does_not_ask() {
    let mut conversation = with(AuthChoice::Any).conversation();
    assert_eq!(sends(&mut conversation), None);
    conversation.passed(true);
    assert_eq!(conversation.record(), AuthRecord::default());
}

#[test]
fn what_was_accepted_once_is_sent_at_once() {
    let authenticator = with(AuthChoice::Any);
    let record = accept(&authenticator, &["Basic realm=\"r\""]);
    assert_eq!(record.outcome, AuthOutcome::Accepted);
    assert_eq!(record.legs[0].parameters, [("realm".to_owned(), "r".to_owned())]);
    let mut second = authenticator.conversation();
    assert_eq!(sends(&mut second).as_deref(), Some("Basic"));
    second.passed(true);
    assert_eq!(second.record().outcome, AuthOutcome::Accepted);
}

#[test]
fn a_wrong_password_is_sent_once() {
    let authenticator = with(AuthChoice::Any);
    let offer = challenges(&["NTLM", DIGEST, "Basic realm=\"r\""]);
    let mut first = authenticator.conversation();
    assert_eq!(first.answered_407(&offer, true), AGAIN);
    assert_eq!(sends(&mut first).as_deref(), Some("NTLM"));
    assert_eq!(first.answered_407(&challenges(&[NTLM_CHALLENGE]), true), AGAIN);
    assert_eq!(sends(&mut first).as_deref(), Some("NTLM"));
    // Not in another scheme either.
    assert_eq!(first.answered_407(&offer, true), Turn::Stop);
    assert_eq!(first.record().outcome, AuthOutcome::Rejected);
    assert_eq!(results(&first.record()), ["continued", "rejected"]);
    for _ in 0..500 {
        let mut later = authenticator.conversation();
        assert_eq!(sends(&mut later), None);
        assert_eq!(later.answered_407(&offer, true), AGAIN);
        assert_eq!(sends(&mut later), None);
        let spared = AuthOutcome::NotTriedAgain(SparedAfter::Refusal);
        assert_eq!(later.record().outcome, spared);
    }
}

#[test]
fn a_refusal_after_acceptance_is_that_of_an_endpoint() {
    let authenticator = with(AuthChoice::Any);
    let basic = ["Basic realm=\"r\""];
    accept(&authenticator, &basic);
    let mut other = authenticator.conversation();
    assert!(sends(&mut other).is_some());
    assert_eq!(other.answered_407(&challenges(&basic), true), Turn::Stop);
    assert_eq!(other.record().outcome, AuthOutcome::Rejected);
    let mut third = authenticator.conversation();
    assert!(sends(&mut third).is_some());
}

#[tokio::test]
async fn one_tries_while_the_others_wait() {
    let authenticator = with(AuthChoice::Any);
    let offer = challenges(&["Basic realm=\"r\""]);
    let mut first = authenticator.conversation();
    first.turn().await;
    first.answered_407(&offer, true);
    first.turn().await;
    assert!(sends(&mut first).is_some());
    let waiting: Vec<_> = (0..20)
        .map(|_| {
            let (mut one, offer) = (authenticator.conversation(), offer.clone());
            tokio::spawn(async move {
                one.turn().await;
                one.answered_407(&offer, true);
                one.turn().await;
                (sends(&mut one), one.record().outcome)
            })
        })
        .collect();
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert!(waiting.iter().all(|one| !one.is_finished()));
    first.answered_407(&offer, true);
    for one in waiting {
        let spared = AuthOutcome::NotTriedAgain(SparedAfter::Refusal);
        assert_eq!(one.await.unwrap(), (None, spared));
    }
}

#[tokio::test]
async fn who_waited_goes_on_at_once_after_acceptance() {
    let authenticator = with(AuthChoice::Any);
    let offer = challenges(&["Basic realm=\"r\""]);
    let mut first = authenticator.conversation();
    first.answered_407(&offer, true);
    first.turn().await;
    assert!(sends(&mut first).is_some());
    let mut others: Vec<_> = (0..20).map(|_| authenticator.conversation()).collect();
    for other in &mut others {
        other.answered_407(&offer, true);
    }
    first.passed(true);
    // All at the same time: none has ended when the next begins.
    for other in &mut others {
        other.turn().await;
        assert!(sends(other).is_some());
    }
}

#[tokio::test]
async fn a_proxy_that_is_silent_three_times_gets_nothing_more() {
    let authenticator = with(AuthChoice::Any);
    let offer = challenges(&["Basic realm=\"r\""]);
    for _ in 0..3 {
        let mut one = authenticator.conversation();
        one.answered_407(&offer, true);
        one.turn().await;
        assert!(sends(&mut one).is_some());
        // What was sent and not answered is not what nobody asked for.
        assert_eq!(one.record().outcome, AuthOutcome::NoAnswer);
    }
    let mut one = authenticator.conversation();
    one.answered_407(&offer, true);
    one.turn().await;
    assert_eq!(sends(&mut one), None);
    assert_eq!(one.record().outcome, AuthOutcome::NotTriedAgain(SparedAfter::Silence));
}

#[tokio::test]
async fn a_refusal_of_another_kind_proves_nothing() {
    let authenticator = with(AuthChoice::Any);
    let offer = challenges(&["Basic realm=\"r\""]);
    let mut first = authenticator.conversation();
    first.answered_407(&offer, true);
    first.turn().await;
    assert!(sends(&mut first).is_some());
    first.passed(false);
    let mut second = authenticator.conversation();
    assert!(sends(&mut second).is_some());
    assert_eq!(second.answered_407(&offer, true), Turn::Stop);
    assert_eq!(sends(&mut authenticator.conversation()), None);
}

#[test]
fn a_proxy_that_cuts_twice_gets_nothing_more() {
    let authenticator = with(AuthChoice::Any);
    let offer = challenges(&["Basic realm=\"r\""]);
    for expected in [true, true, false] {
        let mut one = authenticator.conversation();
        one.answered_407(&offer, true);
        assert_eq!(sends(&mut one).is_some(), expected);
        one.cut();
        let outcome = one.record().outcome;
        let spared = AuthOutcome::NotTriedAgain(SparedAfter::Cuts);
        assert_eq!(outcome, if expected { AuthOutcome::ConnectionClosed } else { spared });
    }
}

#[test]
fn a_digest_nonce_serves_many_and_is_renewed() {
    let authenticator = with(AuthChoice::Any);
    accept(&authenticator, &[DIGEST, "Basic realm=\"r\""]);
    let text = |conversation: &mut Conversation| {
        conversation.header("GET", "http://x.test/").unwrap().expose_secret().to_owned()
    };
    let mut second = authenticator.conversation();
    assert!(text(&mut second).contains("nc=00000002"));
    let mut third = authenticator.conversation();
    assert!(text(&mut third).contains("nc=00000003"));
    let stale = DIGEST.replace("one", "two") + ", stale=true";
    assert_eq!(
        third.answered_407(&challenges(&[&stale]), false),
        Turn::Again { new_connection: true }
    );
    let renewed = text(&mut third);
    assert!(renewed.contains("nonce=\"two\"") && renewed.contains("nc=00000001"), "{renewed}");
    third.passed(true);
    assert_eq!(results(&third.record()), ["continued", "accepted"]);
    assert!(text(&mut authenticator.conversation()).contains("nonce=\"two\""));
}

#[test]
fn a_proxy_that_calls_every_nonce_stale_is_left() {
    let mut one = with(AuthChoice::Any).conversation();
    let stale = challenges(&[&(DIGEST.to_owned() + ", stale=true")]);
    let mut sent = 0;
    while one.answered_407(&stale, true) != Turn::Stop {
        assert!(sends(&mut one).is_some());
        sent += 1;
    }
    assert_eq!((sent, one.record().outcome), (4, AuthOutcome::Rejected));
}

#[test]
fn ntlm_needs_the_connection() {
    let mut one = with(AuthChoice::Any).conversation();
    let closed = Turn::Again { new_connection: true };
    assert_eq!(one.answered_407(&challenges(&["NTLM"]), false), closed);
    assert_eq!(sends(&mut one).as_deref(), Some("NTLM"));
    assert_eq!(one.answered_407(&challenges(&[NTLM_CHALLENGE]), false), Turn::Stop);
    assert_eq!(one.record().outcome, AuthOutcome::ConnectionClosed);
    assert_eq!(results(&one.record()), ["continued"]);
}

#[test]
fn an_ntlm_conversation_is_recorded_without_secrets() {
    let authenticator = with(AuthChoice::Any);
    let mut one = authenticator.conversation();
    one.answered_407(&challenges(&["Negotiate", "NTLM"]), true);
    sends(&mut one);
    one.answered_407(&challenges(&[NTLM_CHALLENGE]), true);
    sends(&mut one);
    one.passed(true);
    let record = one.record();
    assert_eq!(record.offered, ["Negotiate", "NTLM"]);
    let shown = format!("{record:?}");
    assert!(shown.contains("netbios_domain") && shown.contains("Domain"), "{shown}");
    assert!(!shown.contains("sesame") && !shown.contains("TlRM"), "{shown}");
    // The next connection begins with the first message, without being asked.
    assert_eq!(sends(&mut authenticator.conversation()).as_deref(), Some("NTLM"));
}

#[test]
fn ntlm_goes_inside_negotiate_where_nothing_else_is_offered() {
    let mut one = with(AuthChoice::Any).conversation();
    one.answered_407(&challenges(&["Negotiate"]), true);
    assert_eq!(sends(&mut one).as_deref(), Some("Negotiate"));
    assert_eq!(one.record().used, Some(AuthScheme::Negotiate));
    let bare = NTLM_CHALLENGE.replace("NTLM ", "Negotiate ");
    assert_eq!(one.answered_407(&challenges(&[&bare]), true), AGAIN);
    assert_eq!(sends(&mut one).as_deref(), Some("Negotiate"));
}

#[test]
fn a_first_message_that_is_ignored_costs_no_password() {
    let mut one = with(AuthChoice::Any).conversation();
    let offer = challenges(&["NTLM", "Basic realm=\"r\""]);
    one.answered_407(&offer, true);
    assert_eq!(sends(&mut one).as_deref(), Some("NTLM"));
    assert_eq!(one.answered_407(&offer, true), Turn::Again { new_connection: true });
    assert_eq!(sends(&mut one).as_deref(), Some("Basic"));
}

#[test]
fn a_question_without_an_answer_has_a_reason() {
    let outcome = |authenticator: Authenticator, offer: &[&str]| {
        let mut one = authenticator.conversation();
        assert_eq!(one.answered_407(&challenges(offer), true), Turn::Stop);
        assert_eq!(sends(&mut one), None);
        one.record().outcome
    };
    let nobody = || Authenticator::new(AuthChoice::Any, None, false, "p");
    assert_eq!(outcome(nobody(), &["Basic realm=x"]), AuthOutcome::NoCredentials);
    assert_eq!(outcome(nobody(), &["Negotiate"]), AuthOutcome::NoCredentials);
    assert_eq!(outcome(with(AuthChoice::Any), &["Bearer"]), AuthOutcome::SchemeUnsupported);
    assert_eq!(outcome(with(AuthChoice::None), &["Basic realm=x"]), AuthOutcome::Declined);
    assert_eq!(outcome(with(AuthChoice::Any), &[]), AuthOutcome::NotAsked);
}

#[test]
fn a_colon_is_sent_by_every_scheme_but_basic() {
    let credentials = Credentials::new("a:b".into(), "c".into()).unwrap();
    let authenticator = Authenticator::new(AuthChoice::Any, Some(credentials), false, "p");
    let mut one = authenticator.conversation();
    one.answered_407(&challenges(&["Basic realm=x"]), true);
    assert_eq!(sends(&mut one), None);
    assert!(one.record().outcome.detail().unwrap().contains("colon"));
    let mut other = authenticator.conversation();
    other.answered_407(&challenges(&[DIGEST]), true);
    assert_eq!(sends(&mut other).as_deref(), Some("Digest"));
}
