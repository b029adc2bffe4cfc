//! What openrouter.ai tells beside answers: who could serve a model, what an answer cost, what a key may still spend.

pub mod endpoints;
pub mod generation;
pub mod key;
pub mod listed;
pub mod prices;

use super::reply::Fault;
use super::retry::Condition;

/// The id as it may stand in a path; None for one that could lead somewhere else.
fn in_path(id: &str) -> Option<&str> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ':' | '~');
    (!id.is_empty() && !id.contains("..") && id.chars().all(fits)).then_some(id)
}

/// A list that could not be had, for whoever asked for it.
fn no_list(what: &str, status: u16) -> Fault {
    let message = format!("OpenRouter sent no {what}: HTTP {status}");
    Fault { condition: Condition::ServerFault, message, retry_after: None }
}
