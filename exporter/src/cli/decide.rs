//! `exporter decide`: Whether to own or to rent, and what each would cost.

use analytics::decision::{cost_answer, decide, machines, resolve};
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
    let (state, understood) = args.inputs.state(&facts)?;
    understood.iter().for_each(|understood| understood.tell(printer));
    let resolved = resolve(&facts, &state);
    let answers = [
        ("decision", decide(&resolved).answer),
        ("machines", machines(&resolved)),
        ("cost", cost_answer(&resolved).answer),
    ];
    super::common::advice(&answers, &state.print(&facts), args.json, printer)
}
