//! One request until it is settled: set money aside, journal, ask, store, and decide by the retry table.

use std::collections::HashMap;
use std::future::Future;
use std::time::Duration;

use analytics::outcome::Outcome;
use analytics::units::PicoUsd;

use super::gate::Load;
use super::lane::{Back, Lane};
use super::session::Session;
use crate::config::ProviderKind;
use crate::money::Subject;
use crate::money::till::Cost;
use crate::output::duration;
use crate::provider::live::Live;
use crate::provider::reply::Ending;
use crate::provider::retry::{self, Billable, Condition, Decision, Then};
use crate::provider::{Call, Reply};
use crate::store::StoreError;

/// Where attempts are written down.
pub trait Journal: Sync {
    /// Notes that a request is about to be sent and what it can cost at most, and returns the attempt's id once that is
    /// committed.
    fn started(&self, most: Option<PicoUsd>) -> impl Future<Output = Result<String, StoreError>> + Send;

    /// Notes how it ended.
    fn finished(&self, attempt: &str, ended: Finished<'_>) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy)]
pub struct Finished<'a> {
    /// What came of it.
    pub reply: &'a Reply,
    /// Its outcome.
    pub outcome: Outcome,
    /// Whether the case is done with it.
    pub settled: bool,
    /// What it cost.
    pub cost: Cost,
    /// The most that it could cost, as it was noted when it was sent.
    pub most: Option<PicoUsd>,
}

/// How a request came to its end.
#[derive(Debug)]
pub enum End {
    /// It has this outcome.
    Settled(Outcome, Box<Reply>),
    /// Provider or model is closed; the reason comes with the request that closed it.
    Closed(Option<Closing>),
    /// It could have exceeded the budget.
    NoMoney,
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

/// Asks until there is a result, or until nothing more may be sent. `subject` is the model or judge that pays, and that
/// is closed when the server does not take its requests.
///
/// # Errors
/// When the database refuses: without a journal nothing is sent.
pub async fn settle(
    lane: &Lane,
    subject: &Subject,
    call: &Call,
    journal: &impl Journal,
    session: &Session,
) -> Result<End, StoreError> {
    let mut tries: HashMap<Condition, u32> = HashMap::new();
    let base = Duration::from_millis(lane.provider.backoff_ms);
    let (most, mut served) = (subject.pricing.most(call), lane.served());
    let mut call = call.clone();
    loop {
        let Some(pass) = lane.enter(&session.control).await else { return Ok(End::Interrupted) };
        if lane.is_closed_for(&subject.id) {
            return Ok(End::Closed(None));
        }
        let Some(hold) = session.till.hold(subject, most, &session.control).await else {
            let stopped = session.control.is_stopping();
            return Ok(if stopped { End::Interrupted } else { End::NoMoney });
        };
        // What a part of this program costs needs no row.
        let noted = hold.most().filter(|_| lane.provider.kind != ProviderKind::Builtin);
        let attempt = journal.started(noted).await?;
        call.live = Live::default();
        let sent = session.progress.sent(&call.live, call.max_tokens);
        let mut reply = lane.client.call(&call).await;
        drop(sent);
        let fault = reply.as_fault().cloned();
        if fault.is_none() && lane.provider.kind != ProviderKind::Builtin && lane.notes_conditions(&subject.id) {
            lane.conditions(reply.serving.get_or_insert_default());
        }
        let rule = fault.as_ref().map(|fault| retry::rule(fault.condition));
        let is_free = rule.is_some_and(|rule| rule.billable == Billable::No);
        if reply.billed.is_none() && is_free && !was_accepted(&reply) {
            reply.billed = Some(PicoUsd(0));
        }
        let cost = Cost { billed: reply.billed, computed: subject.pricing.computed(&reply) };
        let ended = match (fault, rule) {
            (Some(fault), Some(rule)) => {
                let tried = tries.entry(fault.condition).or_default();
                *tried += 1;
                // As long as others are served, only this request had bad luck: it begins to count again.
                let overloaded = fault.condition == Condition::Overloaded;
                if overloaded && *tried >= rule.attempts && lane.served() > served {
                    (*tried, served) = (1, lane.served());
                }
                let decision = retry::decide(fault.condition, *tried, fault.retry_after, base, retry::dice());
                Some((fault, rule, decision))
            }
            _ => None,
        };
        let patience = lane.patience(session.wait_for_server);
        let (outcome, settled) = match &ended {
            None => match &reply.ending {
                Ending::Outcome(outcome) => (*outcome, true),
                Ending::Fault(_) => (Outcome::ProviderError, true),
            },
            Some((_, rule, Decision::Retry(_))) => (rule.then.outcome(), false),
            // That a provider has too much to do says nothing of the model: the next start asks again.
            Some((fault, _, Decision::End(then))) => {
                (then.outcome(), matches!(then, Then::Settle(_)) && fault.condition != Condition::Overloaded)
            }
        };
        if let Some((_, rule, Decision::Retry(wait))) = &ended
            && rule.pause_provider
        {
            lane.pause(*wait);
        }
        pass.end(match &ended {
            None => Load::Served,
            Some((_, rule, _)) if rule.pause_provider => Load::TooMuch,
            Some(_) => Load::Unknown,
        });
        // What was paid for is stored before anything else is done with it.
        journal.finished(&attempt, Finished { reply: &reply, outcome, settled, cost, most: noted }).await?;
        hold.spend(subject, cost);
        session.progress.call(&subject.id, &reply, cost);
        session.notes.add(&subject.id, &reply.notes);
        if ended.is_none() || reply.http_status.is_some() {
            lane.answered();
        }
        let Some((fault, rule, decision)) = ended else { return Ok(End::Settled(outcome, Box::new(reply))) };
        if fault.condition == Condition::Loading && lane.says_loading() {
            session
                .progress
                .note(&format!("{} is not ready yet: {}; waiting for it.", lane.provider.id, fault.message));
        }
        let then = match decision {
            Decision::Retry(wait) => {
                if rule.pause_provider {
                    session.progress.waiting(lane.provider.id.as_str(), wait, lane.limit());
                }
                session.control.sleep(wait).await;
                continue;
            }
            Decision::End(_) if fault.condition == Condition::Unreachable && patience.is_some() => {
                let patience = patience.unwrap_or_default();
                if lane.away() {
                    session.progress.note(&format!(
                        "{} went away ({}); waiting up to {} for it.",
                        lane.provider.id,
                        fault.reason(),
                        duration(patience)
                    ));
                }
                match lane.back(patience, &session.control).await {
                    Back::Here { first } => {
                        if first {
                            session.progress.note(&format!("{} answers again.", lane.provider.id));
                        }
                        tries.remove(&Condition::Unreachable);
                        continue;
                    }
                    Back::Stopped => return Ok(End::Interrupted),
                    Back::Never => {
                        let reason = format!("{}; it was away for {}", fault.reason(), duration(patience));
                        let first = lane.close(&reason);
                        return Ok(End::Closed(first.then_some(Closing { provider: true, reason })));
                    }
                }
            }
            Decision::End(then) => then,
        };
        let reason = fault.reason();
        let first = match then {
            Then::Settle(_) if fault.condition == Condition::Overloaded => lane.close(&reason),
            Then::Settle(outcome) => return Ok(End::Settled(outcome, Box::new(reply))),
            Then::StopModel(_) => lane.close_subject(&subject.id, &reason),
            Then::StopProvider(_) => lane.close(&reason),
        };
        let closing = Closing { provider: !matches!(then, Then::StopModel(_)), reason };
        return Ok(End::Closed(first.then_some(closing)));
    }
}

/// Whether the server began an answer. Whatever went wrong afterwards, only the server knows what it bills for that.
fn was_accepted(reply: &Reply) -> bool {
    reply.http_status.is_some_and(|status| (200..300).contains(&status))
}
