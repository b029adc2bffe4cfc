//! Text in lines of a width, so that it is known how far one can scroll.

use textwrap::{Options, WordSeparator, WrapAlgorithm};

/// The lines of a text; a word that is too long is broken, the indentation of code stays.
pub(crate) fn wrap(text: &str, width: u16) -> Vec<String> {
    let options = Options::new(usize::from(width.max(1)))
        .break_words(true)
        .word_separator(WordSeparator::AsciiSpace)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    text.split('\n').flat_map(|line| textwrap::wrap(line, &options)).map(std::borrow::Cow::into_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indentation_stays_and_nothing_is_wider() {
        assert_eq!(wrap("    let x = 1;\n\nabcdefghij klm", 6), ["", "let x", "= 1;", "", "abcdef", "ghij", "klm"]);
        assert!(wrap("日本語日本語", 5).iter().all(|line| line.chars().count() <= 2));
        assert_eq!(wrap("    code()", 40), ["    code()"]);
    }
}
