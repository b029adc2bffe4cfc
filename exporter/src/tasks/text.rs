//! How texts are compared: letter case and runs of white space are ignored.

/// The text in lower case, every run of white space as one space.
#[must_use]
pub fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut in_space = false;
    for character in text.chars() {
        if character.is_whitespace() {
            if !in_space {
                folded.push(' ');
            }
            in_space = true;
        } else {
            folded.extend(character.to_lowercase());
            in_space = false;
        }
    }
    folded
}

/// At most `limit` characters of the text on one line, for a message.
#[must_use]
pub fn short(text: &str, limit: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= limit {
        return line;
    }
    let mut cut: String = line.chars().take(limit.saturating_sub(1)).collect();
    cut.push('…');
    cut
}

/// `1 thing`, `2 things`.
#[must_use]
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_white_space_fold() {
        assert_eq!(folded("Off-By\t\n One\u{a0}ÅÄÖ"), "off-by one åäö");
        assert_eq!(folded(" a "), " a ");
        assert_ne!(folded("12 862"), folded("12862"), "a space is no less than one space");
    }

    #[test]
    fn a_short_text_is_cut_at_a_character() {
        assert_eq!(short("åäö  åäö", 20), "åäö åäö");
        assert_eq!(short("åäöåäö", 4), "åäö…");
        assert_eq!(short("abc", 0), "…");
    }
}
