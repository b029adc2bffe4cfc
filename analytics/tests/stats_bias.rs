//! What must hold for any judges: preference, length slope and correction ignore what they should ignore.

use analytics::stats::bias::{Maker, TwiceJudged, self_preference};
use analytics::stats::length_bias::{SizedAnswer, length_slope};
use analytics::stats::ppi::{Reviewed, corrected_mean};
use analytics::stats::ppi_audit::{Audited, corrected_by_audit};
use proptest::prelude::*;
use proptest::sample::select;

fn score() -> impl Strategy<Value = f64> {
    (0_u8..=12).prop_map(|sixths| f64::from(sixths) / 6.0)
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9 * (1.0 + a.abs())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) })]

    #[test]
    fn preference_ignores_strictness(
        rows in proptest::collection::vec((0_usize..5, select(vec![Maker::First, Maker::Second]), score(), score()), 2..30),
        shift in -1.0..1.0_f64,
    ) {
        let answers = |shift: f64, swap: bool| -> Vec<TwiceJudged> {
            let row = |(task, maker, a, b): &(usize, Maker, f64, f64)| {
                let (first, second) = if swap { (*b, *a) } else { (a + shift, *b) };
                TwiceJudged { task: *task, maker: *maker, first, second }
            };
            rows.iter().map(row).collect()
        };
        if let Ok(plain) = self_preference(&answers(0.0, false)) {
            prop_assert!(near(self_preference(&answers(shift, false)).unwrap().difference, plain.difference));
            prop_assert!(near(self_preference(&answers(0.0, true)).unwrap().difference, -plain.difference));
        }
    }

    #[test]
    fn slope_ignores_units_and_difficulty(
        rows in proptest::collection::vec((0_usize..4, score(), 1_u16..2000), 2..30),
        unit in 0.1..9.0_f64,
    ) {
        let answers = |unit: f64, harder: f64| -> Vec<SizedAnswer> {
            let row = |(task, score, length): &(usize, f64, u16)| SizedAnswer {
                task: *task,
                score: score - harder * *task as f64,
                length: f64::from(*length) * unit,
            };
            rows.iter().map(row).collect()
        };
        if let Ok(plain) = length_slope(&answers(1.0, 0.0)) {
            let other = length_slope(&answers(unit, 0.7)).unwrap();
            prop_assert!((plain.slope - other.slope).abs() < 1e-6 * (1.0 + plain.slope.abs()));
        }
    }

    #[test]
    fn correction_ignores_a_shifted_judge(
        pairs in proptest::collection::vec((score(), score()), 2..30),
        rest in proptest::collection::vec(score(), 0..30),
        shift in -1.0..1.0_f64,
    ) {
        let reviewed = |human_shift: f64, judge_shift: f64| -> Vec<Reviewed> {
            pairs.iter().map(|(y, f)| Reviewed { human: y + human_shift, judge: f + judge_shift }).collect()
        };
        let shifted: Vec<f64> = rest.iter().map(|f| f + shift).collect();
        if let Ok(plain) = corrected_mean(&reviewed(0.0, 0.0), &rest) {
            prop_assert!(plain.estimate.interval.contains(plain.estimate.value));
            prop_assert!(near(corrected_mean(&reviewed(0.0, shift), &shifted).unwrap().estimate.value, plain.estimate.value));
            prop_assert!(near(corrected_mean(&reviewed(shift, 0.0), &rest).unwrap().estimate.value, plain.estimate.value + shift));
        }
    }

    #[test]
    fn an_audit_ignores_a_shifted_judge(
        rows in proptest::collection::vec((score(), score(), select(vec![1.0, 0.5, 0.05]), any::<bool>()), 3..30),
        shift in -1.0..1.0_f64,
    ) {
        let answers = |shift: f64| -> Vec<Audited> {
            let row = |(human, judge, inclusion, reviewed): &(f64, f64, f64, bool)| Audited {
                judge: judge + shift,
                inclusion: *inclusion,
                human: (*reviewed || *inclusion == 1.0).then_some(*human),
            };
            rows.iter().map(row).collect()
        };
        if let (Ok(plain), Ok(shifted)) = (corrected_by_audit(&answers(0.0)), corrected_by_audit(&answers(shift))) {
            prop_assert!(near(plain.estimate.value, shifted.estimate.value));
            prop_assert!(plain.estimate.interval.contains(plain.estimate.value));
            prop_assert_eq!(plain.n + plain.unreviewed, rows.len());
        }
    }
}
