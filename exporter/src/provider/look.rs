//! Look-ups beside the questions: small requests that cost nothing, with one short limit each.

use std::time::{Duration, Instant};

use reqwest::RequestBuilder;
use reqwest::header::{DATE, SERVER};
use serde_json::Value;

use super::address::root_of;
use super::http::Http;
use super::reply::{Fault, plain};
use super::retry::Condition;
use super::wire::{self, Read};

/// A look-up that takes longer than this is given up.
const LONGEST_LOOK: Duration = Duration::from_secs(5);
/// A list of every model of a large service is about a megabyte.
const LONGEST_LIST: usize = 16 << 20;

/// Where a path begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// At the address of the configuration.
    Base,
    /// At the same address without `/v1`.
    Root,
}

/// What a look-up brought, whatever its status.
#[derive(Debug, Clone)]
pub struct Looked {
    /// HTTP status.
    pub status: u16,
    /// The body; null when it is no JSON.
    pub body: Value,
    /// The body where it is no JSON, such as metrics.
    pub text: String,
    /// `Server`: what answers, where it says so.
    pub server: Option<String>,
    /// `Date`: what time it is there.
    pub date: Option<String>,
    /// From sending to the end of the body.
    pub took: Duration,
}

impl Looked {
    /// The body, if the status says that it is what was asked for.
    #[must_use]
    pub fn found(&self) -> Option<&Value> {
        ((200..300).contains(&self.status) && !self.body.is_null()).then_some(&self.body)
    }
}

impl Http {
    /// Asks for what stands at a path.
    ///
    /// # Errors
    /// A fault when nothing came in time.
    pub async fn get(&self, from: From, path: &str) -> Result<Looked, Fault> {
        self.look(self.client.get(self.at(from, path)), None, LONGEST_LOOK).await
    }

    /// The same for what may take as long as the first text of an answer: a router loads a model.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub async fn get_slowly(&self, from: From, path: &str) -> Result<Looked, Fault> {
        self.look(self.client.get(self.at(from, path)), None, self.first_token).await
    }

    /// Asks about something with a body, where a server wants one.
    ///
    /// # Errors
    /// A fault when nothing came in time.
    pub async fn ask_about(&self, from: From, path: &str, body: &Value) -> Result<Looked, Fault> {
        self.look(self.client.post(self.at(from, path)), Some(body.to_string().into_bytes()), LONGEST_LOOK).await
    }

    fn at(&self, from: From, path: &str) -> String {
        let base = match from {
            From::Base => &self.base_url,
            From::Root => root_of(&self.base_url),
        };
        format!("{base}{path}")
    }

    async fn look(&self, request: RequestBuilder, body: Option<Vec<u8>>, limit: Duration) -> Result<Looked, Fault> {
        let begun = Instant::now();
        let whole = async {
            let mut response = wire::send(request, body).await.map_err(|broken| self.transport(&broken))?;
            let header = |name| {
                let value = response.headers.get(name)?.to_str().ok()?;
                Some(plain(&self.without_key(value)))
            };
            let (status, server, date) = (response.status, header(SERVER), header(DATE));
            let mut bytes = Vec::new();
            while let Read { bytes: Some(part), .. } =
                response.next().await.map_err(|broken| self.transport(&broken))?
            {
                bytes.extend_from_slice(&part);
                if bytes.len() > LONGEST_LIST {
                    let message = format!("{} sent more than {} MiB", self.base_url, LONGEST_LIST >> 20);
                    return Err(Fault { condition: Condition::BrokenStream, message, retry_after: None });
                }
            }
            // Masked while it is one text: afterwards every name in it would have to be thought of.
            let text = self.without_key(&String::from_utf8_lossy(&bytes));
            let body: Value = serde_json::from_str(&text).unwrap_or_default();
            let text = if body.is_null() { text } else { String::new() };
            Ok(Looked { status, body, text, server, date, took: begun.elapsed() })
        };
        tokio::time::timeout(limit, whole).await.unwrap_or_else(|_| Err(self.too_late(limit, "no response")))
    }

    fn without_key(&self, text: &str) -> String {
        self.secret.as_ref().map_or_else(|| text.to_owned(), |secret| secret.redact(text))
    }
}
