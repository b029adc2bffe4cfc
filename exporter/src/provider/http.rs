//! HTTP for all remote providers: one pooled client, limits on waiting, and faults instead of errors.

use std::error::Error;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Once;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Client, redirect};

use super::address;
use super::call::Call;
use super::classify::classify;
use super::error_body::ErrorBody;
use super::patience;
use super::reply::{Fault, RAW_LIMIT, Reply, cut};
use super::retry::Condition;
use super::stream::{Floor, Limits};
use super::wire::{self, Broken, Incoming, Read};
use crate::clock::now_ms;
use crate::config::{Provider, Secret};
use crate::failure::Failure;

/// An error says what it has to say at once; all of its body comes within this time, or the rest is left out.
const LONGEST_REFUSAL: Duration = Duration::from_secs(10);
/// After its last word a server ends the body at once; one that does not loses its connection.
const LONGEST_FAREWELL: Duration = Duration::from_millis(250);

/// Says which code encrypts: without it no client can be made.
pub fn prepare_tls() {
    static RING: Once = Once::new();
    RING.call_once(|| {
        // An error means that a provider is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}

/// What `localhost` means (RFC 6761, section 6.3). The port is that of the address of the provider.
pub const LOOPBACK: [SocketAddr; 2] =
    [SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0), SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), 0)];

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
    answer: Option<Duration>,
    floor: Floor,
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
        prepare_tls();
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(secret) = &secret {
            if secret.expose().starts_with(['"', '\'']) || secret.expose().ends_with(['"', '\'']) {
                return Err(Failure::usage(format!("the key in {} stands in quotation marks", provider.api_key_env))
                    .hint("they would be sent as a part of it: remove them from the variable"));
            }
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
            // This machine by both of its addresses, whichever of them the system's list of hosts names.
            .resolve_to_addrs("localhost", &LOOPBACK)
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
            answer: provider.answer_timeout_s.map(Duration::from_secs),
            floor: if address::is_private(&provider.base_url) { Floor::OwnServer } else { Floor::Service },
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
        if let Some(encoding) = &response.encoding {
            let message = format!(
                "HTTP {} from {} with the content encoding {encoding:?}, which nobody asked for",
                response.status, self.base_url
            );
            let condition = classify(if response.status < 400 { 502 } else { response.status }, &ErrorBody::default());
            return Err(NoStream::Fault(Fault { condition, message, retry_after: None }));
        }
        if (200..300).contains(&response.status) {
            return Ok(response);
        }
        Err(NoStream::Refused(Box::new(self.refusal(response, path).await)))
    }

    /// How long the answer to a call may take, and how much it may weigh.
    #[must_use]
    pub fn limits(&self, call: &Call) -> Limits {
        Limits::new(call, self.first_token, self.idle, self.answer, self.floor)
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
        let whole = async {
            while let Ok(Read { bytes: Some(part), .. }) = response.next().await {
                bytes.extend_from_slice(&part);
                if bytes.len() > RAW_LIMIT {
                    break;
                }
            }
        };
        // What has come until then is what there is to show.
        let _ = tokio::time::timeout(self.idle.min(LONGEST_REFUSAL), whole).await;
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
    pub(super) fn remedy(&self, status: u16, path: &str) -> Option<String> {
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

    /// What an error inside of a response with status 200 comes to; `has_text` says whether a part of the answer came.
    pub(super) fn in_band(&self, error: &ErrorBody, has_text: bool, path: &str) -> Fault {
        let condition = classify(error.status().unwrap_or(502), error);
        let condition = if has_text { condition.after_text() } else { condition };
        let code = error.code.map_or_else(String::new, |code| format!(" {code}"));
        let remedy = if condition == Condition::ModelMissing { self.remedy(404, path) } else { None };
        let remedy = remedy.map_or_else(String::new, |remedy| format!(" ({remedy})"));
        let says = if error.message.is_empty() { "nothing further" } else { &error.message };
        let message = format!("error{code} inside of the response{remedy}: {says}");
        Fault { condition, message, retry_after: error.retry_after }
    }

    pub(super) fn transport(&self, broken: &Broken) -> Fault {
        let error = match broken {
            Broken::Http(error) => error,
            Broken::Encoding(error) => {
                let message = format!("the body from {} is not gzip, as its head says: {error}", self.base_url);
                return Fault { condition: Condition::BrokenStream, message, retry_after: None };
            }
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
