//! What two or more sets are to each other.

use super::set::labels_before;
use super::walk::find;
use super::{HostSet, TooComplex};

/// True when every host of `inner` is in `outer`.
///
/// # Errors
/// When it cannot be decided.
pub fn contains(outer: &HostSet, inner: &HostSet) -> Result<bool, TooComplex> {
    use HostSet::{EndsWith, Everything, Network, Under};
    Ok(match (outer, inner) {
        (Everything, _) => true,
        (Under { name: own, depths }, Under { name, depths: theirs }) => {
            match labels_before(name, own) {
                Some(extra) => depths.contain(*theirs, extra),
                None => false,
            }
        }
        (EndsWith(text), Under { name, .. }) if name.ends_with(&**text) => true,
        (EndsWith(text), EndsWith(theirs)) if theirs.ends_with(&**text) => true,
        (Network(own), Network(theirs)) => own.contains(theirs),
        (Network(_), Under { name, depths }) if depths.most == Some(0) => {
            outer.matches(name).unwrap_or(false)
        }
        // Names are in no range of addresses.
        (Network(_), _) => false,
        // Ranges are compared with patterns by no rule; a single address is a text.
        (_, Network(net)) if net.prefix_len() == net.max_prefix_len() => {
            outer.matches(&net.addr().to_string()).map_err(|_| TooComplex)?
        }
        (_, Network(_)) => return Err(TooComplex),
        (_, Under { name, depths }) if depths.most == Some(0) => {
            outer.matches(name).map_err(|_| TooComplex)?
        }
        _ => find(&[outer, inner], |within| within[1] && !within[0])?.is_none(),
    })
}

/// True when some host is in both sets.
///
/// # Errors
/// When it cannot be decided.
pub fn intersects(one: &HostSet, other: &HostSet) -> Result<bool, TooComplex> {
    use HostSet::{Everything, Network, Under};
    Ok(match (one, other) {
        (Everything, Everything | Under { .. } | Network(_))
        | (Under { .. } | Network(_), Everything) => true,
        (Under { name, depths }, Under { name: theirs, depths: other }) => {
            if let Some(extra) = labels_before(theirs, name) {
                depths.meet(*other, extra)
            } else if let Some(extra) = labels_before(name, theirs) {
                other.meet(*depths, extra)
            } else {
                false
            }
        }
        (Network(own), Network(theirs)) => own.contains(theirs) || theirs.contains(own),
        (Network(net), set) | (set, Network(net)) => {
            if net.prefix_len() == net.max_prefix_len() {
                set.matches(&net.addr().to_string()).map_err(|_| TooComplex)?
            } else if let Under { name, depths } = set
                && depths.least == 0
            {
                // An address as a text.
                Network(*net).matches(name).unwrap_or(false)
            } else {
                false
            }
        }
        (Under { name, depths }, set) | (set, Under { name, depths }) if depths.most == Some(0) => {
            set.matches(name).map_err(|_| TooComplex)?
        }
        _ => find(&[one, other], |within| within[0] && within[1])?.is_some(),
    })
}

/// True when both sets have the same hosts.
///
/// # Errors
/// When it cannot be decided.
pub fn equal(one: &HostSet, other: &HostSet) -> Result<bool, TooComplex> {
    Ok(one == other || (contains(one, other)? && contains(other, one)?))
}

/// True when every host of `inner` is in at least one of `parts`.
///
/// # Errors
/// When it cannot be decided.
pub fn covers(parts: &[&HostSet], inner: &HostSet) -> Result<bool, TooComplex> {
    for part in parts {
        if contains(part, inner) == Ok(true) {
            return Ok(true);
        }
    }
    if let [part] = parts {
        return contains(part, inner);
    }
    Ok(witness(parts, inner, |within| within.iter().all(|is| !is))?.is_none())
}

/// The shortest host of `inner` for which `wanted` is true of its membership in each of `parts`;
/// none when there is none.
///
/// # Errors
/// When it cannot be decided.
pub fn witness(
    parts: &[&HostSet],
    inner: &HostSet,
    wanted: impl Fn(&[bool]) -> bool,
) -> Result<Option<String>, TooComplex> {
    let mut all = parts.to_vec();
    all.push(inner);
    let last = parts.len();
    find(&all, |within| within[last] && wanted(&within[..last]))
}
