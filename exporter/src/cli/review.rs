//! `exporter review`.

use std::path::Path;

use clap::Args;

use super::common::{DatabaseArgs, chosen_run, open_to_write};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Printer;
use crate::review::queue::{Audit, queue};
use crate::review::session::Session;
use crate::review::{author, terminal};
use crate::store::{Mode, RunRecord, Store, StoreError};
use crate::tasks::text::count;

/// Which answers are put before people.
#[derive(Debug, Clone, Args)]
pub struct QueueArgs {
    #[command(flatten)]
    pub(super) database: DatabaseArgs,
    /// Id of the run; the one started last when left out
    #[arg(long, value_name = "ID", env = "LIM_RUN")]
    pub(super) run: Option<String>,
    /// Share of all complete answers that is drawn by chance besides the unresolved ones, 0 to 1
    #[arg(long, value_name = "SHARE", env = "LIM_AUDIT", default_value_t = 0.05, value_parser = share)]
    audit: f64,
    /// Another seed draws another sample
    #[arg(long, value_name = "N", env = "LIM_AUDIT_SEED", default_value_t = 0)]
    audit_seed: u64,
}

impl QueueArgs {
    pub(super) const fn sample(&self) -> Audit {
        Audit { share: self.audit, seed: self.audit_seed }
    }
}

fn share(text: &str) -> Result<f64, String> {
    match text.trim().parse::<f64>() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("a share is a number from 0 to 1, such as 0.05".to_owned()),
    }
}

/// Arguments of `exporter review`.
#[derive(Debug, Clone, Args)]
pub struct ReviewArgs {
    #[command(flatten)]
    queue: QueueArgs,
    /// Who decides, as the name will be published; asked for when left out
    #[arg(long, value_name = "NAME", env = "LIM_AUTHOR", value_parser = author::checked)]
    author: Option<String>,
    /// Hide models and verdicts until you have decided
    #[arg(long, env = "LIM_BLIND", value_parser = clap::builder::FalseyValueParser::new())]
    blind: bool,
}

/// Opens the session.
pub async fn run(args: &ReviewArgs, printer: &Printer) -> Result<Exit, Failure> {
    terminal::required()?;
    let (store, run) = open_beside(&args.queue, printer).await?;
    let entries = queue(&store, &run, args.queue.sample()).await;
    let entries = match entries {
        Ok(entries) if entries.is_empty() => {
            printer.note(&format!("Nothing to review in run {}: no answer is unresolved, and none was drawn.", run.id));
            store.close().await;
            return Ok(Exit::Success);
        }
        other => other?,
    };
    let mut session = Session::new(entries, args.author.clone(), args.blind);
    let ended = terminal::run(&store, &mut session).await;
    store.close().await;
    let (reviewed, all) = session.counts();
    printer.note(&format!(
        "{} saved now; {reviewed} of {all} in the queue are reviewed.",
        count(session.made(), "review", "reviews")
    ));
    ended
}

/// Opens the database for reviews and finds the run. Nobody else writes reviews and SQLite orders the writers, so this
/// does not wait for a `run` or `judge` that works on the same database; only bringing it up to date does.
pub(super) async fn open_beside(args: &QueueArgs, printer: &Printer) -> Result<(Store, RunRecord), Failure> {
    let path: &Path = &args.database.database;
    if !path.is_file() {
        return Err(StoreError::Missing(path.to_owned()).into());
    }
    let store = match Store::open(path, Mode::Read).await {
        Ok(reader) => {
            reader.close().await;
            Store::open(path, Mode::Write).await?
        }
        Err(StoreError::Version { .. }) => open_to_write(&args.database, printer).await?.1,
        Err(error) => return Err(error.into()),
    };
    let (_, run) = chosen_run(&store, args.run.as_deref()).await?;
    Ok((store, run))
}
