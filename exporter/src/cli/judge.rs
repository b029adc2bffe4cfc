//! `exporter judge`.

use analytics::ids::JudgeId;
use clap::Args;

use super::common::{DatabaseArgs, PlanArgs, chosen_run, open_to_write};
use crate::config::{JudgeHow, Plan, resolve};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::judge::panel::{self, Wanted};
use crate::output::Printer;
use crate::provider::Client;
use crate::run::{Control, cases, freeze, sources};
use crate::store::{RunRecord, Store, StoreError};
use crate::tasks::text::count;

/// Arguments of `exporter judge`.
#[derive(Debug, Clone, Args)]
pub struct JudgeArgs {
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(flatten)]
    plan: PlanArgs,
    /// Id of the run, with the judges of its own plan, so without --config; the one started last when both are left out
    #[arg(long, value_name = "ID", env = "LIM_RUN")]
    run: Option<String>,
    /// A judge of the run, any number of times: only these are asked
    #[arg(long = "judge", value_name = "ID")]
    judges: Vec<JudgeId>,
    /// Ask again where there is a verdict already; the old one stays, and the new one counts
    #[arg(long, env = "LIM_AGAIN", value_parser = clap::builder::FalseyValueParser::new())]
    again: bool,
}

impl JudgeArgs {
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
    let (_lock, store) = open_to_write(&args.database, printer).await?;
    let control = Control::new();
    control.listen(printer.clone());
    let report = judge(args, &store, &control, printer).await;
    store.close().await;
    let (run, report) = report?;
    if report.answers == 0 {
        printer.warn(&format!("run {} has no answer that judges could mark; `exporter run` asks for answers.", run.id));
        return Ok(Exit::Incomplete);
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

async fn judge(
    args: &JudgeArgs,
    store: &Store,
    control: &Control,
    printer: &Printer,
) -> Result<(RunRecord, panel::Report), Failure> {
    let (run, plan) = planned(args, store, printer).await?;
    let tasks = sources::restore(&store.tasks_of(&run.id).await?)?;
    let wanted = Wanted { judges: args.judges.clone(), again: args.again };
    let report = panel::judge(store, &run.id, &plan, &tasks, &wanted, control, printer).await?;
    Ok((run, report))
}

/// The run to be judged. A configuration with other judges makes a new run over the same answers.
async fn planned(args: &JudgeArgs, store: &Store, printer: &Printer) -> Result<(RunRecord, Plan), Failure> {
    if args.plan.config.is_none() {
        let (_, run) = chosen_run(store, args.run.as_deref()).await?;
        let plan = freeze::current_plan(store, &run).await?;
        return Ok((run, plan));
    }
    let resolved = resolve(&args.plan.choices())?;
    if let Some(run) = freeze::find(store, &resolved.plan).await? {
        freeze::note_start(store, &run.id, &resolved.plan).await?;
        return Ok((run, resolved.plan));
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
    Ok((frozen.run, resolved.plan))
}
