//! `exporter compare`.

use std::path::PathBuf;

use clap::Args;

use super::common::{DatabaseArgs, chosen_run};
use crate::compare::{Chosen, Source, compared};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Printer;
use crate::store::{Mode, Store};

/// Arguments of `exporter compare`.
#[derive(Debug, Clone, Args)]
pub struct CompareArgs {
    /// The model that is asked about: an id, of a run of the database, or ID@SNAPSHOT
    #[arg(value_name = "A")]
    a: String,
    /// The model that it is compared with, such as the same one with more bits
    #[arg(value_name = "B")]
    b: String,
    /// A second run of A, which shows what chance alone does; without it, repeats of A do where there are any
    #[arg(long, value_name = "MODEL")]
    again: Option<String>,
    /// The difference in points (0 to 2) that would be accepted; chosen before looking
    #[arg(long, value_name = "POINTS", env = "LIM_MARGIN", default_value_t = 0.1, value_parser = margin)]
    margin: f64,
    /// Count the marks of this judge alone
    #[arg(long, value_name = "ID")]
    judge: Option<String>,
    /// Folder of all snapshots
    #[arg(long, value_name = "FOLDER", env = "LIM_OUT", default_value = "data/snapshots")]
    out: PathBuf,
    #[command(flatten)]
    database: DatabaseArgs,
    /// Id of the run; the one started last when left out
    #[arg(long, value_name = "ID", env = "LIM_RUN")]
    run: Option<String>,
    /// Print JSON
    #[arg(long, env = "LIM_JSON", value_parser = clap::builder::FalseyValueParser::new())]
    json: bool,
}

fn margin(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if value > 0.0 && value <= 2.0 => Ok(value),
        _ => Err("a margin is a number above 0 and at most 2, the best score".to_owned()),
    }
}

/// Compares and prints.
pub async fn run(args: &CompareArgs, printer: &Printer) -> Result<Exit, Failure> {
    let named = [Some(&args.a), Some(&args.b), args.again.as_ref()];
    let mut sources: Vec<Option<(Source, &str)>> = Vec::new();
    for name in named {
        sources.push(match name.map(|name| (name, name.split_once('@'))) {
            Some((_, Some((model, snapshot)))) => Some((Source::snapshot(snapshot, &args.out)?, model)),
            Some((model, None)) => Some((of_run(args).await?, model)),
            None => None,
        });
    }
    let chosen = |at: usize| sources.get(at)?.as_ref().map(|(source, model)| Chosen { source, model });
    let (Some(a), Some(b)) = (chosen(0), chosen(1)) else {
        return Err(Failure::usage("two models are compared").hint("name both"));
    };
    let found = compared([a, b], chosen(2), args.margin, args.judge.as_deref())?;
    if args.json {
        let text = serde_json::to_string_pretty(&found.to_json())
            .map_err(|error| Failure::outside(format!("the comparison cannot be written: {error}")))?;
        printer.document(&text);
    } else {
        printer.data(&found.to_lines().join("\n"));
    }
    Ok(Exit::Success)
}

async fn of_run(args: &CompareArgs) -> Result<Source, Failure> {
    let store = Store::open(&args.database.database, Mode::Read).await?;
    let (_, run) = chosen_run(&store, args.run.as_deref()).await?;
    let source = Source::run(&store, &run).await;
    store.close().await;
    source
}
