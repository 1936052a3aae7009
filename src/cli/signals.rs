//! Ctrl-C: once ends the run with what it knows, twice leaves at once.

use tokio::sync::watch;

use super::terminal::remark;

/// The code of a program that was ended by the second Ctrl-C: 128 and SIGINT's number.
const LEFT_AT_ONCE: i32 = 130;

/// Turns true when somebody asks to stop.
pub(crate) fn stop_on_request() -> watch::Receiver<bool> {
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(async move {
        asked().await;
        remark("stopping: the reports are written with what is known; Ctrl-C again leaves at once");
        let _ = stop.send(true);
        asked().await;
        std::process::exit(LEFT_AT_ONCE);
    });
    stopped
}

#[cfg(unix)]
async fn asked() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => {
            let _ = tokio::signal::ctrl_c().await;
        }
    }
}

#[cfg(not(unix))]
async fn asked() {
    let _ = tokio::signal::ctrl_c().await;
}
