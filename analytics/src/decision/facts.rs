//! What the calculators know: a lean extract of the catalogue and of one snapshot, the same in browser and exporter.

use serde::{Deserialize, Serialize};

use crate::catalog::{MachineKind, WorkloadEntry};
use crate::cost::Prices;
use crate::memory::KvShape;
use crate::speed::{Measured, Shape};

/// Everything that the calculators know.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Facts {
    /// Newest day of any figure, YYYY-MM-DD: what dates are counted from.
    pub as_of: String,
    /// Models with a file of weights.
    pub models: Vec<ModelFacts>,
    /// Machines that can be bought, then others.
    pub machines: Vec<MachineFacts>,
    /// Published measurements.
    pub measured: Vec<MeasuredFacts>,
    /// A frontier model's name, prices and their day.
    pub frontier: Option<(String, Prices, String)>,
    /// Exchange rates: code, units per US dollar, month of that mean.
    pub rates: Vec<(String, f64, String)>,
    /// Title of the snapshot that the scores come from.
    pub snapshot: String,
    /// Workloads to begin with; the first is the default.
    pub workloads: Vec<WorkloadFacts>,
}

/// A workload, and where its figures come from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WorkloadFacts {
    /// The workload.
    pub entry: WorkloadEntry,
    /// Titles of its sources: tokens, requests, context, streams.
    pub sources: [String; 4],
}

/// A model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelFacts {
    /// Id in the catalogue.
    pub id: String,
    /// Name.
    pub name: String,
    /// Its names elsewhere: OpenRouter, Hugging Face, Ollama.
    pub names: Vec<String>,
    /// Mixture of experts.
    pub moe: bool,
    /// Billions of parameters used for each token.
    pub active_b: f64,
    /// Bytes of weights read for each token from the usual file.
    pub read_bytes: f64,
    /// Whether a source counts the bytes read part by part, so that no law has to guess at parts of more bits.
    pub read_is_counted: bool,
    /// Context window in tokens.
    pub context_tokens: u64,
    /// Key/value cache.
    pub kv: KvShape,
    /// What decides its speed.
    pub shape: Shape,
    /// Files: quantisation and size in bytes, smallest first.
    pub files: Vec<(String, f64)>,
    /// Position of the usual file.
    pub usual: usize,
    /// Newest API prices and their day.
    pub prices: Option<(Prices, String)>,
    /// Scores: of all tasks first, then by category in the order of [`crate::category::Category::ALL`].
    pub scores: Vec<Option<ScoreFacts>>,
}

/// A score with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ScoreFacts {
    /// Mean mark, 0 to 2.
    pub value: f64,
    /// Lower end of the 95 % interval; the widest possible one where the snapshot gives none.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Tasks.
    pub n: u32,
}

/// A machine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MachineFacts {
    /// Id in the catalogue.
    pub id: String,
    /// Name.
    pub name: String,
    /// How its memory serves its GPU.
    pub kind: MachineKind,
    /// Chip.
    pub chip: String,
    /// Memory as it is sold, in GiB.
    pub memory_gib: Option<f64>,
    /// What of it the GPU may use by default, in GiB.
    pub usable_gib: Option<f64>,
    /// Bandwidth in GB/s.
    pub bandwidth: Option<f64>,
    /// Watts while idle.
    pub idle_w: Option<f64>,
    /// Watts under load.
    pub load_w: Option<f64>,
    /// The price that counts: currency code, amount, day (see `Machine::newest_price`).
    pub price: Option<(String, f64, String)>,
    /// Whether that price is of a used machine.
    pub used: bool,
    /// Whether that price is of the card alone.
    pub card_only: bool,
    /// Day or month since which it is no longer sold new, as the source says it; None where it is sold.
    pub discontinued: Option<String>,
    /// Power at the wall of its class where nobody measured its own, in watts: idle and load, each least and most.
    pub power_class: Option<PowerFacts>,
    /// Whether tax is in that price; None where the source does not say.
    pub taxed: Option<bool>,
}

/// Power of a class of machines, in watts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PowerFacts {
    /// While idle: least and most; None where no source gives any.
    pub idle_w: Option<(f64, f64)>,
    /// While a model runs: least and most.
    pub load_w: (f64, f64),
    /// What the computer around a card costs, in US dollars without tax: least and most.
    pub host_usd: Option<[f64; 2]>,
}

/// A published measurement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MeasuredFacts {
    /// Chip.
    pub chip: String,
    /// Model id.
    pub model: String,
    /// Bits of the format as its name says; 0 where it names none.
    pub bits: u32,
    /// What was measured, how deep and with which program.
    pub row: Measured,
}

/// Bits that a format's name tells: the first digits that stand in it (`Q4_K_M` 4, `UD-Q8_K_XL` 8, `BF16` 16).
#[must_use]
pub fn bits(quantisation: &str) -> u32 {
    let digits: String =
        quantisation.chars().skip_while(|letter| !letter.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(0)
}

/// Words behind a model's name that say how it is served: the same weights, at another price or precision.
const SERVING: [&str; 25] = [
    "free", "nitro", "floor", "extended", "exacto", "online", "latest", "instruct", "it", "chat", "cloud", "local",
    "maas", "gguf", "mlx", "awq", "gptq", "bf16", "fp16", "f16", "fp8", "fp4", "mxfp4", "nvfp4", "ud",
];

/// Whether a word behind a model's name leaves the model what it is: a word of serving, or a precision such as `q4`,
/// `4bit` and the letters that follow it in `q4_k_m`.
fn is_serving(word: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    SERVING.contains(&word)
        || word.strip_prefix("iq").or_else(|| word.strip_prefix('q')).is_some_and(digits)
        || word.strip_suffix("bit").is_some_and(digits)
        || ["k", "m", "s", "l", "xl", "xs", "xxs", "0", "1", "bit"].contains(&word)
}

impl Facts {
    /// Units of a currency per US dollar and the month of that mean; None where no source gives one.
    #[must_use]
    pub fn rate(&self, code: &str) -> Option<(f64, &str)> {
        if code == "USD" {
            return Some((1.0, ""));
        }
        self.rates.iter().find(|(known, ..)| known == code).map(|(_, rate, month)| (*rate, month.as_str()))
    }

    /// Position of a model.
    #[must_use]
    pub fn model(&self, id: &str) -> Option<usize> {
        self.models.iter().position(|model| model.id == id)
    }

    /// Position of the model that a usage file means by a name such as `openai/gpt-oss-120b:free`: one of the
    /// catalogue's own names for it, alone or followed by words that say how it is served and not what it is. A date or
    /// a version makes another model of it.
    #[must_use]
    pub fn model_named(&self, name: &str) -> Option<usize> {
        let words = |text: &str| -> Vec<String> {
            let last = text.rsplit('/').next().unwrap_or(text).to_ascii_lowercase();
            last.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '.')
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect()
        };
        let asked = words(name);
        let means = |model: &ModelFacts| {
            [&model.id, &model.name].into_iter().chain(&model.names).any(|known| {
                let known = words(known);
                !known.is_empty()
                    && asked.strip_prefix(&known[..]).is_some_and(|rest| rest.iter().all(|word| is_serving(word)))
            })
        };
        self.models.iter().position(means)
    }

    /// Position of a workload.
    #[must_use]
    pub fn workload(&self, id: &str) -> Option<usize> {
        self.workloads.iter().position(|workload| workload.entry.id == id)
    }

    /// Position of a machine.
    #[must_use]
    pub fn machine(&self, id: &str) -> Option<usize> {
        self.machines.iter().position(|machine| machine.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::bits;

    #[test]
    fn bits_of_formats() {
        for (name, expected) in [
            ("Q4_K_M", 4),
            ("UD-Q8_K_XL", 8),
            ("MXFP4-Q8", 4),
            ("MLX 4-bit", 4),
            ("BF16", 16),
            ("IQ2_M", 2),
            ("other", 0),
        ] {
            assert_eq!(bits(name), expected, "{name}");
        }
    }
}
