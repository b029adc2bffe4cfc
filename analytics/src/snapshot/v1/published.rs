//! What the published evaluation says beyond its leaderboard. Every figure stands here as it was published, right or wrong.

use serde::{Deserialize, Serialize};

use super::{PublishedApiCost, PublishedBreakEven, PublishedCostAssumptions, PublishedCostCard, PublishedSetup};
use crate::category::Category;
use crate::ids::ModelId;

/// The tables of the published page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Published {
    /// Counts on the page's first screen.
    pub counts: PublishedCounts,
    /// Rows of the leaderboard beyond score and time, best first.
    pub leaderboard: Vec<PublishedRow>,
    /// The judges, as described.
    pub judging: PublishedJudging,
    /// The speed test over three machines.
    pub speed_test: PublishedSpeedTest,
    /// The hardware matrix.
    pub hardware: Vec<PublishedMachine>,
    /// What the page says of electricity and of saving it.
    pub electricity: Vec<PublishedClaim>,
    /// Cost model: assumptions.
    pub cost_assumptions: PublishedCostAssumptions,
    /// Cost model: the three cards.
    pub cost_cards: Vec<PublishedCostCard>,
    /// Cost model: price per model.
    pub api_costs: Vec<PublishedApiCost>,
    /// Cost model: break-even by volume.
    pub break_even: Vec<PublishedBreakEven>,
    /// The setup options.
    pub setups: Vec<PublishedSetup>,
    /// Which categories run locally.
    pub routing: Vec<PublishedRoute>,
    /// Shares of the owner's own prompts.
    pub prompt_mining: PublishedPromptMining,
    /// Plan by phase.
    pub timeline: Vec<PublishedPhase>,
    /// What was done and what was open.
    pub open_points: Vec<PublishedPoint>,
    /// Scores on local machines beside cloud scores.
    pub local_scores: Vec<PublishedLocalScore>,
    /// Every other figure on the page, in the order in which it stands there.
    pub claims: Vec<PublishedClaim>,
}

/// Counts on the page's first screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PublishedCounts {
    /// Models tested.
    pub models: u32,
    /// Tasks.
    pub tasks: u32,
    /// Inference runs.
    pub inference_runs: u32,
    /// Judge evaluations.
    pub judge_evaluations: u32,
    /// Hardware tiers.
    pub hardware_tiers: u32,
    /// Prompts that were mined.
    pub mined_prompts: u32,
}

/// A row of the published leaderboard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PublishedRow {
    /// The model.
    pub model: ModelId,
    /// Rank as printed.
    pub rank: u32,
    /// Score as printed, 0 to 2.
    pub score: f64,
    /// Whether it fits into 128 GB, as printed.
    pub fits_128_gb: PublishedFit,
    /// Whether it fits into 256 GB, as printed.
    pub fits_256_gb: PublishedFit,
    /// Active parameters as printed.
    pub active_params: String,
    /// Mean time of an answer, in seconds.
    pub mean_time_s: f64,
}

/// What the published memory columns say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum PublishedFit {
    /// "Yes".
    Yes,
    /// "Yes*": as the only model.
    Alone,
    /// "No".
    No,
}

/// The judging, as described.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PublishedJudging {
    /// Agreement of the judges, in per cent.
    pub agreement_percent: f64,
    /// Difference that triggers a manual review.
    pub review_threshold: f64,
    /// Number of reviews that were triggered.
    pub reviews_triggered: u32,
    /// What each mark means, by dimension.
    pub rubric: Vec<PublishedRubricRow>,
    /// Number of tasks by category, generic ones.
    pub generic_tasks: Vec<PublishedTaskCount>,
    /// Subjects of the real-world tasks.
    pub real_world_tasks: Vec<String>,
    /// Tasks that were revised after a second model's review.
    pub tasks_revised: u32,
}

/// A row of the rubric.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PublishedRubricRow {
    /// 0, 1 or 2.
    pub mark: u8,
    /// Name of the mark.
    pub name: String,
    /// Meaning for correctness.
    pub correctness: String,
    /// Meaning for completeness.
    pub completeness: String,
    /// Meaning for quality.
    pub quality: String,
}

/// Tasks in a category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PublishedTaskCount {
    /// The category.
    pub category: Category,
    /// Number of tasks.
    pub tasks: u32,
}

/// The speed test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PublishedSpeedTest {
    /// The task, in our words.
    pub task: String,
    /// Its tiers, fastest first.
    pub tiers: Vec<PublishedTier>,
}

/// A tier of the speed test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PublishedTier {
    /// Machine or service.
    pub machine: String,
    /// What is said of it.
    pub details: String,
    /// Model that answered.
    pub model: String,
    /// Seconds to the end of the answer.
    pub seconds: f64,
    /// Score, 0 to 2.
    pub score: f64,
    /// Tokens per second as printed; null where not printed.
    pub tok_per_s: Option<f64>,
    /// Cost per task in US dollars as printed; 0 where the page says "free".
    pub usd_per_task: f64,
}

/// A row of the hardware matrix.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PublishedMachine {
    /// Name as printed.
    pub name: String,
    /// Memory in GB as printed.
    pub memory_gb: f64,
    /// Kind of memory: `unified`, `vram` or `ram`.
    pub memory_kind: String,
    /// Bandwidth in GB/s as printed.
    pub bandwidth_gb_per_s: f64,
    /// Power in watts as printed.
    pub power_w: f64,
    /// Noise as printed.
    pub noise: String,
    /// Price in SEK as printed.
    pub price_sek: f64,
}

/// Where a kind of work should run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PublishedRoute {
    /// Kind of work as printed.
    pub work: String,
    /// Local, according to the page.
    pub local: bool,
    /// Score as printed; null where the page gives none.
    pub score: Option<f64>,
    /// What the page prints in place of a score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
}

/// Shares of the owner's own prompts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PublishedPromptMining {
    /// Number of prompts.
    pub prompts: u32,
    /// Share that can run locally, in per cent, as printed.
    pub local_percent: f64,
    /// Share that stays in the cloud, in per cent, as printed.
    pub cloud_percent: f64,
    /// Shares by kind of prompt.
    pub shares: Vec<PublishedShare>,
}

/// A share.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PublishedShare {
    /// Kind of prompt.
    pub kind: String,
    /// Per cent of all prompts.
    pub percent: f64,
}

/// A phase of the plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PublishedPhase {
    /// When.
    pub period: String,
    /// Name.
    pub name: String,
    /// State as printed.
    pub state: PublishedState,
    /// What was planned, in our words.
    pub points: Vec<String>,
}

/// State of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum PublishedState {
    /// Done.
    Done,
    /// Pending.
    Pending,
    /// Planned.
    Planned,
}

/// A point that was done or open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PublishedPoint {
    /// State as printed.
    pub state: PublishedState,
    /// In our words.
    pub text: String,
}

/// A score on a local machine beside the cloud score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PublishedLocalScore {
    /// The model.
    pub model: ModelId,
    /// Score locally.
    pub local: f64,
    /// Score in the cloud.
    pub cloud: f64,
}

/// Any other figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PublishedClaim {
    /// What the figure is about, in our words.
    pub about: String,
    /// The figure.
    pub value: f64,
    /// Its unit.
    pub unit: String,
    /// Number of the claim in the audit, where the audit speaks of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audit: Option<u32>,
}
