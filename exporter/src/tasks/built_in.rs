//! The tasks that the program was built with: they stand in for the folders of the repository where there are none.

use std::io;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// Path below the data folder, and content.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/tasks.rs"));

/// Where they are written: beside the database, in the folder that the program uses anyway.
const FOLDER: &str = ".lim/built-in";

/// Writes the tasks of `data/tasks` or `data/suites/NAME` out and gives their folder; None for any other folder. They are
/// written as files because there is one reader of tasks, with one set of rules, and a run's tasks can be looked at.
///
/// # Errors
/// When they cannot be written.
pub fn unpack(folder: &Path) -> Result<Option<PathBuf>, Failure> {
    let Ok(below) = folder.strip_prefix("data") else { return Ok(None) };
    let wanted: Vec<(&Path, &str)> = FILES
        .iter()
        .map(|(name, text)| (Path::new(*name), *text))
        .filter(|(name, _)| name.parent() == Some(below))
        .collect();
    if wanted.is_empty() {
        return Ok(None);
    }
    let target = Path::new(FOLDER).join(below);
    let failed = |path: &Path, error: &io::Error| Failure::file("write", path, error);
    std::fs::create_dir_all(&target).map_err(|error| failed(&target, &error))?;
    for (name, text) in wanted {
        let path = Path::new(FOLDER).join(name);
        // The same bytes again would only change the file's time.
        if std::fs::read_to_string(&path).is_ok_and(|found| found == text) {
            continue;
        }
        std::fs::write(&path, text).map_err(|error| failed(&path, &error))?;
    }
    Ok(Some(target))
}
