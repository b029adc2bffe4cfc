//! What a plan will cost before anything is sent: low, expected, high; answers and judging apart.

use std::collections::{BTreeMap, HashMap};

use analytics::units::PicoUsd;
use serde::Serialize;

use super::day::{OLD_AFTER_DAYS, age_days};
use super::{PriceBook, Pricing, Range, tokens};
use crate::config::{Judge, JudgeHow, Model, Plan};
use crate::failure::Failure;
use crate::judge::prompt;
use crate::store::Samples;
use crate::tasks::Task;

/// Output tokens of earlier calls in the database.
#[derive(Debug, Clone, Default)]
pub struct Earlier {
    /// Of answers, by provider and its name for the model.
    pub answers: HashMap<(String, String), Samples>,
    /// Of verdicts, by the judge's key.
    pub verdicts: HashMap<String, Samples>,
}

/// An answer that is to be asked for.
#[derive(Debug, Clone, Copy)]
pub struct ToAsk<'a> {
    /// The model.
    pub model: &'a Model,
    /// The task.
    pub task: &'a Task,
}

/// An answer that judges have to mark.
#[derive(Debug, Clone)]
pub struct ToMark<'a> {
    /// The model whose answer it is.
    pub model: &'a Model,
    /// The task.
    pub task: &'a Task,
    /// Bytes of the answer, if it is there already.
    pub answer_bytes: Option<u64>,
    /// The judges that have not marked it.
    pub judges: Vec<&'a Judge>,
}

/// What a model or a judge will cost.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// Its id.
    pub id: String,
    /// The provider.
    pub provider: String,
    /// The provider's name for it.
    pub provider_model: String,
    /// Answers or verdicts that are missing.
    pub calls: u64,
    /// Tokens of all prompts.
    pub prompt_tokens: Range<u64>,
    /// Tokens of all answers, thinking included.
    pub output_tokens: Range<u64>,
    /// Where the expected length comes from.
    pub output_basis: Basis,
    /// The price.
    pub price: Price,
    /// The cost; null when the price is not known.
    pub cost_pico_usd: Option<Range<PicoUsd>>,
}

/// Where the expected length of an answer comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Basis {
    /// The mean of earlier calls in the database.
    EarlierCalls {
        /// How many.
        calls: u64,
        /// Their output tokens on average.
        mean_tokens: u64,
    },
    /// Half of the limit: nothing is known.
    HalfOfLimit,
}

/// A price as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Price {
    /// Nobody sends a bill.
    NotBilled {
        /// Why.
        reason: &'static str,
    },
    /// Somebody listed it.
    Listed {
        /// A million fresh input tokens.
        input_pico_usd_per_m: PicoUsd,
        /// A million output tokens.
        output_pico_usd_per_m: PicoUsd,
        /// Its day.
        date: String,
        /// Where it was read.
        source: String,
        /// How far it can be believed.
        status: &'static str,
        /// Its age in days; null when the date is none.
        age_days: Option<i64>,
        /// Whether it is too old to be relied on.
        is_old: bool,
    },
    /// Nobody has listed one.
    Unknown,
}

/// A sum of lines.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Total {
    /// The sum over all known prices.
    pub cost_pico_usd: Range<PicoUsd>,
    /// Models or judges of unknown price, which are not in the sum.
    pub unknown: Vec<String>,
}

/// What a plan will cost.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Estimate {
    /// Answers, in the order of the plan's models.
    pub answers: Vec<Line>,
    /// Verdicts, in the order of the plan's judges.
    pub judging: Vec<Line>,
    /// Sum of the answers.
    pub answers_total: Total,
    /// Sum of the verdicts.
    pub judging_total: Total,
    /// Sum of both.
    pub total: Total,
}

/// Sums while calls are added.
struct Sums {
    calls: u64,
    prompt: Range<u64>,
    output: Range<u64>,
}

impl Sums {
    fn new() -> Self {
        Self { calls: 0, prompt: Range::default(), output: Range::default() }
    }

    fn add(&mut self, prompt: Range<u64>, output: Range<u64>) {
        self.calls += 1;
        self.prompt = self.prompt.plus(prompt);
        self.output = self.output.plus(output);
    }
}

/// Estimates the cost of answers and verdicts.
///
/// # Errors
/// When an amount of a price list is none.
pub fn estimate(
    prices: &PriceBook,
    plan: &Plan,
    ask: &[ToAsk<'_>],
    mark: &[ToMark<'_>],
    earlier: &Earlier,
    now_ms: i64,
) -> Result<Estimate, Failure> {
    let mut answers = Vec::new();
    for model in &plan.scope.models {
        let samples = samples_of(model, earlier);
        let mut sums = Sums::new();
        for job in ask.iter().filter(|job| job.model.id == model.id) {
            let prompt = tokens::of_bytes(job.task.prompt.len() as u64, 1);
            sums.add(prompt, length(limit(model, job.task), samples));
        }
        let names = (model.id.as_str(), model.provider.as_str(), model.provider_model.as_str());
        answers.extend(line(names, sums, samples, &prices.of_model(plan, model)?, now_ms));
    }
    let mut judging = Vec::new();
    // The prompt of a verdict without the answer, by task.
    let mut frames: BTreeMap<&str, u64> = BTreeMap::new();
    for judge in &plan.scope.judges {
        let JudgeHow::Model { provider, provider_model, max_tokens, .. } = &judge.how else { continue };
        let samples = earlier.verdicts.get(&judge.key()).copied().unwrap_or_default();
        let mut sums = Sums::new();
        for job in mark.iter().filter(|job| job.judges.iter().any(|other| other.id == judge.id)) {
            let frame = *frames.entry(job.task.id.as_str()).or_insert_with(|| frame_bytes(job.task));
            let answer = match job.answer_bytes {
                Some(bytes) => tokens::of_bytes(bytes, 0),
                // Another tokenizer may need twice as many for the same text.
                None => {
                    let tokens = length(limit(job.model, job.task), samples_of(job.model, earlier));
                    Range { high: 2 * tokens.high, ..tokens }
                }
            };
            let reply = length(u64::from(*max_tokens), samples);
            let prompt = tokens::of_bytes(frame, 2).plus(answer);
            // A reply that cannot be read is asked for once more, with the first one in the prompt.
            let again = tokens::of_bytes(0, 2).high + reply.high;
            sums.add(Range { high: 2 * prompt.high + again, ..prompt }, Range { high: 2 * reply.high, ..reply });
        }
        let names = (judge.id.as_str(), provider.as_str(), provider_model.as_str());
        judging.extend(line(names, sums, samples, &prices.of_judge(plan, judge)?, now_ms));
    }
    let (answers_total, judging_total) = (Total::of(&answers), Total::of(&judging));
    let total = answers_total.clone().plus(&judging_total);
    Ok(Estimate { answers, judging, answers_total, judging_total, total })
}

fn samples_of(model: &Model, earlier: &Earlier) -> Samples {
    let key = (model.provider.to_string(), model.provider_model.clone());
    earlier.answers.get(&key).copied().unwrap_or_default()
}

fn limit(model: &Model, task: &Task) -> u64 {
    u64::from(model.params.max_tokens.unwrap_or(task.max_tokens))
}

/// Tokens of an answer: a tenth of the limit at least, what earlier calls had or else half of the limit, the limit.
fn length(limit: u64, earlier: Samples) -> Range<u64> {
    let expected = earlier.mean().map_or(limit / 2, |mean| mean.min(limit));
    Range { low: (limit / 10).min(expected), expected, high: limit }
}

fn frame_bytes(task: &Task) -> u64 {
    let bytes: usize = prompt::messages(task, "", None).iter().map(|message| message.content.len()).sum();
    (bytes + prompt::SCHEMA.len()) as u64
}

/// The line of a model or judge with something to do.
fn line(
    (id, provider, provider_model): (&str, &str, &str),
    sums: Sums,
    earlier: Samples,
    pricing: &Pricing,
    now_ms: i64,
) -> Option<Line> {
    if sums.calls == 0 {
        return None;
    }
    let cost_pico_usd = match pricing {
        Pricing::NotBilled(_) => Some(Range::default()),
        Pricing::Unknown => None,
        Pricing::Listed(tariff) => {
            let plain = sums.prompt.zip(sums.output, |prompt, output| tariff.plain(prompt, output));
            Range { high: tariff.most(sums.prompt.high, sums.output.high), ..plain }.all()
        }
    };
    Some(Line {
        id: id.to_owned(),
        provider: provider.to_owned(),
        provider_model: provider_model.to_owned(),
        calls: sums.calls,
        prompt_tokens: sums.prompt,
        output_tokens: sums.output,
        output_basis: earlier
            .mean()
            .map_or(Basis::HalfOfLimit, |mean| Basis::EarlierCalls { calls: earlier.calls, mean_tokens: mean }),
        price: Price::of(pricing, now_ms),
        cost_pico_usd,
    })
}

impl Price {
    fn of(pricing: &Pricing, now_ms: i64) -> Self {
        match pricing {
            Pricing::NotBilled(why) => Self::NotBilled { reason: why.words() },
            Pricing::Unknown => Self::Unknown,
            Pricing::Listed(tariff) => {
                let age_days = age_days(&tariff.date, now_ms);
                Self::Listed {
                    input_pico_usd_per_m: tariff.input,
                    output_pico_usd_per_m: tariff.output,
                    date: tariff.date.clone(),
                    source: tariff.source.clone(),
                    status: tariff.status.label(),
                    age_days,
                    // A price whose day cannot be read may be of any age.
                    is_old: age_days.is_none_or(|days| days > OLD_AFTER_DAYS),
                }
            }
        }
    }
}

impl Total {
    fn of(lines: &[Line]) -> Self {
        let mut total = Self::default();
        for line in lines {
            match line.cost_pico_usd {
                Some(cost) => total.cost_pico_usd = add(total.cost_pico_usd, cost),
                None => total.unknown.push(line.id.clone()),
            }
        }
        total
    }

    fn plus(mut self, other: &Self) -> Self {
        self.cost_pico_usd = add(self.cost_pico_usd, other.cost_pico_usd);
        self.unknown.extend(other.unknown.iter().cloned());
        self
    }
}

fn add(a: Range<PicoUsd>, b: Range<PicoUsd>) -> Range<PicoUsd> {
    a.zip(b, |a, b| PicoUsd(a.0.saturating_add(b.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_come_from_earlier_calls_where_there_are_any() {
        assert_eq!(length(4_000, Samples::default()), Range { low: 400, expected: 2_000, high: 4_000 });
        let earlier = |tokens| Samples { calls: 3, tokens };
        assert_eq!(length(4_000, earlier(2_400)), Range { low: 400, expected: 800, high: 4_000 });
        assert_eq!(length(4_000, earlier(300)), Range { low: 100, expected: 100, high: 4_000 });
        assert_eq!(length(500, earlier(2_400)), Range { low: 50, expected: 500, high: 500 }, "never over the limit");
    }
}
