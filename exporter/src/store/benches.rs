//! Benches: speed and load of servers, request by request and level by level.

use analytics::bench::{BenchFile, Level, Note, Request};
use sqlx::{Row, SqliteConnection};

use super::error::StoreError;
use super::open::Store;
use super::text::storable;
use super::writer::Write;

/// A row of one of the tables of benches.
#[derive(Debug, Clone)]
pub enum BenchWrite {
    /// A bench begins: its file without levels.
    Bench {
        /// When.
        started_at: i64,
        /// The file.
        about: Box<BenchFile>,
    },
    /// A level begins.
    Level {
        /// Id.
        id: String,
        /// Of this bench.
        bench_id: String,
        /// When.
        started_at: i64,
        /// What is to be measured, with empty figures.
        level: Box<Level>,
    },
    /// A request has ended.
    Request {
        /// Of this level.
        level_id: String,
        /// Its number within the level.
        number: i64,
        /// What was measured.
        request: Box<Request>,
    },
    /// A level has ended.
    Result {
        /// The level.
        level_id: String,
        /// When.
        ended_at: i64,
        /// With its figures.
        level: Box<Level>,
    },
    /// A bench has ended.
    End {
        /// The bench.
        bench_id: String,
        /// When.
        ended_at: i64,
        /// What a reader of all levels must know.
        notes: Vec<Note>,
    },
}

impl Store {
    /// Stores a row of a bench.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn add_bench(&self, row: BenchWrite) -> Result<(), StoreError> {
        self.writer.write(Write::Bench(Box::new(row))).await
    }

    /// Every bench with the levels that have ended, newest first.
    ///
    /// # Errors
    /// When the database refuses or a row cannot be read.
    pub async fn benches(&self) -> Result<Vec<BenchFile>, StoreError> {
        let text = |row: &sqlx::sqlite::SqliteRow, name: &str| -> Result<Option<String>, StoreError> {
            row.try_get(name).map_err(|error| StoreError::Row(error.to_string()))
        };
        let rows = sqlx::query(
            "SELECT benches.id, benches.about_json, bench_ends.notes_json FROM benches \
             LEFT JOIN bench_ends ON bench_ends.bench_id = benches.id ORDER BY benches.started_at DESC, benches.id DESC",
        )
        .fetch_all(&self.pool)
        .await
        .map_err(|error| self.refused(&error))?;
        let mut benches = Vec::new();
        for row in rows {
            let mut bench: BenchFile = serde_json::from_str(&text(&row, "about_json")?.unwrap_or_default())?;
            if let Some(notes) = text(&row, "notes_json")? {
                bench.notes = serde_json::from_str(&notes)?;
            }
            let levels = sqlx::query(
                "SELECT bench_results.level_json FROM bench_levels CROSS JOIN bench_results \
                 WHERE bench_results.level_id = bench_levels.id AND bench_levels.bench_id = $1 \
                 ORDER BY bench_levels.started_at, bench_levels.id",
            )
            .bind(text(&row, "id")?)
            .fetch_all(&self.pool)
            .await
            .map_err(|error| self.refused(&error))?;
            for level in levels {
                bench.levels.push(serde_json::from_str(&text(&level, "level_json")?.unwrap_or_default())?);
            }
            benches.push(bench);
        }
        Ok(benches)
    }

    /// How many requests of benches are stored.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn bench_requests(&self) -> Result<u64, StoreError> {
        let row = sqlx::query("SELECT COUNT(*) AS n FROM bench_requests").fetch_one(&self.pool).await;
        let count: i64 = row.and_then(|row| row.try_get("n")).map_err(|error| self.refused(&error))?;
        Ok(u64::try_from(count).unwrap_or(0))
    }
}

pub(super) async fn insert(connection: &mut SqliteConnection, row: &BenchWrite) -> Result<(), sqlx::Error> {
    match row {
        BenchWrite::Bench { started_at, about } => {
            sqlx::query("INSERT INTO benches (id, started_at, model_id, about_json) VALUES ($1, $2, $3, $4)")
                .bind(&about.id)
                .bind(started_at)
                .bind(&about.model.id)
                .bind(json(about)?)
                .execute(connection)
                .await?;
        }
        BenchWrite::Level { id, bench_id, started_at, level } => {
            sqlx::query("INSERT INTO bench_levels (id, bench_id, started_at, level_json) VALUES ($1, $2, $3, $4)")
                .bind(id)
                .bind(bench_id)
                .bind(started_at)
                .bind(json(level)?)
                .execute(connection)
                .await?;
        }
        BenchWrite::Request { level_id, number, request } => {
            sqlx::query("INSERT INTO bench_requests (level_id, number, request_json) VALUES ($1, $2, $3)")
                .bind(level_id)
                .bind(number)
                .bind(json(request)?)
                .execute(connection)
                .await?;
        }
        BenchWrite::Result { level_id, ended_at, level } => {
            sqlx::query("INSERT INTO bench_results (level_id, ended_at, level_json) VALUES ($1, $2, $3)")
                .bind(level_id)
                .bind(ended_at)
                .bind(json(level)?)
                .execute(connection)
                .await?;
        }
        BenchWrite::End { bench_id, ended_at, notes } => {
            sqlx::query("INSERT INTO bench_ends (bench_id, ended_at, notes_json) VALUES ($1, $2, $3)")
                .bind(bench_id)
                .bind(ended_at)
                .bind(json(notes)?)
                .execute(connection)
                .await?;
        }
    }
    Ok(())
}

fn json<T: serde::Serialize + ?Sized>(value: &T) -> Result<String, sqlx::Error> {
    let text = serde_json::to_string(value).map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
    Ok(storable(&text).into_owned())
}
