//! Rows about judging and ranks: 22, 32, 33 and 34.

use super::{Check, Claim, Draft, Verdict};
use crate::cost::grouped;
use crate::snapshot::v1::Published;
use crate::stats::estimate::Interval;
use crate::stats::interval::mean_interval;
use crate::stats::rank::rank_ranges;
use crate::stats::undefined::Undefined;

const TASKS: usize = 30;
/// Marks behind a mean: 30 tasks, three dimensions; the two judges are said to agree always.
const STEPS: f64 = 90.0;

pub(super) fn claims(published: &Published) -> Vec<Claim> {
    let mut claims = vec![pairs(published), agreement()];
    claims.extend(ranks(published));
    claims.extend(steps(published));
    claims
}

fn pairs(published: &Published) -> Claim {
    let counts = &published.counts;
    Draft {
        row: 22,
        topic: "Runs and verdicts",
        inputs: "385 runs, two judges each",
        formula: "2·runs",
        otherwise: Verdict::DoesNotReproduce,
        why: "758 verdicts are 379 pairs: six runs have no pair, and the page does not say which.",
    }
    .with(vec![Check {
        what: "Verdicts",
        published: grouped(f64::from(counts.judge_evaluations), 0),
        recomputed: grouped(f64::from(counts.inference_runs) * 2.0, 0),
        agrees: counts.judge_evaluations == counts.inference_runs * 2,
        by_page: None,
    }])
}

/// Two judges who give the best mark to 95 of 100 answers, and agree on nothing beyond chance.
fn agreement() -> Claim {
    let by_chance = 0.95_f64.mul_add(0.95, 0.05 * 0.05);
    Draft {
        row: 32,
        topic: "100 % agreement of the judges",
        inputs: "a scale of three marks that nearly always holds the best one",
        formula: "agreement of two judges who both give the best mark to 95 % at random",
        otherwise: Verdict::LeftUnsaid,
        why: "Where marks hardly differ, judges agree by chance. Raw agreement needs kappa, alpha and AC2 beside it: it is a warning, not a strength.",
    }
    .with(vec![Check {
        what: "Agreement by chance alone",
        published: "–".to_owned(),
        recomputed: [&grouped(by_chance * 100.0, 1), " %"].concat(),
        agrees: false,
        by_page: None,
    }])
}

/// The widest interval that a mean over the tasks can have: marks at the ends of the scale.
fn widest(score: f64) -> Result<Interval, Undefined> {
    let total = score * TASKS as f64;
    let best = (total / 2.0).floor();
    let mut marks = vec![0.0; TASKS];
    for (at, mark) in marks.iter_mut().enumerate() {
        *mark = if (at as f64) < best {
            2.0
        } else if (at as f64) < best + 1.0 {
            total - 2.0 * best
        } else {
            0.0
        };
    }
    Ok(mean_interval(&marks)?.interval.clip(0.0, 2.0))
}

fn ranks(published: &Published) -> Option<Claim> {
    let rows = &published.leaderboard;
    let intervals: Vec<Interval> = rows.iter().map(|row| widest(row.score)).collect::<Result<_, _>>().ok()?;
    let ranges = rank_ranges(&intervals);
    let (second, ninth) = (ranges.get(1)?, ranges.get(8)?);
    let half = rows.get(1).map(|row| row.score - intervals[1].low)?;
    let separable = second.worst < ninth.best;
    let range = |best: usize, worst: usize| [&best.to_string(), "–", &worst.to_string()].concat();
    Some(
        Draft {
            row: 33,
            topic: "Ranks 1 to 12 from 30 tasks",
            inputs: "published scores; marks could lie at the ends of the scale",
            formula: "widest t interval of each mean; places that overlapping intervals leave open",
            otherwise: Verdict::NotDerivable,
            why: "Places 2 to 9 cannot be told apart, and the page shows ties in two ways. Ranks need ranges.",
        }
        .with(vec![
            Check {
                what: "Half-width at 1.68",
                published: "–".to_owned(),
                recomputed: ["± ", &grouped(half, 2)].concat(),
                agrees: false,
                by_page: None,
            },
            Check {
                what: "Places of the second",
                published: "2".to_owned(),
                recomputed: range(second.best, second.worst),
                agrees: separable,
                by_page: None,
            },
            Check {
                what: "Places of the ninth",
                published: "9".to_owned(),
                recomputed: range(ninth.best, ninth.worst),
                agrees: separable,
                by_page: None,
            },
        ]),
    )
}

/// Whether a score with two decimals can be a mean of whole marks.
fn reachable(score: f64) -> bool {
    let nearest = (score * STEPS).round() / STEPS;
    (nearest * 100.0).round() == (score * 100.0).round()
}

fn steps(published: &Published) -> Option<Claim> {
    let scores: Vec<f64> = published.leaderboard.iter().map(|row| row.score).collect();
    let odd: Vec<String> = scores.iter().filter(|score| !reachable(**score)).map(|score| grouped(*score, 2)).collect();
    if scores.is_empty() {
        return None;
    }
    Some(
        Draft {
            row: 34,
            topic: "Score of DeepSeek-R1-Distill-Qwen-32B",
            inputs: "30 tasks, three dimensions, judges who always agree",
            formula: "a mean of 90 marks is a multiple of 1/90",
            otherwise: Verdict::ContradictsItself,
            why: "Every other score is such a multiple. This one means missing tasks, or judges who did disagree.",
        }
        .with(vec![Check {
            what: "Scores that no 90 marks give",
            published: "none".to_owned(),
            recomputed: if odd.is_empty() { "none".to_owned() } else { odd.join(", ") },
            agrees: odd.is_empty(),
            by_page: None,
        }]),
    )
}
