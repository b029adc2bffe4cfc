//! One request until it is settled: journal, ask, store, and decide by the retry table.

use std::collections::HashMap;
use std::future::Future;
use std::time::Duration;

use analytics::outcome::Outcome;
use analytics::units::PicoUsd;

use super::control::Control;
use super::lane::Lane;
use crate::provider::reply::Ending;
use crate::provider::retry::{self, Billable, Condition, Decision, Then};
use crate::provider::{Call, Reply};
use crate::store::StoreError;

/// Where attempts are written down.
pub trait Journal: Sync {
    /// Notes that a request is about to be sent, and returns the attempt's id once that is committed.
    fn started(&self) -> impl Future<Output = Result<String, StoreError>> + Send;

    /// Notes how it ended.
    fn finished(
        &self,
        attempt: &str,
        reply: &Reply,
        outcome: Outcome,
        settled: bool,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// How a request came to its end.
#[derive(Debug)]
pub enum End {
    /// It has this outcome.
    Settled(Outcome, Box<Reply>),
    /// Provider or model is closed; the reason comes with the request that closed it.
    Closed(Option<Closing>),
    /// Somebody asked to stop.
    Interrupted,
}

/// Why a provider or a model is closed.
#[derive(Debug, Clone)]
pub struct Closing {
    /// Whether the whole provider is closed.
    pub provider: bool,
    /// Why.
    pub reason: String,
}

/// Asks until there is a result, or until nothing more may be sent. `subject` is the model or judge that is closed when
/// the server does not take its requests.
///
/// # Errors
/// When the database refuses: without a journal nothing is sent.
pub async fn settle(
    lane: &Lane,
    subject: &str,
    call: &Call,
    journal: &impl Journal,
    control: &Control,
) -> Result<End, StoreError> {
    let mut tries: HashMap<Condition, u32> = HashMap::new();
    let base = Duration::from_millis(lane.provider.backoff_ms);
    loop {
        lane.wait_until_open(control).await;
        if control.is_stopping() {
            return Ok(End::Interrupted);
        }
        if lane.is_closed_for(subject) {
            return Ok(End::Closed(None));
        }
        let attempt = journal.started().await?;
        let mut reply = lane.client.call(call).await;
        let fault = match &reply.ending {
            Ending::Outcome(outcome) => {
                let outcome = *outcome;
                journal.finished(&attempt, &reply, outcome, true).await?;
                return Ok(End::Settled(outcome, Box::new(reply)));
            }
            Ending::Fault(fault) => fault.clone(),
        };
        let rule = retry::rule(fault.condition);
        if reply.billed.is_none() && rule.billable == Billable::No && !was_accepted(&reply) {
            reply.billed = Some(PicoUsd(0));
        }
        let tried = tries.entry(fault.condition).or_default();
        *tried += 1;
        match retry::decide(fault.condition, *tried, fault.retry_after, base, retry::dice()) {
            Decision::Retry(wait) => {
                if rule.pause_provider {
                    lane.pause(wait);
                }
                journal.finished(&attempt, &reply, rule.then.outcome(), false).await?;
                control.sleep(wait).await;
            }
            Decision::End(then) => {
                let settled = matches!(then, Then::Settle(_));
                journal.finished(&attempt, &reply, then.outcome(), settled).await?;
                let first = match then {
                    Then::Settle(outcome) => return Ok(End::Settled(outcome, Box::new(reply))),
                    Then::StopModel(_) => lane.close_subject(subject, &fault.message),
                    Then::StopProvider(_) => lane.close(&fault.message),
                };
                let closing = Closing { provider: matches!(then, Then::StopProvider(_)), reason: fault.message };
                return Ok(End::Closed(first.then_some(closing)));
            }
        }
    }
}

/// Whether the server began an answer. Whatever went wrong afterwards, only the server knows what it bills for that.
fn was_accepted(reply: &Reply) -> bool {
    reply.http_status.is_some_and(|status| (200..300).contains(&status))
}
