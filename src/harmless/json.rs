//! JSON that a terminal shows and does not obey.

use super::is_hidden;

/// Finished JSON with control and invisible characters escaped: they can only stand in strings,
/// line ends between the parts aside.
#[must_use]
pub fn json(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut units = [0; 2];
    for character in text.chars() {
        if character != '\n' && is_hidden(character) {
            for unit in character.encode_utf16(&mut units) {
                shown.push_str("\\u");
                for nibble in [12, 8, 4, 0].map(|shift| u32::from(*unit >> shift) & 0xf) {
                    shown.extend(char::from_digit(nibble, 16));
                }
            }
        } else {
            shown.push(character);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_escaped_and_come_back() {
        let value = serde_json::json!({"a": "x\u{1b}[m\u{9b}\u{202e}\u{e0041}\"\\\u{7f}é\n"});
        let text = json(&serde_json::to_string_pretty(&value).unwrap());
        assert!(!text.chars().any(|c| c != '\n' && is_hidden(c)), "{text:?}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }
}
