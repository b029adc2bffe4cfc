//! Joins two databases: every row of the other one that is missing here is added, in one transaction.
//!
//! Ids are hashes of content or ULIDs, so a row of the same key is the same row on every machine. Which tables there
//! are, and in which order their references allow them to be filled, is read from the migrations.

use std::path::Path;

use futures_util::TryStreamExt;
use sqlx::query::Query;
use sqlx::sqlite::{Sqlite, SqliteArguments, SqliteConnection, SqliteRow, SqliteValueRef};
use sqlx::{Column, Row, TypeInfo, ValueRef};

use super::inspect;
use super::open::{MIGRATIONS, Mode, Store, reader, refusal};
use crate::failure::Failure;

/// What happened to one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The table.
    pub table: &'static str,
    /// Rows that were added.
    pub added: u64,
    /// Rows that were there already.
    pub there: u64,
}

/// When a task's file first came into a database differs between machines and says nothing of the task.
const LOCAL_COLUMNS: [(&str, &str); 1] = [("tasks", "added_at")];

/// Adds the rows of the other file. That file is only read; one of an older version is brought up to date in a copy.
///
/// # Errors
/// When the other file cannot be read, or holds another content under the key of a row that is here: then nothing is
/// written.
pub async fn merge(store: &Store, other: &Path) -> Result<Vec<Merged>, Failure> {
    if !other.is_file() {
        return Err(Failure::usage(format!("there is no database at {}", other.display()))
            .hint("name the SQLite file of the other machine"));
    }
    let copy =
        tempfile::tempdir().map_err(|error| Failure::outside(format!("cannot create a temporary folder: {error}")))?;
    let theirs = open_other(other, copy.path()).await?;
    let merged = rows(store, &theirs, other).await;
    theirs.close().await;
    merged
}

/// The other database, in the version of this program's tables.
async fn open_other(other: &Path, folder: &Path) -> Result<Store, Failure> {
    let looking = reader(other).await?;
    let found = inspect::version(&looking, &super::open::migrator(), other).await;
    let newest = MIGRATIONS.iter().map(|(version, _, _)| *version).max();
    let version = match found {
        Ok(version) => version,
        Err(error) => {
            looking.close().await;
            return Err(error.into());
        }
    };
    if version.is_some() && version == newest {
        looking.close().await;
        return Ok(Store::open(other, Mode::Read).await?);
    }
    // A copy by SQLite itself holds what still stands in the write-ahead log.
    let copy = folder.join("copy.sqlite");
    let copied = sqlx::query("VACUUM INTO $1").bind(copy.to_string_lossy().into_owned()).execute(&looking).await;
    looking.close().await;
    copied.map_err(|error| refusal(other, &error))?;
    Ok(Store::open(&copy, Mode::Write).await?)
}

async fn rows(store: &Store, theirs: &Store, other: &Path) -> Result<Vec<Merged>, Failure> {
    let refused = |error: sqlx::Error| Failure::from(store.refused(&error));
    let unread = |error: sqlx::Error| Failure::from(refusal(other, &error));
    // One transaction over there as well: another process may be writing to it.
    let mut source = theirs.pool.begin().await.map_err(unread)?;
    let mut target = store.pool.begin().await.map_err(refused)?;
    let mut merged = Vec::new();
    for table in tables() {
        let mut counts = Merged { table, added: 0, there: 0 };
        let mut found = sqlx::query(sqlx::AssertSqlSafe(format!("SELECT * FROM {table}"))).fetch(&mut *source);
        let mut statements = None;
        while let Some(row) = found.try_next().await.map_err(unread)? {
            let statements = statements.get_or_insert_with(|| Statements::of(table, &row));
            if statements.insert(&mut target, &row).await.map_err(refused)? {
                counts.added += 1;
            } else if statements.is_there(&mut target, &row).await.map_err(refused)? {
                counts.there += 1;
            } else {
                let key = first_text(&row);
                return Err(Failure::outside(format!(
                    "{} and {} hold different rows of {table} under the key {key}; nothing was merged",
                    store.path().display(),
                    other.display()
                ))
                .hint("rows are never changed, so one of the two files was: restore it from a copy"));
            }
        }
        drop(found);
        merged.push(counts);
    }
    target.commit().await.map_err(refused)?;
    Ok(merged)
}

/// Every table in the order of its creation: what a row refers to comes before it.
fn tables() -> Vec<&'static str> {
    let created = |sql: &'static str| {
        sql.lines()
            .filter_map(|line| line.strip_prefix("CREATE TABLE "))
            .filter_map(|rest| rest.split([' ', '(']).next())
    };
    MIGRATIONS.iter().flat_map(|(_, _, sql)| created(sql)).collect()
}

/// The two statements for a table, made once from its columns.
struct Statements {
    insert: String,
    same: String,
    /// Positions of the columns that say whether two rows are the same.
    compared: Vec<usize>,
}

impl Statements {
    fn of(table: &str, row: &SqliteRow) -> Self {
        let names: Vec<&str> = row.columns().iter().map(Column::name).collect();
        let places: Vec<String> = (1..=names.len()).map(|at| format!("${at}")).collect();
        let compared: Vec<usize> =
            (0..names.len()).filter(|at| !LOCAL_COLUMNS.contains(&(table, names[*at]))).collect();
        let same: Vec<String> = (compared.iter().enumerate())
            .map(|(place, at)| format!("{} IS NOT DISTINCT FROM ${}", names[*at], place + 1))
            .collect();
        Self {
            insert: format!(
                "INSERT INTO {table} ({}) VALUES ({}) ON CONFLICT DO NOTHING",
                names.join(", "),
                places.join(", ")
            ),
            same: format!("SELECT COUNT(*) AS n FROM {table} WHERE {}", same.join(" AND ")),
            compared,
        }
    }

    /// Inserts the row; false when its key is there.
    async fn insert(&self, target: &mut SqliteConnection, row: &SqliteRow) -> Result<bool, sqlx::Error> {
        let all: Vec<usize> = (0..row.columns().len()).collect();
        let query = sqlx::query(sqlx::AssertSqlSafe(self.insert.as_str()));
        Ok(bound(query, row, &all)?.execute(target).await?.rows_affected() > 0)
    }

    /// Whether the same row stands here.
    async fn is_there(&self, target: &mut SqliteConnection, row: &SqliteRow) -> Result<bool, sqlx::Error> {
        let query = sqlx::query(sqlx::AssertSqlSafe(self.same.as_str()));
        let found = bound(query, row, &self.compared)?.fetch_one(target).await?;
        Ok(found.try_get::<i64, _>("n")? > 0)
    }
}

type Statement<'q> = Query<'q, Sqlite, SqliteArguments>;

/// Binds the values of these columns, each in the type in which it is stored.
fn bound<'q>(mut query: Statement<'q>, row: &SqliteRow, columns: &[usize]) -> Result<Statement<'q>, sqlx::Error> {
    for at in columns {
        let value: SqliteValueRef<'_> = row.try_get_raw(*at)?;
        query = if value.is_null() {
            query.bind(None::<String>)
        } else {
            match value.type_info().name() {
                "INTEGER" | "BIGINT" | "BOOLEAN" | "INT8" => query.bind(row.try_get_unchecked::<i64, _>(*at)?),
                "REAL" => query.bind(row.try_get_unchecked::<f64, _>(*at)?),
                _ => query.bind(row.try_get_unchecked::<String, _>(*at)?),
            }
        };
    }
    Ok(query)
}

fn first_text(row: &SqliteRow) -> String {
    row.try_get_unchecked::<String, _>(0).unwrap_or_else(|_| "?".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_comes_after_those_that_it_refers_to() {
        let tables = tables();
        let sql: String = MIGRATIONS.iter().map(|(_, _, sql)| *sql).collect();
        assert_eq!(tables.len(), sql.matches("CREATE TABLE").count(), "{tables:?}");
        let mut current = 0;
        for line in sql.lines() {
            if let Some(rest) = line.strip_prefix("CREATE TABLE ") {
                current = tables.iter().position(|table| rest.starts_with(table)).unwrap();
            }
            for (at, table) in tables.iter().enumerate() {
                let refers = line.contains(&format!("REFERENCES {table} "));
                assert!(!refers || at <= current, "{line}");
            }
        }
    }
}
