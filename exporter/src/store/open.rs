//! Opens the database: pragmas, migrations, and the task that writes.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Row, SqlSafeStr};

use super::error::StoreError;
use super::writer::Writer;

/// Every migration, in order. An old one is never changed: sqlx compares checksums.
const MIGRATIONS: [(i64, &str, &str); 2] = [
    (1, "initial", include_str!("../../migrations/0001_initial.sql")),
    (2, "run starts", include_str!("../../migrations/0002_run_starts.sql")),
];

/// What the database is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Create it when it is missing, and bring it up to date.
    Write,
    /// Only read; it must be there.
    Read,
}

/// An open database.
#[derive(Debug, Clone)]
pub struct Store {
    pub(super) pool: SqlitePool,
    pub(super) writer: Writer,
    pub(super) path: PathBuf,
}

impl Store {
    /// Opens the file.
    ///
    /// # Errors
    /// When it is missing, of another version, or SQLite refuses.
    pub async fn open(path: &Path, mode: Mode) -> Result<Self, StoreError> {
        let refused =
            |error: &dyn std::fmt::Display| StoreError::Refused { path: path.to_owned(), reason: error.to_string() };
        match mode {
            Mode::Read if !path.is_file() => return Err(StoreError::Missing(path.to_owned())),
            Mode::Write => {
                if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                    std::fs::create_dir_all(folder).map_err(|error| refused(&error))?;
                }
            }
            Mode::Read => {}
        }
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(mode == Mode::Write)
            .journal_mode(SqliteJournalMode::Wal)
            // An attempt is journalled before it is sent: a power cut must not undo that.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(30))
            .foreign_keys(true);
        let pool =
            SqlitePoolOptions::new().max_connections(4).connect_with(options).await.map_err(|error| refused(&error))?;
        if mode == Mode::Write {
            migrator().run(&pool).await.map_err(|error| refused(&error))?;
        } else {
            check_version(&pool, path).await?;
        }
        let writer = Writer::start(pool.clone(), path.to_owned());
        Ok(Self { pool, writer, path: path.to_owned() })
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Ends all connections, so that the write-ahead log is folded into the file.
    pub async fn close(self) {
        self.writer.stop().await;
        self.pool.close().await;
    }

    pub(super) fn refused(&self, error: &sqlx::Error) -> StoreError {
        refusal(&self.path, error)
    }
}

pub(super) fn refusal(path: &Path, error: &sqlx::Error) -> StoreError {
    StoreError::Refused { path: path.to_owned(), reason: error.to_string() }
}

fn migrator() -> Migrator {
    let migration = |(version, name, sql): (i64, &'static str, &'static str)| {
        Migration::new(version, Cow::Borrowed(name), MigrationType::Simple, sql.into_sql_str(), false)
    };
    Migrator::with_migrations(MIGRATIONS.into_iter().map(migration).collect())
}

/// A reader changes nothing, so it can only use a database that is up to date.
async fn check_version(pool: &SqlitePool, path: &Path) -> Result<(), StoreError> {
    let newest = MIGRATIONS[MIGRATIONS.len() - 1].0;
    let wrong = |reason: String| StoreError::Version { path: path.to_owned(), reason };
    let row = sqlx::query("SELECT MAX(version) AS version FROM _sqlx_migrations WHERE success")
        .fetch_one(pool)
        .await
        .map_err(|_| wrong("is empty or belongs to another program; `exporter run` fills one".to_owned()))?;
    let found: Option<i64> = row.try_get("version").map_err(|error| wrong(error.to_string()))?;
    match found {
        Some(version) if version == newest => Ok(()),
        Some(version) if version > newest => {
            Err(wrong(format!("has version {version}, this program knows {newest}; use a newer exporter")))
        }
        _ => Err(wrong("is of an older version; `exporter run` brings it up to date".to_owned())),
    }
}
