//! LM Studio's own API: unlike its OpenAI format it sets the context window, and reports times.
//!
//! It takes no seed and forces no shape; judges read what comes.

mod body;
mod event;

use std::time::Instant;

use self::event::Events;
use super::call::Call;
use super::http::{Http, NoStream};
use super::local::identity;
use super::reply::{Fault, RAW_LIMIT, Reply};
use super::retry::Condition;
use super::serving::{Observation, Surveys};
use super::sse::SseParser;
use crate::config::{Provider, Secret};
use crate::failure::Failure;

/// An LM Studio server.
#[derive(Debug)]
pub struct LmStudio {
    /// The server.
    pub http: Http,
    surveys: Surveys,
}

impl LmStudio {
    /// Prepares the client.
    ///
    /// # Errors
    /// As [`Http::new`].
    pub fn new(provider: &Provider, secret: Option<Secret>) -> Result<Self, Failure> {
        Ok(Self { http: Http::new(provider, secret)?, surveys: Surveys::default() })
    }

    /// Asks.
    pub async fn call(&self, call: &Call) -> Reply {
        let survey = self.surveys.of(&call.model, || async { Ok::<_, Fault>(Observation::default()) }).await;
        let mut reply = self.ask(call).await;
        if reply.as_fault().is_none() && survey.is_ok_and(|survey| survey.take().is_some()) {
            // Models are loaded by the first question, so only now is there a context to ask about.
            let mut seen = identity::lm_studio(&self.http, &call.model).await;
            seen.engine.get_or_insert_with(|| "lm-studio".to_owned());
            seen.asked_context_tokens = call.params.num_ctx.map(u64::from);
            reply.serving = Some(Box::new(seen));
        }
        reply.cleaned(self.http.secret.as_ref())
    }

    async fn ask(&self, call: &Call) -> Reply {
        let begun = Instant::now();
        let mut response = match self.http.post("/api/v1/chat", body::write(call)).await {
            Ok(response) => response,
            Err(NoStream::Fault(fault)) => return Reply::of_fault(fault),
            Err(NoStream::Refused(refusal)) => return refusal.into_reply(None),
        };
        let status = response.status;
        let mut events = Events::begin(call, response.sent);
        let mut last = response.sent;
        let (mut parser, mut whole, mut broken) = (SseParser::default(), Vec::new(), None);
        while !events.is_done() {
            match self.http.read(&mut response, &mut events.transcript, begun).await {
                Ok(Some((bytes, moment))) => {
                    last = moment;
                    parser.push(&bytes).iter().for_each(|event| events.event(event, moment));
                    if !events.has_begun() && whole.len() < RAW_LIMIT {
                        whole.extend_from_slice(&bytes);
                    }
                }
                Ok(None) => break,
                Err(fault) => {
                    broken = Some(fault);
                    break;
                }
            }
        }
        if events.is_done() {
            events.transcript.ended(last);
            self.http.drain(response).await;
        } else if let Some(event) = parser.finish() {
            events.event(&event, last);
        } else if !events.has_begun() {
            // No stream at all: an error, or an answer in one piece.
            events.event(&String::from_utf8_lossy(&whole), last);
        }
        let mut reply = events.finish(broken);
        reply.http_status = Some(status);
        reply
    }
}

/// What an error that came with an answer is.
fn in_band(error: &serde_json::Value, has_text: bool) -> (Condition, String) {
    let body = super::error_body::ErrorBody::of_value(error);
    let condition = super::classify::classify(body.status().unwrap_or(500), &body);
    let condition = if has_text { condition.after_text() } else { condition };
    (condition, format!("error inside of the response: {}", body.message))
}
