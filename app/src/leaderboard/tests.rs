//! The leaderboard over two snapshots of the repository.
#![allow(clippy::unwrap_used)] // a test may fail by unwrapping

use std::sync::Arc;

use super::column::{columns, shown};
use super::filter::reasons;
use super::tasks::{read_tasks, write_tasks};
use super::*;
use crate::data::{Card, SiteData, SnapshotView};
use crate::url_state::UrlState;

const BASELINES: &str = include_str!("../../tests/fixtures/older-rule.json");
const PUBLISHED: &str = include_str!("../../../data/snapshots/2026-04-published/summary.json");

fn card(id: &str, total: f64, active: f64, needed_gib: f64) -> Card {
    let need = analytics::memory::MemoryNeed { weights_gib: needed_gib - 2.0, kv_cache_gib: 0.5, needed_gib };
    Card {
        id: id.to_owned(),
        open: true,
        moe: total > active,
        licence: "MIT".to_owned(),
        total,
        active,
        quantisation: None,
        need: Some(need),
        cache: String::new(),
        price: Some([0.1, 0.5]),
        licence_source: String::new(),
        total_source: String::new(),
        active_source: String::new(),
        file_source: String::new(),
        cache_source: String::new(),
        price_source: String::new(),
    }
}

fn leaderboard(json: &str, query: &str) -> (LeaderboardData, LeaderboardState) {
    let view = SnapshotView::from_json(json).unwrap();
    let state = LeaderboardState::parse(query);
    let computed = Arc::new(at_once(&view, Scoring::new(&view, &state.excluded)));
    let cards = vec![card("gpt-oss-120b", 116.8, 5.1, 61.0), card("qwen3-14b", 14.8, 14.8, 12.0)];
    let site = Arc::new(SiteData { cards, ..SiteData::default() });
    (LeaderboardData { view, site, computed, from_file: false }, state)
}

fn names(json: &str, query: &str) -> Vec<String> {
    let (data, state) = leaderboard(json, query);
    data.order(&state.filters, state.sort).into_iter().map(|at| data.row(at).unwrap().model.id.clone()).collect()
}

#[test]
fn what_is_computed_here_is_what_the_exporter_wrote() {
    let (data, _) = leaderboard(BASELINES, "");
    for (computed, written) in data.computed.standings.iter().zip(&data.view.results) {
        assert_eq!(computed.score, written.score);
        assert_eq!((computed.n, &computed.unscored, &computed.parts), (written.n, &written.unscored, &written.parts));
        let [low, high] = computed.interval.unwrap();
        let value = computed.score.value().unwrap();
        assert!(low < value && value < high, "{low} {value} {high}");
    }
    assert!(!data.computed.partial && data.computed.tasks == 30);
}

#[test]
fn what_is_excluded_changes_scores_and_the_number_of_tasks() {
    let (all, _) = leaderboard(BASELINES, "");
    let (some, _) = leaderboard(BASELINES, "?no-categories=debugging,architecture&no-dimensions=quality");
    assert!(some.computed.partial && some.computed.tasks < all.computed.tasks);
    assert_ne!(some.computed.standings[0].score, all.computed.standings[0].score);
    assert!(some.computed.standings[0].parts.iter().all(|part| part.category.slug() != "debugging"));
    let (one, _) = leaderboard(BASELINES, &format!("?no-judges={}", all.view.judges[0].id));
    // One judge cannot disagree with itself.
    assert!(one.computed.standings[0].lost() < all.computed.standings[0].lost());
    // A snapshot without marks stays as it is published.
    let (published, _) = leaderboard(PUBLISHED, "?no-categories=debugging");
    assert_eq!(published.computed.standings, published.view.results);
}

#[test]
fn rows_are_sorted_by_any_column_and_unknown_ones_come_last() {
    assert_eq!(names(PUBLISHED, "")[0], "gpt-oss-120b");
    assert_eq!(names(PUBLISHED, "?sort=score&dir=asc")[0], "qwen2.5-coder-32b");
    assert_eq!(names(PUBLISHED, "?sort=active")[..2], ["gpt-oss-120b", "qwen3-14b"]);
    assert_eq!(names(PUBLISHED, "?sort=active&dir=desc")[..2], ["qwen3-14b", "gpt-oss-120b"]);
    assert_eq!(names(PUBLISHED, "?sort=name")[0], "deepseek-r1-distill-qwen-32b");
    assert_eq!(names(PUBLISHED, "?sort=name&dir=desc")[0], "qwen3-coder-next");
    for column in columns() {
        let query = format!("?sort={}", column.slug());
        assert_eq!(names(PUBLISHED, &query).len(), 12, "{query}");
    }
}

#[test]
fn a_second_press_turns_the_order() {
    let mut state = LeaderboardState::default();
    let mut seen = Vec::new();
    for column in columns() {
        for _ in 0..2 {
            state.sort.toggle(column);
            assert_eq!(LeaderboardState::parse(&state.query()), state);
            assert_eq!(state.sort.column, column);
            seen.push(state.sort.descending());
        }
    }
    // The first press on the score turns it, since the page begins with its usual order.
    assert!(seen.chunks(2).all(|pair| pair[0] != pair[1]));
}

#[test]
fn filters_leave_out_what_does_not_match() {
    assert_eq!(names(PUBLISHED, "?q=CODER+32b"), ["qwen2.5-coder-32b"]);
    assert_eq!(names(PUBLISHED, "?shape=moe"), ["gpt-oss-120b"]);
    assert_eq!(names(PUBLISHED, "?weights=closed").len(), 0);
    assert_eq!(names(PUBLISHED, "?fits=24"), ["qwen3-14b"]);
    assert_eq!(names(PUBLISHED, "?size-from=100"), ["gpt-oss-120b"]);
    assert_eq!(names(PUBLISHED, "?size-to=100&active-from=8"), ["qwen3-14b"]);
    assert_eq!(names(PUBLISHED, "?family=glm"), ["glm-4.7-flash"]);
    assert_eq!(names(PUBLISHED, "?licence=MIT").len(), 2);
    assert_eq!(names(BASELINES, "?no-baselines=1").len(), 0);
    let state = LeaderboardState::parse("?fits=24&no-baselines=1");
    assert_eq!(reasons(&state.filters), ["fits into GB 24", "no baselines"]);
}

#[test]
fn columns_without_data_are_not_shown() {
    let (data, state) = leaderboard(BASELINES, "?columns=family,tasks,price");
    let slugs: Vec<_> = shown(&data, &state.toggled_columns).into_iter().map(Column::slug).collect();
    assert!(slugs.contains(&"family") && slugs.contains(&"rank") && slugs.contains(&"debugging"));
    assert!(!slugs.contains(&"tasks") && !slugs.contains(&"price") && !slugs.contains(&"time"));
}

#[test]
fn every_column_has_its_own_name() {
    let mut slugs: Vec<_> = columns().map(Column::slug).collect();
    assert!(columns().all(|column| Column::from_slug(column.slug()) == Some(column)));
    slugs.sort_unstable();
    slugs.dedup();
    assert_eq!(slugs.len(), columns().count());
}

#[test]
fn tasks_survive_the_address_and_a_stale_list_is_noticed() {
    let view = SnapshotView::from_json(BASELINES).unwrap();
    for seed in 0..200_usize {
        let off: Vec<bool> = (0..view.tasks.len()).map(|at| (at * 7 + seed * seed) % (seed % 5 + 2) == 0).collect();
        let mut state = LeaderboardState::default();
        state.excluded.tasks = write_tasks(&view.tasks, &off);
        let word = &LeaderboardState::parse(&state.query()).excluded.tasks;
        assert_eq!(read_tasks(&view.tasks, word), Some(off));
        assert!(word.len() <= 10, "{word}");
    }
    let word = write_tasks(&view.tasks, &[true]);
    assert_eq!(read_tasks(&view.tasks[1..], &word), None);
    assert_eq!(read_tasks(&view.tasks, "nonsense"), None);
    assert_eq!(read_tasks(&view.tasks, ""), Some(vec![false; 30]));
}

#[test]
fn the_saved_json_is_read_by_a_parser() {
    let (mut data, state) = leaderboard(BASELINES, "?columns=family");
    let mut view = (*data.view).clone();
    let name = "a \"quoted\" \\ name\n\u{1}\u{7f}é";
    view.models[0].family = name.to_owned();
    data.view = Arc::new(view);
    let text = json(&data, &state);
    assert!(text.find("\"score\"").unwrap() < text.find("\"score-low\"").unwrap(), "not in the order of the columns");
    let read: serde_json::Value = serde_json::from_str(&text).unwrap();
    let rows = read["rows"].as_array().unwrap();
    assert_eq!(rows.len(), data.view.models.len());
    assert!(rows.iter().any(|row| row["family"] == name), "{rows:?}");
    let at = |row: &serde_json::Value| data.view.models.iter().position(|model| row["id"] == model.id.as_str());
    for row in rows {
        assert_eq!(row["score"].as_f64(), data.computed.standings[at(row).unwrap()].score.value());
    }
    let (empty, state) = leaderboard(BASELINES, "?q=nobody");
    let read: serde_json::Value = serde_json::from_str(&json(&empty, &state)).unwrap();
    assert_eq!(read["rows"], serde_json::json!([]));
}

#[cfg(feature = "ssr")]
fn prerendered(json: &str) -> String {
    let (data, _) = leaderboard(json, "");
    let input = LeaderboardInput { site: data.site, snapshot: data.view, standings: data.computed };
    Owner::new().with(|| view! { <Leaderboard input/> }.to_html())
}

#[cfg(feature = "ssr")]
#[test]
fn the_prerendered_page_shows_rows_controls_charts_and_their_tables() {
    let html = prerendered(BASELINES);
    assert_eq!(html.matches("<tr data-model=").count(), 4, "{html}");
    assert_eq!(html.matches("aria-sort=\"descending\"").count(), 1);
    assert_eq!(html.matches("name=\"no-tasks\"").count(), 30);
    assert_eq!(html.matches("<svg role=\"img\"").count(), 3, "all charts but the one without data");
    assert!(!html.contains("style="), "the content security policy allows no style attribute");
}

#[cfg(feature = "ssr")]
#[test]
fn a_model_that_is_not_one_thing_is_marked_where_it_is_ranked() {
    let with = |serving: &str| {
        let mut summary: serde_json::Value = serde_json::from_str(BASELINES).unwrap();
        summary["models"][0]["kind"] = "language_model".into();
        summary["models"][0]["serving"] = serde_json::from_str(serving).unwrap();
        let html = prerendered(&summary.to_string());
        // The name of a row ends with its header cell.
        let id = summary["models"][0]["id"].as_str().unwrap().to_owned();
        let row = html.split(&format!("<tr data-model=\"{id}\"")).nth(1).unwrap();
        row.split("</th>").next().unwrap().to_owned()
    };
    for (serving, expected) in [
        (r#"{"provider_kind":"openrouter","pinned":false}"#, "<small>upstream not pinned</small>"),
        (
            r#"{"provider_kind":"openrouter","pinned":false,"upstreams":[{"name":"a","answers":1},{"name":"b","answers":2}]}"#,
            "<small>several upstreams</small>",
        ),
        (r#"{"provider_kind":"ollama","digests":["1","2"]}"#, "<small>files changed</small>"),
        (r#"{"provider_kind":"ollama","precisions":["Q4_K_M","Q8_0"]}"#, "<small>several precisions</small>"),
    ] {
        assert!(with(serving).contains(expected), "{serving}: {}", with(serving));
        // The exporter's reports say the same.
        let manifest: analytics::snapshot::v1::ServingManifest = serde_json::from_str(serving).unwrap();
        assert!(manifest.doubts().iter().any(|doubt| expected.contains(doubt.label())));
    }
    assert!(!with(r#"{"provider_kind":"openrouter","pinned":true}"#).contains("<small>"));
    assert!(!with("null").contains("<small>"));
}

/// 61 GiB fit a Mac with 256 GB and one with 128 GB, 12 GiB too; the need itself stands in its own column.
#[test]
fn a_saved_table_says_whether_a_model_fits() {
    let (data, state) = leaderboard(PUBLISHED, "");
    let text = csv(&data, &state);
    let heads: Vec<&str> = text.lines().next().unwrap().split(',').collect();
    let line = text.lines().find(|line| line.starts_with("\"gpt-oss-120b\"")).unwrap();
    let cell = |name: &str| line.split(',').nth(heads.iter().position(|head| *head == name).unwrap()).unwrap();
    assert_eq!([cell("fits-128"), cell("fits-256"), cell("memory")], ["\"fits\"", "\"fits\"", "61"]);
}

/// Fails when a chart promises intervals that its data lack, or is silent about those that it has.
#[test]
fn a_chart_explains_intervals_where_there_are_some() {
    use super::chart_data::data;
    use crate::chart::Kind;

    for (json, intervals) in [(BASELINES, true), (PUBLISHED, false)] {
        let (board, state) = leaderboard(json, "");
        let order = board.order(&state.filters, state.sort);
        let shown = data(Kind::Forest, &board, &order, column::Column::Price);
        assert_eq!(Kind::Forest.caption(&shown).contains("95 % interval"), intervals);
        assert_eq!(Kind::Forest.heading(&shown).contains("uncertainty"), intervals);
        // Each point leads to its model.
        assert!(shown.lines.iter().all(|line| line.href.contains("/models/")), "{:?}", shown.lines);
    }
}

/// A time in the cloud says nothing of a machine of one's own: no chart begins with it, and its axis says what it is.
#[test]
fn times_of_the_cloud_are_named_and_come_last() {
    use super::chart_data::{axis, data};
    use crate::chart::Kind;

    let (board, state) = leaderboard(PUBLISHED, "");
    assert!(column::Column::Time.has_data(&board) && axis(&board, None) != column::Column::Time);
    let order = board.order(&state.filters, state.sort);
    let shown = data(Kind::Quality, &board, &order, column::Column::Time);
    assert!(shown.label.contains("in the cloud"), "{}", shown.label);
}

/// "30 of 30" in every row tells no model from another; who asks for the column gets it.
#[test]
fn a_column_that_says_the_same_of_every_row_is_hidden() {
    let (data, _) = leaderboard(PUBLISHED, "");
    let slugs =
        |toggled: &[column::Column]| shown(&data, toggled).into_iter().map(column::Column::slug).collect::<Vec<_>>();
    assert!(!slugs(&[]).contains(&"tasks"), "{:?}", slugs(&[]));
    assert!(slugs(&[column::Column::Tasks]).contains(&"tasks"));
    // Two models of the cards here fit, of the others nobody knows: that is a difference.
    assert!(slugs(&[]).contains(&"fits-128"));
}
