//! `exporter mine`: what one's own agent histories hold, and what of it could move to a machine of one's own.

mod label;
mod label_model;
mod moves;
mod profile;
mod route;
mod scan;
mod shares;
mod simulate;
mod sources;
mod tasks;
mod trace;

use clap::{Args, Subcommand};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Printer;

/// Arguments of `exporter mine`.
#[derive(Debug, Clone, Args)]
pub struct MineArgs {
    /// What to do.
    #[command(subcommand)]
    command: MineCommand,
}

#[derive(Debug, Clone, Subcommand)]
enum MineCommand {
    /// Say what histories are there: days, sessions, requests, tokens, and what could not be read
    Scan(sources::Sources),
    /// Show the shares of each kind of work by requests, tokens and money, corrected by labels where there are any
    Shares(shares::SharesArgs),
    /// Say of a random sample of requests what each was for: shares are corrected by it
    Label(label::LabelArgs),
    /// Show what a model on a machine of one's own could do of it, and what blocks the rest
    Moves(moves::MovesArgs),
    /// Write the counts alone, as a file for `decide --mine` and the site
    Profile(profile::ProfileArgs),
    /// Write moments and token counts of all calls, for a replay against a server
    Trace(trace::TraceArgs),
    /// Make drafts of tasks from one's own requests, redacted and approved one by one
    Tasks(tasks::TasksArgs),
    /// Write a router's configuration: local where the model is good enough
    Route(Box<route::RouteArgs>),
}

/// Reads and reports.
pub fn run(args: &MineArgs, printer: &Printer) -> Result<Exit, Failure> {
    let done = match &args.command {
        MineCommand::Scan(sources) => scan::run(sources, printer),
        MineCommand::Shares(args) => shares::run(args, printer),
        MineCommand::Label(args) => label::run(args, printer),
        MineCommand::Moves(args) => moves::run(args, printer),
        MineCommand::Profile(args) => profile::run(args, printer),
        MineCommand::Trace(args) => trace::run(args, printer),
        MineCommand::Tasks(args) => tasks::run(args, printer),
        MineCommand::Route(args) => route::run(args, printer),
    };
    done.map(|()| Exit::Success)
}
