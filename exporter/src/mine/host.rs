//! A model of the catalogue on a machine of the catalogue: which contexts fit, and how long a call would take.

use analytics::cost::Dec;
use analytics::decision::{Chosen, Facts, Field, State, speeds};
use analytics::memory::{FitVerdict, KvPrecision, Load, limit, plan};
use analytics::work::TokenCounts;

/// Depths at which the speed is asked; between them the seconds of a token lie on a line.
const DEPTHS: [i64; 8] = [1, 2_048, 8_192, 32_768, 65_536, 131_072, 262_144, 524_288];

/// The model on the machine.
#[derive(Debug, Clone, PartialEq)]
pub struct Hosted {
    /// Most tokens of context that the model's window and the machine's memory allow.
    pub context: u64,
    /// Depth, seconds of a prompt token on average up to there, seconds of a written token there.
    points: Vec<(f64, f64, f64)>,
}

impl Hosted {
    /// The usual file of a model on a machine, by their places in the facts.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "depths are small")]
    pub fn new(facts: &Facts, model: usize, machine: usize) -> Self {
        let of = &facts.models[model];
        let chosen = Chosen { model, file: of.usual };
        let mut state = State::new(facts);
        state.choose_machine(machine);
        state.choose_model(facts, model);
        let context = context(facts, chosen, machine);
        let mut points = Vec::new();
        for depth in DEPTHS {
            // Deeper, parts of the model would lie outside of the machine's memory: no speed to carry on from.
            if depth.unsigned_abs() > context && points.len() >= 2 {
                break;
            }
            state.enter(Field::CONTEXT, Some(Dec::whole(depth)));
            let found = speeds(facts, &state, chosen, machine);
            if let (Some(prefill), Some(decode)) = (found.prefill, found.decode) {
                points.push((depth as f64, 1.0 / prefill.value, 1.0 / decode.value));
            }
        }
        Self { context, points }
    }

    /// Hours for a call: reading what its cache does not hold, and writing. None where no speed is known.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "token counts lie far below 2^53")]
    pub fn hours(&self, tokens: &TokenCounts) -> Option<f64> {
        let (read, prompt) = (tokens.cache_read as f64, tokens.prompt() as f64);
        let upto = |depth: f64| Some(depth * self.at(depth, |point| point.1)?);
        let reading = upto(prompt)? - upto(read)?;
        let writing = tokens.output as f64 * self.at(prompt, |point| point.2)?;
        Some((reading.max(0.0) + writing) / 3600.0)
    }

    fn at(&self, depth: f64, of: impl Fn(&(f64, f64, f64)) -> f64) -> Option<f64> {
        let after = self.points.iter().position(|point| point.0 >= depth).unwrap_or(self.points.len());
        let (one, other) = match after {
            0 => return self.points.first().map(of),
            at if at == self.points.len() => (self.points.get(at.checked_sub(2)?)?, self.points.last()?),
            at => (&self.points[at - 1], &self.points[at]),
        };
        let share = (depth - one.0) / (other.0 - one.0);
        Some((of(one) + (of(other) - of(one)) * share).max(0.0))
    }
}

/// The longest context of one stream that fits by default, found by halving; the model's window at most.
#[allow(clippy::cast_precision_loss, reason = "sizes of files")]
fn context(facts: &Facts, chosen: Chosen, machine: usize) -> u64 {
    let (model, machine) = (&facts.models[chosen.model], &facts.machines[machine]);
    let Some(limit) = limit(machine.kind, machine.memory_gib, machine.usable_gib) else { return 0 };
    let fits = |context_tokens: u64| {
        let load = Load {
            weights_bytes: model.files[chosen.file].1,
            shape: model.kv,
            context_tokens,
            users: 1,
            kv: KvPrecision::F16,
        };
        plan(&[load], &limit, false).verdict != FitVerdict::DoesNotFit
    };
    if !fits(1) {
        return 0;
    }
    let (mut low, mut high) = (1, model.context_tokens.max(1));
    if fits(high) {
        return high;
    }
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if fits(middle) { low = middle } else { high = middle }
    }
    low
}
