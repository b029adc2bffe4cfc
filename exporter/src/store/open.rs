//! Opens the database: pragmas, migrations, and the task that writes.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};

use super::error::StoreError;
use super::writer::Writer;
use super::{identity, inspect};

/// Every migration, in order. An old one is never changed: sqlx compares checksums.
pub(super) const MIGRATIONS: [(i64, &str, &str); 8] = [
    (1, "initial", include_str!("../../migrations/0001_initial.sql")),
    (2, "run starts", include_str!("../../migrations/0002_run_starts.sql")),
    (3, "run start providers", include_str!("../../migrations/0003_run_start_providers.sql")),
    (4, "money", include_str!("../../migrations/0004_money.sql")),
    (5, "serving", include_str!("../../migrations/0005_serving.sql")),
    (6, "reviews", include_str!("../../migrations/0006_reviews.sql")),
    (7, "lean indexes", include_str!("../../migrations/0007_lean_indexes.sql")),
    (8, "benches", include_str!("../../migrations/0008_benches.sql")),
];

/// What the database is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Create it when it is missing, and bring it up to date.
    Write,
    /// Only read; it must be there, and nothing in it is changed.
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
        match std::fs::metadata(path) {
            Ok(found) if found.is_file() => {}
            Ok(_) => return Err(StoreError::Foreign { path: path.to_owned(), reason: "it is no file".to_owned() }),
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                let reason = format!("it cannot be looked at: {error}");
                return Err(StoreError::Refused { path: path.to_owned(), reason });
            }
            Err(_) if mode == Mode::Read => return Err(StoreError::Missing(path.to_owned())),
            Err(_) => {}
        }
        let names = identity::names(path);
        if mode == Mode::Write && names > 1 {
            return Err(StoreError::ManyNames { path: path.to_owned(), names });
        }
        if let Some(folder) = path.parent().filter(|folder| mode == Mode::Write && !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|error| refused(&error))?;
        }
        let pool = if mode == Mode::Read {
            let pool = reader(path).await?;
            inspect::up_to_date(&pool, &migrator(), path).await?;
            pool
        } else {
            if path.is_file() {
                // Nothing is written before it is known whose file this is: the switch to a write-ahead log alone
                // would change it.
                let looking = reader(path).await?;
                let found = inspect::version(&looking, &migrator(), path).await;
                looking.close().await;
                found?;
            }
            let options = options(path)
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                // An attempt is journalled before it is sent: a power cut must not undo that.
                .synchronous(SqliteSynchronous::Full);
            let pool = connect(options).await.map_err(|error| refusal(path, &error))?;
            migrator().run(&pool).await.map_err(|error| refused(&error))?;
            pool
        };
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
    // SQLite's code for a file in another format.
    let no_database = error.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == "26");
    if no_database {
        return StoreError::Foreign { path: path.to_owned(), reason: "it is no SQLite file".to_owned() };
    }
    StoreError::Refused { path: path.to_owned(), reason: error.to_string() }
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(Duration::from_secs(30))
        .foreign_keys(true)
        // In KiB. The default of 2 MB makes lookups in a large database read the same pages again and again.
        .pragma("cache_size", "-32768")
}

/// Bytes of the file that readers map: as many as SQLite takes, which is 2 GiB.
const MAPPED: &str = "2147418112";

/// The file, to be looked at only. Beside one with a write-ahead log SQLite wants to create two more; where it may not, a
/// file whose log is empty is read by itself.
pub(super) async fn reader(path: &Path) -> Result<SqlitePool, StoreError> {
    let refused = |error: sqlx::Error| refusal(path, &error);
    // Read through the system's own cache: SQLite's is one for the process, and its readers wait for each other there.
    let options = |path| options(path).pragma("mmap_size", MAPPED);
    let error = match looked_at(options(path).read_only(true)).await {
        Ok(pool) => return Ok(pool),
        Err(error) => error,
    };
    if !is_read_only(&error) {
        return Err(refused(error));
    }
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    if std::fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
        let reason = "its folder cannot be written to, and its log holds rows that are not in the file yet; \
                      copy both files (its name, and the same with -wal) to a folder of your own and name the copy";
        return Err(StoreError::Refused { path: path.to_owned(), reason: reason.to_owned() });
    }
    looked_at(options(path).read_only(true).immutable(true)).await.map_err(refused)
}

/// A pool that has read something: SQLite opens its files no sooner.
async fn looked_at(options: SqliteConnectOptions) -> Result<SqlitePool, sqlx::Error> {
    let pool = connect(options).await?;
    match sqlx::query("SELECT COUNT(*) FROM sqlite_master").fetch_one(&pool).await {
        Ok(_) => Ok(pool),
        Err(error) => {
            pool.close().await;
            Err(error)
        }
    }
}

/// Whether SQLite could not create what it needs beside the file: its codes 8 (read-only) and 14 (cannot open).
fn is_read_only(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    code.and_then(|code| code.parse::<u32>().ok()).is_some_and(|code| matches!(code & 0xff, 8 | 14))
}

async fn connect(options: SqliteConnectOptions) -> Result<SqlitePool, sqlx::Error> {
    SqlitePoolOptions::new().max_connections(4).connect_with(options).await
}

pub(super) fn migrator() -> Migrator {
    let migration = |(version, name, sql): (i64, &'static str, &'static str)| {
        Migration::new(version, Cow::Borrowed(name), MigrationType::Simple, sql.into_sql_str(), false)
    };
    Migrator::with_migrations(MIGRATIONS.into_iter().map(migration).collect())
}
