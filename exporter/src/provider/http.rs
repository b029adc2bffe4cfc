//! HTTP for all remote providers: one pooled client, limits on waiting, and faults instead of errors.

use std::error::Error;
use std::sync::Once;
use std::time::{Duration, Instant};

use bytes::Bytes;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Client, redirect};

use super::classify::classify;
use super::error_body::ErrorBody;
use super::patience;
use super::reply::{Fault, RAW_LIMIT, Reply, cut};
use super::retry::Condition;
use super::transcript::Transcript;
use super::wire::{self, Broken, Incoming, Read};
use crate::clock::now_ms;
use crate::config::{Provider, Secret};
use crate::failure::Failure;

/// No answer is anywhere near this; a server that never ends must not fill the memory.
const LONGEST_BODY: usize = 64 << 20;
/// After its last word a server ends the body at once; one that does not loses its connection.
const LONGEST_FAREWELL: Duration = Duration::from_millis(250);

/// A server, ready to be asked.
#[derive(Debug)]
pub struct Http {
    pub(super) client: Client,
    /// Key, for masking.
    pub secret: Option<Secret>,
    pub(super) base_url: String,
    key_variable: String,
    pub(super) first_token: Duration,
    idle: Duration,
}

/// A reply with an error status.
#[derive(Debug)]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// The body.
    pub text: String,
    /// The body, read.
    pub body: ErrorBody,
    /// The header, else what the body says.
    pub retry_after: Option<Duration>,
    /// What to look at, where the status is usually a matter of the configuration.
    remedy: Option<String>,
}

/// Why there is no stream.
#[derive(Debug)]
pub enum NoStream {
    /// The server answered with an error.
    Refused(Box<Refusal>),
    /// It did not answer.
    Fault(Fault),
}

impl Http {
    /// Prepares the client. Nothing is sent.
    ///
    /// # Errors
    /// When the key has characters that a header cannot carry, or the system's certificates cannot be used.
    pub fn new(provider: &Provider, secret: Option<Secret>) -> Result<Self, Failure> {
        static RING: Once = Once::new();
        RING.call_once(|| {
            // An error means that a provider is installed already, which is as good.
            let _ = rustls::crypto::ring::default_provider().install_default();
        });
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(secret) = &secret {
            let mut value = HeaderValue::from_str(&format!("Bearer {}", secret.expose())).map_err(|_| {
                Failure::usage(format!("the key in {} has characters that cannot be sent", provider.api_key_env))
                    .hint("look for a line break or a quotation mark in the variable")
            })?;
            value.set_sensitive(true);
            headers.insert(AUTHORIZATION, value);
        }
        let mut client = Client::builder();
        if provider.is_local() {
            // A proxy cannot reach this machine, and its refusal would look like the server's.
            client = client.no_proxy();
        }
        let client = client
            .default_headers(headers)
            .user_agent(concat!("local-inference-machine/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(Duration::from_secs(provider.connect_timeout_s))
            // A redirect could carry the key to another host.
            .redirect(redirect::Policy::none())
            .pool_max_idle_per_host(provider.ceiling() as usize)
            .tcp_nodelay(true)
            .build()
            .map_err(|error| {
                Failure::outside(format!("cannot prepare connections to {}: {}", provider.id, chain(&error)))
            })?;
        Ok(Self {
            client,
            secret,
            base_url: provider.base_url.clone(),
            key_variable: provider.api_key_env.clone(),
            first_token: Duration::from_secs(provider.first_token_timeout_s),
            idle: Duration::from_secs(provider.idle_timeout_s),
        })
    }

    /// Sends the body and waits for the head of the response.
    ///
    /// # Errors
    /// [`NoStream`], never a panic and never a wait without end.
    pub async fn post(&self, path: &str, body: Vec<u8>) -> Result<Incoming, NoStream> {
        let send = wire::send(self.client.post(format!("{}{path}", self.base_url)), Some(body));
        let response = match tokio::time::timeout(self.first_token, send).await {
            Err(_) => return Err(NoStream::Fault(self.too_late(self.first_token, "no response"))),
            Ok(Err(broken)) => return Err(NoStream::Fault(self.transport(&broken))),
            Ok(Ok(response)) => response,
        };
        if (200..300).contains(&response.status) {
            return Ok(response);
        }
        Err(NoStream::Refused(Box::new(self.refusal(response, path).await)))
    }

    /// The next bytes and the moment at which they came; None at the end of the stream.
    ///
    /// # Errors
    /// A fault when the connection breaks, or nothing comes in time.
    pub async fn read(
        &self,
        response: &mut Incoming,
        transcript: &mut Transcript,
        begun: Instant,
    ) -> Result<Option<(Bytes, Instant)>, Fault> {
        // Comments keep a silent connection alive, so the wait for the first text has its own limit.
        let mut limit = self.idle;
        let mut waiting_for = "no byte";
        if !transcript.has_text() {
            limit = self.first_token.saturating_sub(begun.elapsed());
            waiting_for = "no text";
        }
        match tokio::time::timeout(limit, response.next()).await {
            Err(_) => Err(self.too_late(if transcript.has_text() { self.idle } else { self.first_token }, waiting_for)),
            Ok(Err(broken)) => {
                let mut fault = self.transport(&broken);
                // The request was received: this was no failure to connect.
                fault.condition = Condition::BrokenStream;
                Err(fault)
            }
            Ok(Ok(Read { bytes: None, moment, .. })) => {
                transcript.ended(moment);
                Ok(None)
            }
            Ok(Ok(Read { bytes: Some(bytes), moment, .. })) => {
                if transcript.bytes(bytes.len(), moment) > LONGEST_BODY {
                    let message = format!("{} sent more than {} MiB for one answer", self.base_url, LONGEST_BODY >> 20);
                    return Err(Fault { condition: Condition::BrokenStream, message, retry_after: None });
                }
                Ok(Some((bytes, moment)))
            }
        }
    }

    /// Reads the end of a body whose last word has come: only then can its connection carry the next request.
    pub async fn drain(&self, mut response: Incoming) {
        let rest = async { while let Ok(Read { bytes: Some(_), .. }) = response.next().await {} };
        let _ = tokio::time::timeout(LONGEST_FAREWELL, rest).await;
    }

    async fn refusal(&self, mut response: Incoming, path: &str) -> Refusal {
        let status = response.status;
        let after = patience::asked_for(status, &response.headers, now_ms());
        let mut bytes = Vec::new();
        while let Ok(Ok(Read { bytes: Some(part), .. })) = tokio::time::timeout(self.idle, response.next()).await {
            bytes.extend_from_slice(&part);
            if bytes.len() > RAW_LIMIT {
                break;
            }
        }
        let whole = String::from_utf8_lossy(&bytes);
        // Masked before it is cut: half a key would not be found.
        let mut text = self.secret.as_ref().map_or_else(|| whole.to_string(), |secret| secret.redact(&whole));
        if bytes.len() > RAW_LIMIT {
            // Nor would a key that the end of reading has cut.
            let key = self.secret.as_ref().map_or(0, |secret| secret.expose().len());
            let length = text.len().saturating_sub(key);
            cut(&mut text, length.min(RAW_LIMIT));
        }
        let body = ErrorBody::parse(&text);
        let retry_after = after.or(body.retry_after);
        Refusal { status, text, body, retry_after, remedy: self.remedy(status, path) }
    }

    /// What to look at after a status that mostly comes of a wrong configuration.
    fn remedy(&self, status: u16, path: &str) -> Option<String> {
        match status {
            401 if self.key_variable.is_empty() => {
                Some("no key was sent: name the variable that holds it with api_key_env".to_owned())
            }
            401 => Some(format!("look at the key in the environment variable {}", self.key_variable)),
            // Servers that do not know the path and those that do not know the model both say 404.
            300..=399 | 404 | 405 => {
                let openai = path == "/chat/completions";
                let hint = match self.base_url.ends_with("/v1") {
                    false if openai => "; should its base_url end with /v1?",
                    true if !openai => "; should its base_url end without /v1?",
                    _ => "",
                };
                Some(format!("the request went to {}{path}{hint}", self.base_url))
            }
            _ => None,
        }
    }

    pub(super) fn too_late(&self, limit: Duration, what: &str) -> Fault {
        let message = format!("{what} from {} within {} s", self.base_url, limit.as_secs());
        Fault { condition: Condition::TimedOut, message, retry_after: None }
    }

    pub(super) fn transport(&self, broken: &Broken) -> Fault {
        let error = match broken {
            Broken::Http(error) => error,
            Broken::NoThread(reason) => {
                let message = format!("cannot talk to {}: this system gave no thread for it: {reason}", self.base_url);
                return Fault { condition: Condition::Unreachable, message, retry_after: None };
            }
        };
        let (condition, what) = if error.is_connect() {
            (Condition::Unreachable, "server not reachable at")
        } else if error.is_timeout() {
            (Condition::TimedOut, "no answer in time from")
        } else if error.is_builder() {
            (Condition::BadRequest, "cannot make a request to")
        } else {
            (Condition::BrokenStream, "lost the connection to")
        };
        Fault { condition, message: format!("{what} {}: {}", self.base_url, chain(error)), retry_after: None }
    }
}

impl Refusal {
    /// The reply that it comes to.
    #[must_use]
    pub fn into_reply(self, condition: Option<Condition>) -> Reply {
        let condition = condition.unwrap_or_else(|| classify(self.status, &self.body));
        let says = if self.body.message.is_empty() { "nothing further" } else { &self.body.message };
        // The remedy stands in front, where a long page of HTML cannot push it out of sight.
        let remedy = self.remedy.map_or_else(String::new, |remedy| format!(" ({remedy})"));
        let mut reply = Reply::fault(condition, format!("HTTP {}{remedy}: {says}", self.status));
        if let super::reply::Ending::Fault(fault) = &mut reply.ending {
            fault.retry_after = self.retry_after;
        }
        reply.http_status = Some(self.status);
        reply.raw = Some(self.text).filter(|text| !text.is_empty());
        reply
    }
}

/// An error with everything behind it, on one line.
fn chain(error: &dyn Error) -> String {
    let mut text = String::new();
    let mut next = error.source();
    while let Some(source) = next {
        let part = source.to_string();
        if !text.contains(&part) {
            if !text.is_empty() {
                text.push_str(": ");
            }
            text.push_str(&part);
        }
        next = source.source();
    }
    if text.is_empty() { error.to_string() } else { text }
}
