//! `exporter tasks`: lists, shows, checks and begins task files.

mod check;
mod context;
mod list;
mod new;
mod output;
mod show;

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::failure::Failure;

/// Where the tasks of the project stand.
pub const DEFAULT_FOLDER: &str = "data/tasks";

/// Arguments of `exporter tasks`.
#[derive(Debug, Clone, Args)]
pub struct TasksArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: TasksCommand,
}

/// What `exporter tasks` can do.
#[derive(Debug, Clone, Subcommand)]
pub enum TasksCommand {
    /// List all tasks
    List(ListArgs),
    /// Show one task with its checks and its prompt
    Show(ShowArgs),
    /// Check task files and their reference answers by the rules of docs/task-format.md
    Check(CheckArgs),
    /// Begin a task file from a commented template
    New(NewArgs),
}

/// Arguments of `exporter tasks list`.
#[derive(Debug, Clone, Args)]
pub struct ListArgs {
    /// Folder with the task files
    #[arg(long, value_name = "FOLDER", default_value = DEFAULT_FOLDER)]
    pub folder: PathBuf,
    /// Print JSON instead of a table
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `exporter tasks show`.
#[derive(Debug, Clone, Args)]
pub struct ShowArgs {
    /// Id of the task
    pub id: String,
    /// Folder with the task files
    #[arg(long, value_name = "FOLDER", default_value = DEFAULT_FOLDER)]
    pub folder: PathBuf,
    /// Print JSON instead of text
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `exporter tasks check`.
#[derive(Debug, Clone, Args)]
pub struct CheckArgs {
    /// Folder with task files, or one task file
    #[arg(value_name = "PATH", default_value = DEFAULT_FOLDER)]
    pub path: PathBuf,
}

/// Arguments of `exporter tasks new`.
#[derive(Debug, Clone, Args)]
pub struct NewArgs {
    /// Id of the task; also its file name
    pub id: String,
    /// Category: simple-coding, refactoring, architecture, debugging, multi-file, reasoning or non-coding
    #[arg(long, value_parser = new::category)]
    pub category: analytics::category::Category,
    /// Title, at most 80 characters
    #[arg(long)]
    pub title: Option<String>,
    /// Origin: generic or real-world
    #[arg(long, value_parser = new::origin, default_value = "generic")]
    pub origin: analytics::snapshot::v1::Origin,
    /// Folder for the file
    #[arg(long, value_name = "FOLDER", default_value = DEFAULT_FOLDER)]
    pub folder: PathBuf,
}

/// Runs `exporter tasks`.
///
/// # Errors
/// [`Failure`] with what failed, how to mend it and the exit code. Faults of task files are printed before.
pub fn run(args: &TasksArgs) -> Result<(), Failure> {
    match &args.command {
        TasksCommand::List(args) => list::run(args),
        TasksCommand::Show(args) => show::run(args),
        TasksCommand::Check(args) => check::run(args),
        TasksCommand::New(args) => new::run(args),
    }
}
