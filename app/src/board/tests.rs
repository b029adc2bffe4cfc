//! The board over the two snapshots of the repository.
#![allow(clippy::unwrap_used)] // a test may fail by unwrapping

use super::*;
use crate::query::Key;

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

fn board(json: &str, query: &str) -> (Board, Query) {
    let view = View::from_json(json).unwrap();
    let query = Query::parse(query);
    let computed = Arc::new(compute(&view, &query));
    let cards = vec![card("gpt-oss-120b", 116.8, 5.1, 61.0), card("qwen3-14b", 14.8, 14.8, 12.0)];
    (Board { view, site: Arc::new(SiteData { cards, ..SiteData::default() }), computed }, query)
}

fn names(json: &str, query: &str) -> Vec<String> {
    let (board, query) = board(json, query);
    board.order(&query).into_iter().map(|at| board.row(at).model.id.clone()).collect()
}

#[test]
fn what_is_computed_here_is_what_the_exporter_wrote() {
    let (board, _) = board(BASELINES, "");
    for (computed, written) in board.computed.standings.iter().zip(&board.view.results) {
        assert_eq!(computed.score, written.score);
        assert_eq!((computed.n, &computed.unscored, &computed.parts), (written.n, &written.unscored, &written.parts));
        let [low, high] = computed.interval.unwrap();
        let value = computed.score.value().unwrap();
        assert!(low < value && value < high, "{low} {value} {high}");
    }
    assert!(!board.computed.partial && board.computed.tasks == 30);
}

#[test]
fn switches_change_scores_and_the_number_of_tasks() {
    let (all, _) = board(BASELINES, "");
    let (some, _) = board(BASELINES, "?no-categories=debugging,architecture&no-dimensions=quality");
    assert!(some.computed.partial && some.computed.tasks < all.computed.tasks);
    assert_ne!(some.computed.standings[0].score, all.computed.standings[0].score);
    assert!(some.computed.standings[0].parts.iter().all(|part| part.category.slug() != "debugging"));
    let one_judge = ["?no-judges=", &all.view.judges[0].id].concat();
    let (one, _) = board(BASELINES, &one_judge);
    // One judge cannot disagree with itself.
    assert!(one.computed.standings[0].lost() < all.computed.standings[0].lost());
    // A snapshot without marks stays as it is published.
    let (published, _) = board(PUBLISHED, "?no-categories=debugging");
    assert_eq!(published.computed.standings, published.view.results);
}

#[test]
fn rows_are_sorted_by_any_column_and_unknown_ones_stand_last() {
    assert_eq!(names(PUBLISHED, "")[0], "gpt-oss-120b");
    assert_eq!(names(PUBLISHED, "?sort=score&dir=asc")[0], "qwen2.5-coder-32b");
    assert_eq!(names(PUBLISHED, "?sort=active")[..2], ["gpt-oss-120b", "qwen3-14b"]);
    assert_eq!(names(PUBLISHED, "?sort=active&dir=desc")[..2], ["qwen3-14b", "gpt-oss-120b"]);
    assert_eq!(names(PUBLISHED, "?sort=name")[0], "deepseek-r1-distill-qwen-32b");
    assert_eq!(names(PUBLISHED, "?sort=name&dir=desc")[0], "qwen3-coder-next");
    for column in columns() {
        let query = ["?sort=", column.slug()].concat();
        assert_eq!(names(PUBLISHED, &query).len(), 12, "{query}");
    }
}

#[test]
fn a_second_press_turns_the_order() {
    let mut query = Query::default();
    let mut seen = Vec::new();
    for column in columns() {
        for _ in 0..2 {
            press(&mut query, column);
            assert_eq!(Query::parse(&query.print()), query);
            let (sorted, descending) = sort(&query);
            assert_eq!(sorted, column);
            seen.push(descending);
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
    assert_eq!(reasons(&Query::parse("?fits=24&no-baselines=1")), ["fits into GB 24", "no baselines"]);
}

#[test]
fn columns_without_data_are_not_shown() {
    let (board, query) = board(BASELINES, "?columns=family,tasks,price");
    let slugs: Vec<_> = shown(&board, &query).into_iter().map(Column::slug).collect();
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
    let view = View::from_json(BASELINES).unwrap();
    for seed in 0..200_usize {
        let off: Vec<bool> = (0..view.tasks.len()).map(|at| (at * 7 + seed * seed) % (seed % 5 + 2) == 0).collect();
        let word = write_tasks(&view.tasks, &off);
        let mut query = Query::default();
        query.set(Key::Tasks, &word);
        assert_eq!(read_tasks(&view.tasks, Query::parse(&query.print()).get(Key::Tasks)), Some(off));
        assert!(word.len() <= 10, "{word}");
    }
    let word = write_tasks(&view.tasks, &[true]);
    assert_eq!(read_tasks(&view.tasks[1..], &word), None);
    assert_eq!(read_tasks(&view.tasks, "nonsense"), None);
    assert_eq!(read_tasks(&view.tasks, ""), Some(vec![false; 30]));
}

#[test]
fn the_saved_json_is_read_by_a_parser() {
    let (mut board, query) = board(BASELINES, "?columns=family");
    let mut view = (*board.view).clone();
    let name = "a \"quoted\" \\ name\n\u{1}\u{7f}é";
    view.models[0].family = name.to_owned();
    board.view = Arc::new(view);
    let read: serde_json::Value = serde_json::from_str(&json(&board, &query)).unwrap();
    let rows = read["rows"].as_array().unwrap();
    assert_eq!(rows.len(), board.view.models.len());
    assert!(rows.iter().any(|row| row["family"] == name), "{rows:?}");
    let score = |row: &serde_json::Value| row["score"].as_f64();
    let at = |row: &serde_json::Value| board.view.models.iter().position(|model| row["id"] == model.id.as_str());
    for row in rows {
        assert_eq!(score(row), board.computed.standings[at(row).unwrap()].score.value());
    }
    let (empty, query) = self::board(BASELINES, "?q=nobody");
    let read: serde_json::Value = serde_json::from_str(&json(&empty, &query)).unwrap();
    assert_eq!(read["rows"], serde_json::json!([]));
}

#[test]
fn a_model_that_is_not_one_thing_is_marked_where_it_is_ranked() {
    let with = |serving: &str| {
        let mut summary: serde_json::Value = serde_json::from_str(BASELINES).unwrap();
        summary["models"][0]["kind"] = "language_model".into();
        summary["models"][0]["serving"] = serde_json::from_str(serving).unwrap();
        let (board, _) = board(&summary.to_string(), "");
        let mut html = crate::html::Html::default();
        write_cell(&mut html, Column::Name, &board.row(0), None);
        html.done()
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
