//! Renting a graphics card by the hour: as many hours as the work takes, or as many as people may come.

use super::ground::Ground;
use super::hardware::{assign, run, speed_note};
use super::host::Host;
use super::inputs::{Chosen, Privacy};
use super::own::sets;
use super::quality::least;
use super::range::Range;
use super::way::{Kind, Reason, Spec, Way};
use super::words::{names, quality_out, say};
use crate::catalog::WorkKind;
use crate::cost::grouped;

/// What is billed beside the card (disks, traffic): nothing, about a third, or half of it, as one comparison of providers
/// puts it (30 to 50 %).
const EXTRAS: Range = Range { value: 1.3, low: 1.0, high: 1.5 };

/// Ways of renting cards that are looked at.
pub(super) fn specs(ground: &Ground) -> Vec<Spec> {
    let mut found = Vec::new();
    for gpu in 0..ground.market.gpus.len() {
        let host = Host::card(ground.market, gpu);
        found.extend(sets(ground, &host).into_iter().map(|models| Spec::RentGpu { gpu, models }));
    }
    found
}

/// Works one out.
pub(super) fn evaluate(ground: &Ground, gpu: usize, models: &[Chosen]) -> Way {
    let (market, inputs) = (ground.market, ground.inputs);
    let card = &market.gpus[gpu];
    let host = Host::card(market, gpu);
    let spec = Spec::RentGpu { gpu, models: models.to_vec() };
    let mut way = Way::new(Kind::RentGpu, spec, say(&["gpu:", &host.id]), String::new());
    way.key = say(&["gpu:", &host.id]);
    for chosen in models {
        way.key.push_str(&say(&[":", &chosen.model.to_string(), "-", &chosen.file.to_string()]));
    }
    way.privacy = Privacy::RentedHardware;
    let work = assign(ground, &host, models);
    way.quality = work.iter().map(|(verdict, _)| *verdict).collect();
    way.meets = least(&way.quality);
    let terms = &inputs.terms;
    let batch = inputs.work.kind == WorkKind::Batch;
    // A batch may run at any hour; people come in theirs.
    let hours = if batch { 24.0 * terms.days } else { terms.hours() };
    match run(ground, &host, &work, hours, false) {
        Err(why) => way.out.push(why),
        Ok(running) => {
            way.count = running.count;
            way.memory = Some(running.memory);
            way.speed = Some(running.per_stream);
            way.speed_note = speed_note(&running);
            way.waiting = Some(running.waiting);
            way.busy = Some(running.busy);
            let whole = |busy_h: f64| ((busy_h / terms.days).ceil().max(1.0) * terms.days).max(1.0);
            let card_hours = match inputs.work.kind {
                WorkKind::Batch => Range {
                    value: whole(running.busy_h.value),
                    low: whole(running.busy_h.low),
                    high: whole(running.busy_h.high),
                },
                WorkKind::Service => each(&running, 24.0 * terms.days),
                WorkKind::Chat | WorkKind::Agents => each(&running, terms.hours()),
            };
            let how = match inputs.work.kind {
                WorkKind::Batch => "whole hours of work",
                WorkKind::Service => "always on",
                WorkKind::Chat | WorkKind::Agents => "on while people work",
            };
            let usd = Range {
                value: card_hours.value * card.usd_per_hour.value * EXTRAS.value,
                low: card_hours.low * card.usd_per_hour.low * EXTRAS.low,
                high: card_hours.high * card.usd_per_hour.high * EXTRAS.high,
            };
            let paid =
                Range { value: terms.dollars(usd.value), low: terms.dollars(usd.low), high: terms.dollars(usd.high) };
            way.pay(&say(&[&grouped(card_hours.value, 0), " hours of ", &card.name, ", ", how]), paid);
            let providers = card.providers.to_string();
            way.marks.push(say(&["the middle price of ", &providers, " providers, with 30 % for disks and traffic"]));
            way.sources.push(say(&[&card.name, " by the hour, ", &card.date, ": ", &card.source]));
        }
    }
    let several = if way.count > 1 { say(&[&grouped(f64::from(way.count), 0), " × "]) } else { String::new() };
    let used: Vec<usize> = models.iter().map(|chosen| chosen.model).collect();
    way.name = say(&["Rent ", &several, &card.name, " by the hour with ", &names(market, &used)]);
    quality_out(ground, &mut way);
    if inputs.constraints.privacy > way.privacy {
        way.reject(Reason::Privacy, "the card stands in somebody else’s house".to_owned());
    }
    way
}

fn each(running: &super::hardware::Running, hours: f64) -> Range {
    Range {
        value: hours * f64::from(running.count),
        low: hours * f64::from(running.count_low),
        high: hours * f64::from(running.count_high),
    }
}
