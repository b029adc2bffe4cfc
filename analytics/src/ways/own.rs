//! Owning: machines for all of the work, or one for a part while the rest is rented.

use super::ground::Ground;
use super::hardware::{Running, assign, most_busy, run, speed_note};
use super::host::{Host, power, price};
use super::inputs::{Chosen, Privacy};
use super::quality::{Meets, Runs, judged, least, mean_score};
use super::range::Range;
use super::rent::{cheapest, request_cost};
use super::sentence::NOT_SOLD;
use super::way::{Kind, Moved, Reason, Spec, Way};
use super::words::{names, quality_out, say};
use crate::catalog::WorkKind;
use crate::cost::grouped;

/// Models that may run on hardware of one's own.
fn models(ground: &Ground) -> Vec<Chosen> {
    if !ground.inputs.entered.models.is_empty() {
        return ground.inputs.entered.models.clone();
    }
    let market = ground.market;
    let usual = market
        .models
        .iter()
        .enumerate()
        .filter_map(|(model, entry)| Some(Chosen { model, file: market.facts.models[entry.local?].usual }));
    usual.collect()
}

/// Sets of models that are looked at on a host: each that fits, and each two that fit together where both are good
/// enough for something.
pub(super) fn sets(ground: &Ground, host: &Host) -> Vec<Vec<Chosen>> {
    let need = |chosen: &Chosen| super::timing::need_gib(ground.market, ground.inputs, *chosen, 1);
    let usable = host.usable_gib(ground.inputs);
    let fitting: Vec<(Chosen, f64)> =
        models(ground).into_iter().filter_map(|chosen| Some((chosen, need(&chosen)?))).collect();
    let mut found: Vec<Vec<Chosen>> = fitting.iter().map(|(chosen, _)| vec![*chosen]).collect();
    let useful: Vec<Useful> = fitting
        .iter()
        .filter(|(_, gib)| *gib <= usable)
        .map(|(chosen, gib)| {
            let judged = judged(ground.inputs, chosen.model, &ground.market.models[chosen.model], Runs::FromFile);
            let passes = judged.iter().map(|verdict| verdict.meets >= Meets::Likely).collect();
            let time = ground.timing(host, *chosen, 1).map_or(f64::INFINITY, |timing| timing.busy_s.value);
            Useful { chosen: *chosen, gib: *gib, passes, time }
        })
        .filter(|of| of.passes.contains(&true))
        .collect();
    for (at, one) in useful.iter().enumerate() {
        for other in &useful[at + 1..] {
            if one.gib + other.gib <= usable && !one.replaces(other) && !other.replaces(one) {
                found.push(vec![one.chosen, other.chosen]);
            }
        }
    }
    found
}

/// A model that fits and is good enough for something.
struct Useful {
    chosen: Chosen,
    gib: f64,
    passes: Vec<bool>,
    time: f64,
}

impl Useful {
    /// Whether it does everything that the other does, and no slower: then the other adds nothing beside it.
    fn replaces(&self, other: &Self) -> bool {
        self.time <= other.time && self.passes.iter().zip(&other.passes).all(|(mine, its)| *mine || !its)
    }
}

/// Ways of owning that are looked at: on the chosen machine, else on every one.
pub(super) fn specs(ground: &Ground) -> Vec<Spec> {
    let machines = match ground.inputs.entered.machine {
        Some(one) => one..one + 1,
        None => 0..ground.market.facts.machines.len(),
    };
    let mut found = Vec::new();
    for machine in machines {
        let host = Host::machine(ground.market, ground.inputs, machine);
        for models in sets(ground, &host) {
            if ground.inputs.constraints.privacy == Privacy::Anything {
                found.push(Spec::Mix { machine, models: models.clone() });
            }
            found.push(Spec::Own { machine, models });
        }
    }
    found
}

/// Pays for machines: wear, interest, electricity and looking after them.
fn pay_for(ground: &Ground, machine: usize, running: &Running, way: &mut Way) {
    let terms = &ground.inputs.terms;
    let price = price(ground.market, ground.inputs, machine);
    let (load, idle) = power(ground.market, ground.inputs, machine);
    let count = |of: &Range| Range {
        value: of.value * f64::from(running.count),
        low: of.low * f64::from(running.count_low),
        high: of.high * f64::from(running.count_high),
    };
    let purchase = count(&price.range);
    way.pay(
        "wear: its price less what it brings at the end, over its months",
        purchase.times((1.0 - terms.residual) / terms.months),
    );
    if terms.interest > 0.0 {
        way.pay("interest", purchase.times(terms.interest / 12.0 * (1.0 + terms.residual) / 2.0));
    }
    let on_h = if ground.inputs.work.kind == WorkKind::Service { 24.0 * terms.days } else { terms.hours() };
    // Each machine works up to all of its hours and waits for the rest of them.
    let energy = |count: u32, busy_h: f64, load: f64, idle: f64| {
        let all = on_h * f64::from(count);
        let busy = busy_h.min(all);
        (busy * load + (all - busy) * idle) / 1000.0
    };
    let kwh = Range {
        value: energy(running.count, running.busy_h.value, load.range.value, idle.range.value),
        low: energy(running.count_low, running.busy_h.low, load.range.low, idle.range.low),
        high: energy(running.count_high, running.busy_h.high, load.range.high, idle.range.high),
    };
    let electricity = kwh.times(terms.paid(terms.kwh, true));
    way.pay("electricity", electricity);
    let admin = count(&Range::exact(terms.admin));
    if terms.admin > 0.0 {
        way.pay("looking after it", admin);
    }
    way.purchase = Some(purchase.value);
    way.running = electricity.value + admin.value;
    way.marks.extend([price.mark, load.mark, idle.mark].into_iter().filter(|mark| !mark.is_empty()));
    let facts = &ground.market.facts.machines[machine];
    if let Some((code, amount, date)) = facts.price.as_ref() {
        way.sources.push(say(&[&facts.name, ": ", &grouped(*amount, 0), " ", code, ", ", date]));
    }
    if let Some(since) = &facts.discontinued {
        let since = if since == "unknown" { String::new() } else { say(&[" since ", since]) };
        let price = if facts.used { "; the price is that of a used one" } else { "; the price is the last one known" };
        way.marks.push(say(&[NOT_SOLD, &since, price]));
        if !facts.used && ground.inputs.entered.machine != Some(machine) {
            let text = say(&[
                NOT_SOLD,
                &since,
                ", and no source gives a second-hand price; name it and its price to count it",
            ]);
            way.reject(Reason::NotSold, text);
        }
    }
}

fn describe(way: &mut Way, running: &Running) {
    way.count = running.count;
    way.memory = Some(running.memory);
    way.speed = Some(running.per_stream);
    way.speed_note = speed_note(running);
    way.waiting = Some(running.waiting);
    way.busy = Some(running.busy);
}

fn key(kind: &str, host: &Host, models: &[Chosen]) -> String {
    let mut text = say(&[kind, ":", &host.id]);
    for chosen in models {
        text.push_str(&say(&[":", &chosen.model.to_string(), "-", &chosen.file.to_string()]));
    }
    text
}

fn named(ground: &Ground, models: &[Chosen]) -> String {
    let used: Vec<usize> = models.iter().map(|chosen| chosen.model).collect();
    names(ground.market, &used)
}

/// All of the work on machines of one's own.
pub(super) fn evaluate(ground: &Ground, machine: usize, models: &[Chosen]) -> Way {
    let host = Host::machine(ground.market, ground.inputs, machine);
    let work = assign(ground, &host, models);
    let spec = Spec::Own { machine, models: models.to_vec() };
    let mut way = Way::new(Kind::Own, spec, say(&["own:", &host.id]), String::new());
    way.key = key("own", &host, models);
    way.privacy = Privacy::House;
    way.quality = work.iter().map(|(verdict, _)| *verdict).collect();
    way.meets = least(&way.quality);
    match run(ground, &host, &work, ground.inputs.terms.hours(), false) {
        Err(why) => {
            way.out.push(why);
            // What it costs to own is known even where the work does not fit.
            let price = price(ground.market, ground.inputs, machine);
            let terms = &ground.inputs.terms;
            way.pay(
                "wear: its price less what it brings at the end, over its months",
                price.range.times((1.0 - terms.residual) / terms.months),
            );
            way.marks.extend([price.mark].into_iter().filter(|mark| !mark.is_empty()));
        }
        Ok(running) => {
            describe(&mut way, &running);
            pay_for(ground, machine, &running, &mut way);
        }
    }
    let several = if way.count > 1 { say(&[&grouped(f64::from(way.count), 0), " × "]) } else { String::new() };
    way.name = say(&["Own ", &several, &host.name, " with ", &named(ground, models)]);
    quality_out(ground, &mut way);
    way
}

/// One machine for what it does well enough and in time, the rest at the API.
pub(super) fn evaluate_mix(ground: &Ground, machine: usize, models: &[Chosen]) -> Way {
    let (market, inputs) = (ground.market, ground.inputs);
    let host = Host::machine(market, inputs, machine);
    let spec = Spec::Mix { machine, models: models.to_vec() };
    let name = say(&["Own ", &host.name, " with ", &named(ground, models), " for a part, rent the rest"]);
    let mut way = Way::new(Kind::Mix, spec, say(&["mix:", &host.id]), name);
    way.key = key("mix", &host, models);
    let all = assign(ground, &host, models);
    let work: Vec<_> = all.into_iter().filter(|(verdict, _)| verdict.meets >= Meets::Likely).collect();
    if work.is_empty() {
        way.reject(Reason::Nothing, "none of the work is likely done well enough on it".to_owned());
        return way;
    }
    let running = match run(ground, &host, &work, inputs.terms.hours(), true) {
        Ok(running) => running,
        Err(why) => {
            way.out.push(why);
            return way;
        }
    };
    describe(&mut way, &running);
    let served = if running.busy > 0.0 { (most_busy(ground) / running.busy).min(1.0) } else { 1.0 };
    way.busy = Some(running.busy.min(most_busy(ground)));
    // Streams beyond what its memory holds at once go to the API as well, of each peak their part.
    let held = f64::from(running.memory.contexts) / f64::from(inputs.work.peak_streams.max(1));
    let served = if inputs.work.kind == WorkKind::Batch { served } else { served.min(held.min(1.0)) };
    let local: f64 = work.iter().map(|(verdict, _)| verdict.share).sum::<f64>() * served;
    let running = Running { busy_h: running.busy_h.times(served), ..running };
    pay_for(ground, machine, &running, &mut way);
    let best = cheapest(ground);
    let mut rest = 0.0;
    let mut saved = 0.0;
    for at in (0..7).filter(|at| inputs.work.shares[*at] > 0.0) {
        let category = crate::category::Category::ALL[at];
        let mine = work.iter().find(|(verdict, _)| verdict.category == category).map(|(verdict, _)| *verdict);
        let each = best[at].and_then(|model| request_cost(ground, model));
        let kept = if mine.is_some() { served } else { 0.0 };
        let requests = inputs.work.requests_per_month * inputs.work.shares[at];
        match each {
            Some(each) => {
                rest += each * requests * (1.0 - kept);
                saved += each * requests * kept;
            }
            None if kept < 1.0 => {
                way.reject(Reason::Quality, say(&["no model to rent is likely good enough for ", category.label()]));
            }
            None => {}
        }
        let rented = best[at].map(|model| super::quality::judge(inputs, at, model, &market.models[model], Runs::AtApi));
        way.quality.extend(mine.or(rented));
    }
    way.pay("the rest at the API", Range::exact(rest));
    way.meets = least(&way.quality);
    way.moved = Some(Moved {
        share: local,
        requests: inputs.work.requests_per_month * local,
        million_tokens: inputs.work.million_tokens() * local,
        money: saved,
    });
    quality_out(ground, &mut way);
    if inputs.constraints.privacy > way.privacy {
        way.reject(Reason::Privacy, "a part of the work goes to an API".to_owned());
    }
    way
}

/// How near ways that are out come, for saying which is the nearest.
pub(super) fn nearness(way: &Way) -> f64 {
    mean_score(&way.quality)
}
