//! `mine route simulate`: what an average month of a profile would cost and wait under a router's file.

use std::path::PathBuf;

use analytics::work::{Amounts, Host, Moves, Place, Profile, TokenCounts, Work, moves};
use clap::Args;
use serde_json::{Value, json};

use super::moves::{HostArgs, Machine};
use super::sources::{Data, json as text, percent};
use crate::failure::Failure;
use crate::output::{Printer, columns};

/// Days of an average month.
const DAYS: f64 = analytics::usage::DAYS_A_MONTH;

/// Arguments of `mine route simulate`.
#[derive(Debug, Clone, Args)]
pub(super) struct SimulateArgs {
    /// The profile that `mine profile` wrote
    #[arg(long, value_name = "FILE")]
    mine: PathBuf,
    #[command(flatten)]
    data: Data,
    #[command(flatten)]
    host: HostArgs,
    /// Print JSON
    #[arg(long, env = "LIM_JSON", value_parser = clap::builder::FalseyValueParser::new())]
    json: bool,
}

/// Reads the profile, sorts its month and prints.
pub(super) fn run(args: &SimulateArgs, printer: &Printer) -> Result<(), Failure> {
    let bytes = crate::regular::read(&args.mine).map_err(|error| Failure::file("read", &args.mine, &error))?;
    let profile = std::str::from_utf8(&bytes).map_err(|_| "it is not UTF-8".to_owned()).and_then(Profile::from_json);
    let profile = profile.map_err(|why| {
        Failure::usage(format!("{}: {why}", args.mine.display()))
            .hint("`exporter mine profile --output FILE` writes such a file.")
    })?;
    let machine = args.host.machine(&args.data)?;
    let host = args.host.host(&machine, DAYS);
    let found = moves(&month(&profile, &machine), &host);
    if args.json {
        printer.document(&text(&as_json(&profile, &machine, &host, &found))?);
    } else {
        show(&profile, &machine, &host, &found, printer);
    }
    Ok(())
}

/// The work of a month, with the hours that the machine would need: those of the profile's average request to a model,
/// in proportion to the tokens, for a profile does not hold the tokens of each kind by class.
fn month(profile: &Profile, machine: &Machine) -> Vec<Work> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked not to be negative")]
    let whole = |tokens: f64| tokens.round() as u64;
    let of = &profile.per_request;
    let average = TokenCounts {
        fresh: whole(of.fresh),
        cache_write_5m: whole(of.write_5m),
        cache_write_1h: whole(of.write_1h),
        cache_read: whole(of.read),
        output: whole(of.output),
        reasoning: 0,
    };
    let each = machine.hosted.hours(&average);
    let tokens_each = profile.tokens_per_request();
    #[allow(clippy::cast_precision_loss, reason = "token counts lie far below 2^53")]
    let hours = |work: &Work| each.map(|each| each * work.tokens as f64 / tokens_each);
    profile.work().into_iter().map(|work| Work { machine_h: hours(&work), ..work }).collect()
}

fn sum(found: &Moves) -> Amounts {
    found.places.values().fold(Amounts::default(), |all, one| Amounts {
        requests: all.requests + one.requests,
        tokens: all.tokens + one.tokens,
        usd: all.usd + one.usd,
        waited_h: all.waited_h + one.waited_h,
        machine_h: all.machine_h + one.machine_h,
    })
}

fn local(found: &Moves) -> Amounts {
    found.places.get(&Place::Local).copied().unwrap_or_default()
}

fn as_json(profile: &Profile, machine: &Machine, host: &Host, found: &Moves) -> Value {
    let (all, local) = (sum(found), local(found));
    let priced = profile.usd_per_month.is_some();
    let blocks: Vec<Value> = found
        .blocks
        .iter()
        .map(|(block, of)| json!({ "block": block, "says": block.label(), "amounts": of }))
        .collect();
    json!({
        "format": "work-simulation-1",
        "model": machine.model,
        "machine": machine.machine,
        "snapshot": machine.snapshot,
        "score_of_all_tasks_stands_in": machine.stands_in,
        "enough": host.enough,
        "context_tokens": host.context,
        "usd_per_month_as_it_was": priced.then_some(all.usd),
        "usd_per_month_under_the_file": priced.then_some(all.usd - local.usd),
        "waited_h_as_it_was": all.waited_h,
        "waited_h_of_what_stays": all.waited_h - local.waited_h,
        "waited_h_of_what_moves": local.waited_h,
        "machine_h_of_what_moves": local.machine_h,
        "machine_h_available": host.available_h,
        "local": local,
        "all": all,
        "blocks": blocks,
    })
}

fn show(profile: &Profile, machine: &Machine, host: &Host, found: &Moves, printer: &Printer) {
    let (all, local) = (sum(found), local(found));
    printer.data(&format!(
        "An average month of {} to {}, with {} on {} for what is good enough from {} of 2 points (scores of {}):",
        profile.first_day, profile.last_day, machine.model, machine.machine, host.enough, machine.snapshot
    ));
    printer.data("");
    let usd = |value: f64| profile.usd_per_month.map_or_else(|| "?".to_owned(), |_| format!("${value:.2}"));
    let row = |name: &str, of: &Amounts, machine_h: String| {
        let part = if all.tokens > 0.0 { percent(of.tokens / all.tokens) } else { "–".to_owned() };
        vec![
            name.to_owned(),
            format!("{:.0}", of.requests),
            part,
            usd(of.usd),
            format!("{:.1}", of.waited_h),
            machine_h,
        ]
    };
    let stays = Amounts {
        requests: all.requests - local.requests,
        tokens: all.tokens - local.tokens,
        usd: all.usd - local.usd,
        waited_h: all.waited_h - local.waited_h,
        machine_h: 0.0,
    };
    let head = ["", "requests", "of tokens", "at listed prices", "hours waited then", "hours of the machine"];
    let rows = [
        head.map(str::to_owned).to_vec(),
        row("as it was", &all, String::new()),
        row("stays in the cloud", &stays, String::new()),
        row("moves to the machine", &local, format!("{:.1}", local.machine_h)),
    ];
    columns(&rows, &[false, true, true, true, true, true]).iter().for_each(|line| printer.data(line));
    printer.data("");
    if profile.usd_per_month.is_some() {
        printer.data(&format!(
            "The month's tokens would cost ${:.2} in place of ${:.2}; the machine itself is not counted (`decide --mine` does).",
            stays.usd, all.usd
        ));
    }
    printer.data(&format!(
        "What moves waited {:.1} hours, tools and thinking included; reading and writing alone would take the machine {:.1} of its {:.0} hours.",
        local.waited_h, local.machine_h, host.available_h
    ));
    for (block, of) in &found.blocks {
        printer.data(&format!("{}: {:.0} requests", block.label(), of.requests));
    }
    if machine.stands_in {
        printer.note("the score of all tasks stands in for kinds that the snapshot does not score one by one");
    }
    printer.note("kinds are the rules' word, which a router's keywords repeat; hours of the machine are estimates");
}
