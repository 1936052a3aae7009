//! Ctrl-C: once ends the run with what it knows, twice leaves at once.

use tokio::sync::watch;

use super::progress::aside;
use super::terminal::remark;
use super::watch::restore_terminal;

/// The code of a program that was ended by the second Ctrl-C: 128 and SIGINT's number.
const LEFT_AT_ONCE: i32 = 130;

/// Turns true when somebody asks to stop, which `farewell` answers.
pub(crate) fn stop_on_request(farewell: &'static str) -> watch::Receiver<bool> {
    let (stop, stopped) = watch::channel(false);
    // Registered once and before anything else, so that no signal falls between two waits.
    let requests = Requests::register();
    tokio::spawn(async move {
        let Ok(mut requests) = requests else {
            // Without handlers the system's own way of ending a program stays in force.
            return std::future::pending().await;
        };
        requests.next().await;
        aside(|| remark(farewell));
        let _ = stop.send(true);
        requests.next().await;
        restore_terminal();
        std::process::exit(LEFT_AT_ONCE);
    });
    stopped
}

/// SIGINT and SIGTERM.
#[cfg(unix)]
struct Requests {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Requests {
    fn register() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// Ctrl-C, and the closing of the console.
#[cfg(windows)]
struct Requests {
    interrupt: tokio::signal::windows::CtrlC,
    close: tokio::signal::windows::CtrlClose,
}

#[cfg(windows)]
impl Requests {
    fn register() -> std::io::Result<Self> {
        use tokio::signal::windows::{ctrl_c, ctrl_close};
        Ok(Self { interrupt: ctrl_c()?, close: ctrl_close()? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.close.recv() => {}
        }
    }
}
