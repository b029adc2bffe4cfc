//! A verdict from a language model: ask, read, and ask once more when the reply cannot be read.

use std::sync::atomic::{AtomicI64, Ordering};

use analytics::outcome::Outcome;
use analytics::units::PicoUsd;
use ulid::Ulid;

use super::panel::Job;
use super::{parse, prompt};
use crate::clock::now_ms;
use crate::config::JudgeHow;
use crate::failure::Failure;
use crate::provider::live::Live;
use crate::provider::{Call, Message, Reply};
use crate::run::lane::Lane;
use crate::run::settle::{Closing, End, Finished, Journal, settle};
use crate::run::{Session, note_computed, note_most, note_serving, result_row};
use crate::store::{NewVerdictAttempt, Store, StoreError, VerdictAttemptResult, VerdictRecord};

/// What came of it.
#[derive(Debug)]
pub(super) enum Judged {
    /// Marks are stored.
    Read,
    /// The text that could not be read is stored.
    Unreadable,
    /// No reply; the next `judge` asks again.
    Failed(String),
    /// Nothing may be sent any more.
    Closed(Option<Closing>),
    /// It could have exceeded the budget.
    NoMoney,
    /// Somebody asked to stop.
    Interrupted,
}

/// Asks for a verdict and stores it.
pub(super) async fn judge(store: &Store, lane: &Lane, job: &Job, session: &Session) -> Result<Judged, Failure> {
    let JudgeHow::Model { provider_model, params, max_tokens, .. } = &job.judge.judge.how else {
        return Ok(Judged::Failed("it is no language model".to_owned()));
    };
    let journal = VerdictJournal { store, job, number: AtomicI64::new(job.calls_before) };
    let call = |messages: Vec<Message>| Call {
        model: provider_model.clone(),
        messages,
        max_tokens: *max_tokens,
        params: (**params).clone(),
        schema: Some(prompt::SCHEMA),
        category: None,
        live: Live::default(),
    };
    // A reply was paid for and stored, and the program was killed before its verdict was.
    if job.reply_may_be_there
        && let Some(reply) = store.last_reply(&job.attempt_id, &job.judge.key).await?
        && let Ok(parsed) = parse::parse(&reply)
    {
        store.add_verdict(of_reply(job, parsed)).await?;
        return Ok(Judged::Read);
    }
    let answer = store.answer_text(&job.attempt_id).await?;
    let asked = || prompt::messages(&job.task, &answer, job.cut);
    let mut messages = asked();
    let mut last = None;
    for _ in 0..2 {
        let (outcome, reply) =
            match settle(lane, &job.judge.subject, &call(messages.clone()), &journal, session).await? {
                End::Settled(outcome, reply) => (outcome, reply),
                End::NoMoney => return Ok(Judged::NoMoney),
                End::Closed(closing) => return Ok(Judged::Closed(closing)),
                End::Interrupted => return Ok(Judged::Interrupted),
            };
        match read(outcome, &reply) {
            Reading::Verdict(parsed) => {
                store.add_verdict(of_reply(job, parsed)).await?;
                return Ok(Judged::Read);
            }
            Reading::NoAnswer(reason) => {
                last = Some((reason, reply.answer));
                break;
            }
            Reading::Unreadable(reason) => {
                messages = prompt::repair(asked(), &reply.answer, &reason);
                last = Some((reason, reply.answer));
            }
            Reading::NoReply(reason) => return Ok(Judged::Failed(reason)),
        }
    }
    let (reason, text) = last.unwrap_or_default();
    // The text is evidence; no mark is ever made up for it.
    let verdict = VerdictRecord {
        rationale: format!("The reply could not be read: {reason}."),
        unreadable: Some(text),
        ..job.verdict()
    };
    store.add_verdict(verdict).await?;
    Ok(Judged::Unreadable)
}

/// The verdict that a reply holds.
fn of_reply(job: &Job, parsed: parse::Parsed) -> VerdictRecord {
    VerdictRecord { marks: Some(parsed.marks), coerced: parsed.coerced, rationale: parsed.rationale, ..job.verdict() }
}

enum Reading {
    Verdict(parse::Parsed),
    /// A whole reply in another form, which a second request may mend.
    Unreadable(String),
    /// The judge's last word: asking again would cost the same and bring the same.
    NoAnswer(String),
    NoReply(String),
}

fn read(outcome: Outcome, reply: &Reply) -> Reading {
    match outcome {
        Outcome::Answered => match parse::parse(&reply.answer) {
            Ok(parsed) => Reading::Verdict(parsed),
            Err(error) => Reading::Unreadable(error.to_string()),
        },
        // What was cut is never closed by guessing.
        Outcome::Truncated => Reading::NoAnswer("it was cut at the token limit".to_owned()),
        Outcome::Refused => Reading::NoAnswer("the judge refused".to_owned()),
        // A server that takes thinking apart can put a verdict that was forced into JSON among the thinking.
        Outcome::Empty => match reply.thinking.as_deref().map(parse::parse) {
            Some(Ok(parsed)) => Reading::Verdict(parsed),
            _ => Reading::NoAnswer("it holds no text".to_owned()),
        },
        other => {
            Reading::NoReply(reply.as_fault().map_or_else(|| other.slug().to_owned(), |fault| fault.message.clone()))
        }
    }
}

struct VerdictJournal<'a> {
    store: &'a Store,
    job: &'a Job,
    number: AtomicI64,
}

impl Journal for VerdictJournal<'_> {
    async fn started(&self, most: Option<PicoUsd>) -> Result<String, StoreError> {
        let id = Ulid::new().to_string();
        let attempt = NewVerdictAttempt {
            id: id.clone(),
            attempt_id: self.job.attempt_id.clone(),
            judge_key: self.job.judge.key.clone(),
            run_id: self.job.run_id.to_string(),
            number: self.number.fetch_add(1, Ordering::SeqCst) + 1,
            started_at: now_ms(),
        };
        tokio::try_join!(note_most(self.store, &id, most), self.store.add_verdict_attempt(attempt))?;
        Ok(id)
    }

    async fn finished(&self, attempt: &str, ended: Finished<'_>) -> Result<(), StoreError> {
        let result = VerdictAttemptResult(result_row(attempt, ended.reply, ended.outcome, ended.settled));
        tokio::try_join!(note_computed(self.store, attempt, &ended), self.store.add_verdict_attempt_result(result))?;
        note_serving(self.store, attempt, ended.reply).await
    }
}
