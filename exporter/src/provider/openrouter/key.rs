//! What a key may still spend.

use analytics::units::PicoUsd;
use serde_json::Value;

use super::no_list;
use crate::provider::http::Http;
use crate::provider::look::From;
use crate::provider::reply::Fault;

/// What `GET /key` says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct KeyState {
    /// What is left of the key's limit; None when it has none. Never more than what is on the account.
    pub left: Option<PicoUsd>,
    /// Whether the limit is used up: a balance below zero is no amount of money.
    pub used_up: bool,
    /// Whether nothing was ever paid into the account.
    pub is_free_tier: bool,
}

/// The state of the key.
///
/// # Errors
/// When there is no answer; a key that is not accepted is status 401 in the message.
pub async fn state(http: &Http) -> Result<KeyState, Fault> {
    let looked = http.get(From::Base, "/key").await?;
    let data =
        looked.found().and_then(|body| body.get("data")).ok_or_else(|| no_list("state of the key", looked.status))?;
    let left = data.get("limit_remaining").filter(|left| left.is_number());
    Ok(KeyState {
        used_up: left.and_then(Value::as_f64).is_some_and(|left| left <= 0.0),
        left: left.and_then(|left| PicoUsd::from_usd(&left.to_string()).ok()),
        is_free_tier: data.get("is_free_tier").is_some_and(|free| free == true),
    })
}
