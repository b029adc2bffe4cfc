//! What the calculators know: a lean extract of the catalogue and of one snapshot, the same in browser and exporter.
//!
//! The file is JSON of short rows (see [`Facts::to_json`]); reading rows by position costs the client far less code
//! than a derived reader for each type.

use serde::{Deserialize, Serialize};

use crate::catalog::MachineKind;
use crate::cost::Prices;
use crate::json::Value;
use crate::memory::KvShape;
use crate::speed::{AttentionKind, Backend, Measure, Measured, Shape};
use crate::units::PicoUsd;

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

pub(super) const MEASURES: [Measure; 3] = [Measure::Prefill, Measure::Decode, Measure::Together];

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

const KINDS: [MachineKind; 4] =
    [MachineKind::AppleUnified, MachineKind::Unified, MachineKind::DiscreteGpu, MachineKind::Cpu];

fn text(row: &Value, at: usize) -> Option<String> {
    row.at(at)?.as_text().map(str::to_owned)
}

fn number(row: &Value, at: usize) -> Option<f64> {
    row.at(at)?.as_number()
}

fn rows<'a>(of: &'a Value, name: &str) -> &'a [Value] {
    of.get(name).and_then(Value::as_list).unwrap_or_default()
}

fn prices(row: &Value) -> Option<Prices> {
    let price = |at: usize| row.at(at)?.as_count().map(PicoUsd);
    Some(Prices { input: price(0)?, cache_write: price(1), cache_read: price(2), output: price(3)? })
}

impl Facts {
    /// Reads the file; None when it is not what [`Facts::to_json`] writes.
    #[must_use]
    pub fn from_json(json: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(json).ok()?;
        let frontier = value.get("frontier")?;
        Some(Self {
            as_of: value.get("as_of")?.as_text()?.to_owned(),
            models: rows(&value, "models").iter().map(model).collect::<Option<_>>()?,
            machines: rows(&value, "machines").iter().map(machine).collect::<Option<_>>()?,
            measured: rows(&value, "measured").iter().map(measured).collect::<Option<_>>()?,
            frontier: (|| Some((text(frontier, 0)?, prices(frontier.at(1)?)?, text(frontier, 2)?)))(),
            rates: rows(&value, "rates")
                .iter()
                .map(|row| Some((text(row, 0)?, number(row, 1)?, text(row, 2)?)))
                .collect::<Option<_>>()?,
            snapshot: value.get("snapshot")?.as_text()?.to_owned(),
        })
    }

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

    /// Position of a machine.
    #[must_use]
    pub fn machine(&self, id: &str) -> Option<usize> {
        self.machines.iter().position(|machine| machine.id == id)
    }
}

fn model(row: &Value) -> Option<ModelFacts> {
    let kv = row.at(6)?;
    let of = row.at(12)?;
    let kv = KvShape {
        per_token: number(kv, 0)?,
        per_window_token: number(kv, 1)?,
        window_tokens: number(kv, 2)?,
        state: number(kv, 3)?,
        plain: number(kv, 4)? > 0.0,
    };
    let (moe, active_b) = (number(row, 2)? > 0.0, number(row, 3)?);
    let files = row.at(7)?.as_list()?;
    let score = |row: &Value| {
        Some(ScoreFacts {
            value: number(row, 0)?,
            low: number(row, 1)?,
            high: number(row, 2)?,
            n: number(row, 3)? as u32,
        })
    };
    Some(ModelFacts {
        id: text(row, 0)?,
        name: text(row, 1)?,
        moe,
        active_b,
        read_bytes: number(row, 4)?,
        read_is_counted: number(of, 4)? > 0.0,
        context_tokens: number(row, 5)? as u64,
        kv,
        shape: Shape {
            moe,
            attention: *AttentionKind::ALL.get(number(of, 0)? as usize)?,
            layers: number(of, 1)?,
            full_layers: number(of, 2)?,
            query_dim: number(of, 3)?,
            active_b,
            kv,
        },
        files: files.iter().map(|file| Some((text(file, 0)?, number(file, 1)?))).collect::<Option<_>>()?,
        usual: number(row, 8)? as usize,
        prices: row.at(9).and_then(prices).zip(text(row, 10)),
        scores: row.at(11)?.as_list()?.iter().map(score).collect(),
        names: row.at(13)?.as_list()?.iter().filter_map(|name| name.as_text().map(str::to_owned)).collect(),
    })
}

fn machine(row: &Value) -> Option<MachineFacts> {
    let price = row.at(9)?;
    Some(MachineFacts {
        id: text(row, 0)?,
        name: text(row, 1)?,
        kind: *KINDS.get(number(row, 2)? as usize)?,
        chip: text(row, 3)?,
        memory_gib: number(row, 4),
        usable_gib: number(row, 5),
        bandwidth: number(row, 6),
        idle_w: number(row, 7),
        load_w: number(row, 8),
        price: (|| Some((text(price, 0)?, number(price, 1)?, text(price, 2)?)))(),
        used: number(row, 10)? > 0.0,
        card_only: number(row, 11)? > 0.0,
        discontinued: text(row, 12),
        power_class: row.at(13).and_then(|of| {
            Some(PowerFacts {
                idle_w: number(of, 0).zip(number(of, 1)),
                load_w: (number(of, 2)?, number(of, 3)?),
                host_usd: number(of, 4).zip(number(of, 5)).map(|(low, high)| [low, high]),
            })
        }),
        taxed: number(row, 14).map(|taxed| taxed > 0.0),
    })
}

fn measured(row: &Value) -> Option<MeasuredFacts> {
    Some(MeasuredFacts {
        chip: text(row, 0)?,
        model: text(row, 1)?,
        bits: number(row, 2)? as u32,
        row: Measured {
            measure: *MEASURES.get(number(row, 3)? as usize)?,
            tok_per_s: number(row, 4)?,
            depth: number(row, 5)?,
            prompt: number(row, 6)?,
            streams: number(row, 7)? as u32,
            backend: *Backend::ALL.get(number(row, 8)? as usize)?,
            own: false,
        },
    })
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
