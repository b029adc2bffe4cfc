//! What servers in OpenAI's format tell of themselves: llama-server, vLLM and LM Studio, each in its own words.

pub mod gate;
pub mod identity;
pub mod llama_server;
