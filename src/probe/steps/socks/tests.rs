//! SOCKS, word by word.

use super::*;
use crate::auth::{AuthChoice, Authenticator};
use tokio::io::DuplexStream;

/// A proxy that expects and says these bytes in turn.
fn proxy(talk: &'static [(&'static [u8], &'static [u8])]) -> Transport {
    let (ours, mut theirs): (DuplexStream, DuplexStream) = tokio::io::duplex(1024);
    tokio::spawn(async move {
        for (expected, said) in talk {
            let mut heard = vec![0; expected.len()];
            theirs.read_exact(&mut heard).await.unwrap();
            assert_eq!(heard, *expected);
            theirs.write_all(said).await.unwrap();
        }
    });
    Box::new(ours)
}

async fn by_5(
    talk: &'static [(&'static [u8], &'static [u8])],
    user: Option<&str>,
    target: &str,
) -> (Result<(), Failure>, AuthOutcome) {
    let credentials = user.and_then(Credentials::from_user_info);
    let known = credentials.clone();
    let login = Authenticator::new(AuthChoice::Any, known, false, "proxy");
    let mut talking = login.conversation();
    let target = target.parse().unwrap();
    let mut stream = proxy(talk);
    let wait = Duration::from_mins(1);
    let told = async {
        if let Some(login) = greet(&mut stream, credentials.as_ref(), wait).await? {
            wait_to_log_in(login, &mut talking).await?;
            log_in(&mut stream, login, &mut talking).await?;
        }
        ask_5(&mut stream, &target).await
    };
    let told = told.await;
    (told, talking.record().outcome)
}

#[tokio::test]
async fn a_name_goes_to_the_proxy_as_it_is() {
    let (told, _) = by_5(
        &[
            (b"\x05\x01\x00", b"\x05\x00"),
            (b"\x05\x01\x00\x03\x06x.test\x01\xbb", b"\x05\x00\x00\x03\x01a\x00\x00"),
        ],
        None,
        "x.test",
    )
    .await;
    assert_eq!(told, Ok(()));
    let (told, _) = by_5(
        &[
            (b"\x05\x01\x00", b"\x05\x00"),
            (b"\x05\x01\x00\x01\x7f\x00\x01\x01\x00\x50", b"\x05\x02\x00\x01"),
        ],
        None,
        "http://127.0.1.1/",
    )
    .await;
    assert_eq!(told.unwrap_err().native, Some(NativeCode::SocksReply(2)));
}

#[tokio::test]
async fn a_login_is_judged() {
    let (told, outcome) = by_5(
        &[
            (b"\x05\x02\x00\x02", b"\x05\x02"),
            (b"\x01\x02me\x02pw", b"\x01\x00"),
            (b"\x05\x01\x00\x03\x06x.test\x01\xbb", b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00"),
        ],
        Some("me:pw"),
        "x.test",
    )
    .await;
    assert_eq!((told, outcome), (Ok(()), AuthOutcome::Accepted));
    let (told, outcome) = by_5(
        &[(b"\x05\x02\x00\x02", b"\x05\x02"), (b"\x01\x02me\x02pw", b"\x01\x01")],
        Some("me:pw"),
        "x.test",
    )
    .await;
    assert_eq!(told.unwrap_err().kind, FailureKind::LoginRefused);
    assert_eq!(outcome, AuthOutcome::Rejected);
}

#[tokio::test]
async fn what_is_no_socks_is_said_so() {
    let (told, _) = by_5(&[(b"\x05\x01\x00", b"HTTP/1.1 400")], None, "x.test").await;
    assert_eq!(told.unwrap_err().kind, FailureKind::NotSocks);
    let (told, _) = by_5(&[(b"\x05\x01\x00", b"\x05\xff")], None, "x.test").await;
    assert_eq!(told.unwrap_err().native, Some(NativeCode::SocksReply(0xff)));
    let (told, _) = by_5(&[(b"\x05\x01\x00", b"\x05")], None, "x.test").await;
    assert_eq!(told.unwrap_err().kind, FailureKind::Closed);
}

#[tokio::test]
async fn version_4a_has_names_and_one_word_for_trouble() {
    let target = "x.test".parse().unwrap();
    let mut stream = proxy(&[(
        b"\x04\x01\x01\xbb\x00\x00\x00\x01\x00x.test\x00",
        b"\x00\x5a\x00\x00\x00\x00\x00\x00",
    )]);
    assert_eq!(version_4a(&mut stream, &target).await, Ok(()));
    let mut stream = proxy(&[(
        b"\x04\x01\x01\xbb\x00\x00\x00\x01\x00x.test\x00",
        b"\x00\x5b\x00\x00\x00\x00\x00\x00",
    )]);
    let told = version_4a(&mut stream, &target).await;
    assert_eq!(told.unwrap_err().native, Some(NativeCode::SocksReply(91)));
}
