//! Which addresses and names are public, and which lead to this machine or its own network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::HostName;

/// IPv4 blocks that are not globally reachable, and multicast: first address and prefix length.
///
/// Source: IANA IPv4 Special-Purpose Address Registry (RFC 6890); multicast by RFC 5771.
const NOT_PUBLIC_V4: &[(Ipv4Addr, u32)] = &[
    (Ipv4Addr::UNSPECIFIED, 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

/// IPv6 blocks inside `2000::/3` that are not globally reachable, and Teredo.
///
/// Source: IANA IPv6 Special-Purpose Address Registry (RFC 6890). What the registry opens again
/// inside `2001::/23` are anycast services of the network itself, which no endpoint has.
const NOT_PUBLIC_V6: &[(Ipv6Addr, u32)] = &[
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

/// True for an address that is reached over the Internet: not loopback, link-local, private,
/// shared, multicast, reserved or for documentation (RFC 6890).
///
/// An IPv6 address that carries an IPv4 address is what the carried one is: IPv4-mapped (RFC 4291,
/// section 2.5.5.2), NAT64 with the well-known prefix (RFC 6052) and 6to4 (RFC 3056).
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => match carried(address) {
            Some(carried) => is_public_v4(carried),
            None => is_public_v6(address),
        },
    }
}

/// True for `localhost` and every name below it, which lead to the machine that looks them up
/// (RFC 6761, section 6.3).
#[must_use]
pub fn is_loopback_name(name: &HostName) -> bool {
    name.labels().next_back() == Some("localhost")
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    !NOT_PUBLIC_V4.iter().any(|(block, length)| {
        let shift = 32 - length;
        address.to_bits() >> shift == block.to_bits() >> shift
    })
}

/// Only `2000::/3` is given out as global unicast (IANA IPv6 Address Space registry).
fn is_public_v6(address: Ipv6Addr) -> bool {
    let global = address.segments()[0] >> 13 == 0b001;
    global
        && !NOT_PUBLIC_V6.iter().any(|(block, length)| {
            let shift = 128 - length;
            address.to_bits() >> shift == block.to_bits() >> shift
        })
}

/// The IPv4 address inside an IPv6 address, where a translator or a tunnel would use it.
fn carried(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let v4 = |high: u16, low: u16| Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low));
    match address.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            Some(v4(high, low))
        }
        [0x2002, high, low, ..] => Some(v4(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn public(text: &str) -> bool {
        is_public(text.parse().unwrap())
    }

    #[test]
    fn addresses_of_the_internet_are_public() {
        for text in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.169.0.0",
            "223.255.255.255",
            "2001:200::1",
            "2606:4700::1111",
            "::ffff:1.1.1.1",
            "64:ff9b::1.1.1.1",
            "2002:101:101::1",
        ] {
            assert!(public(text), "{text}");
        }
    }

    #[test]
    fn addresses_of_this_machine_and_its_network_are_not() {
        for text in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.168.1.1",
            "198.18.0.1",
            "203.0.113.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "fe80::1",
            "febf::1",
            "fec0::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "2001::1",
            "2001:db8::1",
            "3fff::1",
            "100::1",
            "4000::1",
        ] {
            assert!(!public(text), "{text}");
        }
    }

    #[test]
    fn an_address_in_disguise_is_what_it_carries() {
        for text in [
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::192.168.0.1",
            "64:ff9b:1::808:808",
            "2002:7f00:1::1",
        ] {
            assert!(!public(text), "{text}");
        }
    }

    #[test]
    fn names_of_the_loopback_are_known() {
        let local = |text: &str| is_loopback_name(&text.parse().unwrap());
        assert!(local("localhost") && local("LOCALHOST.") && local("a.b.localhost"));
        assert!(!local("localhost.test") && !local("notlocalhost"));
    }
}
