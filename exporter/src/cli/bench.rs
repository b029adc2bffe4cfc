//! `exporter bench`.

use std::path::PathBuf;
use std::time::Duration;

use analytics::bench::{BenchFile, Limits, definitions};
use clap::Args;
use clap::builder::FalseyValueParser;

use super::calls::Wait;
use super::common::{DatabaseArgs, open_to_write};
use crate::bench::{self, Amount, Lengths, Orders, Plan, session, show, subject, trace};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Printer, duration};
use crate::run::Control;
use crate::tasks::text::count;

/// Arguments of `exporter bench`.
#[derive(Debug, Clone, Args)]
pub struct BenchArgs {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Configuration in TOML; only its providers and models are used
    #[arg(long, short, value_name = "FILE", env = "LIM_CONFIG", conflicts_with = "url")]
    config: Option<PathBuf>,
    /// A server in OpenAI's format instead of a configuration, such as http://127.0.0.1:8080/v1; --model is then its own
    /// name for the model
    #[arg(long, value_name = "ADDRESS", env = "LIM_BENCH_URL")]
    url: Option<String>,
    /// Environment variable with the key of --url
    #[arg(long, value_name = "NAME", env = "LIM_BENCH_KEY_ENV", requires = "url")]
    api_key_env: Option<String>,
    /// Model to measure; several are measured one after the other
    #[arg(
        long = "model",
        value_name = "ID",
        env = "LIM_BENCH_MODEL",
        value_delimiter = ',',
        required_unless_present = "explain"
    )]
    models: Vec<String>,
    /// Streams of each level: people who wait for an answer and ask again. One stream is measured first and last
    #[arg(long, value_name = "N", env = "LIM_BENCH_CONCURRENCY", value_delimiter = ',', default_values_t = [1], value_parser = clap::value_parser!(u32).range(1..=1024))]
    concurrency: Vec<u32>,
    /// Tokens of the prompt
    #[arg(long, value_name = "N", env = "LIM_BENCH_PROMPT_TOKENS", value_delimiter = ',', default_values_t = [512], value_parser = clap::value_parser!(u32).range(40..=10_000_000))]
    prompt_tokens: Vec<u32>,
    /// Tokens of the output
    #[arg(long, value_name = "N", env = "LIM_BENCH_OUTPUT_TOKENS", value_delimiter = ',', default_values_t = [128], value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    output_tokens: Vec<u32>,
    /// Tokens of text before the prompt: the speed of a session that is under way
    #[arg(long, value_name = "N", env = "LIM_BENCH_DEPTH", value_delimiter = ',', default_values_t = [0], value_parser = clap::value_parser!(u32).range(0..=10_000_000))]
    depth: Vec<u32>,
    /// Requests of a level [default: four a stream, eight at least]
    #[arg(long, value_name = "N", env = "LIM_BENCH_REQUESTS", conflicts_with = "duration", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    requests: Option<u32>,
    /// Length of a level instead, such as 5m
    #[arg(long, value_name = "TIME", env = "LIM_BENCH_DURATION")]
    duration: Option<Wait>,
    /// Open levels: requests that arrive by themselves, so many a second on average (a Poisson process), instead of streams
    #[arg(
        long,
        value_name = "PER_SECOND",
        env = "LIM_BENCH_RATE",
        value_delimiter = ',',
        conflicts_with = "concurrency"
    )]
    rate: Vec<f64>,
    /// Requests that arrive as in a trace: JSON Lines with arrival_ms, input_tokens and output_tokens
    #[arg(long, value_name = "FILE", env = "LIM_BENCH_REPLAY", conflicts_with_all = ["rate", "concurrency", "requests", "duration"])]
    replay: Option<PathBuf>,
    /// Runs of all levels; their spread is shown
    #[arg(long, value_name = "N", env = "LIM_BENCH_RUNS", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100))]
    runs: u32,
    /// Limits of goodput in milliseconds: time to first token, time between tokens, whole answer, such as ttft:2000,itl:100
    #[arg(long, value_name = "LIMITS", env = "LIM_BENCH_SLO")]
    slo: Option<Limits>,
    /// Seed of texts and arrivals
    #[arg(long, value_name = "N", env = "LIM_BENCH_SEED", default_value_t = 1)]
    seed: u64,
    /// The machine's id in the catalogue, where it is not found by its processor
    #[arg(long, value_name = "ID", env = "LIM_BENCH_MACHINE")]
    machine: Option<String>,
    /// Where power comes from: this machine's meter (NVIDIA's driver, RAPL, hwmon), or none
    #[arg(long, value_name = "METER", env = "LIM_BENCH_POWER", default_value = "auto", value_parser = ["auto", "none"])]
    power: String,
    /// Watts while idle, read from a meter
    #[arg(long, value_name = "W", env = "LIM_BENCH_IDLE_POWER", requires = "load_power")]
    idle_power: Option<f64>,
    /// Watts under load, read from a meter
    #[arg(long, value_name = "W", env = "LIM_BENCH_LOAD_POWER", requires = "idle_power")]
    load_power: Option<f64>,
    /// Measure in spite of what makes figures worthless
    #[arg(long, env = "LIM_BENCH_FORCE", value_parser = FalseyValueParser::new())]
    force: bool,
    /// Say what would be measured, and send nothing
    #[arg(long, env = "LIM_DRY_RUN", value_parser = FalseyValueParser::new())]
    dry_run: bool,
    /// Print JSON
    #[arg(long, env = "LIM_JSON", value_parser = FalseyValueParser::new())]
    json: bool,
    /// Print CSV with llama-bench's columns
    #[arg(long, env = "LIM_BENCH_CSV", conflicts_with = "json", value_parser = FalseyValueParser::new())]
    csv: bool,
    /// Also write the bench into this file, for `decide --bench` or for data/community/ of this project
    #[arg(long, value_name = "FILE", env = "LIM_BENCH_CONTRIBUTE")]
    contribute: Option<PathBuf>,
    /// Who measured, as the file shall say it
    #[arg(long, value_name = "NAME", env = "LIM_BENCH_BY", requires = "contribute")]
    by: Option<String>,
    /// Folder with catalog/, to find the machine in
    #[arg(long, value_name = "FOLDER", env = "LIM_DATA", default_value = "data")]
    data: PathBuf,
    /// Print what each figure means; without --model, nothing else
    #[arg(long, env = "LIM_BENCH_EXPLAIN", value_parser = FalseyValueParser::new())]
    explain: bool,
}

/// Measures.
pub async fn run(args: &BenchArgs, printer: &Printer) -> Result<Exit, Failure> {
    if args.models.is_empty() {
        definitions::lines().iter().for_each(|line| printer.data(line));
        return Ok(Exit::Success);
    }
    let plan = args.plan()?;
    let streams = plan.most_streams();
    let subjects = match &args.url {
        Some(url) => subject::of_url(url, &args.models, args.api_key_env.as_deref(), streams)?,
        None => subject::of_config(args.config.as_deref(), &args.models, streams)?,
    };
    let said = preview(&plan, subjects.len());
    if args.dry_run {
        said.iter().for_each(|line| printer.data(line));
        return Ok(Exit::Success);
    }
    said.iter().for_each(|line| printer.note(line));
    let typed = args.idle_power.zip(args.load_power);
    let meter = session::meter(typed, args.power == "auto");
    // Without a catalogue at hand the machine stays a description.
    let facts = crate::advise::facts(&args.data).ok();
    if let (Some(facts), Some(id)) = (&facts, &args.machine)
        && facts.machine(id).is_none()
    {
        return Err(Failure::usage(format!("the catalogue has no machine {id} (--machine, LIM_BENCH_MACHINE)"))
            .hint("leave it out for one that is not there"));
    }
    if args.contribute.is_some() && subjects.len() > 1 {
        return Err(Failure::usage("--contribute writes one model's bench, and several models are named")
            .hint("measure one at a time"));
    }
    let orders = Orders { force: args.force, machine: args.machine.clone(), facts, meter };
    let (_lock, store) = open_to_write(&args.database, printer).await?;
    let control = Control::new();
    control.listen(printer.clone());
    let (mut files, mut complete) = (Vec::new(), true);
    for (model, provider) in &subjects {
        let finished = bench::measure(&store, (model, provider), &plan, &orders, &control, printer).await;
        match finished {
            Ok(finished) => {
                complete &= finished.is_complete;
                files.push(BenchFile { by: args.by.clone(), ..finished.file });
            }
            Err(failure) if files.is_empty() => {
                store.close().await;
                return Err(failure);
            }
            Err(failure) => {
                printer.failure(&failure);
                complete = false;
            }
        }
        if control.is_interrupted() {
            break;
        }
    }
    store.close().await;
    args.contribute(&files, printer)?;
    args.print(&files, printer)?;
    Ok(match (control.is_interrupted(), complete) {
        (true, _) => Exit::Interrupted,
        (false, true) => Exit::Success,
        (false, false) => Exit::Incomplete,
    })
}

impl BenchArgs {
    fn plan(&self) -> Result<Plan, Failure> {
        let mut lengths = Vec::new();
        for &prompt in &self.prompt_tokens {
            for &depth in &self.depth {
                lengths.extend(self.output_tokens.iter().map(|&output| Lengths { prompt, depth, output }));
            }
        }
        if let Some(rate) = self.rate.iter().find(|rate| !(rate.is_finite() && **rate > 0.0)) {
            return Err(Failure::usage(format!("--rate (LIM_BENCH_RATE) is {rate}"))
                .hint("it is a number of requests per second above 0"));
        }
        if let Some((idle, load)) =
            self.idle_power.zip(self.load_power).filter(|(idle, load)| !(*idle >= 0.0 && load > idle))
        {
            return Err(Failure::usage(format!("--idle-power is {idle} and --load-power {load}"))
                .hint("power under load is more than idle power"));
        }
        let amount = match (self.requests, self.duration) {
            (Some(requests), _) => Some(Amount::Requests(requests)),
            (None, Some(wait)) if wait.duration() < Duration::from_secs(1) => {
                return Err(Failure::usage("--duration (LIM_BENCH_DURATION) is less than a second"));
            }
            (None, wait) => wait.map(|wait| Amount::Duration(wait.duration())),
        };
        Ok(Plan {
            concurrency: if self.rate.is_empty() { self.concurrency.clone() } else { Vec::new() },
            rates: self.rate.clone(),
            trace: self.replay.as_deref().map(trace::read).transpose()?.unwrap_or_default(),
            lengths,
            amount,
            runs: self.runs,
            limits: self.slo,
            seed: self.seed,
        })
    }

    /// Writes the file, once it has passed what `check` asks of it.
    fn contribute(&self, files: &[BenchFile], printer: &Printer) -> Result<(), Failure> {
        let Some((path, file)) = self.contribute.as_ref().zip(files.first()) else { return Ok(()) };
        let text = serde_json::to_string_pretty(file)
            .map_err(|error| Failure::outside(format!("the bench cannot be written: {error}")))?;
        std::fs::write(path, format!("{text}\n")).map_err(|error| Failure::file("write", path, &error))?;
        let findings = crate::check::check(path)?;
        for fault in &findings.faults {
            printer.warn(&fault.to_string());
        }
        printer.note(&format!("{} holds the bench; docs/bench.md says how to contribute it.", path.display()));
        Ok(())
    }

    fn print(&self, files: &[BenchFile], printer: &Printer) -> Result<(), Failure> {
        if self.csv {
            printer.document(&bench::csv::write(files)?);
        } else if self.json {
            let text = match files {
                [one] => serde_json::to_string_pretty(one),
                several => serde_json::to_string_pretty(several),
            };
            printer.document(&text.map_err(|error| Failure::outside(format!("the bench cannot be written: {error}")))?);
        } else {
            for (at, file) in files.iter().enumerate() {
                if at > 0 {
                    printer.data("");
                }
                show::lines(file).iter().for_each(|line| printer.data(line));
            }
            if self.explain {
                printer.data("");
                definitions::lines().iter().for_each(|line| printer.data(line));
            }
        }
        Ok(())
    }
}

/// What will be done, before anything is.
fn preview(plan: &Plan, models: usize) -> Vec<String> {
    let steps = plan.steps();
    let (mut requests, mut read, mut written, mut timed) = (0_u64, 0_u64, 0_u64, Duration::ZERO);
    for step in &steps {
        match step.amount {
            Amount::Requests(count) if plan.trace.is_empty() => {
                requests += u64::from(count);
                read += u64::from(count) * u64::from(step.lengths.input());
                written += u64::from(count) * u64::from(step.lengths.output);
            }
            Amount::Requests(_) => {
                requests += plan.trace.len() as u64;
                read += plan.trace.iter().map(|request| u64::from(request.lengths.input())).sum::<u64>();
                written += plan.trace.iter().map(|request| u64::from(request.lengths.output)).sum::<u64>();
            }
            Amount::Duration(duration) => timed += duration,
        }
    }
    let mut lines = vec![format!(
        "{} on {}: {}",
        count(steps.len(), "level", "levels"),
        count(models, "model", "models"),
        steps.iter().map(show::step).collect::<Vec<_>>().join("; ")
    )];
    if requests > 0 {
        lines.push(format!(
            "{requests} requests for each model, {read} tokens to read and {written} to write. A server that reads R and writes W \
             tokens a second, one request at a time, takes {read}/R + {written}/W seconds; the warm-up says how long here."
        ));
    }
    if !timed.is_zero() {
        lines.push(format!("{} of levels that last a given time.", duration(timed)));
    }
    lines.push("Before them: three short requests, and a warm-up of each length, which are not counted.".to_owned());
    lines
}
