//! A model server on this machine: one question, one short answer. No other machine is ever asked.

use std::net::IpAddr;
use std::time::Duration;

use reqwest::{Client, Url, redirect};
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::provider::http::{LOOPBACK, prepare_tls};

/// Longest wait for an answer: a large model on a slow machine, with its reasoning.
const LONGEST: Duration = Duration::from_secs(300);

/// A server that speaks OpenAI's format.
#[derive(Debug)]
pub struct Loopback {
    client: Client,
    runtime: tokio::runtime::Runtime,
    url: Url,
    model: String,
}

impl Loopback {
    /// A model of a server, by its base URL such as `http://127.0.0.1:8080/v1`.
    ///
    /// # Errors
    /// When the address is not one of this machine: text must not leave it.
    pub fn new(base: &str, model: &str) -> Result<Self, Failure> {
        let refuse = |why: &str| {
            Failure::usage(format!("--url {base}: {why}"))
                .hint("prompts are private: only a server on 127.0.0.1, [::1] or localhost is asked")
        };
        let url = format!("{}/chat/completions", base.trim_end_matches('/'));
        let url = Url::parse(&url).map_err(|error| refuse(&format!("is no address: {error}")))?;
        let host = url.host_str().unwrap_or_default();
        let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
        let here =
            url.scheme() == "http" && (host == "localhost" || address.is_ok_and(|address| address.is_loopback()));
        if !here {
            return Err(refuse("is not on this machine"));
        }
        prepare_tls();
        // The name is not looked up, no proxy is asked, and no redirection is followed: all of them could lead away.
        let client = Client::builder()
            .resolve_to_addrs("localhost", &LOOPBACK)
            .no_proxy()
            .redirect(redirect::Policy::none())
            .timeout(LONGEST)
            .build();
        let client = client.map_err(|error| Failure::outside(format!("cannot prepare a connection: {error}")))?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Failure::outside(format!("cannot start: {error}")))?;
        Ok(Self { client, runtime, url, model: model.to_owned() })
    }

    /// What the model answers, at temperature 0.
    ///
    /// # Errors
    /// When the server cannot be reached, refuses, or answers in another form.
    pub fn ask(&self, rubric: &str, question: &str) -> Result<String, Failure> {
        let body = json!({
            "model": self.model,
            "temperature": 0,
            "messages": [{"role": "system", "content": rubric}, {"role": "user", "content": question}],
        });
        let failed = |why: String| {
            Failure::outside(format!("{}: {why}", self.url)).hint("start the server, or name it with --url and --model")
        };
        self.runtime.block_on(async {
            let request = self.client.post(self.url.clone()).header("content-type", "application/json");
            let response = request.body(body.to_string()).send().await.map_err(|error| failed(error.to_string()))?;
            let status = response.status();
            let text = response.text().await.map_err(|error| failed(error.to_string()))?;
            if !status.is_success() {
                return Err(failed(format!("it answers {status}")));
            }
            let answer: Value = serde_json::from_str(&text).map_err(|error| failed(format!("no JSON: {error}")))?;
            let content = answer.pointer("/choices/0/message/content").and_then(Value::as_str);
            content.map(str::to_owned).ok_or_else(|| failed("its answer holds no message".to_owned()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_asked() {
        for good in ["http://127.0.0.1:8080/v1", "http://localhost:1234/v1/", "http://[::1]:8080/v1"] {
            assert!(Loopback::new(good, "m").is_ok(), "{good}");
        }
        for bad in [
            "https://api.openai.com/v1",
            "http://192.168.1.5:8080/v1",
            "http://localhost.example.org/v1",
            "x",
            "http://127.0.0.1@example.org/v1",
            "http://0.0.0.0:8080/v1",
        ] {
            let said = Loopback::new(bad, "m").unwrap_err().to_string();
            assert!(said.contains(bad), "{said}");
        }
    }
}
