//! Keeps a second `run` or `judge` from working on the same database.
//!
//! The operating system holds the lock and drops it when the process ends, however it ends; a row in the database
//! would stay behind after kill -9. On Unix the database itself is locked: a file beside it can be removed by somebody
//! who takes it for a stale one, and has another name where the database has one. SQLite's own locks are of another kind
//! there and do not meet this one. The file beside it says who holds it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::failure::Failure;

/// How often a waiting process tries.
const PATIENCE: Duration = Duration::from_millis(100);

/// More links in a row are a circle.
const MOST_LINKS: usize = 40;

/// The lock, held until it is dropped.
#[derive(Debug)]
pub struct DatabaseLock {
    _beside: File,
    _database: Option<File>,
}

/// The file beside the database.
#[must_use]
pub fn lock_path(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}

/// The file that a path leads to through links: SQLite works on that one, whatever it was called, so two names of one
/// database must have one lock. It need not exist yet; its folder must.
///
/// # Errors
/// When the folder is missing or links go round in circles.
pub fn real_path(database: &Path) -> std::io::Result<PathBuf> {
    let mut path = database.to_owned();
    for _ in 0..MOST_LINKS {
        if let Ok(real) = path.canonicalize() {
            return Ok(real);
        }
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.canonicalize()?,
            _ => Path::new(".").canonicalize()?,
        };
        path = match (path.read_link(), path.file_name()) {
            // A link to a file that is still to be created.
            (Ok(target), _) => folder.join(target),
            (Err(_), Some(name)) => return Ok(folder.join(name)),
            (Err(error), None) => return Err(error),
        };
    }
    Err(std::io::Error::other("too many links"))
}

impl DatabaseLock {
    /// Takes the lock, waiting while another process has it; `waiting` is called once, with what is known of the other.
    ///
    /// # Errors
    /// When the database or the file beside it cannot be opened.
    pub async fn take(database: &Path, waiting: impl FnOnce(&str)) -> Result<Self, Failure> {
        let path = lock_path(database);
        let refused = |error: &std::io::Error| Failure::file("lock", &path, error);
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path)
            .map_err(|error| refused(&error))?;
        let mut waiting = Some(waiting);
        let database = loop {
            match Locks::of(database, &file) {
                Ok(held) => break held,
                Err(TryLockError::WouldBlock) => {
                    if let Some(waiting) = waiting.take() {
                        waiting(&holder(&mut file));
                    }
                    tokio::time::sleep(PATIENCE).await;
                }
                Err(TryLockError::Error(error)) => return Err(refused(&error)),
            }
        };
        // Only for the message of whoever waits; the lock holds without it.
        let _ = file.set_len(0).and_then(|()| write!(file, "process {}", std::process::id()));
        Ok(Self { _beside: file, _database: database })
    }
}

/// Both locks, or none.
struct Locks;

impl Locks {
    #[cfg(unix)]
    fn of(database: &Path, beside: &File) -> Result<Option<File>, TryLockError> {
        use std::os::unix::fs::MetadataExt;
        let number = |found: std::fs::Metadata| (found.dev(), found.ino());
        // SQLite takes an empty file for a new database.
        let opened = OpenOptions::new().create(true).truncate(false).read(true).write(true).open(database);
        let file = opened.map_err(TryLockError::Error)?;
        file.try_lock()?;
        // It may have been replaced between the two.
        let here = file.metadata().map(number).map_err(TryLockError::Error)?;
        if std::fs::metadata(database).map(number).ok() != Some(here) {
            return Err(TryLockError::WouldBlock);
        }
        beside.try_lock()?;
        Ok(Some(file))
    }

    /// Elsewhere a lock keeps others, and SQLite itself, from reading.
    #[cfg(not(unix))]
    fn of(_: &Path, beside: &File) -> Result<Option<File>, TryLockError> {
        beside.try_lock().map(|()| None)
    }
}

/// What the holder wrote of itself.
fn holder(file: &mut File) -> String {
    let mut text = String::new();
    match file.read_to_string(&mut text) {
        Ok(_) if !text.trim().is_empty() => text.trim().chars().take(60).collect(),
        _ => "another process".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn all_names_of_a_database_have_one_lock() {
        let folder = tempfile::tempdir().unwrap();
        let real = folder.path().canonicalize().unwrap().join("db").join("x.sqlite");
        std::fs::create_dir(folder.path().join("db")).unwrap();
        std::os::unix::fs::symlink("db/x.sqlite", folder.path().join("to-file")).unwrap();
        std::os::unix::fs::symlink("db", folder.path().join("to-folder")).unwrap();
        std::os::unix::fs::symlink("circle", folder.path().join("circle")).unwrap();
        let names = ["db/x.sqlite", "to-file", "to-folder/x.sqlite", "db/../db/x.sqlite"];
        for exists in [false, true] {
            if exists {
                std::fs::write(&real, "").unwrap();
            }
            for name in names {
                assert_eq!(real_path(&folder.path().join(name)).unwrap(), real, "{name}");
            }
        }
        assert!(real_path(&folder.path().join("circle")).is_err());
        assert!(real_path(&folder.path().join("nowhere/x.sqlite")).is_err());
    }

    #[tokio::test]
    async fn the_second_waits_for_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("x.sqlite");
        let first = DatabaseLock::take(&database, |_| panic!("nobody holds it")).await.unwrap();
        let said = std::sync::Arc::new(std::sync::Mutex::new(String::new()));
        let heard = said.clone();
        let second = tokio::spawn(async move {
            DatabaseLock::take(&database, move |who| who.clone_into(&mut heard.lock().unwrap())).await.unwrap()
        });
        tokio::time::sleep(Duration::from_millis(250)).await;
        assert!(!second.is_finished());
        assert_eq!(*said.lock().unwrap(), format!("process {}", std::process::id()));
        drop(first);
        second.await.unwrap();
    }
}
