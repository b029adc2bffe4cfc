//! Do longer answers to the same task get higher marks from a judge?

use std::collections::BTreeMap;

use super::cluster::cluster_robust;
use super::estimate::Estimate;
use super::moments::{mean, negligible};
use super::undefined::{Reason, Undefined};

/// One answer as one judge marked it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SizedAnswer {
    /// Position of the task.
    pub task: usize,
    /// The judge's score.
    pub score: f64,
    /// Length in any unit (characters, tokens), more than 0: only ratios matter.
    pub length: f64,
}

/// The slope of score on ln(length) within tasks, in points per unit of ln; ×.693 for a doubled length.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LengthSlope {
    /// Answers of tasks that have two or more.
    pub n: usize,
    /// Such tasks.
    pub tasks: usize,
    /// The slope.
    pub slope: f64,
    /// Its classical standard error with n − tasks − 1 degrees of freedom; None for none of them.
    pub standard_error: Option<f64>,
    /// The slope with CR1 by task and t with tasks−1 degrees of freedom, which holds when tasks differ in spread.
    pub by_task: Result<Estimate, Undefined>,
}

/// Regresses s_im − s̄_i· on ln len_im − its task mean: task difficulty and the length it needs cancel.
///
/// A slope is no proof of bias, because longer answers can be better ones; a gap between judges is.
///
/// # Errors
/// No answers; lengths of 0 or less, or values not finite; no task with answers of different length.
pub fn length_slope(answers: &[SizedAnswer]) -> Result<LengthSlope, Undefined> {
    let usable = |answer: &SizedAnswer| answer.score.is_finite() && answer.length.is_finite() && answer.length > 0.0;
    if answers.is_empty() {
        return Err(Undefined::new(Reason::NoData, 0));
    }
    if !answers.iter().all(usable) {
        return Err(Undefined::new(Reason::OutOfRange, answers.len()));
    }
    let mut by_task: BTreeMap<usize, (Vec<f64>, Vec<f64>)> = BTreeMap::new();
    for answer in answers {
        let (x, y) = by_task.entry(answer.task).or_default();
        x.push(answer.length.ln());
        y.push(answer.score);
    }
    by_task.retain(|_, (x, _)| x.len() > 1);
    // (task, x, y) with the task's means taken off.
    let mut rows: Vec<(usize, f64, f64)> = Vec::with_capacity(answers.len());
    for (task, (x, y)) in &by_task {
        let (mean_x, mean_y) = (mean(x), mean(y));
        rows.extend(x.iter().zip(y).map(|(x, y)| (*task, x - mean_x, y - mean_y)));
    }
    let (n, tasks) = (rows.len(), by_task.len());
    let sum_xx: f64 = rows.iter().map(|(_, x, _)| x * x).sum();
    if negligible(sum_xx.sqrt(), 1.0) {
        return Err(Undefined::new(Reason::NoVariation, answers.len()));
    }
    let slope = rows.iter().map(|(_, x, y)| x * y).sum::<f64>() / sum_xx;
    let residual = |x: f64, y: f64| y - slope * x;
    let squares: f64 = rows.iter().map(|(_, x, y)| residual(*x, *y).powi(2)).sum();
    let standard_error = match n.saturating_sub(tasks + 1) {
        0 => None,
        degrees => Some((squares / degrees as f64 / sum_xx).sqrt()),
    };
    let errors = cluster_robust(rows.iter().map(|(task, x, y)| (*task, x * residual(*x, *y) / sum_xx)));
    Ok(LengthSlope { n, tasks, slope, standard_error, by_task: errors.estimate(n, slope) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(task: usize, ln_length: f64, score: f64) -> SizedAnswer {
        SizedAnswer { task, score, length: ln_length.exp() }
    }

    #[test]
    fn by_hand() {
        // x = 0, 1, 2 and y = 0, 1, 1: slope 1/2, residuals −1/6, 1/3, −1/6, SE √((1/6)/1/2).
        let one = [answer(0, 0.0, 0.0), answer(0, 1.0, 1.0), answer(0, 2.0, 1.0), answer(9, 5.0, 0.0)];
        let found = length_slope(&one).unwrap();
        assert_eq!((found.n, found.tasks), (3, 1));
        assert!((found.slope - 0.5).abs() < 1e-12);
        assert!((found.standard_error.unwrap() - (1.0_f64 / 12.0).sqrt()).abs() < 1e-12);
        assert_eq!(found.by_task, Err(Undefined::new(Reason::TooFew, 3)));
    }

    #[test]
    fn tasks_of_different_difficulty_do_not_matter() {
        // Slopes 1 and 0 within tasks; the easier task has the shorter answers. Pooled over tasks it would be < 0.
        let two = [answer(0, 0.0, 1.0), answer(0, 1.0, 2.0), answer(1, 5.0, 0.0), answer(1, 6.0, 0.0)];
        let found = length_slope(&two).unwrap();
        assert!((found.slope - 0.5).abs() < 1e-12);
        // Contributions ±1/4: CR0 = √2/4, CR1 = 1/2; RSS = 1/4 with one degree of freedom, Sxx = 1.
        assert!((found.by_task.unwrap().standard_error - 0.5).abs() < 1e-12);
        assert!((found.standard_error.unwrap() - 0.5).abs() < 1e-12);
    }

    #[test]
    fn degenerate_data() {
        assert_eq!(length_slope(&[]), Err(Undefined::new(Reason::NoData, 0)));
        let empty_answer = [SizedAnswer { task: 0, score: 1.0, length: 0.0 }];
        assert_eq!(length_slope(&empty_answer), Err(Undefined::new(Reason::OutOfRange, 1)));
        let alone = [answer(0, 1.0, 1.0), answer(1, 2.0, 2.0)];
        assert_eq!(length_slope(&alone), Err(Undefined::new(Reason::NoVariation, 2)));
        let equal = [answer(0, 1.0, 1.0), answer(0, 1.0, 2.0)];
        assert_eq!(length_slope(&equal), Err(Undefined::new(Reason::NoVariation, 2)));
    }
}
