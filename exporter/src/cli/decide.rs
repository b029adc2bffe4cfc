//! `exporter decide`: every way to get the work done, what each costs, and which is best.

use analytics::decision::Answer as Lines;
use analytics::ways::{Unused, decide, inputs, report, swaps};
use clap::Args;
use serde_json::json;

use crate::advise::{self, ExtraArgs, Inputs};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Printer;

/// Arguments of `exporter decide`.
#[derive(Debug, Clone, Args)]
pub struct DecideArgs {
    #[command(flatten)]
    inputs: Inputs,
    #[command(flatten)]
    extra: ExtraArgs,
    /// Print JSON
    #[arg(long, env = "LIM_JSON", value_parser = clap::builder::FalseyValueParser::new())]
    json: bool,
}

/// Answers.
pub fn run(args: &DecideArgs, printer: &Printer) -> Result<Exit, Failure> {
    let market = args.inputs.market()?;
    let (mut state, understood) = args.inputs.state(&market.facts)?;
    args.extra.choose_workload(&market.facts, &mut state)?;
    let state = state.of_work();
    understood.iter().for_each(|understood| understood.tell(printer));
    let extra = args.extra.resolve(&market)?.named_in(args.inputs.link());
    let mut extra = args.inputs.name(extra);
    let house = state.entered(analytics::decision::Field::PRIVACY).is_some();
    let mut stricter = Vec::new();
    if house && extra.privacy.take().is_some() {
        let why = "--privacy 1 is stricter: nothing may leave the house".to_owned();
        stricter.push(Unused { what: "--no-api".to_owned(), why });
    }
    let link = state.print(&market.facts);
    let (inputs, mut unused) = match inputs(&market, &state, &extra) {
        Ok(found) => found,
        Err(fault) => {
            let lines = Lines { sentence: fault, lines: Vec::new(), is_fault: true };
            return super::common::advice(&[("decision", lines)], &link, args.json, printer);
        }
    };
    unused.extend(stricter);
    let answer = decide(&market, &inputs, unused);
    let swaps = swaps(&market, &inputs, &answer);
    let lines = report(&market, &inputs, &answer, &swaps, state.workload, args.extra.all);
    if !args.json {
        return super::common::advice(&[("decision", lines)], &link, false, printer);
    }
    let is_fault = lines.is_fault;
    let document = json!({
        "decision": advise::json(&lines),
        "answer": answer,
        "swaps": swaps,
        "work": inputs.work,
        "link": link,
    });
    let text = serde_json::to_string_pretty(&document)
        .map_err(|error| Failure::outside(format!("the answer cannot be written: {error}")))?;
    printer.document(&text);
    Ok(if is_fault { Exit::Usage } else { Exit::Success })
}
