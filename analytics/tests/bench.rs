//! Figures of a level against the arithmetic of a server whose schedule is known: slots, time to read, time per token.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

use analytics::bench::{Limits, Load, Request, ServerFigures, figures};

const READ_MS: f64 = 200.0;
const TOKEN_MS: f64 = 10.0;
const TOKENS: u64 = 31;
/// From the start of a prompt to its last token: 200 + 30 × 10.
const SERVICE_MS: f64 = 500.0;

/// A closed loop of `streams` against a server that works on `slots` requests at a time, first come, first served.
fn closed(streams: u32, slots: usize, total: usize) -> Vec<Request> {
    let (mut free, mut next) = (vec![0.0_f64; slots], vec![0.0_f64; streams as usize]);
    let mut requests = Vec::new();
    for _ in 0..total {
        let stream = (0..next.len()).min_by(|a, b| next[*a].total_cmp(&next[*b])).unwrap();
        let slot = (0..slots).min_by(|a, b| free[*a].total_cmp(&free[*b])).unwrap();
        let sent = next[stream];
        let begun = sent.max(free[slot]);
        let first = begun + READ_MS - sent;
        let arrivals: Vec<f64> = (0..TOKENS).map(|at| first + at as f64 * TOKEN_MS).collect();
        let end = begun + SERVICE_MS;
        (free[slot], next[stream]) = (end, end);
        requests.push(Request {
            sent_ms: sent,
            stream: stream as u32,
            first_text_ms: Some(first),
            first_answer_ms: Some(first),
            last_text_ms: arrivals.last().copied(),
            end_ms: end - sent,
            arrivals_ms: arrivals,
            prompt_tokens: Some(100),
            output_tokens: Some(TOKENS),
            server: ServerFigures {
                prompt_ms: Some(READ_MS),
                prompt_tokens: Some(100),
                cached_tokens: Some(0),
                ..ServerFigures::default()
            },
            ..Request::default()
        });
    }
    requests
}

fn near(value: Option<f64>, expected: f64) {
    let value = value.unwrap();
    assert!((value - expected).abs() <= 1e-3 * expected.abs().max(1.0), "{value} is not {expected}");
}

#[test]
fn one_slot_makes_the_others_wait() {
    let limits: Limits = "ttft:700,itl:100".parse().unwrap();
    let of = |streams: u32| figures(Load::Closed { concurrency: streams }, &closed(streams, 1, 12), Some(&limits));
    let (one, three) = (of(1), of(3));
    for level in [&one, &three] {
        // Whoever waits, the server writes 31 tokens in each 500 ms.
        near(level.output_tok_per_s, 62.0);
        near(level.input_tok_per_s, 200.0);
        near(level.requests_per_min, 120.0);
        near(level.decode_tok_per_s.as_ref().map(|spread| spread.p50), 100.0);
        near(level.prefill_tok_per_s.as_ref().map(|spread| spread.p50), 500.0);
        near(level.gap_p50_ms, 10.0);
        near(level.depth_tokens, 115.5);
        assert_eq!(level.server.cached_tokens, Some(0));
        assert!(level.decoding_at_once < 1.0, "{}", level.decoding_at_once);
    }
    // In the steady state two requests of 500 ms stand before each one.
    near(three.ttft_ms.as_ref().map(|spread| spread.p50), 1_200.0);
    near(three.ttft_ms.as_ref().map(|spread| spread.max), 1_200.0);
    near(three.queue_ms.as_ref().map(|spread| spread.p50), 1_000.0);
    near(one.queue_ms.as_ref().map(|spread| spread.max), 0.0);
    near(three.end_to_end_ms.as_ref().map(|spread| spread.p90), 1_500.0);
    // 200 ms keep the limit of 700, 1,200 do not.
    near(one.goodput_per_min, 120.0);
    near(three.goodput_per_min, 0.0);
    near(Some(three.in_flight), 3.0);
    // 330 gaps with one stream, of which the first request's do not count; seven requests of three streams have 210.
    assert_eq!((one.counted, one.gap_p99_ms), (11, Some(10.0)));
    assert_eq!((three.counted, three.gap_p99_ms), (7, None));
}

#[test]
fn slots_for_all_make_the_gain_that_of_the_streams() {
    let of = |streams: u32| figures(Load::Closed { concurrency: streams }, &closed(streams, 5, 20), None);
    near(of(1).output_tok_per_s, 62.0);
    let five = of(5);
    near(five.output_tok_per_s, 310.0);
    near(five.requests_per_min, 600.0);
    near(five.ttft_ms.map(|spread| spread.p90), 200.0);
    // 300 of each 500 ms are spent on writing, by all five at once.
    near(Some(five.decoding_at_once), 3.0);
    assert_eq!((five.counted, five.goodput_per_min), (15, None));
}

#[test]
fn failures_count_as_failures_and_in_no_mean() {
    let limits: Limits = "e2e:600".parse().unwrap();
    let mut requests = closed(1, 1, 12);
    let broken = &mut requests[5];
    broken.failure = Some("HTTP 500".to_owned());
    (broken.first_text_ms, broken.last_text_ms, broken.output_tokens) = (None, None, None);
    broken.arrivals_ms.clear();
    let level = figures(Load::Closed { concurrency: 1 }, &requests, Some(&limits));
    assert_eq!((level.requests, level.failures, level.counted), (12, 1, 10));
    near(level.ttft_ms.map(|spread| spread.max), 200.0);
    // Eleven of twelve half seconds brought tokens.
    near(level.output_tok_per_s, 62.0 * 11.0 / 12.0);
    near(level.kept_limits, 10.0 / 11.0);
}

#[test]
fn a_level_without_a_window_has_no_figures() {
    let none = figures(Load::Closed { concurrency: 2 }, &[], None);
    assert_eq!((none.requests, none.output_tok_per_s, none.ttft_ms), (0, None, None));
    assert_eq!(figures(Load::Open { per_s: 1.0 }, &closed(1, 1, 1), None).counted, 0);
}

#[test]
fn limits_say_what_is_wrong_with_them() {
    let limits: Limits = "ttft:2000,tpot:100ms".parse().unwrap();
    assert_eq!((limits.ttft_ms, limits.itl_ms, limits.e2e_ms), (Some(2_000.0), Some(100.0), None));
    for text in ["", "ttft", "ttft:-1", "ttft:NaN", "speed:3"] {
        let error = text.parse::<Limits>().unwrap_err().to_string();
        assert!(error.contains("write ttft:2000"), "{error}");
    }
}
