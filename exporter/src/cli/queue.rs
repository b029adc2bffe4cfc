//! `exporter queue`: the review queue for people without a terminal.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};

use super::common::chosen_run;
use super::review::{QueueArgs, open_beside};
use crate::clock::now_ms;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Printer;
use crate::review::line::{Fault, Line};
use crate::review::queue::{Entry, answers, queue};
use crate::review::{author, csv_file, import, json_file};
use crate::store::{Mode, Store};
use crate::tasks::text::count;

/// Arguments of `exporter queue`.
#[derive(Debug, Clone, Args)]
pub struct QueueCommandArgs {
    /// What to do.
    #[command(subcommand)]
    command: QueueCommand,
}

#[derive(Debug, Clone, Subcommand)]
enum QueueCommand {
    /// List the answers that wait for a person, and those that have been reviewed
    List(ListArgs),
    /// Write the queue as a file that a person can fill in
    Export(ExportArgs),
    /// Read a filled-in file: everything in it is taken or nothing, and a second time adds nothing
    Import(ImportArgs),
}

#[derive(Debug, Clone, Args)]
struct ListArgs {
    #[command(flatten)]
    queue: QueueArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For spreadsheets
    Csv,
    /// For programs
    Json,
}

#[derive(Debug, Clone, Args)]
struct ExportArgs {
    #[command(flatten)]
    queue: QueueArgs,
    /// Format of the file; from its name when left out
    #[arg(long, env = "LIM_QUEUE_FORMAT")]
    format: Option<Format>,
    /// File to write
    #[arg(long, short, value_name = "FILE", env = "LIM_QUEUE_OUTPUT")]
    output: PathBuf,
    /// Also what is reviewed already, with the marks that count
    #[arg(long, env = "LIM_QUEUE_ALL", value_parser = clap::builder::FalseyValueParser::new())]
    all: bool,
    /// Leave models and verdicts out
    #[arg(long, env = "LIM_BLIND", value_parser = clap::builder::FalseyValueParser::new())]
    blind: bool,
}

#[derive(Debug, Clone, Args)]
struct ImportArgs {
    #[command(flatten)]
    queue: QueueArgs,
    /// Filled-in CSV or JSON
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Who decided, as the name will be published
    #[arg(long, value_name = "NAME", env = "LIM_AUTHOR", value_parser = author::checked)]
    author: String,
}

/// Carries it out.
pub async fn run(args: &QueueCommandArgs, printer: &Printer) -> Result<Exit, Failure> {
    match &args.command {
        QueueCommand::List(args) => list(args, printer).await,
        QueueCommand::Export(args) => export(args, printer).await,
        QueueCommand::Import(args) => take(args, printer).await,
    }
}

async fn read(args: &QueueArgs) -> Result<(String, Vec<Entry>), Failure> {
    let store = Store::open(&args.database.database, Mode::Read).await?;
    let found = match chosen_run(&store, args.run.as_deref()).await {
        Ok((_, run)) => queue(&store, &run, args.sample()).await.map(|entries| (run.id, entries)),
        Err(failure) => Err(failure),
    };
    store.close().await;
    found
}

async fn list(args: &ListArgs, printer: &Printer) -> Result<Exit, Failure> {
    let (run, entries) = read(&args.queue).await?;
    for entry in &entries {
        let state = if entry.decision().is_some() { "reviewed" } else { "open" };
        let Entry { case, task, model, repeat, why, ended, stratum, .. } = entry;
        let ended = if ended.is_empty() { String::new() } else { format!("  ({ended})") };
        let (stratum, case) = (stratum.slug(), case.get(..12).unwrap_or(case));
        printer.data(&format!("{state:8}  {stratum:10}  {case}  {}  {model}  {repeat}  {why}{ended}", task.id));
    }
    let open = entries.iter().filter(|entry| entry.decision().is_none()).count();
    printer.note(&format!("Run {run}: {} in the queue, {open} open.", count(entries.len(), "answer", "answers")));
    Ok(Exit::Success)
}

async fn export(args: &ExportArgs, printer: &Printer) -> Result<Exit, Failure> {
    let format = match args.format {
        Some(format) => format,
        None => by_name(&args.output)?,
    };
    let (run, entries) = read(&args.queue).await?;
    let wanted = entries.iter().filter(|entry| args.all || entry.decision().is_none());
    let lines: Vec<Line> = wanted.map(|entry| Line::of(entry, args.blind)).collect();
    let text = match format {
        Format::Csv => csv_file::write(&lines)?,
        Format::Json => json_file::write(&run, &lines)?,
    };
    write(&args.output, &text)?;
    printer.data(&args.output.display().to_string());
    printer.note(&format!(
        "{} of run {run}: fill in correctness, completeness, quality (0, 1 or 2) and reason, then `exporter queue import {} --author NAME`.",
        count(lines.len(), "answer", "answers"),
        args.output.display()
    ));
    Ok(Exit::Success)
}

fn by_name(path: &Path) -> Result<Format, Failure> {
    match path.extension().and_then(|extension| extension.to_str()).map(str::to_lowercase).as_deref() {
        Some("csv") => Ok(Format::Csv),
        Some("json") => Ok(Format::Json),
        _ => Err(Failure::usage(format!("{} does not say which format is wanted", path.display()))
            .hint("call it .csv or .json, or add --format csv or --format json")),
    }
}

/// Writes beside the place and moves the whole file there: a file that a person has begun to fill in is never cut short.
fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let refused = |error: &std::io::Error| Failure::file("write", path, error);
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|error| refused(&error))?;
    file.write_all(text.as_bytes()).map_err(|error| refused(&error))?;
    file.persist(path).map_err(|error| refused(&error.error))?;
    Ok(())
}

async fn take(args: &ImportArgs, printer: &Printer) -> Result<Exit, Failure> {
    let lines = match import::read(&args.file)? {
        Ok(lines) => lines,
        Err(faults) => return Ok(refuse(&args.file, &faults, printer)),
    };
    let (store, run) = open_beside(&args.queue, printer).await?;
    let added = match answers(&store, &run, args.queue.sample()).await {
        Ok(entries) => match import::reviews(&lines, &entries, &args.author, now_ms()) {
            Ok(taken) => {
                let (open, unchanged, offered) = (taken.open, taken.unchanged, taken.reviews.len());
                let added = store.add_reviews(taken.reviews).await.map_err(Failure::from);
                added.map(|added| Ok((open, unchanged + offered - added, added)))
            }
            Err(faults) => Ok(Err(faults)),
        },
        Err(failure) => Err(failure),
    };
    store.close().await;
    match added? {
        Ok((open, there, added)) => {
            printer.note(&format!(
                "{} added to run {}, {there} there already, {open} not filled in.",
                count(added, "review", "reviews"),
                run.id
            ));
            Ok(Exit::Success)
        }
        Err(faults) => Ok(refuse(&args.file, &faults, printer)),
    }
}

fn refuse(file: &Path, faults: &[Fault], printer: &Printer) -> Exit {
    faults.iter().for_each(|fault| printer.data(&format!("{}: {fault}", file.display())));
    printer.warn(&format!("{}, so nothing was taken from {}", count(faults.len(), "fault", "faults"), file.display()));
    Exit::Faults
}
