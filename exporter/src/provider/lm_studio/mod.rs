//! LM Studio's own API: unlike its OpenAI format it sets the context window, and reports times.
//!
//! It takes no seed and forces no shape; judges read what comes.

mod body;
mod event;

use std::time::Instant;

use self::event::Events;
use super::call::Call;
use super::context_full::{self, Windows};
use super::http::{Http, NoStream};
use super::local::identity;
use super::reply::{Fault, Reply};
use super::serving::{Observation, Surveys};
use super::{address, stream};
use crate::config::{Provider, Secret};
use crate::failure::Failure;

/// Where questions go.
const PATH: &str = "/api/v1/chat";

/// An LM Studio server.
#[derive(Debug)]
pub struct LmStudio {
    /// The server.
    pub http: Http,
    surveys: Surveys,
    windows: Windows,
    private: bool,
}

impl LmStudio {
    /// Prepares the client.
    ///
    /// # Errors
    /// As [`Http::new`].
    pub fn new(provider: &Provider, secret: Option<Secret>) -> Result<Self, Failure> {
        Ok(Self {
            http: Http::new(provider, secret)?,
            surveys: Surveys::default(),
            windows: Windows::default(),
            private: address::is_private(&provider.base_url),
        })
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
            self.windows.note(&call.model, seen.context_tokens);
            reply.serving = Some(Box::new(seen));
        }
        if self.private {
            context_full::mark(call, &mut reply, self.windows.of(&call.model));
        }
        reply.cleaned(self.http.secret.as_ref())
    }

    async fn ask(&self, call: &Call) -> Reply {
        let begun = Instant::now();
        let limits = self.http.limits(call);
        let response = match self.http.post(PATH, body::write(call)).await {
            Ok(response) => response,
            Err(NoStream::Fault(fault)) => return Reply::of_fault(fault),
            Err(NoStream::Refused(refusal)) => return refusal.into_reply(None),
        };
        let status = response.status;
        let mut events = Events::begin(call, response.sent, &limits);
        let broken = stream::read(&self.http, response, &mut events, begun, limits).await;
        let mut reply = events.finish(broken, &self.http, PATH);
        reply.http_status = Some(status);
        reply
    }
}
