//! The same functions in WebAssembly give the same values as natively: run with wasm-bindgen-test-runner.
#![cfg(target_arch = "wasm32")]

use analytics::digest::sha256_hex;
use analytics::snapshot::{summary_from_json, to_json};
use analytics::stats::summary::mean;
use wasm_bindgen_test::wasm_bindgen_test;

const PUBLISHED: &str = include_str!("../../data/snapshots/2026-04-published/summary.json");

#[wasm_bindgen_test]
fn a_snapshot_survives_the_round_trip_byte_for_byte() {
    let summary = summary_from_json(PUBLISHED).unwrap();
    assert_eq!(to_json(&summary).unwrap(), PUBLISHED);
}

#[wasm_bindgen_test]
fn the_interval_is_the_native_one() {
    // statistics reference, sample A: scipy 1.12.0
    let (low, high) = mean(&[1.0, 1.0, 0.5, 1.0, 0.0, 1.0, 0.5, 1.0, 1.0, 0.5]).unwrap().t_interval_95().unwrap();
    assert!((low - 0.497_083_1).abs() < 5e-8 && (high - 1.002_916_9).abs() < 5e-8);
}

#[wasm_bindgen_test]
fn sha256_is_the_standard_one() {
    assert_eq!(sha256_hex(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
