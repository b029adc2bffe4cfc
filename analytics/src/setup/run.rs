//! The models that fit on a machine: those with a score first, then others, and those that are too slow to work with last.

use std::cmp::Ordering;

use crate::cost::Dec;
use crate::decision::{Chosen, Facts, Field, ScoreFacts, State, speeds};
use crate::memory::{FIT_CONTEXT_TOKENS, FitVerdict, KvPrecision, Limit, Load, Part, limit};
use crate::speed::Estimate;

/// Tokens a second that a person can follow: reading takes about 5 to 7 (250 to 300 words a minute), so this leaves room.
pub const READABLE_TOK_PER_S: f64 = 10.0;
/// Below this a model is listed last: half of what [`READABLE_TOK_PER_S`] asks.
pub const SLOW_TOK_PER_S: f64 = 5.0;
/// The most people that are looked at; servers of one box rarely have more slots.
pub const MOST_PEOPLE: u32 = 16;

/// Tokens of context for each person: the first of these with which any model fits. Small machines have room for less.
pub const CONTEXTS: [u64; 3] = [FIT_CONTEXT_TOKENS, 8_192, 4_096];

/// A model on a machine, with the setup's context for each person.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The model and its file, by position in the facts.
    pub chosen: Chosen,
    /// Whether it is another file than the usual one, since that does not fit.
    pub smaller_file: bool,
    /// What it needs for one person, in GiB.
    pub needed_gib: f64,
    /// Whether it fits by default; [`FitVerdict::DoesNotFit`] where only a raised limit makes it fit.
    pub fit: FitVerdict,
    /// Its score over all tasks.
    pub score: Option<ScoreFacts>,
    /// Output tokens per second of one stream, with that context full.
    pub decode: Estimate,
    /// Seconds to read a prompt of that many tokens; None where nothing is known.
    pub prompt_seconds: Option<Estimate>,
    /// The most people at once for whom there is memory, each with [`READABLE_TOK_PER_S`] at least; 1 where even one has
    /// less.
    pub people: u32,
    /// What each of them then gets, in tokens per second.
    pub each: Estimate,
    /// The longest context that fits for one person, in tokens; never more than the model was made for.
    pub longest_context: u64,
}

impl Run {
    /// Whether it is too slow to work with.
    #[must_use]
    pub fn is_slow(&self) -> bool {
        self.decode.value < SLOW_TOK_PER_S
    }

    /// Usable before slow, scored before unscored, then the higher score, then the larger model.
    fn order(&self, other: &Self, facts: &Facts) -> Ordering {
        let score = |run: &Self| run.score.map_or(-1.0, |score| score.value);
        let size = |run: &Self| facts.models[run.chosen.model].files[run.chosen.file].1;
        let slow = self.is_slow().cmp(&other.is_slow());
        slow.then_with(|| score(other).total_cmp(&score(self))).then_with(|| size(other).total_cmp(&size(self)))
    }
}

/// A model that does not fit with any of its files.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TooLarge {
    /// The model, by position in the facts.
    pub model: usize,
    /// What its smallest file needs for one person, in GiB.
    pub needed_gib: f64,
}

/// What a machine runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Setup {
    /// The machine, by position in the facts.
    pub machine: usize,
    /// Its limits.
    pub limit: Limit,
    /// Tokens of context for each person.
    pub context_tokens: u64,
    /// What fits, best first.
    pub runs: Vec<Run>,
    /// What does not, smallest need first.
    pub too_large: Vec<TooLarge>,
}

fn load(facts: &Facts, chosen: Chosen, context_tokens: u64, users: u32) -> Load {
    let model = &facts.models[chosen.model];
    let weights_bytes = model.files[chosen.file].1;
    Load { weights_bytes, shape: model.kv, context_tokens, users: users.into(), kv: KvPrecision::F16 }
}

/// What it needs, in GiB.
pub(super) fn needed_gib(facts: &Facts, chosen: Chosen, context_tokens: u64, users: u32) -> f64 {
    Part::of(&load(facts, chosen, context_tokens, users)).total_gib()
}

/// Looks at every model of the facts. None where the machine's memory is unknown.
#[must_use]
pub fn setup(facts: &Facts, machine: usize) -> Option<Setup> {
    let of = &facts.machines[machine];
    let limit = limit(of.kind, of.memory_gib, of.usable_gib)?;
    let mut found = CONTEXTS.into_iter().map(|context| with_context(facts, machine, limit, context));
    let last = found.next_back();
    found.find(|found| !found.runs.is_empty()).or(last)
}

fn with_context(facts: &Facts, machine: usize, limit: Limit, context_tokens: u64) -> Setup {
    let mut state = State::new(facts);
    state.choose_machine(machine);
    state.enter(Field::CONTEXT, Some(Dec::whole(context_tokens as i64)));
    let (mut runs, mut too_large) = (Vec::new(), Vec::new());
    for model in 0..facts.models.len() {
        let Some(chosen) = largest_file(facts, model, &limit, context_tokens) else {
            let smallest = Chosen { model, file: 0 };
            too_large.push(TooLarge { model, needed_gib: needed_gib(facts, smallest, context_tokens, 1) });
            continue;
        };
        runs.extend(run(facts, &state, chosen, &limit, context_tokens));
    }
    runs.sort_by(|a, b| a.order(b, facts));
    too_large.sort_by(|a, b| a.needed_gib.total_cmp(&b.needed_gib));
    Setup { machine, limit, context_tokens, runs, too_large }
}

/// The usual file where it fits, with the limit raised if need be; else the largest smaller one that does.
fn largest_file(facts: &Facts, model: usize, limit: &Limit, context_tokens: u64) -> Option<Chosen> {
    let usual = facts.models[model].usual;
    (0..=usual)
        .rev()
        .map(|file| Chosen { model, file })
        .find(|chosen| needed_gib(facts, *chosen, context_tokens, 1) <= limit.raised_gib)
}

fn run(facts: &Facts, state: &State, chosen: Chosen, limit: &Limit, context_tokens: u64) -> Option<Run> {
    let model = &facts.models[chosen.model];
    let needed = needed_gib(facts, chosen, context_tokens, 1);
    let fit = crate::memory::verdict(needed, limit.default_gib);
    let usable = if fit == FitVerdict::DoesNotFit { limit.raised_gib } else { limit.default_gib };
    let mut state = state.clone();
    // With a raised limit the speed is that of a model that fits.
    let raised = (fit == FitVerdict::DoesNotFit).then(|| Dec::micro(1_000_000));
    state.enter(Field::RAISED, raised);
    let at = |streams: u32| {
        let mut state = state.clone();
        state.enter(Field::ACTIVE, Some(Dec::micro(i64::from(streams) * 1_000_000)));
        speeds(facts, &state, chosen, state.machine)
    };
    let alone = at(1);
    let decode = alone.decode?;
    let (mut people, mut each) = (1, decode);
    for streams in 2..=MOST_PEOPLE {
        if needed_gib(facts, chosen, context_tokens, streams) > usable {
            break;
        }
        let Some(found) = at(streams).streams else { break };
        if found.per_stream.value < READABLE_TOK_PER_S {
            break;
        }
        (people, each) = (streams, found.per_stream);
    }
    Some(Run {
        chosen,
        smaller_file: chosen.file != model.usual,
        needed_gib: needed,
        fit,
        score: model.scores.first().copied().flatten(),
        decode,
        prompt_seconds: alone.prefill.map(|rate| rate.inverse(context_tokens as f64)),
        people,
        each,
        longest_context: longest_context(facts, chosen, usable),
    })
}

/// In steps of 1,024 tokens, by halving.
fn longest_context(facts: &Facts, chosen: Chosen, usable_gib: f64) -> u64 {
    let most = facts.models[chosen.model].context_tokens;
    let fits = |tokens: u64| needed_gib(facts, chosen, tokens, 1) <= usable_gib;
    if fits(most) {
        return most;
    }
    let (mut low, mut high) = (0, most / 1_024);
    while low + 1 < high {
        let middle = u64::midpoint(low, high);
        if fits(middle * 1_024) { low = middle } else { high = middle }
    }
    low * 1_024
}
