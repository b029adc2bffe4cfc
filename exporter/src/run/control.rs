//! Stopping: the first Ctrl-C lets calls in flight finish, the second ends the program at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::Notify;

use crate::exit::Exit;
use crate::output::Printer;

/// Whether work goes on.
#[derive(Debug, Clone, Default)]
pub struct Control {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    stopping: AtomicBool,
    interrupted: AtomicBool,
    changed: Notify,
}

impl Control {
    /// Work that goes on until it is stopped.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Listens to Ctrl-C and to requests to terminate.
    pub fn listen(&self, printer: Printer) {
        let control = self.clone();
        tokio::spawn(async move {
            signal().await;
            control.interrupt();
            printer.note("Stopping: calls in flight are finished and stored. Press Ctrl-C again to end at once.");
            signal().await;
            // Attempts in flight stay in the journal without a result; running again repeats them.
            std::process::exit(i32::from(Exit::Interrupted.code()));
        });
    }

    /// Stops because somebody asked.
    pub fn interrupt(&self) {
        self.shared.interrupted.store(true, Ordering::SeqCst);
        self.stop();
    }

    /// Stops because going on makes no sense.
    pub fn stop(&self) {
        self.shared.stopping.store(true, Ordering::SeqCst);
        self.shared.changed.notify_waiters();
    }

    /// Whether nothing new may begin.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        self.shared.stopping.load(Ordering::SeqCst)
    }

    /// Whether somebody asked to stop.
    #[must_use]
    pub fn is_interrupted(&self) -> bool {
        self.shared.interrupted.load(Ordering::SeqCst)
    }

    /// Waits until work stops.
    pub async fn stopped(&self) {
        let changed = self.shared.changed.notified();
        tokio::pin!(changed);
        changed.as_mut().enable();
        if !self.is_stopping() {
            changed.await;
        }
    }

    /// Sleeps, but not longer than until work stops.
    pub async fn sleep(&self, wait: Duration) {
        let changed = self.shared.changed.notified();
        tokio::pin!(changed);
        // Registered before the check, so that no stop between the two is missed.
        changed.as_mut().enable();
        if self.is_stopping() || wait.is_zero() {
            return;
        }
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = changed => {}
        }
    }
}

#[cfg(unix)]
async fn signal() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        },
        Err(_) => drop(tokio::signal::ctrl_c().await),
    }
}

#[cfg(not(unix))]
async fn signal() {
    drop(tokio::signal::ctrl_c().await);
}
