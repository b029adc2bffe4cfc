//! A model against the field: paired differences on the same tasks, with intervals, corrected for their number.

use analytics::category::Category;
use analytics::stats::holm::holm;
use analytics::stats::paired::{Paired, paired};
use analytics::stats::sign_flip::sign_flip;
use leptos::prelude::*;

use super::super::table::{Column, table};
use super::super::{Site, cell, place};
use super::Field;
use crate::fixed::fixed;

/// A difference is called one only below this, after Holm's correction.
const LEVEL: f64 = 0.05;
/// Only matters where more than 20 tasks differ; any number gives p-values that are right to ±.004.
const SEED: u64 = 1;

/// A paired comparison with its p-value.
struct Against {
    name: AnyView,
    paired: Paired,
    p: f64,
}

/// The section; a sentence where the snapshot cannot compare.
pub fn section(site: &Site, field: &Field<'_>, at: usize) -> AnyView {
    let models = field.full.models.len();
    if field.scores.n_tasks() == 0 || models < 2 {
        let why = if models < 2 {
            "The snapshot has no other model to compare with."
        } else {
            "Strengths and weaknesses need the scores of single tasks, which this snapshot does not hold."
        };
        return view! {
            <section>
                <h2>"Against the field"</h2>
                <p class="note">{why}</p>
            </section>
        }
        .into_any();
    }
    let others = (0..models).filter(|other| *other != at).filter_map(|other| {
        let (a, b) = field.scores.common(at, other);
        let model = &field.full.models[other];
        let address = site.link(&place::model(&field.full.id, &model.id));
        against(cell::head_link(address, model.name.clone()), &a, &b)
    });
    let by_category = Category::ALL.into_iter().filter_map(|category| {
        let (a, b) = category_pairs(field, at, category);
        against(cell::head(category.label()), &a, &b)
    });
    let categories = [
        ("Category", false),
        ("Difference", true),
        ("95 % interval", true),
        ("Better, equal, worse", true),
        ("p, corrected", true),
        ("Result", false),
    ];
    let models: [Column; 6] =
        [("Against", false), categories[1], categories[2], categories[3], categories[4], categories[5]];
    view! {
        <section>
            <h2>"Against the field"</h2>
            <p class="note">
                "Differences are paired: on each task this model’s score less the other’s, so that an easy or a hard "
                "task weighs on neither. p-values come from a sign-flip permutation test, corrected for the number of lines "
                "(Holm); only below 0.05 a difference is called one. Anything else is “not separable”: these tasks "
                "do not show which is better."
            </p>
            <h3>"Strengths and weaknesses by category"</h3>
            <p class="note">"Against the mean of all other models that have a score on the same task."</p>
            {lines("Strengths and weaknesses", &categories, by_category.collect(), ["weaker", "stronger"])}
            <h3>"Model by model"</h3>
            {lines("Model by model", &models, others.collect(), ["worse", "better"])}
        </section>
    }
    .into_any()
}

/// Own scores and the means of the others, on the tasks of a category for which both are there.
fn category_pairs(field: &Field<'_>, at: usize, category: Category) -> (Vec<f64>, Vec<f64>) {
    let scores = &field.scores;
    let tasks = scores.tasks().iter().enumerate();
    let in_category =
        tasks.filter(|(_, task)| field.full.tasks.get(**task).is_some_and(|task| task.category == category));
    in_category
        .filter_map(|(position, _)| {
            let own = scores.get(at, position).value()?;
            let others: Vec<f64> = (0..scores.n_models())
                .filter(|other| *other != at)
                .filter_map(|other| scores.get(other, position).value())
                .collect();
            let mean = others.iter().sum::<f64>() / others.len() as f64;
            (!others.is_empty()).then_some((own, mean))
        })
        .unzip()
}

fn against(name: AnyView, a: &[f64], b: &[f64]) -> Option<Against> {
    let compared = paired(a, b).ok()?;
    let differences: Vec<f64> = a.iter().zip(b).map(|(a, b)| a - b).collect();
    Some(Against { name, paired: compared, p: sign_flip(&differences, SEED).ok()?.p })
}

fn lines(label: &'static str, columns: &[Column], all: Vec<Against>, words: [&'static str; 2]) -> AnyView {
    let corrected = holm(&all.iter().map(|line| line.p).collect::<Vec<_>>());
    let Ok(corrected) = corrected else {
        return view! { <p class="note">"No other model has a score on the same tasks."</p> }.into_any();
    };
    let rows = all
        .into_iter()
        .zip(corrected)
        .map(|(Against { name, paired, .. }, p)| {
            let interval = paired
                .estimate
                .map(|estimate| [&signed(estimate.interval.low), " to ", &signed(estimate.interval.high)].concat());
            let counts = [&paired.wins.to_string(), ", ", &paired.ties.to_string(), ", ", &paired.losses.to_string()];
            let (class, verdict) = match () {
                () if p < LEVEL && paired.difference > 0.0 => ("gain", words[1]),
                () if p < LEVEL => ("loss", words[0]),
                () => ("none", "not separable"),
            };
            cell::row(vec![
                name,
                cell::number(Some(signed(paired.difference))),
                cell::number(interval.ok()),
                cell::number(Some(counts.concat())),
                cell::number(Some(probability(p))),
                view! { <td class=class>{verdict}</td> }.into_any(),
            ])
        })
        .collect();
    table(label, columns, rows)
}

/// A difference with its sign.
fn signed(value: f64) -> String {
    let text = fixed(value, 2);
    if value > 0.0 && text != "0.00" { ["+", &text].concat() } else { text }
}

/// A p-value.
fn probability(p: f64) -> String {
    if p < 0.001 { "< 0.001".to_owned() } else { fixed(p, 3) }
}
