//! The answer in a few sentences, all from the same result.

use super::decide::Answer;
use super::ground::Ground;
use super::quality::Meets;
use super::way::{Kind, Way};
use super::words::say;
use crate::cost::grouped;

/// An amount with its currency: whole units from 100 on.
pub(super) fn amount(ground: &Ground, value: f64) -> String {
    let decimals = if value.abs() >= 99.5 { 0 } else { 2 };
    say(&[&grouped(value, decimals), "\u{a0}", ground.inputs.terms.currency.code()])
}

/// Months until what a machine saves has made up for its price, against another way; None where that is not within its
/// months of use.
#[must_use]
fn paid_back(ground: &Ground, owned: &Way, other: &Way) -> Option<f64> {
    let terms = &ground.inputs.terms;
    let purchase = owned.purchase?;
    let wear = purchase * (1.0 - terms.residual) / terms.months;
    let interest = purchase * terms.interest / 12.0 * (1.0 + terms.residual) / 2.0;
    let saved = other.money() - (owned.money() - wear - interest);
    let months = purchase / saved;
    (saved > 0.0 && months <= terms.months).then_some(months)
}

fn months(value: f64) -> String {
    if value < 24.0 { say(&[&grouped(value, 1), " months"]) } else { say(&[&grouped(value / 12.0, 1), " years"]) }
}

/// The best way that is not of the given kinds.
fn best_but<'a>(answer: &'a Answer, not: &[Kind]) -> Option<&'a Way> {
    answer.ways.iter().find(|way| way.is_possible() && !not.contains(&way.kind))
}

/// How the mark of a machine begins that is no longer sold.
pub(super) const NOT_SOLD: &str = "no longer sold new";

const OWNED: [Kind; 2] = [Kind::Own, Kind::Mix];

pub(super) fn sentence(ground: &Ground, answer: &Answer) -> String {
    let Some(best) = answer.best.map(|at| &answer.ways[at]) else { return nothing(ground, answer) };
    let money = |value| amount(ground, value);
    let mut text = say(&[&best.name, ", ", &money(best.money()), " a month"]);
    if let Some(range) = best.cost.filter(|range| range.is_wide()) {
        text.push_str(&say(&[" (", &money(range.low), " to ", &money(range.high), ")"]));
    }
    text.push_str(match best.meets {
        Meets::Does => ". It does the work well enough.",
        _ => ". It likely does the work well enough.",
    });
    if let Some(count) = Some(best.count).filter(|count| *count > 1 && best.kind == Kind::Own) {
        text.push_str(&say(&[" One machine would not do: it takes ", &count.to_string(), "."]));
    }
    if let Some(moved) = best.moved {
        let share = grouped(moved.share * 100.0, 0);
        text.push_str(&say(&[" ", &share, " % of the work stays on the machine."]));
    }
    if let (Some(next), Some(distance)) = (answer.runner_up.map(|at| &answer.ways[at]), answer.distance) {
        let close = best.cost.zip(next.cost).is_some_and(|(best, next)| best.high >= next.low);
        let how = if close { "a close call, " } else { "" };
        let more = if distance < 0.005 {
            "at the same cost".to_owned()
        } else {
            say(&[how, &money(distance), " more a month"])
        };
        text.push_str(&say(&[" Next: ", &next.name, ", ", &more, "."]));
    }
    own_or_not(ground, answer, best, &mut text);
    if let Some(now) = answer.now.map(|at| &answer.ways[at]).filter(|now| now.cost.is_some()) {
        let saved = now.money() - best.money();
        if saved > 0.005 {
            text.push_str(&say(&[" You pay ", &money(now.money()), " now: ", &money(saved), " less a month."]));
        } else {
            text.push_str(&say(&[" You pay ", &money(now.money()), " now, and nothing here is cheaper."]));
        }
    }
    if let Some(test) = answer.worth_a_test.map(|at| &answer.ways[at]) {
        let saved = best.money() - test.money();
        text.push_str(&say(&[
            " Worth a test: ",
            &test.name,
            " would save ",
            &money(saved),
            " a month, if it is good enough; ",
            test.out.first().map_or("", |why| why.text.as_str()),
            ".",
        ]));
    }
    text
}

/// What owning means where something else is best, or what it saves.
fn own_or_not(ground: &Ground, answer: &Answer, best: &Way, text: &mut String) {
    let money = |value| amount(ground, value);
    if OWNED.contains(&best.kind) {
        if let Some(mark) = best.marks.iter().find(|mark| mark.starts_with(NOT_SOLD)) {
            text.push_str(&say(&[" The machine is ", mark, "."]));
        }
        if let Some(other) = best_but(answer, &OWNED) {
            let saved = other.money() - best.money();
            let back = paid_back(ground, best, other).map_or_else(
                || "its price comes back only with what it sells for at the end".to_owned(),
                |value| say(&["the machine is paid back in ", &months(value)]),
            );
            text.push_str(&say(&[
                " Against the best way without a machine (",
                &other.name,
                ") it saves ",
                &money(saved),
                " a month, and ",
                &back,
                ".",
            ]));
        }
        return;
    }
    let Some(owned) = answer.best_owned.map(|at| &answer.ways[at]) else {
        if let Some(nearest) = answer.ways.iter().find(|way| way.kind == Kind::Own) {
            let why = nearest.out.first().map_or("", |why| why.text.as_str());
            text.push_str(&say(&[" No machine of your own does it; the nearest: ", &nearest.name, " (", why, ")."]));
        }
        return;
    };
    if let Some(mark) = owned.marks.iter().find(|mark| mark.starts_with(NOT_SOLD)) {
        text.push_str(&say(&[" The machine is ", mark, "."]));
    }
    let more = owned.money() - best.money();
    let back = paid_back(ground, owned, best).map_or_else(
        || "is not paid back within its life".to_owned(),
        |value| say(&["is paid back in ", &months(value), " and still costs more in all"]),
    );
    text.push_str(&say(&[" Of your own, ", &owned.name, " costs ", &money(more), " more a month and ", &back, "."]));
}

/// No way does the work: the nearest, and what keeps it.
fn nothing(ground: &Ground, answer: &Answer) -> String {
    let Some(nearest) = answer.nearest.map(|at| &answer.ways[at]) else {
        return "Nothing in the catalogue does this work.".to_owned();
    };
    let why: Vec<String> = nearest.out.iter().map(|why| why.text.clone()).collect();
    let cost = nearest.cost.map_or_else(String::new, |cost| say(&[", ", &amount(ground, cost.value), " a month"]));
    let privacy = ground.inputs.constraints.privacy;
    let house =
        if privacy > super::inputs::Privacy::Anything { say(&[" where ", privacy.label()]) } else { String::new() };
    say(&[
        "Nothing is shown to do this work well enough",
        &house,
        ". The nearest: ",
        &nearest.name,
        &cost,
        "; ",
        &super::words::list(&why),
        ".",
    ])
}
