//! Validated names of things: a value of one of these types is known to be usable in a file name, a URL and a table.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// The text is empty.
    #[error("an id must not be empty")]
    Empty,
    /// The text has more than 80 bytes.
    #[error("an id has at most 80 characters; this one has {0}")]
    TooLong(usize),
    /// A character is not allowed.
    #[error(
        "{0:?} is not allowed in an id: use lower-case letters, digits, '-', '_' and '.', and begin with a letter or digit"
    )]
    BadCharacter(char),
}

fn check(text: &str) -> Result<(), IdError> {
    if text.is_empty() {
        return Err(IdError::Empty);
    }
    if text.len() > 80 {
        return Err(IdError::TooLong(text.len()));
    }
    for (position, character) in text.chars().enumerate() {
        let plain = character.is_ascii_lowercase() || character.is_ascii_digit();
        if !plain && (position == 0 || !matches!(character, '-' | '_' | '.')) {
            return Err(IdError::BadCharacter(character));
        }
    }
    Ok(())
}

macro_rules! id_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "type": "string",
                    "pattern": "^[a-z0-9][a-z0-9._-]{0,79}$",
                })
            }
        }

        impl $name {
            /// Checks the text and wraps it.
            ///
            /// # Errors
            /// [`IdError`] says which rule the text breaks.
            pub fn new(text: impl Into<String>) -> Result<Self, IdError> {
                let text = text.into();
                check(&text)?;
                Ok(Self(text))
            }

            /// The text of the id.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                Self::new(text)
            }
        }

        impl std::str::FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    };
}

id_type!(
    /// Names a task, such as `debugging-002`.
    TaskId
);
id_type!(
    /// Names a model as the run and the leaderboard call it, such as `gpt-oss-120b`.
    ModelId
);
id_type!(
    /// Names a judge.
    JudgeId
);
id_type!(
    /// Names a provider: the service or server that answers for a model.
    ProviderId
);
id_type!(
    /// Names a snapshot; also its folder.
    SnapshotId
);
id_type!(
    /// Names a machine of the catalogue.
    MachineId
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_what_a_path_and_a_url_can_carry() {
        for text in ["gpt-oss-120b", "qwen2.5-coder", "0", "a_b"] {
            assert_eq!(TaskId::new(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn refuses_path_tricks_and_markup() {
        for text in ["", "../x", ".hidden", "a/b", "A", "<script>", "ä", "-x"] {
            assert!(SnapshotId::new(text).is_err(), "{text:?} was accepted");
        }
        assert_eq!(SnapshotId::new("a".repeat(81)), Err(IdError::TooLong(81)));
    }

    #[test]
    fn json_goes_through_the_same_check() {
        assert!(serde_json::from_str::<ModelId>("\"a b\"").is_err());
        assert!(serde_json::from_str::<ModelId>("\"a-b\"").is_ok());
    }
}
