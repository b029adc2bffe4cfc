//! The file that prerender writes and a summary as the exporter wrote it are read alike; faults name their place.
#![cfg(feature = "ssr")]
#![allow(clippy::unwrap_used)] // a test may fail by unwrapping

use analytics::snapshot::summary_from_json;
use app::data::SnapshotFile;
use app::data::{SiteData, SnapshotView};
use app::leaderboard::{Excluded, LeaderboardData, LeaderboardState, Scoring, at_once, csv, json};
use app::url_state::UrlState;

const BASELINES: &str = include_str!("fixtures/older-rule.json");
const PUBLISHED: &str = include_str!("../../data/snapshots/2026-04-published/summary.json");

#[test]
fn a_summary_and_its_view_are_read_alike() {
    for text in [BASELINES, PUBLISHED] {
        let lean = SnapshotFile::json(&summary_from_json(text).unwrap()).unwrap();
        assert!(lean.len() < text.len() / 2, "{} of {}", lean.len(), text.len());
        assert_eq!(SnapshotView::from_json(&lean).unwrap(), SnapshotView::from_json(text).unwrap());
    }
}

#[test]
fn the_reader_agrees_with_the_types_of_the_format() {
    let summary = summary_from_json(BASELINES).unwrap();
    let view = SnapshotView::from_json(BASELINES).unwrap();
    assert_eq!(view.models.len(), summary.models.len());
    assert_eq!(view.cases.len(), summary.cases.len());
    let verdicts = view.verdicts.iter().flatten().count();
    assert_eq!(verdicts, summary.verdicts.marks.len());
    for (view, summary) in view.results.iter().zip(&summary.results) {
        assert_eq!((view.score, view.n as u32, view.interval), (summary.score, summary.n, summary.ci95));
        assert_eq!(view.parts.len(), summary.by_category.len());
    }
}

#[test]
fn a_fault_names_its_place() {
    let fault = |from: &str, to: &str| {
        let broken = BASELINES.replacen(from, to, 1);
        assert_ne!(broken, BASELINES, "{from}");
        SnapshotView::from_json(&broken).unwrap_err()
    };
    assert_eq!(fault("\"version\": 1", "\"version\": 2"), "version: this site reads version 1 of the format");
    assert!(fault("\"title\": \"Built-in", "\"titel\": \"Built-in").starts_with("missing field `title`"));
    assert!(fault("\"architecture\"", "\"cooking\"").starts_with("unknown variant `cooking`"));
    assert!(
        fault("\"family\": \"baseline\"", "\"family\": 5")
            .starts_with("invalid type: integer `5`, expected a string at line ")
    );
    assert!(fault("\"results\": [\n  {", "\"results\": [{},\n  {").starts_with("missing field `score`"));
    assert!(SnapshotView::from_json(PUBLISHED).unwrap().aggregates);
}

#[test]
fn a_spreadsheet_runs_nothing_and_numbers_stay_whole() {
    let text = BASELINES.replace("Copied code (baseline)", "=HYPERLINK(\\\"x\\\")");
    let view = SnapshotView::from_json(&text).unwrap();
    let state = LeaderboardState::parse("?sort=name");
    let computed = std::sync::Arc::new(at_once(&view, Scoring::new(&view, &Excluded::default())));
    let data = LeaderboardData { view, site: std::sync::Arc::new(SiteData::default()), computed, from_file: false };
    let table = csv(&data, &state);
    assert!(table.contains("\"'=HYPERLINK(\"\"x\"\")\""), "{table}");
    assert_eq!(table.lines().count(), 5);
    let heads = table.lines().next().unwrap().split(',').count();
    assert!(heads > 8 && table.lines().skip(1).all(|line| line.split(',').count() == heads), "{table}");
    let rows: serde_json::Value = serde_json::from_str(&json(&data, &state)).unwrap();
    assert_eq!(rows["rows"].as_array().unwrap().len(), 4);
    assert_eq!(rows["query"], "?sort=name");
    assert!(rows["rows"][0]["score"].is_number());
}

#[test]
fn absurd_counts_are_refused_at_once() {
    let whole: serde_json::Value = serde_json::from_str(BASELINES).unwrap();
    for (name, number) in [("judges", 100_000), ("models", 100_000), ("tasks", 100_000)] {
        let mut forged = whole.clone();
        let one = forged[name][0].clone();
        forged[name] = (0..number)
            .map(|at| {
                let mut next = one.clone();
                next["id"] = format!("x{at}").into();
                next
            })
            .collect();
        let text = forged.to_string();
        let begun = std::time::Instant::now();
        let fault = SnapshotView::from_json(&text).unwrap_err();
        // An unoptimised build on a busy machine; the browser's is many times faster.
        assert!(begun.elapsed() < std::time::Duration::from_secs(5), "{name}: {:?}", begun.elapsed());
        assert!(fault.contains(name) && fault.contains("at most"), "{fault}");
    }
}
