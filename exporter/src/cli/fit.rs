//! `exporter fit`: What runs together on a machine, and which machine would do.

use analytics::decision::{memory_answer, resolve};
use clap::Args;

use crate::advise::Inputs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Printer;

/// Arguments of `exporter fit`.
#[derive(Debug, Clone, Args)]
pub struct FitArgs {
    #[command(flatten)]
    inputs: Inputs,
    /// Print JSON
    #[arg(long, env = "LIM_JSON", value_parser = clap::builder::FalseyValueParser::new())]
    json: bool,
}

/// Answers.
pub fn run(args: &FitArgs, printer: &Printer) -> Result<Exit, Failure> {
    let facts = args.inputs.facts()?;
    let (state, understood) = args.inputs.state(&facts)?;
    understood.iter().for_each(|understood| understood.tell(printer));
    let resolved = resolve(&facts, &state);
    let answers = [("memory", memory_answer(&resolved).answer)];
    super::common::advice(&answers, &state.print(&facts), args.json, printer)
}
