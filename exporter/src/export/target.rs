//! What an export may replace: nothing, an empty folder, or this run's own snapshot. A published one cannot be made again.

use std::fs;
use std::path::Path;

use analytics::snapshot::v1::SUMMARY_FORMAT;
use serde_json::Value;

use crate::failure::Failure;

/// Names that stand for something else in a folder of snapshots, on the site or on Windows.
const RESERVED: [&str; 8] = ["index.json", "summary.json", "index.html", "tasks", "con", "prn", "aux", "nul"];

/// How to go on.
const OTHER: &str = "choose another --id, or move what stands there away";

/// Refuses an id that is the name of something else.
///
/// # Errors
/// Names it.
pub fn refuse_reserved(id: &str) -> Result<(), Failure> {
    let stem = id.split('.').next().unwrap_or(id);
    let device = ["com", "lpt"].iter().any(|device| {
        stem.strip_prefix(device).is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|byte| byte.is_ascii_digit()))
    });
    if RESERVED.contains(&id) || RESERVED[4..].contains(&stem) || device || id.ends_with('.') || id.ends_with(".json") {
        return Err(Failure::usage(format!("{id} cannot be the id of a snapshot: a file or device has this name"))
            .hint("choose another --id, such as 2026-12-models"));
    }
    Ok(())
}

/// Refuses a place where something else stands than this run's own snapshot; with `replace` also another run's may.
///
/// # Errors
/// Says what stands there.
pub fn refuse_foreign(target: &Path, run_id: &str, replace: bool) -> Result<(), Failure> {
    let refused = |what: &str, hint: &str| {
        Err(Failure::usage(format!("{} is {what}; it was left as it is", target.display())).hint(hint))
    };
    let Ok(found) = fs::symlink_metadata(target) else { return Ok(()) };
    if !found.is_dir() {
        return refused("no folder", OTHER);
    }
    let mut entries = fs::read_dir(target).map_err(|error| Failure::file("read", target, &error))?;
    if entries.next().is_none() {
        return Ok(());
    }
    let path = target.join("summary.json");
    let is_file = fs::symlink_metadata(&path).is_ok_and(|found| found.is_file());
    let text = if is_file { fs::read_to_string(&path).unwrap_or_default() } else { String::new() };
    let summary: Value = serde_json::from_str(&text).unwrap_or_default();
    if summary["format"] != SUMMARY_FORMAT {
        return refused("no snapshot of this program", OTHER);
    }
    if summary["provenance"]["kind"] != "run" {
        return refused("a snapshot of published figures, which no run can give back", OTHER);
    }
    if let Some(stray) = stray(target, &summary)? {
        return refused(&format!("a snapshot with a file of somebody else's in it, {stray}"), "move that file away");
    }
    match summary["provenance"]["run_id"].as_str() {
        Some(there) if there == run_id => Ok(()),
        _ if replace => Ok(()),
        there => refused(
            &there.map_or_else(
                || "a snapshot that does not name its run".to_owned(),
                |run| format!("the snapshot of run {run}"),
            ),
            "choose another --id, or add --replace if nobody needs it any more",
        ),
    }
}

/// The first file in the folder that the summary does not list.
fn stray(target: &Path, summary: &Value) -> Result<Option<String>, Failure> {
    let listed = |name: &str| {
        let mut files = summary["files"].as_array().into_iter().flatten();
        name == "summary.json" || files.any(|file| file["path"] == name)
    };
    let mut open = vec![String::new()];
    while let Some(folder) = open.pop() {
        let path = target.join(&folder);
        for entry in fs::read_dir(&path).map_err(|error| Failure::file("read", &path, &error))? {
            let entry = entry.map_err(|error| Failure::file("read", &path, &error))?;
            let name = format!("{folder}{}", entry.file_name().to_string_lossy());
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                open.push(format!("{name}/"));
            } else if !listed(&name) {
                return Ok(Some(name));
            }
        }
    }
    Ok(None)
}
