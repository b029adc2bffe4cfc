//! Asks a scripted server in OpenAI's format.

use analytics::ids::ProviderId;
use analytics::outcome::Outcome;
use exporter::config::params::Params;
use exporter::config::{Provider, ProviderKind, TokenLimitField};
use exporter::provider::live::Live;
use exporter::provider::reply::Ending;
use exporter::provider::retry::Condition;
use exporter::provider::{Call, Client, Message, Reply, Role};

use super::server::{Script, Server};

/// A provider at this address, with short limits.
pub fn provider(url: &str, kind: ProviderKind) -> Provider {
    Provider {
        id: ProviderId::new("test").unwrap(),
        kind,
        base_url: url.to_owned(),
        api_key_env: String::new(),
        concurrency: 1,
        max_concurrency: None,
        connect_timeout_s: 2,
        first_token_timeout_s: 5,
        idle_timeout_s: 1,
        answer_timeout_s: None,
        backoff_ms: 1,
        token_limit_field: TokenLimitField::MaxTokens,
        host_group: None,
        parallel_with: Vec::new(),
    }
}

/// A small question.
pub fn call() -> Call {
    Call {
        model: "m".to_owned(),
        messages: vec![Message::new(Role::User, "hi")],
        max_tokens: 100,
        params: Params::default(),
        schema: None,
        category: None,
        live: Live::default(),
    }
}

/// The reply to it when a server follows the script.
pub async fn ask(kind: ProviderKind, script: Script) -> Reply {
    let server = Server::start(move |_| script.clone());
    Client::new(&provider(&server.url, kind)).unwrap().call(&call()).await
}

/// The outcome of a reply that is no fault.
pub fn outcome(reply: &Reply) -> Outcome {
    match &reply.ending {
        Ending::Outcome(outcome) => *outcome,
        Ending::Fault(fault) => panic!("{fault:?}"),
    }
}

/// The condition of a reply that is a fault.
pub fn condition(reply: &Reply) -> Condition {
    reply.as_fault().unwrap_or_else(|| panic!("no fault: {reply:?}")).condition
}
