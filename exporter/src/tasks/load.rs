//! Reads task files and folders of them; finds all faults of all files, not only the first.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::definition::Task;
use super::fault::{Fault, TaskErrors};
use super::rules::{self, Reading};

/// No task is anywhere near this; a larger file was put there by mistake and is not read into memory.
const LARGEST_FILE_BYTES: u64 = 8 << 20;

/// All tasks of a folder (its `*.md` files, not those of folders within), sorted by id.
///
/// # Errors
/// Every fault of every file.
pub fn load_dir(folder: &Path) -> Result<Vec<Task>, TaskErrors> {
    load_dir_within(folder, None)
}

/// The same; each prompt with its answer must also fit into a context of so many tokens.
///
/// # Errors
/// Every fault of every file.
pub fn load_dir_within(folder: &Path, smallest_context_tokens: Option<u64>) -> Result<Vec<Task>, TaskErrors> {
    let (tasks, faults) = read_dir(folder, smallest_context_tokens);
    TaskErrors::from_faults(faults).map_or(Ok(tasks), Err)
}

/// The tasks of a folder that have no fault of their own, sorted by id, and every fault of every file.
#[must_use]
pub fn read_dir(folder: &Path, smallest_context_tokens: Option<u64>) -> (Vec<Task>, Vec<Fault>) {
    let files = match task_files(folder) {
        Ok(files) => files,
        Err(error) => {
            let reason = format!("cannot read the folder: {error}; name a folder that holds task files");
            return (Vec::new(), vec![Fault::of_file(folder, reason)]);
        }
    };
    let mut tasks = Vec::with_capacity(files.len());
    let mut faults = Vec::new();
    if files.is_empty() {
        faults.push(Fault::of_file(folder, "holds no task file (*.md); exporter tasks new writes one"));
    }
    let mut places: BTreeMap<String, Vec<(PathBuf, usize)>> = BTreeMap::new();
    for file in files {
        let reading = read_file(&file, smallest_context_tokens);
        if let Some(id) = reading.id {
            places.entry(id.value).or_default().push((file, id.line));
        }
        tasks.extend(reading.task);
        faults.extend(reading.faults);
    }
    faults.extend(places.iter().flat_map(|(id, places)| duplicates(id, places)));
    faults.sort();
    tasks.sort_by(|left: &Task, right| left.id.cmp(&right.id));
    (tasks, faults)
}

/// One task.
///
/// # Errors
/// Every fault of the file.
pub fn load_file(file: &Path) -> Result<Task, TaskErrors> {
    load_file_within(file, None)
}

/// The same; the prompt with its answer must also fit into a context of so many tokens.
///
/// # Errors
/// Every fault of the file.
pub fn load_file_within(file: &Path, smallest_context_tokens: Option<u64>) -> Result<Task, TaskErrors> {
    let Reading { task, faults, .. } = read_file(file, smallest_context_tokens);
    match (task, TaskErrors::from_faults(faults)) {
        (Some(task), None) => Ok(task),
        (_, Some(errors)) => Err(errors),
        // A reading without a task has a fault; should that ever break, say so instead of failing.
        (None, None) => {
            Err(TaskErrors::of(Fault::of_file(file, "could not be read, and no rule says why; please report this")))
        }
    }
}

fn task_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let hidden = name.to_string_lossy().starts_with('.');
        if !hidden && Path::new(&name).extension().is_some_and(|extension| extension == "md") {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

fn read_file(file: &Path, smallest_context_tokens: Option<u64>) -> Reading {
    match read_text(file) {
        Ok(text) => rules::read(file, &text, smallest_context_tokens),
        Err(fault) => Reading { task: None, id: None, faults: vec![fault] },
    }
}

fn read_text(file: &Path) -> Result<String, Fault> {
    let cannot = |error: &io::Error| Fault::of_file(file, format!("cannot be read: {error}"));
    let about = fs::metadata(file).map_err(|error| cannot(&error))?;
    if !about.is_file() {
        let what = if about.is_dir() { "a folder" } else { "no regular file" };
        return Err(Fault::of_file(file, format!("is {what}; a task is one Markdown file, so rename or remove it")));
    }
    if about.len() > LARGEST_FILE_BYTES {
        let reason = format!("has {} bytes; a task file has at most {LARGEST_FILE_BYTES}", about.len());
        return Err(Fault::of_file(file, reason));
    }
    let bytes = fs::read(file).map_err(|error| cannot(&error))?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let line = 1 + error.as_bytes().iter().take(valid).filter(|byte| **byte == b'\n').count();
        Fault::on_line(file, line, "this line is not UTF-8; save the file as UTF-8")
    })
}

/// A fault for each file but the first that has the id; and one for the first, so that either file leads to the other.
fn duplicates(id: &str, places: &[(PathBuf, usize)]) -> Vec<Fault> {
    let Some(((first, first_line), others)) = places.split_first() else { return Vec::new() };
    let reason = |other: &Path, line: usize| {
        format!("duplicate id {id:?}; {}:{line} has it too, so give one of them another id", other.display())
    };
    let mut faults: Vec<Fault> =
        others.iter().map(|(file, line)| Fault::on_line(file, *line, reason(first, *first_line))).collect();
    if let Some((other, line)) = others.first() {
        faults.push(Fault::on_line(first, *first_line, reason(other, *line)));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::super::fixture::TEXT;
    use super::*;

    fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            fs::write(folder.path().join(name), bytes).unwrap();
        }
        folder
    }

    fn named(id: &str) -> String {
        TEXT.replace("window-001", id)
    }

    #[test]
    fn only_markdown_files_of_the_folder_itself_are_read_sorted_by_id() {
        let folder = folder(&[
            ("b-1.md", named("b-1").as_bytes()),
            ("a-1.md", named("a-1").as_bytes()),
            ("notes.txt", b"x"),
            (".#a-1.md", b"lock of an editor"),
        ]);
        fs::create_dir(folder.path().join("answers")).unwrap();
        fs::write(folder.path().join("answers/a-1.pass.md"), "x").unwrap();
        let ids: Vec<String> = load_dir(folder.path()).unwrap().iter().map(|task| task.id.to_string()).collect();
        assert_eq!(ids, ["a-1", "b-1"]);
    }

    #[test]
    fn faults_of_all_files_come_together() {
        let folder = folder(&[("a-1.md", b""), ("b-1.md", b"no front matter"), ("c-1.md", &[b'\n', 0xff])]);
        let errors = load_dir(folder.path()).unwrap_err();
        assert_eq!(errors.file_count(), 3);
        assert_eq!(errors.faults()[2].line, Some(2), "the line of the byte that is not UTF-8");
    }

    #[test]
    fn a_duplicate_id_is_a_fault_of_both_files() {
        let folder = folder(&[("a-1.md", named("a-1").as_bytes()), ("b-1.md", named("a-1").as_bytes())]);
        let errors = load_dir(folder.path()).unwrap_err();
        let duplicates: Vec<String> = errors
            .faults()
            .iter()
            .filter(|fault| fault.reason.contains("duplicate id \"a-1\""))
            .map(|fault| fault.file.file_name().unwrap().to_string_lossy().into_owned())
            .collect();
        assert_eq!(duplicates, ["a-1.md", "b-1.md"]);
        assert!(errors.faults().iter().any(|fault| fault.reason.contains("b-1.md:2 has it too")), "{errors}");
    }

    #[test]
    fn what_is_no_file_is_said_to_be_none() {
        let folder = folder(&[]);
        assert!(load_dir(folder.path()).unwrap_err().to_string().contains("holds no task file"));
        fs::create_dir(folder.path().join("x.md")).unwrap();
        assert!(load_dir(folder.path()).unwrap_err().to_string().contains("x.md: is a folder"));
        assert!(load_file(&folder.path().join("y.md")).unwrap_err().to_string().contains("cannot be read"));
        assert!(load_dir(&folder.path().join("z")).unwrap_err().to_string().contains("cannot read the folder"));
    }
}
