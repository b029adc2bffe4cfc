//! Reads snapshot files: first the format and its version, then the content.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::v1;

/// Why a text is no snapshot file.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// Not JSON, or JSON of another shape.
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    /// JSON without the format's name.
    #[error("this is not a file of the expected kind: its \"format\" is {found}, expected {expected:?}")]
    Format {
        /// What stands there.
        found: String,
        /// What should stand there.
        expected: &'static str,
    },
    /// A version that this program does not know.
    #[error("this is version {0} of the snapshot format, and this program reads version 1; a newer one may read it")]
    Version(u64),
}

fn read<T: DeserializeOwned>(text: &str, expected: &'static str) -> Result<T, LoadError> {
    #[derive(serde::Deserialize)]
    struct Head {
        #[serde(default)]
        format: Value,
        #[serde(default)]
        version: Option<u64>,
    }
    let head: Head = serde_json::from_str(text)?;
    if head.format != expected {
        return Err(LoadError::Format { found: head.format.to_string(), expected });
    }
    match head.version {
        Some(1) => Ok(serde_json::from_str(text)?),
        Some(other) => Err(LoadError::Version(other)),
        None => Err(LoadError::Format { found: "without a version".to_owned(), expected }),
    }
}

/// Reads a summary.
///
/// # Errors
/// [`LoadError`] says what is wrong and, for JSON, at which line and column.
pub fn summary_from_json(text: &str) -> Result<v1::Summary, LoadError> {
    read(text, v1::SUMMARY_FORMAT)
}

/// Reads the detail file of a task.
///
/// # Errors
/// As [`summary_from_json`].
pub fn detail_from_json(text: &str) -> Result<v1::TaskDetail, LoadError> {
    read(text, v1::DETAIL_FORMAT)
}

/// Reads the index of all snapshots.
///
/// # Errors
/// As [`summary_from_json`].
pub fn index_from_json(text: &str) -> Result<v1::Index, LoadError> {
    read(text, v1::INDEX_FORMAT)
}

/// Writes a file of the format: indented by one space, with a line break at the end, the same bytes for the same value.
///
/// # Errors
/// Only when a number is not finite, which no function of this crate produces.
pub fn to_json<T: Serialize>(value: &T) -> Result<String, serde_json::Error> {
    let mut bytes = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(b" ");
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut bytes, formatter))?;
    bytes.push(b'\n');
    String::from_utf8(bytes).map_err(serde::ser::Error::custom)
}
