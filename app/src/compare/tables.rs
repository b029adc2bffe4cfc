//! The tables of the comparison.

use analytics::category::Category;
use leptos::either::Either;
use leptos::prelude::*;

use super::pairs::{Pair, signed};
use super::state::CompareState;
use crate::components::{NumberTable, ScoredPage, number_cell};
use crate::data::SnapshotScores;
use crate::fixed::fixed;

type Page = ScoredPage<CompareState>;

/// The cell that names a row, as a link to the page of a model or a task.
fn head(page: Page, kind: &'static str, id: &str, name: &str) -> impl IntoView + use<> {
    view! { <th scope="row"><a href=page.link(kind, id)>{name.to_owned()}</a></th> }
}

fn text_cell(text: String) -> impl IntoView {
    view! { <td class="number">{text}</td> }
}

/// The models in their order, in front of them the name of the first column.
fn heads(scores: &SnapshotScores, chosen: &[usize], first: &str) -> Vec<String> {
    std::iter::once(first).chain(chosen.iter().map(|at| scores.models[*at].name.as_str())).map(str::to_owned).collect()
}

/// Each model against the first one.
pub(super) fn against(
    page: Page,
    scores: &SnapshotScores,
    chosen: &[usize],
    pairs: &[Pair],
    margin: Signal<f64>,
) -> impl IntoView + use<> {
    let first = &scores.models[chosen[0]];
    let heads = [
        "Model",
        "Good enough?",
        "Result",
        "Difference",
        "95 % interval",
        "Score",
        "Tasks",
        "Better, equal, worse",
        "p",
        "Smallest detectable difference",
    ];
    let first_row = view! {
        <tr>
            {head(page, "models", &first.id, &first.name)}
            <td class="none number" colspan="4">"reference"</td>
            {number_cell(first.mean)}
            {text_cell(first.scores_of(|_| true).len().to_string())}
            <td colspan="3"></td>
        </tr>
    };
    let rows: Vec<_> = pairs.iter().map(|pair| pair_row(page, scores, pair, margin)).collect();
    view! {
        <h2>"Difference on the same tasks"</h2>
        <NumberTable label="Difference on the same tasks" heads=heads.map(str::to_owned).to_vec()>
            {first_row}
            {rows}
        </NumberTable>
        <p class="note">
            "“Good enough” asks whether the model loses at most " {move || fixed(margin.get(), 2)}
            " points against the reference. Yes means that the one-sided 95 % bound of the difference stays above minus "
            "that (non-inferiority). “Not shown” is not “worse”. Where scores are equal on every task, the bound follows "
            "from the exact interval of a share. p-values come from a sign-flip permutation test and are corrected for "
            "the number of comparisons (Holm). The smallest detectable difference is what so many tasks find in four of "
            "five evaluations."
        </p>
    }
}

fn pair_row(page: Page, scores: &SnapshotScores, pair: &Pair, margin: Signal<f64>) -> impl IntoView + use<> {
    let model = &scores.models[pair.model];
    let paired = &pair.paired;
    let interval = paired.estimate.ok().map(|estimate| estimate.interval);
    let interval = interval.map(|interval| format!("{} to {}", signed(interval.low), signed(interval.high)));
    let p = pair.p.map(|p| if p < 0.001 { "< 0.001".to_owned() } else { fixed(p, 3) });
    let word = pair.word();
    let class = match word {
        "better" => "number gain",
        "worse" => "number loss",
        _ => "number none",
    };
    let own = pair.clone();
    let verdict = Memo::new(move |_| own.good_enough(margin.get()));
    view! {
        <tr>
            {head(page, "models", &model.id, &model.name)}
            <td class=move || if verdict.get().0 == "yes" { "number gain" } else { "number" }>
                {move || verdict.get().0}
                {move || verdict.get().1.map(|bound| view! { <small>" " {signed(bound)} " at worst"</small> })}
            </td>
            <td class=class>{word}</td>
            {text_cell(signed(paired.difference))}
            {optional_cell(interval)}
            {number_cell(model.mean)}
            {text_cell(paired.n.to_string())}
            {text_cell(format!("{}, {}, {}", paired.wins, paired.ties, paired.losses))}
            {optional_cell(p)}
            {number_cell(pair.detectable())}
        </tr>
    }
}

/// A cell with a text, or with a dash.
fn optional_cell(text: Option<String>) -> impl IntoView {
    let class = if text.is_some() { "number" } else { "number none" };
    view! { <td class=class>{text.unwrap_or_else(|| "–".to_owned())}</td> }
}

/// Whether the task at a position is of a category.
fn is_in(scores: &SnapshotScores, category: Category) -> impl Fn(usize) -> bool {
    move |task| scores.tasks[task].category == category
}

/// Means by category, with the number of tasks behind each.
pub(super) fn categories(scores: &SnapshotScores, chosen: &[usize]) -> impl IntoView + use<> {
    let mean = |at: usize, category: Category| {
        let own = scores.models[at].scores_of(is_in(scores, category));
        if own.is_empty() {
            return Either::Left(number_cell(None));
        }
        let mean = own.iter().sum::<f64>() / own.len() as f64;
        Either::Right(view! { <td class="number">{fixed(mean, 2)} <small>" of " {own.len().to_string()}</small></td> })
    };
    let present = Category::ALL.into_iter().filter(|category| (0..scores.tasks.len()).any(is_in(scores, *category)));
    let rows: Vec<_> = present
        .map(|category| {
            let cells: Vec<_> = chosen.iter().map(|at| mean(*at, category)).collect();
            view! { <tr><th scope="row">{category.label()}</th>{cells}</tr> }
        })
        .collect();
    view! {
        <h2>"By category"</h2>
        <NumberTable label="By category" heads=heads(scores, chosen, "Category")>{rows}</NumberTable>
        <p class="note">
            "Means, with the number of tasks. A category holds few tasks: read it as a hint, not as a rank."
        </p>
    }
}

/// The score of every task.
pub(super) fn tasks(page: Page, scores: &SnapshotScores, chosen: &[usize]) -> impl IntoView + use<> {
    let score = |model: usize, task: usize| scores.models[model].scores.get(task).copied().flatten();
    let cell = |model: usize, task: usize| {
        let (own, first) = (score(model, task), score(chosen[0], task));
        let class = match own.map(|own| own - first.unwrap_or(own)) {
            None => "number none",
            Some(gap) if gap > 1e-9 => "number gain",
            Some(gap) if gap < -1e-9 => "number loss",
            Some(_) => "number",
        };
        view! { <td class=class>{own.map_or_else(|| "unscored".to_owned(), |own| fixed(own, 2))}</td> }
    };
    let rows: Vec<_> = scores
        .tasks
        .iter()
        .enumerate()
        .map(|(at, task)| {
            let cells: Vec<_> = chosen.iter().map(|model| cell(*model, at)).collect();
            view! { <tr>{head(page, "tasks", &task.id, &task.title)} {cells}</tr> }
        })
        .collect();
    view! {
        <h2>"Task by task"</h2>
        <NumberTable label="Task by task" heads=heads(scores, chosen, "Task")>{rows}</NumberTable>
    }
}

/// Means of a snapshot that has nothing else.
pub(super) fn means(page: Page, scores: &SnapshotScores, chosen: &[usize]) -> impl IntoView + use<> {
    let rows: Vec<_> = chosen
        .iter()
        .map(|at| &scores.models[*at])
        .map(|model| view! { <tr>{head(page, "models", &model.id, &model.name)} {number_cell(model.mean)}</tr> })
        .collect();
    view! {
        <h2>"Published means"</h2>
        <NumberTable label="Published means" heads=vec!["Model".to_owned(), "Mean score".to_owned()]>{rows}</NumberTable>
    }
}
