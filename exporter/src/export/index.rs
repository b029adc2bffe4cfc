//! `index.json`: made anew from the snapshots that stand beside it.

use std::fs;
use std::path::{Path, PathBuf};

use analytics::digest::sha256_hex;
use analytics::snapshot::v1::{INDEX_FORMAT, Index, IndexEntry, ModelKind, Summary, VERSION};
use analytics::snapshot::{summary_from_json, to_json};

use super::folder::write_file;
use crate::failure::Failure;
use crate::regular;

/// Name of the file.
pub const NAME: &str = "index.json";

/// Writes the index, unless the one there is equal already.
///
/// # Errors
/// When a summary cannot be read or the file system refuses.
pub fn write(out: &Path) -> Result<(), Failure> {
    let text = render(&of_folder(out)?)?;
    let path = out.join(NAME);
    if fs::read_to_string(&path).is_ok_and(|there| there == text) {
        return Ok(());
    }
    write_file(&path, text.as_bytes())
}

/// The text of the index.
///
/// # Errors
/// Only when a number is not finite, which an index has none of.
pub fn render(index: &Index) -> Result<String, Failure> {
    to_json(index).map_err(|error| Failure::outside(format!("the index cannot be written: {error}")))
}

/// The index of all snapshots in the folder.
///
/// # Errors
/// Names the summary that cannot be read.
pub fn of_folder(out: &Path) -> Result<Index, Failure> {
    let mut snapshots = Vec::new();
    for folder in snapshot_folders(out)? {
        let path = folder.join("summary.json");
        let bytes = regular::read(&path).map_err(|error| Failure::file("read", &path, &error))?;
        let summary = summary_from_json(&String::from_utf8_lossy(&bytes)).map_err(|error| {
            Failure::outside(format!("cannot list {}: {error}", path.display()))
                .hint("mend or remove this snapshot; `exporter check` says more")
        })?;
        snapshots.push(entry(&summary, &bytes));
    }
    // Texts of RFC 3339 in UTC sort as times.
    snapshots.sort_by(|a, b| b.created_at.cmp(&a.created_at).then_with(|| a.id.cmp(&b.id)));
    Ok(Index { format: INDEX_FORMAT.to_owned(), version: VERSION, snapshots })
}

/// The folders that hold a summary, by name; hidden ones are somebody's unfinished work.
///
/// # Errors
/// When the folder cannot be read.
pub fn snapshot_folders(out: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = fs::read_dir(out).map_err(|error| Failure::file("read", out, &error))?;
    let mut folders: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .filter(|entry| !entry.file_name().to_string_lossy().starts_with('.'))
        .map(|entry| entry.path())
        // Links could lead anywhere; `check` names them.
        .filter(|path| path.join("summary.json").is_file() && !path.is_symlink())
        .collect();
    folders.sort();
    Ok(folders)
}

fn entry(summary: &Summary, bytes: &[u8]) -> IndexEntry {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    IndexEntry {
        id: summary.id.clone(),
        title: summary.title.clone(),
        created_at: summary.created_at.clone(),
        provenance: summary.provenance.kind,
        tasks: count(summary.tasks.len()),
        models: count(summary.models.len()),
        baselines: count(summary.models.iter().filter(|model| model.kind == ModelKind::Baseline).count()),
        judges: count(summary.judges.len()),
        summary_sha256: sha256_hex(bytes),
        summary_bytes: bytes.len() as u64,
    }
}
