//! Whether the database can be opened, and whether another process works on it.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::Finding;
use crate::store::lock::lock_path;
use crate::store::{Mode, Store, StoreError, real_path};
use crate::tasks::text::count;

pub(super) async fn of(database: &Path) -> Vec<Finding> {
    if !database.exists() {
        return vec![new(database)];
    }
    let mut findings = vec![existing(database).await];
    findings.extend(in_use(database));
    findings
}

/// The nearest folder that is there: a run creates those that are missing.
pub(super) fn nearest_folder(database: &Path) -> PathBuf {
    let real = real_path(database).unwrap_or_else(|_| database.to_owned());
    let there = real.ancestors().skip(1).find(|folder| folder.is_dir()).map(Path::to_owned);
    there.filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| PathBuf::from("."))
}

fn new(database: &Path) -> Finding {
    let folder = nearest_folder(database);
    match tempfile::tempfile_in(&folder) {
        Ok(_) => Finding::ok("database", format!("`exporter run` will create {}", database.display())),
        Err(error) => Finding::problem(
            "database",
            format!("{} cannot be created in {}: {error}", database.display(), folder.display()),
            "name another file with --database (LIM_DATABASE)",
        ),
    }
}

async fn existing(database: &Path) -> Finding {
    let shown = database.display();
    let store = match Store::open(database, Mode::Read).await {
        Ok(store) => store,
        Err(StoreError::Version { reason, .. }) if !reason.contains("newer") => {
            return Finding::ok("database", format!("{shown} {reason}"));
        }
        Err(error) => {
            let failure: crate::failure::Failure = error.into();
            let hint = failure.hint.unwrap_or_else(|| "name another file with --database (LIM_DATABASE)".to_owned());
            return Finding::problem("database", failure.message, &hint);
        }
    };
    let runs = store.runs().await;
    store.close().await;
    match runs {
        Ok(runs) => Finding::ok("database", format!("{shown} holds {}", count(runs.len(), "run", "runs"))),
        Err(error) => {
            Finding::problem("database", error.to_string(), "name another file with --database (LIM_DATABASE)")
        }
    }
}

fn in_use(database: &Path) -> Option<Finding> {
    let real = real_path(database).ok()?;
    // On Unix the database itself is locked, and the file beside it tells by whom.
    let locks = if cfg!(unix) { vec![real.clone(), lock_path(&real)] } else { vec![lock_path(&real)] };
    locks.iter().find_map(|lock| {
        let file = File::open(lock).ok()?;
        match file.try_lock() {
            Ok(()) => None,
            Err(std::fs::TryLockError::WouldBlock) => Some(Finding::warning(
                "database",
                format!("another process works on {}", database.display()),
                "`exporter run` and `exporter judge` will wait until it ends",
            )),
            Err(std::fs::TryLockError::Error(error)) => Some(Finding::problem(
                "database",
                format!("cannot lock {}: {error}", lock.display()),
                "put it on a local disk",
            )),
        }
    })
}
