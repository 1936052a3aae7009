//! Programs of the system whose output is the same in every language.

use std::io::Read;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// What a program prints; an error in words when it cannot be run, fails or takes too long.
pub(super) fn output(program: &str, arguments: &[&str], limit: Duration) -> Result<String, String> {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("{program} cannot be run: {error}"))?;
    let Some(mut stdout) = child.stdout.take() else {
        return Err(format!("{program} has no output"));
    };
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut text = Vec::new();
        let read = stdout.read_to_end(&mut text).map(|_| text);
        // Nobody listens any more when it took too long.
        let _ = sender.send(read);
    });
    let read = receiver.recv_timeout(limit);
    if read.is_err() {
        // It may have ended in this moment, which is as good.
        let _ = child.kill();
    }
    let status = child.wait().map_err(|error| format!("{program} was lost: {error}"))?;
    match read {
        Err(_) => Err(format!("{program} took longer than {} s", limit.as_secs())),
        Ok(Err(error)) => Err(format!("{program} cannot be heard: {error}")),
        Ok(Ok(_)) if !status.success() => Err(format!("{program} ended with {status}")),
        Ok(Ok(text)) => Ok(String::from_utf8_lossy(&text).into_owned()),
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_speaks_fails_is_missing_or_takes_too_long() {
        let limit = Duration::from_secs(20);
        assert_eq!(output("echo", &["a"], limit).unwrap(), "a\n");
        assert!(output("false", &[], limit).unwrap_err().contains("ended with"));
        assert!(output("no-such-program-here", &[], limit).unwrap_err().contains("cannot be run"));
        let late = output("sleep", &["60"], Duration::from_millis(10)).unwrap_err();
        assert!(late.contains("took longer"), "{late}");
    }
}
