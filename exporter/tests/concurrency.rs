//! How many requests a provider gets: fewer when it refuses them, more while all goes well, and a refusal for want of
//! capacity is never a model's failure.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use support::bench::{Bench, JUDGES, answer, model, provider};
use support::program::exporter;
use support::server::{Script, Server};

fn refusal(status: u16) -> Script {
    Script::whole(status, "application/json", r#"{"error":{"message":"slow down"}}"#).header("retry-after", "0.02")
}

/// Events of a start with `--progress json`.
fn events(stderr: &str) -> Vec<serde_json::Value> {
    stderr.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}"))).collect()
}

/// A server that serves three at a time, each for so long, and refuses the others; it counts both.
struct Small {
    server: Server,
    refused: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
}

impl Small {
    fn new(room: usize, status: u16) -> Self {
        const BUSY_MS: u64 = 25;
        let (refused, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let (no, peak) = (refused.clone(), most.clone());
        let served: Mutex<Vec<Instant>> = Mutex::default();
        let server = Server::start(move |_| {
            let mut served = served.lock().unwrap();
            served.retain(|begun| begun.elapsed() < Duration::from_millis(BUSY_MS));
            if served.len() >= room {
                no.fetch_add(1, Ordering::SeqCst);
                return refusal(status);
            }
            served.push(Instant::now());
            peak.fetch_max(served.len(), Ordering::SeqCst);
            answer("It is 42.", 9, 9, None, BUSY_MS + 5)
        });
        Self { server, refused, most }
    }
}

#[test]
fn a_server_that_refuses_gets_fewer_at_a_time_and_no_case_fails() {
    for status in [429, 503] {
        let small = Small::new(3, status);
        let bench = Bench::new(60, &[&provider("up", &small.server.url, "concurrency = 6"), &model("m", "up"), JUDGES]);
        // 6, 4, 3: refused thrice at most before there is room, and a case may be asked for five times.
        let ran = bench.run(&["--progress", "json"], 0);
        assert_eq!(bench.outcomes("answered"), 60);
        let events = events(&ran.stderr);
        let waits: Vec<u64> = events
            .iter()
            .filter(|event| event["event"] == "wait")
            .map(|event| event["at_a_time"].as_u64().unwrap())
            .collect();
        assert!(waits.iter().min().unwrap() <= &4, "{waits:?}");
        assert!(events.iter().filter(|event| event["event"] == "ended").all(|event| event["well"] == true));
        // Six at a time all along would be refused many times for each answer.
        let refused = small.refused.load(Ordering::SeqCst);
        assert!(refused < 120, "{status}: {refused} refused for 60 answers");
    }
}

#[test]
fn it_grows_up_to_the_ceiling_while_all_goes_well() {
    for (more, expected) in [("concurrency = 1\nmax_concurrency = 5", 2..=5), ("concurrency = 2", 1..=2)] {
        let small = Small::new(100, 429);
        let bench = Bench::new(40, &[&provider("up", &small.server.url, more), &model("m", "up"), JUDGES]);
        bench.run(&[], 0);
        let most = small.most.load(Ordering::SeqCst);
        assert!(expected.contains(&most), "{more}: {most}");
    }
}

#[test]
fn a_local_server_gets_one_at_a_time_unless_somebody_says_otherwise() {
    for (arguments, expected) in [(&[][..], 1..=1), (&["-j", "4"], 2..=4)] {
        let small = Small::new(100, 429);
        let bench = Bench::new(12, &[&provider("up", &small.server.url, ""), &model("m", "up"), JUDGES]);
        bench.run(arguments, 0);
        let most = small.most.load(Ordering::SeqCst);
        assert!(expected.contains(&most), "{arguments:?}: {most}");
    }
}

#[test]
fn retry_after_holds_everybody_back() {
    let arrivals: Arc<Mutex<Vec<Instant>>> = Arc::default();
    let seen = arrivals.clone();
    let server = Server::start(move |request| {
        seen.lock().unwrap().push(Instant::now());
        if request.number == 0 {
            return Script::whole(429, "application/json", "{}").header("retry-after", "1");
        }
        // Long enough that nobody comes back before the refusal has arrived.
        answer("It is 42.", 9, 9, None, if request.number < 4 { 200 } else { 0 })
    });
    let bench = Bench::new(10, &[&provider("up", &server.url, "concurrency = 4"), &model("m", "up"), JUDGES]);
    bench.run(&[], 0);
    let arrivals = arrivals.lock().unwrap();
    assert_eq!(arrivals.len(), 11);
    let gap = arrivals[4].duration_since(arrivals[0]);
    assert!(gap >= Duration::from_millis(990), "{gap:?}");
}

#[test]
fn a_provider_that_only_refuses_fails_no_model_and_is_asked_again() {
    let open = Arc::new(AtomicBool::new(false));
    let is_open = open.clone();
    let server =
        Server::start(
            move |_| {
                if is_open.load(Ordering::SeqCst) { answer("It is 42.", 9, 9, None, 0) } else { refusal(429) }
            },
        );
    let bench = Bench::new(6, &[&provider("up", &server.url, "concurrency = 2"), &model("m", "up"), JUDGES]);
    let ran = bench.run(&[], 3);
    assert!(ran.stderr.contains("provider up is left out from here on: HTTP 429"), "{}", ran.stderr);
    let asked = server.count();
    assert!(asked <= 12, "it is not asked for every case: {asked}");
    let table = ran.stderr.lines().find(|line| line.starts_with("m ")).unwrap();
    assert_eq!(table.split_whitespace().collect::<Vec<_>>()[..4], ["m", "0", "0", "6"], "none failed: {table}");
    open.store(true, Ordering::SeqCst);
    // Without --retry-errors: the cases are open, not failed.
    bench.run(&[], 0);
    assert_eq!((server.count() - asked, bench.outcomes("answered")), (6, 6));
}

#[test]
fn one_model_that_fails_leaves_the_others_of_its_provider_alone() {
    let server = Server::start(|request| match request.model() {
        "broken" => Script::whole(500, "text/plain", "no"),
        "missing" => Script::whole(404, "application/json", r#"{"error":{"message":"no such model"}}"#),
        _ => answer("It is 42.", 9, 9, None, 0),
    });
    let models = ["broken", "missing", "good"].map(|id| model(id, "up")).concat();
    let bench = Bench::new(5, &[&provider("up", &server.url, "concurrency = 3"), &models, JUDGES]);
    let ran = bench.run(&[], 3);
    assert_eq!((bench.outcomes("answered"), bench.outcomes("provider_error") >= 5), (5, true));
    assert!(ran.stderr.contains("model missing is left out from here on"), "{}", ran.stderr);
}

#[test]
fn a_server_on_this_machine_that_is_not_there_ends_quickly() {
    let dead = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", dead.local_addr().unwrap());
    drop(dead);
    let config = provider("down", &url, "").replace("backoff_ms = 1\n", "");
    let bench = Bench::new(30, &[&config, &model("m", "down"), JUDGES]);
    let begun = Instant::now();
    let ran = exporter(bench.path(), &support::bench::arguments("run")).expect(3);
    assert!(ran.stderr.contains(&format!("server not reachable at {url}")), "{}", ran.stderr);
    // Three attempts at one case with waits of two and four seconds at most, and none at the other 29.
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
}
