//! Providers: who answers. Each kind of service turns a [`Call`] into a [`Reply`]; a reply is always a value, never an error.

pub mod address;
pub mod builtin;
pub mod call;
pub mod capability;
pub mod classify;
pub mod client;
pub mod context_full;
mod echoed;
pub mod ending;
pub mod error_body;
pub mod events;
pub mod finish;
pub mod harmony;
pub mod http;
pub mod json;
pub mod live;
pub mod lm_studio;
pub mod local;
pub mod look;
pub mod ollama;
pub mod openai;
pub mod openrouter;
pub mod patience;
pub mod reply;
pub mod retry;
pub mod same_model;
pub mod serving;
pub mod stream;
pub mod think;
pub mod timing;
pub mod transcript;
pub mod usage;
pub mod wire;

pub use call::{Call, Message, Role};
pub use client::Client;
pub use reply::{Fault, Reply};
