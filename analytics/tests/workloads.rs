//! The workloads of the catalogue: each holds together.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

#[allow(dead_code)] // it needs the catalogue alone
mod support;

use support::catalog;

/// Each workload holds together, its output share is one that true counters show, and the first one is the default.
#[test]
fn workloads_are_possible() {
    let catalog = catalog();
    assert_eq!(catalog.workloads.first().map(|workload| workload.id.as_str()), Some("agentic-coding"));
    for workload in &catalog.workloads {
        let tokens = workload.tokens.value;
        assert!(tokens.all() <= workload.context_end_tokens.value as f64, "{}", workload.id);
        assert!(tokens.output / tokens.all() > 0.003, "{}", workload.id);
    }
    // The published day of 2026-02-05 (54.3 K fresh, 3.2 M written, 87.1 M read, 9.7 K out) is refused.
    let mut impossible = catalog;
    let day = &mut impossible.workloads[0].tokens.value;
    *day = analytics::catalog::RequestTokens {
        fresh: 54.3,
        write_5m: 3_200.0,
        write_1h: 0.0,
        read: 87_100.0,
        output: 9.7,
    };
    let faults: Vec<String> =
        impossible.findings("2026-11-30").into_iter().filter(|f| f.is_fault).map(|f| f.text).collect();
    assert!(faults.iter().any(|fault| fault.contains("0.0107 % output")), "{faults:?}");
}
