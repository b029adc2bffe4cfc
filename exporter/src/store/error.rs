//! What can go wrong with the database.

use std::path::PathBuf;

use crate::failure::Failure;

/// Why the database could not do something.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The file does not exist.
    #[error("there is no database at {}", .0.display())]
    Missing(PathBuf),
    /// It holds no tables of ours, or those of another version.
    #[error("the database {} {reason}", path.display())]
    Version {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// It is something else.
    #[error("{} is no database of the exporter: {reason}", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What it is.
        reason: String,
    },
    /// SQLite refuses.
    #[error("the database {} refuses: {reason}", path.display())]
    Refused {
        /// The file.
        path: PathBuf,
        /// Its words.
        reason: String,
    },
    /// A row holds something that this program never writes.
    #[error("a row cannot be read: {0}")]
    Row(String),
    /// The task that writes has ended.
    #[error("the task that writes to the database has stopped")]
    WriterGone,
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let failure = Self::outside(error.to_string());
        match error {
            StoreError::Missing(_) => {
                failure.hint("`exporter run` creates it; name another one with --database (LIM_DATABASE)")
            }
            StoreError::Foreign { .. } => {
                failure.hint("it was left as it is; name another file with --database (LIM_DATABASE)")
            }
            StoreError::Refused { reason, .. } if reason.contains("full") => {
                failure.hint("free some disk space and run the same command again: it goes on from the last row")
            }
            _ => failure,
        }
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::Row(error.to_string())
    }
}
