//! Published measurements of speed: the rows of `data/catalog/speed-*.csv`, read into types.
//!
//! Only the tests, the fit and the writers of files use them; the browser gets the constants and the rows of its models.

use super::family::{Backend, Family};
use super::shape::{AttentionKind, LATENT_HEAD, Shape};
use crate::memory::KvShape;

/// What a row measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Measure {
    /// Output tokens per second of one stream.
    Decode,
    /// Output tokens per second of all streams together.
    Together,
    /// Prompt tokens per second.
    Prefill,
}

/// A chip of `speed-chips.csv`.
#[derive(Debug, Clone, PartialEq)]
pub struct ChipRow {
    /// Name, as the catalogue writes it.
    pub chip: String,
    /// Family.
    pub family: Family,
    /// Peak of its memory in GB/s.
    pub bandwidth: f64,
}

/// A model of `speed-models.csv`.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelRow {
    /// Id; points name it.
    pub id: String,
    /// Billions of parameters.
    pub total_b: f64,
    /// What decides its speed.
    pub shape: Shape,
}

/// A row of `speed-points.csv` with its chip and model.
#[derive(Debug, Clone, PartialEq)]
pub struct SpeedPoint {
    /// What was measured.
    pub measure: Measure,
    /// Model.
    pub model: ModelRow,
    /// Its name, as the source writes it.
    pub model_name: String,
    /// Quantisation, as the source writes it.
    pub quantisation: String,
    /// Bits of a weight on average; None where the source names no format.
    pub bits: Option<f64>,
    /// GB of weights read for each token; None where neither size nor format is known.
    pub read_gb: Option<f64>,
    /// Chip.
    pub chip: ChipRow,
    /// Program and interface.
    pub backend: Backend,
    /// Program, version and interface, as the source writes them.
    pub engine: String,
    /// Tokens in the cache before the measured part.
    pub depth: f64,
    /// Tokens of the prompt; 512 where a prompt's row names none, as the tool's default.
    pub prompt: f64,
    /// Streams at once.
    pub streams: u32,
    /// Cards that share each layer.
    pub cards: u32,
    /// A draft model or prediction heads were on.
    pub speculative: bool,
    /// Tokens per second.
    pub tok_per_s: f64,
    /// Day, month or year.
    pub date: String,
    /// Repository and file.
    pub source: String,
    /// What to know about it.
    pub note: String,
}

/// Splits a line of comma-separated values; a field in double quotes may hold commas and doubled quotes.
fn fields(line: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut quoted = false;
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                out.last_mut().into_iter().for_each(|field| field.push('"'));
            }
            '"' => quoted = !quoted,
            ',' if !quoted => out.push(String::new()),
            _ => out.last_mut().into_iter().for_each(|field| field.push(letter)),
        }
    }
    out
}

fn table<T>(text: &str, read: impl Fn(&[String]) -> Result<T, String>) -> Result<Vec<T>, String> {
    let rows = text.lines().enumerate().skip(1).filter(|(_, line)| !line.is_empty());
    rows.map(|(at, line)| read(&fields(line)).map_err(|fault| format!("line {}: {fault}", at + 1))).collect()
}

fn cell(row: &[String], at: usize) -> Result<&str, String> {
    row.get(at).map(String::as_str).ok_or_else(|| format!("column {} is missing", at + 1))
}

fn number(row: &[String], at: usize) -> Result<f64, String> {
    let text = cell(row, at)?;
    let value = text.parse::<f64>().map_err(|_| format!("column {} is no number: {text}", at + 1))?;
    if value.is_finite() && value >= 0.0 {
        Ok(value)
    } else {
        Err(format!("column {} is out of range: {text}", at + 1))
    }
}

fn optional(row: &[String], at: usize) -> Result<Option<f64>, String> {
    if cell(row, at)?.is_empty() { Ok(None) } else { number(row, at).map(Some) }
}

/// Reads `speed-chips.csv`.
///
/// # Errors
/// The line and what is wrong with it.
pub fn chips(text: &str) -> Result<Vec<ChipRow>, String> {
    table(text, |row| {
        let name = cell(row, 1)?;
        let family = Family::ALL.into_iter().find(|family| family.name() == name);
        Ok(ChipRow {
            chip: cell(row, 0)?.to_owned(),
            family: family.ok_or_else(|| format!("unknown family {name}"))?,
            bandwidth: number(row, 3)?,
        })
    })
}

/// Reads `speed-models.csv`.
///
/// # Errors
/// The line and what is wrong with it.
pub fn models(text: &str) -> Result<Vec<ModelRow>, String> {
    table(text, |row| {
        let attention = match cell(row, 1)? {
            "full" => AttentionKind::Full,
            "window" => AttentionKind::Window,
            "latent" => AttentionKind::Latent,
            "hybrid" => AttentionKind::Hybrid,
            other => return Err(format!("unknown attention {other}")),
        };
        let [total_b, active_b, layers, full, heads, kv_heads, dim, window_layers, window_heads, window_dim, window] =
            [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map(|at| number(row, at));
        let (layers, full, heads, dim) = (layers?, full?, heads?, dim?);
        let pair = |layers: f64, heads: f64, dim: f64| 2.0 * layers * heads * dim * 2.0;
        let latent = attention == AttentionKind::Latent;
        let kv = KvShape {
            per_token: if latent { layers * 576.0 * 2.0 } else { pair(full, kv_heads?, dim) },
            per_window_token: pair(window_layers?, window_heads?, window_dim?),
            window_tokens: window?,
            state: 0.0,
            plain: attention == AttentionKind::Full,
        };
        let (total_b, active_b) = (total_b?, active_b?);
        let shape = Shape {
            // Embeddings for each layer, as in Gemma 4 E2B, are looked up and not multiplied: no experts.
            moe: active_b < 0.4 * total_b,
            attention,
            layers,
            full_layers: full,
            query_dim: heads * if latent { LATENT_HEAD } else { dim },
            active_b,
            kv,
        };
        Ok(ModelRow { id: cell(row, 0)?.to_owned(), total_b, shape })
    })
}

/// Bits of a weight on average, by the name of its format: the middle of usual files, where a row gives no size.
#[must_use]
pub fn bits_per_weight(quantisation: &str) -> Option<f64> {
    let name = quantisation.to_ascii_lowercase();
    let table: [(&[&str], f64); 15] = [
        (&["bf16", "f16"], 16.0),
        (&["q8_k_xl"], 9.2),
        (&["int8", "8bit", "q8_0", "w8a8"], 8.5),
        (&["fp8"], 8.3),
        (&["q6_k"], 6.57),
        (&["q5_k"], 5.7),
        (&["q4_k_xl", "ud-q4"], 5.05),
        (&["nvfp4", "int4", "w4a", "awq"], 4.6),
        (&["q4_0"], 4.55),
        (&["mxfp4", "iq4", "4bit", "4-bit", "bpw"], 4.5),
        (&["q4"], 4.85),
        (&["q3_k"], 3.9),
        (&["iq3_xxs"], 3.2),
        (&["q2_k"], 3.0),
        (&["iq2", "2-bit"], 2.6),
    ];
    table.into_iter().find(|(words, _)| words.iter().any(|word| name.contains(word))).map(|(_, bits)| bits)
}

/// Reads `speed-points.csv`.
///
/// # Errors
/// The line and what is wrong with it: an unknown chip, model or kind, a number that is none.
pub fn points(text: &str, models: &[ModelRow], chips: &[ChipRow]) -> Result<Vec<SpeedPoint>, String> {
    table(text, |row| {
        let measure = match cell(row, 0)? {
            "decode" => Measure::Decode,
            "decode_total" => Measure::Together,
            "prefill" => Measure::Prefill,
            other => return Err(format!("unknown kind {other}")),
        };
        let (id, name) = (cell(row, 1)?, cell(row, 6)?);
        let model = models.iter().find(|model| model.id == id).ok_or_else(|| format!("unknown model {id}"))?;
        let chip = chips.iter().find(|chip| chip.chip == name).ok_or_else(|| format!("unknown chip {name}"))?;
        let quantisation = cell(row, 3)?.to_owned();
        let bits = bits_per_weight(&quantisation);
        let file = optional(row, 4)?.or_else(|| Some(model.total_b * bits? / 8.0));
        let share = model.shape.active_b / model.total_b;
        let read_gb = match model.id.as_str() {
            // Experts and the rest differ in precision, whatever the file is called.
            "gpt-oss-120b" => Some(3.53),
            "gpt-oss-20b" => Some(2.56),
            _ => optional(row, 5)?.or_else(|| Some(file? * share)),
        };
        let (engine, version, backend) = (cell(row, 7)?, cell(row, 8)?, cell(row, 9)?);
        Ok(SpeedPoint {
            measure,
            model: model.clone(),
            model_name: cell(row, 2)?.to_owned(),
            quantisation,
            bits,
            read_gb,
            chip: chip.clone(),
            backend: Backend::named(engine, backend),
            engine: [engine, version, backend].join(" "),
            depth: optional(row, 10)?.unwrap_or(0.0),
            prompt: optional(row, 11)?.unwrap_or(512.0),
            streams: optional(row, 13)?.map_or(1, |streams| streams as u32),
            cards: number(row, 14)? as u32,
            speculative: !cell(row, 15)?.is_empty(),
            tok_per_s: number(row, 16)?,
            date: cell(row, 17)?.to_owned(),
            source: cell(row, 18)?.to_owned(),
            note: cell(row, 19)?.to_owned(),
        })
    })
}

/// All committed points.
///
/// # Errors
/// The line and what is wrong with it.
pub fn published() -> Result<Vec<SpeedPoint>, String> {
    let models = models(include_str!("../../../data/catalog/speed-models.csv"))?;
    let chips = chips(include_str!("../../../data/catalog/speed-chips.csv"))?;
    points(include_str!("../../../data/catalog/speed-points.csv"), &models, &chips)
}

impl SpeedPoint {
    /// The repository that the row comes from.
    #[must_use]
    pub fn repository(&self) -> &str {
        let end = self.source.match_indices('/').nth(1).map_or(self.source.len(), |(at, _)| at);
        self.source.get(..end).unwrap_or(&self.source)
    }

    /// Source and chip: what is left out together when the law is tested.
    #[must_use]
    pub fn group(&self) -> String {
        [self.repository(), " × ", &self.chip.chip].concat()
    }

    /// Rows that hold one thing and differ in depth or streams: same source, chip, file, program and cards.
    #[must_use]
    pub fn series(&self) -> String {
        let note = self.note.split(';').next().unwrap_or("");
        let note = if note.starts_with("TP") { note.trim() } else { "" };
        [self.group().as_str(), &self.model.id, &self.quantisation, &self.engine, note].join("|")
    }

    /// Measured under conditions that no law here speaks of: several cards for one layer, a card on a slow host, a card
    /// with a power cap, DeepSeek V4's sparse attention, flash attention switched off, or a rate over the whole time of
    /// requests with their prompts.
    #[must_use]
    pub fn is_special(&self) -> bool {
        let words = ["slow host", "external card", "PP2", "PP4", "doubtful"];
        self.cards > 1
            || words.iter().any(|word| self.note.contains(word))
            || self.backend == Backend::Exllama
            || self.chip.chip == "GTX 1050 Ti"
            || self.model.id == "deepseek-v4-flash"
            || self.engine.contains("fa0")
            || self.speculative
    }

    /// The rate counts the time in which prompts are read.
    #[must_use]
    pub fn counts_prompts(&self) -> bool {
        self.note.contains("wall rate") || self.note.contains("whole time")
    }
}
