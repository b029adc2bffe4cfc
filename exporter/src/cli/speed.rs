//! `exporter speed`: How fast a model is on a machine: measured where somebody did, else estimated.

use analytics::decision::{resolve, speed_answer};
use clap::Args;

use crate::advise::Inputs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Printer;

/// Arguments of `exporter speed`.
#[derive(Debug, Clone, Args)]
pub struct SpeedArgs {
    #[command(flatten)]
    inputs: Inputs,
    /// Print JSON
    #[arg(long, env = "LIM_JSON", value_parser = clap::builder::FalseyValueParser::new())]
    json: bool,
}

/// Answers.
pub fn run(args: &SpeedArgs, printer: &Printer) -> Result<Exit, Failure> {
    let facts = args.inputs.facts()?;
    let (state, understood) = args.inputs.state(&facts)?;
    understood.iter().for_each(|understood| understood.tell(printer));
    let resolved = resolve(&facts, &state);
    let answers = [("speed", speed_answer(&resolved))];
    super::common::advice(&answers, &state.print(&facts), args.json, printer)
}
