//! Stopping: the first Ctrl-C lets calls in flight finish, the second ends the program at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::Notify;

use crate::exit::Exit;
use crate::output::Printer;

/// Signals within this time of the first are the same request.
const SAME_REQUEST: Duration = Duration::from_secs(1);

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

    /// Listens to Ctrl-C, to requests to terminate, and to the terminal being closed.
    pub fn listen(&self, printer: Printer) {
        let control = self.clone();
        tokio::spawn(async move {
            let mut signals = Signals::new();
            signals.next().await;
            control.interrupt();
            printer.note("Stopping: calls in flight are finished and stored. Press Ctrl-C again to end at once.");
            // A closed terminal or a service manager sends several signals in a row and means one thing.
            let first = tokio::time::Instant::now();
            while first.elapsed() < SAME_REQUEST {
                signals.next().await;
            }
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

/// The signals that ask for an end. They are listened to from the first to the last moment: one between two waits counts.
#[cfg(unix)]
struct Signals(Vec<tokio::signal::unix::Signal>);

#[cfg(unix)]
impl Signals {
    fn new() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        let mut kinds = vec![SignalKind::interrupt(), SignalKind::terminate()];
        if !hangups_are_ignored() {
            kinds.push(SignalKind::hangup());
        }
        Self(kinds.into_iter().filter_map(|kind| signal(kind).ok()).collect())
    }

    async fn next(&mut self) {
        std::future::poll_fn(|context| {
            let came = self.0.iter_mut().any(|signal| signal.poll_recv(context).is_ready());
            if came { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
        })
        .await;
    }
}

/// Whether whoever started the program wants it to outlive the terminal, as `nohup` does. Linux tells in a mask whose
/// lowest bit is SIGHUP; elsewhere a hangup stops the run, and starting it again goes on.
#[cfg(unix)]
fn hangups_are_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 == 1)
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> Self {
        Self
    }

    async fn next(&mut self) {
        drop(tokio::signal::ctrl_c().await);
    }
}
