//! A bench of one model from its first look to its last level.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use analytics::bench::{
    self, BenchFile, BenchedEngine, BenchedModel, FORMAT, Level, LevelFigures, Load, Note, Power, Request, VERSION,
};
use analytics::decision::{Facts, machine_like};
use tokio::sync::mpsc;
use ulid::Ulid;

use super::ask::Asker;
use super::calibrate::{self, Calibration};
use super::drive;
use super::plan::{Lengths, Plan, Step, longest_time};
use super::power::{Meter, per_token};
use super::{after, before, host, metrics, show};
use crate::clock::{now_ms, rfc3339};
use crate::config::{Model, Provider, ProviderKind};
use crate::failure::Failure;
use crate::output::{Printer, duration};
use crate::provider::address::is_private;
use crate::provider::local::identity;
use crate::provider::local::llama_server::Load as LoadModel;
use crate::provider::serving::Observation;
use crate::provider::{Client, http::Http};
use crate::run::Control;
use crate::store::{BenchWrite, Store};

/// How a bench is to be done, beside what it measures.
#[derive(Debug, Clone)]
pub struct Orders {
    /// Measure in spite of what makes figures worthless.
    pub force: bool,
    /// The machine's id in the catalogue.
    pub machine: Option<String>,
    /// The catalogue, to find the machine in.
    pub facts: Option<Facts>,
    /// The meter, if any.
    pub meter: Option<Meter>,
}

/// A bench that has ended.
#[derive(Debug)]
pub struct Finished {
    /// Its file.
    pub file: BenchFile,
    /// Whether every level was measured to its end.
    pub is_complete: bool,
}

/// Measures every level of the plan. Requests are stored as they end.
///
/// # Errors
/// When the server cannot be asked, when something found before makes figures worthless, or the database refuses.
pub async fn measure(
    store: &Store,
    (model, provider): (&Model, &Provider),
    plan: &Plan,
    orders: &Orders,
    control: &Control,
    printer: &Printer,
) -> Result<Finished, Failure> {
    let client = Client::new(provider)?;
    let Some(http) = client.http() else {
        return Err(Failure::usage(format!("{} is a built-in baseline, which has no speed", model.id))
            .hint("name a model of a server with --model"));
    };
    let own = is_private(&provider.base_url);
    let mut machine = if provider.is_local() { Some(host::here().await) } else { None };
    if let Some(machine) = &mut machine {
        let matched = orders.facts.as_ref().and_then(|facts| Some(&facts.machines[machine_like(facts, machine)?].id));
        machine.catalog_machine = orders.machine.as_ref().or(matched).cloned();
    }
    let seen = if own { look(http, model, provider).await } else { Observation::default() };
    let busy = if own { metrics::look(http).await } else { metrics::Busy::default() };
    let mut found = before::of_server(&seen, busy, plan);
    found.extend(before::of_machine(machine.as_ref().and_then(|machine| machine.busy_before)));
    if !own {
        found.push(before::Found::refusal(
            "not-own",
            format!(
                "{} is a service of others: its requests may be billed, and its load is not yours alone.",
                provider.base_url
            ),
            "--force measures it all the same",
        ));
    }
    let mut notes = heed(found, orders.force, printer)?;
    let numbers = Arc::new(AtomicU64::new(0));
    let number = || numbers.fetch_add(1, Ordering::SeqCst);
    let mut asker = Asker::new(client, model.clone(), plan.seed);
    let first = calibrate::first(&asker, [number(), number(), number()], control).await?;
    let seen = first.seen.clone().unwrap_or(seen);
    if first.seen.is_some() {
        let again = before::of_server(&seen, metrics::Busy::default(), plan);
        let fresh = again.into_iter().filter(|found| !notes.iter().any(|note| note.code == found.note.code));
        notes.extend(heed(fresh.collect(), orders.force, printer)?);
    }
    if matches!(seen.engine.as_deref(), Some("llama.cpp" | "vllm")) {
        asker.ignore_end();
    }
    let power = match &orders.meter {
        Some(meter) => meter.idle().await,
        None => None,
    };
    let started_at = now_ms();
    let mut file = BenchFile {
        format: FORMAT.to_owned(),
        version: VERSION,
        id: Ulid::new().to_string(),
        started_at: rfc3339(started_at),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        by: None,
        model: benched(model, &seen),
        machine,
        engine: engine(provider.kind, &seen, asker.ignores_end()),
        limits: plan.limits,
        cold_start: Some(first.cold),
        power: power.clone(),
        levels: Vec::new(),
        notes: Vec::new(),
    };
    store.add_bench(BenchWrite::Bench { started_at, about: Box::new(file.clone()) }).await?;
    let mut work = Work {
        store,
        plan,
        asker: Arc::new(asker),
        numbers,
        calibrations: BTreeMap::new(),
        first: first.calibration,
        power,
        meter: orders.meter.clone(),
        control,
        printer,
    };
    let steps = plan.steps();
    let mut is_complete = true;
    for (at, step) in steps.iter().enumerate() {
        if control.is_stopping() {
            is_complete = false;
            break;
        }
        let calibration = work.calibration(step, &steps).await?;
        let level = work.level(&file.id, step, calibration).await?;
        is_complete &= level.is_complete;
        let gone = level.notes.iter().any(|note| note.code == "server-gone");
        printer.note(&format!("{}/{}  {}", at + 1, steps.len(), show::line(&level)));
        file.levels.push(level);
        if gone {
            break;
        }
        let now = if own { work.look(model, provider).await } else { Observation::default() };
        if let Some(changed) = after::changed(&seen, &now) {
            printer.warn(&changed.text);
            notes.push(changed);
            is_complete = false;
            break;
        }
    }
    bench::set_gains(&mut file.levels);
    notes.extend(bench::noise(&file.levels));
    let end = BenchWrite::End { bench_id: file.id.clone(), ended_at: now_ms(), notes: notes.clone() };
    store.add_bench(end).await?;
    file.notes = notes;
    Ok(Finished { file, is_complete })
}

/// Warns of what was found, and refuses to go on where figures would be worthless.
fn heed(found: Vec<before::Found>, force: bool, printer: &Printer) -> Result<Vec<Note>, Failure> {
    if let Some(refusal) = found.iter().find(|found| found.refuses && !force) {
        return Err(Failure::usage(refusal.note.text.trim_end_matches('.')).hint(format!(
            "{}; --force measures all the same",
            refusal.mend.trim_end_matches("; --force measures all the same")
        )));
    }
    for found in &found {
        printer.warn(&format!("{} ({})", found.note.text, found.mend));
    }
    Ok(found.into_iter().map(|found| found.note).collect())
}

/// How the server says that it serves the model, without making it load.
async fn look(http: &Http, model: &Model, provider: &Provider) -> Observation {
    match provider.kind {
        ProviderKind::OpenaiCompatible => identity::of_model(http, &model.provider_model, LoadModel::Never).await,
        _ => Observation::default(),
    }
}

fn benched(model: &Model, seen: &Observation) -> BenchedModel {
    BenchedModel {
        id: model.id.to_string(),
        catalog_model: model.catalog_model.as_ref().map(ToString::to_string),
        precision: seen.precision.clone(),
        weight_bytes: seen.weight_bytes,
        parameters: seen.parameters,
        bits_per_weight: seen.bits_per_weight(),
    }
}

fn engine(kind: ProviderKind, seen: &Observation, ignores_end: bool) -> BenchedEngine {
    BenchedEngine {
        kind: kind.slug().to_owned(),
        name: seen.engine.clone(),
        version: seen.version.clone(),
        slots: seen.slots,
        context_tokens: seen.context_tokens,
        ignores_end,
    }
}

/// What the levels of a bench share.
struct Work<'a> {
    store: &'a Store,
    plan: &'a Plan,
    asker: Arc<Asker>,
    numbers: Arc<AtomicU64>,
    calibrations: BTreeMap<(u32, u32), Calibration>,
    first: Calibration,
    power: Option<Power>,
    meter: Option<Meter>,
    control: &'a Control,
    printer: &'a Printer,
}

impl Work<'_> {
    async fn look(&self, model: &Model, provider: &Provider) -> Observation {
        match self.asker.client().http() {
            Some(http) => look(http, model, provider).await,
            None => Observation::default(),
        }
    }

    /// The words of a level's prompts, found by its warm-up the first time that its lengths are measured.
    async fn calibration(&mut self, step: &Step, steps: &[Step]) -> Result<Calibration, Failure> {
        let key = (step.lengths.input(), step.lengths.output);
        if let Some(known) = self.calibrations.get(&key) {
            return Ok(*known);
        }
        let numbers = self.numbers.clone();
        let number = move || numbers.fetch_add(1, Ordering::SeqCst);
        let (calibration, asked) = calibrate::warm_up(&self.asker, self.first, key, number).await?;
        let warm = asked.request(asked.begun, 0, None);
        let read = warm.first_text_ms.zip(warm.prompt_tokens).map(|(ms, tokens)| tokens as f64 / ms * 1e3);
        let write = warm.inter_token_ms().filter(|ms| *ms > 0.0).map(|ms| 1e3 / ms);
        if let Some((read, write)) = read.zip(write).filter(|_| self.calibrations.is_empty()) {
            let at_most = longest_time(steps, read, write);
            self.printer.note(&format!(
                "Warm: {read:.0} prompt tokens and {write:.1} output tokens a second; all levels take up to {}.",
                duration(at_most)
            ));
        }
        self.calibrations.insert(key, calibration);
        Ok(calibration)
    }

    async fn busy(&self) -> metrics::Busy {
        match self.asker.client().http() {
            Some(http) => metrics::look(http).await,
            None => metrics::Busy::default(),
        }
    }

    async fn level(&self, bench_id: &str, step: &Step, calibration: Calibration) -> Result<Level, Failure> {
        let Lengths { prompt, depth, output } = step.lengths;
        let mut level = Level {
            run: step.run,
            position: step.position,
            load: step.load,
            prompt_tokens: prompt,
            depth_tokens: depth,
            output_tokens: output,
            is_complete: false,
            figures: LevelFigures::default(),
            notes: Vec::new(),
        };
        let level_id = Ulid::new().to_string();
        let (id, bench_id) = (level_id.clone(), bench_id.to_owned());
        self.store
            .add_bench(BenchWrite::Level { id, bench_id, started_at: now_ms(), level: Box::new(level.clone()) })
            .await?;
        let before = self.busy().await;
        let (done, ended) = mpsc::unbounded_channel();
        let keeping = tokio::spawn(keep(self.store.clone(), level_id.clone(), ended));
        let reading = self.meter.as_ref().map(Meter::begin);
        let words = calibration.words(step.lengths.input());
        let running = drive::Level::begin(self.asker.clone(), *step, words, self.numbers.clone(), self.control.clone());
        let stopped = match step.load {
            Load::Closed { concurrency } => drive::closed(&running, concurrency, &done).await,
            Load::Open { .. } | Load::Replay => {
                let arrivals = drive::arrivals(step, &self.plan.trace, self.plan.seed);
                drive::open(&running, &arrivals, |tokens| calibration.words(tokens), &done).await
            }
        };
        let energy = match reading {
            Some(reading) => reading.end().await,
            None => None,
        };
        drop(done);
        let requests = keeping.await.map_err(|error| Failure::outside(format!("a level was lost: {error}")))??;
        level.figures = bench::figures(step.load, &requests, self.plan.limits.as_ref());
        level.figures.server.busy_slots = metrics::busy_slots(before, self.busy().await);
        let tokens = requests.iter().filter_map(|request| request.output_tokens).sum();
        level.figures.joule_per_token =
            energy.zip(self.power.as_ref()).and_then(|(energy, power)| per_token(energy, power.idle_w, tokens));
        level.notes = after::notes(step, &requests, &level.figures, stopped);
        level.is_complete = stopped.is_none() && level.figures.counted > 0;
        let result = BenchWrite::Result { level_id, ended_at: now_ms(), level: Box::new(level.clone()) };
        self.store.add_bench(result).await?;
        Ok(level)
    }
}

/// Stores requests as they end, beside the streams and never in their way, and gives all of them back.
async fn keep(
    store: Store,
    level_id: String,
    mut ended: mpsc::UnboundedReceiver<Request>,
) -> Result<Vec<Request>, Failure> {
    let mut requests = Vec::new();
    while let Some(request) = ended.recv().await {
        let number = i64::try_from(requests.len()).unwrap_or(i64::MAX);
        let row = BenchWrite::Request { level_id: level_id.clone(), number, request: Box::new(request.clone()) };
        store.add_bench(row).await?;
        requests.push(request);
    }
    Ok(requests)
}

/// Where this system tells of its hardware.
const SYS: &str = "/sys";

/// The meter that was asked for: typed watts, or what this machine has.
#[must_use]
pub fn meter(typed: Option<(f64, f64)>, auto: bool) -> Option<Meter> {
    typed.map(|(idle, load)| Meter::Typed(idle, load)).or_else(|| auto.then(|| Meter::find(Path::new(SYS))).flatten())
}
