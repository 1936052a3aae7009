//! From an exception of the engine to the cause.

use rquickjs::{Coerced, Ctx, Error, Exception, FromJs as _, Value};

use super::super::evaluation::{Evaluation, cut};
use super::super::{PacError, Position};

/// Why the engine stopped. Must run while the exception waits to be caught, and under the limits:
/// texts of errors may be made by the script.
pub(super) fn failure(ctx: &Ctx<'_>, error: &Error, evaluation: &Evaluation) -> PacError {
    let limits = evaluation.limits();
    let memory = PacError::Memory { most: limits.memory };
    let seen = match error {
        Error::Exception => {
            let nothing = !ctx.has_exception();
            let thrown = ctx.catch();
            if (nothing || thrown.is_null()) && !evaluation.expired() {
                // The engine throws null, or nothing at all, when no memory is left for an error.
                return memory;
            }
            Seen::of(ctx, thrown)
        }
        Error::Allocation => return memory,
        other => Seen { message: other.to_string(), ..Seen::default() },
    };
    // Asked after the error was read, because reading it may have been too much.
    if evaluation.expired() {
        return PacError::TimedOut { after: limits.time };
    }
    match (seen.kind.as_str(), seen.message.as_str()) {
        // Without a text when there was no memory for that either.
        ("InternalError", message) if message.is_empty() || message.contains("out of memory") => {
            memory
        }
        ("RangeError", "Maximum call stack size exceeded") => PacError::Stack { at: seen.at },
        ("InternalError", message) if message.contains("stack overflow") => {
            PacError::Stack { at: seen.at }
        }
        ("SyntaxError", _) => {
            PacError::Syntax { message: cut(&seen.message), at: seen.at, web_page: false }
        }
        ("", message) => PacError::Thrown { message: cut(message), at: seen.at },
        (kind, message) => {
            PacError::Thrown { message: cut(&format!("{kind}: {message}")), at: seen.at }
        }
    }
}

/// What can be read of an exception.
#[derive(Default)]
struct Seen {
    kind: String,
    message: String,
    at: Option<Position>,
}

impl Seen {
    fn of<'js>(ctx: &Ctx<'js>, thrown: Value<'js>) -> Self {
        match thrown.clone().into_object().and_then(Exception::from_object) {
            Some(exception) => Self {
                kind: exception
                    .as_object()
                    .get::<_, Coerced<String>>("name")
                    .map(|name| name.0)
                    .unwrap_or_default(),
                message: exception.message().unwrap_or_default(),
                at: exception.stack().as_deref().and_then(innermost),
            },
            None => Self {
                message: Coerced::<String>::from_js(ctx, thrown)
                    .map_or_else(|_| "something that is no text".to_owned(), |text| text.0),
                ..Self::default()
            },
        }
    }
}

/// The innermost place in the script: the first line of the stack that ends with line and column,
/// such as `    at FindProxyForURL (proxy.pac:3:5)`. Lines of helpers end with `(native)`.
fn innermost(stack: &str) -> Option<Position> {
    stack.lines().find_map(|line| {
        let line = line.trim_end().trim_end_matches(')');
        let (rest, column) = line.rsplit_once(':')?;
        let (_, line) = rest.rsplit_once(':')?;
        Some(Position { line: line.parse().ok()?, column: column.parse().ok()? })
    })
}
