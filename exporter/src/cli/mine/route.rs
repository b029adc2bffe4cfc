//! `mine route`: a router's configuration from one's own shares and a model's scores.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::moves::{HostArgs, find};
use super::profile::write_new;
use super::simulate::{self, SimulateArgs};
use super::sources::{Data, Sources};
use crate::clock::{now_ms, rfc3339};
use crate::failure::Failure;
use crate::mine::report::FEWEST_NAMED;
use crate::mine::router::{Form, Route, Row};
use crate::output::Printer;

/// What the rules get right on the project's labelled prompts; a test computes it again.
const RULES: &str = "on the project's labelled prompts the rules are right for 234 of 296.";

/// Arguments of `mine route`.
#[derive(Debug, Clone, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct RouteArgs {
    #[command(subcommand)]
    instead: Option<Instead>,
    #[command(flatten)]
    write: WriteArgs,
}

/// What `mine route` does in place of writing a file.
#[derive(Debug, Clone, Subcommand)]
enum Instead {
    /// Say what an average month of a profile would cost and wait under the router's file
    Simulate(SimulateArgs),
}

/// What a router's file is made from.
#[derive(Debug, Clone, Args)]
pub(super) struct WriteArgs {
    #[command(flatten)]
    sources: Sources,
    #[command(flatten)]
    data: Data,
    #[command(flatten)]
    host: HostArgs,
    /// Program that reads the file
    #[arg(long, value_enum, required = true)]
    format: Option<Form>,
    /// Base URL of the server on the machine
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080/v1")]
    local_url: String,
    /// The model's name at that server [default: the id of --model]
    #[arg(long, value_name = "NAME")]
    local_model: Option<String>,
    /// The model for everything else, as the router names it, such as anthropic/claude-opus-5.5
    #[arg(long, value_name = "NAME", required = true)]
    cloud_model: Option<String>,
    /// Write into this file, which must not exist yet, in place of printing
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Writes the file, or says what it would do.
pub(super) fn run(args: &RouteArgs, printer: &Printer) -> Result<(), Failure> {
    let write = &args.write;
    match (&args.instead, write.format, &write.cloud_model) {
        (Some(Instead::Simulate(args)), _, _) => simulate::run(args, printer),
        (None, Some(form), Some(cloud_model)) => self::write(write, form, cloud_model, printer),
        (None, _, _) => Err(Failure::usage("mine route needs --format and --cloud-model")),
    }
}

/// Reads, decides and writes.
#[allow(clippy::cast_precision_loss, reason = "shares with one digit")]
fn write(args: &WriteArgs, form: Form, cloud_model: &str, printer: &Printer) -> Result<(), Failure> {
    let history = args.sources.history()?;
    let costs = args.data.costs(&history, printer)?;
    let found = find(&history, &costs, &args.data, &args.host)?;
    let all: f64 = found.moves.kinds.iter().map(|(_, _, amounts)| amounts.requests).sum();
    // A kind of few requests is not named: it follows the rest to the cloud.
    let named = found.moves.kinds.iter().filter(|(_, _, amounts)| amounts.requests >= FEWEST_NAMED as f64);
    let rows = named.map(|(kind, place, amounts)| {
        let at = kind
            .category()
            .and_then(|category| analytics::category::Category::ALL.iter().position(|known| *known == category));
        let score = at.and_then(|at| found.host.scores.get(at).copied().flatten());
        Row {
            kind: *kind,
            place: *place,
            share: amounts.requests / all.max(1.0),
            score: score.map(|score| (score.n, score.value, score.low, score.high)),
        }
    });
    let route = Route {
        local_model: args.local_model.clone().unwrap_or_else(|| args.host.model.clone()),
        local_url: args.local_url.clone(),
        cloud_model: cloud_model.to_owned(),
        enough: args.host.enough,
        snapshot: found.snapshot.clone(),
        day: rfc3339(now_ms())[..10].to_owned(),
        stands_in: found.stands_in,
        rules: RULES.to_owned(),
        rows: rows.collect(),
    };
    let text = route.write(form);
    match &args.output {
        None => printer.document(text.trim_end()),
        Some(path) => write_new(path, &text)?,
    }
    Ok(())
}
