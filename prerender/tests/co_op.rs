//! The co-op page begins with a workload of the catalogue, not with a number of its own.
#![allow(clippy::unwrap_used)] // a test may fail by unwrapping

use analytics::catalog::WorkloadsFile;
use app::co_op::WORKLOAD;

#[test]
fn the_page_begins_with_the_catalogues_workload() {
    let file: WorkloadsFile = toml::from_str(include_str!("../../data/catalog/workloads.toml")).unwrap();
    let found = file.workloads.iter().find(|of| of.id == *"agentic-coding").unwrap();
    let tokens = &found.tokens.value;
    let all = tokens.prompt() + tokens.output;
    let (millions, shares) = WORKLOAD;
    assert_eq!(millions, (all * found.requests_per_month.value / 1e6).round() as i64);
    for (share, part) in shares.into_iter().zip([tokens.write_5m + tokens.write_1h, tokens.read, tokens.output]) {
        assert!((share as f64 / 1e8 - part / all).abs() < 1e-6, "{share}");
    }
    assert_eq!(shares.iter().sum::<i64>(), 100_000_000);
    assert!(tokens.fresh == 0.0);
}
