//! Helpers about addresses and lookups.

use std::net::{IpAddr, Ipv4Addr};

use ipnet::IpNet;

use super::{Argument, Returned, text};
use crate::pac::evaluation::Evaluation;

/// `dnsResolve(host)`: the first IPv4 address, or `null`.
pub(super) fn dns_resolve(evaluation: &Evaluation, arguments: &[Argument]) -> Returned {
    match first_v4(evaluation, arguments) {
        Some(address) => Returned::Text(address.to_string()),
        None => Returned::Null,
    }
}

/// `isResolvable(host)`: has an IPv4 address.
pub(super) fn is_resolvable(evaluation: &Evaluation, arguments: &[Argument]) -> Returned {
    Returned::Truth(first_v4(evaluation, arguments).is_some())
}

/// `isInNet(host, pattern, mask)`: the first IPv4 address, where the mask has ones, is that of the
/// pattern. A name is looked up.
pub(super) fn is_in_net(evaluation: &Evaluation, arguments: &[Argument]) -> Returned {
    let parsed = |at| text(arguments, at).and_then(four_numbers);
    let (Some(pattern), Some(mask)) = (parsed(1), parsed(2)) else {
        return Returned::Truth(false);
    };
    let Some(address) = first_v4(evaluation, arguments) else {
        return Returned::Truth(false);
    };
    let mask = mask.to_bits();
    Returned::Truth(address.to_bits() & mask == pattern.to_bits() & mask)
}

/// `convert_addr(address)`: the address as a signed number of 32 bits, as the shifts of JavaScript
/// make it.
pub(super) fn convert_addr(_: &Evaluation, arguments: &[Argument]) -> Returned {
    let address = text(arguments, 0).and_then(four_numbers).unwrap_or(Ipv4Addr::UNSPECIFIED);
    Returned::Number(address.to_bits().cast_signed())
}

/// `myIpAddress()`: the first IPv4 address of this machine, or 127.0.0.1.
pub(super) fn my_ip_address(evaluation: &Evaluation, _: &[Argument]) -> Returned {
    let own = evaluation.own_addresses();
    let first = own.iter().find(|address| address.is_ipv4());
    Returned::Text(first.map_or_else(|| Ipv4Addr::LOCALHOST.to_string(), ToString::to_string))
}

/// `isResolvableEx(host)`: has an address of either family.
pub(super) fn is_resolvable_ex(evaluation: &Evaluation, arguments: &[Argument]) -> Returned {
    Returned::Truth(text(arguments, 0).is_some_and(|name| !evaluation.addresses(name).is_empty()))
}

/// `dnsResolveEx(host)`: all addresses, with semicolons between; empty when there is none.
pub(super) fn dns_resolve_ex(evaluation: &Evaluation, arguments: &[Argument]) -> Returned {
    let found = text(arguments, 0).map(|name| evaluation.addresses(name)).unwrap_or_default();
    Returned::Text(joined(&found))
}

/// `myIpAddressEx()`: all addresses of this machine, with semicolons between.
pub(super) fn my_ip_address_ex(evaluation: &Evaluation, _: &[Argument]) -> Returned {
    Returned::Text(joined(&evaluation.own_addresses()))
}

/// `isInNetEx(address, prefix)`: an address lies in `10.0.0.0/8` or `2001:db8::/32`. Nothing is
/// looked up, and families do not mix.
pub(super) fn is_in_net_ex(_: &Evaluation, arguments: &[Argument]) -> Returned {
    let address = text(arguments, 0).and_then(|text| text.trim().parse::<IpAddr>().ok());
    let network = text(arguments, 1).and_then(|text| text.trim().parse::<IpNet>().ok());
    let (Some(address), Some(network)) = (address, network) else {
        return Returned::Truth(false);
    };
    Returned::Truth(network.contains(&address))
}

/// `sortIpAddressList(list)`: IPv6 before IPv4, each by number, as Chromium does; `false` when
/// something in the list is no address. Windows puts link-local addresses first.
pub(super) fn sort_ip_address_list(_: &Evaluation, arguments: &[Argument]) -> Returned {
    let list = text(arguments, 0).unwrap_or_default();
    let parsed: Result<Vec<IpAddr>, _> = list.split(';').map(|one| one.trim().parse()).collect();
    let Ok(mut addresses) = parsed else {
        return Returned::Truth(false);
    };
    addresses.sort_by_key(|address| (address.is_ipv4(), *address));
    Returned::Text(joined(&addresses))
}

/// The first IPv4 address of the host in the first argument.
fn first_v4(evaluation: &Evaluation, arguments: &[Argument]) -> Option<Ipv4Addr> {
    evaluation.addresses(text(arguments, 0)?).into_iter().find_map(|address| match address {
        IpAddr::V4(address) => Some(address),
        IpAddr::V6(_) => None,
    })
}

/// `10.0.0.1`, also with the leading zeros that old files contain; they are decimal to clients.
fn four_numbers(text: &str) -> Option<Ipv4Addr> {
    let mut octets = [0; 4];
    let mut parts = text.split('.');
    for octet in &mut octets {
        let part = parts.next()?;
        let digits =
            (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        *octet = if digits { part.parse().ok()? } else { return None };
    }
    parts.next().is_none().then(|| Ipv4Addr::from(octets))
}

fn joined(addresses: &[IpAddr]) -> String {
    addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(";")
}
