//! An answer in lines under headings: the ways, what would swap them, the work, and where figures come from. Pages and the
//! command line show the same.

use super::decide::Answer;
use super::ground::Ground;
use super::inputs::{Buyer, Inputs};
use super::market::Market;
use super::quality::{Meets, Provenance};
use super::sentence::amount;
use super::swaps::Swap;
use super::way::Way;
use super::words::{gib, list, say, score, seconds};
use crate::cost::{grouped, joined, percent, rough, tokens};
use crate::decision::{Answer as Lines, Line};

/// Ways of one kind that are shown where the reader does not ask for all of them.
const SHOWN: usize = 4;

/// The lines of an answer; `preset` is the workload that the inputs began with, by position, and `all` shows every way.
#[must_use]
pub fn report(market: &Market, inputs: &Inputs, answer: &Answer, swaps: &[Swap], preset: usize, all: bool) -> Lines {
    let ground = &Ground::new(market, inputs);
    let mut lines = Lines { sentence: answer.sentence.clone(), lines: Vec::new(), is_fault: answer.fault.is_some() };
    if !lines.is_fault {
        table(ground, answer, all, &mut lines.lines);
        if let Some(best) = answer.best.or(answer.nearest) {
            details(ground, &answer.ways[best], &mut lines.lines);
        }
        for swap in swaps {
            let value = say(&[&swap.at, ": ", &swap.then]);
            line(&mut lines.lines, "What would change the answer", &swap.what, value, say(&["now ", &swap.now]));
        }
        work(ground, preset, &mut lines.lines);
    }
    for unused in &answer.unused {
        line(&mut lines.lines, "Entered and not used", &unused.what, "not used".to_owned(), unused.why.clone());
    }
    lines
}

fn line(lines: &mut Vec<Line>, group: &'static str, label: &str, value: String, note: String) {
    lines.push(Line { group, label: label.to_owned(), value, note });
}

/// Whether a way is shown: the first of each kind, what is paid now, and what the sentence names.
fn shown(answer: &Answer, all: bool) -> Vec<usize> {
    let named = [answer.best, answer.runner_up, answer.best_owned, answer.nearest, answer.now, answer.worth_a_test];
    let mut counts = [0_usize; 12];
    (0..answer.ways.len())
        .filter(|at| {
            let way = &answer.ways[*at];
            let count = &mut counts[way.kind as usize * 2 + usize::from(way.is_possible())];
            *count += 1;
            all || *count <= if way.is_possible() { SHOWN } else { 2 } || named.contains(&Some(*at))
        })
        .collect()
}

fn table(ground: &Ground, answer: &Answer, all: bool, lines: &mut Vec<Line>) {
    let shown = shown(answer, all);
    for at in &shown {
        let way = &answer.ways[*at];
        let cost = way.cost.map_or_else(|| "unknown".to_owned(), |cost| amount(ground, cost.value));
        if way.is_possible() {
            line(lines, "Ways that do the work, cheapest first", &way.name, cost, facts(ground, way));
        }
    }
    for at in &shown {
        let way = &answer.ways[*at];
        if !way.is_possible() {
            let cost = way.cost.map_or_else(|| "–".to_owned(), |cost| amount(ground, cost.value));
            let why: Vec<String> = way.out.iter().map(|why| why.text.clone()).collect();
            line(lines, "Ways that are out, nearest first", &way.name, cost, joined(&why, "; "));
        }
    }
    let left = answer.ways.len() - shown.len();
    if left > 0 {
        line(lines, "Ways that are out, nearest first", "Others", left.to_string(), "dearer or farther".to_owned());
    }
}

/// Quality, speed, waiting, privacy and the range of the money, in a line.
fn facts(ground: &Ground, way: &Way) -> String {
    let mut parts = Vec::new();
    if let Some(range) = way.cost.filter(|range| range.is_wide()) {
        parts.push(say(&[&amount(ground, range.low), " to ", &amount(ground, range.high)]));
    }
    parts.push(if way.meets == Meets::Does { "does the work" } else { "likely does the work" }.to_owned());
    if let Some(speed) = way.speed {
        parts.push(say(&[&rough(speed.value), " tok/s for each at the peak"]));
    }
    let people_wait = ground.inputs.work.kind != crate::catalog::WorkKind::Batch;
    if people_wait && way.speed.is_none() {
        parts.push("its speed is the seller’s, not measured here".to_owned());
    }
    if let Some(waiting) = way.waiting.filter(|_| people_wait) {
        parts.push(say(&[
            "first word after ",
            &seconds(waiting.first_token_s),
            ", answer after ",
            &seconds(waiting.answer_s),
        ]));
    }
    if let Some(busy) = way.busy {
        parts.push(say(&["busy ", &percent(busy)]));
    }
    parts.push(way.privacy.keeps().to_owned());
    joined(&parts, "; ")
}

fn details(ground: &Ground, way: &Way, lines: &mut Vec<Line>) {
    const GROUP: &str = "The first of them in detail";
    line(lines, GROUP, "Way", way.kind.label().to_owned(), way.name.clone());
    for part in way.parts.iter().filter(|part| part.amount >= 0.005) {
        line(lines, GROUP, &part.label, amount(ground, part.amount), "a month".to_owned());
    }
    let mut told: Vec<(usize, Provenance)> = Vec::new();
    for verdict in &way.quality {
        if told.contains(&(verdict.model, verdict.provenance)) {
            continue;
        }
        told.push((verdict.model, verdict.provenance));
        let same =
            way.quality.iter().filter(|other| (other.model, other.provenance) == (verdict.model, verdict.provenance));
        let names: Vec<String> = same.map(|other| other.category.label().to_lowercase()).collect();
        let word = match verdict.meets {
            Meets::Does => "good enough",
            Meets::Likely => "likely good enough",
            Meets::Untested => "nobody can tell",
            Meets::Fails => "not good enough",
        };
        let name = &ground.market.models[verdict.model].name;
        let all = if verdict.stands_in { "; a score over all kinds of work stands in" } else { "" };
        let note = say(&[&score(verdict), ", ", verdict.provenance.label(), all, ": ", &list(&names)]);
        line(lines, GROUP, name, word.to_owned(), note);
    }
    if let Some(memory) = way.memory {
        let contexts = memory.contexts.to_string();
        let context = grouped(ground.inputs.work.context_end as f64, 0);
        let note = say(&["of ", &gib(memory.usable_gib), ", with ", &contexts, " contexts of ", &context, " tokens"]);
        line(lines, GROUP, "Memory", gib(memory.needed_gib), note);
    }
    if let Some(speed) = way.speed {
        let note = say(&["for each at the peak; ", &way.speed_note]);
        line(lines, GROUP, "Speed", say(&[&rough(speed.value), " tok/s"]), note);
    }
    if let Some(moved) = way.moved {
        let value = say(&[&percent(moved.share), " of the work"]);
        let requests = grouped(moved.requests, 0);
        let note = say(&[
            &requests,
            " requests and ",
            &tokens(moved.million_tokens),
            " tokens a month, which would cost ",
            &amount(ground, moved.money),
            " at the API",
        ]);
        line(lines, GROUP, "Stays on the machine", value, note);
    }
    for mark in &way.marks {
        line(lines, GROUP, "Mind", String::new(), mark.clone());
    }
    for source in &way.sources {
        line(lines, GROUP, "Source", String::new(), source.clone());
    }
}

fn work(ground: &Ground, preset: usize, lines: &mut Vec<Line>) {
    const GROUP: &str = "The work that this is about";
    let inputs = ground.inputs;
    let work = &inputs.work;
    let known = ground.market.facts.workloads.get(preset);
    let from = |at: usize, same: bool| match known {
        Some(preset) if same => preset.sources[at].clone(),
        _ => "entered, or follows from what you entered".to_owned(),
    };
    let of = &work.request;
    let value = known.map(|preset| &preset.entry);
    line(lines, GROUP, "Begun with", work.name.clone(), work.kind.label().to_owned());
    let classes = say(&[
        &grouped(of.read, 0),
        " read from the cache, ",
        &grouped(of.write_5m + of.write_1h, 0),
        " written to it, ",
        &grouped(of.fresh, 0),
        " fresh, ",
        &grouped(of.output, 0),
        " output (",
        &percent(of.output / of.all().max(1.0)),
        ")",
    ]);
    let same = value.is_some_and(|entry| entry.tokens.value == *of);
    line(lines, GROUP, "Tokens of a request to a model", classes, from(0, same));
    let month = say(&[&grouped(work.requests_per_month, 0), " (", &tokens(work.million_tokens()), " tokens)"]);
    let people = f64::from(inputs.constraints.people);
    let same = value.is_some_and(|entry| {
        let each = entry.requests_per_month.value;
        work.requests_per_month == each || (work.requests_per_month / (each * people) - 1.0).abs() < 1e-9
    });
    line(lines, GROUP, "Requests to a model a month", month, from(1, same));
    let same = value.is_some_and(|entry| entry.context_end_tokens.value == work.context_end);
    line(lines, GROUP, "Context at the end", say(&[&grouped(work.context_end as f64, 0), " tokens"]), from(2, same));
    let who = if inputs.constraints.people > 1 {
        say(&[&inputs.constraints.people.to_string(), " people"])
    } else {
        "one person".to_owned()
    };
    let same = value.is_some_and(|entry| entry.peak_streams.value == work.peak_streams);
    let note = if same { from(3, true) } else { say(&["for ", &who, ", whose peaks do not add up"]) };
    line(lines, GROUP, "At once at the peak", work.peak_streams.to_string(), note);
    let enough = inputs.constraints.enough[0];
    line(
        lines,
        GROUP,
        "Good enough",
        say(&[&grouped(enough, 2), " of 2"]),
        say(&["scores from “", &ground.market.facts.snapshot, "”"]),
    );
    line(lines, GROUP, "Privacy", inputs.constraints.privacy.label().to_owned(), String::new());
    let tax = match inputs.terms.buyer {
        Buyer::Private => say(&["a household: ", &percent(inputs.terms.tax), " tax is on everything"]),
        Buyer::Business => "a business: no tax on anything".to_owned(),
        Buyer::AsListed => "as listed, with tax or without".to_owned(),
    };
    let rate = say(&[&rough(inputs.terms.rate), " ", inputs.terms.currency.code(), " for a dollar"]);
    line(lines, GROUP, "Money", rate, tax);
}
