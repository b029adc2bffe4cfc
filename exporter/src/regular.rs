//! Regular files: what may be read without waiting for ever, and without leading out of its folder.

use std::fs;
use std::io;
use std::path::Path;

/// What is no regular file, in words; None for one.
#[must_use]
pub fn kind_of_other(path: &Path) -> Option<&'static str> {
    let kind = fs::symlink_metadata(path).ok()?.file_type();
    if kind.is_file() {
        None
    } else if kind.is_symlink() {
        Some("a link")
    } else if kind.is_dir() {
        Some("a folder")
    } else {
        Some("a pipe or device")
    }
}

/// The bytes of a regular file.
///
/// # Errors
/// When it is something else, or cannot be read.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    match kind_of_other(path) {
        Some(kind) => Err(io::Error::new(io::ErrorKind::InvalidInput, format!("it is {kind} and no regular file"))),
        None => fs::read(path),
    }
}
