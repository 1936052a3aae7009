//! Whose move it is.

/// What to do after a 407.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Ask for a turn and a header, and send the request again if there is a header.
    Again {
        /// On a new connection; otherwise on the same, which NTLM depends on.
        new_connection: bool,
    },
    /// It is over; the record says why.
    Stop,
}
