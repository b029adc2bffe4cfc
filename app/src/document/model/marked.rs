//! Every case of a model, by category: marks, score, times, tokens, cost, and the way to the answer.

use analytics::category::Category;
use analytics::outcome::Outcome;
use analytics::snapshot::v1::Summary;
use leptos::prelude::*;

use super::super::cases::Case;
use super::super::task::marks::{score, verdict_cell};
use super::super::{Site, cell, place};
use crate::fixed::{fixed, seconds};

/// The cases; a sentence where the snapshot has none.
pub fn section(site: &Site, full: &Summary, own: &[&Case]) -> AnyView {
    if own.is_empty() {
        return view! {
            <section>
                <h2>"Cases"</h2>
                <p class="note">"This snapshot has no case of this model."</p>
            </section>
        }
        .into_any();
    }
    let any = |has: fn(&Case) -> bool| own.iter().any(|case| has(case));
    let measured = [
        ("First text s", any(|case| case.first_text_ms.is_some())),
        ("Time s", any(|case| case.total_ms.is_some())),
        ("Tokens", any(|case| case.completion_tokens.is_some())),
        ("Cost", any(|case| case.billed.is_some_and(|bill| bill.0 > 0))),
    ];
    let shown = measured.map(|(_, shown)| shown);
    let mut heads = vec![
        view! { <th scope="col">"Task"</th> }.into_any(),
        view! { <th scope="col" class="number">"Score"</th> }.into_any(),
    ];
    heads.extend(full.judges.iter().map(|judge| view! { <th scope="col">{judge.name.clone()}</th> }.into_any()));
    let ended = own.iter().any(|case| case.outcome != Outcome::Answered);
    if ended {
        heads.push(view! { <th scope="col">"Ended"</th> }.into_any());
    }
    let names = measured.iter().filter(|(_, shown)| *shown).map(|(name, _)| *name);
    heads.extend(names.map(|name| view! { <th scope="col" class="number">{name}</th> }.into_any()));
    let columns = heads.len();
    let groups: Vec<_> = Category::ALL
        .into_iter()
        .filter_map(|category| {
            let in_category = |case: &&&Case| full.tasks.get(case.task).is_some_and(|task| task.category == category);
            let rows: Vec<_> = own.iter().filter(in_category).map(|case| row(site, full, case, ended, shown)).collect();
            if rows.is_empty() {
                return None;
            }
            let values: Vec<f64> = own.iter().filter(in_category).filter_map(|case| case.score.value()).collect();
            let mean = match values.len() {
                0 => "no score".to_owned(),
                n => ["mean ", &fixed(values.iter().sum::<f64>() / n as f64, 2), " over ", &n.to_string()].concat(),
            };
            Some(view! {
                <tbody>
                    <tr class="group">
                        <th scope="rowgroup" colspan=columns>{category.label()} <small>" " {mean}</small></th>
                    </tr>
                    {rows}
                </tbody>
            })
        })
        .collect();
    view! {
        <section>
            <h2>"Cases"</h2>
            <p class="note">
                "One line for each answer; a task leads to its prompt, the answer and the judges’ reasons. Marks are "
                "for correctness, completeness and quality, in this order."
            </p>
            <div class="scroll" tabindex="0" role="region" aria-label="Cases">
                <table class="plain marks">
                    <thead><tr>{heads}</tr></thead>
                    {groups}
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn row(site: &Site, full: &Summary, case: &Case, ended: bool, shown: [bool; 4]) -> AnyView {
    let first = match full.tasks.get(case.task) {
        Some(task) if case.repeat == 0 => {
            cell::head_link(site.link(&place::task(&full.id, &task.id)), task.title.clone())
        }
        Some(task) => cell::head([&task.title, ", repeat ", &(case.repeat + 1).to_string()].concat()),
        None => cell::head(""),
    };
    let mut cells = vec![first, score(case.score)];
    cells.extend(case.verdicts.iter().map(|verdict| verdict_cell(*verdict)));
    if ended {
        cells.push(cell::text(case.ended));
    }
    let measured = [
        case.first_text_ms.map(seconds),
        case.total_ms.map(seconds),
        case.completion_tokens.map(cell::grouped),
        case.billed.map(cell::dollars),
    ];
    cells.extend(measured.into_iter().zip(shown).filter(|(_, shown)| *shown).map(|(value, _)| cell::number(value)));
    cell::row(cells)
}
