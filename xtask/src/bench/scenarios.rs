//! The measurements of a run: each starts a server of its own, runs the program, and returns figures.

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::database;
use super::figure::{Figure, quantile};
use super::server::{Schedule, Served, Server};
use super::suite::{self, Size};
use super::usage::{Usage, measure};

const MB: f64 = 1e6;

/// A measurement with its name.
pub struct Scenario {
    /// The name on the command line.
    pub name: &'static str,
    /// What is measured.
    pub title: &'static str,
    /// Measures with the exporter at this path.
    pub run: fn(&Path) -> Result<Vec<Figure>>,
}

/// All of them.
pub const SCENARIOS: [Scenario; 6] = [
    Scenario { name: "help", title: "`exporter --help`, median of 20", run: help },
    Scenario { name: "calls", title: "500 requests of 50 ms, 20 at a time", run: calls },
    Scenario { name: "judges", title: "the same with two judges: 1,500 calls", run: judges },
    Scenario { name: "timing", title: "first text and gaps between texts against a known schedule", run: timing },
    Scenario { name: "many", title: "20,000 cases of 200 ms, 200 at a time", run: many },
    Scenario {
        name: "database",
        title: "a database of 200,000 cases: 50 models, 400 tasks, 10 repeats",
        run: database::measured,
    },
];

fn help(exporter: &Path) -> Result<Vec<Figure>> {
    let mut times = Vec::new();
    for _ in 0..20 {
        times.push(measure(Command::new(exporter).arg("--help"))?.wall.as_secs_f64() * 1e3);
    }
    Ok(vec![Figure::at_most("from start to end", quantile(&mut times, 0.5), "ms", 10.0)])
}

fn calls(exporter: &Path) -> Result<Vec<Figure>> {
    let size = Size { tasks: 500, repeats: 1, concurrency: 20, judges: 0 };
    let bench = Bench::new(exporter, Schedule { first_ms: 50, spread_ms: 0, pieces: 1, gap_ms: 0 }, size)?;
    let usage = bench.phase("run")?;
    let span = bench.server.log.span().as_secs_f64();
    let first_to_last = Figure::at_most("first to last request", span, "s", 1.4);
    let mut figures = vec![first_to_last.beside("lm-eval 1.5 s, promptfoo 16.6 to 18.8 s, inspect_ai 30.9 s")];
    figures.extend(process(&usage, 1.6, 0.5, 50.0));
    figures.push(bench.connections(size.concurrency));
    let pairs = bench.pairs()?;
    let mean = |of: fn(&Pair) -> f64| pairs.iter().map(of).sum::<f64>() / pairs.len() as f64;
    let (reported, truth) = (mean(|pair| pair.reported_total), mean(|pair| pair.true_total));
    figures.push(Figure::plain("mean latency as the server knows it", truth, "ms"));
    let off = Figure::at_most("mean latency as reported, distance from that", (reported - truth).abs(), "ms", 3.0);
    figures.push(off.beside("for a true 50 ms inspect_ai 252 ms, promptfoo 642 ms, lm-eval none"));
    Ok(figures)
}

fn judges(exporter: &Path) -> Result<Vec<Figure>> {
    let size = Size { tasks: 500, repeats: 1, concurrency: 20, judges: 2 };
    let bench = Bench::new(exporter, Schedule { first_ms: 50, spread_ms: 0, pieces: 1, gap_ms: 0 }, size)?;
    let run = bench.phase("run")?;
    let of_run = bench.server.log.connections();
    let judge = bench.phase("judge")?;
    let most = of_run.max(bench.server.log.connections() - of_run);
    let served = bench.server.log.served().len();
    ensure!(served == 1_500, "the server was asked {served} times instead of 1,500");
    let wall = (run.wall + judge.wall).as_secs_f64();
    Ok(vec![
        Figure::at_most("run and judge, both processes", wall, "s", 4.5).beside("inspect_ai 78 s"),
        Figure::plain("processor time", (run.cpu + judge.cpu).as_secs_f64(), "s").beside("inspect_ai 36.4 s"),
        connections(most, size.concurrency),
    ])
}

fn timing(exporter: &Path) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for concurrency in [1, 16, 64] {
        let tasks = if concurrency == 1 { 24 } else { 256 };
        let size = Size { tasks, repeats: 1, concurrency, judges: 0 };
        let bench = Bench::new(exporter, Schedule { first_ms: 80, spread_ms: 41, pieces: 40, gap_ms: 10 }, size)?;
        bench.phase("run")?;
        let pairs = bench.pairs()?;
        for (what, of) in [
            ("time to first text", (|pair: &Pair| (pair.reported_first - pair.true_first).abs()) as fn(&Pair) -> f64),
            ("median gap of an answer", |pair| (pair.reported_gap - pair.true_gap).abs()),
            ("largest gap of an answer", |pair| (pair.reported_largest - pair.true_largest).abs()),
        ] {
            let mut off: Vec<f64> = pairs.iter().map(of).collect();
            let name = |part| format!("{what}, {concurrency} at a time: error, {part}");
            figures.push(Figure::at_most(name("median"), quantile(&mut off, 0.5), "ms", 1.0));
            figures.push(Figure::at_most(name("p99"), quantile(&mut off, 0.99), "ms", 5.0));
        }
    }
    Ok(figures)
}

fn many(exporter: &Path) -> Result<Vec<Figure>> {
    let size = Size { tasks: 400, repeats: 50, concurrency: 200, judges: 0 };
    let bench = Bench::new(exporter, Schedule { first_ms: 200, spread_ms: 0, pieces: 1, gap_ms: 0 }, size)?;
    let usage = bench.phase("run")?;
    let span = bench.server.log.span().as_secs_f64();
    let mut figures = vec![
        Figure::at_least("share of the ideal rate (ideal: 20 s)", 20.0 / span, "", 0.85),
        Figure::plain("whole process", usage.wall.as_secs_f64(), "s"),
        Figure::plain("processor time", usage.cpu.as_secs_f64(), "s"),
        bench.connections(size.concurrency),
    ];
    figures.extend(usage.memory.map(|bytes| Figure::plain("largest resident set", bytes as f64 / MB, "MB")));
    figures.extend(
        usage
            .growth()
            .map(|bytes| Figure::at_most("growth of the resident set over the second half", bytes / MB, "MB", 4.0)),
    );
    Ok(figures)
}

fn connections(count: usize, at_a_time: u32) -> Figure {
    Figure::at_most("connections of a process", count as f64, "", f64::from(at_a_time) + 4.0)
}

fn process(usage: &Usage, wall: f64, cpu: f64, memory: f64) -> Vec<Figure> {
    let mut figures = vec![
        Figure::at_most("whole process", usage.wall.as_secs_f64(), "s", wall)
            .beside("promptfoo 22 to 24 s, lm-eval 23 to 27 s, inspect_ai 45 s"),
        Figure::at_most("processor time", usage.cpu.as_secs_f64(), "s", cpu)
            .beside("promptfoo 9.5 s, lm-eval 10.5 s, inspect_ai 20.1 s"),
    ];
    let set = usage.memory.map(|bytes| Figure::at_most("largest resident set", bytes as f64 / MB, "MB", memory));
    figures.extend(set.map(|set| set.beside("inspect_ai 194 MB, promptfoo 247 MB, lm-eval 283 MB")));
    figures
}

/// A server, a suite and an exporter.
struct Bench<'a> {
    exporter: &'a Path,
    server: Server,
    folder: tempfile::TempDir,
}

/// Times of one case in milliseconds, by the exporter's clock and by the server's.
struct Pair {
    reported_first: f64,
    true_first: f64,
    /// Median and largest gap between two texts.
    reported_gap: f64,
    true_gap: f64,
    reported_largest: f64,
    true_largest: f64,
    reported_total: f64,
    true_total: f64,
}

impl<'a> Bench<'a> {
    fn new(exporter: &'a Path, schedule: Schedule, size: Size) -> Result<Self> {
        let server = Server::start(schedule)?;
        let folder = tempfile::tempdir().context("cannot create a folder for the measurement")?;
        suite::write(folder.path(), &server.address.to_string(), size)?;
        Ok(Self { exporter, server, folder })
    }

    fn command(&self, words: &[&str]) -> Command {
        suite::command(self.exporter, self.folder.path(), words)
    }

    fn phase(&self, phase: &str) -> Result<Usage> {
        measure(&mut self.command(&[phase, "--config", "bench.toml", "--database", "bench.sqlite"]))
    }

    fn connections(&self, at_a_time: u32) -> Figure {
        connections(self.server.log.connections(), at_a_time)
    }

    /// What the exporter says of each case, beside what the server knows.
    fn pairs(&self) -> Result<Vec<Pair>> {
        let out = self.folder.path().join("snapshots");
        let out = out.to_str().context("a folder name that is not UTF-8")?;
        measure(&mut self.command(&[
            "export",
            "--database",
            "bench.sqlite",
            "--id",
            "bench",
            "--title",
            "Bench",
            "--out",
            out,
        ]))?;
        let served: HashMap<String, Served> =
            self.server.log.served().into_iter().map(|reply| (reply.key.clone(), reply)).collect();
        let mut pairs = Vec::new();
        for (key, reply) in served {
            let path = self.folder.path().join(format!("snapshots/bench/tasks/{key}.json"));
            let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            let detail: Value = serde_json::from_str(&text)?;
            let of = |name: &str| {
                let value = detail["cases"][0]["timing"][name].as_f64();
                value.with_context(|| format!("{key} has no {name}"))
            };
            let mut gaps: Vec<f64> = reply.texts.windows(2).map(|pair| ms(pair[1] - pair[0])).collect();
            let first = reply.texts.first().with_context(|| format!("{key} got no text"))?;
            // Below a hundred gaps the one that 99 % do not exceed is the largest.
            let (gap, largest) = if gaps.len() < 4 { (0.0, 0.0) } else { (of("median_gap_ms")?, of("p99_gap_ms")?) };
            pairs.push(Pair {
                reported_first: of("first_text_ms")?,
                true_first: ms(*first - reply.asked),
                reported_gap: gap,
                true_gap: if gaps.len() < 4 { 0.0 } else { quantile(&mut gaps, 0.5) },
                reported_largest: largest,
                true_largest: if gaps.len() < 4 { 0.0 } else { quantile(&mut gaps, 0.99) },
                reported_total: of("total_ms")?,
                true_total: ms(reply.end - reply.asked),
            });
        }
        ensure!(!pairs.is_empty(), "the server was never asked");
        Ok(pairs)
    }
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}
