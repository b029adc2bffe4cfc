//! Works through jobs: each provider has its own queue and its own number of workers, so none waits for another.

use std::collections::VecDeque;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::task::JoinSet;

use super::control::Control;
use super::lane::Lane;
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
    let mut workers = JoinSet::new();
    for (lane, jobs) in queues {
        let hands = (lane.provider.ceiling() as usize).min(jobs.len());
        let jobs = Arc::new(Mutex::new(jobs));
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
    }
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
