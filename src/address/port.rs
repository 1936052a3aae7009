//! A port, or a range of ports of which a service uses some.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One port or an inclusive range, as lists print it (`443`, `10124-10139`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PortSpec {
    /// One port, 1 to 65535.
    One(u16),
    /// First and last port of a range.
    Range(u16, u16),
}

/// Why a text is no port and no range.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is no port (1 to 65535) and no range such as 10124-10139")]
pub struct PortSpecError {
    found: String,
}

impl FromStr for PortSpec {
    type Err = PortSpecError;

    fn from_str(text: &str) -> Result<Self, PortSpecError> {
        let no_port = || PortSpecError { found: text.to_owned() };
        let number = |part: &str| {
            let digits = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| part.parse::<u16>().ok()).flatten().filter(|port| *port > 0)
        };
        match text.split_once('-') {
            None => number(text).map(Self::One).ok_or_else(no_port),
            Some((first, last)) => match (number(first), number(last)) {
                (Some(first), Some(last)) if first < last => Ok(Self::Range(first, last)),
                _ => Err(no_port()),
            },
        }
    }
}

impl fmt::Display for PortSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(port) => f.pad(&port.to_string()),
            Self::Range(first, last) => f.pad(&format!("{first}-{last}")),
        }
    }
}

impl Serialize for PortSpec {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::One(port) => serializer.serialize_u16(*port),
            Self::Range(..) => serializer.collect_str(self),
        }
    }
}

impl<'de> Deserialize<'de> for PortSpec {
    /// From a number, or from a text that is a number or a range.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = PortSpec;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a port (443) or a range of ports (\"10124-10139\")")
            }

            fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<PortSpec, E> {
                number.to_string().parse().map_err(E::custom)
            }

            fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<PortSpec, E> {
                number.to_string().parse().map_err(E::custom)
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<PortSpec, E> {
                text.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_and_ranges() {
        assert_eq!("443".parse(), Ok(PortSpec::One(443)));
        assert_eq!("10124-10139".parse(), Ok(PortSpec::Range(10124, 10139)));
        for wrong in ["", "0", "65536", "+443", "443-", "9-8", "x"] {
            assert!(wrong.parse::<PortSpec>().is_err(), "{wrong:?} was accepted");
        }
    }
}
