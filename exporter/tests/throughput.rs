//! How close a large run comes to the ideal rate, and whether its memory stays flat. It is timed, so it is started by
//! hand, on a machine with nothing else to do:
//!
//! `cargo test --release -p exporter --test throughput -- --ignored --nocapture`
//!
//! `LIM_BENCH_CASES`, `LIM_BENCH_CONNECTIONS` and `LIM_BENCH_WAIT_MS` change the load.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::print_stdout)] // its figures are what it is for

mod support;

use std::fs;
use std::time::{Duration, Instant};

use support::bench::{Bench, JUDGES, answer, arguments, model, provider};
use support::program::{spawn, wait};
use support::server::Server;

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// Memory in use now and at most, in MiB.
fn memory(process: u32) -> Option<(f64, f64)> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let field = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name))?;
        Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? / 1024.0)
    };
    Some((field("VmRSS:")?, field("VmHWM:")?))
}

#[test]
#[ignore = "timed, by hand"]
fn twenty_thousand_cases_at_two_hundred_at_a_time() {
    let cases = setting("LIM_BENCH_CASES", 20_000);
    let connections = setting("LIM_BENCH_CONNECTIONS", 200);
    let wait_ms = setting("LIM_BENCH_WAIT_MS", 200);
    let server = Server::start(move |_| answer("It is 42 by addition.", 100, 50, None, wait_ms));
    let tasks = 20;
    let more = format!("concurrency = {connections}");
    let bench = Bench::new(tasks, &[&provider("up", &server.url, &more), &model("m", "up"), JUDGES]);
    let repeats = (cases / tasks as u64).to_string();
    let begun = Instant::now();
    let child = spawn(bench.path(), &[&arguments("run")[..], &["--repeats", &repeats]].concat());
    let (process, mut last) = (child.id(), (0.0, 0.0));
    let (mut first, mut shown, mut end) = (None, 0, begun);
    while let Some(memory) = memory(process).filter(|memory| memory.0 > 0.0) {
        let count = server.count() as u64;
        if count > 0 {
            first.get_or_insert_with(Instant::now);
        }
        if count >= shown {
            println!("{count:>6} of {cases} asked, {:.0} MiB", memory.0);
            shown += cases / 10;
        }
        if count < cases {
            end = Instant::now();
        }
        last = memory;
        std::thread::sleep(Duration::from_millis(20));
    }
    wait(child).expect(0);
    let ideal = (cases.div_ceil(connections) * wait_ms) as f64 / 1000.0;
    // From the first request to the last answer.
    let took = (end - first.unwrap()).as_secs_f64() + wait_ms as f64 / 1000.0;
    println!(
        "requests {took:.2} s, ideal {ideal:.2} s: {:.0} % of the ideal rate; whole process {:.2} s; most memory {:.0} MiB",
        100.0 * ideal / took,
        begun.elapsed().as_secs_f64(),
        last.1
    );
    assert_eq!(bench.outcomes("answered"), cases);
}
