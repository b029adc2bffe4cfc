//! The file of a snapshot that the browser loads: the fields of a summary that the site shows, under the same names.
//!
//! A whole `summary.json` is read too, for a reader who opens one: its other fields are left unread.

use analytics::category::Category;
use analytics::ids::SnapshotId;
use analytics::outcome::Outcome;
use analytics::score::{Marks, Score, ScoringRule};
use analytics::snapshot::v1::{CategoryResult, JudgeKind, ModelKind, ProvenanceKind, UnscoredCount};
use serde::{Deserialize, Serialize};

/// The content of `assets/<id>-….json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SnapshotFile {
    /// Name of the format, [`analytics::snapshot::v1::SUMMARY_FORMAT`].
    pub format: String,
    /// Version of the format, [`analytics::snapshot::v1::VERSION`].
    pub version: u32,
    /// Id of the snapshot.
    pub id: SnapshotId,
    /// Title.
    pub title: String,
    /// When its newest row was written, RFC 3339.
    pub created_at: String,
    /// Where the figures come from.
    pub provenance: ProvenanceFields,
    /// What a reader must know before believing a figure.
    pub warnings: Vec<WarningFields>,
    /// How scores are computed.
    pub scoring: ScoringFields,
    /// Judges.
    pub judges: Vec<JudgeFields>,
    /// Tasks, ordered by id.
    pub tasks: Vec<TaskFields>,
    /// Models, ordered by id.
    pub models: Vec<ModelFields>,
    /// Columns over cases, ordered by model, then by task.
    pub cases: CaseColumns,
    /// Columns over verdicts.
    pub verdicts: VerdictColumns,
    /// Columns over reviews; None without any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviews: Option<ReviewColumns>,
    /// What each model reached, in the order of the models.
    pub results: Vec<ResultFields>,
    /// The bootstrap; None for aggregates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statistics: Option<StatisticsFields>,
    /// What an evaluation that was published elsewhere says of itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<PublishedFields>,
}

/// Where the figures come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProvenanceFields {
    /// A run, or aggregates that were published.
    pub kind: ProvenanceKind,
    /// In one sentence.
    pub statement: String,
}

/// A warning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WarningFields {
    /// In one sentence.
    pub text: String,
}

/// How scores are computed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ScoringFields {
    /// Judges that differ by more than this on a dimension leave a case unscored.
    pub disagreement_threshold: f64,
    /// Which cases count; older exporters do not say.
    #[serde(default)]
    pub rule: ScoringRule,
}

/// A judge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JudgeFields {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Family of the judging model, or of the method.
    pub family: String,
    /// A language model, or a program.
    pub kind: JudgeKind,
}

/// A task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskFields {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Category.
    pub category: Category,
}

/// A model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelFields {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// A language model, or a baseline.
    pub kind: ModelKind,
    /// Family.
    pub family: String,
    /// Provider that answered.
    pub provider: String,
    /// Id in the catalogue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub catalog_model: Option<String>,
    /// What a reader must know, in one sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// How it was served.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serving: Option<ServingFields>,
}

/// What tells whether the answers of a model are those of one thing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ServingFields {
    /// Upstreams behind a router.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub upstreams: Vec<UpstreamFields>,
    /// Whether a router was told to use one upstream and nothing else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pinned: Option<bool>,
    /// Precisions of the weights.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub precisions: Vec<String>,
    /// Digests of the files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub digests: Vec<String>,
    /// Sizes of all weights, in bytes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weight_bytes: Vec<u64>,
    /// Other models that answered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_models: Vec<String>,
}

/// An upstream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpstreamFields {
    /// Name.
    pub name: String,
}

/// Columns over cases; optional columns are empty, or as long as the others.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CaseColumns {
    /// Position of the model.
    pub model: Vec<usize>,
    /// Position of the task.
    pub task: Vec<usize>,
    /// How it ended.
    pub outcome: Vec<Outcome>,
    /// Request to end of answer, in milliseconds.
    #[serde(default)]
    pub total_ms: Vec<Option<u64>>,
    /// Tokens of the answer.
    #[serde(default)]
    pub completion_tokens: Vec<Option<u64>>,
    /// What was billed, in 10⁻¹² US dollars.
    #[serde(default)]
    pub billed_pico_usd: Vec<Option<u64>>,
    /// Characters of the answer; 0 leaves nothing to judge. prerender writes 1 for any other number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answer_chars: Vec<u32>,
}

/// Columns over verdicts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct VerdictColumns {
    /// Position of the case.
    pub case: Vec<usize>,
    /// Position of the judge.
    pub judge: Vec<usize>,
    /// Marks; None when the verdict could not be read.
    pub marks: Vec<Option<Marks>>,
}

/// Columns over reviews.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ReviewColumns {
    /// Position of the case.
    pub case: Vec<usize>,
    /// The person's marks.
    pub marks: Vec<Marks>,
}

/// What a model reached.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResultFields {
    /// Mean mark over tasks, 0 to 2.
    pub score: Score,
    /// Tasks with a score.
    pub n: usize,
    /// Tasks without one, by reason.
    pub unscored: Vec<UnscoredCount>,
    /// 95 % interval of the score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ci95: Option<[f64; 2]>,
    /// The same by category.
    pub by_category: Vec<CategoryResult>,
    /// Mean time of an answer, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean_total_ms: Option<u64>,
    /// Mean tokens of an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean_completion_tokens: Option<f64>,
    /// How its answers ended; older exporters do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<AnswerCounts>,
}

/// How the answers of a model ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerCounts {
    /// Complete answers.
    pub complete: usize,
    /// Cases.
    pub asked: usize,
}

/// The bootstrap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatisticsFields {
    /// Seed.
    pub seed: u64,
}

/// What a published evaluation says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedFields {
    /// Its counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts: Option<PublishedCounts>,
}

/// Counts of a published evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedCounts {
    /// Models.
    pub models: usize,
    /// Tasks.
    pub tasks: usize,
    /// Answers.
    pub inference_runs: usize,
    /// Verdicts.
    pub judge_evaluations: usize,
}

/// What tells whether a file is one of this format, before the rest of it is looked at.
#[derive(Deserialize)]
struct Header {
    #[serde(default)]
    format: String,
    #[serde(default)]
    version: u32,
}

impl SnapshotFile {
    /// Reads a file.
    ///
    /// # Errors
    /// What is wrong, and in which line and column.
    pub fn from_json(json: &str) -> Result<Self, String> {
        use analytics::snapshot::v1::{SUMMARY_FORMAT, VERSION};

        // The message of a fault ends with its line and column.
        let wrong = |fault: serde_json::Error| match fault.classify() {
            serde_json::error::Category::Data => fault.to_string(),
            _ => format!("it is not JSON (line {}, column {})", fault.line(), fault.column()),
        };
        let header: Header = serde_json::from_str(json).map_err(wrong)?;
        if header.format != SUMMARY_FORMAT {
            return Err(format!("format: {SUMMARY_FORMAT} is expected, not “{}”", header.format));
        }
        if header.version != VERSION {
            return Err(format!("version: this site reads version {VERSION} of the format"));
        }
        serde_json::from_str(json).map_err(wrong)
    }
}

/// Writing happens only when the site is built.
#[cfg(feature = "ssr")]
impl SnapshotFile {
    /// The JSON text of a snapshot's file.
    ///
    /// # Errors
    /// What serde reports.
    pub fn json(summary: &analytics::snapshot::v1::Summary) -> serde_json::Result<String> {
        let mut file: Self = serde_json::from_value(serde_json::to_value(summary)?)?;
        // Scores ask only whether there is a text.
        file.cases.answer_chars.iter_mut().for_each(|chars| *chars = (*chars).min(1));
        serde_json::to_string(&file)
    }
}
