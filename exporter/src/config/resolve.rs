//! Merges flags, environment and file into one plan, and says what a reader must be warned of.

use std::path::{Path, PathBuf};

use analytics::ids::ProviderId;
use analytics::snapshot::v1::Warning;
use analytics::units::PicoUsd;

use super::file::{ConfigFile, Source};
use super::plan::{Model, Plan, PlannedTask, ProviderKind, Scope};
use super::{judges, models, providers};
use crate::failure::Failure;
use crate::judge::independence;
use crate::tasks::text::count;
use crate::tasks::{self, Task, built_in};

/// Where tasks stand when nobody says.
const DEFAULT_TASKS: &str = "data/tasks";

/// What was typed or set in the environment; clap has merged these two already.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    /// Configuration file.
    pub config: Option<PathBuf>,
    /// Folder of tasks.
    pub tasks: Option<PathBuf>,
    /// Repeats.
    pub repeats: Option<u32>,
    /// Seed.
    pub seed: Option<i64>,
    /// Temperature.
    pub temperature: Option<f64>,
    /// Requests at a time, for all providers.
    pub max_connections: Option<u32>,
    /// Leave the file's judges out, to look at the rest of a configuration whose judges are wrong.
    pub without_judges: bool,
    /// Longest time for a whole answer in seconds, for all providers.
    pub answer_timeout_s: Option<u64>,
}

/// A plan with the tasks it names.
#[derive(Debug, Clone)]
pub struct Resolved {
    /// The plan.
    pub plan: Plan,
    /// The tasks, in the order of the plan.
    pub tasks: Vec<Task>,
    /// The folder they were read from.
    pub folder: PathBuf,
    /// Warnings to be stored with the run.
    pub warnings: Vec<Warning>,
    /// What the configuration lets a run spend.
    pub budget: Option<PicoUsd>,
    /// The list of prices that the configuration names.
    pub prices: Option<PathBuf>,
}

/// Characters of a suite's name at most: it stands in headings.
const LONGEST_SUITE: usize = 60;

/// Reads configuration and tasks and makes the plan.
///
/// # Errors
/// Says in which file and line what is wrong, and how to mend it.
pub fn resolve(choices: &Choices) -> Result<Resolved, Failure> {
    let source = Source::read(choices.config.as_deref())?;
    let file = source.parse()?;
    let folder =
        choices.tasks.clone().or_else(|| file.suite.tasks.clone()).unwrap_or_else(|| PathBuf::from(DEFAULT_TASKS));
    let folder = if folder.is_dir() { folder } else { built_in::unpack(&folder)?.unwrap_or(folder) };
    let tasks = load_tasks(&folder)?;
    let named = file.suite.name.clone().filter(|_| choices.tasks.is_none());
    let plan = Plan { suite: suite(&source, named, &folder)?, ..plan(&source, &file, choices, &tasks)? };
    let warnings = warnings(&plan, &tasks);
    let budget = file.run.budget_usd.map(|usd| usd.0);
    Ok(Resolved { plan, tasks, folder, warnings, budget, prices: file.run.prices.clone() })
}

/// The name of the suite: the one that the configuration gives it, else that of its folder.
fn suite(source: &Source, named: Option<String>, folder: &Path) -> Result<Option<String>, Failure> {
    let Some(name) = named else {
        let whole = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        return Ok(whole.file_name().map(|name| name.to_string_lossy().chars().take(LONGEST_SUITE).collect()));
    };
    let is_name = !name.trim().is_empty() && !name.chars().any(char::is_control);
    if !is_name || name.chars().count() > LONGEST_SUITE {
        let text = format!("{}: the name of the suite is {name:?}", source.name);
        return Err(Failure::usage(text).hint(format!("it must be one line of 1 to {LONGEST_SUITE} characters")));
    }
    Ok(Some(name))
}

fn load_tasks(folder: &Path) -> Result<Vec<Task>, Failure> {
    if !folder.is_dir() {
        return Err(Failure::usage(format!("there is no folder of tasks at {}", folder.display())).hint(
            "run from the root of the repository, or name the folder with --tasks (LIM_TASKS) or tasks = … in [suite]",
        ));
    }
    let mut tasks = tasks::load_dir(folder).map_err(|errors| {
        Failure::usage(errors.to_string())
            .hint(format!("`exporter tasks check {}` lists every fault", folder.display()))
    })?;
    tasks.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(tasks)
}

/// Makes the plan for tasks that are already read.
///
/// # Errors
/// As [`resolve`].
pub fn plan(source: &Source, file: &ConfigFile, choices: &Choices, tasks: &[Task]) -> Result<Plan, Failure> {
    let mut run = file.run.clone();
    run.repeats = choices.repeats.or(run.repeats);
    run.seed = choices.seed.or(run.seed);
    run.temperature = choices.temperature.or(run.temperature);
    let repeats = run.repeats.unwrap_or(1);
    if !(1..=1000).contains(&repeats) {
        let place = origin(source, choices.repeats.is_some(), "--repeats (LIM_REPEATS)", "repeats");
        return Err(Failure::usage(format!("{place} is {repeats}")).hint("it must be 1 to 1000"));
    }
    if let Some(temperature) = run.temperature
        && !(0.0..=5.0).contains(&temperature)
    {
        let place = origin(source, choices.temperature.is_some(), "--temperature (LIM_TEMPERATURE)", "temperature");
        return Err(Failure::usage(format!("{place} is {temperature}")).hint("it must be 0 to 5"));
    }
    let threshold = file.scoring.disagreement_threshold.unwrap_or(1.5);
    if !(0.0..=2.0).contains(&threshold) {
        return Err(Failure::usage(format!("{}: disagreement_threshold is {threshold}", source.name))
            .hint("marks go from 0 to 2, so it must be 0 to 2"));
    }
    let mut providers = providers::resolve(source, &file.providers)?;
    if let Some(connections) = choices.max_connections {
        providers::at_a_time(&mut providers, connections);
    }
    if let Some(seconds) = choices.answer_timeout_s {
        providers::answer_within(&mut providers, seconds);
    }
    let models = models::resolve(source, &file.models, &run, &providers, tasks)?;
    let entries = if choices.without_judges { &[][..] } else { &file.judges };
    let judges = judges::resolve(source, entries, &providers)?;
    let scope = Scope {
        tasks: tasks.iter().map(|task| PlannedTask { id: task.id.clone(), sha256: task.sha256.clone() }).collect(),
        repeats,
        models,
        judges,
        disagreement_threshold: threshold,
    };
    Ok(Plan { scope, providers, suite: None })
}

/// Who said it: the option that was typed or set, else the place in the file.
fn origin(source: &Source, is_chosen: bool, option: &str, field: &str) -> String {
    if is_chosen { option.to_owned() } else { format!("{}: {field}", source.name) }
}

fn warnings(plan: &Plan, tasks: &[Task]) -> Vec<Warning> {
    let mut warnings = independence::warnings(&plan.scope.judges);
    let mut warn = |code: &str, subject: String, text: String| {
        warnings.push(Warning { code: code.to_owned(), subject, text });
    };
    for (model, neighbour) in neighbours(plan) {
        let text = format!(
            "{} is asked while {neighbour} works on the same machine, so both are slower than they would be alone.",
            model.name
        );
        warn("shared-machine", model.id.to_string(), text);
    }
    for model in &plan.scope.models {
        for judge in plan.scope.judges.iter().filter(|judge| independence::is_own_family(judge, model)) {
            let text = format!(
                "The judge {} is of the same family as {}: models tend to favour their own kind.",
                judge.name, model.name
            );
            warn("own-family", model.id.to_string(), text);
        }
        if model.provider_kind == ProviderKind::Openrouter && !is_pinned(&model.params.openrouter) {
            let text = format!(
                "{} is not pinned to one upstream provider and precision, so its answers may come from different ones.",
                model.name
            );
            warn("unpinned", model.id.to_string(), text);
        }
        if model.provider_kind == ProviderKind::LmStudio && model.params.seed.is_some() {
            let text =
                format!("LM Studio's own API takes no seed, so none is sent with the questions to {}.", model.name);
            warn("seed-not-sent", model.id.to_string(), text);
        }
        if let Some(context) = model.params.num_ctx {
            // Three characters a token is low for English and right for code: the warning comes early.
            let needs = |task: &Task| {
                task.prompt.chars().count() as u64 / 3 + u64::from(model.params.max_tokens.unwrap_or(task.max_tokens))
            };
            let short = tasks.iter().filter(|task| needs(task) > u64::from(context)).count();
            if short > 0 {
                let text = format!(
                    "The context of {context} tokens of {} may be too short for prompt and answer of {}.",
                    model.name,
                    count(short, "task", "tasks")
                );
                warn("short-context", model.id.to_string(), text);
            }
        }
    }
    warnings
}

/// Models whose server shares its machine with another one that the plan asks at the same time, with that one's id.
fn neighbours(plan: &Plan) -> Vec<(&Model, &ProviderId)> {
    let used: std::collections::BTreeSet<_> = plan.scope.models.iter().map(|model| &model.provider).collect();
    let of = |model: &Model| {
        let own = plan.providers.get(&model.provider)?;
        let others = used.iter().filter_map(|id| plan.providers.get(*id));
        let mut at_once = others.filter(|other| own.shares_machine_with(other) && !own.takes_turns_with(other));
        at_once.next().map(|other| &other.id)
    };
    plan.scope.models.iter().filter_map(|model| Some((model, of(model)?))).collect()
}

/// Whether a request names one upstream and forbids all others.
pub(crate) fn is_pinned(pin: &serde_json::Map<String, serde_json::Value>) -> bool {
    let one = |key: &str| pin.get(key).and_then(|list| list.as_array()).is_some_and(|list| list.len() == 1);
    (one("only") || one("order")) && pin.get("allow_fallbacks").is_some_and(|value| value == false)
}
