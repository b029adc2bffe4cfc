//! The choice among all ways: one result, from which every sentence, table and file of a run is made.

use serde::Serialize;

use super::ground::Ground;
use super::inputs::Inputs;
use super::market::Market;
use super::own::nearness;
use super::quality::Meets;
use super::range::Range;
use super::sentence::sentence;
use super::way::{Kind, Reason, Spec, Way};
use super::{gpus, own, plans, rent};

/// Something that a reader entered and that no way used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unused {
    /// What it is.
    pub what: String,
    /// Why it says nothing here, and what would make it count.
    pub why: String,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct Answer {
    /// What makes the inputs unusable; then there is nothing else.
    pub fault: Option<String>,
    /// The answer in words.
    pub sentence: String,
    /// Ways: those that do the work, cheapest first, then those that are out, nearest first.
    pub ways: Vec<Way>,
    /// The cheapest way that does the work, by position.
    pub best: Option<usize>,
    /// The next one.
    pub runner_up: Option<usize>,
    /// What the runner-up costs more a month.
    pub distance: Option<f64>,
    /// The cheapest way that needs a machine of one's own and does the work.
    pub best_owned: Option<usize>,
    /// Where nothing does the work, the way that comes nearest.
    pub nearest: Option<usize>,
    /// What is paid now.
    pub now: Option<usize>,
    /// What costs less and would do if a test showed that it is good enough.
    pub worth_a_test: Option<usize>,
    /// What was entered and not used.
    pub unused: Vec<Unused>,
}

/// Works a way out.
pub(super) fn evaluate(ground: &Ground, spec: &Spec) -> Way {
    match spec {
        Spec::Now => now(ground),
        Spec::Rent { models } => rent::evaluate(ground, models),
        Spec::Subscribe { plan } => plans::evaluate(ground, *plan),
        Spec::RentGpu { gpu, models } => gpus::evaluate(ground, *gpu, models),
        Spec::Own { machine, models } => own::evaluate(ground, *machine, models),
        Spec::Mix { machine, models } => own::evaluate_mix(ground, *machine, models),
    }
}

/// What the reader says they pay: it does the work, or they would not pay it.
fn now(ground: &Ground) -> Way {
    let entered = &ground.inputs.entered;
    let mut way = Way::new(Kind::Now, Spec::Now, "now".to_owned(), "What you pay now".to_owned());
    if let Some(plan) = entered.plan {
        let of = plans::evaluate(ground, Some(plan));
        if let Some(seat) = of.parts.first() {
            way.pay(&seat.label, Range::exact(seat.amount));
        }
        way.sources = of.sources;
    }
    if let Some(bill) = entered.api_bill {
        way.pay("your bill for tokens or rented hardware", Range::exact(bill));
    } else if let Some(bill) = own_api(ground) {
        way.name = "An API at the prices that you entered".to_owned();
        way.pay("all requests at these prices", Range::exact(bill));
    }
    way.meets = Meets::Does;
    if ground.inputs.constraints.privacy > way.privacy {
        way.reject(Reason::Privacy, "its provider sees the work".to_owned());
    }
    way
}

/// A month at an API of the reader's own, whose prices they entered without naming a model.
fn own_api(ground: &Ground) -> Option<f64> {
    let entered = &ground.inputs.entered;
    let [input, write, read, output] = entered.api;
    let (input, output) = (input?, output?);
    if !entered.models.is_empty() {
        return None;
    }
    let of = &ground.inputs.work.request;
    let usd = of.fresh * input
        + (of.write_5m + of.write_1h) * write.unwrap_or(input)
        + of.read * read.unwrap_or(input)
        + of.output * output;
    let each = ground.inputs.terms.dollars(usd / 1e6) * ground.inputs.token_price_factor;
    Some(each * ground.inputs.work.requests_per_month)
}

fn specs(ground: &Ground) -> Vec<Spec> {
    let now = ground.inputs.entered.api_bill.or_else(|| own_api(ground)).map(|_| Spec::Now);
    let mut found: Vec<Spec> = now.into_iter().collect();
    found.extend(rent::specs(ground));
    found.extend(plans::specs(ground));
    found.extend(gpus::specs(ground));
    found.extend(own::specs(ground));
    found
}

/// Possible ways before others, cheap before dear; of those that are out the one with fewest reasons, the surest quality
/// and the best score.
fn order(a: &Way, b: &Way) -> std::cmp::Ordering {
    // What does not fit or is not sold is farther away than what lacks a test.
    let fails = |way: &Way| -> usize {
        let weight = |reason: Reason| if matches!(reason, Reason::Evidence | Reason::Quality) { 1 } else { 3 };
        way.out.iter().map(|why| weight(why.reason)).sum()
    };
    let need = |way: &Way| way.memory.map_or(0.0, |memory| memory.needed_gib);
    let end = |way: &Way| way.cost.map_or(f64::INFINITY, |cost| cost.high);
    b.is_possible()
        .cmp(&a.is_possible())
        .then_with(|| {
            if a.is_possible() {
                // Of equal costs the surer one.
                a.money()
                    .total_cmp(&b.money())
                    .then_with(|| b.meets.cmp(&a.meets))
                    .then_with(|| end(a).total_cmp(&end(b)))
            } else {
                fails(a)
                    .cmp(&fails(b))
                    .then_with(|| b.meets.cmp(&a.meets))
                    .then_with(|| nearness(b).total_cmp(&nearness(a)))
                    // Without a score the larger model is the likelier one.
                    .then_with(|| need(b).total_cmp(&need(a)))
                    .then_with(|| a.money().total_cmp(&b.money()))
            }
        })
        .then_with(|| a.key.cmp(&b.key))
}

/// Every way, worked out; a mix that leaves nothing to rent, or nothing on the machine, is none.
pub(super) fn all(ground: &Ground) -> Vec<Way> {
    let ways = specs(ground).into_iter().map(|spec| evaluate(ground, &spec));
    ways.filter(|way| {
        way.kind != Kind::Mix
            || way.moved.is_some_and(|moved| moved.share < 0.9995)
                && way.out.iter().all(|why| why.reason != Reason::Nothing)
    })
    .collect()
}

/// The best of each group, in order.
pub(super) fn ranked(mut ways: Vec<Way>) -> Vec<Way> {
    ways.sort_by(order);
    let mut groups: Vec<String> = Vec::new();
    ways.retain(|way| {
        let is_new = !groups.contains(&way.group);
        if is_new {
            groups.push(way.group.clone());
        }
        is_new
    });
    ways
}

/// Decides.
#[must_use]
pub fn decide(market: &Market, inputs: &Inputs, unused: Vec<Unused>) -> Answer {
    decide_on(&Ground::new(market, inputs), unused)
}

pub(super) fn decide_on(ground: &Ground, unused: Vec<Unused>) -> Answer {
    if let Err(fault) = ground.inputs.check() {
        return Answer { sentence: fault.clone(), fault: Some(fault), unused, ..Answer::default() };
    }
    let ways = ranked(all(ground));
    let possible: Vec<usize> = (0..ways.len()).filter(|at| ways[*at].is_possible()).collect();
    let best = possible.first().copied();
    let runner_up = possible.get(1).copied();
    let is_owned = |way: &Way| matches!(way.kind, Kind::Own | Kind::Mix);
    let only_evidence = |way: &Way| way.cost.is_some() && way.out.iter().all(|why| why.reason == Reason::Evidence);
    let dearest = best.map_or(f64::INFINITY, |at| ways[at].money());
    let worth_a_test = (0..ways.len())
        .filter(|at| !ways[*at].is_possible() && only_evidence(&ways[*at]) && ways[*at].money() < 0.9 * dearest)
        // A score that reaches what is good enough is what makes a test worth its while.
        .filter(|at| {
            let reaches = |verdict: &super::quality::Verdict| {
                let enough = ground.inputs.constraints.enough[verdict.category as usize];
                verdict.score.is_some_and(|score| score.value >= enough)
            };
            !ways[*at].quality.is_empty() && ways[*at].quality.iter().all(reaches)
        })
        .min_by(|a, b| ways[*a].money().total_cmp(&ways[*b].money()));
    let mut answer = Answer {
        best,
        runner_up,
        distance: best.zip(runner_up).map(|(best, next)| ways[next].money() - ways[best].money()),
        best_owned: possible.iter().copied().find(|at| is_owned(&ways[*at])),
        nearest: if best.is_none() && !ways.is_empty() { Some(0) } else { None },
        now: ways.iter().position(|way| way.kind == Kind::Now).or_else(|| {
            let plan = ground.inputs.entered.plan?;
            ways.iter().position(|way| way.spec == Spec::Subscribe { plan: Some(plan) })
        }),
        worth_a_test,
        unused,
        ways,
        ..Answer::default()
    };
    answer.sentence = sentence(ground, &answer);
    answer
}
