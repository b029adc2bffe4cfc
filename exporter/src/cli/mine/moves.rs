//! `mine moves`: what of one's own work a model on a machine of one's own could do, and what keeps the rest away.

use analytics::category::Category;
use analytics::decision::{Facts, ScoreFacts};
use analytics::work::{Amounts, Block, Host, Moves, Place, Tool, Work, moves};
use clap::Args;
use serde_json::{Value, json};

use super::sources::{Data, Sources, json as text, percent};
use crate::advise;
use crate::failure::Failure;
use crate::mine::host::Hosted;
use crate::mine::{Costs, History, Request, requests};
use crate::output::{Printer, columns};

/// The model on the machine, and what is good enough.
#[derive(Debug, Clone, Args)]
pub(super) struct HostArgs {
    /// Model of the catalogue that would do the work
    #[arg(long, value_name = "ID", default_value = "gpt-oss-120b")]
    pub(super) model: String,
    /// Machine of the catalogue that it would run on
    #[arg(long, value_name = "ID", default_value = "mac-studio-m4-max-128")]
    machine: String,
    /// Score from which on an answer is good enough, 0 to 2
    #[arg(long, value_name = "SCORE", default_value_t = 1.3, value_parser = enough)]
    pub(super) enough: f64,
    /// Hours a day in which the machine is on
    #[arg(long, value_name = "HOURS", default_value_t = 10.0, value_parser = hours)]
    hours: f64,
    /// Snapshot whose scores count, by its id; the newest with language models by default
    #[arg(long, value_name = "ID")]
    snapshot: Option<String>,
}

fn enough(text: &str) -> Result<f64, String> {
    between(text, 0.0, 2.0)
}

fn hours(text: &str) -> Result<f64, String> {
    between(text, 0.0, 24.0)
}

fn between(text: &str, low: f64, high: f64) -> Result<f64, String> {
    let value = text.trim().parse::<f64>().ok().filter(|value| (low..=high).contains(value));
    value.ok_or_else(|| format!("a number from {low} to {high}"))
}

/// Arguments of `mine moves`.
#[derive(Debug, Clone, Args)]
pub(super) struct MovesArgs {
    #[command(flatten)]
    sources: Sources,
    #[command(flatten)]
    data: Data,
    #[command(flatten)]
    host: HostArgs,
}

/// What was found, with what it was found from.
pub(super) struct Found {
    pub(super) moves: Moves,
    pub(super) host: Host,
    pub(super) snapshot: String,
    /// Whether the score of all tasks stands in for a category without one.
    pub(super) stands_in: bool,
    pub(super) model: String,
    machine: String,
}

/// Reads, sorts and prints.
pub(super) fn run(args: &MovesArgs, printer: &Printer) -> Result<(), Failure> {
    let history = args.sources.history()?;
    let costs = args.data.costs(&history, printer)?;
    let found = find(&history, &costs, &args.data, &args.host)?;
    if args.sources.json {
        printer.document(&text(&as_json(&found))?);
    } else {
        show(&found, printer);
    }
    Ok(())
}

/// The model on the machine, with the scores of a snapshot.
pub(super) struct Machine {
    pub(super) hosted: Hosted,
    pub(super) scores: Vec<Option<ScoreFacts>>,
    /// Whether the score of all tasks stands in for a category without one.
    pub(super) stands_in: bool,
    pub(super) snapshot: String,
    pub(super) model: String,
    pub(super) machine: String,
}

impl HostArgs {
    /// Looks model, machine and snapshot up.
    pub(super) fn machine(&self, data: &Data) -> Result<Machine, Failure> {
        let facts = advise::facts_of(&data.data, self.snapshot.as_deref())?;
        let unknown = |what: &str, id: &str, known: Vec<&str>| {
            Failure::usage(format!("the catalogue has no {what} {id}")).hint(format!("there are: {}", known.join(", ")))
        };
        let model = facts.model(&self.model).ok_or_else(|| {
            unknown("model", &self.model, facts.models.iter().map(|model| model.id.as_str()).collect())
        })?;
        let machine = facts.machine(&self.machine).ok_or_else(|| {
            unknown("machine", &self.machine, facts.machines.iter().map(|machine| machine.id.as_str()).collect())
        })?;
        let (scores, stands_in) = scores(&facts, model);
        Ok(Machine {
            hosted: Hosted::new(&facts, model, machine),
            scores,
            stands_in,
            snapshot: facts.snapshot.clone(),
            model: facts.models[model].name.clone(),
            machine: facts.machines[machine].name.clone(),
        })
    }

    /// The host of as many days.
    pub(super) fn host(&self, machine: &Machine, days: f64) -> Host {
        Host {
            scores: machine.scores.clone(),
            enough: self.enough,
            context: machine.hosted.context,
            available_h: self.hours * days,
        }
    }
}

/// Sorts the requests of a history.
pub(super) fn find(history: &History, costs: &Costs, data: &Data, args: &HostArgs) -> Result<Found, Failure> {
    let machine = args.machine(data)?;
    let (requests, _) = requests(history);
    if requests.is_empty() {
        return Err(Failure::outside("the histories hold no request of a person")
            .hint("`exporter mine scan` says what each of them holds."));
    }
    let work: Vec<Work> = requests.iter().map(|request| work(history, costs, request, &machine.hosted)).collect();
    let host = args.host(&machine, days(&requests));
    Ok(Found {
        moves: moves(&work, &host),
        host,
        stands_in: machine.stands_in,
        snapshot: machine.snapshot,
        model: machine.model,
        machine: machine.machine,
    })
}

/// The model's scores by category, and whether the score of all tasks stands in for one without a score of its own, as it
/// does in `decide`.
fn scores(facts: &Facts, model: usize) -> (Vec<Option<ScoreFacts>>, bool) {
    let of = &facts.models[model].scores;
    let all = of.first().copied().flatten();
    let own: Vec<Option<ScoreFacts>> = of.iter().skip(1).copied().collect();
    let stands_in = all.is_some() && (own.is_empty() || own.iter().any(Option::is_none));
    let scores = (0..Category::ALL.len()).map(|at| own.get(at).copied().flatten().or(all));
    (scores.collect(), stands_in)
}

/// Days from the first to the last request, both included.
#[allow(clippy::cast_precision_loss, reason = "days of a life")]
fn days(requests: &[Request]) -> f64 {
    let days: Vec<i64> = requests.iter().filter_map(|request| Some(request.at?.div_euclid(86_400_000))).collect();
    days.iter().max().zip(days.iter().min()).map_or(1.0, |(last, first)| (last - first + 1) as f64)
}

#[allow(clippy::cast_precision_loss, reason = "milliseconds of a request")]
fn work(history: &History, costs: &Costs, request: &Request, hosted: &Hosted) -> Work {
    let calls = request.call_indices.iter().filter_map(|at| history.calls.get(*at as usize));
    Work {
        kind: request.kind,
        requests: 1.0,
        tokens: request.tokens.total(),
        usd: costs.sum(history, &request.call_indices).0,
        waited_h: request.wall_ms.map_or(0.0, |wall| wall as f64 / 3_600_000.0),
        context: calls.clone().map(|call| call.tokens.total()).max().unwrap_or(0),
        web: request.used.contains(&Tool::Web),
        machine_h: calls.map(|call| hosted.hours(&call.tokens)).sum(),
    }
}

fn as_json(found: &Found) -> Value {
    let places: serde_json::Map<String, Value> =
        found.moves.places.iter().map(|(place, amounts)| (name(*place).to_owned(), json!(amounts))).collect();
    let blocks: Vec<Value> = found
        .moves
        .blocks
        .iter()
        .map(|(block, amounts)| json!({ "block": block, "says": block.label(), "amounts": amounts }))
        .collect();
    json!({
        "format": "work-moves-1",
        "model": found.model,
        "machine": found.machine,
        "snapshot": found.snapshot,
        "enough": found.host.enough,
        "score_of_all_tasks_stands_in": found.stands_in,
        "context_tokens": found.host.context,
        "wanted_h": found.moves.wanted_h,
        "available_h": found.moves.available_h,
        "places": places,
        "blocks": blocks,
    })
}

const fn name(place: Place) -> &'static str {
    match place {
        Place::Local => "local",
        Place::Cloud => "cloud",
        Place::NotEnoughData => "not-enough-data",
    }
}

fn show(found: &Found, printer: &Printer) {
    let moves = &found.moves;
    printer.data(&format!(
        "{} on {}, by the scores of {}: good enough from {} of 2 points on; contexts up to {} tokens fit.",
        found.model,
        found.machine,
        found.snapshot,
        found.host.enough,
        super::sources::grouped(found.host.context)
    ));
    printer.data("");
    let all = moves.places.values().fold(Amounts::default(), |all, one| Amounts {
        requests: all.requests + one.requests,
        tokens: all.tokens + one.tokens,
        usd: all.usd + one.usd,
        waited_h: all.waited_h + one.waited_h,
        machine_h: all.machine_h + one.machine_h,
    });
    let part = |part: f64, whole: f64| if whole > 0.0 { percent(part / whole) } else { "–".to_owned() };
    let cells = |label: String, amounts: &Amounts| {
        vec![
            label,
            format!("{:.0}", amounts.requests),
            part(amounts.requests, all.requests),
            part(amounts.tokens, all.tokens),
            part(amounts.usd, all.usd),
            format!("{:.1}", amounts.waited_h),
            format!("{:.1}", amounts.machine_h),
        ]
    };
    let head = ["where", "requests", "share", "of tokens", "of money", "hours waited", "hours there"];
    let right = [false, true, true, true, true, true, true];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    rows.extend(moves.places.iter().map(|(place, amounts)| cells(name(*place).replace('-', " "), amounts)));
    columns(&rows, &right).iter().for_each(|line| printer.data(line));
    if !moves.blocks.is_empty() {
        printer.data("");
        let mut rows = vec![
            ["what blocks", "requests", "share", "of tokens", "of money", "hours waited", ""]
                .map(str::to_owned)
                .to_vec(),
        ];
        rows.extend(moves.blocks.iter().map(|(block, amounts)| {
            let mut row = cells(block.label().to_owned(), amounts);
            row[6] = String::new();
            row
        }));
        columns(&rows, &right).iter().for_each(|line| printer.data(line));
    }
    if moves.blocks.iter().any(|(block, _)| *block == Block::NoCapacity) {
        printer.data("");
        printer.data(&format!(
            "The machine would need {:.1} hours for what it does well enough, and is on for {:.1}.",
            moves.wanted_h, moves.available_h
        ));
    }
    printer.note(
        "hours there are estimates of reading and writing alone; what is not measured stays in the cloud until it is",
    );
}
