//! The file of a bench: what `--json` prints, `--contribute` writes and the calculators read.

use serde::{Deserialize, Serialize};

use super::figures::LevelFigures;
use super::limits::Limits;
use super::request::Load;

/// The word in `format`.
pub const FORMAT: &str = "lim-bench";
/// The version that this program writes and reads.
pub const VERSION: u32 = 1;

/// A bench of one model on one server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BenchFile {
    /// Always `lim-bench`.
    pub format: String,
    /// Version of the format.
    pub version: u32,
    /// Id of the bench.
    pub id: String,
    /// When it began, RFC 3339 in UTC.
    pub started_at: String,
    /// Version of the program that measured.
    pub program: String,
    /// Who measured, in their own words; only where somebody contributes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The model and its file.
    pub model: BenchedModel,
    /// The machine; null where the server does not stand on the machine that measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine: Option<BenchedMachine>,
    /// The program that served.
    pub engine: BenchedEngine,
    /// Limits of `--slo`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<Limits>,
    /// The first request of all, apart from everything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cold_start: Option<ColdStart>,
    /// Power in watts and where it comes from; null without a meter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub power: Option<Power>,
    /// Levels, in the order in which they were measured.
    pub levels: Vec<Level>,
    /// What a reader of all levels must know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
}

/// The model that answered.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BenchedModel {
    /// Its id in the configuration.
    pub id: String,
    /// Its id in the catalogue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub catalog_model: Option<String>,
    /// Precision of its weights, in the server's word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precision: Option<String>,
    /// Size of its weights in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight_bytes: Option<u64>,
    /// Number of its weights.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameters: Option<u64>,
    /// Bits per weight: size × 8 / number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bits_per_weight: Option<f64>,
}

/// The machine that the server stands on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BenchedMachine {
    /// Processor, cores, memory and system, as the system tells.
    pub description: String,
    /// Graphics processors, as their drivers name them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gpus: Vec<String>,
    /// Memory in GiB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_gib: Option<f64>,
    /// The system's power mode or frequency governor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub power_mode: Option<String>,
    /// Its id in the catalogue: typed with `--machine`, or matched by chip and memory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub catalog_machine: Option<String>,
    /// Share of all its cores that was busy before the first request, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub busy_before: Option<f64>,
}

/// The program that served.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BenchedEngine {
    /// Kind of provider.
    pub kind: String,
    /// Name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Version or build.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Requests that it works on at a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slots: Option<u64>,
    /// Context of a request, in tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context_tokens: Option<u64>,
    /// Whether outputs had their full length because the server was told to ignore the model's end.
    pub ignores_end: bool,
}

/// The first request, with one token of output, before the server was warm.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ColdStart {
    /// The whole first call, look-ups at the server included, which make a router load the model.
    pub first_ms: f64,
    /// The same request again.
    pub warm_ms: f64,
    /// What the server says it took to load the model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub load_ms: Option<f64>,
}

/// Power that energy is computed from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Power {
    /// Where it comes from: `rapl`, `nvml`, `hwmon` or `typed in`.
    pub source: String,
    /// Watts while idle.
    pub idle_w: f64,
    /// Watts under load, where they were typed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub load_w: Option<f64>,
}

/// One level of one run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Level {
    /// Run, counted from 1.
    pub run: u32,
    /// Place within the run, counted from 1.
    pub position: u32,
    /// How requests arrived.
    pub load: Load,
    /// Prompt tokens behind the depth.
    pub prompt_tokens: u32,
    /// Tokens of text before them.
    pub depth_tokens: u32,
    /// Output tokens that were asked for.
    pub output_tokens: u32,
    /// Whether all its requests were sent; false where it was stopped.
    pub is_complete: bool,
    /// What it came to.
    pub figures: LevelFigures,
    /// What a reader of its figures must know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
}

/// Something that a reader of figures must know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Note {
    /// A short name of its kind, such as `noisy`, `cache-hits`, `slots` or `server-gone`.
    pub code: String,
    /// One sentence.
    pub text: String,
}

impl Note {
    /// A note.
    #[must_use]
    pub fn new(code: &str, text: impl Into<String>) -> Self {
        Self { code: code.to_owned(), text: text.into() }
    }
}

/// Why a file is no bench.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BenchFileError {
    /// It is no JSON, or not of this shape.
    #[error("it is no bench file: {0}")]
    Shape(String),
    /// Another format.
    #[error("its format is {0:?}; a bench file has {FORMAT:?}")]
    Format(String),
    /// Another version.
    #[error("it has version {0} of the format; this program reads version {VERSION}")]
    Version(u64),
}

impl BenchFile {
    /// Reads a file.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn from_json(text: &str) -> Result<Self, BenchFileError> {
        let value: serde_json::Value =
            serde_json::from_str(text).map_err(|error| BenchFileError::Shape(error.to_string()))?;
        let format = value.get("format").and_then(serde_json::Value::as_str).unwrap_or_default();
        if format != FORMAT {
            return Err(BenchFileError::Format(format.to_owned()));
        }
        let version = value.get("version").and_then(serde_json::Value::as_u64).unwrap_or_default();
        if version != u64::from(VERSION) {
            return Err(BenchFileError::Version(version));
        }
        serde_json::from_value(value).map_err(|error| BenchFileError::Shape(error.to_string()))
    }
}

impl BenchFile {
    /// What cannot be in a bench that somebody measured, although its shape is right.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.levels.is_empty() {
            faults.push("it holds no level".to_owned());
        }
        for (at, level) in self.levels.iter().enumerate() {
            let figures = &level.figures;
            let mut fault = |text: &str| faults.push(format!("level {}: {text}", at + 1));
            if figures.counted > figures.requests.saturating_sub(figures.failures) {
                fault("more requests count than were answered");
            }
            let spreads = [&figures.ttft_ms, &figures.queue_ms, &figures.decode_tok_per_s, &figures.prefill_tok_per_s];
            if spreads
                .into_iter()
                .flatten()
                .any(|spread| !(0.0 <= spread.p50 && spread.p50 <= spread.p90 && spread.p90 <= spread.max))
            {
                fault("a median, 90th percentile and maximum are not in their order");
            }
            if let (Load::Closed { concurrency }, Some(all), Some(one)) =
                (level.load, figures.output_tok_per_s, figures.decode_tok_per_s.as_ref())
                // A little above: the rate of all streams counts each first token, that of one does not.
                && all > f64::from(concurrency) * one.max * 1.1
            {
                fault("all streams together write more than each of them at its fastest");
            }
        }
        faults
    }
}

/// The JSON Schema of the file.
#[cfg(feature = "schema")]
#[must_use]
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(BenchFile).to_value()
}
