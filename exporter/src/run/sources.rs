//! Task files on their way into the database and back.

use std::path::Path;

use analytics::digest::sha256_hex;

use crate::failure::Failure;
use crate::store::TaskRecord;
use crate::tasks::{self, Task};

/// The row of a task: the text of its file, as its digest sees it.
///
/// # Errors
/// When the file cannot be read, or is not any more what was planned.
pub fn record(folder: &Path, task: &Task) -> Result<TaskRecord, Failure> {
    let path = folder.join(format!("{}.md", task.id));
    let text = std::fs::read_to_string(&path).map_err(|error| Failure::file("read", &path, &error))?;
    let source = text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n");
    if sha256_hex(source.as_bytes()) != task.sha256 {
        return Err(Failure::outside(format!("{} was changed while it was being read", path.display()))
            .hint("run the same command again"));
    }
    Ok(TaskRecord {
        sha256: task.sha256.clone(),
        task_id: task.id.to_string(),
        version: i64::from(task.version),
        source,
    })
}

/// The tasks behind the rows, by id: what was planned, whatever stands in the folder today.
///
/// # Errors
/// When a row breaks a rule of today's task format.
pub fn restore(records: &[TaskRecord]) -> Result<Vec<Task>, Failure> {
    // Tasks are read from files only, so that there is one reader with one set of rules.
    let folder =
        tempfile::tempdir().map_err(|error| Failure::outside(format!("cannot create a temporary folder: {error}")))?;
    for record in records {
        let path = folder.path().join(format!("{}.md", record.task_id));
        std::fs::write(&path, &record.source).map_err(|error| Failure::file("write", &path, &error))?;
    }
    if records.is_empty() {
        return Ok(Vec::new());
    }
    tasks::load_dir(folder.path()).map_err(|errors| {
        Failure::outside(format!("the tasks of this run break a rule of this version of the exporter:\n{errors}"))
            .hint("use the version that ran them, or run the changed tasks anew")
    })
}
