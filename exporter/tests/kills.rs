//! The program is killed again and again at moments that nobody chose, while a server counts what it is asked: nothing
//! that was answered and stored is paid again, and only what was on its way is.
//!
//! `LIM_TEST_KILLS=50 cargo test -p exporter --test kills -- --nocapture` does it fifty times in each phase and prints
//! the figures.

#![allow(clippy::unwrap_used, clippy::print_stderr)] // a test may fail by unwrapping, and prints its figures

mod support;

use std::collections::HashMap;
use std::process::Stdio;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Row};
use support::bench::{Bench, answer, arguments, judge, model, price, provider};
use support::judged::Judged;
use support::program::command;
use support::server::{Request, Server};
use support::streams::verdict;

/// So many requests at a time.
const AT_A_TIME: u64 = 4;
/// Every answer is billed so, in dollars and in 10⁻¹² of one.
const BILL: (&str, u64) = ("0.01", 10_000_000_000);

/// Numbers that look like chance and are the same every time.
struct Chance(u64);

impl Chance {
    /// A time between these two.
    fn between(&mut self, least_ms: u64, most_ms: u64) -> Duration {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        Duration::from_millis(least_ms + (self.0 >> 33) % (most_ms - least_ms))
    }
}

/// What the server was asked: how often each question came.
#[derive(Clone, Default)]
struct Asked(Arc<Mutex<HashMap<String, u64>>>);

impl Asked {
    fn note(&self, request: &Request) {
        let question = format!("{}: {} {}", request.model(), request.body["seed"], request.body["messages"]);
        *self.0.lock().unwrap().entry(question).or_default() += 1;
    }
    fn requests(&self) -> u64 {
        self.0.lock().unwrap().values().sum()
    }
    fn questions(&self) -> u64 {
        self.0.lock().unwrap().len() as u64
    }
}

fn counts(bench: &Bench, sql: &'static str) -> u64 {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let options = SqliteConnectOptions::new().filename(bench.path().join("x.sqlite"));
        let mut open = options.connect().await.unwrap();
        let row = sqlx::query(sql).fetch_one(&mut open).await.unwrap();
        row.try_get::<i64, _>(0).unwrap().unsigned_abs()
    })
}

/// Starts it and kills it, so often; how often it was really at work when it was killed.
fn kill(bench: &Bench, phase: &[&str], times: u64, chance: &mut Chance) -> u64 {
    let mut killed = 0;
    for _ in 0..times {
        let mut child = command(bench.path(), phase).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(chance.between(60, 700));
        killed += u64::from(child.try_wait().unwrap().is_none());
        // SIGKILL: no handler can run.
        child.kill().unwrap();
        child.wait().unwrap();
    }
    killed
}

#[test]
fn only_what_was_on_its_way_is_asked_again() {
    let times: u64 = std::env::var("LIM_TEST_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(8);
    let (asked, waits) = (Asked::default(), Arc::new(AtomicU64::new(1)));
    let server = {
        let asked = asked.clone();
        Server::start(move |request| {
            asked.note(request);
            let wait = 20 + waits.fetch_add(37, Ordering::Relaxed) % 100;
            match request.model() {
                name if name.starts_with("judge") => answer(&verdict([2, 2, 2]), 50, 30, Some(BILL.0), wait),
                _ => answer("It is 42, found by addition.", 50, 20, Some(BILL.0), wait),
            }
        })
    };
    // Enough for all kills: some twenty answers come between two of them.
    let repeats = (times * 25).div_ceil(60).max(2).to_string();
    let models = [model("one", "up"), model("two", "up")].concat();
    let provider = provider("up", &server.url, &format!("concurrency = {AT_A_TIME}"));
    let judges = [judge("judge-a", "up"), judge("judge-b", "up")].concat();
    let bench = Bench::new(30, &["[run]\nseed = 1\n", &provider, &models, &judges]);
    bench.write(
        "prices.toml",
        &["one", "two", "judge-a", "judge-b"].map(|id| price("up", id, "1", "1", "2026-11-01")).concat(),
    );
    let mut chance = Chance(20_261_201);
    let begun = Instant::now();

    let more = ["--repeats", &repeats, "--prices", "prices.toml", "--budget", "1000"];
    let run = [&arguments("run")[..], &more].concat();
    let killed = kill(&bench, &run, times, &mut chance);
    let before = asked.requests();
    bench.run(&more, 0);
    let cases = 60 * repeats.parse::<u64>().unwrap();
    let requests = asked.requests();
    assert_eq!(asked.questions(), cases, "every case was asked");
    assert_eq!(bench.outcomes("answered"), cases, "and has its answer");
    assert_eq!(counts(&bench, "SELECT COUNT(*) FROM attempt_results WHERE settled = 1"), cases, "exactly one");
    let unfinished = counts(
        &bench,
        "SELECT COUNT(*) FROM attempts LEFT JOIN attempt_results ON attempt_id = attempts.id WHERE attempt_id IS NULL",
    );
    let again = requests - cases;
    assert!(again <= unfinished, "{again} were asked again, {unfinished} were on their way");
    assert!(unfinished <= killed * AT_A_TIME, "{unfinished} unfinished of {killed} kills");
    // Money: every stored bill once, and what was on its way with the most that it can have cost.
    let status = bench.status();
    assert_eq!(status["billed"]["answers_pico_usd"], cases * BILL.1);
    assert_eq!(status["billed"]["answers_unknown"], unfinished);
    eprintln!(
        "run: {killed} kills of {times} starts, {cases} cases, {requests} requests ({before} before the last start), {again} asked twice, {unfinished} attempts were on their way when it was killed, in {:.1} s",
        begun.elapsed().as_secs_f64()
    );

    let (begun, asked_before, questions_before) = (Instant::now(), requests, asked.questions());
    let judging = [&arguments("judge")[..], &more].concat();
    let killed = kill(&bench, &judging, times, &mut chance);
    bench.judge(&more, 0);
    let verdicts = counts(&bench, "SELECT COUNT(*) FROM verdicts");
    // Both judges read the same words for equal answers, so one question stands for all repeats.
    let (requests, wanted) = (asked.requests() - asked_before, cases * 2);
    assert_eq!(verdicts, wanted, "every answer has two verdicts and none has three");
    assert!(asked.questions() > questions_before);
    let unfinished = counts(
        &bench,
        "SELECT COUNT(*) FROM verdict_attempts LEFT JOIN verdict_attempt_results \
         ON verdict_attempt_id = verdict_attempts.id WHERE verdict_attempt_id IS NULL",
    );
    // A reply whose verdict was not stored any more is read again, and not asked for.
    let replies = counts(&bench, "SELECT COUNT(*) FROM verdict_attempt_results");
    let again = requests - wanted;
    assert_eq!(replies, wanted, "one reply for each verdict");
    assert!(again <= unfinished, "{again} were asked again, {unfinished} were on their way");
    assert!(unfinished <= killed * AT_A_TIME, "{unfinished} unfinished of {killed} kills");
    eprintln!(
        "judge: {killed} kills of {times} starts, {wanted} verdicts, {requests} requests, {again} asked twice, {unfinished} calls were on their way when it was killed, in {:.1} s",
        begun.elapsed().as_secs_f64()
    );
}

/// As a kill between the two rows leaves it: the reply is there, which was paid for, and its verdict is not.
#[test]
fn a_reply_that_was_stored_is_not_paid_again_for_its_verdict() {
    let judged = Judged::new(&["m"]);
    let (before, asked) = (judged.summary()["verdicts"].clone(), judged.server.count());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let gone = runtime.block_on(async {
        let mut open = SqliteConnectOptions::new().filename(judged.path().join("x.sqlite")).connect().await.unwrap();
        sqlx::query("DELETE FROM verdicts WHERE judge_id = 'judge-a'").execute(&mut open).await.unwrap().rows_affected()
    });
    assert_eq!(gone, 4);
    judged.call(&["judge"]).expect(0);
    assert_eq!(judged.server.count(), asked, "nothing was asked");
    assert_eq!(judged.summary()["verdicts"], before);
    // Whoever wants to hear it again is told something new.
    judged.call(&["judge", "--again"]).expect(0);
    assert!(judged.server.count() > asked);
}
