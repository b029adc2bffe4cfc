//! Signals to the real program: a closed terminal is a request to terminate, and two signals in a row are one request.

#![cfg(unix)]
#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use std::process::{Child, Command};
use std::time::{Duration, Instant};

use support::bench::{Bench, JUDGES, answer, arguments, model, provider};
use support::program::{command, exporter, spawn, wait};
use support::server::Server;

/// Ten cases at a time, each of which takes so long.
fn bench(wait_ms: u64) -> (Server, Bench) {
    let server = Server::start(move |_| answer("It is 42.", 10, 5, None, wait_ms));
    let bench = Bench::new(30, &[&provider("up", &server.url, "concurrency = 10"), &model("m", "up"), JUDGES]);
    (server, bench)
}

fn signal(child: &Child, name: &str) {
    assert!(Command::new("kill").args([&format!("-{name}"), &child.id().to_string()]).status().unwrap().success());
}

fn until(what: &str, holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(60), "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn what_is_in_flight_is_stored_however_one_asks_for_an_end() {
    // The last two are what a closing terminal and a service manager send at once.
    for signals in [&["HUP"][..], &["TERM"], &["INT"], &["INT", "HUP"], &["HUP", "TERM"]] {
        let (server, bench) = bench(1_500);
        let child = spawn(bench.path(), &arguments("run"));
        until("ten requests", || server.count() == 10);
        for name in signals {
            signal(&child, name);
            std::thread::sleep(Duration::from_millis(50));
        }
        let ended = wait(child).expect(130);
        assert!(ended.stderr.contains("calls in flight are finished"), "{signals:?}: {}", ended.stderr);
        assert_eq!((server.count(), bench.outcomes("answered")), (10, 10), "{signals:?}");
    }
}

#[test]
fn a_second_request_after_a_while_ends_it_at_once() {
    let (server, bench) = bench(30_000);
    let child = spawn(bench.path(), &arguments("run"));
    until("ten requests", || server.count() == 10);
    signal(&child, "INT");
    std::thread::sleep(Duration::from_millis(1_300));
    let begun = Instant::now();
    signal(&child, "HUP");
    wait(child).expect(130);
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    // Nobody heard how these calls ended; on a server of one's own that costs nothing all the same.
    let text = exporter(bench.path(), &["status", "--database", "x.sqlite"]).expect(0).stdout;
    assert!(text.lines().any(|line| line == "cost          answers nothing, judging nothing"), "{text}");
    assert_eq!(bench.status()["billed"]["answers_unknown"], 0);
}

#[cfg(target_os = "linux")]
#[test]
fn nohup_outlives_the_terminal() {
    let (server, bench) = bench(300);
    let exporter = command(bench.path(), &arguments("run"));
    let mut nohup = Command::new("nohup");
    nohup.arg(exporter.get_program()).args(exporter.get_args()).current_dir(bench.path());
    nohup.envs(exporter.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let child = nohup.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    until("ten requests", || server.count() >= 10);
    signal(&child, "HUP");
    wait(child).expect(0);
    assert_eq!(bench.outcomes("answered"), 30);
}
