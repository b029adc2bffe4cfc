//! How much of an answer is its own and not the prompt's: the share of its word 5-grams that do not occur in the prompt.

use std::collections::HashSet;

/// Words in a row that are compared. Shorter rows meet by chance, longer ones break at every changed word.
const ROW: usize = 5;

/// The share, 0 to 1; None when the answer has fewer words than one row.
///
/// A word is a run of letters and digits, in lower case, so that moving commas earns nothing.
pub fn share(prompt: &str, answer: &str) -> Option<f64> {
    let answer = words(answer);
    if answer.len() < ROW {
        return None;
    }
    let prompt = words(prompt);
    let known: HashSet<&[String]> = prompt.windows(ROW).collect();
    let rows = answer.windows(ROW).len();
    let own = answer.windows(ROW).filter(|row| !known.contains(row)).count();
    Some(own as f64 / rows as f64)
}

/// Whether most of an answer is the prompt again: fewer than a quarter of its rows are its own.
pub fn is_echo(prompt: &str, answer: &str) -> bool {
    share(prompt, answer).is_some_and(|share| share < 0.25)
}

fn words(text: &str) -> Vec<String> {
    text.split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_has_no_own_words_and_a_new_text_only_own() {
        let prompt = "One two three four five six seven.";
        assert_eq!(share(prompt, "ONE, two; three four\nfive six"), Some(0.0));
        assert_eq!(share(prompt, "å b c d e f"), Some(1.0));
        assert_eq!(share(prompt, "one two three four"), None);
        assert_eq!(share("", "a b c d e"), Some(1.0));
    }

    #[test]
    fn a_mixed_answer_lies_between() {
        // rows: 1-5 known, 2-6 known, 3-6+x own, 4-6+xy own
        assert_eq!(share("one two three four five six", "one two three four five six x y"), Some(0.5));
    }
}
