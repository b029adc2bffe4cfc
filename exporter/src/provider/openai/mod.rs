//! OpenAI's chat format, streamed: openrouter.ai and every compatible server.

mod body;
mod chunk;
mod delta;
mod speed;

use std::time::{Duration, Instant};

use analytics::outcome::Outcome;

use self::chunk::Chunks;
use super::call::Call;
use super::capability::{Feature, Rejected, complaint};
use super::error_body::ErrorBody;
use super::http::{Http, NoStream};
use super::openrouter::{endpoints, generation};
use super::reply::{Ending, Fault, Reply};
use super::retry::Condition;
use super::same_model::is_same;
use super::serving::{Observation, Surveys};
use super::{address, context_full, local, stream};
use crate::config::{Provider, ProviderKind, Secret, TokenLimitField};
use crate::failure::Failure;

/// Where questions go.
const PATH: &str = "/chat/completions";

/// A server of this format.
#[derive(Debug)]
pub struct OpenAi {
    /// The server.
    pub http: Http,
    openrouter: bool,
    private: bool,
    token_limit: TokenLimitField,
    rejected: Rejected,
    surveys: Surveys,
    first_wait: Duration,
}

impl OpenAi {
    /// Prepares the client.
    ///
    /// # Errors
    /// As [`Http::new`].
    pub fn new(provider: &Provider, secret: Option<Secret>) -> Result<Self, Failure> {
        Ok(Self {
            http: Http::new(provider, secret)?,
            openrouter: provider.kind == ProviderKind::Openrouter,
            private: address::is_private(&provider.base_url),
            token_limit: provider.token_limit_field,
            rejected: Rejected::default(),
            surveys: Surveys::default(),
            first_wait: Duration::from_millis(provider.backoff_ms),
        })
    }

    /// Asks.
    pub async fn call(&self, call: &Call) -> Reply {
        let survey = match self.surveys.of(&call.model, || self.look_around(&call.model)).await {
            Ok(survey) => survey,
            Err(fault) => return Reply::of_fault(fault).cleaned(self.http.secret.as_ref()),
        };
        // Verdicts are not timed, and all of a judge's prompts begin with the same rubric.
        let fresh_prompt = call.schema.is_none() && survey.seen().is_some_and(Observation::is_llama_cpp);
        let mut reply = self.ask(call, fresh_prompt).await;
        let context = survey.seen().and_then(|seen| seen.context_tokens);
        if context_full::fitted(call, &reply, context, self.private).is_some() {
            reply.ending = Ending::Outcome(Outcome::ContextOverflow);
        }
        if self.openrouter {
            self.look_after(&mut reply, survey.seen()).await;
        }
        let of_answer = reply.serving.take();
        if reply.as_fault().is_none()
            && let Some(mut seen) = survey.take()
        {
            if seen.not_loaded {
                // The request loaded the model: its waits are not those of the next one.
                let timing = &mut reply.timing;
                (timing.first_byte_ms, timing.first_text_ms, timing.first_answer_ms) = (None, None, None);
                timing.total_ms = None;
            }
            let served = reply.served_model.clone();
            seen.other_model = served.filter(|served| !self.openrouter && !is_same(&call.model, served));
            seen.add(of_answer.map(|seen| *seen).unwrap_or_default());
            reply.serving = (!seen.is_empty()).then(|| Box::new(seen));
        }
        reply.cleaned(self.http.secret.as_ref())
    }

    /// How the model is served, before the first question to it.
    async fn look_around(&self, model: &str) -> Result<Observation, Fault> {
        if self.openrouter {
            // Without the list everything goes on; only the precision stays unknown.
            let endpoints = endpoints::of_model(&self.http, model).await.unwrap_or_default();
            return Ok(Observation { endpoints, ..Observation::default() });
        }
        if !self.private {
            return Ok(Observation::default());
        }
        local::gate::ready(&self.http).await?;
        Ok(local::identity::of_model(&self.http, model, local::llama_server::Load::Now).await)
    }

    /// What OpenRouter knows besides: the bill of an answer that came without one, and who could satisfy a pin.
    async fn look_after(&self, reply: &mut Reply, seen: Option<&Observation>) {
        let accepted = reply.http_status.is_some_and(|status| (200..300).contains(&status));
        if accepted && reply.billed.is_none() {
            generation::complete(&self.http, reply, self.first_wait).await;
        }
        if let Ending::Fault(fault) = &mut reply.ending
            && fault.condition == Condition::PinUnsatisfiable
            && let Some(seen) = seen.filter(|seen| !seen.endpoints.is_empty())
        {
            fault.message.push_str(&format!("; this model is served by {}", endpoints::in_words(&seen.endpoints)));
        }
    }

    async fn ask(&self, call: &Call, fresh_prompt: bool) -> Reply {
        let features = body::Features {
            openrouter: self.openrouter,
            stream_options: !self.openrouter && !self.rejected.has(&call.model, Feature::StreamOptions),
            shape: call.schema.is_some() && !self.rejected.has(&call.model, Feature::ResponseFormat),
            token_limit: if self.rejected.has(&call.model, Feature::TokenLimitName) {
                other_name(self.token_limit)
            } else {
                self.token_limit
            },
            fresh_prompt,
        };
        let body = match body::write(call, &features) {
            Ok(body) => body,
            Err(error) => {
                return Reply::fault(Condition::BadRequest, format!("the request cannot be written: {error}"));
            }
        };
        let begun = Instant::now();
        let limits = self.http.limits(call);
        let response = match self.http.post(PATH, body).await {
            Ok(response) => response,
            Err(NoStream::Fault(fault)) => return Reply::of_fault(fault),
            Err(NoStream::Refused(refusal)) => {
                let condition = self.downgrade(call, &features, refusal.status, &refusal.body);
                return refusal.into_reply(condition);
            }
        };
        let status = response.status;
        let mut chunks = Chunks::begin(call, response.sent, &limits);
        chunks.generation_id =
            response.headers.get("x-generation-id").and_then(|value| value.to_str().ok()).map(str::to_owned);
        let broken = stream::read(&self.http, response, &mut chunks, begun, limits).await;
        let error = chunks.error().cloned();
        let mut reply = chunks.finish(broken, &self.http, PATH);
        reply.http_status = Some(status);
        // A complaint may also come in-band.
        if let (Ending::Fault(fault), Some(error)) = (&mut reply.ending, &error)
            && fault.condition == Condition::BadRequest
            && let Some(condition) = self.downgrade(call, &features, 400, error)
        {
            fault.condition = condition;
        }
        reply
    }

    /// Notes a rejected feature and says that the next attempt goes without it.
    fn downgrade(&self, call: &Call, features: &body::Features, status: u16, error: &ErrorBody) -> Option<Condition> {
        if !matches!(status, 400 | 404 | 422) {
            return None;
        }
        let feature = complaint(&error.message, error.param.as_deref(), features.shape)?;
        let was_sent = match feature {
            Feature::StreamOptions => features.stream_options,
            Feature::ResponseFormat => features.shape,
            Feature::TokenLimitName => features.token_limit == self.token_limit,
        };
        if !was_sent {
            return None;
        }
        self.rejected.note(&call.model, feature);
        Some(Condition::Downgraded)
    }
}

const fn other_name(field: TokenLimitField) -> TokenLimitField {
    match field {
        TokenLimitField::MaxTokens => TokenLimitField::MaxCompletionTokens,
        TokenLimitField::MaxCompletionTokens => TokenLimitField::MaxTokens,
    }
}
