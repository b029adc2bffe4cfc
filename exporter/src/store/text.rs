//! Texts as both databases can hold them: PostgreSQL's TEXT refuses the character U+0000, which models do send.

use std::borrow::Cow;

/// The text with U+FFFD, the sign for what cannot be shown, in the place of U+0000.
pub(super) fn storable(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{fffd}")) } else { Cow::Borrowed(text) }
}

/// The same for a text that may be absent.
pub(super) fn storable_or_none(text: Option<&str>) -> Option<Cow<'_, str>> {
    text.map(storable)
}

/// What a server sent, with U+0000 written as JSON writes it: evidence must still tell what came.
pub(super) fn evidence(text: Option<&str>) -> Option<Cow<'_, str>> {
    text.map(|text| if text.contains('\0') { Cow::Owned(text.replace('\0', "\\u0000")) } else { Cow::Borrowed(text) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_keeps_the_character_that_postgresql_refuses() {
        assert_eq!(storable("a\0b"), "a\u{fffd}b");
        assert_eq!(evidence(Some("a\0b")).unwrap(), "a\\u0000b");
        assert!(matches!(storable("åb"), Cow::Borrowed("åb")) && storable_or_none(None).is_none());
    }
}
