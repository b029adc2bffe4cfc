//! `exporter judge`.

use std::path::PathBuf;

use analytics::ids::JudgeId;
use analytics::units::PicoUsd;
use clap::Args;
use serde_json::json;

use super::calls::CallArgs;
use super::common::{DatabaseArgs, PlanArgs, chosen_run, open_to_write, show};
use crate::config::{JudgeHow, Plan, providers, resolve};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::judge::panel;
use crate::judge::wanted::Wanted;
use crate::output::Printer;
use crate::provider::Client;
use crate::run::preview::{self, Preview};
use crate::run::{Control, Orders, cases, freeze, sources};
use crate::status;
use crate::store::{Mode, RunRecord, Store, StoreError};
use crate::tasks::Task;
use crate::tasks::text::count;

/// Arguments of `exporter judge`.
#[derive(Debug, Clone, Args)]
pub struct JudgeArgs {
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(flatten)]
    plan: PlanArgs,
    #[command(flatten)]
    calls: CallArgs,
    /// Id of the run, with the judges of its own plan, so without --config; the one started last when both are left out
    #[arg(long, value_name = "ID", env = "LIM_RUN")]
    run: Option<String>,
    /// A judge of the run, any number of times: only these are asked
    #[arg(long = "judge", value_name = "ID", env = "LIM_JUDGE", value_delimiter = ',')]
    judges: Vec<JudgeId>,
    /// Ask again where there is a verdict already; the old one stays, and the new one counts
    #[arg(long, env = "LIM_AGAIN", value_parser = clap::builder::FalseyValueParser::new())]
    again: bool,
}

impl JudgeArgs {
    fn orders(&self, budget: Option<PicoUsd>, prices: Option<PathBuf>) -> Result<Orders, Failure> {
        let wanted = Wanted { judges: self.judges.clone(), again: self.again };
        Ok(Orders { wanted, ..self.calls.orders(budget, prices)? })
    }

    /// A run that was started has its plan; what was typed must not be passed over in silence.
    fn refuse_what_would_be_ignored(&self) -> Result<(), Failure> {
        if self.run.is_some() && self.plan.config.is_some() {
            return Err(Failure::usage("--run (LIM_RUN) and --config (LIM_CONFIG) exclude each other")
                .hint("--run judges a run with the judges of its own plan, --config judges what the configuration plans; leave out one of them"));
        }
        match self.plan.change() {
            Some(option) if self.plan.config.is_none() => {
                Err(Failure::usage(format!("{option} changes a plan, and without --config `judge` makes none"))
                    .hint("leave it out to judge the run as it was started, or name the configuration with --config"))
            }
            _ => Ok(()),
        }
    }
}

/// Judges what is missing.
pub async fn run(args: &JudgeArgs, printer: &Printer) -> Result<Exit, Failure> {
    args.refuse_what_would_be_ignored()?;
    // Only `run` begins a database; a mistyped name must not leave an empty one behind.
    if !args.database.database.is_file() {
        return Err(StoreError::Missing(args.database.database.clone()).into());
    }
    if args.calls.dry_run {
        return dry_run(args, printer).await;
    }
    let (_lock, store) = open_to_write(&args.database, printer).await?;
    let control = Control::new();
    control.listen(printer.clone());
    let report = judge(args, &store, &control, printer).await;
    store.close().await;
    let (run, report, unresolved) = report?;
    if args.calls.json {
        let report = json!({
            "run": run.id, "answers": report.answers, "judges": report.judges, "missing": report.pending,
            "given": report.given, "unreadable": report.unreadable, "unresolved": unresolved, "summary": report.summary,
        });
        printer.document(&report.to_string());
    }
    if report.answers == 0 {
        printer.warn(&format!("run {} has no answer that judges could mark; `exporter run` asks for answers.", run.id));
        return Ok(Exit::Incomplete);
    }
    if unresolved > 0 {
        let what = count(unresolved, "answer is", "answers are");
        printer.note(&format!("{what} unresolved; `exporter review` puts what judges cannot settle before a person."));
    }
    if report.pending == 0 {
        printer.note(&format!(
            "Nothing to judge: {} of run {}, each with the verdicts of {}.",
            count(report.answers, "answer", "answers"),
            run.id,
            if args.judges.is_empty() { format!("all {} judges", report.judges) } else { ids(&args.judges) }
        ));
        return Ok(Exit::Success);
    }
    printer.note(&format!(
        "Run {}: {} of {} given by {} on {}, {} unreadable.",
        run.id,
        report.given,
        count(report.pending, "missing verdict", "missing verdicts"),
        count(report.judges, "judge", "judges"),
        count(report.answers, "answer", "answers"),
        report.unreadable
    ));
    if control.is_interrupted() {
        printer.note("Interrupted: the same command goes on from here.");
        return Ok(Exit::Interrupted);
    }
    if report.out_of_money {
        return Ok(Exit::Budget);
    }
    if report.complete() {
        return Ok(Exit::Success);
    }
    printer.warn("some verdicts are missing; the same command asks for them again.");
    if args.plan.config.is_none() {
        printer.note(
            "Judges were asked at the addresses of this run's last start; if a server has moved, pass the configuration with --config.",
        );
    }
    Ok(Exit::Incomplete)
}

fn ids(judges: &[JudgeId]) -> String {
    judges.iter().map(JudgeId::as_str).collect::<Vec<_>>().join(", ")
}

/// What would be judged, and for how much.
async fn dry_run(args: &JudgeArgs, printer: &Printer) -> Result<Exit, Failure> {
    let database = &args.database.database;
    let preview = if args.plan.config.is_some() {
        let resolved = resolve(&args.plan.choices_to_call(&args.calls))?;
        let orders = args.orders(resolved.budget, resolved.prices.clone())?;
        preview::judge(database, &resolved.plan, &resolved.tasks, &orders).await?
    } else {
        let orders = args.orders(None, None)?;
        let store = Store::open(database, Mode::Read).await?;
        let found = started(args, &store).await;
        store.close().await;
        let (_, plan, tasks) = found?;
        preview::judge(database, &plan, &tasks, &orders).await?
    };
    show(&preview, Preview::to_lines, args.calls.json, printer)
}

/// A run as it was started, with its tasks.
async fn started(args: &JudgeArgs, store: &Store) -> Result<(RunRecord, Plan, Vec<Task>), Failure> {
    let (_, run) = chosen_run(store, args.run.as_deref()).await?;
    let mut plan = freeze::current_plan(store, &run).await?;
    if let Some(connections) = args.calls.max_connections {
        providers::at_a_time(&mut plan.providers, connections);
    }
    if let Some(seconds) = args.calls.answer_timeout {
        providers::answer_within(&mut plan.providers, seconds);
    }
    let tasks = sources::restore(&store.tasks_of(&run.id).await?)?;
    Ok((run, plan, tasks))
}

async fn judge(
    args: &JudgeArgs,
    store: &Store,
    control: &Control,
    printer: &Printer,
) -> Result<(RunRecord, panel::Report, usize), Failure> {
    let (run, plan, tasks, orders) = planned(args, store, printer).await?;
    args.calls.say(&plan, printer);
    let report = panel::judge(store, &run.id, &plan, &tasks, &orders, control, printer).await?;
    let unresolved = status::read(store, &[], &run).await?.unresolved;
    Ok((run, report, unresolved))
}

/// The run to be judged. A configuration with other judges makes a new run over the same answers.
async fn planned(
    args: &JudgeArgs,
    store: &Store,
    printer: &Printer,
) -> Result<(RunRecord, Plan, Vec<Task>, Orders), Failure> {
    if args.plan.config.is_none() {
        let (run, plan, tasks) = started(args, store).await?;
        return Ok((run, plan, tasks, args.orders(None, None)?));
    }
    let resolved = resolve(&args.plan.choices_to_call(&args.calls))?;
    let orders = args.orders(resolved.budget, resolved.prices.clone())?;
    // Before a new run is written down: filters that nothing passes must not begin one.
    orders.selection.choose(&resolved.plan.scope, &resolved.tasks)?;
    if let Some(run) = freeze::find(store, &resolved.plan).await? {
        freeze::note_start(store, &run.id, &resolved.plan).await?;
        return Ok((run, resolved.plan, resolved.tasks, orders));
    }
    let settled = store.settled_cases().await?;
    let planned = cases::all(&resolved.plan, &resolved.tasks).map_err(freeze::unwritable)?;
    if !planned.iter().any(|case| settled.contains(&case.id)) {
        return Err(Failure::usage("none of the cases of this configuration has an answer").hint(
            "`exporter run` with the same configuration asks for them; without --config the newest run is judged",
        ));
    }
    // Before the new run is written down: a judge without its key can give it no verdict.
    for judge in &resolved.plan.scope.judges {
        if let JudgeHow::Model { provider, .. } = &judge.how
            && let Some(provider) = resolved.plan.providers.get(provider)
        {
            Client::new(provider)?;
        }
    }
    let frozen = freeze::find_or_create(store, &resolved).await?;
    printer.note(&format!(
        "Run {} begins: the configuration has changed, and its answers are there already.",
        frozen.run.id
    ));
    Ok((frozen.run, resolved.plan, resolved.tasks, orders))
}
