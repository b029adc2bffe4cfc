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
    /// Another file, or none, stands where the database stood when it was opened.
    #[error("the database {} was removed or replaced while it was in use, so nothing more was asked", path.display())]
    Gone {
        /// The file.
        path: PathBuf,
        /// Where everything that was stored is now, if it could be saved.
        rescued: Option<PathBuf>,
    },
    /// It has several names, and its log stands beside one of them.
    #[error("the database {} has {names} names (hard links), and SQLite keeps its log beside one of them only", path.display())]
    ManyNames {
        /// The file.
        path: PathBuf,
        /// How many.
        names: u64,
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
            StoreError::Gone { rescued: Some(rescued), .. } => failure.hint(format!(
                "everything that was stored is in {}: move it to where the database stood, and run the same command again",
                rescued.display()
            )),
            StoreError::Gone { rescued: None, .. } => {
                failure.hint("put the database back, or begin anew: the same command asks for what is missing")
            }
            StoreError::ManyNames { .. } => {
                failure.hint("give it one name: copy it to a new file (cp, not ln), and name that one with --database (LIM_DATABASE)")
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
