//! The command line: what was typed becomes a plan, and the plan is carried out.

mod check;
mod common;
mod diff;
mod export;
mod help_markdown;
mod judge;
mod report;
mod run;
mod status;
pub mod tasks;

use clap::{Parser, Subcommand};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Printer;

/// Runs tasks on models, has judges mark the answers, and writes snapshots
#[derive(Debug, Clone, Parser)]
#[command(name = "exporter", version, propagate_version = true)]
pub struct Cli {
    /// Show data, warnings and errors only
    #[arg(long, short, global = true, env = "LIM_QUIET", value_parser = clap::builder::FalseyValueParser::new())]
    pub quiet: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The phases and their helpers.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Ask the models for every answer that is missing
    Run(run::RunArgs),
    /// Have every judge mark every answer that it has not marked
    Judge(judge::JudgeArgs),
    /// Write a snapshot of a run, and the index of all snapshots
    Export(export::ExportArgs),
    /// Show what the database holds
    Status(status::StatusArgs),
    /// Check a snapshot, a folder of snapshots or one of their files
    Check(check::CheckArgs),
    /// Compare two snapshots: models, tasks, prices, and scores with their significance
    Diff(diff::DiffArgs),
    /// Write the leaderboard or the cases of a snapshot or run as Markdown, CSV or JSON
    Report(report::ReportArgs),
    /// List, show, check and begin task files
    Tasks(tasks::TasksArgs),
    /// Print the reference of all commands as Markdown
    #[command(hide = true)]
    HelpMarkdown,
}

/// Parses the arguments of the process and carries them out.
#[must_use]
pub fn main() -> Exit {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no errors; clap knows where each belongs.
            let exit = if error.use_stderr() { Exit::Usage } else { Exit::Success };
            let _ = error.print();
            return exit;
        }
    };
    let printer = Printer::new(cli.quiet);
    match dispatch(&cli, &printer) {
        Ok(exit) => exit,
        Err(failure) => {
            printer.failure(&failure);
            failure.exit
        }
    }
}

fn dispatch(cli: &Cli, printer: &Printer) -> Result<Exit, Failure> {
    match &cli.command {
        Command::Run(args) => common::wait_for(run::run(args, printer)),
        Command::Judge(args) => common::wait_for(judge::run(args, printer)),
        Command::Export(args) => common::wait_for(export::run(args, printer)),
        Command::Status(args) => common::wait_for(status::run(args, printer)),
        Command::Check(args) => check::run(args, printer),
        Command::Diff(args) => diff::run(args, printer),
        Command::Report(args) => common::wait_for(report::run(args, printer)),
        Command::Tasks(args) => tasks::run(args).map(|()| Exit::Success),
        Command::HelpMarkdown => {
            printer.data(help_markdown::reference().trim_end());
            Ok(Exit::Success)
        }
    }
}
