//! The models and judges that a plan will ask, with how long their questions are.

use analytics::ids::ProviderId;

use super::Finding;
use crate::config::params::Params;
use crate::config::{JudgeHow, Resolved};

/// Characters of the rubric and of what stands around task and answer.
const RUBRIC: u64 = 4_000;

/// Something that will be asked.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// `model …` or `judge …`.
    pub about: String,
    pub provider: ProviderId,
    pub provider_model: String,
    pub params: Params,
    /// Characters of the longest question.
    pub longest: u64,
    /// Tokens of an answer within the question: what a judge is shown.
    pub quoted_tokens: u64,
    /// The largest limit on the answer, in tokens.
    pub max_tokens: u64,
    /// Whether the answer must have a shape.
    pub shaped: bool,
}

impl Asked {
    /// All of a plan but for baselines and programs.
    pub fn of(resolved: &Resolved) -> Vec<Self> {
        let longest = resolved.tasks.iter().map(|task| task.prompt.chars().count() as u64).max().unwrap_or(0);
        let own_limit = resolved.tasks.iter().map(|task| u64::from(task.max_tokens)).max().unwrap_or(0);
        let limit = |params: &Params| params.max_tokens.map_or(own_limit, u64::from);
        let scope = &resolved.plan.scope;
        let mut asked: Vec<Self> = scope
            .models
            .iter()
            .filter(|model| model.provider_kind != crate::config::ProviderKind::Builtin)
            .map(|model| Self {
                about: format!("model {}", model.id),
                provider: model.provider.clone(),
                provider_model: model.provider_model.clone(),
                params: model.params.clone(),
                longest,
                quoted_tokens: 0,
                max_tokens: limit(&model.params),
                shaped: false,
            })
            .collect();
        let answer = scope.models.iter().map(|model| limit(&model.params)).max().unwrap_or(own_limit);
        for judge in &scope.judges {
            let JudgeHow::Model { provider, provider_model, params, max_tokens } = &judge.how else { continue };
            asked.push(Self {
                about: format!("judge {}", judge.id),
                provider: provider.clone(),
                provider_model: provider_model.clone(),
                params: (**params).clone(),
                longest: longest + RUBRIC,
                quoted_tokens: answer,
                max_tokens: u64::from(*max_tokens),
                shaped: true,
            });
        }
        asked
    }

    /// What is wrong with a context of so many tokens. Tokens are estimated: six characters each are certain to fit, three
    /// each are certain to be enough.
    pub fn too_long_for(&self, context: u64, mend: &str) -> Option<Finding> {
        let needs = |characters_each: u64| self.longest / characters_each + self.quoted_tokens + self.max_tokens;
        let question =
            if self.shaped { "the longest task, answer and verdict" } else { "the longest task and its answer" };
        let text =
            |tokens: u64| format!("its context of {context} tokens is too short for {question}, about {tokens} tokens");
        if self.longest / 6 + self.max_tokens > context {
            Some(Finding::problem(&self.about, text(needs(4)), mend))
        } else if needs(3) > context {
            Some(Finding::warning(&self.about, text(needs(4)).replace("is too short", "may be too short"), mend))
        } else {
            None
        }
    }
}
