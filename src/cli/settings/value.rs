//! A value as it was found, and what it makes of an option.

use clap::Arg;

use super::located::Origin;
use super::options::Kind;

/// A value as it was found.
#[derive(Clone, Debug)]
pub(super) enum Found {
    /// True or false.
    Switch(bool),
    /// A text, or a number as it was written.
    Text { text: String, number: bool },
    /// Several, each with its place.
    List(Vec<(Found, Origin)>),
    /// Something that no option takes, by its name.
    Other(&'static str),
}

impl Found {
    fn name(&self) -> &'static str {
        match self {
            Self::Switch(_) => "true or false",
            Self::Text { number: true, .. } => "a number",
            Self::Text { number: false, .. } => "a text in quotes",
            Self::List(_) => "a list",
            Self::Other(name) => name,
        }
    }

    /// The words that say the same on a command line, each with its value where it has one.
    ///
    /// # Errors
    /// What was expected, and what was found.
    pub(super) fn words(&self, long: &str, arg: &Arg) -> Result<Vec<String>, String> {
        let kind = Kind::of(arg);
        let with = |text: &str| format!("--{long}={text}");
        let words = match (kind, self) {
            (Kind::Flag | Kind::Optional, Self::Switch(true)) => Some(vec![format!("--{long}")]),
            (_, Self::Switch(on)) if is_switch(arg) => {
                Some(vec![with(if *on { "on" } else { "off" })])
            }
            (Kind::Flag | Kind::Optional, Self::Switch(false)) => Some(Vec::new()),
            (Kind::Count, Self::Text { text, number: true }) => text
                .parse()
                .ok()
                .filter(|times| *times <= 9)
                .map(|times| std::iter::repeat_n(format!("--{long}"), times).collect()),
            (Kind::One | Kind::Optional | Kind::Many, Self::Text { text, .. }) => {
                Some(vec![with(text)])
            }
            (Kind::Many, Self::List(items)) => {
                let texts = items.iter().map(|(item, _)| match item {
                    Self::Text { text, .. } => Some(with(text)),
                    _ => None,
                });
                texts.collect()
            }
            _ => None,
        };
        let expected = || match (kind, self) {
            (Kind::Many, Self::List(items)) => {
                let odd = items.iter().find(|(item, _)| !matches!(item, Self::Text { .. }));
                let odd = odd.map_or("", |(item, _)| item.name());
                format!("`{long}` takes texts in its list, not {odd}")
            }
            _ => format!("`{long}` takes {}, not {}", wanted(kind, arg), self.name()),
        };
        words.ok_or_else(expected)
    }

    /// The place of an item of a list that reads so.
    pub(super) fn place_of(&self, wanted: &str) -> Option<&Origin> {
        let Self::List(items) = self else { return None };
        let reads = |item: &Self| matches!(item, Self::Text { text, .. } if text == wanted);
        items.iter().find(|(item, _)| reads(item)).map(|(_, origin)| origin)
    }
}

/// True for an option whose values are `on` and `off`.
fn is_switch(arg: &Arg) -> bool {
    let names = arg.get_possible_values();
    names.len() == 2 && names.iter().all(|name| ["on", "off"].contains(&name.get_name()))
}

fn wanted(kind: Kind, arg: &Arg) -> String {
    let name = arg.get_value_names().and_then(|names| names.first());
    let name = name.map(|name| format!(" ({name})")).unwrap_or_default();
    match kind {
        Kind::Flag => "true or false".to_owned(),
        Kind::Count => "a number from 0 to 9".to_owned(),
        Kind::Optional => format!("true, false, or a text in quotes{name}"),
        Kind::One => format!("a text in quotes or a number{name}"),
        Kind::Many => format!("a list of texts{name}, such as [\"one\", \"two\"]"),
    }
}

/// A value as it may be shown: never a secret.
pub(super) fn shown(long: &str, value: &str) -> String {
    if ["password", "secret", "token"].iter().any(|word| long.contains(word)) {
        return "(set)".to_owned();
    }
    // user:password@host, with or without a scheme, and whatever the password is made of.
    let start = value.find("://").map_or(0, |at| at + 3);
    match value[start..].rsplit_once('@') {
        Some((user, host)) if user.contains(':') => {
            let user = user.split(':').next().unwrap_or_default();
            format!("{}{user}:(set)@{host}", &value[..start])
        }
        _ => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_is_shown() {
        for (long, value, expected) in [
            ("proxy-password-command", "echo hunter2", "(set)"),
            ("proxy", "http://u:hunter2@proxy:8080", "http://u:(set)@proxy:8080"),
            ("proxy", "u:hunt@er:2@proxy", "u:(set)@proxy"),
            ("proxy", "http://u@proxy:8080", "http://u@proxy:8080"),
            ("role", "wsus/*", "wsus/*"),
        ] {
            assert_eq!(shown(long, value), expected);
        }
    }
}
