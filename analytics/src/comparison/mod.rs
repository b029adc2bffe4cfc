//! Is a model, or a file of it, as good as another one? Task by task, over everything that both were asked.

mod pairs;

use serde::Serialize;

pub use self::pairs::{Flip, LeftOut, Pair, Pairs, Side, pairs, repeats};
use crate::stats::estimate::Estimate;
use crate::stats::mcnemar::{McNemar, mcnemar};
use crate::stats::mde::tasks_needed;
use crate::stats::non_inferiority::{critical_value, non_inferiority};
use crate::stats::paired::paired;
use crate::stats::sign_flip::sign_flip;
use crate::stats::undefined::Undefined;

/// A difference is shown when the p-value of its sign-flip test is below this.
pub const SIGNIFICANT: f64 = 0.05;
/// Seed of the sign-flip test, which matters only where more than 20 tasks differ.
const SEED: u64 = 1;

/// What the tasks show about a − b.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The same score on every task.
    Identical,
    /// a is better.
    Better,
    /// a is worse.
    Worse,
    /// Neither is shown to be better, and both one-sided 95 % bounds lie within the margin.
    EqualWithinMargin,
    /// The tasks are too few for any of these.
    NotShown,
}

/// The comparison of two models, a − b, in points.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The answer.
    pub answer: Answer,
    /// The difference that would be accepted.
    pub margin: f64,
    /// Tasks that both have a score for.
    pub n: usize,
    /// Mean scores of a and b over these tasks.
    pub means: [f64; 2],
    /// Mean difference.
    pub difference: f64,
    /// Its t interval.
    pub estimate: Result<Estimate, Undefined>,
    /// Tasks on which a is better, both are equal, b is better.
    pub wins_ties_losses: [usize; 3],
    /// Two-sided p-value of the sign-flip test.
    pub p: Result<f64, Undefined>,
    /// One-sided 95 % bounds of a − b: not below the first, not above the second.
    pub bounds: [Result<f64, Undefined>; 2],
    /// Whether a is not worse than b by more than the margin.
    pub not_worse: bool,
    /// Tasks that would show a difference as large as the margin with 80 % power, given how these differ.
    pub tasks_needed: Result<usize, Undefined>,
    /// The largest share of tasks that may differ although none did: one-sided 95 %, for identical scores only.
    pub may_differ: Option<f64>,
    /// Tasks solved by one and not by the other.
    pub mcnemar: Result<McNemar, Undefined>,
}

/// Compares by pairs of scores. The margin is chosen before looking at the data.
///
/// # Errors
/// No pair; a score that is no finite number.
pub fn compare(pairs: &[Pair], margin: f64) -> Result<Comparison, Undefined> {
    let (a, b): (Vec<f64>, Vec<f64>) = pairs.iter().map(|pair| (pair.a, pair.b)).unzip();
    let found = paired(&a, &b)?;
    let n = found.n;
    let differences: Vec<f64> = a.iter().zip(&b).map(|(a, b)| a - b).collect();
    let against: Vec<f64> = differences.iter().map(|d| -d).collect();
    let turned = paired(&b, &a)?;
    let lower = non_inferiority(&found, critical_value(&differences), margin);
    let upper = non_inferiority(&turned, critical_value(&against), margin);
    let p = sign_flip(&differences, SEED).map(|test| test.p);
    let is_identical = found.ties == n;
    let not_worse = is_identical || lower.is_ok_and(|bound| bound.shown);
    let not_better = is_identical || upper.is_ok_and(|bound| bound.shown);
    let answer = match p {
        _ if is_identical => Answer::Identical,
        Ok(p) if p < SIGNIFICANT && found.difference > 0.0 => Answer::Better,
        Ok(p) if p < SIGNIFICANT && found.difference < 0.0 => Answer::Worse,
        _ if not_worse && not_better => Answer::EqualWithinMargin,
        _ => Answer::NotShown,
    };
    let only = |which: fn(&Pair) -> bool| pairs.iter().filter(|pair| which(pair)).count() as u64;
    let mean = |values: &[f64]| values.iter().sum::<f64>() / n as f64;
    Ok(Comparison {
        answer,
        margin,
        n,
        means: [mean(&a), mean(&b)],
        difference: found.difference,
        estimate: found.estimate,
        wins_ties_losses: [found.wins, found.ties, found.losses],
        p,
        bounds: [lower.map(|bound| bound.lower_bound), upper.map(|bound| -bound.lower_bound)],
        not_worse,
        tasks_needed: tasks_needed(found.sd.unwrap_or_default(), margin),
        // The share of which n tasks without a difference come about in one case of twenty.
        may_differ: if is_identical { Some(1.0 - 0.05_f64.powf(1.0 / n as f64)) } else { None },
        mcnemar: mcnemar(only(|pair| pair.a_solves && !pair.b_solves), only(|pair| pair.b_solves && !pair.a_solves)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::TaskId;

    fn of(scores: &[(f64, f64)]) -> Vec<Pair> {
        let pair = |(at, (a, b)): (usize, &(f64, f64))| Pair {
            task: TaskId::new(format!("task-{at:03}")).unwrap(),
            title: String::new(),
            a: *a,
            b: *b,
            a_solves: *a >= 2.0,
            b_solves: *b >= 2.0,
        };
        scores.iter().enumerate().map(pair).collect()
    }

    /// 20 of 20 equal: the exact upper limit of the share is 1 − 0.05^(1/20) = 13.9 % (the rule of three says 15).
    #[test]
    fn the_same_scores_are_identical_and_that_proves_only_so_much() {
        let found = compare(&of(&[(1.5, 1.5); 20]), 0.1).unwrap();
        assert_eq!(found.answer, Answer::Identical);
        assert!((found.may_differ.unwrap() - 0.139_108).abs() < 1e-6, "{found:?}");
        assert_eq!(found.mcnemar.map(|test| test.exact).ok(), None);
    }

    /// Ten of ten in one direction: 2 of the 1,024 patterns of signs are as far out.
    #[test]
    fn always_better_is_better_and_turned_round_worse() {
        let better = compare(&of(&[(2.0, 1.0); 10]), 0.1).unwrap();
        assert_eq!((better.answer, better.wins_ties_losses), (Answer::Better, [10, 0, 0]));
        assert!((better.p.unwrap() - 2.0 / 1024.0).abs() < 1e-12);
        let test = better.mcnemar.unwrap();
        assert_eq!((test.first_only, test.second_only), (10, 0));
        assert!((test.exact - 2.0 / 1024.0).abs() < 1e-12);
        assert_eq!(compare(&of(&[(1.0, 2.0); 10]), 0.1).unwrap().answer, Answer::Worse);
    }

    #[test]
    fn small_differences_to_both_sides_are_equal_within_a_margin_and_not_within_a_smaller_one() {
        let scores: Vec<(f64, f64)> = (0..40).map(|at| if at % 2 == 0 { (1.05, 1.0) } else { (1.0, 1.05) }).collect();
        assert_eq!(compare(&of(&scores), 0.1).unwrap().answer, Answer::EqualWithinMargin);
        let narrow = compare(&of(&scores), 0.001).unwrap();
        assert_eq!(narrow.answer, Answer::NotShown);
        assert!(!narrow.not_worse);
    }

    /// d = 1, −1, 1, 0, 0: sd² = (3 − 5·0.04)/4 = 0.7. A difference of 0.5 needs the n with
    /// (t₍.975₎ + t₍.8₎)·√0.7/√n ≤ 0.5: by the normal distribution 7.849·0.7/0.25 = 21.98, by Student's t 24.
    #[test]
    fn a_few_tasks_that_go_both_ways_show_nothing_and_say_how_many_would() {
        let found = compare(&of(&[(2.0, 1.0), (1.0, 2.0), (2.0, 1.0), (0.0, 0.0), (1.0, 1.0)]), 0.5).unwrap();
        assert_eq!((found.answer, found.tasks_needed), (Answer::NotShown, Ok(24)));
        assert_eq!(found.mcnemar.map(|test| (test.first_only, test.second_only)), Ok((2, 1)));
    }

    #[test]
    fn nothing_to_pair_is_an_error() {
        assert!(compare(&[], 0.1).is_err());
    }
}
