//! The command line: what was typed becomes a plan, and the plan is carried out.

mod bench;
mod calls;
mod catalog;
mod check;
mod common;
mod compare;
mod decide;
mod diff;
mod doctor;
mod dotenv;
mod export;
mod fit;
mod help_markdown;
mod judge;
mod merge;
mod min_score;
mod mine;
mod prices;
mod queue;
mod report;
mod review;
mod run;
mod speed;
mod status;
pub mod tasks;

use std::io::Write;

use clap::{Parser, Subcommand};

use crate::env_file;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Mode, Printer, shown};

/// Runs tasks on models, has judges mark the answers, and writes snapshots
#[derive(Debug, Clone, Parser)]
#[command(name = "exporter", version, propagate_version = true, after_help = Exit::table())]
pub struct Cli {
    /// Show data, warnings and errors only
    #[arg(long, short, global = true, env = "LIM_QUIET", value_parser = clap::builder::FalseyValueParser::new())]
    pub quiet: bool,
    /// How `run` and `judge` show their progress, on stderr
    #[arg(long, global = true, value_name = "MODE", env = "LIM_PROGRESS", value_enum, default_value = "auto")]
    pub progress: Mode,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The phases and their helpers.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Look at keys, servers, models, database and disk before a run; spends nothing
    Doctor(doctor::DoctorArgs),
    /// Ask the models for every answer that is missing
    #[command(visible_alias = "eval")]
    Run(run::RunArgs),
    /// Have every judge mark every answer that it has not marked
    #[command(visible_alias = "score")]
    Judge(judge::JudgeArgs),
    /// Decide, in the terminal, about answers that judges could not settle, and about a random sample
    Review(review::ReviewArgs),
    /// List the review queue, write it as CSV or JSON, and read it back
    Queue(queue::QueueCommandArgs),
    /// Add the rows of a database from another machine
    Merge(merge::MergeArgs),
    /// Write a snapshot of a run, and the index of all snapshots
    Export(export::ExportArgs),
    /// Show what the database holds
    Status(status::StatusArgs),
    /// Check a snapshot, a folder of snapshots or one of their files
    #[command(visible_alias = "validate")]
    Check(check::CheckArgs),
    /// Look up what the models of a configuration cost at OpenRouter today
    Prices(prices::PricesArgs),
    /// Look the catalogue of models, machines and prices over
    Catalog(catalog::CatalogArgs),
    /// Compare two snapshots: models, tasks, prices, and scores with their significance
    Diff(diff::DiffArgs),
    /// Compare two models task by task: better, worse, equal within a margin, or not shown
    Compare(compare::CompareArgs),
    /// Write the leaderboard or the cases of a snapshot or run as Markdown, CSV or JSON
    Report(report::ReportArgs),
    /// List, show, check and begin task files
    Tasks(tasks::TasksArgs),
    /// Own or rent: one sentence with its reasons, and what each would cost
    Decide(decide::DecideArgs),
    /// What runs together on a machine, and which machine would do
    Fit(fit::FitArgs),
    /// How fast a model is on a machine: measured where somebody did, else estimated
    Speed(speed::SpeedArgs),
    /// Measure speed and load of a server: waits, tokens per second, what more streams bring
    Bench(bench::BenchArgs),
    /// What your own agent histories hold, and the shares of your own work; reads only, offline
    Mine(mine::MineArgs),
    /// Print the reference of all commands as Markdown
    #[command(hide = true)]
    HelpMarkdown,
}

/// Parses the arguments of the process and carries them out.
#[must_use]
pub fn main() -> Exit {
    let file = match env_file::read() {
        Ok(file) => file,
        Err(failure) => {
            Printer::new(false).failure(&failure);
            return failure.exit;
        }
    };
    let cli = match dotenv::parse(file) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no errors; clap knows where each belongs.
            let exit = if error.use_stderr() { Exit::Usage } else { Exit::Success };
            return say(&error, exit);
        }
    };
    let printer = Printer::with_mode(cli.quiet, cli.progress);
    dotenv::say(file, &printer);
    // Data that did not arrive are a failure, whatever the command came to.
    match dispatch(&cli, &printer).and_then(|exit| printer.written().map(|()| exit)) {
        Ok(exit) => exit,
        Err(failure) => {
            printer.failure(&failure);
            failure.exit
        }
    }
}

/// Shows what clap says: help, version, or what is wrong with an argument. Its values are not the program's own text, and
/// may be keys that were put into the wrong variable.
fn say(error: &clap::Error, exit: Exit) -> Exit {
    let printer = Printer::new(false);
    if !error.use_stderr() {
        printer.keep(error.print().and_then(|()| std::io::stdout().flush()));
    } else {
        let text = error.render().to_string();
        let shown = dotenv::without_values(&shown(&text));
        if shown == text {
            let _ = error.print();
        } else {
            let _ = writeln!(std::io::stderr(), "{}", shown.trim_end());
        }
    }
    match printer.written() {
        Ok(()) => exit,
        Err(failure) => {
            printer.failure(&failure);
            failure.exit
        }
    }
}

fn dispatch(cli: &Cli, printer: &Printer) -> Result<Exit, Failure> {
    match &cli.command {
        Command::Doctor(args) => common::wait_for(doctor::run(args, printer)),
        Command::Run(args) => common::wait_for(run::run(args, printer)),
        Command::Judge(args) => common::wait_for(judge::run(args, printer)),
        Command::Review(args) => common::wait_for(review::run(args, printer)),
        Command::Queue(args) => common::wait_for(queue::run(args, printer)),
        Command::Merge(args) => common::wait_for(merge::run(args, printer)),
        Command::Export(args) => common::wait_for(export::run(args, printer)),
        Command::Status(args) => common::wait_for(status::run(args, printer)),
        Command::Check(args) => check::run(args, printer),
        Command::Prices(args) => common::wait_for(prices::run(args, printer)),
        Command::Catalog(args) => catalog::run(args, printer),
        Command::Diff(args) => diff::run(args, printer),
        Command::Compare(args) => common::wait_for(compare::run(args, printer)),
        Command::Report(args) => common::wait_for(report::run(args, printer)),
        Command::Tasks(args) => tasks::run(args).map(|()| Exit::Success),
        Command::Decide(args) => decide::run(args, printer),
        Command::Fit(args) => fit::run(args, printer),
        Command::Speed(args) => speed::run(args, printer),
        Command::Bench(args) => common::wait_for(bench::run(args, printer)),
        Command::Mine(args) => mine::run(args, printer),
        Command::HelpMarkdown => {
            printer.document(help_markdown::reference().trim_end());
            Ok(Exit::Success)
        }
    }
}
