//! One request of a bench: what is sent, and what is kept of the reply.

use std::time::{Duration, Instant};

use analytics::bench::Request;

use super::corpus;
use crate::config::Model;
use crate::provider::live::Live;
use crate::provider::reply::{Ending, Reply};
use crate::provider::retry::Condition;
use crate::provider::{Call, Client, Message, Role};
use analytics::outcome::Outcome;

/// Who is asked, and how.
#[derive(Debug)]
pub struct Asker {
    client: Client,
    model: Model,
    ignores_end: bool,
    seed: u64,
}

impl Asker {
    /// Somebody who asks this model. `ignores_end` tells the server to write on behind the model's own end.
    #[must_use]
    pub fn new(client: Client, model: Model, seed: u64) -> Self {
        Self { client, model, ignores_end: false, seed }
    }

    /// Tells the server from now on to ignore the end of the model's text.
    pub fn ignore_end(&mut self) {
        self.ignores_end = true;
    }

    /// Whether outputs have their full length because the server ignores the model's end.
    #[must_use]
    pub const fn ignores_end(&self) -> bool {
        self.ignores_end
    }

    /// The client.
    #[must_use]
    pub const fn client(&self) -> &Client {
        &self.client
    }

    /// The model.
    #[must_use]
    pub const fn model(&self) -> &Model {
        &self.model
    }

    /// The request with a prompt of so many words that no other number has.
    #[must_use]
    pub fn call(&self, words: usize, output: u32, number: u64) -> Call {
        let mut params = self.model.params.clone();
        if self.ignores_end {
            params.extra.insert("ignore_eos".to_owned(), true.into());
        }
        Call {
            model: self.model.provider_model.clone(),
            messages: vec![Message::new(Role::User, corpus::prompt(words, self.seed, number))],
            max_tokens: output.max(1),
            params,
            schema: None,
            category: None,
            live: Live::default(),
        }
    }

    /// Asks. A request that met the end of a kept connection is sent again at once: llama-server closes behind a stream
    /// what it said it would keep open, and a bench asks again within a millisecond.
    pub async fn ask(&self, call: &Call) -> Asked {
        let asked = self.once(call).await;
        if asked.met_a_closed_connection() { self.once(call).await } else { asked }
    }

    async fn once(&self, call: &Call) -> Asked {
        let begun = Instant::now();
        let reply = self.client.call(call).await;
        Asked { begun, ended: Instant::now(), reply }
    }
}

/// A server that fails while it works on a request takes longer than this.
const AT_ONCE: Duration = Duration::from_millis(100);

/// A reply with the moments around it.
#[derive(Debug)]
pub struct Asked {
    /// Before the call.
    pub begun: Instant,
    /// After it.
    pub ended: Instant,
    /// The reply.
    pub reply: Reply,
}

impl Asked {
    fn met_a_closed_connection(&self) -> bool {
        let is_lost = self.reply.as_fault().is_some_and(|fault| fault.condition == Condition::BrokenStream);
        is_lost && self.reply.timing.first_text_ms.is_none() && self.ended - self.begun < AT_ONCE
    }

    /// What is kept of it: times since `level`, the moment when the level began.
    #[must_use]
    pub fn request(&self, level: Instant, stream: u32, due_ms: Option<f64>) -> Request {
        let (reply, timing) = (&self.reply, &self.reply.timing);
        let sent = reply.sent.unwrap_or(self.begun);
        let since = |moment: Instant| moment.saturating_duration_since(level).as_secs_f64() * 1e3;
        Request {
            sent_ms: since(sent),
            due_ms,
            stream,
            first_text_ms: timing.first_text_ms,
            first_answer_ms: timing.first_answer_ms,
            last_text_ms: timing.last_text_ms,
            end_ms: timing.total_ms.unwrap_or_else(|| self.ended.saturating_duration_since(sent).as_secs_f64() * 1e3),
            arrivals_ms: reply.arrivals_ms.clone(),
            prompt_tokens: reply.usage.prompt_tokens,
            output_tokens: reply.usage.completion_tokens,
            server: reply.server,
            failure: failure(reply),
        }
    }
}

/// Why a reply is no answer. One that was cut at its limit, or repeats itself, is what a bench asks for.
fn failure(reply: &Reply) -> Option<String> {
    match &reply.ending {
        Ending::Fault(fault) => Some(fault.reason()),
        Ending::Outcome(Outcome::ContextOverflow) => Some("the context of the server is too short".to_owned()),
        Ending::Outcome(_) if reply.timing.first_text_ms.is_none() => Some("no text came".to_owned()),
        Ending::Outcome(_) => None,
    }
}
