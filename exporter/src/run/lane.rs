//! A provider while work goes on: its client, a common pause, and what is closed for good.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::control::Control;
use crate::config::Provider;
use crate::failure::Failure;
use crate::provider::Client;

/// A provider with its state.
#[derive(Debug)]
pub struct Lane {
    /// The provider.
    pub provider: Provider,
    /// Its client.
    pub client: Client,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    open_at: Option<Instant>,
    closed: Option<String>,
    closed_subjects: HashMap<String, String>,
}

impl Lane {
    /// A lane that is open.
    ///
    /// # Errors
    /// As [`Client::new`].
    pub fn new(provider: &Provider) -> Result<Self, Failure> {
        Ok(Self { provider: provider.clone(), client: Client::new(provider)?, state: Mutex::default() })
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        // A panic elsewhere leaves plain values behind, which are still right.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets nobody send for so long.
    pub fn pause(&self, wait: Duration) {
        let until = Instant::now() + wait;
        let mut state = self.state();
        state.open_at = Some(state.open_at.map_or(until, |at| at.max(until)));
    }

    /// Waits for the end of a pause.
    pub async fn wait_until_open(&self, control: &Control) {
        loop {
            let wait = self.state().open_at.map(|at| at.saturating_duration_since(Instant::now())).unwrap_or_default();
            if wait.is_zero() || control.is_stopping() {
                return;
            }
            control.sleep(wait).await;
        }
    }

    /// Sends nothing more to the provider; true for the first who says so.
    pub fn close(&self, reason: &str) -> bool {
        let mut state = self.state();
        let first = state.closed.is_none();
        state.closed.get_or_insert_with(|| reason.to_owned());
        first
    }

    /// Sends nothing more for this model or judge; true for the first who says so.
    pub fn close_subject(&self, subject: &str, reason: &str) -> bool {
        self.state().closed_subjects.insert(subject.to_owned(), reason.to_owned()).is_none()
    }

    /// Whether nothing may be sent for this model or judge.
    #[must_use]
    pub fn is_closed_for(&self, subject: &str) -> bool {
        let state = self.state();
        state.closed.is_some() || state.closed_subjects.contains_key(subject)
    }
}
