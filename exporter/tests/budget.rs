//! The budget is a cap that is never exceeded: with many calls at a time, over resumes, after a kill, judges included.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use support::bench::{Bench, JUDGES, answer, arguments, judge, model, price, provider};
use support::program::{exporter, spawn};
use support::server::Server;
use support::streams::verdict;

/// 10⁻¹² dollars in a dollar.
const USD: u64 = 1_000_000_000_000;
/// Dollars for a million tokens of a prompt; so many 10⁻⁶ dollars for one.
const INPUT: u64 = 10;
/// The same of an answer: a whole one of 256 tokens costs a quarter of a dollar.
const OUTPUT: u64 = 1_000;
/// 10⁻¹² dollars in 10⁻⁶ dollars.
const MICRO: u64 = 1_000_000;

/// A server that counts what it charges; answers are of all lengths up to the limit. With `times`, it charges so many
/// hundredths of the listed price. Without `bills` it does not say what it charges.
struct Cashier {
    server: Server,
    charged: Arc<AtomicU64>,
}

impl Cashier {
    fn new(bills: bool, times: u64) -> Self {
        let charged = Arc::new(AtomicU64::new(0));
        let sum = charged.clone();
        let server = Server::start(move |request| {
            let limit = request.body["max_tokens"].as_u64().unwrap();
            let (prompt, output) = (90, 1 + (request.number as u64 * 97) % limit);
            let cost = (prompt * INPUT + output * OUTPUT) * MICRO * times / 100;
            sum.fetch_add(cost, Ordering::SeqCst);
            let said = if request.model().starts_with("judge") { verdict([2, 1, 2]) } else { "It is 42.".to_owned() };
            let bill = format!("{}.{:012}", cost / USD, cost % USD);
            answer(&said, prompt, output, bills.then_some(bill.as_str()), 3 + request.number as u64 % 11)
        });
        Self { server, charged }
    }

    fn charged(&self) -> u64 {
        self.charged.load(Ordering::SeqCst)
    }

    fn bench(&self, tasks: usize, judges: &str) -> Bench {
        let bench =
            Bench::new(tasks, &[&provider("up", &self.server.url, "concurrency = 8"), &model("m", "up"), judges]);
        let of = |id| price("up", id, &INPUT.to_string(), &OUTPUT.to_string(), "2026-11-01");
        bench.write("prices.toml", &[of("m"), of("judge-a"), of("judge-b")].concat());
        bench
    }
}

const MONEY: [&str; 4] = ["--prices", "prices.toml", "--budget", "5.00"];

#[test]
fn eight_at_a_time_never_exceed_it_and_use_it_up() {
    for bills in [true, false] {
        let cashier = Cashier::new(bills, 100);
        let bench = cashier.bench(100, JUDGES);
        let ran = bench.run(&MONEY, 6);
        let charged = cashier.charged();
        assert!(charged <= 5 * USD, "{charged}");
        // What is left is less than the most that one more call could have cost.
        let most = (256 * OUTPUT + 800 * INPUT) * MICRO;
        assert!(charged + most > 5 * USD, "it was stopped too early: {charged}");
        assert!(
            ran.stderr.contains("stopped at the budget: $") && ran.stderr.contains("of $5.00 spent"),
            "{}",
            ran.stderr
        );
        let left = 100 - bench.outcomes("answered");
        assert!(ran.stderr.contains(&format!("{left} cases are left")), "{left} {}", ran.stderr);
        assert!(ran.stderr.contains("larger --budget goes on"), "{}", ran.stderr);

        // The budget is remembered with the run, and what was spent before counts.
        let asked = cashier.server.count();
        let again = bench.run(&["--prices", "prices.toml"], 6);
        assert!(again.stderr.contains("as an earlier start said"), "{}", again.stderr);
        assert_eq!(cashier.server.count(), asked, "nothing more fits");
        // Judges that cost nothing go on.
        bench.judge(&["--prices", "prices.toml"], 0);
        bench.run(&["--prices", "prices.toml", "--budget", "7.5"], 6);
        assert!(cashier.charged() > charged && cashier.charged() <= 7 * USD + USD / 2);
        bench.run(&["--prices", "prices.toml", "--budget", "none"], 0);
        assert_eq!(bench.outcomes("answered"), 100);
    }
}

#[test]
fn judges_are_paid_from_the_same_budget() {
    let cashier = Cashier::new(true, 100);
    let judges = [judge("judge-a", "up"), judge("judge-b", "up")].concat();
    // A judge may use 100 tokens here; its prompt of some 3,000 bytes counts as much.
    let judges = judges.replace("family = \"judge-a\"\n", "family = \"judge-a\"\nparams = { max_tokens = 100 }\n");
    let judges = judges.replace("family = \"judge-b\"\n", "family = \"judge-b\"\nparams = { max_tokens = 100 }\n");
    let bench = cashier.bench(20, &judges);
    bench.run(&["--prices", "prices.toml", "--budget", "10"], 0);
    let answers = cashier.charged();
    let cap = answers + USD;
    let budget = format!("{}.{:012}", cap / USD, cap % USD);
    let judged = bench.judge(&["--prices", "prices.toml", "--budget", &budget], 6);
    assert!(cashier.charged() > answers && cashier.charged() <= cap, "{answers} {}", cashier.charged());
    assert!(judged.stderr.contains("verdicts are left"), "{}", judged.stderr);
    // Without a configuration `judge` knows the run's budget too.
    exporter(bench.path(), &["judge", "--database", "x.sqlite", "--prices", "prices.toml"]).expect(6);
    assert!(cashier.charged() <= cap);
    bench.judge(&["--prices", "prices.toml", "--budget", "none"], 0);
}

#[test]
fn what_was_in_flight_when_it_was_killed_counts_with_the_most() {
    let cashier = Cashier::new(true, 100);
    let bench = cashier.bench(100, JUDGES);
    for asked in [8, 20, 30] {
        let mut child = spawn(bench.path(), &[&arguments("run")[..], &MONEY].concat());
        let begun = Instant::now();
        while cashier.server.count() < asked && begun.elapsed() < Duration::from_secs(20) {
            if child.try_wait().unwrap().is_some() {
                break;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
    bench.run(&MONEY, 6);
    assert!(cashier.charged() <= 5 * USD, "{}", cashier.charged());
    // At most eight calls of a quarter of a dollar were lost with each of the three.
    assert!(cashier.charged() > 0);
}

#[test]
fn a_price_that_nobody_knows_is_refused_before_anything_is_written() {
    let cashier = Cashier::new(true, 100);
    // A host that is not one's own, so that its calls are not free; nothing is ever sent to it.
    let bench = Bench::new(2, &[&provider("far", "https://llm.example.com/v1", ""), &model("m", "far"), JUDGES]);
    let said = bench.run(&["--budget", "1"], 2).stderr;
    assert!(said.contains("the price of 1 model is not known: m (m at far)"), "{said}");
    for part in ["--prices", "provider = \"far\"", "provider_model = \"m\"", "--allow-unknown-prices"] {
        assert!(said.contains(part), "{part} is missing in {said}");
    }
    let status = exporter(bench.path(), &["status", "--database", "x.sqlite"]).expect(2).stderr;
    assert!(status.contains("has no run"), "{status}");

    // A known price mends it; a server of one's own has none, and what it bills counts nevertheless.
    let bench = cashier.bench(3, JUDGES);
    let ran = bench.run(&["--budget", "100"], 0);
    assert!(ran.stderr.contains("billed although its calls were thought to be free"), "{}", ran.stderr);
    let spent = bench.run(&["--budget", "100", "--repeats", "2"], 0).stderr;
    assert!(spent.contains("spent so far") && !spent.contains("$0.0000 spent so far"), "{spent}");
}

#[test]
fn a_server_of_ones_own_that_sends_bills_keeps_to_the_budget_too() {
    let cashier = Cashier::new(true, 100);
    let bench = cashier.bench(80, JUDGES);
    // No price is listed, so nothing is set aside before the first bills: eight calls of a quarter of a dollar.
    let ran = bench.run(&["--budget", "5"], 6);
    let charged = cashier.charged();
    assert!(charged <= 5 * USD && charged > 4 * USD, "{charged}");
    assert!(ran.stderr.contains("stopped at the budget"), "{}", ran.stderr);
    let asked = cashier.server.count();
    bench.run(&["--budget", "5"], 6);
    assert_eq!(cashier.server.count(), asked, "the next start knows the bills of this one");
}

#[test]
fn a_bill_that_differs_is_a_warning_of_the_run_and_beats_the_computed_cost() {
    let cashier = Cashier::new(true, 150);
    let bench = cashier.bench(40, JUDGES);
    let ran = bench.run(&["--prices", "prices.toml", "--budget", "6"], 6);
    let expected = "m: its bills differ by more than 2 % from its tokens at the price listed on 2026-11-01";
    assert!(ran.stderr.contains(expected), "{}", ran.stderr);
    let status = bench.status();
    assert!(status["warnings"].to_string().contains(expected), "{status}");
    assert_eq!(status["billed"]["answers_pico_usd"].as_u64(), Some(cashier.charged()));
    // The list says two thirds of what is charged. After the first bills the till reckons with what is charged, so that
    // only the eight calls of the first round can have been reckoned too cheap.
    assert!(cashier.charged() <= 6 * USD, "{}", cashier.charged());
    let exact = Cashier::new(true, 101);
    let ran = exact.bench(2, JUDGES).run(&["--prices", "prices.toml"], 0);
    assert!(!ran.stderr.contains("differ"), "one per cent is no difference: {}", ran.stderr);
}

#[test]
fn a_budget_in_the_configuration_and_in_the_environment() {
    let cashier = Cashier::new(true, 100);
    let bench = cashier.bench(30, JUDGES);
    let config = std::fs::read_to_string(bench.path().join("lim.toml")).unwrap();
    bench.write("lim.toml", &format!("[run]\nbudget_usd = 1.1\nprices = \"prices.toml\"\n{config}"));
    let ran = bench.run(&[], 6);
    assert!(ran.stderr.contains("of $1.10 spent"), "{}", ran.stderr);
    let output = support::program::command(bench.path(), &arguments("run")).env("LIM_BUDGET", "2").output().unwrap();
    assert_eq!(output.status.code(), Some(6));
    assert!(String::from_utf8_lossy(&output.stderr).contains("of $2.00 spent"));
    assert!(cashier.charged() <= 2 * USD);
    bench.write("lim.toml", &format!("[run]\nbudget_usd = \"lots\"\n{config}"));
    let said = bench.run(&[], 2).stderr;
    assert!(said.contains("lim.toml:2") && said.contains("not an amount of dollars"), "{said}");
}
