//! `exporter doctor`: looks at everything that a run will need, before it needs it. It asks servers what they offer and
//! sends no question to a model, so it spends nothing; it writes no row.

mod asked;
mod clock;
mod configuration;
mod cost;
mod database;
mod disk;
mod finding;
mod keys;
mod lm_studio;
mod ollama;
mod openai;
mod openrouter;
mod servers;

use std::path::Path;

use self::asked::Asked;
pub use self::finding::{Finding, Report, Status};
use crate::config::{Choices, ProviderKind, Resolved};
use crate::provider::address::is_private;

/// Looks at everything. Checks that another one stands in the way of are named as not checked.
pub async fn examine(choices: &Choices, database: &Path) -> Report {
    let mut findings = Vec::new();
    let resolved = match crate::config::resolve(choices) {
        Ok(resolved) => {
            findings.extend(configuration::of(choices, &resolved));
            Some(resolved)
        }
        Err(failure) => {
            findings.push(configuration::fault(choices, &failure));
            // Where only the judges are wrong, the servers of the models can be looked at all the same.
            let models = crate::config::resolve(&Choices { without_judges: true, ..choices.clone() }).ok();
            if models.is_none() {
                findings.push(Finding::not_checked(
                    "servers",
                    "nobody knows yet which are needed",
                    "mend the configuration first",
                ));
            }
            models
        }
    };
    findings.extend(database::of(database).await);
    findings.push(disk::of(database, resolved.as_ref().map_or(0, calls)));
    let dates = match &resolved {
        None => Vec::new(),
        Some(resolved) => {
            let (costs, finding) = cost::of(resolved, database).await;
            findings.extend(finding);
            let seen = servers::of(&resolved.plan, &Asked::of(resolved), &costs).await;
            findings.extend(seen.findings);
            seen.dates
        }
    };
    findings.push(clock::of(&dates));
    Report { findings }
}

/// What deserves a word before the models with these ids are asked, as far as servers of one's own tell: contexts that are
/// too short, slots, templates, other models. A server that does not answer is left to the run itself.
pub async fn before_run(resolved: &Resolved, busy: &[&str]) -> Vec<Finding> {
    let own = |asked: &Asked| {
        let provider = resolved.plan.providers.get(&asked.provider);
        provider.is_some_and(|provider| provider.kind != ProviderKind::Openrouter && is_private(&provider.base_url))
    };
    let is_busy = |asked: &Asked| busy.iter().any(|id| asked.about == format!("model {id}"));
    let asked: Vec<Asked> = Asked::of(resolved).into_iter().filter(|asked| own(asked) && is_busy(asked)).collect();
    if asked.is_empty() {
        return Vec::new();
    }
    let seen = servers::of(&resolved.plan, &asked, &cost::Costs::new()).await;
    let of_model = |finding: &Finding| {
        finding.about.starts_with("model ") && matches!(finding.status, Status::Warning | Status::Problem)
    };
    seen.findings.into_iter().filter(of_model).collect()
}

/// Answers and verdicts that the plan comes to.
fn calls(resolved: &Resolved) -> usize {
    let scope = &resolved.plan.scope;
    scope.tasks.len() * scope.models.len() * scope.repeats as usize * (1 + scope.judges.len())
}
