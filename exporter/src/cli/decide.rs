//! `exporter decide`: Whether to own or to rent, and what each would cost.

use analytics::decision::{cost_answer, decide, resolve};
use clap::Args;

use crate::advise::Inputs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Printer;

/// Arguments of `exporter decide`.
#[derive(Debug, Clone, Args)]
pub struct DecideArgs {
    #[command(flatten)]
    inputs: Inputs,
    /// Print JSON
    #[arg(long, env = "LIM_JSON", value_parser = clap::builder::FalseyValueParser::new())]
    json: bool,
}

/// Answers.
pub fn run(args: &DecideArgs, printer: &Printer) -> Result<Exit, Failure> {
    let facts = args.inputs.facts()?;
    let (state, faults) = args.inputs.state(&facts)?;
    faults.iter().for_each(|fault| printer.warn(fault));
    let resolved = resolve(&facts, &state);
    let answers = [("decision", decide(&resolved).answer), ("cost", cost_answer(&resolved).answer)];
    super::common::advice(&answers, &state.print(&facts), args.json, printer)
}
