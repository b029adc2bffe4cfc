//! Which histories are read, and what is done with their costs and labels.

use std::path::PathBuf;

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::advise;
use crate::failure::Failure;
use crate::mine::labels::Labels;
use crate::mine::source::{Found, Kind, Places, discover, kind_of, read_and_tell};
use crate::mine::{Costs, History};
use crate::output::Printer;

/// Bytes from which on a bar says how far reading is: a second's work.
const SHOWN_FROM: u64 = 50_000_000;

/// Which histories are read. They are never written to, and no connection is opened.
#[derive(Debug, Clone, Args)]
pub(super) struct Sources {
    /// Read these programs' histories only (all that are found by default)
    #[arg(long, value_name = "SOURCE", value_enum, value_delimiter = ',')]
    source: Vec<Kind>,
    /// Look for histories below this folder in place of the home folder
    #[arg(long, value_name = "FOLDER")]
    home: Option<PathBuf>,
    /// Read this file too: neutral form, LiteLLM spend log, OpenRouter activity CSV or OpenCode database
    /// (docs/agent-histories.md); can be given several times
    #[arg(long, value_name = "FILE")]
    file: Vec<PathBuf>,
    /// Leave out every session in a folder whose path holds this text; can be given several times
    #[arg(long, value_name = "TEXT")]
    exclude_project: Vec<String>,
    /// Print JSON
    #[arg(long, env = "LIM_JSON", value_parser = clap::builder::FalseyValueParser::new())]
    pub(super) json: bool,
}

impl Sources {
    /// Everything that is found.
    pub(super) fn history(&self) -> Result<History, Failure> {
        let mut history = read_shown(&self.found()?, false);
        history.exclude_projects(&self.exclude_project);
        Ok(history)
    }

    /// The same, with the texts of the prompts.
    pub(super) fn history_with_texts(&self) -> Result<History, Failure> {
        let mut history = read_shown(&self.found()?, true);
        history.exclude_projects(&self.exclude_project);
        Ok(history)
    }

    /// The folder that histories are looked for in.
    pub(super) fn home(&self) -> PathBuf {
        self.home.clone().unwrap_or_else(|| Places::of_this_process().home)
    }

    fn found(&self) -> Result<Vec<Found>, Failure> {
        let mut places = Places::of_this_process();
        if let Some(home) = &self.home {
            if !home.is_dir() {
                return Err(Failure::usage(format!("{} is no folder", home.display())));
            }
            places = Places { home: home.clone(), ..Places::default() };
        }
        let kinds = if self.source.is_empty() { Kind::ALL.to_vec() } else { self.source.clone() };
        let mut found = discover(&places, &kinds);
        for file in &self.file {
            let kind = kind_of(file).map_err(|error| Failure::file("read", file, &error))?;
            match found.iter_mut().find(|found| found.kind == kind) {
                Some(found) => found.files.push(file.clone()),
                None => found.push(Found { kind, files: vec![file.clone()], notes: Vec::new() }),
            }
        }
        if found.is_empty() {
            let names = kinds.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(", ");
            return Err(Failure::outside(format!("no history was found below {}", places.home.display())).hint(
                format!("Looked for {names}. Give --home FOLDER, or --file FILE in a form of docs/agent-histories.md."),
            ));
        }
        Ok(found)
    }
}

/// Reads, and shows on a terminal how far it is, how fast and how long it will take.
fn read_shown(found: &[Found], texts: bool) -> History {
    let size = |path: &PathBuf| path.metadata().map_or(0, |data| data.len());
    let bar = ProgressBar::new(found.iter().flat_map(|found| &found.files).map(size).sum());
    // A short reading needs no bar; one that is not drawn to a terminal is never shown.
    if bar.length().is_none_or(|bytes| bytes < SHOWN_FROM) {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    let style = ProgressStyle::with_template("reading {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    let told = bar.clone();
    let history = read_and_tell(found, texts, move |bytes| told.inc(bytes));
    bar.finish_and_clear();
    history
}

/// Where prices and scores come from.
#[derive(Debug, Clone, Args)]
pub(super) struct Data {
    /// Folder with catalog/ and snapshots/; without one, what this program was built with
    #[arg(long, value_name = "FOLDER", env = "LIM_DATA", default_value = "data")]
    pub(super) data: PathBuf,
}

impl Data {
    /// The costs of a history at the catalogue's prices.
    pub(super) fn costs(&self, history: &History, printer: &Printer) -> Result<Costs, Failure> {
        let costs = Costs::of(history, &advise::catalog(&self.data)?.prices);
        costs.notes().iter().for_each(|note| printer.note(note));
        Ok(costs)
    }
}

/// The file of labels.
#[derive(Debug, Clone, Args)]
pub(super) struct LabelsArg {
    /// Labels of `mine label`, which correct the shares; a missing file holds none
    #[arg(long, value_name = "FILE", default_value = ".lim/work-labels.jsonl")]
    pub(super) labels: PathBuf,
}

impl LabelsArg {
    /// What it holds.
    pub(super) fn read(&self) -> Result<Labels, Failure> {
        Labels::read(&self.labels)
    }
}

/// JSON for people and programs.
pub(super) fn json<T: serde::Serialize>(value: &T) -> Result<String, Failure> {
    serde_json::to_string_pretty(value).map_err(|error| Failure::outside(format!("cannot write JSON: {error}")))
}

/// A count with separated thousands.
#[allow(clippy::cast_precision_loss, reason = "token counts lie far below 2^53")]
pub(super) fn grouped(number: u64) -> String {
    analytics::cost::grouped(number as f64, 0)
}

/// A share in per cent.
pub(super) fn percent(part: f64) -> String {
    format!("{:.1} %", part * 100.0)
}
