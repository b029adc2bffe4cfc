//! `exporter status`.

use clap::Args;

use super::common::{DatabaseArgs, chosen_run};
use super::min_score::MinScoreArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Printer;
use crate::report::of_run::of_rows;
use crate::status;
use crate::store::{Mode, Store};

/// Arguments of `exporter status`.
#[derive(Debug, Clone, Args)]
pub struct StatusArgs {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Id of the run to show in detail; the one started last when left out
    #[arg(long, value_name = "ID", env = "LIM_RUN")]
    run: Option<String>,
    /// Print JSON
    #[arg(long, env = "LIM_JSON", value_parser = clap::builder::FalseyValueParser::new())]
    json: bool,
    #[command(flatten)]
    min_score: MinScoreArgs,
}

/// Shows the status.
pub async fn run(args: &StatusArgs, printer: &Printer) -> Result<Exit, Failure> {
    let store = Store::open(&args.database.database, Mode::Read).await?;
    let (runs, run) = chosen_run(&store, args.run.as_deref()).await?;
    let status = status::read(&store, &runs, &run).await;
    // Scores of models take every mark; they are computed only when somebody asks about them.
    let summary = match args.min_score.min_score {
        Some(_) => Some(of_rows(&store, &run).await),
        None => None,
    };
    store.close().await;
    let status = status?;
    if args.json {
        let text = serde_json::to_string_pretty(&status)
            .map_err(|error| Failure::outside(format!("the status cannot be written: {error}")))?;
        printer.document(&text);
    } else {
        status.to_lines().iter().for_each(|line| printer.data(line));
    }
    summary.map_or(Ok(Exit::Success), |summary| args.min_score.check(&summary?, printer))
}
