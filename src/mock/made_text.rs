//! Texts in scenarios that are too long, or too many, to be written out.
//!
//! A text is written as it is, or described: `{text: "n#.example.test", times: 10000}` stands for
//! ten thousand texts in which `#` is the number of each, from 1, and
//! `{text: "http://long.test/", length: 65536}` for one that goes on with `a` to that length.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{self, Deserializer, MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, de::Error};

/// The most bytes that one description may make.
const MOST: usize = 16 * 1024 * 1024;

/// A text, or the description of some.
struct Made(Vec<String>);

/// How texts are made.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Described {
    text: String,
    #[serde(default = "once")]
    times: u32,
    #[serde(default)]
    length: usize,
}

/// Why texts cannot be made.
#[derive(Debug, thiserror::Error)]
#[error("this would be {found} bytes; expected at most {MOST}")]
struct TooMuch {
    found: usize,
}

impl Described {
    fn make(&self) -> Result<Vec<String>, TooMuch> {
        let times = usize::try_from(self.times).unwrap_or(usize::MAX);
        let found = self.text.len().max(self.length).saturating_mul(times);
        if found > MOST {
            return Err(TooMuch { found });
        }
        let one = |number: u32| {
            let mut text = match self.times {
                1 => self.text.clone(),
                _ => self.text.replace('#', &number.to_string()),
            };
            while text.len() < self.length {
                text.push('a');
            }
            text
        };
        Ok((1..=self.times).map(one).collect())
    }
}

impl<'de> Deserialize<'de> for Made {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Made;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, or a described one ({text: a, length: 100, times: 3})")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Made, E> {
                Ok(Made(vec![text.to_owned()]))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Made, A::Error> {
                let described = Described::deserialize(MapAccessDeserializer::new(map))?;
                described.make().map(Made).map_err(de::Error::custom)
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

/// Reads a list of texts, each written or described.
pub(super) fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let made = Vec::<Made>::deserialize(deserializer)?;
    Ok(made.into_iter().flat_map(|made| made.0).collect())
}

/// Reads headers, whose values are written or described.
pub(super) fn headers<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, String>, D::Error> {
    let made = BTreeMap::<String, Made>::deserialize(deserializer)?;
    let one = |(name, Made(mut values)): (String, Made)| match (values.pop(), values.pop()) {
        (Some(value), None) => Ok((name, value)),
        _ => Err(D::Error::custom(format!("`{name}` needs one value; expected no `times`"))),
    };
    made.into_iter().map(one).collect()
}

fn once() -> u32 {
    1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Both {
        #[serde(default, deserialize_with = "texts")]
        list: Vec<String>,
        #[serde(default, deserialize_with = "headers")]
        map: BTreeMap<String, String>,
    }

    fn read(text: &str) -> Result<Both, String> {
        serde_saphyr::from_str(text).map_err(|error| error.to_string())
    }

    #[test]
    fn texts_are_written_or_described() {
        let read = read(
            "list: [a, {text: 'n#.test', times: 3}, {text: b#, length: 4}]\n\
             map: {X: c, Y: {text: d, length: 3}}",
        )
        .unwrap();
        assert_eq!(read.list, ["a", "n1.test", "n2.test", "n3.test", "b#aa"]);
        assert_eq!((read.map["X"].as_str(), read.map["Y"].as_str()), ("c", "daa"));
    }

    #[test]
    fn a_description_has_a_limit_and_a_header_one_value() {
        assert!(read("list: [{text: a, length: 65536}]").is_ok());
        let endless = read("list: [{text: a, length: 65536, times: 4000000000}]").err().unwrap();
        assert!(endless.contains("at most 16777216"), "{endless}");
        let twice = read("map: {X: {text: a, times: 2}}").err().unwrap();
        assert!(twice.contains("`X` needs one value"), "{twice}");
        assert!(read("list: [{txet: a}]").is_err());
        assert!(read("list: [3]").is_err());
    }
}
