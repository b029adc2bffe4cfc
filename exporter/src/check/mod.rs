//! `exporter check`: is this the snapshot that it claims to be?

mod schema;

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use analytics::bench::{BenchFile, FORMAT as BENCH_FORMAT};
use analytics::ids::SnapshotId;
use analytics::snapshot::check::{snapshot_faults, summary_faults};
use analytics::snapshot::v1::{DETAIL_FORMAT, INDEX_FORMAT, Index, SUMMARY_FORMAT};
use analytics::snapshot::{detail_from_json, index_from_json, summary_from_json};

use self::schema::Schemas;
use crate::export::index;
use crate::failure::Failure;
use crate::regular;

/// Name of the file without which a folder is no snapshot.
const SUMMARY: &str = "summary.json";
/// Name of the folder of benches that people contributed.
const COMMUNITY: &str = "community";
/// What is said of such a folder.
const SUMMARY_MISSING: &str = "is missing; `exporter export` writes it with the rest of the snapshot";

/// Something that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file or folder.
    pub path: PathBuf,
    /// What is wrong with it.
    pub text: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.path.display(), self.text.replace('\n', " "))
    }
}

impl Findings {
    /// Whether the only faults are those of the index in this folder, which can be made anew from what stands beside it:
    /// an export that was killed before its last step leaves such a one.
    #[must_use]
    pub fn only_of_index(&self, folder: &Path) -> bool {
        let index = folder.join(index::NAME);
        !self.faults.is_empty() && self.faults.iter().all(|fault| fault.path == index)
    }
}

/// What was looked at, and what was found.
#[derive(Debug, Default)]
pub struct Findings {
    /// Snapshots.
    pub snapshots: usize,
    /// Files.
    pub files: usize,
    /// Faults, by file.
    pub faults: Vec<Fault>,
}

/// Checks a snapshot folder, a folder of snapshots, or one file.
///
/// # Errors
/// When there is nothing at the path that could be checked.
pub fn check(path: &Path) -> Result<Findings, Failure> {
    let mut checker = Checker { schemas: Schemas::compile()?, findings: Findings::default() };
    if path.is_file() {
        checker.file(path)?;
    } else if is_snapshot(path) {
        checker.snapshot(path)?;
    } else if path.file_name().is_some_and(|name| name == COMMUNITY) {
        checker.benches(path)?;
    } else if path.is_dir() {
        checker.folder(path)?;
    } else {
        return Err(Failure::usage(format!("there is nothing at {}", path.display()))
            .hint("name a snapshot folder, a folder of snapshots, or one of their files"));
    }
    Ok(checker.findings)
}

struct Checker {
    schemas: Schemas,
    findings: Findings,
}

impl Checker {
    fn fault(&mut self, path: &Path, text: impl Into<String>) {
        self.findings.faults.push(Fault { path: path.to_owned(), text: text.into() });
    }

    /// A folder of contributed benches.
    fn benches(&mut self, folder: &Path) -> Result<(), Failure> {
        let entries = fs::read_dir(folder).map_err(|error| Failure::file("read", folder, &error))?;
        let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
        paths.sort();
        paths.iter().try_for_each(|path| self.file(path))
    }

    /// A folder of snapshots with its index.
    fn folder(&mut self, path: &Path) -> Result<(), Failure> {
        let folders = index::snapshot_folders(path)?;
        let index_path = path.join(index::NAME);
        if folders.is_empty() && !index_path.is_file() {
            return Err(Failure::usage(format!("{} holds neither summary.json nor snapshots", path.display()))
                .hint("`exporter export` writes a snapshot"));
        }
        for folder in &folders {
            self.snapshot(folder)?;
        }
        for folder in incomplete_folders(path)? {
            self.fault(&folder.join(SUMMARY), SUMMARY_MISSING);
        }
        self.others(path)?;
        let Ok(bytes) = regular::read(&index_path) else {
            self.fault(&index_path, "is missing or no regular file; `exporter export` writes it");
            return Ok(());
        };
        if self.shape(&index_path, &bytes, INDEX_FORMAT) {
            match (index_from_json(&String::from_utf8_lossy(&bytes)), index::of_folder(path)) {
                (Err(error), _) => self.fault(&index_path, error.to_string()),
                // A summary that cannot be read is a fault already.
                (Ok(_), Err(_)) => {}
                (Ok(there), Ok(made)) => {
                    index_faults(&there, &made).into_iter().for_each(|text| self.fault(&index_path, text));
                }
            }
        }
        Ok(())
    }

    /// What stands in a folder of snapshots and can be read as none.
    fn others(&mut self, path: &Path) -> Result<(), Failure> {
        for entry in fs::read_dir(path).map_err(|error| Failure::file("read", path, &error))? {
            let path = entry.map_err(|error| Failure::file("read", path, &error))?.path();
            if let Some(kind) = regular::kind_of_other(&path).filter(|_| path.is_symlink() || !path.is_dir()) {
                self.fault(&path, format!("is {kind}; a folder of snapshots holds its own"));
            }
        }
        Ok(())
    }

    /// One snapshot.
    fn snapshot(&mut self, folder: &Path) -> Result<(), Failure> {
        self.findings.snapshots += 1;
        let path = folder.join(SUMMARY);
        let mut files = BTreeMap::new();
        self.collect(folder, folder, &mut files)?;
        let summary = files.remove(SUMMARY);
        for (name, content) in &files {
            if name.starts_with("tasks/") && name.ends_with(".json") {
                self.shape(&folder.join(name), content, DETAIL_FORMAT);
            }
        }
        let Some(bytes) = summary else {
            // One that is there and cannot be read is a fault already.
            if fs::symlink_metadata(&path).is_err() {
                self.fault(&path, SUMMARY_MISSING);
            }
            return Ok(());
        };
        if !self.shape(&path, &bytes, SUMMARY_FORMAT) {
            return Ok(());
        }
        match summary_from_json(&String::from_utf8_lossy(&bytes)) {
            Err(error) => self.fault(&path, error.to_string()),
            Ok(summary) => {
                if folder.file_name().is_some_and(|name| name.to_string_lossy() != summary.id.as_str()) {
                    self.fault(&path, format!("its id is {}, and its folder has another name", summary.id));
                }
                for text in snapshot_faults(&summary, &files) {
                    self.fault(folder, text);
                }
            }
        }
        Ok(())
    }

    /// One file by itself.
    fn file(&mut self, path: &Path) -> Result<(), Failure> {
        let bytes = regular::read(path).map_err(|error| Failure::file("read", path, &error))?;
        let text = String::from_utf8_lossy(&bytes);
        let format = serde_json::from_str::<serde_json::Value>(&text)
            .ok()
            .and_then(|value| value.get("format").and_then(|format| format.as_str().map(str::to_owned)));
        let (format, problem) = match format.as_deref() {
            Some(SUMMARY_FORMAT) => {
                let read = summary_from_json(&text);
                (
                    SUMMARY_FORMAT,
                    read.map(|summary| summary_faults(&summary)).unwrap_or_else(|error| vec![error.to_string()]),
                )
            }
            Some(DETAIL_FORMAT) => {
                (DETAIL_FORMAT, detail_from_json(&text).err().map(|error| error.to_string()).into_iter().collect())
            }
            Some(INDEX_FORMAT) => {
                (INDEX_FORMAT, index_from_json(&text).err().map(|error| error.to_string()).into_iter().collect())
            }
            Some(BENCH_FORMAT) => {
                let read = BenchFile::from_json(&text);
                (BENCH_FORMAT, read.map(|bench| bench.faults()).unwrap_or_else(|error| vec![error.to_string()]))
            }
            _ => {
                self.findings.files += 1;
                self.fault(
                    path,
                    "is no file of a snapshot and no bench: it is no JSON object with the \"format\" of one",
                );
                return Ok(());
            }
        };
        if self.shape(path, &bytes, format) {
            problem.into_iter().for_each(|text| self.fault(path, text));
        }
        Ok(())
    }

    /// Checks a file against its schema; true when it fits.
    fn shape(&mut self, path: &Path, bytes: &[u8], format: &str) -> bool {
        self.findings.files += 1;
        let faults = self.schemas.faults(format, bytes);
        let fits = faults.is_empty();
        faults.into_iter().for_each(|text| self.fault(path, text));
        fits
    }

    /// Every file below a folder by its path with `/`. What cannot be read is a fault and does not end the check.
    fn collect(&mut self, root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) -> Result<(), Failure> {
        let entries = fs::read_dir(folder).map_err(|error| Failure::file("read", folder, &error))?;
        for entry in entries {
            let path = entry.map_err(|error| Failure::file("read", folder, &error))?.path();
            match regular::kind_of_other(&path) {
                None => {}
                Some(_) if !path.is_symlink() && path.is_dir() => {
                    self.collect(root, &path, files)?;
                    continue;
                }
                // A link may lead back to where it stands, to a key or to a device; a pipe would be waited for.
                Some(kind) => {
                    self.fault(&path, format!("is {kind}; a snapshot holds its own files"));
                    continue;
                }
            }
            match fs::read(&path) {
                Ok(bytes) => {
                    let relative = path.strip_prefix(root).unwrap_or(&path);
                    let name: Vec<_> =
                        relative.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
                    files.insert(name.join("/"), bytes);
                }
                Err(error) => self.fault(&path, format!("cannot be read: {error}")),
            }
        }
        Ok(())
    }
}

/// Whether this is meant to be a snapshot, with its summary or without. Task files alone (`data/tasks/*.md`) are none.
fn is_snapshot(folder: &Path) -> bool {
    let has_details = || {
        let details = fs::read_dir(folder.join("tasks")).into_iter().flatten().filter_map(Result::ok);
        details.map(|entry| entry.path()).any(|path| path.extension().is_some_and(|extension| extension == "json"))
    };
    folder.join(SUMMARY).is_file() || has_details()
}

/// Folders in a folder of snapshots that hold task files and no summary.
fn incomplete_folders(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = fs::read_dir(folder).map_err(|error| Failure::file("read", folder, &error))?;
    let mut folders: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .filter(|entry| !entry.file_name().to_string_lossy().starts_with('.'))
        .map(|entry| entry.path())
        .filter(|path| is_snapshot(path) && !path.join(SUMMARY).is_file())
        .collect();
    folders.sort();
    Ok(folders)
}

/// How an index differs from the one that the snapshots beside it would give.
fn index_faults(there: &Index, made: &Index) -> Vec<String> {
    const REMEDY: &str = "`exporter export` makes the index anew";
    if there == made {
        return Vec::new();
    }
    let entry = |index: &Index, id: &SnapshotId| index.snapshots.iter().find(|entry| entry.id == *id).cloned();
    let mut faults = Vec::new();
    for listed in &there.snapshots {
        match entry(made, &listed.id) {
            None => faults.push(format!("lists {}, and there is no such snapshot beside it; {REMEDY}", listed.id)),
            Some(made) if made != *listed => {
                faults.push(format!("says of {} what its summary does not say; {REMEDY}", listed.id));
            }
            Some(_) => {}
        }
    }
    for present in &made.snapshots {
        if entry(there, &present.id).is_none() {
            faults.push(format!("does not list {}, which stands beside it; {REMEDY}", present.id));
        }
    }
    if faults.is_empty() {
        faults.push(format!("lists the right snapshots in another order, or one of them twice; {REMEDY}"));
    }
    faults
}
