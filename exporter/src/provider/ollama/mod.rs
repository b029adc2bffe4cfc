//! Ollama's own API: the only one that can set the context window and reports durations.

mod body;
mod line;
pub mod look;

use std::time::Instant;

use self::line::Lines;
use super::call::Call;
use super::capability::{Feature, Rejected, complaint};
use super::context_full::{self, Windows};
use super::http::{Http, NoStream};
use super::reply::{Fault, Reply};
use super::retry::Condition;
use super::serving::{Observation, Surveys};
use super::{address, stream};
use crate::config::{Provider, Secret};
use crate::failure::Failure;

/// Where questions go.
const PATH: &str = "/api/chat";

/// An Ollama server.
#[derive(Debug)]
pub struct Ollama {
    /// The server.
    pub http: Http,
    rejected: Rejected,
    surveys: Surveys,
    windows: Windows,
    private: bool,
}

impl Ollama {
    /// Prepares the client.
    ///
    /// # Errors
    /// As [`Http::new`].
    pub fn new(provider: &Provider, secret: Option<Secret>) -> Result<Self, Failure> {
        Ok(Self {
            http: Http::new(provider, secret)?,
            rejected: Rejected::default(),
            surveys: Surveys::default(),
            windows: Windows::default(),
            private: address::is_private(&provider.base_url),
        })
    }

    /// Asks.
    pub async fn call(&self, call: &Call) -> Reply {
        let survey = match self.surveys.of(&call.model, || self.look_around(&call.model)).await {
            Ok(survey) => survey,
            Err(fault) => return Reply::of_fault(fault).cleaned(self.http.secret.as_ref()),
        };
        let mut reply = self.ask(call).await;
        if reply.as_fault().is_none()
            && let Some(mut seen) = survey.take()
        {
            seen.asked_context_tokens = call.params.num_ctx.map(u64::from);
            // Only now is the model in memory, with the context that was asked for or less.
            if let Ok(Some(loaded)) = look::loaded(&self.http, &call.model).await {
                seen.bytes = loaded.bytes;
                seen.gpu_bytes = loaded.gpu_bytes;
                seen.context_tokens = loaded.context_tokens;
                seen.digest = loaded.digest.or(seen.digest);
            }
            self.windows.note(&call.model, seen.context_tokens);
            reply.serving = Some(Box::new(seen));
        }
        if self.private {
            context_full::mark(call, &mut reply, self.windows.of(&call.model));
        }
        reply.cleaned(self.http.secret.as_ref())
    }

    /// How the model is served, before the first question to it. A model that another computer serves gets none.
    async fn look_around(&self, model: &str) -> Result<Observation, Fault> {
        let engine = Some("ollama".to_owned());
        let version = match look::version(&self.http).await {
            Ok(version) => version,
            Err(fault) if fault.condition == Condition::Unreachable => return Err(fault),
            Err(_) => None,
        };
        let pulled = look::pulled(&self.http, model).await.ok().flatten().unwrap_or_default();
        if let Some(fault) = look::is_elsewhere(model, &pulled) {
            return Err(fault);
        }
        let (digest, precision) = (pulled.digest, pulled.precision);
        Ok(Observation { engine, version, digest, precision, ..Observation::default() })
    }

    async fn ask(&self, call: &Call) -> Reply {
        let shape = call.schema.is_some() && !self.rejected.has(&call.model, Feature::ResponseFormat);
        let body = match body::write(call, shape) {
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
                let complaint = complaint(&refusal.body.message, refusal.body.param.as_deref(), shape);
                let rejects = refusal.status == 400 && complaint == Some(Feature::ResponseFormat);
                if rejects {
                    self.rejected.note(&call.model, Feature::ResponseFormat);
                }
                return refusal.into_reply(rejects.then_some(Condition::Downgraded));
            }
        };
        let status = response.status;
        let mut lines = Lines::begin(call, response.sent, &limits);
        let broken = stream::read(&self.http, response, &mut lines, begun, limits).await;
        let mut reply = lines.finish(broken, &self.http, PATH);
        reply.http_status = Some(status);
        reply
    }
}
