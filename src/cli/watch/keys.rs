//! The key that ends a watch.
//!
//! On Unix the terminal is told to hand over keys one by one and not to show them; Ctrl-C stays the
//! signal that it is, and lines are still ended as always. What was changed is put back however the
//! program ends, short of being killed.

use std::io::{self, IsTerminal};

use tokio::sync::mpsc;

/// Listens for keys while it lives.
pub(super) struct Keys {
    pressed: mpsc::UnboundedReceiver<char>,
}

impl Keys {
    /// Begins to listen; none where stdin is no terminal, or not ours to read from.
    pub(super) fn listen() -> Option<Self> {
        if !io::stdin().is_terminal() || !mode::take_keys() {
            return None;
        }
        let (press, pressed) = mpsc::unbounded_channel();
        // Nothing ends a read of a terminal but a key: the thread ends with the program.
        std::thread::spawn(move || {
            while let Some(key) = mode::read_key() {
                if press.send(key).is_err() {
                    break;
                }
            }
        });
        mode::restore_on_signals();
        Some(Self { pressed })
    }

    /// Returns when `q` was pressed; never, where no keys come any more.
    pub(super) async fn quit(&mut self) {
        while let Some(key) = self.pressed.recv().await {
            if matches!(key, 'q' | 'Q') {
                return;
            }
        }
        std::future::pending::<()>().await;
    }
}

/// Puts the terminal back as it was when it goes, also in a panic.
pub(super) struct AsItWas;

impl Drop for AsItWas {
    fn drop(&mut self) {
        mode::restore();
    }
}

/// Puts the terminal back as it was. Does nothing where nothing was changed.
pub(crate) fn restore_terminal() {
    mode::restore();
}

#[cfg(unix)]
mod mode {
    use std::io::{self, Read};
    use std::sync::{Mutex, PoisonError};

    use rustix::termios::{
        LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcgetpgrp, tcsetattr,
    };
    use tokio::signal::unix::{SignalKind, signal};

    /// How the terminal was.
    static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);

    /// True when keys will come. In the background the terminal is somebody else's.
    pub(super) fn take_keys() -> bool {
        let stdin = io::stdin();
        if tcgetpgrp(&stdin).ok() != Some(rustix::process::getpgrp()) {
            return false;
        }
        let Ok(before) = tcgetattr(&stdin) else { return false };
        let mut keys = before.clone();
        keys.local_modes -= LocalModes::ICANON | LocalModes::ECHO;
        keys.special_codes[SpecialCodeIndex::VMIN] = 1;
        keys.special_codes[SpecialCodeIndex::VTIME] = 0;
        *BEFORE.lock().unwrap_or_else(PoisonError::into_inner) = Some(before);
        let taken = tcsetattr(&stdin, OptionalActions::Now, &keys).is_ok();
        if !taken {
            restore();
        }
        taken
    }

    pub(super) fn restore() {
        let before = BEFORE.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(before) = before {
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, &before);
        }
    }

    pub(super) fn read_key() -> Option<char> {
        let mut key = [0];
        let read = io::stdin().lock().read(&mut key).ok()?;
        (read == 1).then(|| char::from(key[0]))
    }

    /// The terminal that hangs up, and Ctrl-\: both end a program without its consent.
    pub(super) fn restore_on_signals() {
        for (kind, number) in [(SignalKind::hangup(), 1), (SignalKind::quit(), 3)] {
            let Ok(mut signals) = signal(kind) else { continue };
            tokio::spawn(async move {
                signals.recv().await;
                restore();
                std::process::exit(128 + number);
            });
        }
    }
}

/// The console of Windows hands over keys without being told to.
#[cfg(windows)]
mod mode {
    pub(super) fn take_keys() -> bool {
        true
    }

    pub(super) fn restore() {}

    pub(super) fn read_key() -> Option<char> {
        loop {
            if let console::Key::Char(key) = console::Term::stdout().read_key().ok()? {
                return Some(key);
            }
        }
    }

    pub(super) fn restore_on_signals() {}
}
