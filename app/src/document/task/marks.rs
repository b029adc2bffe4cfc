//! The table of all marks of a task: one row for each answer, one column for each judge.

use analytics::outcome::Outcome;
use analytics::score::{Dimension, Marks, Score};
use analytics::snapshot::v1::Summary;
use leptos::prelude::*;

use super::super::cases::Case;
use super::super::{Site, cell, place};
use crate::fixed::{fixed, seconds};

/// Marks, times and cost of every answer.
pub fn section(site: &Site, full: &Summary, cases: &[Case]) -> AnyView {
    let judges: Vec<_> = full.judges.iter().map(|judge| view! { <th scope="col">{judge.name.clone()}</th> }).collect();
    let any = |has: fn(&Case) -> bool| cases.iter().any(has);
    let columns = [
        ("First text s", any(|case| case.first_text_ms.is_some())),
        ("Time s", any(|case| case.total_ms.is_some())),
        ("Tokens", any(|case| case.completion_tokens.is_some())),
        ("Cost", any(|case| case.billed.is_some_and(|bill| bill.0 > 0))),
    ];
    let measured: Vec<_> = columns
        .iter()
        .filter(|(_, shown)| *shown)
        .map(|(name, _)| view! { <th scope="col" class="number">{*name}</th> })
        .collect();
    let shown = columns.map(|(_, shown)| shown);
    let rows: Vec<_> = cases.iter().map(|case| row(site, full, case, shown)).collect();
    let threshold = full.scoring.disagreement_threshold;
    let differ = |case: &&Case| case.spread().is_some_and(|(spread, _)| f64::from(spread) > threshold);
    let open = cases.iter().filter(differ).filter(|case| case.review.is_none()).count();
    let reviewed = cases.iter().filter(|case| case.review.is_some()).count();
    let open = match open {
        0 => "No answer here waits for that.".to_owned(),
        1 => "One answer here waits for that.".to_owned(),
        more => [&more.to_string(), " answers here wait for that."].concat(),
    };
    let reviewed = match reviewed {
        0 => String::new(),
        1 => " One was reviewed: the person’s marks count in the place of the judges’.".to_owned(),
        more => {
            [" ", &more.to_string(), " were reviewed: the person’s marks count in the place of the judges’."].concat()
        }
    };
    let disagreement = [open, reviewed].concat();
    let limit = fixed(threshold, 1);
    view! {
        <section id="marks">
            <h2>"Marks"</h2>
            <p class="note">
                "Each judge gives a mark for correctness, completeness and quality, in this order: 0 is a fail, 1 "
                "acceptable, 2 good. Where two judges differ by more than " {limit}
                " on any of them, the answer has no score until a person decides. " {disagreement}
            </p>
            <div class="scroll" tabindex="0" role="region" aria-label="Marks">
                <table class="plain marks">
                    <thead>
                        <tr>
                            <th scope="col">"Model"</th>
                            <th scope="col" class="number">"Score"</th>
                            {judges}
                            <th scope="col">"Largest difference"</th>
                            {measured}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn row(site: &Site, full: &Summary, case: &Case, shown: [bool; 4]) -> AnyView {
    let model = full.models.get(case.model);
    let name = model.map_or_else(String::new, |model| model.name.clone());
    let name = if case.repeat > 0 { [&name, ", repeat ", &(case.repeat + 1).to_string()].concat() } else { name };
    let first = match model {
        Some(model) => cell::head_link(site.link(&place::model(&full.id, &model.id)), name),
        None => cell::head(name),
    };
    let mut cells = vec![first, score(case.score)];
    cells.extend(case.verdicts.iter().map(|verdict| verdict_cell(*verdict)));
    cells.push(spread(case, full.scoring.disagreement_threshold));
    let measured = [
        case.first_text_ms.map(seconds),
        case.total_ms.map(seconds),
        case.completion_tokens.map(cell::grouped),
        case.billed.map(cell::dollars),
    ];
    cells.extend(measured.into_iter().zip(shown).filter(|(_, shown)| *shown).map(|(value, _)| cell::number(value)));
    cell::row(cells)
}

/// A score, or the reason why there is none.
pub fn score(score: Score) -> AnyView {
    match score {
        Score::Scored(value) => cell::number(Some(fixed(value, 2))),
        Score::Unscored(reason) => view! { <td class="number none">{reason.label()}</td> }.into_any(),
    }
}

/// A verdict: three marks, or what stands in their place.
pub fn verdict_cell(verdict: Option<Option<Marks>>) -> AnyView {
    match verdict {
        None => view! { <td class="none">"not judged"</td> }.into_any(),
        Some(None) => view! { <td class="none">"unreadable"</td> }.into_any(),
        Some(Some(marks)) => view! { <td>{three(marks)}</td> }.into_any(),
    }
}

/// Three marks beside each other, each with its dimension as a title.
pub fn three(marks: Marks) -> AnyView {
    let marks: Vec<_> = Dimension::ALL
        .into_iter()
        .map(|dimension| {
            let value = marks.get(dimension).value();
            let class = ["mark m", &value.to_string()].concat();
            view! { <span class=class title=dimension.slug()>{value}</span> }
        })
        .collect();
    view! { <span class="three">{marks}</span> }.into_any()
}

fn spread(case: &Case, threshold: f64) -> AnyView {
    match case.spread() {
        None if case.outcome != Outcome::Answered => cell::text(case.ended),
        None => view! { <td class="none">"–"</td> }.into_any(),
        Some((0, _)) => view! { <td class="none">"none"</td> }.into_any(),
        Some((spread, dimension)) => {
            let open = f64::from(spread) > threshold;
            let words = [&spread.to_string(), " on ", dimension.slug()].concat();
            let class = if open { "open" } else { "" };
            let state = match case.review {
                Some(marks) => view! { <small>" reviewed: " {three(marks)}</small> }.into_any(),
                None if open => view! { <small>" not reviewed"</small> }.into_any(),
                None => ().into_any(),
            };
            view! { <td class=class>{words}{state}</td> }.into_any()
        }
    }
}
