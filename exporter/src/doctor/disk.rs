//! Whether the disk has room for what a run will store.

use std::path::Path;

use super::Finding;
use super::database::nearest_folder;

const MIB: u64 = 1 << 20;
/// With less than this even a small run fills the disk.
const LEAST: u64 = 64 * MIB;
/// Room for an answer or a verdict with its thinking and what the server sent besides.
const EACH_CALL: u64 = 32 << 10;

pub(super) fn of(database: &Path, calls: usize) -> Finding {
    let folder = nearest_folder(database);
    let Some(free) = free_bytes(&folder) else {
        return Finding::not_checked("disk", "this system does not tell how much room is left", "");
    };
    let text = format!("{} MiB are free at {}", free / MIB, folder.display());
    let mend = "free some space, or name a file on another disk with --database (LIM_DATABASE)";
    let wanted = LEAST + EACH_CALL * calls as u64;
    if free < LEAST {
        Finding::problem("disk", text, mend)
    } else if free < wanted {
        Finding::warning("disk", format!("{text}, and this plan may need {} MiB", wanted / MIB), mend)
    } else {
        Finding::ok("disk", text)
    }
}

#[cfg(unix)]
fn free_bytes(folder: &Path) -> Option<u64> {
    let room = rustix::fs::statvfs(folder).ok()?;
    Some(room.f_bavail.saturating_mul(room.f_frsize))
}

#[cfg(not(unix))]
fn free_bytes(_folder: &Path) -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::super::Status;
    use super::*;

    #[test]
    fn more_calls_than_the_disk_has_room_for() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("new/x.sqlite");
        if cfg!(unix) {
            assert_eq!(of(&database, usize::MAX >> 20).status, Status::Warning);
            assert!(matches!(of(&database, 0).status, Status::Ok | Status::Problem));
        } else {
            assert_eq!(of(&database, 0).status, Status::NotChecked);
        }
    }
}
