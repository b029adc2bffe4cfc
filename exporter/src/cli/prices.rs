//! `exporter prices`.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use analytics::catalog::{PricesFile, TokenPrice};
use clap::Args;

use super::common::PlanArgs;
use crate::clock::{now_ms, rfc3339};
use crate::config::resolve;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Printer;
use crate::provider::Client;
use crate::provider::openrouter::prices::{new_ones, of_catalog, of_today, openrouter, wanted};
use crate::tasks::text::count;

/// Arguments of `exporter prices`.
#[derive(Debug, Clone, Args)]
pub struct PricesArgs {
    #[command(flatten)]
    plan: PlanArgs,
    /// File of prices to which those that have changed are added; without it they are printed
    #[arg(long, value_name = "FILE", env = "LIM_PRICES_OUT")]
    out: Option<PathBuf>,
    /// Look up every model of the catalogue in place of a configuration's, and add what has changed to its prices; needs
    /// no key
    #[arg(long)]
    update: bool,
    /// Folder with catalog/, for --update
    #[arg(long, value_name = "FOLDER", env = "LIM_DATA", default_value = "data")]
    data: PathBuf,
    /// Address of OpenRouter's interface, for --update
    #[arg(long, value_name = "URL", env = "LIM_OPENROUTER_URL", default_value = "https://openrouter.ai/api/v1")]
    openrouter_url: String,
}

/// Asks OpenRouter what the models of the configuration cost today.
pub async fn run(args: &PricesArgs, printer: &Printer) -> Result<Exit, Failure> {
    let today = rfc3339(now_ms());
    if args.update {
        return update(args, &today[..10], printer).await;
    }
    let resolved = resolve(&args.plan.choices())?;
    let (mut prices, mut unknown, mut asked) = (Vec::new(), Vec::new(), 0);
    for provider in resolved.plan.providers.values() {
        let wanted = wanted(&resolved.plan, provider);
        let client = if wanted.is_empty() { continue } else { Client::new(provider)? };
        let Some(http) = client.http() else { continue };
        asked += wanted.len();
        let (found, without) =
            of_today(http, &wanted, &today[..10]).await.map_err(|fault| Failure::outside(fault.message))?;
        prices.extend(found);
        unknown.extend(without);
    }
    if asked == 0 {
        return Err(Failure::usage("the configuration asks nothing of OpenRouter, so there are no prices to look up")
            .hint("name a configuration with a provider of the kind openrouter with --config (LIM_CONFIG)"));
    }
    match &args.out {
        None => printer.document(to_toml(prices)?.trim_end()),
        Some(path) => {
            let new = new_ones(&known(path)?, prices);
            let changed = count(new.len(), "price has changed", "prices have changed");
            append(path, new)?;
            printer.note(&format!("{}: {changed} of {asked}.", path.display()));
        }
    }
    for name in &unknown {
        printer.warn(&format!("OpenRouter names no price of {name}; it stays unknown."));
    }
    Ok(if unknown.is_empty() { Exit::Success } else { Exit::Incomplete })
}

/// Adds today's prices of the catalogue's models to its file, as rows of their own.
async fn update(args: &PricesArgs, today: &str, printer: &Printer) -> Result<Exit, Failure> {
    let path = args.out.clone().unwrap_or_else(|| args.data.join("catalog/prices.toml"));
    let catalog = crate::advise::catalog(&args.data)?;
    let wanted = of_catalog(&catalog);
    let provider = openrouter(&args.openrouter_url).map_err(|error| Failure::usage(error.to_string()))?;
    let client = Client::new(&provider)?;
    let Some(http) = client.http() else { return Ok(Exit::Success) };
    let (prices, without) = of_today(http, &wanted, today).await.map_err(|fault| Failure::outside(fault.message))?;
    let new = new_ones(&known(&path)?, prices);
    let changed = count(new.len(), "price has changed", "prices have changed");
    append(&path, new)?;
    printer.note(&format!("{}: {changed} of {}.", path.display(), wanted.len()));
    for name in &without {
        printer.warn(&format!("OpenRouter lists no price of {name} any more; the newest known one stays."));
    }
    Ok(if without.is_empty() { Exit::Success } else { Exit::Incomplete })
}

fn to_toml(prices: Vec<TokenPrice>) -> Result<String, Failure> {
    toml::to_string(&PricesFile { prices })
        .map_err(|error| Failure::outside(format!("the prices cannot be written: {error}")))
}

/// What the file holds already; nothing when it is not there.
fn known(path: &Path) -> Result<Vec<TokenPrice>, Failure> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Failure::file("read", path, &error)),
    };
    let file: PricesFile = toml::from_str(&text).map_err(|error| {
        Failure::usage(format!("{} is no file of prices: {}", path.display(), error.message()))
            .hint("name another file with --out, or see data/catalog/prices.toml for the format")
    })?;
    Ok(file.prices)
}

/// A list without a price.
const NONE: &str = "prices = []\n";

/// Adds to the end: what stands there, comments included, stays as it is.
fn append(path: &Path, new: Vec<TokenPrice>) -> Result<(), Failure> {
    if new.is_empty() && path.exists() {
        return Ok(());
    }
    // A list that was empty holds a line that no entry may follow.
    let was_empty = std::fs::read_to_string(path).is_ok_and(|text| text == NONE);
    let text = if new.is_empty() { NONE.to_owned() } else { format!("\n{}", to_toml(new)?) };
    let refused = |error: std::io::Error| Failure::file("write", path, &error);
    let mut file = OpenOptions::new().create(true).append(true).open(path).map_err(refused)?;
    if was_empty {
        file.set_len(0).map_err(refused)?;
    }
    file.write_all(text.as_bytes()).map_err(refused)
}
