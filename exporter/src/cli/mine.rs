//! `exporter mine`: what one's own agent histories hold, and the shares of one's own work.

use std::path::PathBuf;

use analytics::work::TokenCounts;
use clap::{Args, Subcommand};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::mine::History;
use crate::mine::report::{self, Share, Shares, SourceReport};
use crate::mine::source::{Found, Kind, Places, discover, kind_of, read};
use crate::output::{Printer, columns};

/// Arguments of `exporter mine`.
#[derive(Debug, Clone, Args)]
pub struct MineArgs {
    /// What to do.
    #[command(subcommand)]
    command: MineCommand,
}

#[derive(Debug, Clone, Subcommand)]
enum MineCommand {
    /// Say what histories are there: days, sessions, requests, tokens, and what could not be read
    Scan(Sources),
    /// Show the shares of each kind of work, by requests, tokens and written tokens
    Shares(Sources),
}

/// Which histories are read. Nothing is written, and no connection is opened.
#[derive(Debug, Clone, Args)]
struct Sources {
    /// Read these programs' histories only (all that are found by default)
    #[arg(long, value_name = "SOURCE", value_enum, value_delimiter = ',')]
    source: Vec<Kind>,
    /// Look for histories below this folder in place of the home folder
    #[arg(long, value_name = "FOLDER")]
    home: Option<PathBuf>,
    /// Read this file too: neutral form, LiteLLM spend log, OpenRouter activity CSV or OpenCode database
    /// (docs/agent-histories.md); can be given several times
    #[arg(long, value_name = "FILE")]
    file: Vec<PathBuf>,
    /// Print JSON
    #[arg(long, env = "LIM_JSON", value_parser = clap::builder::FalseyValueParser::new())]
    json: bool,
}

/// Reads and reports.
pub fn run(args: &MineArgs, printer: &Printer) -> Result<Exit, Failure> {
    match &args.command {
        MineCommand::Scan(sources) => {
            let reports = report::sources(&history(sources)?);
            if sources.json {
                printer.data(&json(&reports)?);
            } else {
                scan(&reports, printer);
            }
        }
        MineCommand::Shares(sources) => {
            let history = history(sources)?;
            for report in report::sources(&history) {
                report.notes.iter().for_each(|note| printer.note(note));
            }
            let shares = report::shares(&history);
            if shares.requests == 0 {
                return Err(Failure::outside("the histories hold no request of a person")
                    .hint("`exporter mine scan` says what each of them holds."));
            }
            if sources.json {
                printer.data(&json(&shares)?);
            } else {
                show(&shares, printer);
            }
        }
    }
    Ok(Exit::Success)
}

fn history(sources: &Sources) -> Result<History, Failure> {
    let mut places = Places::of_this_process();
    if let Some(home) = &sources.home {
        if !home.is_dir() {
            return Err(Failure::usage(format!("{} is no folder", home.display())));
        }
        places = Places { home: home.clone(), ..Places::default() };
    }
    let kinds = if sources.source.is_empty() { Kind::ALL.to_vec() } else { sources.source.clone() };
    let mut found = discover(&places, &kinds);
    for file in &sources.file {
        let kind = kind_of(file).map_err(|error| Failure::file("read", file, &error))?;
        match found.iter_mut().find(|found| found.kind == kind) {
            Some(found) => found.files.push(file.clone()),
            None => found.push(Found { kind, files: vec![file.clone()], notes: Vec::new() }),
        }
    }
    if found.is_empty() {
        let names = kinds.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(", ");
        return Err(Failure::outside(format!("no history was found below {}", places.home.display())).hint(format!(
            "Looked for {names}. Give --home FOLDER, or --file FILE in the form of docs/agent-histories.md."
        )));
    }
    Ok(read(&found))
}

fn json<T: serde::Serialize>(value: &T) -> Result<String, Failure> {
    serde_json::to_string_pretty(value).map_err(|error| Failure::outside(format!("cannot write JSON: {error}")))
}

fn scan(reports: &[SourceReport], printer: &Printer) {
    let head =
        ["source", "files", "from", "to", "days", "sessions", "requests", "calls", "tokens", "output", "unreadable"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    rows.extend(reports.iter().map(|report| {
        vec![
            report.name.to_owned(),
            report.files.to_string(),
            report.first_day.clone().unwrap_or_else(|| "–".to_owned()),
            report.last_day.clone().unwrap_or_else(|| "–".to_owned()),
            report.days.to_string(),
            report.sessions.to_string(),
            report.requests.to_string(),
            report.calls.to_string(),
            grouped(report.tokens.total()),
            grouped(report.tokens.output),
            format!("{} of {}", report.unreadable, report.lines),
        ]
    }));
    let right = [false, true, false, false, true, true, true, true, true, true, true];
    columns(&rows, &right).iter().for_each(|line| printer.data(line));
    for report in reports {
        if report.repeated > 0 {
            printer.note(&format!("{}: {} copies of the same record were counted once", report.name, report.repeated));
        }
        report.notes.iter().for_each(|note| printer.note(note));
    }
}

fn show(shares: &Shares, printer: &Printer) {
    let days = shares.first_day.as_deref().zip(shares.last_day.as_deref());
    let span = days.map_or_else(|| "without dates".to_owned(), |(first, last)| format!("{first} to {last} (UTC)"));
    printer.data(&format!(
        "{} requests with {} model calls, {span}; {} tokens, {} of them written by models.",
        grouped(shares.requests),
        grouped(shares.calls),
        grouped(shares.tokens.total()),
        grouped(shares.tokens.output)
    ));
    printer.data("");
    let head = ["kind", "requests", "share", "of tokens", "of output", "calls each"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    rows.extend(shares.kinds.iter().map(row));
    columns(&rows, &[false, true, true, true, true, true]).iter().for_each(|line| printer.data(line));
    printer.data("");
    for (of, count) in &shares.traits {
        printer.data(&format!("{of}: {} requests", grouped(*count)));
    }
    printer.data(&classes(&shares.tokens));
    printer.data(&format!(
        "Longest prompt of a request: {} tokens in the middle, {} at 90 %. At most {} sessions at work within a minute.",
        grouped(shares.longest_prompt_p50),
        grouped(shares.longest_prompt_p90),
        shares.peak_sessions
    ));
    let other = shares.tokens_without_request.total();
    if other > 0 {
        printer.note(&format!(
            "{} further tokens belong to no request: titles, scheduled work, or sessions whose prompts are gone",
            grouped(other)
        ));
    }
    printer.note("kinds are given by rules over words and tools; no text leaves this command");
}

fn row(share: &Share) -> Vec<String> {
    let percent = |part: f64| format!("{:.1} %", part * 100.0);
    #[allow(clippy::cast_precision_loss, reason = "shown with one digit")]
    let each = share.calls as f64 / share.requests.max(1) as f64;
    vec![
        share.kind.clone(),
        share.requests.to_string(),
        percent(share.share_of_requests),
        percent(share.share_of_tokens),
        percent(share.share_of_output),
        format!("{each:.1}"),
    ]
}

fn classes(tokens: &TokenCounts) -> String {
    format!(
        "Tokens: {} fresh, {} written to a cache for five minutes, {} for an hour, {} read from a cache, {} output.",
        grouped(tokens.fresh),
        grouped(tokens.cache_write_5m),
        grouped(tokens.cache_write_1h),
        grouped(tokens.cache_read),
        grouped(tokens.output)
    )
}

#[allow(clippy::cast_precision_loss, reason = "token counts lie far below 2^53")]
fn grouped(number: u64) -> String {
    analytics::cost::grouped(number as f64, 0)
}
