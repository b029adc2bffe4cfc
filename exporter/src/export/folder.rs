//! Writes a folder of files so that a reader sees all of the old ones or all of the new ones.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::failure::Failure;

/// How often a swap is tried when another process swaps at the same time.
const TRIES: u32 = 5;
/// Between making its folder and locking it a process needs less than this.
const FIRST_MOMENT: Duration = Duration::from_secs(10);
/// Where folders cannot be locked, one of this age belongs to nobody who still writes: the longest export takes minutes.
const ABANDONED: Duration = Duration::from_hours(24);

/// What follows the name of a snapshot in that of a folder that is being written.
const NEW: &str = ".new-";
/// What follows it in that of one that was moved aside.
const OLD: &str = ".old-";

/// A folder that is being written beside the one that it will replace.
#[derive(Debug)]
pub struct Fresh {
    out: PathBuf,
    name: String,
    folder: tempfile::TempDir,
    /// Says for as long as this process lives that somebody writes there; the system drops it, however the process ends.
    _lock: Option<File>,
}

impl Fresh {
    /// Begins a folder for `out/name`. Dropped before [`Self::put_in_place`], it leaves nothing behind.
    ///
    /// # Errors
    /// When the file system refuses.
    pub fn begin(out: &Path, name: &str) -> Result<Self, Failure> {
        fs::create_dir_all(out).map_err(|error| Failure::file("create", out, &error))?;
        sweep(out, FIRST_MOMENT);
        // On the same file system as the target, so that renaming is one step; hidden, so that nobody takes it for a
        // snapshot.
        let folder = tempfile::Builder::new()
            .prefix(&new_prefix(name))
            .tempdir_in(out)
            .map_err(|error| Failure::file("create a temporary folder in", out, &error))?;
        let lock = File::open(folder.path()).ok().filter(|file| file.lock().is_ok());
        Ok(Self { out: out.to_owned(), name: name.to_owned(), folder, _lock: lock })
    }

    /// Writes a file at a relative path.
    ///
    /// # Errors
    /// When the file system refuses.
    pub fn add(&self, path: &str, content: &str) -> Result<(), Failure> {
        write(&self.folder.path().join(path), content.as_bytes())
    }

    /// Replaces `out/name` by the folder.
    ///
    /// On Linux the two folders are exchanged in one step. Elsewhere there is no such step: between two renames nothing
    /// stands at `out/name` for a moment; a process that is killed right there leaves the old folder beside it, and
    /// [`recover`] puts it back.
    ///
    /// # Errors
    /// When the file system refuses; what stood there before stays.
    pub fn put_in_place(self) -> Result<(), Failure> {
        make_readable(self.folder.path());
        let fresh = self.folder.keep();
        let result = swap(&self.out, &self.name, &fresh, &self.out.join(&self.name));
        if result.is_err() {
            // The error that is reported is the one that matters.
            let _ = fs::remove_dir_all(&fresh);
        }
        result
    }
}

/// Replaces `out/name` by these files.
///
/// # Errors
/// As [`Fresh::put_in_place`].
pub fn replace(out: &Path, name: &str, files: &[(String, String)]) -> Result<(), Failure> {
    let fresh = Fresh::begin(out, name)?;
    files.iter().try_for_each(|(path, content)| fresh.add(path, content))?;
    fresh.put_in_place()
}

/// Puts the old folder back when somebody was killed before the new one stood in its place.
///
/// # Errors
/// When the file system refuses.
pub fn recover(out: &Path, name: &str) -> Result<(), Failure> {
    let target = out.join(name);
    if fs::symlink_metadata(&target).is_ok() {
        return Ok(());
    }
    // No folder at all yet is the usual first export.
    let Ok(entries) = fs::read_dir(out) else { return Ok(()) };
    let prefix = old_prefix(name);
    let left = entries.filter_map(Result::ok).filter(|entry| entry.file_name().to_string_lossy().starts_with(&prefix));
    let newest = left.max_by_key(|entry| entry.metadata().and_then(|data| data.modified()).ok());
    match newest.map(|entry| fs::rename(entry.path(), &target)) {
        // Another process that was not killed at all may have put its new folder there meanwhile.
        Some(Err(error)) if fs::symlink_metadata(&target).is_err() => Err(Failure::file("restore", &target, &error)),
        _ => Ok(()),
    }
}

fn old_prefix(name: &str) -> String {
    format!(".{name}{OLD}")
}

fn new_prefix(name: &str) -> String {
    format!(".{name}{NEW}")
}

/// Removes what killed processes have left in a folder of snapshots. Whatever cannot be removed is hidden and harmless.
fn sweep(out: &Path, young: Duration) {
    for entry in fs::read_dir(out).into_iter().flatten().filter_map(Result::ok) {
        let file = entry.file_name();
        let Some(left) = file.to_str().and_then(|name| name.strip_prefix('.')) else { continue };
        let is_left = match (left.split_once(NEW), left.split_once(OLD)) {
            (Some(_), _) => true,
            // Without the snapshot itself the old one is all there is.
            (_, Some((name, _))) => out.join(name).is_dir(),
            _ => false,
        };
        if is_left && entry.file_type().is_ok_and(|kind| kind.is_dir()) && is_abandoned(&entry.path(), young) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Whether nobody writes there any more: a process that lives holds the lock of its folder.
fn is_abandoned(folder: &Path, young: Duration) -> bool {
    let changed = fs::metadata(folder).and_then(|data| data.modified()).ok();
    // A folder from the future was made under another clock; its lock decides.
    let age = changed.map(|changed| SystemTime::now().duration_since(changed).unwrap_or(ABANDONED));
    match File::open(folder).map(|file| file.try_lock()) {
        Ok(Ok(())) => age.is_some_and(|age| age >= young),
        Ok(Err(fs::TryLockError::WouldBlock)) => false,
        Ok(Err(fs::TryLockError::Error(_))) | Err(_) => age.is_some_and(|age| age >= ABANDONED),
    }
}

/// Exchanges two folders in one step; false where the system or the file system cannot.
#[cfg(target_os = "linux")]
fn exchange(one: &Path, other: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).is_ok()
}

#[cfg(not(target_os = "linux"))]
fn exchange(_: &Path, _: &Path) -> bool {
    false
}

fn swap(out: &Path, name: &str, fresh: &Path, target: &Path) -> Result<(), Failure> {
    if exchange(fresh, target) {
        // What was new is in place, and what was old stands where the new one was written.
        let _ = fs::remove_dir_all(fresh);
        return Ok(());
    }
    let old = out.join(format!("{}{}", old_prefix(name), std::process::id()));
    let mut last = None;
    for _ in 0..TRIES {
        match fs::rename(target, &old) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(Failure::file("replace", target, &error)),
        }
        match fs::rename(fresh, target) {
            Ok(()) => {
                // Only now, with the new one in place; a leftover is hidden and harmless.
                let _ = fs::remove_dir_all(&old);
                return Ok(());
            }
            Err(error) => last = Some(error),
        }
        if old.is_dir() && fs::rename(&old, target).is_err() && target.is_dir() {
            // Another process has put its own there meanwhile, so the old one is replaced already; ours goes on top.
            let _ = fs::remove_dir_all(&old);
        }
    }
    let failure = last
        .map_or_else(|| Failure::outside("cannot write the snapshot"), |error| Failure::file("write", target, &error));
    if old.is_dir() && !target.is_dir() {
        return Err(failure.hint(format!("the snapshot that stood there is kept in {}", old.display())));
    }
    Err(failure)
}

/// Writes a file in one step: a reader sees the old content or the new one.
///
/// # Errors
/// When the file system refuses.
pub fn write_file(path: &Path, content: &[u8]) -> Result<(), Failure> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)
        .map_err(|error| Failure::file("create a temporary file in", folder, &error))?;
    file.write_all(content)
        .and_then(|()| file.as_file().sync_all())
        .map_err(|error| Failure::file("write", path, &error))?;
    make_readable(file.path());
    file.persist(path).map_err(|error| Failure::file("write", path, &error.error))?;
    Ok(())
}

fn write(path: &Path, content: &[u8]) -> Result<(), Failure> {
    let refused = |error: &std::io::Error| Failure::file("write", path, error);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| refused(&error))?;
    }
    let mut file = File::create(path).map_err(|error| refused(&error))?;
    file.write_all(content).and_then(|()| file.sync_all()).map_err(|error| refused(&error))
}

/// Temporary files are private; a snapshot is there to be served.
#[cfg(unix)]
fn make_readable(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let mode = if path.is_dir() { 0o755 } else { 0o644 };
    let _ = fs::set_permissions(path, fs::Permissions::from_mode(mode));
}

#[cfg(not(unix))]
fn make_readable(_: &Path) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snapshot_that_was_moved_aside_comes_back() {
        let out = tempfile::tempdir().unwrap();
        let text = |folder: &str| fs::read_to_string(out.path().join(folder).join("summary.json")).ok();
        recover(&out.path().join("none"), "a").unwrap();
        recover(out.path(), "a").unwrap();
        fs::create_dir(out.path().join(".a.old-1")).unwrap();
        fs::write(out.path().join(".a.old-1/summary.json"), "old").unwrap();
        fs::create_dir(out.path().join(".b.old-1")).unwrap();
        recover(out.path(), "a").unwrap();
        assert_eq!(text("a").as_deref(), Some("old"), "as a kill between the two renames leaves it");
        fs::create_dir(out.path().join(".a.old-2")).unwrap();
        recover(out.path(), "a").unwrap();
        assert_eq!(text("a").as_deref(), Some("old"), "what stands there is never replaced");
    }

    #[test]
    fn old_files_are_gone_and_nothing_is_left_behind() {
        let out = tempfile::tempdir().unwrap();
        let files = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect::<Vec<_>>()
        };
        replace(out.path(), "a", &files(&[("summary.json", "1"), ("tasks/x.json", "1")])).unwrap();
        replace(out.path(), "a", &files(&[("summary.json", "2"), ("tasks/y.json", "2")])).unwrap();
        let folder = out.path().join("a");
        assert_eq!(fs::read_to_string(folder.join("summary.json")).unwrap(), "2");
        assert!(!folder.join("tasks/x.json").exists());
        assert_eq!(fs::read_dir(out.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_killed_processes_left_is_removed_and_what_is_being_written_is_not() {
        let out = tempfile::tempdir().unwrap();
        let there = |name: &str| out.path().join(name).is_dir();
        for name in [".a.new-x1", ".a.old-7", ".b.new-x2", "a.new-x3", ".git"] {
            fs::create_dir(out.path().join(name)).unwrap();
        }
        sweep(out.path(), FIRST_MOMENT);
        assert!(there(".a.new-x1"), "its owner may not have locked it yet");
        let fresh = Fresh::begin(out.path(), "a").unwrap();
        let written = fresh.folder.path().to_owned();
        sweep(out.path(), Duration::ZERO);
        assert!(!there(".a.new-x1") && !there(".b.new-x2"), "of whatever snapshot");
        assert!(there(".a.old-7"), "without the snapshot itself the old one is all there is");
        assert!(there("a.new-x3") && there(".git") && written.is_dir());
        fresh.add("summary.json", "1").unwrap();
        fresh.put_in_place().unwrap();
        sweep(out.path(), Duration::ZERO);
        assert!(there("a") && !there(".a.old-7"));
    }
}
