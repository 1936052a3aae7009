//! Helpers about the text of host names.

use super::{Argument, Returned, text};
use crate::pac::evaluation::Evaluation;

/// `isPlainHostName(host)`: has no dot. An IPv6 address is no plain name either.
pub(super) fn is_plain_host_name(_: &Evaluation, arguments: &[Argument]) -> Returned {
    Returned::Truth(text(arguments, 0).is_some_and(|host| !host.contains(['.', ':'])))
}

/// `dnsDomainIs(host, domain)`: ends with the text. Without a leading dot, `example.com` fits
/// `notexample.com` too: so do clients.
pub(super) fn dns_domain_is(evaluation: &Evaluation, arguments: &[Argument]) -> Returned {
    let (Some(host), Some(domain)) = (text(arguments, 0), text(arguments, 1)) else {
        return Returned::Truth(false);
    };
    let fits = host.ends_with(domain);
    let before = host.len().checked_sub(domain.len() + 1).and_then(|at| host.as_bytes().get(at));
    if fits && !domain.starts_with('.') && before.is_some_and(|byte| *byte != b'.') {
        evaluation.note(format!(
            "dnsDomainIs compares text: `{domain}` fits `{host}`, which is not below that domain"
        ));
    }
    Returned::Truth(fits)
}

/// `localHostOrDomainIs(host, hostdom)`: is the name, or its first label alone.
pub(super) fn local_host_or_domain_is(_: &Evaluation, arguments: &[Argument]) -> Returned {
    let (Some(host), Some(full)) = (text(arguments, 0), text(arguments, 1)) else {
        return Returned::Truth(false);
    };
    let rest = full.strip_prefix(host);
    Returned::Truth(rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
}

/// `dnsDomainLevels(host)`: the number of dots.
pub(super) fn dns_domain_levels(_: &Evaluation, arguments: &[Argument]) -> Returned {
    let dots = text(arguments, 0).map_or(0, |host| host.matches('.').count());
    Returned::Number(i32::try_from(dots).unwrap_or(i32::MAX))
}
