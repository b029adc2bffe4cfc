//! What may run on a model of one's own: the evidence by category against the reader's threshold.

mod state;
mod table;

use analytics::routing::Route;
use leptos::prelude::*;
pub use state::RoutingState;
use state::THRESHOLD_TO;
use table::Row;

use crate::components::{Choice, ScoredFrame, ScoredPage, ScoresInput, Select, Slider};
use crate::data::SnapshotScores;
use crate::fixed::fixed;
use crate::my_work::MyWork;
use crate::url_state::History;

/// The component.
#[component]
pub fn Routing(
    /// The snapshots, and the scores of the first one.
    input: ScoresInput,
) -> impl IntoView {
    let page = ScoredPage::<RoutingState>::new(input);
    let ScoredPage { scores, state, .. } = page;
    let threshold: Signal<f64> = Memo::new(move |_| state.with(RoutingState::threshold)).into();
    let rows = Memo::new(move |_| {
        scores.with(|scores| {
            let model = state.with(|state| state.chosen(scores));
            model.map(|model| table::rows(scores, model, threshold.get())).unwrap_or_default()
        })
    });
    let summary = Memo::new(move |_| {
        scores.with(|scores| state.with(|state| rows.with(|rows| self::summary(scores, state, rows))))
    });
    let choices = Memo::new(move |_| {
        let scores = scores.get();
        let models = scores.models.iter();
        models.map(|model| Choice::new(model.id.clone(), model.name.clone())).collect::<Vec<_>>()
    });
    let value = Memo::new(move |_| {
        let chosen = |scores: &SnapshotScores| state.with(|state| state.chosen(scores).map(|model| model.id.clone()));
        scores.with(|scores| chosen(scores)).unwrap_or_default()
    });
    let choose = Callback::new(move |id| page.change(History::Push, |state| state.model = id));
    let enter = Callback::new(move |to| page.change(History::Replace, |state| state.threshold = Some(to)));
    let controls = view! {
        <Select name="model" label="Model" choices=choices.into() value=value.into() choose/>
        <Slider name="threshold" label="Good enough from a score of" to=THRESHOLD_TO value=threshold enter/>
    };
    let output = move || rows.with(|rows| (!rows.is_empty()).then(|| table::table(rows, threshold.get())));
    let model = Memo::new(move |_| {
        let chosen = |scores: &SnapshotScores| state.with(|state| state.chosen(scores).map(|model| model.name.clone()));
        scores.with(|scores| chosen(scores)).unwrap_or_else(|| "no model".to_owned())
    });
    let by_category = Memo::new(move |_| rows.with(|rows| table::score_facts(rows)));
    view! {
        <ScoredFrame page controls summary output/>
        <MyWork model=model.into() scores=by_category.into() enough=threshold/>
    }
}

/// What the rows say, in a sentence.
fn summary(scores: &SnapshotScores, state: &RoutingState, rows: &[Row]) -> String {
    let Some(model) = state.chosen(scores) else { return "This snapshot has no model with a score.".to_owned() };
    let name = &model.name;
    if rows.is_empty() {
        return format!(
            "{name}: not enough data in any category. This snapshot gives one mean over all tasks and no scores per \
             category."
        );
    }
    let count = |route: Route| rows.iter().filter(|row| row.evidence.route == route).count();
    let what = if model.baseline { " is a baseline and no language model. With" } else { ", with" };
    format!(
        "{name}{what} a threshold of {}: {} of {} kinds of work can run locally, {} should stay in the cloud, for {} there \
         is not enough data.",
        fixed(state.threshold(), 2),
        count(Route::Local),
        rows.len(),
        count(Route::Cloud),
        count(Route::NotEnoughData),
    )
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use analytics::category::Category;
    use analytics::snapshot::summary_from_json;

    use super::*;
    use crate::components::ScoresState;
    use crate::data::{ScoredModel, ScoredTask};
    use crate::url_state::UrlState;

    const PUBLISHED: &str = include_str!("../../../data/snapshots/2026-04-published/summary.json");

    /// Five tasks each of a category that is mastered, one that is not, and one without scores.
    fn scores() -> SnapshotScores {
        let categories = [Category::ALL[0], Category::ALL[1], Category::ALL[2]];
        let task = |at: usize| ScoredTask { id: at.to_string(), title: at.to_string(), category: categories[at / 5] };
        let score = |at: usize| match at / 5 {
            0 => Some(if at == 0 { 1.5 } else { 2.0 }),
            1 => Some(if at == 5 { 0.5 } else { 1.0 }),
            _ => None,
        };
        let model = ScoredModel {
            id: "m".to_owned(),
            name: "M".to_owned(),
            baseline: false,
            mean: Some(1.4),
            scores: (0..15).map(score).collect(),
        };
        let tasks = (0..15).map(task).collect();
        SnapshotScores { id: "s".to_owned(), title: "S".to_owned(), tasks, models: vec![model] }
    }

    #[test]
    fn the_threshold_moves_work_between_local_and_cloud() {
        let scores = scores();
        let routes = |threshold: f64| {
            let rows = table::rows(&scores, &scores.models[0], threshold);
            rows.into_iter().map(|row| row.evidence.route).collect::<Vec<_>>()
        };
        // A category without a single scored task decides nothing at any threshold.
        assert_eq!(routes(0.0), [Route::Local, Route::Local, Route::NotEnoughData]);
        assert_eq!(routes(1.5), [Route::Local, Route::Cloud, Route::NotEnoughData]);
        assert_eq!(routes(2.0)[1..], [Route::Cloud, Route::NotEnoughData]);
    }

    #[test]
    fn a_mean_alone_decides_nothing() {
        let published = SnapshotScores::new(&summary_from_json(PUBLISHED).unwrap());
        let state = RoutingState::parse("?model=qwen3-14b&threshold=0");
        let rows = table::rows(&published, state.chosen(&published).unwrap(), state.threshold());
        assert!(rows.is_empty());
        assert!(summary(&published, &state, &rows).starts_with("Qwen3-14B: not enough data"));
    }

    #[test]
    fn a_language_model_comes_before_a_better_baseline() {
        let mut scores = scores();
        let mut baseline = scores.models[0].clone();
        (baseline.id, baseline.baseline, baseline.mean) = ("b".to_owned(), true, Some(2.0));
        scores.models.insert(0, baseline);
        let chosen = |scores: &SnapshotScores| RoutingState::default().chosen(scores).map(|model| model.id.clone());
        assert_eq!(chosen(&scores).as_deref(), Some("m"));
        assert!(scores.has_evidence());
        scores.models.pop();
        assert_eq!(chosen(&scores).as_deref(), Some("b"));
        assert!(!scores.has_evidence());
    }

    #[test]
    fn defaults_leave_no_trace() {
        let scores = scores();
        let mut state = RoutingState::parse("?threshold=1.50&model=m");
        state.normalise(&scores);
        assert_eq!(state.query(), "");
        assert_eq!(state.chosen(&scores).map(|model| model.id.as_str()), Some("m"));
        assert_eq!(RoutingState::parse("?threshold=9&model=m").query(), "?model=m&threshold=2");
    }
}
