//! Regular files: what may be read without waiting for ever, and without leading out of its folder.

use std::fs;
use std::io::{self, Read as _};
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

/// The bytes of a file that the command line names: a regular file or a pipe such as `<(…)`, but never more than `most`,
/// so that a device does not fill the memory.
///
/// # Errors
/// When it cannot be read, or is larger.
pub fn read_at_most(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        let reason = format!("it is larger than {} MiB", most >> 20);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, reason));
    }
    Ok(bytes)
}

/// The text of such a file, which must be UTF-8.
///
/// # Errors
/// As [`read_at_most`].
pub fn text_at_most(path: &Path, most: u64) -> io::Result<String> {
    String::from_utf8(read_at_most(path, most)?)
        .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is no text in UTF-8"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_its_limit() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a");
        fs::write(&file, "abc").unwrap();
        assert_eq!(text_at_most(&file, 3).unwrap(), "abc");
        assert_eq!(read_at_most(&file, 2).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
        fs::write(&file, b"\xff").unwrap();
        assert!(text_at_most(&file, 3).unwrap_err().to_string().contains("UTF-8"));
    }

    #[cfg(unix)]
    #[test]
    fn a_device_without_an_end_is_refused() {
        assert!(read_at_most(Path::new("/dev/zero"), 1 << 20).is_err());
    }
}
