//! Databases of other programs, read and never changed: OpenCode's sessions.

use std::path::{Path, PathBuf};

use futures_util::TryStreamExt as _;
use sqlx::Row as _;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions};

/// A row of OpenCode's tables; `data` is the JSON that it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpenCodeRow {
    /// A session.
    Session {
        /// Its id.
        id: String,
        /// The session that started it, for a subagent.
        parent: Option<String>,
        /// Its folder.
        directory: Option<String>,
    },
    /// A message of either version of the tables.
    Message {
        /// Its id.
        id: String,
        /// Its session.
        session: String,
        /// `user`, `assistant` and others in the second version; None in the first, where the JSON says it.
        kind: Option<String>,
        /// JSON.
        data: String,
    },
    /// A part of a message.
    Part {
        /// Its message.
        message: String,
        /// JSON.
        data: String,
    },
}

/// Reads sessions, then messages, then parts.
///
/// A file with a write-ahead log is copied to a temporary folder together with it: SQLite would create a file beside it
/// to read it where it lies, and would miss the newest rows if it were told not to. Without such a log the file is read
/// in place, as immutable.
///
/// # Errors
/// In words, when the file cannot be read or is no such database.
pub fn read_opencode(path: &Path, each: &mut dyn FnMut(OpenCodeRow)) -> Result<(), String> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().build().map_err(|error| error.to_string())?;
    let copy = copied(path).map_err(|error| format!("it cannot be copied: {error}"))?;
    let options = match &copy {
        Some((_, copy)) => SqliteConnectOptions::new().filename(copy).read_only(true),
        None => SqliteConnectOptions::new().filename(path).read_only(true).immutable(true),
    };
    runtime.block_on(async {
        let connected = SqlitePoolOptions::new().max_connections(1).connect_with(options).await;
        let pool = connected.map_err(|error| error.to_string())?;
        let read = rows(&pool, each).await;
        pool.close().await;
        read
    })
}

/// A copy of a database whose log holds rows, taken again where it changed meanwhile.
fn copied(path: &Path) -> std::io::Result<Option<(tempfile::TempDir, PathBuf)>> {
    let beside = |end: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    };
    let log = beside("-wal");
    let state = |path: &Path| std::fs::metadata(path).map(|found| (found.len(), found.modified().ok())).ok();
    if state(&log).is_none_or(|(length, _)| length == 0) {
        return Ok(None);
    }
    let folder = tempfile::tempdir()?;
    let copy = folder.path().join("copy.db");
    for _ in 0..5 {
        let before = (state(path), state(&log));
        std::fs::copy(path, &copy)?;
        std::fs::copy(&log, folder.path().join("copy.db-wal"))?;
        if before == (state(path), state(&log)) {
            return Ok(Some((folder, copy)));
        }
    }
    Err(std::io::Error::other("another program keeps writing to it; end that program or try again"))
}

async fn rows(pool: &SqlitePool, each: &mut dyn FnMut(OpenCodeRow)) -> Result<(), String> {
    let said = |error: sqlx::Error| error.to_string();
    let tables = sqlx::query_scalar::<_, String>("SELECT name FROM sqlite_master WHERE type = 'table'");
    let tables = tables.fetch_all(pool).await.map_err(said)?;
    let has = |name: &str| tables.iter().any(|table| table == name);
    if !has("message") && !has("session_message") {
        return Err("it holds no messages of OpenCode".to_owned());
    }
    for table in ["session", "session_v2"].into_iter().filter(|table| has(table)) {
        let sql = format!("SELECT id, parent_id, directory FROM {table}");
        // The second version may name its columns otherwise: then sessions have neither folder nor parent.
        let Ok(found) = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(pool).await else { continue };
        for row in &found {
            if let Ok(id) = row.try_get("id") {
                let optional = |name: &str| row.try_get::<Option<String>, _>(name).ok().flatten();
                each(OpenCodeRow::Session { id, parent: optional("parent_id"), directory: optional("directory") });
            }
        }
    }
    // The newer tables first: what older ones still hold of the same messages is then a copy.
    let messages = [
        ("session_message", "SELECT id, session_id, type AS kind, data FROM session_message ORDER BY session_id, seq"),
        ("message", "SELECT id, session_id, NULL AS kind, data FROM message ORDER BY session_id, time_created, id"),
    ];
    for (_, sql) in messages.iter().filter(|(table, _)| has(table)) {
        let mut found = sqlx::query(*sql).fetch(pool);
        while let Some(row) = found.try_next().await.map_err(said)? {
            if let (Ok(id), Ok(session), Ok(data)) =
                (row.try_get("id"), row.try_get("session_id"), row.try_get::<String, _>("data"))
            {
                let kind = row.try_get::<Option<String>, _>("kind").ok().flatten();
                each(OpenCodeRow::Message { id, session, kind, data });
            }
        }
    }
    if has("part") {
        let mut found = sqlx::query("SELECT message_id, data FROM part ORDER BY message_id, id").fetch(pool);
        while let Some(row) = found.try_next().await.map_err(said)? {
            if let (Ok(message), Ok(data)) = (row.try_get("message_id"), row.try_get("data")) {
                each(OpenCodeRow::Part { message, data });
            }
        }
    }
    Ok(())
}
