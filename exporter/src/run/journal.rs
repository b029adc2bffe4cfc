//! The journal of answers: an attempt is committed before its request is sent.

use std::sync::atomic::{AtomicI64, Ordering};

use analytics::outcome::Outcome;
use analytics::units::PicoUsd;
use ulid::Ulid;

use super::settle::{Finished, Journal};
use crate::clock::now_ms;
use crate::provider::Reply;
use crate::store::{AttemptResult, CostKind, NewAttempt, NewCost, NewServing, Store, StoreError};

/// Writes down the attempts at one case.
pub(super) struct AnswerJournal {
    pub store: Store,
    pub run_id: String,
    pub case_id: String,
    pub number: AtomicI64,
    /// Whether an earlier attempt has a result of the model's own. A failure of the server does not take its place.
    pub has_result: bool,
}

impl Journal for AnswerJournal {
    async fn started(&self, most: Option<PicoUsd>) -> Result<String, StoreError> {
        let id = Ulid::new().to_string();
        let number = self.number.fetch_add(1, Ordering::SeqCst) + 1;
        let attempt = NewAttempt {
            id: id.clone(),
            case_id: self.case_id.clone(),
            run_id: self.run_id.clone(),
            number,
            started_at: now_ms(),
        };
        tokio::try_join!(note_most(&self.store, &id, most), self.store.add_attempt(attempt))?;
        Ok(id)
    }

    async fn finished(&self, attempt: &str, ended: Finished<'_>) -> Result<(), StoreError> {
        let failed = matches!(ended.outcome, Outcome::ProviderError | Outcome::TimedOut);
        let settled = ended.settled && !(failed && self.has_result);
        let result = result_row(attempt, ended.reply, ended.outcome, settled);
        tokio::try_join!(note_computed(&self.store, attempt, &ended), self.store.add_attempt_result(result))?;
        note_serving(&self.store, attempt, ended.reply).await
    }
}

/// Notes the most that a call can cost, unless nobody knows. A call that can cost nothing has its computed cost at once:
/// if nobody hears how it ended, it has cost nothing all the same.
pub(crate) async fn note_most(store: &Store, attempt: &str, most: Option<PicoUsd>) -> Result<(), StoreError> {
    let Some(amount) = most else { return Ok(()) };
    let kind = if amount == PicoUsd(0) { CostKind::Computed } else { CostKind::Most };
    store.add_cost(NewCost { attempt_id: attempt.to_owned(), kind, amount }).await
}

/// Notes what the tokens of a call cost at the listed price, where the bill does not say the same and it was not noted
/// when the call was sent.
pub(crate) async fn note_computed(store: &Store, attempt: &str, ended: &Finished<'_>) -> Result<(), StoreError> {
    let cost = ended.cost;
    match cost.computed.filter(|_| cost.billed != cost.computed && ended.most != Some(PicoUsd(0))) {
        // A request that was refused costs nothing; that is known, and stands with the result.
        Some(amount) if cost.billed != Some(PicoUsd(0)) => {
            store.add_cost(NewCost { attempt_id: attempt.to_owned(), kind: CostKind::Computed, amount }).await
        }
        _ => Ok(()),
    }
}

/// Notes what was seen of how the model is served, where the reply carries it.
pub(crate) async fn note_serving(store: &Store, attempt: &str, reply: &Reply) -> Result<(), StoreError> {
    let Some(seen) = &reply.serving else { return Ok(()) };
    let (attempt_id, observed_at, observation) = (attempt.to_owned(), now_ms(), (**seen).clone());
    store.add_serving(NewServing { attempt_id, observed_at, observation }).await
}

/// The row of a reply.
pub(crate) fn result_row(attempt: &str, reply: &Reply, outcome: Outcome, settled: bool) -> AttemptResult {
    AttemptResult {
        attempt_id: attempt.to_owned(),
        finished_at: now_ms(),
        outcome,
        settled,
        answer: reply.answer.clone(),
        thinking: reply.thinking.clone(),
        finish_reason: reply.finish_reason.clone(),
        upstream: reply.upstream.clone(),
        served_model: reply.served_model.clone(),
        generation_id: reply.generation_id.clone(),
        http_status: reply.http_status,
        usage: reply.usage.clone(),
        timing: reply.timing.clone(),
        billed: reply.billed,
        error: reply.as_fault().map(|fault| fault.message.clone()),
        raw: reply.raw.clone(),
    }
}
