//! What the browser wrote down: console messages, uncaught errors, requests that failed.

use std::sync::Arc;

use anyhow::{Context, Result};
use http::Method;
use serde::Deserialize;
use serde_json::{Value, json};
use thirtyfour::WebDriver;
use thirtyfour::common::command::{Command, ExtensionCommand};

use crate::requests;

/// `POST /session/{id}/se/log`: chromedriver's own command, which empties the log that it returns.
#[derive(Debug)]
struct TakeLog(&'static str);

impl ExtensionCommand for TakeLog {
    fn parameters_json(&self) -> Option<Value> {
        Some(json!({ "type": self.0 }))
    }

    fn method(&self) -> Method {
        Method::POST
    }

    fn endpoint(&self) -> Arc<str> {
        "/se/log".into()
    }
}

#[derive(Debug, Deserialize)]
struct Entry {
    level: String,
    message: String,
}

/// Errors since the last call: uncaught ones, `console.error` and failed loads. Those of the browser's own start page
/// are not ours: it fails where a test switches scripts off while it still runs.
pub async fn errors(driver: &WebDriver) -> Result<Vec<String>> {
    let entries = take(driver, "browser").await?;
    let ours = entries.into_iter().filter(|entry| entry.level == "SEVERE" && !entry.message.starts_with("chrome://"));
    Ok(ours.map(|entry| entry.message).collect())
}

/// Requests of our pages since the last call that went wrong or to another host.
pub async fn bad_requests(driver: &WebDriver) -> Result<Vec<String>> {
    let entries = take(driver, "performance").await?;
    Ok(requests::bad(entries.iter().map(|entry| entry.message.as_str())))
}

async fn take(driver: &WebDriver, log: &'static str) -> Result<Vec<Entry>> {
    driver
        .cmd(Command::ExtensionCommand(Box::new(TakeLog(log))))
        .await
        .and_then(|response| response.value())
        .with_context(|| format!("the log `{log}` of the browser cannot be read"))
}
