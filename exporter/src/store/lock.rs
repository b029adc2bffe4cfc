//! Keeps a second `run` or `judge` from working on the same database.
//!
//! The operating system holds the lock and drops it when the process ends, however it ends; a row in the database
//! would stay behind after kill -9.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::failure::Failure;

/// How often a waiting process tries.
const PATIENCE: Duration = Duration::from_millis(100);

/// The lock, held until it is dropped.
#[derive(Debug)]
pub struct DatabaseLock {
    _file: File,
}

/// The file beside the database.
#[must_use]
pub fn lock_path(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}

impl DatabaseLock {
    /// Takes the lock, waiting while another process has it; `waiting` is called once, with what is known of the other.
    ///
    /// # Errors
    /// When the file beside the database cannot be opened.
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
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) => {
                    if let Some(waiting) = waiting.take() {
                        waiting(&holder(&mut file));
                    }
                    tokio::time::sleep(PATIENCE).await;
                }
                Err(TryLockError::Error(error)) => return Err(refused(&error)),
            }
        }
        // Only for the message of whoever waits; the lock holds without it.
        let _ = file.set_len(0).and_then(|()| write!(file, "process {}", std::process::id()));
        Ok(Self { _file: file })
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
