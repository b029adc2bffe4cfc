//! Each chosen model against the first one, on the tasks that both have a score for.

use analytics::score::MARK_MAX;
use analytics::stats::holm::holm;
use analytics::stats::mde::detectable_effect;
use analytics::stats::non_inferiority::{bound_of_equal, critical_value, non_inferiority};
use analytics::stats::paired::{Paired, differences, paired};
use analytics::stats::sign_flip::sign_flip;
use analytics::stats::undefined::Undefined;

use crate::data::SnapshotScores;
use crate::fixed::fixed;

/// Only matters where more than 20 tasks differ.
const SEED: u64 = 1;
/// A difference is called one below this, after Holm's correction.
const LEVEL: f64 = 0.05;

/// A model against the first one.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// Position of the model.
    pub model: usize,
    /// The comparison, model − first, in points.
    pub paired: Paired,
    /// Distance of the one-sided bound below the difference, in standard errors.
    pub critical: Result<f64, Undefined>,
    /// p-value of "no difference", corrected for the number of pairs; None where there are no differences.
    pub p: Option<f64>,
}

/// All of them; none for fewer than two models, and without tasks that both have.
pub fn pairs(scores: &SnapshotScores, chosen: &[usize]) -> Vec<Pair> {
    let Some((first, others)) = chosen.split_first() else { return Vec::new() };
    let mut pairs = Vec::new();
    let mut all = Vec::new();
    for &model in others {
        let both = scores.models[model].scores.iter().zip(&scores.models[*first].scores);
        let (a, b): (Vec<f64>, Vec<f64>) = both.filter_map(|(a, b)| (*a).zip(*b)).unzip();
        if let Ok(paired) = paired(&a, &b) {
            let differences = differences(&a, &b);
            let p = differences.as_ref().map_err(|error| *error).and_then(|found| sign_flip(found, SEED));
            all.extend(p.map(|test| test.p));
            let critical = differences.and_then(|found| critical_value(&found));
            pairs.push(Pair { model, paired, critical, p: None });
        }
    }
    if let Ok(corrected) = holm(&all)
        && corrected.len() == pairs.len()
    {
        pairs.iter_mut().zip(corrected).for_each(|(pair, p)| pair.p = Some(p));
    }
    pairs
}

impl Pair {
    /// Whether both have the same score on every task.
    pub fn is_equal(&self) -> bool {
        self.paired.ties == self.paired.n
    }

    /// What the difference amounts to: equal on every task, better, worse or not separable.
    pub fn word(&self) -> &'static str {
        match self.p {
            _ if self.is_equal() => "equal",
            Some(p) if p < LEVEL && self.paired.difference > 0.0 => "better",
            Some(p) if p < LEVEL => "worse",
            _ => "not separable",
        }
    }

    /// Whether it is good enough in the first one's place, with the bound behind it.
    pub fn good_enough(&self, margin: f64) -> (&'static str, Option<f64>) {
        let bound = if self.is_equal() {
            bound_of_equal(self.paired.n, f64::from(MARK_MAX))
        } else {
            non_inferiority(&self.paired, self.critical, margin).ok().map(|test| test.lower_bound)
        };
        match bound {
            Some(bound) if bound > -margin => ("yes", Some(bound)),
            Some(bound) => ("not shown", Some(bound)),
            None => ("not enough data", None),
        }
    }

    /// The smallest true difference that these tasks would show; None where there is none.
    pub fn detectable(&self) -> Option<f64> {
        detectable_effect(self.paired.sd?, self.paired.n).ok().map(|effect| effect.effect)
    }
}

/// What the pairs say, in a sentence each.
pub fn summary(scores: &SnapshotScores, chosen: &[usize], pairs: &[Pair], margin: f64) -> String {
    if scores.tasks.is_empty() {
        return "This snapshot gives means only. Without the scores of single tasks, we can’t tell real differences from \
                noise."
            .to_owned();
    }
    if pairs.is_empty() {
        return "Choose two different models that have scores on the same tasks.".to_owned();
    }
    let sentence = |pair: &Pair| {
        let (name, first) = (&scores.models[pair.model].name, &scores.models[chosen[0]].name);
        let n = pair.paired.n;
        let difference = signed(pair.paired.difference);
        let result = match pair.word() {
            "equal" => format!("{name} and {first} have equal scores on all {n} tasks"),
            "not separable" => format!("{name} scores {difference} against {first} on {n} tasks, which can be chance"),
            word => format!("{name} is {word} than {first}: {difference} points on {n} tasks"),
        };
        let (answer, _) = pair.good_enough(margin);
        format!("{result}. Good enough, with an acceptable loss of {}: {answer}. ", fixed(margin, 2))
    };
    pairs.iter().map(sentence).collect()
}

/// A difference with its sign.
pub fn signed(value: f64) -> String {
    let text = fixed(value, 2);
    if value > 0.0 && text != "0.00" { format!("+{text}") } else { text }
}
