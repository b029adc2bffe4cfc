//! Text in a cell of a spreadsheet: nothing is taken for a formula, and everything reads back as it was.

/// An apostrophe is put before what a spreadsheet would calculate, and before what already begins with apostrophes and
/// would then be calculated, so that taking one away gives the text back exactly.
pub(crate) fn neutral(text: &str) -> String {
    if is_calculated(text.trim_start_matches('\'')) { format!("'{text}") } else { text.to_owned() }
}

/// What [`neutral`] was given; other text stays as it is.
pub(crate) fn original(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_calculated(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}

/// Whether some spreadsheet takes the text for a formula; some of them skip space at its beginning.
fn is_calculated(text: &str) -> bool {
    let first = text.trim_start().chars().next();
    text.starts_with(['\t', '\r', '\n'])
        || first.is_some_and(|first| matches!(first, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_text_and_read_back_exactly() {
        for (text, cell) in [
            ("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")"),
            (" =1+1", "' =1+1"),
            ("- a list", "'- a list"),
            ("\t@x", "'\t@x"),
            ("＝1", "'＝1"),
            ("'=1", "''=1"),
            ("'twas", "'twas"),
            ("plain", "plain"),
            ("", ""),
        ] {
            assert_eq!(neutral(text), cell);
            assert_eq!(original(&neutral(text)), text);
        }
    }

    proptest::proptest! {
        #[test]
        fn every_text_comes_back(text in "['=+@ \\t\\n\\ra-z-]{0,8}|\\PC*") {
            let cell = neutral(&text);
            proptest::prop_assert_eq!(original(&cell), text.as_str());
            proptest::prop_assert!(!is_calculated(&cell));
        }
    }
}
