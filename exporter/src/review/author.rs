//! Whoever decides has a name, which is published with the decision.

/// Longest name, in characters.
const LONGEST: usize = 80;

/// The name without space around it.
///
/// # Errors
/// Says what is wrong with it.
pub fn checked(name: &str) -> Result<String, String> {
    let name = name.trim();
    if name.is_empty() {
        return Err("an author needs a name".to_owned());
    }
    if name.chars().count() > LONGEST {
        return Err(format!("the name of an author has at most {LONGEST} characters"));
    }
    if name.chars().any(char::is_control) {
        return Err("the name of an author holds no control characters".to_owned());
    }
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_short_line() {
        assert_eq!(checked(" Ada Lovelace ").unwrap(), "Ada Lovelace");
        for wrong in ["", "  ", "a\nb", "a\u{1b}[2Jb", &"x".repeat(81)] {
            assert!(checked(wrong).is_err(), "{wrong:?}");
        }
    }
}
