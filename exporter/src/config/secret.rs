//! A key that cannot be shown by accident, and its removal from texts that come from outside.

use std::fmt;

/// What stands in the place of a key.
const MASK: &str = "[key removed]";

/// An API key. It has no Display, its Debug shows nothing, and it is never serialised.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// Reads the key from an environment variable, else from the file `.env`; None when it is not set or blank.
    #[must_use]
    pub fn from_env(variable: &str) -> Option<Self> {
        Self::new(&crate::env_file::variable(variable)?)
    }

    /// Wraps a key; None when it is blank.
    #[must_use]
    pub fn new(value: &str) -> Option<Self> {
        let value = value.trim();
        (!value.is_empty()).then(|| Self(value.to_owned()))
    }

    /// The key itself, for the one place that sends it.
    #[must_use]
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// The text with the key masked: servers repeat keys in error messages, and echo headers.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        // A key of a few characters would tear ordinary text apart; no real key is that short.
        if self.0.len() < 6 || !text.contains(&self.0) {
            return text.to_owned();
        }
        text.replace(&self.0, MASK)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_shows_nothing() {
        let secret = Secret::new(" sk-planted-123 ").unwrap();
        assert_eq!(format!("{secret:?} {:?}", Some(&secret)), "Secret(…) Some(Secret(…))");
        assert_eq!(secret.redact("bad key sk-planted-123!"), "bad key [key removed]!");
        assert!(Secret::new("  ").is_none());
        assert_eq!(Secret::new("a").unwrap().redact("banana"), "banana");
    }
}
