//! Two to four models of a snapshot on the same tasks: which is better, by how much, and is the other good enough?

mod pairs;
mod state;
mod tables;

use leptos::either::Either;
use leptos::prelude::*;
pub use state::CompareState;
use state::{MARGIN_TO, SLOTS};

use crate::components::{Choice, ScoredFrame, ScoredPage, ScoresInput, Select, Slider};
use crate::url_state::History;

/// Labels of the selections of models.
const LABELS: [&str; SLOTS.len()] = ["Reference", "Compare", "and", "and"];

/// The component.
#[component]
pub fn Compare(
    /// The snapshots, and the scores of the first one.
    input: ScoresInput,
) -> impl IntoView {
    let page = ScoredPage::<CompareState>::new(input);
    let ScoredPage { scores, state, .. } = page;
    let chosen = Memo::new(move |_| scores.with(|scores| state.with(|state| state.chosen(scores))));
    let found = Memo::new(move |_| scores.with(|scores| chosen.with(|chosen| pairs::pairs(scores, chosen))));
    let margin: Signal<f64> = Memo::new(move |_| state.with(CompareState::margin)).into();
    let summary = Memo::new(move |_| {
        scores.with(|scores| {
            found.with(|pairs| chosen.with(|chosen| pairs::summary(scores, chosen, pairs, margin.get())))
        })
    });
    let enter = Callback::new(move |margin| page.change(History::Replace, |state| state.margin = Some(margin)));
    let controls = view! {
        {(0..SLOTS.len()).map(|slot| model_select(page, slot)).collect::<Vec<_>>()}
        <Slider name="margin" label="Acceptable loss (points, scale 0–2)" to=MARGIN_TO value=margin enter/>
    };
    let output = move || {
        let (scores, chosen, found) = (scores.get(), chosen.get(), found.get());
        if scores.tasks.is_empty() {
            return Either::Left(tables::means(page, &scores, &chosen));
        }
        Either::Right((!found.is_empty()).then(|| {
            (
                tables::against(page, &scores, &chosen, &found, margin),
                tables::categories(&scores, &chosen),
                tables::tasks(page, &scores, &chosen),
            )
        }))
    };
    view! { <ScoredFrame page controls summary output/> }
}

/// The selection of one model.
fn model_select(page: ScoredPage<CompareState>, slot: usize) -> impl IntoView {
    let ScoredPage { scores, state, .. } = page;
    let choices = Memo::new(move |_| {
        let none = (slot > 1).then(|| Choice::new("", "no other"));
        let models = scores.get();
        let models = models.models.iter().map(|model| Choice::new(model.id.clone(), model.name.clone()));
        none.into_iter().chain(models).collect::<Vec<_>>()
    });
    let value = Memo::new(move |_| {
        scores.with(|scores| {
            let own = state.with(|state| state.slots(scores)[slot]);
            own.map(|at| scores.models[at].id.clone()).unwrap_or_default()
        })
    });
    let choose = Callback::new(move |id| page.change(History::Push, |state| state.models[slot] = id));
    view! { <Select name=SLOTS[slot] label=LABELS[slot] choices=choices.into() value=value.into() choose/> }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use analytics::category::Category;

    use super::pairs::pairs;
    use super::*;
    use crate::components::ScoresState;
    use crate::data::{ScoredModel, ScoredTask, SnapshotScores};
    use crate::url_state::UrlState;

    /// Twelve tasks; "good" is best, "near" loses a little on some, "bad" loses much on all, "none" has no score.
    fn scores() -> SnapshotScores {
        let tasks = (0..12).map(|at| ScoredTask {
            id: format!("t{at}"),
            title: format!("Task {at}"),
            category: Category::SimpleCoding,
        });
        let model = |id: &str, score: &dyn Fn(usize) -> Option<f64>| {
            let scores: Vec<_> = (0..12).map(score).collect();
            let own: Vec<f64> = scores.iter().flatten().copied().collect();
            let mean = (!own.is_empty()).then(|| own.iter().sum::<f64>() / own.len() as f64);
            ScoredModel { id: id.to_owned(), name: id.to_owned(), baseline: false, mean, scores }
        };
        let models = vec![
            model("bad", &|at| Some(if at % 3 == 0 { 0.5 } else { 0.0 })),
            model("near", &|at| Some(if at % 4 == 0 { 1.5 } else { 2.0 })),
            model("good", &|_| Some(2.0)),
            model("none", &|_| None),
        ];
        SnapshotScores { id: "s".to_owned(), title: "S".to_owned(), tasks: tasks.collect(), models }
    }

    #[test]
    fn the_best_two_stand_there_first_and_leave_no_trace_in_the_address() {
        let scores = scores();
        assert_eq!(CompareState::default().chosen(&scores), [2, 1]);
        let mut state = CompareState::parse("?a=good&margin=0.10&c=no-such-model");
        state.normalise(&scores);
        assert_eq!(state.query(), "");
    }

    #[test]
    fn a_state_survives_its_query() {
        let query = "?snapshot=x-1&a=near&b=bad&d=none&margin=0.25";
        assert_eq!(CompareState::parse(query).query(), query);
        for strange in ["?margin=NaN", "?margin=inf", "?margin=", "?margin=0,1"] {
            assert_eq!(CompareState::parse(strange).margin(), state::MARGIN, "{strange}");
        }
        assert_eq!(CompareState::parse("?margin=9").margin(), MARGIN_TO);
    }

    #[test]
    fn the_margin_decides_and_nothing_else_does() {
        let found = pairs(&scores(), &[2, 0, 1]);
        assert!(found[0].paired.difference < 0.0 && found[0].word() == "worse");
        for pair in found {
            assert!(!pair.is_equal());
            let (verdict, bound) = pair.good_enough(0.0);
            assert_eq!(verdict, "not shown");
            let bound = bound.unwrap();
            assert_eq!(pair.good_enough(-bound + 0.01).0, "yes");
            assert_eq!(pair.good_enough(-bound - 0.01).0, "not shown");
        }
    }

    /// Equal on every task is a result: it is called so, and bounded without any spread.
    #[test]
    fn identical_scores_are_equal() {
        let mut scores = scores();
        scores.models[1].scores = scores.models[2].scores.clone();
        let found = pairs(&scores, &[2, 1]);
        assert_eq!(found[0].word(), "equal");
        // One-sided: 1 − 0.05^(1/12) = 0.2209 of all tasks, at 2 points each.
        let (verdict, bound) = found[0].good_enough(0.44);
        assert_eq!((verdict, (bound.unwrap() * 1e4).round()), ("not shown", -4418.0));
        assert_eq!(found[0].good_enough(0.45).0, "yes");
        assert!(
            pairs::summary(&scores, &[2, 1], &found, 0.45).contains("near and good have equal scores on all 12 tasks")
        );
        // Equal means are not equal scores.
        scores.models[1].scores =
            scores.models[2].scores.iter().enumerate().map(|(at, _)| Some(if at == 0 { 1.0 } else { 2.0 })).collect();
        scores.models[2].scores = (0..12).map(|at| Some(if at == 1 { 1.0 } else { 2.0 })).collect();
        assert_eq!(pairs(&scores, &[2, 1])[0].word(), "not separable");
    }

    /// Baselines show what a score is worth; the question is about language models.
    #[test]
    fn language_models_come_before_baselines() {
        let mut scores = scores();
        scores.models[2].baseline = true;
        assert_eq!(CompareState::default().chosen(&scores), [1, 0]);
        scores.models[0].baseline = true;
        assert_eq!(CompareState::default().chosen(&scores), [1, 2]);
    }

    #[test]
    fn a_model_against_itself_or_without_scores_is_no_comparison() {
        let scores = scores();
        let same = CompareState::parse("?a=good&b=good").chosen(&scores);
        assert_eq!(same, [2]);
        for chosen in [same, vec![2, 3]] {
            let found = pairs(&scores, &chosen);
            assert!(found.is_empty());
            assert!(pairs::summary(&scores, &chosen, &found, 0.1).contains("two different models"));
        }
    }

    #[test]
    fn two_comparisons_are_corrected() {
        let scores = scores();
        let (all, alone) = (pairs(&scores, &[2, 1, 0]), pairs(&scores, &[2, 0]));
        // All twelve differences have one sign: two of 2¹² patterns. Holm's first step doubles the smaller of two.
        assert_eq!(alone[0].p.unwrap(), 2.0 / 4096.0);
        assert_eq!(all[1].p.unwrap(), 4.0 / 4096.0);
        assert_eq!(all[0].p.unwrap(), pairs(&scores, &[2, 1])[0].p.unwrap());
    }

    #[test]
    fn the_prerendered_page_shows_the_choice_and_every_table() {
        let input = ScoresInput { base: "/x/".to_owned(), snapshots: Vec::new(), own: scores() };
        let html = Owner::new().with(|| view! { <Compare input/> }.to_html());
        assert_eq!(html.matches("<table").count(), 3, "{html}");
        assert_eq!(html.matches(" selected").count(), 4, "{html}");
        assert!(html.contains("href=\"/x/snapshots/s/tasks/t11/\""), "{html}");
    }
}
