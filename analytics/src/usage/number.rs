//! A cell with a number of tokens, as spreadsheets of several countries write it.

use super::cut;

/// A number of tokens; an empty cell is none.
///
/// Commas, dots, spaces and apostrophes may part thousands, in groups of three; a decimal part must be zero. `1.200` alone
/// could be either, and is taken for 1,200 only where the comma is the decimal sign of the file (`dot_parts`).
pub(super) fn count(cell: &str, dot_parts: bool) -> Result<u128, String> {
    let cell = cell.trim();
    if cell.is_empty() {
        return Ok(0);
    }
    let refused = |why: &str| Err(["\"", &cut(cell), "\" ", why].concat());
    let lower = cell.to_ascii_lowercase();
    if lower.contains('e') && lower.bytes().all(|byte| byte.is_ascii_digit() || b"e+-.,".contains(&byte)) {
        return refused("is a rounded number: let the spreadsheet show all digits (format 0) and save again");
    }
    let text: String = cell
        .chars()
        .filter(|letter| !matches!(letter, ' ' | '_' | '\'' | '\u{a0}' | '\u{202f}' | '\u{2019}'))
        .collect();
    let not_whole = "isn’t a whole number of tokens such as 1200";
    if text.len() > 30 || !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b',' || byte == b'.') {
        return refused(not_whole);
    }
    // The last sign begins a decimal part, unless it parts thousands like all others.
    let parts: Vec<&str> = text.split([',', '.']).collect();
    let signs: Vec<char> = text.chars().filter(|letter| !letter.is_ascii_digit()).collect();
    let grouped = |parts: &[&str]| {
        parts.len() == 1 || ((1..=3).contains(&parts[0].len()) && parts[1..].iter().all(|part| part.len() == 3))
    };
    let same = |signs: &[char]| signs.windows(2).all(|pair| pair[0] == pair[1]);
    let whole = |parts: &[&str]| {
        let digits = parts.concat();
        if digits.is_empty() || digits.len() > 18 { None } else { digits.parse().ok() }
    };
    let number = if signs.is_empty() {
        whole(&parts)
    } else if same(&signs) && grouped(&parts) {
        if signs.len() == 1 && signs[0] == '.' && !dot_parts {
            return refused("may be 1.2 or 1,200: write whole numbers without a dot");
        }
        whole(&parts)
    } else {
        let (head, tail) = (&parts[..parts.len() - 1], parts[parts.len() - 1]);
        let before = &signs[..signs.len() - 1];
        let decimal = !tail.is_empty() && tail.bytes().all(|byte| byte == b'0');
        let fits = grouped(head) && same(before) && before.first() != signs.last();
        if decimal && fits { whole(head) } else { None }
    };
    number.map_or_else(|| refused(not_whole), Ok)
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn numbers_of_several_countries() {
        for (cell, number) in [
            ("", 0),
            ("0", 0),
            ("1200", 1_200),
            (" 1 200 ", 1_200),
            ("1_200", 1_200),
            ("1'200", 1_200),
            ("1,200", 1_200),
            ("1,200,000", 1_200_000),
            ("1.200.000", 1_200_000),
            ("1000,0", 1_000),
            ("1000.0", 1_000),
            ("1000.00", 1_000),
            ("1,000.0", 1_000),
            ("1.000,00", 1_000),
            ("12.345.678,0", 12_345_678),
            ("1000,000", 1_000),
            ("999999999999999999", 999_999_999_999_999_999),
        ] {
            assert_eq!(count(cell, false), Ok(number), "{cell}");
        }
        for cell in [
            "1234,56",
            "1234.56",
            "1.2E+06",
            "1,2E+06",
            "many",
            "-5",
            "12,34",
            "1,2,3",
            "1,000,00",
            "1.5",
            ".",
            ",",
            "1.",
            "1.000.00",
            "1,000.000,0",
            "9999999999999999999",
            "1.200",
        ] {
            assert!(count(cell, false).is_err(), "{cell}: {:?}", count(cell, false));
        }
        assert_eq!(count("1.200", true), Ok(1_200));
        assert!(count("1.2E+06", false).unwrap_err().contains("all digits"));
    }
}
