//! Whose turn it is among providers that share a machine: one that is asked while another works spoils both times.

use std::sync::{Mutex, PoisonError};

use tokio::sync::Notify;

use super::control::Control;
use crate::config::Provider;

/// The providers that are at work.
#[derive(Debug, Default)]
pub struct Turns {
    at_work: Mutex<Vec<Provider>>,
    changed: Notify,
}

/// The right of a provider to be asked. It is given back when it is dropped.
#[derive(Debug)]
pub struct Turn<'a> {
    turns: &'a Turns,
    provider: &'a Provider,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.turns.at_work().retain(|other| other.id != self.provider.id);
        self.turns.changed.notify_waiters();
    }
}

impl Turns {
    /// Waits until no provider works that this one takes turns with; None when work stops.
    pub async fn take<'a>(&'a self, provider: &'a Provider, control: &Control) -> Option<Turn<'a>> {
        loop {
            let changed = self.changed.notified();
            tokio::pin!(changed);
            // Registered before the look, so that no turn that ends between the two is missed.
            changed.as_mut().enable();
            if control.is_stopping() {
                return None;
            }
            {
                let mut at_work = self.at_work();
                if !at_work.iter().any(|other| provider.takes_turns_with(other)) {
                    at_work.push(provider.clone());
                    return Some(Turn { turns: self, provider });
                }
            }
            tokio::select! {
                () = changed => {}
                () = control.stopped() => return None,
            }
        }
    }

    fn at_work(&self) -> std::sync::MutexGuard<'_, Vec<Provider>> {
        // A panic elsewhere leaves plain values behind, which are still right.
        self.at_work.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
