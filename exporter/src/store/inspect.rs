//! Whose file this is, found out without changing it.

use std::path::Path;

use sqlx::Row;
use sqlx::migrate::Migrator;
use sqlx::sqlite::SqlitePool;

use super::error::StoreError;
use super::open::refusal;

/// The table in which migrations are noted.
const MIGRATIONS: &str = "_sqlx_migrations";

/// The version of the tables, or None when there are none yet.
///
/// # Errors
/// When the file is another program's, or a newer exporter's.
pub(super) async fn version(pool: &SqlitePool, known: &Migrator, path: &Path) -> Result<Option<i64>, StoreError> {
    let foreign = |reason: &str| StoreError::Foreign { path: path.to_owned(), reason: reason.to_owned() };
    let tables: Vec<String> = sqlx::query("SELECT name FROM sqlite_master WHERE type = 'table'")
        .fetch_all(pool)
        .await
        .and_then(|rows| rows.iter().map(|row| row.try_get("name")).collect())
        .map_err(|error| refusal(path, &error))?;
    if tables.is_empty() {
        return Ok(None);
    }
    if !tables.iter().any(|name| name == MIGRATIONS) {
        return Err(foreign("it holds the tables of another program"));
    }
    let applied: Vec<(i64, Vec<u8>)> =
        sqlx::query("SELECT version, checksum FROM _sqlx_migrations WHERE success ORDER BY version")
            .fetch_all(pool)
            .await
            .and_then(|rows| rows.iter().map(|row| Ok((row.try_get("version")?, row.try_get("checksum")?))).collect())
            .map_err(|error| refusal(path, &error))?;
    for (version, checksum) in &applied {
        if let Some(ours) = known.iter().find(|migration| migration.version == *version)
            && ours.checksum.as_ref() != checksum.as_slice()
        {
            return Err(foreign("its tables were made by another program, or by a trial version of this one"));
        }
    }
    let begins_as_ours =
        known.iter().next().is_some_and(|ours| applied.iter().any(|(version, _)| *version == ours.version));
    if !applied.is_empty() && !begins_as_ours {
        return Err(foreign("it holds the tables of another program"));
    }
    let newest = newest(known);
    match applied.last() {
        Some((version, _)) if *version > newest => Err(StoreError::Version {
            path: path.to_owned(),
            reason: format!("has version {version}, this program knows {newest}; use a newer exporter"),
        }),
        last => Ok(last.map(|(version, _)| *version)),
    }
}

/// A reader changes nothing, so it can only use a database that is up to date.
///
/// # Errors
/// As [`version`], and when the tables are missing or older.
pub(super) async fn up_to_date(pool: &SqlitePool, known: &Migrator, path: &Path) -> Result<(), StoreError> {
    let reason = match version(pool, known, path).await? {
        Some(version) if version == newest(known) => return Ok(()),
        Some(_) => "is of an older version; `exporter run` brings it up to date",
        None => "is empty; `exporter run` fills one",
    };
    Err(StoreError::Version { path: path.to_owned(), reason: reason.to_owned() })
}

fn newest(known: &Migrator) -> i64 {
    known.iter().map(|migration| migration.version).max().unwrap_or(0)
}
