//! The lines in which two texts differ, between their common beginning and their common end.

/// Longer differences are cut: the reader runs the command anyway.
const SHOWN_LINES: usize = 30;

/// The committed lines with `-`, the generated ones with `+`.
pub fn shown(name: &str, committed: &str, generated: &str) -> String {
    let old: Vec<&str> = committed.lines().collect();
    let new: Vec<&str> = generated.lines().collect();
    let begin = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let most = old.len().min(new.len()) - begin;
    let end = old.iter().rev().zip(new.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    let mut text = format!("{name}, from line {}:", begin + 1);
    if old == new {
        text.push_str("\n  only line endings or the last newline differ");
    }
    for (sign, lines) in [('-', &old), ('+', &new)] {
        let middle = &lines[begin..lines.len() - end];
        for line in middle.iter().take(SHOWN_LINES) {
            text.push_str(&format!("\n  {sign} {line}"));
        }
        if let Some(more) = middle.len().checked_sub(SHOWN_LINES + 1) {
            text.push_str(&format!("\n  {sign} ... and {} more lines", more + 1));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_middle_is_shown() {
        let text = shown("f", "a\nb\nc\nd\n", "a\nx\ny\nd\n");
        assert_eq!(text, "f, from line 2:\n  - b\n  - c\n  + x\n  + y");
    }

    #[test]
    fn repeated_lines_do_not_overlap() {
        assert_eq!(shown("f", "a\na\n", "a\na\na\n"), "f, from line 3:\n  + a");
        assert!(shown("f", "a", "a\n").contains("last newline"));
    }

    #[test]
    fn a_long_difference_is_cut() {
        let new: String = (0..100).map(|n| format!("{n}\n")).collect();
        assert!(shown("f", "", &new).ends_with("+ ... and 70 more lines"));
    }
}
