//! What differs from answer to answer though the refusal is the same.

/// A line without what differs from answer to answer though the refusal is the same: the name
/// asked for, and every word with a digit in it (times, addresses, request numbers). The end of a
/// line that was cut differs with the length of the name, and is left out too.
#[must_use]
pub fn without_particulars(line: &str, host: Option<&str>) -> String {
    const COMPARED: usize = 80;
    let line = match host {
        Some(host) => line.replace(host, "<name>"),
        None => line.to_owned(),
    };
    let words = line
        .split_whitespace()
        .map(|word| if word.bytes().any(|byte| byte.is_ascii_digit()) { "#" } else { word });
    let folded = words.collect::<Vec<_>>().join(" ");
    if folded.ends_with('…') { folded.chars().take(COMPARED).collect() } else { folded }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_and_the_time_do_not_make_another_story() {
        let of = |host: &str, time: &str| {
            without_particulars(
                &format!("page: {host} is denied, Generated {time} by gate"),
                Some(host),
            )
        };
        assert_eq!(of("a.test", "02:14:07"), of("b.test", "02:14:09"));
    }

    #[test]
    fn other_words_make_another_story() {
        let of = |line| without_particulars(line, Some("a.test"));
        assert_ne!(of("Category: Malware"), of("Category: Social"));
    }
}
