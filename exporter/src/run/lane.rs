//! A provider while work goes on: its client, how many requests it gets at a time, a common pause, and what is closed
//! for good.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use super::control::Control;
use super::gate::{Gate, Load, Ticket};
use crate::config::Provider;
use crate::failure::Failure;
use crate::machine;
use crate::provider::look::From;
use crate::provider::retry::Condition;
use crate::provider::serving::Observation;
use crate::provider::{Client, address};

/// A server of one's own that went away is waited for so long: systemd restarts it, and a large model is loaded anew.
const USUAL_PATIENCE: Duration = Duration::from_secs(5 * 60);
/// The first wait between two looks at a server that went away, and the longest.
const FIRST_LOOK: Duration = Duration::from_millis(250);
const LONGEST_LOOK: Duration = Duration::from_secs(10);

/// How the wait for a server ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Back {
    /// It answers again; `first` for one of those who waited.
    Here {
        /// Whether nobody has told of it yet.
        first: bool,
    },
    /// It took too long.
    Never,
    /// Work stops.
    Stopped,
}

/// A provider with its state.
#[derive(Debug)]
pub struct Lane {
    /// The provider.
    pub provider: Provider,
    /// Its client.
    pub client: Client,
    /// The most servers of its machine that are asked at the same time, this one included; None for a service elsewhere.
    pub servers_at_once: Option<u32>,
    state: Mutex<State>,
    room: Notify,
}

#[derive(Debug)]
struct State {
    open_at: Option<Instant>,
    closed: Option<String>,
    closed_subjects: HashMap<String, String>,
    gate: Gate,
    served: u64,
    /// Whether the server has answered in this start, with whatever status.
    has_answered: bool,
    /// Whether somebody was told that it is loading its model.
    said_loading: bool,
    /// Models and judges whose conditions were noted with an answer.
    noted: HashSet<String>,
    /// Since when the server is away, where somebody waits for it.
    away: Option<Instant>,
}

/// The right to have one request in flight. It is given back when it is dropped.
#[derive(Debug)]
pub struct Pass<'lane> {
    lane: &'lane Lane,
    ticket: Ticket,
    load: Load,
}

impl Pass<'_> {
    /// Gives it back, with what the request says of the server's load.
    pub fn end(mut self, load: Load) {
        self.load = load;
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        let room = {
            let mut state = self.lane.state();
            state.served += u64::from(self.load == Load::Served);
            state.gate.leave(self.ticket, self.load)
        };
        // Two at most: one for the request that ended, one when there may be one more from now on.
        for _ in 0..room.min(2) {
            self.lane.room.notify_one();
        }
    }
}

impl Lane {
    /// A lane that is open.
    ///
    /// # Errors
    /// As [`Client::new`].
    pub fn new(provider: &Provider) -> Result<Self, Failure> {
        let state = State {
            open_at: None,
            closed: None,
            closed_subjects: HashMap::new(),
            gate: Gate::new(provider.concurrency, provider.ceiling()),
            served: 0,
            has_answered: false,
            said_loading: false,
            noted: HashSet::new(),
            away: None,
        };
        Ok(Self {
            provider: provider.clone(),
            client: Client::new(provider)?,
            servers_at_once: None,
            state: Mutex::new(state),
            room: Notify::new(),
        })
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

    /// How long nobody may send from now on.
    #[must_use]
    pub fn paused_for(&self) -> Duration {
        self.state().open_at.map(|at| at.saturating_duration_since(Instant::now())).unwrap_or_default()
    }

    /// How many requests there may be at a time now.
    #[must_use]
    pub fn limit(&self) -> u32 {
        self.state().gate.limit()
    }

    /// How many requests were served so far.
    #[must_use]
    pub fn served(&self) -> u64 {
        self.state().served
    }

    /// Whether the conditions stand with no answer of this model or judge yet; true for the first who asks.
    pub fn notes_conditions(&self, subject: &str) -> bool {
        self.state().noted.insert(subject.to_owned())
    }

    /// Adds under which conditions the provider is asked.
    pub fn conditions(&self, seen: &mut Observation) {
        seen.concurrency = Some(self.provider.ceiling());
        seen.servers_at_once = self.servers_at_once;
        seen.machine = self.provider.is_local().then(machine::describe);
    }

    /// Notes that the server is loading its model; true for the first who says so.
    pub fn says_loading(&self) -> bool {
        !std::mem::replace(&mut self.state().said_loading, true)
    }

    /// Notes that the server has answered.
    pub fn answered(&self) {
        self.state().has_answered = true;
    }

    /// How long to wait for the server once it went away: what was ordered, else some minutes for one of one's own that
    /// may be started again. A server that never answered is not waited for: its address is probably wrong.
    #[must_use]
    pub fn patience(&self, ordered: Option<Duration>) -> Option<Duration> {
        let usual = address::is_private(&self.provider.base_url).then_some(USUAL_PATIENCE);
        ordered.or(usual).filter(|patience| !patience.is_zero() && self.state().has_answered)
    }

    /// Notes that the server is away; true for the first who says so.
    pub fn away(&self) -> bool {
        let mut state = self.state();
        let first = state.away.is_none();
        state.away.get_or_insert_with(Instant::now);
        first
    }

    /// Waits until the server answers again, but not longer than so long after it went away.
    pub async fn back(&self, patience: Duration, control: &Control) -> Back {
        let mut wait = FIRST_LOOK;
        loop {
            let gone = self.state().away.map(|since| since.elapsed()).unwrap_or_default();
            let Some(left) = patience.checked_sub(gone).filter(|left| !left.is_zero()) else { return Back::Never };
            control.sleep(wait.min(left)).await;
            if control.is_stopping() {
                return Back::Stopped;
            }
            wait = (wait * 2).min(LONGEST_LOOK);
            // Whoever looked before has told already.
            if self.state().away.is_none() {
                return Back::Here { first: false };
            }
            let answers = match self.client.http() {
                None => true,
                Some(http) => match http.get(From::Root, "/health").await {
                    Ok(_) => true,
                    Err(fault) => !matches!(fault.condition, Condition::Unreachable | Condition::BrokenStream),
                },
            };
            if answers {
                return Back::Here { first: self.state().away.take().is_some() };
            }
        }
    }

    /// Waits for the end of a pause and for room; None when work stops.
    pub async fn enter(&self, control: &Control) -> Option<Pass<'_>> {
        loop {
            let room = self.room.notified();
            tokio::pin!(room);
            // Registered before the look, so that no request that ends between the two is missed.
            room.as_mut().enable();
            if control.is_stopping() {
                return None;
            }
            let pause = self.paused_for();
            if !pause.is_zero() {
                control.sleep(pause).await;
                continue;
            }
            if let Some(ticket) = self.state().gate.enter() {
                return Some(Pass { lane: self, ticket, load: Load::Unknown });
            }
            tokio::select! {
                () = room => {}
                () = control.stopped() => return None,
            }
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
