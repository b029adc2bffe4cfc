//! Strengths of models from wins per task: Bradley and Terry's model.

use super::undefined::{Reason, Undefined};

/// Strengths on a ratio scale: i beats j with probability s_i/(s_i+s_j).
#[derive(Debug, Clone, PartialEq)]
pub struct BradleyTerry {
    /// One per model; their geometric mean is 1.
    pub strengths: Vec<f64>,
    /// Number of comparisons, ties included.
    pub n: usize,
}

const ROUNDS: usize = 100_000;
const REST: f64 = 1e-13;

/// Maximum likelihood from `wins[i][j]`, how often i beat j; a tie counts half for both. The diagonal is ignored.
///
/// Battles of one task are not independent: take the interval from the task bootstrap. The iteration is
/// Newman's (2023, J. Mach. Learn. Res. 24:238), which converges faster than Zermelo's to the same point.
///
/// # Errors
/// No models; rows of different length; a count that is negative or not finite; a model, or a group, that
/// never won or never lost against the rest (its strength would be 0 or ∞); no rest within 100,000 rounds.
/// A single model has strength 1.
pub fn bradley_terry(wins: &[Vec<f64>]) -> Result<BradleyTerry, Undefined> {
    let models = wins.len();
    if models == 0 {
        return Err(Undefined::new(Reason::NoData, 0));
    }
    let pairs = || (0..models).flat_map(|i| (0..models).map(move |j| (i, j))).filter(|(i, j)| i != j);
    if wins.iter().any(|row| row.len() != models) {
        return Err(Undefined::new(Reason::LengthsDiffer, models));
    }
    if pairs().any(|(i, j)| !(wins[i][j] >= 0.0 && wins[i][j].is_finite())) {
        return Err(Undefined::new(Reason::OutOfRange, models));
    }
    let n = pairs().map(|(i, j)| wins[i][j]).sum::<f64>().round() as usize;
    let beats = |i: usize, j: usize| wins[i][j] > 0.0;
    if !(reaches_all(models, beats) && reaches_all(models, |i, j| beats(j, i))) {
        return Err(Undefined::new(Reason::NotConnected, n));
    }
    let mut strengths = vec![1.0_f64; models];
    for _ in 0..ROUNDS {
        let before = strengths.clone();
        for i in 0..models {
            let (mut won, mut lost) = (0.0, 0.0);
            for j in (0..models).filter(|j| *j != i) {
                let sum = strengths[i] + strengths[j];
                won += wins[i][j] * strengths[j] / sum;
                lost += wins[j][i] / sum;
            }
            if lost > 0.0 {
                strengths[i] = won / lost;
            }
        }
        let centre = (strengths.iter().map(|strength| strength.ln()).sum::<f64>() / models as f64).exp();
        strengths.iter_mut().for_each(|strength| *strength /= centre);
        if strengths.iter().zip(&before).all(|(now, before)| (now / before - 1.0).abs() < REST) {
            return Ok(BradleyTerry { strengths, n });
        }
    }
    Err(Undefined::new(Reason::NotConverged, n))
}

/// Whether every model can be reached from the first along the edges.
fn reaches_all(models: usize, edge: impl Fn(usize, usize) -> bool) -> bool {
    let mut reached = vec![false; models];
    reached[0] = true;
    let mut open = vec![0];
    while let Some(from) = open.pop() {
        for (to, seen) in reached.iter_mut().enumerate() {
            if !*seen && edge(from, to) {
                *seen = true;
                open.push(to);
            }
        }
    }
    reached.into_iter().all(|seen| seen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_models_have_a_closed_form() {
        // Strengths √(a/b) and √(b/a).
        let result = bradley_terry(&[vec![0.0, 9.0], vec![4.0, 0.0]]).unwrap();
        assert!((result.strengths[0] - 1.5).abs() < 1e-12 && (result.strengths[1] - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!(result.n, 13);
    }

    #[test]
    fn degenerate_data() {
        assert_eq!(bradley_terry(&[]), Err(Undefined::new(Reason::NoData, 0)));
        assert_eq!(bradley_terry(&[vec![0.0]]), Ok(BradleyTerry { strengths: vec![1.0], n: 0 }));
        let never_lost = [vec![0.0, 3.0], vec![0.0, 0.0]];
        assert_eq!(bradley_terry(&never_lost), Err(Undefined::new(Reason::NotConnected, 3)));
        let apart = [vec![0.0, 0.0], vec![0.0, 0.0]];
        assert_eq!(bradley_terry(&apart), Err(Undefined::new(Reason::NotConnected, 0)));
        assert_eq!(bradley_terry(&[vec![0.0, 1.0]]), Err(Undefined::new(Reason::LengthsDiffer, 1)));
        let negative = [vec![0.0, -1.0], vec![1.0, 0.0]];
        assert_eq!(bradley_terry(&negative), Err(Undefined::new(Reason::OutOfRange, 2)));
    }
}
