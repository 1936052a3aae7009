//! Text set in columns: wrapped at blanks, broken where a word is longer than a line.

/// Sets text behind a lead of `column` columns. Lines after the first begin at `hang`. Nothing is
/// left out, whatever the width.
#[must_use]
pub fn flow(text: &str, column: usize, hang: usize, width: usize) -> String {
    let hang = hang.min(width.saturating_sub(20));
    let mut set = String::with_capacity(text.len() + 16);
    let mut at = column;
    let mut at_start = true;
    let fresh = |set: &mut String| {
        set.push('\n');
        set.extend(std::iter::repeat_n(' ', hang));
        hang
    };
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let needs = columns(word);
        let gap = usize::from(!at_start);
        if at.saturating_add(gap).saturating_add(needs) > width && at > hang {
            at = fresh(&mut set);
        } else if gap == 1 {
            set.push(' ');
            at += 1;
        }
        at_start = false;
        for character in word.chars() {
            let wide = width_of(character);
            if at + wide > width && at > hang {
                at = fresh(&mut set);
            }
            set.push(character);
            at += wide;
        }
    }
    set
}

/// Columns that a text takes on a terminal.
#[must_use]
pub fn columns(text: &str) -> usize {
    text.chars().map(width_of).sum()
}

/// Two for the blocks that are wide (UAX #11: Hangul, CJK, full-width forms, pictographs), none
/// for marks that combine with the letter before, one for the rest.
fn width_of(character: char) -> usize {
    match u32::from(character) {
        0x300..=0x36F | 0x483..=0x489 | 0x591..=0x5BD | 0x64B..=0x65F | 0xFE00..=0xFE0F => 0,
        0x1100..=0x115F
        | 0x2E80..=0x303E
        | 0x3041..=0xA4CF
        | 0xAC00..=0xD7A3
        | 0xF900..=0xFAFF
        | 0xFE30..=0xFE6F
        | 0xFF01..=0xFF60
        | 0xFFE0..=0xFFE6
        | 0x1F300..=0x1F64F
        | 0x1F680..=0x1FAFF
        | 0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_hang_under_the_first() {
        assert_eq!(flow("one two three four five", 6, 6, 26), "one two three four\n      five");
    }

    #[test]
    fn a_word_that_fits_no_line_is_broken_and_kept() {
        let long = "x".repeat(100);
        let set = flow(&format!("see {long}"), 0, 4, 40);
        assert!(set.lines().all(|line| columns(line) <= 40), "{set}");
        assert_eq!(set.matches('x').count(), 100);
    }

    #[test]
    fn wide_letters_take_two_columns() {
        let set = flow(&"禁止".repeat(30), 0, 0, 40);
        assert!(set.lines().all(|line| line.chars().count() <= 20), "{set}");
    }

    #[test]
    fn without_a_limit_nothing_is_wrapped() {
        let text = "many words ".repeat(50);
        assert_eq!(flow(&text, 9, 4, usize::MAX).lines().count(), 1);
    }
}
