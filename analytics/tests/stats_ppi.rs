//! The correction of judges by human marks, tried on simulated judges whose errors are known.

use analytics::stats::ppi::{Reviewed, corrected_mean};
use analytics::stats::ppi_audit::{Audited, corrected_by_audit};
use analytics::stats::random::Draws;

/// A world: true marks of 0, 1 or 2 and a judge that gives 2 to a third of the answers worth 1.
fn answers(draws: &mut Draws, count: usize) -> Vec<(f64, f64)> {
    (0..count)
        .map(|_| {
            let truth = draws.below(3);
            let judge = if truth == 1 && draws.below(3) == 0 { 2 } else { truth };
            (f64::from(truth), f64::from(judge))
        })
        .collect()
}

#[test]
fn a_random_sample_corrects_the_judge() {
    let (mut sum, mut covered, worlds) = (0.0, 0, 400);
    for world in 0..worlds {
        let drawn = answers(&mut Draws::new(1, world), 240);
        let reviewed: Vec<Reviewed> =
            drawn[..40].iter().map(|(human, judge)| Reviewed { human: *human, judge: *judge }).collect();
        let rest: Vec<f64> = drawn[40..].iter().map(|(_, judge)| *judge).collect();
        let found = corrected_mean(&reviewed, &rest).unwrap();
        sum += found.estimate.value;
        covered += usize::from(found.estimate.interval.contains(1.0));
    }
    // The truth is 1, the judge says 1.11.
    assert!((sum / worlds as f64 - 1.0).abs() < 0.02, "{}", sum / worlds as f64);
    assert!((370..=395).contains(&covered), "{covered} of 400 intervals hold the truth");
}

#[test]
fn a_queue_with_an_audit_sample_is_fair_and_a_queue_alone_is_not() {
    let (mut sum, mut queue_sum, mut covered, worlds) = (0.0, 0.0, 0, 400);
    for world in 0..worlds {
        let mut draws = Draws::new(2, world);
        // Half of the judge's errors are seen as disagreements, besides a few sound verdicts.
        let audited: Vec<Audited> = answers(&mut draws, 400)
            .into_iter()
            .map(|(human, judge)| {
                let queued = if human == judge { draws.below(50) == 0 } else { draws.below(2) == 0 };
                let inclusion = if queued { 1.0 } else { 0.1 };
                let reviewed = queued || draws.below(10) == 0;
                Audited { judge, inclusion, human: reviewed.then_some(human) }
            })
            .collect();
        let found = corrected_by_audit(&audited).unwrap();
        sum += found.estimate.value;
        covered += usize::from(found.estimate.interval.contains(1.0));
        let queue: Vec<&Audited> = audited.iter().filter(|answer| answer.inclusion == 1.0).collect();
        let error = |answer: &&Audited| answer.judge - answer.human.unwrap_or_default();
        queue_sum += found.judge_mean - queue.iter().map(error).sum::<f64>() / queue.len() as f64;
    }
    assert!((sum / worlds as f64 - 1.0).abs() < 0.02, "{}", sum / worlds as f64);
    assert!((365..=396).contains(&covered), "{covered} of 400 intervals hold the truth");
    // The judge is wrong in three of four answers of the queue, and in one of nine overall.
    assert!(queue_sum / (worlds as f64) < 0.5, "{}", queue_sum / worlds as f64);
}

#[test]
fn equal_probabilities_give_ppi() {
    let drawn = answers(&mut Draws::new(3, 0), 3_000);
    let reviewed: Vec<Reviewed> =
        drawn[..600].iter().map(|(human, judge)| Reviewed { human: *human, judge: *judge }).collect();
    let rest: Vec<f64> = drawn[600..].iter().map(|(_, judge)| *judge).collect();
    let audited: Vec<Audited> = drawn
        .iter()
        .enumerate()
        .map(|(at, (human, judge))| Audited { judge: *judge, inclusion: 0.2, human: (at < 600).then_some(*human) })
        .collect();
    let (ppi, audit) = (corrected_mean(&reviewed, &rest).unwrap(), corrected_by_audit(&audited).unwrap());
    // λ of the one is a share of the slope of the other: λ = slope/(1+n/N).
    assert!((ppi.lambda * 1.25 - audit.lambda).abs() < 0.05);
    assert!((ppi.estimate.value - audit.estimate.value).abs() < 2e-3);
    assert!((ppi.estimate.standard_error / audit.estimate.standard_error - 1.0).abs() < 0.03);
}
