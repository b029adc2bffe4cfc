//! Arguments and steps that several commands share.

use std::future::Future;
use std::path::PathBuf;

use analytics::decision::Answer;
use clap::Args;

use super::calls::CallArgs;
use crate::advise;
use crate::config::Choices;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Printer;
use crate::store::{DatabaseLock, Mode, RunRecord, Store, real_path};

/// Where the rows are.
#[derive(Debug, Clone, Args)]
pub struct DatabaseArgs {
    /// SQLite file; `run` creates it with its folder
    #[arg(long, value_name = "FILE", env = "LIM_DATABASE", default_value = ".lim/exporter.sqlite")]
    pub database: PathBuf,
}

/// What to plan.
#[derive(Debug, Clone, Args)]
pub struct PlanArgs {
    /// Configuration in TOML; without it, the built-in baselines and judges
    #[arg(long, short, value_name = "FILE", env = "LIM_CONFIG")]
    pub config: Option<PathBuf>,
    /// Folder of task files, instead of the configuration's (data/tasks by default)
    #[arg(long, value_name = "FOLDER", env = "LIM_TASKS")]
    pub tasks: Option<PathBuf>,
    /// How often each model answers each task
    #[arg(long, visible_aliases = ["repeat", "epochs"], value_name = "N", env = "LIM_REPEATS")]
    pub repeats: Option<u32>,
    /// Seed; repeat r is sent with seed + r
    #[arg(long, value_name = "N", env = "LIM_SEED", allow_negative_numbers = true)]
    pub seed: Option<i64>,
    /// Sampling temperature
    #[arg(long, value_name = "T", env = "LIM_TEMPERATURE", allow_negative_numbers = true)]
    pub temperature: Option<f64>,
}

impl PlanArgs {
    /// What was typed or set.
    pub fn choices(&self) -> Choices {
        Choices {
            max_connections: None,
            without_judges: false,
            answer_timeout_s: None,
            config: self.config.clone(),
            tasks: self.tasks.clone(),
            repeats: self.repeats,
            seed: self.seed,
            temperature: self.temperature,
        }
    }

    /// The same for a command that calls models.
    pub fn choices_to_call(&self, calls: &CallArgs) -> Choices {
        Choices { max_connections: calls.max_connections, answer_timeout_s: calls.answer_timeout, ..self.choices() }
    }

    /// The first option that changes a plan, other than --config, that was typed or set.
    pub fn change(&self) -> Option<&'static str> {
        let Self { config: _, tasks, repeats, seed, temperature } = self;
        [
            (tasks.is_some(), "--tasks (LIM_TASKS)"),
            (repeats.is_some(), "--repeats (LIM_REPEATS)"),
            (seed.is_some(), "--seed (LIM_SEED)"),
            (temperature.is_some(), "--temperature (LIM_TEMPERATURE)"),
        ]
        .into_iter()
        .find_map(|(is_set, name)| is_set.then_some(name))
    }
}

/// Prints what a dry run found, for people or for programs.
pub fn show<T: serde::Serialize>(
    found: &T,
    to_lines: impl Fn(&T) -> Vec<String>,
    json: bool,
    printer: &Printer,
) -> Result<Exit, Failure> {
    if json {
        let text = serde_json::to_string_pretty(found)
            .map_err(|error| Failure::outside(format!("the estimate cannot be written: {error}")))?;
        printer.document(&text);
    } else {
        to_lines(found).iter().for_each(|line| printer.data(line));
    }
    Ok(Exit::Success)
}

/// Runs a phase to its end.
pub fn wait_for(phase: impl Future<Output = Result<Exit, Failure>>) -> Result<Exit, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::outside(format!("cannot start: {error}")))?;
    runtime.block_on(phase)
}

/// Takes the lock and opens the database for writing.
pub async fn open_to_write(args: &DatabaseArgs, printer: &Printer) -> Result<(DatabaseLock, Store), Failure> {
    let path = &args.database;
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|error| Failure::file("create", folder, &error))?;
    }
    let path = &real_path(path).map_err(|error| Failure::file("open", path, &error))?;
    let lock = DatabaseLock::take(path, |who| {
        printer.warn(&format!("{} is in use by {who}; waiting until it ends.", path.display()));
    })
    .await?;
    Ok((lock, Store::open(path, Mode::Write).await?))
}

/// The run with this id, or the one started last.
pub async fn chosen_run(store: &Store, id: Option<&str>) -> Result<(Vec<RunRecord>, RunRecord), Failure> {
    let runs = store.runs().await?;
    let found = match id {
        None => runs.first(),
        Some(id) => runs.iter().find(|run| run.id.eq_ignore_ascii_case(id)),
    };
    match (found.cloned(), id) {
        (Some(run), _) => Ok((runs, run)),
        (None, Some(id)) => Err(Failure::usage(format!("{} has no run {id}", store.path().display()))
            .hint("`exporter status` lists the runs")),
        (None, None) => {
            Err(Failure::usage(format!("{} has no run", store.path().display())).hint("`exporter run` begins one"))
        }
    }
}

/// Prints answers of the calculators. An answer that lacks an input ends the command as a fault of its inputs.
pub fn advice(answers: &[(&str, Answer)], link: &str, json: bool, printer: &Printer) -> Result<Exit, Failure> {
    if json {
        let mut all: serde_json::Map<String, serde_json::Value> =
            answers.iter().map(|(name, answer)| ((*name).to_owned(), advise::json(answer))).collect();
        all.insert("link".to_owned(), link.into());
        let text = serde_json::to_string_pretty(&all)
            .map_err(|error| Failure::outside(format!("the answer cannot be written: {error}")))?;
        printer.document(&text);
    } else {
        let shown = answers.iter().filter(|(_, answer)| !answer.sentence.is_empty() || !answer.lines.is_empty());
        for (at, (_, answer)) in shown.enumerate() {
            if at > 0 {
                printer.data("");
            }
            advise::lines(answer).iter().for_each(|line| printer.data(line));
        }
    }
    let complete = answers.iter().any(|(_, answer)| !answer.is_fault && !answer.sentence.is_empty());
    Ok(if complete { Exit::Success } else { Exit::Usage })
}
