//! Which file a path leads to, so that a database that was removed or replaced while it is in use is noticed.

use std::path::{Path, PathBuf};

use sqlx::Row;
use sqlx::sqlite::SqlitePool;

use super::error::StoreError;

/// The file behind a path when the database was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identity {
    path: PathBuf,
    file: Option<File>,
}

/// Device and number of a file. Where the system has no such numbers, nothing is noticed.
type File = (u64, u64);

#[cfg(unix)]
fn file(path: &Path) -> Option<File> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).ok().map(|found| (found.dev(), found.ino()))
}

#[cfg(not(unix))]
fn file(_: &Path) -> Option<File> {
    None
}

/// How many names a file has; 1 where the system does not tell.
#[cfg(unix)]
pub(super) fn names(path: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).map_or(1, |found| found.nlink())
}

/// How many names a file has; 1 where the system does not tell.
#[cfg(not(unix))]
pub(super) fn names(_: &Path) -> u64 {
    1
}

impl Identity {
    /// The file that is there now.
    pub fn of(path: &Path) -> Self {
        Self { path: path.to_owned(), file: file(path) }
    }

    /// Whether the same file is still there.
    pub fn holds(&self) -> bool {
        self.file.is_none() || file(&self.path) == self.file
    }

    /// What is said when another file or none is there. What was stored is still open in this process: it is written to a
    /// new file beside the place.
    pub async fn lost(&self, pool: &SqlitePool) -> StoreError {
        let mut name = self.path.clone().into_os_string();
        name.push(format!(".rescued-{}", std::process::id()));
        let rescued = PathBuf::from(name);
        let kept = rescue(pool, &rescued).await.then_some(rescued);
        StoreError::Gone { path: self.path.clone(), rescued: kept }
    }
}

/// Writes what the open connections hold to a file; false when they hold nothing, or it cannot be written.
async fn rescue(pool: &SqlitePool, target: &Path) -> bool {
    let Ok(mut connection) = pool.acquire().await else { return false };
    // A connection that was opened only now sees another file.
    let runs = sqlx::query("SELECT COUNT(*) AS n FROM runs").fetch_one(&mut *connection).await;
    if !runs.and_then(|row| row.try_get::<i64, _>("n")).is_ok_and(|runs| runs > 0) {
        return false;
    }
    let copied = sqlx::query("VACUUM INTO $1").bind(target.to_string_lossy().into_owned());
    copied.execute(&mut *connection).await.is_ok()
}
