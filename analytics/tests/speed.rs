//! The speed law against published measurements: its error must not grow.

use analytics::catalog::{Attention, MachineKind};
use analytics::memory::KvShape;
use analytics::speed::{DecodeInput, POINTS, Platform, Point, batch_gain, decode_estimate, prefill_estimate};

fn error(point: &Point) -> f64 {
    (point.estimate().expect("an estimate") / point.tok_per_s - 1.0).abs()
}

fn mean(points: impl Iterator<Item = f64>) -> f64 {
    let all: Vec<f64> = points.collect();
    all.iter().sum::<f64>() / all.len() as f64
}

/// The stated errors are leave-one-out on 38 points, of which 23 are listed. With the constants as stated:
#[test]
fn the_error_of_the_law_does_not_grow() {
    let all = mean(POINTS.iter().map(error));
    let dense = mean(POINTS.iter().filter(|point| !point.moe).map(error));
    let moe = mean(POINTS.iter().filter(|point| point.moe).map(error));
    let within = POINTS.iter().filter(|point| error(point) <= 0.25).count();
    assert!(all < 0.17 && dense < 0.14 && moe < 0.23, "all {all:.3}, dense {dense:.3}, MoE {moe:.3}");
    assert!(within as f64 / POINTS.len() as f64 >= 0.82, "{within}");
}

/// The law with a, b and the efficiency fitted anew on all points but one, for each point in turn.
///
/// Per platform, the least squares of the relative error in milliseconds over a grid: a second way to the same numbers.
#[test]
fn leaving_each_point_out() {
    let fit = |rest: &[&Point]| -> (f64, f64) {
        let mut best = (f64::INFINITY, 0.0, 0.0);
        for a in 0..60 {
            for b in 0..60 {
                let (a, b) = (f64::from(a) / 10.0, f64::from(b) / 10.0);
                let loss: f64 = rest.iter().map(|point| (predicted(point, a, b) / point.tok_per_s).ln().powi(2)).sum();
                if loss < best.0 {
                    best = (loss, a, b);
                }
            }
        }
        (best.1, best.2)
    };
    let mut errors = Vec::new();
    for (position, point) in POINTS.iter().enumerate() {
        if point.platform == Platform::Cpu {
            errors.push((point.moe, error(point)));
            continue;
        }
        let rest: Vec<&Point> = POINTS
            .iter()
            .enumerate()
            .filter(|(other, rest)| *other != position && rest.platform == point.platform)
            .map(|(_, rest)| rest)
            .collect();
        let (a, b) = fit(&rest);
        errors.push((point.moe, (predicted(point, a, b) / point.tok_per_s - 1.0).abs()));
    }
    let all = mean(errors.iter().map(|(_, error)| *error));
    let dense = mean(errors.iter().filter(|(moe, _)| !moe).map(|(_, error)| *error));
    let moe = mean(errors.iter().filter(|(moe, _)| *moe).map(|(_, error)| *error));
    assert!(all < 0.17 * 1.1 && dense < 0.14 * 1.1 && moe < 0.23 * 1.1, "all {all:.3}, dense {dense:.3}, MoE {moe:.3}");
}

fn predicted(point: &Point, a: f64, b: f64) -> f64 {
    1000.0 / (a + if point.moe { b } else { 0.0 } + 1000.0 * point.gigabytes / (0.75 * point.bandwidth))
}

/// The reference: bandwidth over bytes alone is off by 93 %, 0.55 of it by 29 %.
#[test]
fn the_law_beats_plain_bandwidth() {
    let plain = |factor: f64| {
        mean(POINTS.iter().map(|point| (factor * point.bandwidth / point.gigabytes / point.tok_per_s - 1.0).abs()))
    };
    let law = mean(POINTS.iter().map(error));
    assert!(law < plain(0.55) && plain(0.55) < plain(1.0), "{law} {} {}", plain(0.55), plain(1.0));
}

/// Published pairs of a short and a long context: the slow-down, not the speed.
#[test]
fn a_long_context_slows_down_as_measured() {
    let window =
        Attention::SlidingWindow { full_layers: 18, window_layers: 18, window_tokens: 128, kv_heads: 8, head_dim: 64 };
    let latent = Attention::Mla { layers: 47, kv_lora_rank: 512, rope_dim: 64 };
    let hybrid = Attention::Hybrid { layers: 48, full_layers: 12, kv_heads: 2, head_dim: 256, state_bytes: 75_000_000 };
    let qwen = Attention::Gqa { layers: 36, kv_heads: 8, head_dim: 128 };
    let minimax = Attention::Gqa { layers: 62, kv_heads: 8, head_dim: 128 };
    let strix = Platform::of(MachineKind::Unified, Some("Ryzen AI Max+ 395"));
    for (name, platform, bandwidth, moe, gigabytes, attention, tokens, short, long) in [
        ("gpt-oss-120b M4 Max", Platform::Apple, 546.0, true, 3.53, &window, 21_000, 81.34, 58.31),
        ("GLM M4 Max", Platform::Apple, 546.0, true, 2.2, &latent, 21_000, 87.53, 46.59),
        ("Coder-Next M4 Max", Platform::Apple, 546.0, true, 2.3, &hybrid, 21_000, 90.59, 72.63),
        ("Qwen3-8B M4 Max", Platform::Apple, 546.0, false, 4.6, &qwen, 21_000, 95.88, 51.91),
        ("gpt-oss-120b M5 Max", Platform::Apple, 614.0, true, 3.53, &window, 21_000, 92.95, 68.64),
        ("GLM M5 Max", Platform::Apple, 614.0, true, 2.2, &latent, 21_000, 101.17, 59.18),
        ("Coder-Next M5 Max", Platform::Apple, 614.0, true, 2.3, &hybrid, 21_000, 105.86, 91.59),
        ("gpt-oss-120b GB10", Platform::Nvidia, 273.0, true, 3.53, &window, 32_768, 58.4, 42.9),
        ("gpt-oss-120b Strix", strix, 256.0, true, 3.53, &window, 32_768, 56.61, 43.01),
        ("MiniMax-M2.7 Strix", strix, 256.0, true, 4.1, &minimax, 32_768, 31.08, 14.65),
    ] {
        let at = |context| {
            decode_estimate(&DecodeInput { platform, moe, read_bytes: gigabytes * 1e9, bandwidth, context }).unwrap()
        };
        let slower = at(Some((KvShape::of(attention), tokens))) / at(None);
        let off = slower / (long / short) - 1.0;
        assert!(off.abs() < 0.3, "{name}: {slower:.3} against {:.3}", long / short);
    }
}

/// RTX PRO 6000, four streams of gpt-oss-120b: 361 tokens per second together (millstoneai.com).
#[test]
fn several_streams_against_the_one_published_point() {
    let input =
        DecodeInput { platform: Platform::Nvidia, moe: true, read_bytes: 3.53e9, bandwidth: 1792.0, context: None };
    let together = decode_estimate(&input).unwrap() * batch_gain(&input, 63.4e9, 4).unwrap();
    assert!((together / 361.0 - 1.0).abs() < 0.2, "{together}");
    assert_eq!(batch_gain(&input, 63.4e9, 1), Some(1.0));
    // A dense model's weights serve all streams.
    let dense = DecodeInput { moe: false, ..input };
    assert!((batch_gain(&dense, 3.53e9, 4).unwrap() - 4.0).abs() < 1e-9);
}

/// Prompt speeds that were measured on the chips of the law, within its 20 % and 40 %.
#[test]
fn prefill_against_measurements() {
    for (chip, active, moe, measured, tolerance) in [
        ("M4", 8.0, false, 224.81, 0.2),
        ("RTX 4090", 8.0, false, 6898.71, 0.2),
        ("M4 Max", 5.1, true, 701.54, 0.4),
        ("M4 Max", 3.0, true, 986.67, 0.4),
        ("Ryzen AI Max+ 395", 5.1, true, 719.91, 0.6),
    ] {
        let estimate = prefill_estimate(chip, active, moe).unwrap();
        assert!((estimate / measured - 1.0).abs() < tolerance, "{chip}: {estimate} against {measured}");
    }
    assert_eq!(prefill_estimate("unheard of", 8.0, false), None);
    assert_eq!(prefill_estimate("M4", 0.0, false), None);
}

#[test]
fn nothing_known_is_nothing_said() {
    let input = DecodeInput { platform: Platform::Apple, moe: false, read_bytes: 1e9, bandwidth: 0.0, context: None };
    assert_eq!(decode_estimate(&input), None);
    for bad in [f64::NAN, f64::INFINITY, -1.0, 0.0] {
        assert_eq!(decode_estimate(&DecodeInput { read_bytes: bad, bandwidth: 100.0, ..input }), None, "{bad}");
    }
}
