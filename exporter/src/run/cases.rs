//! The cases of a plan. A case's id is the hash of everything that could change its answer.

use analytics::canonical::canonical_json;
use analytics::digest::sha256_hex;
use serde::Serialize;

use crate::config::params::Params;
use crate::config::{Model, Plan, ProviderKind};
use crate::provider::builtin::Baseline;
use crate::provider::live::Live;
use crate::provider::{Call, Message, Role};
use crate::store::CaseRecord;
use crate::tasks::Task;

/// What the hash is made of.
#[derive(Serialize)]
struct Identity<'a> {
    task_sha256: &'a str,
    provider_kind: &'a str,
    provider: &'a str,
    provider_model: &'a str,
    params: &'a Params,
    max_tokens: u32,
    /// For a baseline, the digest of what it answers: its program is its only version.
    #[serde(skip_serializing_if = "Option::is_none")]
    answer_sha256: Option<String>,
    repeat: u32,
}

/// All cases of the plan, by model, task and repeat.
///
/// # Errors
/// Only when a number is not finite.
pub fn all(plan: &Plan, tasks: &[Task]) -> Result<Vec<CaseRecord>, serde_json::Error> {
    let mut cases = Vec::with_capacity(plan.scope.models.len() * tasks.len() * plan.scope.repeats as usize);
    for model in &plan.scope.models {
        for task in tasks {
            for repeat in 0..plan.scope.repeats {
                cases.push(case(model, task, repeat)?);
            }
        }
    }
    Ok(cases)
}

fn case(model: &Model, task: &Task, repeat: u32) -> Result<CaseRecord, serde_json::Error> {
    let baseline = (model.provider_kind == ProviderKind::Builtin)
        .then(|| Baseline::from_model_name(&model.provider_model))
        .flatten();
    let identity = Identity {
        task_sha256: &task.sha256,
        provider_kind: model.provider_kind.slug(),
        provider: model.provider.as_str(),
        provider_model: &model.provider_model,
        params: &model.params,
        max_tokens: max_tokens(model, task),
        answer_sha256: baseline.map(|baseline| sha256_hex(baseline.answer(&task.prompt, task.category).as_bytes())),
        repeat,
    };
    let identity_json = canonical_json(&identity)?;
    Ok(CaseRecord {
        id: sha256_hex(identity_json.as_bytes()),
        task_sha256: task.sha256.clone(),
        identity_json,
        model_id: model.id.to_string(),
        task_id: task.id.to_string(),
        repeat: i64::from(repeat),
    })
}

/// The request of a case.
#[must_use]
pub fn call(model: &Model, task: &Task, repeat: i64) -> Call {
    let mut params = model.params.clone();
    // The same seed would give the same answer again.
    params.seed = params.seed.map(|seed| seed.saturating_add(repeat));
    Call {
        model: model.provider_model.clone(),
        messages: vec![Message::new(Role::User, task.prompt.clone())],
        max_tokens: max_tokens(model, task),
        params,
        schema: None,
        category: Some(task.category),
        live: Live::default(),
    }
}

fn max_tokens(model: &Model, task: &Task) -> u32 {
    model.params.max_tokens.unwrap_or(task.max_tokens)
}
