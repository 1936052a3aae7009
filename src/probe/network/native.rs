//! The operating system's error numbers, as kinds of failure.

use std::io::{Error, ErrorKind};

use crate::measurement::{Failure, FailureKind, NativeCode};

/// What an I/O error is, by its number first and by the standard library's kind second.
pub(crate) fn io_failure(error: &Error) -> Failure {
    let number = error.raw_os_error();
    let kind = number.and_then(by_number).unwrap_or_else(|| by_kind(error.kind()));
    let failure = Failure::new(kind, error.to_string());
    match number {
        Some(number) => failure.with(NativeCode::Os(number)),
        None => failure,
    }
}

/// Numbers for which the standard library has no kind: POSIX `ENFILE` 23, `EMFILE` 24; Winsock
/// `WSAEACCES` 10013, `WSAEMFILE` 10024, `WSAENOBUFS` 10055.
fn by_number(number: i32) -> Option<FailureKind> {
    match number {
        10024 | 10055 => Some(FailureKind::LocalResources),
        10013 => Some(FailureKind::LocalPolicy),
        23 | 24 | 105 if cfg!(target_os = "linux") => Some(FailureKind::LocalResources),
        23 | 24 | 55 if cfg!(target_os = "macos") => Some(FailureKind::LocalResources),
        _ => None,
    }
}

fn by_kind(kind: ErrorKind) -> FailureKind {
    match kind {
        ErrorKind::ConnectionRefused => FailureKind::Refused,
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe => {
            FailureKind::Reset
        }
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => {
            FailureKind::Unreachable
        }
        ErrorKind::TimedOut => FailureKind::TimedOut,
        ErrorKind::UnexpectedEof => FailureKind::Closed,
        ErrorKind::AddrNotAvailable | ErrorKind::OutOfMemory => FailureKind::LocalResources,
        ErrorKind::PermissionDenied => FailureKind::LocalPolicy,
        _ => FailureKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_numbers_are_understood_everywhere() {
        let failure = io_failure(&Error::from_raw_os_error(10055));
        assert_eq!(failure.kind, FailureKind::LocalResources);
        assert_eq!(failure.native, Some(NativeCode::Os(10055)));
    }

    #[test]
    fn a_refusal_is_a_refusal() {
        let failure = io_failure(&Error::from(ErrorKind::ConnectionRefused));
        assert_eq!((failure.kind, failure.native), (FailureKind::Refused, None));
    }
}
