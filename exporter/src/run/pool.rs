//! Works through jobs: each provider has its own queue and its own number of workers. Providers that share a machine take
//! turns; all others work at the same time, and none waits for another.

use std::collections::VecDeque;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::task::JoinSet;

use super::control::Control;
use super::lane::Lane;
use super::turns::Turns;
use crate::failure::Failure;

/// A provider with what it has to do, in order.
pub type Queue<J> = (Arc<Lane>, VecDeque<J>);

/// Handles every job. After the first error, and after a stop, nothing new begins and what is in flight is finished.
///
/// # Errors
/// The first error of a job.
pub async fn work<J, F, R>(queues: Vec<Queue<J>>, control: &Control, handle: F) -> Result<(), Failure>
where
    J: Send + 'static,
    F: Fn(Arc<Lane>, J) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Result<(), Failure>> + Send,
{
    let turns = Arc::new(Turns::default());
    let mut providers = JoinSet::new();
    for (lane, jobs) in queues {
        let (turns, control, handle) = (turns.clone(), control.clone(), handle.clone());
        providers.spawn(async move {
            let provider = lane.provider.clone();
            let Some(_turn) = turns.take(&provider, &control).await else { return Ok(()) };
            all(lane, jobs, &control, handle).await
        });
    }
    first_error(providers, control).await
}

/// Works through the jobs of one provider.
async fn all<J, F, R>(lane: Arc<Lane>, jobs: VecDeque<J>, control: &Control, handle: F) -> Result<(), Failure>
where
    J: Send + 'static,
    F: Fn(Arc<Lane>, J) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Result<(), Failure>> + Send,
{
    let hands = (lane.provider.ceiling() as usize).min(jobs.len());
    let jobs = Arc::new(Mutex::new(jobs));
    let mut workers = JoinSet::new();
    for _ in 0..hands {
        let (lane, jobs, control, handle) = (lane.clone(), jobs.clone(), control.clone(), handle.clone());
        workers.spawn(async move {
            loop {
                if control.is_stopping() {
                    return Ok(());
                }
                let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                let Some(job) = next else { return Ok(()) };
                handle(lane.clone(), job).await?;
            }
        });
    }
    first_error(workers, control).await
}

/// Waits for all; the first error stops what has not begun.
async fn first_error(mut workers: JoinSet<Result<(), Failure>>, control: &Control) -> Result<(), Failure> {
    let mut first = None;
    while let Some(worker) = workers.join_next().await {
        let result =
            worker.unwrap_or_else(|error| Err(Failure::outside(format!("a worker ended unexpectedly: {error}"))));
        if let Err(failure) = result {
            control.stop();
            first.get_or_insert(failure);
        }
    }
    first.map_or(Ok(()), Err)
}
