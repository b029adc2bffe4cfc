//! The laws against the published points: errors and coverage with each source and chip left out, fitted anew here.
//!
//! Worse than the figures below is a fault; `cargo xtask fit-speed` writes constants and tables anew.

use analytics::speed::fit::median;
use analytics::speed::points::{SpeedPoint, chips, models, points, published};
use analytics::speed::residuals::{Residual, covered, fit_with_ranges, left_out};
use analytics::speed::{CHECKED, CONSTANTS, Memory};

fn rows() -> Vec<SpeedPoint> {
    published().expect("data/catalog/speed-points.csv")
}

fn error(residuals: &[Residual]) -> f64 {
    median(residuals.iter().map(|row| row.error.abs()).collect())
}

/// Share within the range, of the rows of a class.
fn coverage(residuals: &[Residual], holds: impl Fn(&Residual) -> bool) -> (usize, f64) {
    let inside = covered(residuals);
    let own: Vec<bool> = residuals.iter().zip(inside).filter(|(row, _)| holds(row)).map(|(_, inside)| inside).collect();
    (own.len(), own.iter().filter(|inside| **inside).count() as f64 / own.len().max(1) as f64)
}

#[test]
fn errors_with_each_source_and_chip_left_out() {
    let points = rows();
    assert!(points.len() > 2_800, "{}", points.len());
    let left_out = left_out(&points);
    for (question, residuals, at_least, at_most) in [
        ("writing, nothing measured", &left_out.decode, 900, 0.13),
        ("writing at 8,000 tokens and deeper", &left_out.decode_anchored, 300, 0.05),
        ("short prompts, nothing measured", &left_out.prefill, 300, 0.35),
        // The target is 0.12; a family whose only source is left out has nothing to learn its slope from.
        ("prompts at 6,000 tokens and deeper", &left_out.prefill_anchored, 300, 0.135),
        ("several streams", &left_out.streams, 300, 0.25),
    ] {
        assert!(residuals.len() >= at_least, "{question}: {} rows", residuals.len());
        let found = error(residuals);
        assert!(found <= at_most, "{question}: {found:.3} instead of {at_most} at most");
        let (_, inside) = coverage(residuals, |_| true);
        assert!((0.74..=0.9).contains(&inside), "{question}: {inside:.2} within a range of 80 %");
    }
    // By class of memory and kind of model. Cards fall short: two of their three families rest on one source.
    for memory in [Memory::Lpddr, Memory::Gddr] {
        for moe in [false, true] {
            let (rows, inside) = coverage(&left_out.decode, |row| row.family.memory() == memory && row.moe == moe);
            assert!(rows >= 70 && inside >= 0.55, "{memory:?} {moe}: {inside:.2} of {rows}");
        }
    }

    // The committed constants and tables are those of these points.
    let fitted = fit_with_ranges(&points, &left_out);
    for (committed, fitted) in CONSTANTS.decode.iter().flatten().zip(fitted.decode.iter().flatten()) {
        assert!(
            (committed - fitted).abs() <= 1e-4 + fitted.abs() * 1e-3,
            "run cargo xtask fit-speed: {committed} {fitted}"
        );
    }
    for (committed, fitted) in [
        (CONSTANTS.prefill.as_slice(), fitted.prefill.as_slice()),
        (&CONSTANTS.attention, &fitted.attention),
        (&CONSTANTS.streams, &fitted.streams),
        (&CONSTANTS.decode_tools, &fitted.decode_tools),
        (&CONSTANTS.prefill_tools, &fitted.prefill_tools),
    ] {
        for (committed, fitted) in committed.iter().zip(fitted) {
            assert!((committed - fitted).abs() <= 1e-3, "run cargo xtask fit-speed: {committed} {fitted}");
        }
    }
    for (committed, fitted) in [
        (CONSTANTS.decode_range, fitted.decode_range),
        (CONSTANTS.decode_anchored, fitted.decode_anchored),
        (CONSTANTS.prefill_range, fitted.prefill_range),
        (CONSTANTS.prefill_anchored, fitted.prefill_anchored),
        (CONSTANTS.streams_range, fitted.streams_range),
    ] {
        for (committed, fitted) in committed.iter().flatten().zip(fitted.iter().flatten()) {
            assert!(
                (committed - fitted).abs() <= 1e-3 * fitted.max(1.0),
                "run cargo xtask fit-speed: {committed} {fitted}"
            );
        }
    }
    let first = CHECKED.first().expect("a table");
    assert_eq!(first.rows as usize, left_out.decode.len());
    assert!((first.error - error(&left_out.decode)).abs() < 1e-3);
}

/// A second way to one figure: the law's line of a prompt by hand, for the published curve of gpt-oss-20b on a GB10.
#[test]
fn a_straight_line_holds_within_a_curve() {
    let points = rows();
    let curve: Vec<&SpeedPoint> = points
        .iter()
        .filter(|row| {
            row.measure == analytics::speed::Measure::Prefill
                && row.model.id == "gpt-oss-20b"
                && row.chip.chip == "GB10"
                && row.streams == 1
                && row.prompt == 2_048.0
        })
        .collect();
    assert!(curve.len() >= 3, "{}", curve.len());
    let place = |row: &SpeedPoint| row.depth + row.prompt / 2.0;
    let (first, last) = (curve[0], curve[curve.len() - 1]);
    for row in &curve[1..curve.len() - 1] {
        let part = (place(row) - place(first)) / (place(last) - place(first));
        let said = 1.0 / ((1.0 - part) / first.tok_per_s + part / last.tok_per_s);
        assert!((said / row.tok_per_s).ln().abs() < 0.05, "{said} against {}", row.tok_per_s);
    }
}

#[test]
fn faults_name_their_line() {
    let chip = "chip,family,memory,bandwidth_gb_s\nM4,apple,lpddr,120\n";
    let chips_read = chips(chip).expect("a chip");
    assert_eq!(chips_read[0].bandwidth, 120.0);
    assert_eq!(chips("a\nM4,pear,lpddr,120").unwrap_err(), "line 2: unknown family pear");
    assert_eq!(chips("a\nM4,apple,lpddr,fast").unwrap_err(), "line 2: column 4 is no number: fast");
    assert_eq!(chips("a\nM4,apple,lpddr,NaN").unwrap_err(), "line 2: column 4 is out of range: NaN");
    assert_eq!(models("a\nx,round").unwrap_err(), "line 2: unknown attention round");
    let shapes = models("a\nx,full,8,8,32,32,32,8,128,0,0,0,0,catalogue").expect("a model");
    assert_eq!(shapes[0].shape.kv.per_token, 131_072.0);
    let line = "decode,x,X,Q4_K_M,,,M4,llama.cpp,b1,Metal,0,,,1,1,,20.5,2026-01-01,someone/repo/file,\"a, quoted \"\"note\"\"\"";
    let read = points(&["a\n", line].concat(), &shapes, &chips_read).expect("a point");
    assert_eq!((read[0].note.as_str(), read[0].repository()), ("a, quoted \"note\"", "someone/repo"));
    let unknown = points(&["a\n", &line.replace(",x,", ",y,")].concat(), &shapes, &chips_read);
    assert_eq!(unknown.unwrap_err(), "line 2: unknown model y");
}
