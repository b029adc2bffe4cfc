//! `mine shares`: each kind of work by requests, tokens and money, and corrected by a labelled sample.

use clap::Args;
use serde::Serialize;

use analytics::work::{CorrectedShare, TokenCounts, agreement_with_rules, corrected_shares};

use super::sources::{Data, LabelsArg, Sources, grouped, json, percent};
use crate::failure::Failure;
use crate::mine::labels::{Labels, Measure, PERSON, sorted};
use crate::mine::projects::{ProjectShare, projects};
use crate::mine::report::{self, Share, Shares};
use crate::mine::{Costs, History, requests};
use crate::output::{Printer, columns};

/// Arguments of `mine shares`.
#[derive(Debug, Clone, Args)]
pub(super) struct SharesArgs {
    #[command(flatten)]
    sources: Sources,
    #[command(flatten)]
    data: Data,
    #[command(flatten)]
    labels: LabelsArg,
    /// Show the shares of projects too, numbered; those with fewer than five requests stand together
    #[arg(long)]
    projects: bool,
    /// With --projects: show their folders in place of numbers
    #[arg(long, requires = "projects")]
    names: bool,
}

/// The corrected shares of one measure.
#[derive(Debug, Serialize)]
struct CorrectedJson {
    kind: &'static str,
    by_rules: f64,
    corrected: f64,
    low: f64,
    high: f64,
}

/// What labels say, for JSON.
#[derive(Debug, Default, Serialize)]
struct Labelled {
    labelled: usize,
    kappa: Option<f64>,
    of_requests: Vec<CorrectedJson>,
    of_tokens: Vec<CorrectedJson>,
    of_money: Vec<CorrectedJson>,
}

#[derive(Serialize)]
struct Whole<'a> {
    #[serde(flatten)]
    shares: &'a Shares,
    #[serde(skip_serializing_if = "Option::is_none")]
    by_person: Option<Labelled>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    projects: Vec<ProjectShare>,
}

/// Reads, adds up and prints.
pub(super) fn run(args: &SharesArgs, printer: &Printer) -> Result<(), Failure> {
    let history = args.sources.history()?;
    for report in report::sources(&history) {
        report.notes.iter().for_each(|note| printer.note(note));
    }
    let costs = args.data.costs(&history, printer)?;
    let shares = report::shares(&history, &costs);
    if shares.requests == 0 {
        return Err(Failure::outside("the histories hold no request of a person")
            .hint("`exporter mine scan` says what each of them holds; `exporter mine profile` needs no prompts."));
    }
    let labels = args.labels.read()?;
    let by_person = (!labels.is_empty()).then(|| labelled(&history, &costs, &labels));
    let projects =
        if args.projects { projects(&history, &requests(&history).0, &costs, args.names) } else { Vec::new() };
    if args.sources.json {
        printer.document(&json(&Whole { shares: &shares, by_person, projects })?);
        return Ok(());
    }
    show(&shares, printer);
    by_project(&projects, printer);
    match by_person {
        Some(labelled) if labelled.labelled >= 2 => corrected(&labelled, printer),
        Some(labelled) => printer.note(&format!(
            "{} of these requests are labelled: two at least are needed to correct shares, fifty to do it well",
            labelled.labelled
        )),
        None => printer.note(
            "kinds are given by rules over words and tools; `exporter mine label` corrects their shares by your word",
        ),
    }
    Ok(())
}

fn labelled(history: &History, costs: &Costs, labels: &Labels) -> Labelled {
    let (requests, _) = requests(history);
    let of = |measure| sorted(history, &requests, labels, costs, PERSON, measure);
    let all = of(Measure::Requests);
    let round = |value: f64| (value * 1e4).round() / 1e4;
    // A kind with few requests and no label is one person's rare work: it is not named here either.
    let named = |found: &CorrectedShare| {
        let count = all.iter().filter(|one| one.rules == found.kind || one.person == Some(found.kind)).count() as u64;
        count >= report::FEWEST_NAMED
    };
    let rows = |measure| {
        corrected_shares(&of(measure))
            .unwrap_or_default()
            .into_iter()
            .filter(named)
            .map(|found| CorrectedJson {
                kind: found.kind.slug(),
                by_rules: round(found.by_rules),
                corrected: round(found.corrected),
                low: round(found.interval.low),
                high: round(found.interval.high),
            })
            .collect::<Vec<_>>()
    };
    Labelled {
        labelled: all.iter().filter(|one| one.person.is_some()).count(),
        kappa: agreement_with_rules(&all).ok().map(|kappa| round(kappa.value)),
        of_requests: rows(Measure::Requests),
        of_tokens: rows(Measure::Tokens),
        of_money: rows(Measure::Money),
    }
}

fn by_project(projects: &[ProjectShare], printer: &Printer) {
    if projects.is_empty() {
        return;
    }
    printer.data("");
    let head = ["project", "requests", "share", "of tokens", "of money"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    rows.extend(projects.iter().map(|of| {
        vec![
            of.project.clone(),
            of.requests.to_string(),
            percent(of.share_of_requests),
            percent(of.share_of_tokens),
            of.share_of_money.map_or_else(|| "?".to_owned(), percent),
        ]
    }));
    columns(&rows, &[false, true, true, true, true]).iter().for_each(|line| printer.data(line));
}

fn corrected(labelled: &Labelled, printer: &Printer) {
    printer.data("");
    let kappa = labelled.kappa.map_or_else(
        || "too few for a coefficient of agreement".to_owned(),
        |kappa| format!("κ with the rules {kappa:.2}"),
    );
    printer.data(&format!("Corrected by {} labelled requests ({kappa}), with 95 % intervals:", labelled.labelled));
    let cell = |row: &CorrectedJson| format!("{} ({}–{})", percent(row.corrected), percent(row.low), percent(row.high));
    let other = |rows: &[CorrectedJson], kind: &str| {
        rows.iter().find(|row| row.kind == kind).map_or_else(|| "–".to_owned(), cell)
    };
    let head = ["kind", "by rules", "of requests", "of tokens", "of money"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    rows.extend(labelled.of_requests.iter().map(|row| {
        vec![
            row.kind.to_owned(),
            percent(row.by_rules),
            cell(row),
            other(&labelled.of_tokens, row.kind),
            other(&labelled.of_money, row.kind),
        ]
    }));
    columns(&rows, &[false, true, true, true, true]).iter().for_each(|line| printer.data(line));
}

fn show(shares: &Shares, printer: &Printer) {
    let days = shares.first_day.as_deref().zip(shares.last_day.as_deref());
    let span = days.map_or_else(|| "without dates".to_owned(), |(first, last)| format!("{first} to {last} (UTC)"));
    printer.data(&format!(
        "{} requests with {} model calls, {span}; {} tokens, {} of them written by models; {}.",
        grouped(shares.requests),
        grouped(shares.calls),
        grouped(shares.tokens.total()),
        grouped(shares.tokens.output),
        money(shares)
    ));
    printer.data("");
    let head = ["kind", "requests", "share", "of tokens", "of money", "of output", "calls each"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    rows.extend(shares.kinds.iter().map(row));
    columns(&rows, &[false, true, true, true, true, true, true]).iter().for_each(|line| printer.data(line));
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
    printer.note("no text leaves this command");
}

fn money(shares: &Shares) -> String {
    match (shares.usd, shares.tokens_without_price) {
        (None, _) => "no price is known of any of its models".to_owned(),
        (Some(usd), 0) => format!("${usd:.2} at listed prices"),
        (Some(usd), unpriced) => {
            format!("${usd:.2} at listed prices, without {} tokens of unknown price", grouped(unpriced))
        }
    }
}

fn row(share: &Share) -> Vec<String> {
    #[allow(clippy::cast_precision_loss, reason = "shown with one digit")]
    let each = share.calls as f64 / share.requests.max(1) as f64;
    let unpriced = if share.tokens_without_price > 0 { " +?" } else { "" };
    vec![
        share.kind.clone(),
        share.requests.to_string(),
        percent(share.share_of_requests),
        percent(share.share_of_tokens),
        share.share_of_money.map_or_else(|| "?".to_owned(), |part| format!("{}{unpriced}", percent(part))),
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
