//! What is counted by the database and written task by task is what all rows together give.
//!
//! `cargo run --release -p exporter --example large_database` makes a database to measure with.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use std::collections::BTreeMap;
use std::fs;

use analytics::ids::SnapshotId;
use analytics::outcome::Outcome;
use analytics::score::{Marks, Score};
use analytics::scoring::case_scores;
use analytics::snapshot::build::build_with;
use analytics::snapshot::rows::Heading;
use analytics::snapshot::statistics::SEED;
use analytics::snapshot::v1::{Stratum, Timing, Usage};
use analytics::stats::bootstrap::Plan;
use analytics::units::PicoUsd;
use exporter::config::{Choices, Resolved, resolve};
use exporter::export::{Order, export, rows};
use exporter::run::freeze;
use exporter::store::{AttemptResult, Mode, NewAttempt, ReviewRecord, RunRecord, Store, VerdictRecord};
use support::suite;

const RESAMPLES: u32 = 2_000;

fn attempt(id: &str, case: &str, run: &str, number: i64) -> NewAttempt {
    NewAttempt { id: id.to_owned(), case_id: case.to_owned(), run_id: run.to_owned(), number, started_at: number }
}

fn result(id: &str, outcome: Outcome, settled: bool, billed: Option<u64>) -> AttemptResult {
    AttemptResult {
        attempt_id: id.to_owned(),
        finished_at: 1_790_000_000_000,
        outcome,
        settled,
        answer: format!("answer of {id}"),
        thinking: None,
        finish_reason: None,
        upstream: None,
        served_model: None,
        generation_id: None,
        http_status: Some(200),
        usage: Usage::default(),
        timing: Timing { total_ms: Some(5.0), decode_tok_per_s: Some(12.5), ..Timing::default() },
        billed: billed.map(PicoUsd),
        error: None,
        raw: None,
    }
}

/// Baselines on five tasks with everything that can happen to a case: nothing, a retry, a cut attempt, verdicts of a
/// judge that changed its mind, an unreadable one, reviews.
async fn eventful(store: &Store, resolved: &Resolved) -> RunRecord {
    let run = freeze::find_or_create(store, resolved).await.unwrap().run;
    let judges: Vec<(String, String)> =
        resolved.plan.scope.judges.iter().map(|judge| (judge.id.to_string(), judge.key())).collect();
    for (number, row) in store.answers_of(&run.id).await.unwrap().into_iter().enumerate() {
        let add =
            async |id: &str, tries: i64| store.add_attempt(attempt(id, &row.case_id, &run.id, tries)).await.unwrap();
        let counted = format!("a{number:03}");
        match number % 7 {
            0 => continue,
            1 => {
                // Cut short, then settled; a later failure does not displace it.
                add(&format!("x{number:03}"), 1).await;
                add(&counted, 2).await;
                store.add_attempt_result(result(&counted, Outcome::Answered, true, Some(3))).await.unwrap();
                add(&format!("z{number:03}"), 3).await;
                let late = result(&format!("z{number:03}"), Outcome::ProviderError, false, None);
                store.add_attempt_result(late).await.unwrap();
            }
            2 => {
                add(&counted, 1).await;
                store.add_attempt_result(result(&counted, Outcome::ProviderError, false, Some(1))).await.unwrap();
                continue;
            }
            3 => {
                add(&counted, 1).await;
                store.add_attempt_result(result(&counted, Outcome::Truncated, true, Some(2))).await.unwrap();
            }
            _ => {
                add(&counted, 1).await;
                store.add_attempt_result(result(&counted, Outcome::Answered, true, Some(9))).await.unwrap();
            }
        }
        for (judge, (id, key)) in judges.iter().enumerate() {
            let give = async |at: i64, marks: Option<[u8; 3]>| {
                let verdict = VerdictRecord {
                    id: format!("v{number:03}-{judge}-{at}"),
                    attempt_id: counted.clone(),
                    run_id: run.id.clone(),
                    judge_id: id.clone(),
                    judge_key: key.clone(),
                    rubric_version: "1".to_owned(),
                    marks: marks.map(|marks| Marks(marks.map(|mark| mark.try_into().unwrap()))),
                    coerced: false,
                    rationale: "because".to_owned(),
                    unreadable: marks.is_none().then(|| "gibberish".to_owned()),
                    judged_at: 1_790_000_000_000 + at,
                };
                store.add_verdict(verdict).await.unwrap();
            };
            match (number + judge) % 5 {
                0 => {}
                1 => {
                    give(1, Some([2, 2, 2])).await;
                    give(2, Some([0, 1, 1])).await;
                }
                2 => give(1, None).await,
                _ => give(1, Some([1, 1, 2])).await,
            }
        }
        if number % 6 == 5 {
            let review = |id: &str, marks: Option<[u8; 3]>, at: i64| ReviewRecord {
                id: format!("{id}{number}"),
                attempt_id: counted.clone(),
                author: "Ada".to_owned(),
                marks: marks.map(|marks| Marks(marks.map(|mark| mark.try_into().unwrap()))),
                reason: String::new(),
                stratum: Stratum::Audit,
                inclusion: 0.5,
                supersedes: None,
                created_at: at,
            };
            let mut reviews = vec![review("r", Some([1, 2, 1]), 1)];
            if number % 12 == 5 {
                reviews.push(review("s", None, 2));
            }
            store.add_reviews(reviews).await.unwrap();
        }
    }
    run
}

async fn made(folder: &std::path::Path) -> (Store, RunRecord) {
    let resolved = resolve(&Choices { tasks: Some(suite::small(folder, 9)), ..Choices::default() }).unwrap();
    let store = Store::open(&folder.join("x.sqlite"), Mode::Write).await.unwrap();
    let run = eventful(&store, &resolved).await;
    (store, run)
}

#[tokio::test]
async fn status_counts_what_an_export_would_score() {
    let folder = tempfile::tempdir().unwrap();
    let (store, run) = made(folder.path()).await;
    let status = exporter::status::read(&store, std::slice::from_ref(&run), &run).await.unwrap();
    let summary = exporter::report::of_run::of_rows(&store, &run).await.unwrap();
    let mut outcomes: BTreeMap<(String, String), usize> = BTreeMap::new();
    for (model, outcome) in summary.cases.model.iter().zip(&summary.cases.outcome) {
        let id = summary.models[*model as usize].id.to_string();
        *outcomes.entry((id, outcome.slug().to_owned())).or_default() += 1;
    }
    let counted = status
        .models
        .iter()
        .flat_map(|line| line.outcomes.iter().map(|(outcome, count)| ((line.id.clone(), outcome.clone()), *count)));
    assert_eq!(counted.collect::<BTreeMap<_, _>>(), outcomes);
    let scores = case_scores(&summary);
    assert_eq!(status.scored, scores.iter().filter(|score| score.value().is_some()).count());
    let mut unscored: BTreeMap<String, usize> = BTreeMap::new();
    for score in &scores {
        if let Score::Unscored(reason) = score {
            *unscored.entry(reason.label().to_owned()).or_default() += 1;
        }
    }
    assert_eq!(status.unscored, unscored);
    assert!(unscored.len() >= 4, "every way to lose a score occurs: {unscored:?}");
    for (judge, line) in status.judges.iter().enumerate() {
        let its = summary.verdicts.judge.iter().zip(&summary.verdicts.marks).filter(|(its, _)| **its as usize == judge);
        assert_eq!(line.verdicts, its.clone().count());
        assert_eq!(line.unreadable, its.filter(|(_, marks)| marks.is_none()).count());
    }
    assert!(!summary.reviews.is_empty());
    store.close().await;
}

#[tokio::test]
async fn task_by_task_gives_the_same_bytes_as_all_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let (store, run) = made(folder.path()).await;
    let id = SnapshotId::new("s").unwrap();
    let order = Order {
        out: folder.path().join("out"),
        id: id.clone(),
        title: "S".to_owned(),
        statement: Some("Made by a test.".to_owned()),
        if_changed: false,
        replace: false,
        resamples: RESAMPLES,
        suite: None,
        machine: None,
    };
    export(&store, &run, &order).await.unwrap();
    let plan = freeze::plan_of(&run).unwrap();
    let all = rows::read(&store, &run, &plan).await.unwrap();
    let heading = Heading {
        id,
        title: "S".to_owned(),
        statement: "Made by a test.".to_owned(),
        generator_version: env!("CARGO_PKG_VERSION").to_owned(),
        run_id: Some(run.id.clone()),
        suite: plan.suite.clone(),
    };
    let at_once = build_with(&heading, &all, Plan::new(RESAMPLES, SEED)).unwrap();
    assert_eq!(at_once.files.len(), 10);
    for (path, content) in at_once.files {
        assert!(fs::read_to_string(order.out.join("s").join(&path)).unwrap() == content, "{path} differs");
    }
    let findings = exporter::check::check(&order.out).unwrap();
    assert_eq!(findings.faults, Vec::new());
    store.close().await;
}
