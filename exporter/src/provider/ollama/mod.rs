//! Ollama's own API: the only one that can set the context window and reports durations.

mod body;
mod line;

use std::time::Instant;

use self::line::Lines;
use super::call::Call;
use super::capability::{Feature, Rejected, complaint};
use super::http::{Http, NoStream};
use super::ndjson::LineParser;
use super::reply::{Ending, Reply};
use super::retry::Condition;
use crate::config::{Provider, Secret};
use crate::failure::Failure;

/// An Ollama server.
#[derive(Debug)]
pub struct Ollama {
    http: Http,
    rejected: Rejected,
}

impl Ollama {
    /// Prepares the client.
    ///
    /// # Errors
    /// As [`Http::new`].
    pub fn new(provider: &Provider, secret: Option<Secret>) -> Result<Self, Failure> {
        Ok(Self { http: Http::new(provider, secret)?, rejected: Rejected::default() })
    }

    /// Asks.
    pub async fn call(&self, call: &Call) -> Reply {
        self.ask(call).await.cleaned(self.http.secret.as_ref())
    }

    async fn ask(&self, call: &Call) -> Reply {
        let shape = call.schema.is_some() && !self.rejected.has(&call.model, Feature::ResponseFormat);
        let body = match body::write(call, shape) {
            Ok(body) => body,
            Err(error) => {
                return Reply::fault(Condition::BadRequest, format!("the request cannot be written: {error}"));
            }
        };
        let mut lines = Lines::begin(call);
        let begun = Instant::now();
        let mut response = match self.http.post("/api/chat", body).await {
            Ok(response) => response,
            Err(NoStream::Fault(fault)) => return Reply { ending: Ending::Fault(fault), ..Reply::default() },
            Err(NoStream::Refused(refusal)) => {
                let rejects =
                    refusal.status == 400 && complaint(&refusal.body.message, shape) == Some(Feature::ResponseFormat);
                if rejects {
                    self.rejected.note(&call.model, Feature::ResponseFormat);
                }
                return refusal.into_reply(rejects.then_some(Condition::Downgraded));
            }
        };
        let status = response.status().as_u16();
        let mut parser = LineParser::default();
        let mut broken = None;
        let mut last = Instant::now();
        while !lines.is_done() {
            match self.http.read(&mut response, &mut lines.transcript, begun).await {
                Ok(Some((bytes, moment))) => {
                    last = moment;
                    for line in parser.push(&bytes) {
                        lines.line(&line, moment);
                    }
                }
                Ok(None) => break,
                Err(fault) => {
                    broken = Some(fault);
                    break;
                }
            }
        }
        if let Some(line) = parser.finish() {
            lines.line(&line, last);
        }
        let mut reply = lines.finish(broken);
        reply.http_status = Some(status);
        reply
    }
}
