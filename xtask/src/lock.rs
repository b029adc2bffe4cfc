//! Lock files: two processes that would disturb each other take turns and say so.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use anyhow::{Context, Result};

use crate::workspace::Workspace;

/// A lock held until it is dropped; the operating system releases it when the process dies.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// Takes the lock at `path`; calls `waiting` once when another process holds it.
pub fn acquire(path: &Path, waiting: impl FnOnce()) -> Result<Lock> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    }
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .with_context(|| format!("cannot open the lock file {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            waiting();
            file.lock().with_context(|| format!("cannot lock {}", path.display()))?;
        }
        Err(TryLockError::Error(error)) => {
            return Err(error).with_context(|| format!("cannot lock {}", path.display()));
        }
    }
    Ok(Lock { _file: file })
}

/// Takes the lock of a checkout, which every command that writes into it holds.
pub fn checkout(workspace: &Workspace) -> Result<Lock> {
    acquire(&workspace.lock_file(), || {
        eprintln!("another xtask is at work in this checkout; waiting for it to end");
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;
    use std::time::Duration;

    #[test]
    fn the_second_process_waits_and_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/lock");
        let first = acquire(&path, || panic!("nobody holds it yet")).unwrap();
        let (said, heard) = mpsc::channel();
        let second = std::thread::spawn({
            let path = path.clone();
            move || acquire(&path, || said.send(()).unwrap()).map(drop)
        });
        heard.recv_timeout(Duration::from_secs(10)).unwrap();
        assert!(!second.is_finished());
        drop(first);
        second.join().unwrap().unwrap();
    }
}
