//! A request as the rest of the program makes it, before any wire format.

use analytics::category::Category;
use serde::Serialize;

use super::live::Live;
use crate::config::params::Params;

/// One request to a model.
#[derive(Debug, Clone)]
pub struct Call {
    /// The provider's name for the model.
    pub model: String,
    /// The conversation.
    pub messages: Vec<Message>,
    /// Limit on the answer in tokens, thinking included.
    pub max_tokens: u32,
    /// Parameters.
    pub params: Params,
    /// The shape that the answer must have, as the text of a JSON Schema.
    pub schema: Option<&'static str>,
    /// Category of the task, for baselines.
    pub category: Option<Category>,
    /// Counts the text while it comes.
    pub live: Live,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Message {
    /// Who speaks.
    pub role: Role,
    /// What.
    pub content: String,
}

impl Message {
    /// A message.
    #[must_use]
    pub fn new(role: Role, content: impl Into<String>) -> Self {
        Self { role, content: content.into() }
    }
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Instructions.
    System,
    /// The one who asks.
    User,
    /// The model.
    Assistant,
}
