//! The functions that a script may call, as plain Rust: no engine is needed to ask them.
//!
//! They answer as Chromium and Firefox do, where these agree; where documentation says something
//! else, the function says so. What a client would raise an error for (a missing argument) is
//! `false` here, or nothing.

mod calendar;
mod glob;
mod hosts;
mod networks;

#[cfg(test)]
mod tests;

use std::fmt;

use super::evaluation::Evaluation;

/// Longest text that a helper takes, in bytes. No host name or URL that a client sends is longer,
/// and the time for patterns grows with the product of two lengths.
pub(super) const LONGEST_ARGUMENT: usize = 8 << 10;

/// Most arguments that any helper reads: seven, for `dateRange`.
pub(super) const MOST_ARGUMENTS: usize = 8;

/// An argument as the script gave it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Argument {
    Text(String),
    Number(f64),
    /// `undefined` or `null`.
    Nothing,
}

impl Argument {
    /// The text, if it is one.
    fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Number(_) | Self::Nothing => None,
        }
    }

    /// A whole number that is not negative, also when it is written as text.
    fn whole(&self) -> Option<u32> {
        match self {
            Self::Number(number) if *number >= 0.0 && *number < 1e6 && number.fract() == 0.0 => {
                // In range and whole, as was just asked.
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "the guard above leaves whole numbers below a million"
                )]
                Some(*number as u32)
            }
            Self::Text(text) => text.trim().parse().ok().filter(|number| *number < 1_000_000),
            Self::Number(_) | Self::Nothing => None,
        }
    }
}

impl fmt::Display for Argument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => write!(f, "{number}"),
            Self::Nothing => f.write_str("null"),
        }
    }
}

/// What a helper gives back to the script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Returned {
    Text(String),
    Truth(bool),
    Number(i32),
    Null,
    /// What `alert` returns.
    Nothing,
}

impl fmt::Display for Returned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Truth(truth) => write!(f, "{truth}"),
            Self::Number(number) => write!(f, "{number}"),
            Self::Null => f.write_str("null"),
            Self::Nothing => f.write_str("undefined"),
        }
    }
}

/// A function for scripts.
pub(super) type Helper = fn(&Evaluation, &[Argument]) -> Returned;

/// Every function there is, by the name that scripts call it.
pub(super) const HELPERS: &[(&str, Helper)] = &[
    ("isPlainHostName", hosts::is_plain_host_name),
    ("dnsDomainIs", hosts::dns_domain_is),
    ("localHostOrDomainIs", hosts::local_host_or_domain_is),
    ("dnsDomainLevels", hosts::dns_domain_levels),
    ("shExpMatch", glob::sh_exp_match),
    ("isResolvable", networks::is_resolvable),
    ("isInNet", networks::is_in_net),
    ("dnsResolve", networks::dns_resolve),
    ("convert_addr", networks::convert_addr),
    ("myIpAddress", networks::my_ip_address),
    ("isResolvableEx", networks::is_resolvable_ex),
    ("isInNetEx", networks::is_in_net_ex),
    ("dnsResolveEx", networks::dns_resolve_ex),
    ("myIpAddressEx", networks::my_ip_address_ex),
    ("sortIpAddressList", networks::sort_ip_address_list),
    ("weekdayRange", calendar::weekday_range),
    ("dateRange", calendar::date_range),
    ("timeRange", calendar::time_range),
    ("getClientVersion", client_version),
    ("alert", alert),
];

/// `getClientVersion()`: the version of the functions, which Microsoft documents as 1.0.
fn client_version(_: &Evaluation, _: &[Argument]) -> Returned {
    Returned::Text("1.0".to_owned())
}

/// `alert(message)`: for the log.
fn alert(_: &Evaluation, arguments: &[Argument]) -> Returned {
    tracing::info!(message = text(arguments, 0).unwrap_or_default(), "alert of the PAC file");
    Returned::Nothing
}

/// The argument at a place, if it is a text.
fn text(arguments: &[Argument], at: usize) -> Option<&str> {
    arguments.get(at).and_then(Argument::text)
}
