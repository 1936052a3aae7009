//! An entrance for bytes that nobody sent.

use std::time::Duration;

use super::super::Transport;
use super::{ask_5, greet, log_in, wait_to_log_in};
use crate::address::Target;
use crate::auth::{AuthChoice, Authenticator};
use crate::measurement::Failure;
use crate::proxy::Credentials;

/// Reads what a SOCKS 5 proxy said, from bytes in memory, as a probe reads it: the entrance for those
/// who made some up, and have no connection.
///
/// # Errors
/// When the bytes grant no tunnel to the target.
///
/// # Panics
/// Outside of a tokio runtime with a timer.
pub async fn read_socks_replies(said: &[u8], target: &Target) -> Result<(), Failure> {
    let heard = std::io::Cursor::new(said.to_vec());
    let mut stream: Transport = Box::new(tokio::io::join(heard, tokio::io::sink()));
    let credentials = Credentials::from_user_info("user:password");
    let known = credentials.clone();
    let login = Authenticator::new(AuthChoice::Any, known, false, "proxy");
    let mut conversation = login.conversation();
    let greeting = Duration::from_secs(1);
    if let Some(login) = greet(&mut stream, credentials.as_ref(), greeting).await? {
        wait_to_log_in(login, &mut conversation).await?;
        log_in(&mut stream, login, &mut conversation).await?;
    }
    ask_5(&mut stream, target).await
}
