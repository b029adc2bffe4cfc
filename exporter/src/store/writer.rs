//! The one task that writes. Rows that arrive together are committed together; each caller waits for its commit.

use std::path::PathBuf;
use std::sync::Arc;

use analytics::snapshot::v1::Warning;
use sqlx::SqliteConnection;
use sqlx::sqlite::SqlitePool;
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::task::JoinHandle;

use super::benches::{self, BenchWrite};
use super::costs::{self, NewBudget, NewCost};
use super::error::StoreError;
use super::identity::Identity;
use super::open::refusal;
use super::reviews::{self, ReviewRecord};
use super::rows::{
    AttemptResult, NewAttempt, NewRun, NewRunStart, NewVerdictAttempt, VerdictAttemptResult, VerdictRecord,
};
use super::serving::{self, NewServing};
use super::write;

/// At most this many rows in one transaction.
const BATCH: usize = 256;

/// Something to insert.
#[derive(Debug, Clone)]
pub(super) enum Write {
    Run(Box<NewRun>),
    RunStart(NewRunStart),
    Attempt(NewAttempt),
    AttemptResult(Box<AttemptResult>),
    VerdictAttempt(NewVerdictAttempt),
    VerdictAttemptResult(Box<VerdictAttemptResult>),
    Verdict(Box<VerdictRecord>),
    Serving(Box<NewServing>),
    Reviews(Vec<ReviewRecord>),
    Warnings(String, Vec<Warning>),
    Cost(NewCost),
    Budget(NewBudget),
    Bench(Box<BenchWrite>),
}

enum Message {
    Write(Write, oneshot::Sender<Result<(), StoreError>>),
    Stop,
}

/// The way to the task.
#[derive(Debug, Clone)]
pub(super) struct Writer {
    sender: mpsc::Sender<Message>,
    task: Arc<Mutex<Option<JoinHandle<()>>>>,
}

impl Writer {
    /// Starts the task.
    pub(super) fn start(pool: SqlitePool, path: PathBuf) -> Self {
        let (sender, receiver) = mpsc::channel(4 * BATCH);
        let task = tokio::spawn(serve(pool, path, receiver));
        Self { sender, task: Arc::new(Mutex::new(Some(task))) }
    }

    /// Inserts and waits until it is committed.
    pub(super) async fn write(&self, write: Write) -> Result<(), StoreError> {
        let (done, wait) = oneshot::channel();
        self.sender.send(Message::Write(write, done)).await.map_err(|_| StoreError::WriterGone)?;
        wait.await.map_err(|_| StoreError::WriterGone)?
    }

    /// Waits until everything is written and the task has ended. Nothing can be written afterwards.
    pub(super) async fn stop(self) {
        if self.sender.send(Message::Stop).await.is_ok()
            && let Some(task) = self.task.lock().await.take()
        {
            let _ = task.await;
        }
    }
}

async fn serve(pool: SqlitePool, path: PathBuf, mut receiver: mpsc::Receiver<Message>) {
    let mut messages = Vec::with_capacity(BATCH);
    let mut stopping = false;
    let identity = Identity::of(&path);
    let mut lost: Option<StoreError> = None;
    while !stopping && receiver.recv_many(&mut messages, BATCH).await > 0 {
        let mut writes = Vec::with_capacity(messages.len());
        let mut callers = Vec::with_capacity(messages.len());
        for message in messages.drain(..) {
            match message {
                Message::Write(write, done) => {
                    writes.push(write);
                    callers.push(done);
                }
                Message::Stop => stopping = true,
            }
        }
        if !writes.is_empty() && !identity.holds() {
            let lost = match &lost {
                Some(lost) => lost.clone(),
                None => lost.insert(identity.lost(&pool).await).clone(),
            };
            callers.into_iter().for_each(|done: oneshot::Sender<_>| drop(done.send(Err(lost.clone()))));
            continue;
        }
        let together = commit(&pool, &writes).await;
        let alone = together.is_err() && writes.len() > 1;
        for (write, done) in writes.iter().zip(callers) {
            // One row that is refused must not take the others of its batch along: they are answers that were paid for.
            let result = if alone { commit(&pool, std::slice::from_ref(write)).await } else { Ok(()) };
            let result = match &together {
                Err(error) if !alone => Err(refusal(&path, error)),
                _ => result.map_err(|error| refusal(&path, &error)),
            };
            // Nobody waits any more when the caller was cancelled; the row is written all the same.
            let _ = done.send(result);
        }
    }
}

async fn commit(pool: &SqlitePool, writes: &[Write]) -> Result<(), sqlx::Error> {
    if writes.is_empty() {
        return Ok(());
    }
    let mut connection = pool.acquire().await?;
    sqlx::query("BEGIN").execute(&mut *connection).await?;
    let mut done = insert(&mut connection, writes).await;
    if done.is_ok() {
        done = sqlx::query("COMMIT").execute(&mut *connection).await.map(drop);
    }
    if done.is_err() {
        // A commit that found no room leaves its transaction open, and with it the lock that the next one would wait for.
        // Where SQLite has rolled back by itself there is none left, which is as good.
        let _ = sqlx::query("ROLLBACK").execute(&mut *connection).await;
    }
    done
}

async fn insert(transaction: &mut SqliteConnection, writes: &[Write]) -> Result<(), sqlx::Error> {
    for write in writes {
        match write {
            Write::Run(run) => write::run(transaction, run).await?,
            Write::RunStart(start) => write::run_start(transaction, start).await?,
            Write::Attempt(attempt) => write::attempt(transaction, attempt).await?,
            Write::AttemptResult(result) => write::attempt_result(transaction, result).await?,
            Write::VerdictAttempt(attempt) => write::verdict_attempt(transaction, attempt).await?,
            Write::VerdictAttemptResult(result) => write::verdict_attempt_result(transaction, result).await?,
            Write::Verdict(verdict) => write::verdict(transaction, verdict).await?,
            Write::Serving(serving) => serving::insert(transaction, serving).await?,
            Write::Reviews(all) => {
                for review in all {
                    reviews::insert(transaction, review).await?;
                }
            }
            Write::Warnings(run_id, warnings) => write::warnings(transaction, run_id, warnings).await?,
            Write::Cost(cost) => costs::cost(transaction, cost).await?,
            Write::Budget(budget) => costs::budget(transaction, budget).await?,
            Write::Bench(row) => benches::insert(transaction, row).await?,
        }
    }
    Ok(())
}
