//! Building a snapshot from rows, and finding what is wrong with one.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

use std::collections::BTreeMap;

use analytics::category::Category;
use analytics::ids::{JudgeId, ModelId, ProviderId, SnapshotId, TaskId};
use analytics::outcome::Outcome;
use analytics::score::{Marks, Score, ScoringRule, UnscoredReason};
use analytics::snapshot::build::{BuildError, Snapshot, build_with};
use analytics::snapshot::check::{snapshot_faults, summary_faults};
use analytics::snapshot::rows::{CaseRow, Heading, Rows, TaskRow, VerdictRow};
use analytics::snapshot::summary_from_json;
use analytics::snapshot::v1::{
    Figure, JudgeKind, JudgeSummary, Median, ModelKind, ModelSummary, Origin, Scoring, Timing, Usage,
};
use analytics::stats::bootstrap::Plan;
use analytics::units::PicoUsd;
use proptest::prelude::*;

fn heading() -> Heading {
    Heading {
        id: SnapshotId::new("test").unwrap(),
        title: "Test".to_owned(),
        statement: "Made by a test.".to_owned(),
        generator_version: "0.0.0".to_owned(),
        run_id: None,
        suite: None,
    }
}

fn task(id: &str, category: Category) -> TaskRow {
    TaskRow {
        id: TaskId::new(id).unwrap(),
        version: 1,
        title: id.to_owned(),
        category,
        difficulty: 2,
        origin: Origin::Generic,
        tags: vec!["test".to_owned()],
        sha256: "0".repeat(64),
        prompt: format!("prompt of {id} <script>alert(1)</script>"),
        max_tokens: 100,
        expected_capabilities: vec!["answers".to_owned()],
    }
}

fn model(id: &str) -> ModelSummary {
    ModelSummary {
        id: ModelId::new(id).unwrap(),
        name: id.to_owned(),
        kind: ModelKind::LanguageModel,
        family: id.to_owned(),
        provider: ProviderId::new("p").unwrap(),
        provider_model: id.to_owned(),
        catalog_model: None,
        note: None,
        variant_of: None,
        serving: None,
    }
}

fn judge(id: &str) -> JudgeSummary {
    JudgeSummary {
        id: JudgeId::new(id).unwrap(),
        name: id.to_owned(),
        kind: JudgeKind::LanguageModel,
        family: id.to_owned(),
        provider_model: id.to_owned(),
        rubric_version: "1".to_owned(),
    }
}

fn verdict(judge: &str, marks: Option<[u8; 3]>, judged_at: &str) -> VerdictRow {
    VerdictRow {
        judge: JudgeId::new(judge).unwrap(),
        marks: marks.map(|marks| Marks(marks.map(|mark| mark.try_into().unwrap()))),
        rationale: "because".to_owned(),
        unreadable: marks.is_none().then(|| "gibberish".to_owned()),
        judged_at: judged_at.to_owned(),
    }
}

fn case(model: &str, task: &str, verdicts: Vec<VerdictRow>) -> CaseRow {
    CaseRow {
        case: format!("{model}/{task}"),
        model: ModelId::new(model).unwrap(),
        task: TaskId::new(task).unwrap(),
        repeat: 0,
        outcome: Outcome::Answered,
        answer: "an answer".to_owned(),
        thinking: None,
        error: None,
        finish_reason: Some("stop".to_owned()),
        upstream: None,
        attempts: 1,
        timing: Timing { total_ms: Some(1000.4), ..Timing::default() },
        usage: Usage { completion_tokens: Some(10), ..Usage::default() },
        billed: Some(PicoUsd(5)),
        finished_at: Some("2026-11-23T10:00:00.000Z".to_owned()),
        verdicts,
        reviews: Vec::new(),
    }
}

const EARLY: &str = "2026-11-23T10:00:01.000Z";
const LATE: &str = "2026-11-23T11:00:00.000Z";

/// Two models, two tasks: model `a` is marked on both, model `b` has a disagreement and an unreadable verdict.
fn rows() -> Rows {
    let good = |at| vec![verdict("j", Some([2, 2, 2]), at), verdict("k", Some([2, 2, 1]), at)];
    Rows {
        tasks: vec![task("t2", Category::Debugging), task("t1", Category::SimpleCoding)],
        models: vec![model("b"), model("a")],
        judges: vec![judge("j"), judge("k")],
        scoring: Scoring { mark_max: 2, disagreement_threshold: 1.5, rule: ScoringRule::AllAsked },
        cases: vec![
            case("b", "t1", vec![verdict("j", Some([0, 1, 1]), EARLY), verdict("k", Some([2, 1, 1]), EARLY)]),
            case("b", "t2", vec![verdict("j", Some([1, 1, 1]), EARLY), verdict("k", None, EARLY)]),
            case(
                "a",
                "t2",
                vec![
                    verdict("j", Some([0, 0, 0]), EARLY),
                    verdict("k", Some([1, 1, 1]), EARLY),
                    verdict("j", Some([1, 1, 1]), LATE),
                ],
            ),
            case("a", "t1", good(EARLY)),
        ],
        warnings: Vec::new(),
    }
}

/// As an export, with fewer resamples.
fn build(heading: &Heading, rows: &Rows) -> Result<Snapshot, BuildError> {
    build_with(heading, rows, Plan::default())
}

fn files(snapshot: &Snapshot) -> BTreeMap<String, Vec<u8>> {
    let details = snapshot.files.iter().filter(|(path, _)| path != "summary.json");
    details.map(|(path, content)| (path.clone(), content.clone().into_bytes())).collect()
}

#[test]
fn scores_follow_from_the_newest_verdict_of_each_judge() {
    let snapshot = build(&heading(), &rows()).unwrap();
    let [a, b] = snapshot.summary.results.as_slice() else { panic!("two models") };
    // (2+2+2+2+2+1)/6 and, with the later verdict of judge j, 1: mean 1.4167
    assert_eq!(a.score, Score::Scored(1.4167));
    assert_eq!((a.n, a.billed_pico_usd, a.mean_total_ms), (2, Some(PicoUsd(10)), Some(1000)));
    assert_eq!((b.n, b.score), (0, Score::Unscored(UnscoredReason::JudgesDisagree)));
    let reasons: Vec<_> = b.unscored.iter().map(|part| (part.reason, part.count)).collect();
    assert_eq!(reasons, [(UnscoredReason::JudgeUnreadable, 1), (UnscoredReason::JudgesDisagree, 1)]);
    assert_eq!(snapshot.summary.created_at, LATE);
}

#[test]
fn the_order_of_the_rows_does_not_matter() {
    let mut turned = rows();
    turned.cases.reverse();
    turned.tasks.reverse();
    turned.models.reverse();
    assert_eq!(build(&heading(), &rows()).unwrap().files, build(&heading(), &turned).unwrap().files);
}

#[test]
fn a_built_snapshot_has_no_faults_and_reads_back() {
    let snapshot = build(&heading(), &rows()).unwrap();
    assert_eq!(snapshot_faults(&snapshot.summary, &files(&snapshot)), Vec::<String>::new());
    let (path, text) = snapshot.files.last().unwrap();
    assert_eq!(path, "summary.json");
    assert_eq!(summary_from_json(text).unwrap(), snapshot.summary);
}

#[test]
fn the_results_digest_knows_answers_and_marks_but_no_clock() {
    let digest = |rows: &Rows| build(&heading(), rows).unwrap().summary.results_sha256;
    let first = digest(&rows());
    let mut later = rows();
    later.cases[3].finished_at = Some("2027-01-01T00:00:00.000Z".to_owned());
    later.cases[3].timing.total_ms = Some(5.0);
    assert_eq!(digest(&later), first);
    let mut other = rows();
    other.cases[3].answer.push('!');
    assert_ne!(digest(&other), first);
}

type Change = dyn Fn(&mut Snapshot, &mut BTreeMap<String, Vec<u8>>);

#[test]
fn tampering_is_found() {
    let snapshot = build(&heading(), &rows()).unwrap();
    let faults_of = |change: &Change| {
        let (mut snapshot, mut files) = (snapshot.clone(), files(&snapshot));
        change(&mut snapshot, &mut files);
        snapshot_faults(&snapshot.summary, &files).join("; ")
    };
    let better = faults_of(&|snapshot, _| snapshot.summary.results[1].score = Score::Scored(2.0));
    assert!(better.contains("computed again"), "{better}");
    let place = faults_of(&|snapshot, _| {
        let statistics = snapshot.summary.statistics.as_mut().unwrap();
        statistics.models[0].percentile95 = Figure::Value([0.0, 0.1]);
    });
    assert!(place.contains("statistics are not what the marks give"), "{place}");
    let faster = faults_of(&|snapshot, _| {
        let speed = &mut snapshot.summary.statistics.as_mut().unwrap().models[0].speed;
        speed.decode_tok_per_s = Some(Median { median: 999.0, n: 2 });
    });
    assert!(faster.contains("statistics are not"), "{faster}");
    let endless = faults_of(&|snapshot, _| snapshot.summary.statistics.as_mut().unwrap().resamples = u32::MAX);
    assert!(endless.contains("resamples"), "{endless}");
    let older = faults_of(&|snapshot, _| snapshot.summary.statistics = None);
    assert_eq!(older, "", "snapshots of older exporters have no statistics");
    let marks = faults_of(&|snapshot, _| snapshot.summary.verdicts.marks[0] = None);
    assert!(marks.contains("detail file"), "{marks}");
    let file = faults_of(&|_, files| files.get_mut("tasks/t1.json").unwrap().push(b' '));
    assert!(file.contains("tasks/t1.json is not the file"), "{file}");
    let missing = faults_of(&|_, files| drop(files.remove("tasks/t1.json")));
    assert!(missing.contains("tasks/t1.json is missing"), "{missing}");
    let extra = faults_of(&|_, files| drop(files.insert("x".to_owned(), Vec::new())));
    assert!(extra.contains("x stands in the folder"), "{extra}");
    let column = faults_of(&|snapshot, _| snapshot.summary.cases.total_ms.truncate(1));
    assert!(column.contains("cases.total_ms"), "{column}");
    let pointer = faults_of(&|snapshot, _| snapshot.summary.verdicts.judge[1] = 9);
    assert!(pointer.contains("judge 9"), "{pointer}");
}

#[test]
fn rows_that_do_not_belong_together_are_refused() {
    let with = |change: &dyn Fn(&mut Rows)| {
        let mut rows = rows();
        change(&mut rows);
        build(&heading(), &rows)
    };
    assert!(matches!(with(&|rows| rows.cases.clear()), Err(BuildError::Empty)));
    assert!(matches!(with(&|rows| rows.models.truncate(1)), Err(BuildError::Unknown { what: "model", .. })));
    assert!(matches!(with(&|rows| rows.judges.truncate(1)), Err(BuildError::Unknown { what: "judge", .. })));
    let twice = with(&|rows| rows.cases.push(rows.cases[0].clone()));
    assert!(matches!(twice, Err(BuildError::Duplicate { .. })));
}

proptest! {
    #[test]
    fn any_marks_give_a_sound_snapshot(marks in prop::collection::vec((0_u8..3, 0_u8..3, 0_u8..3, any::<bool>()), 8)) {
        let mut rows = rows();
        for (at, case) in rows.cases.iter_mut().enumerate() {
            let of = |at: usize| { let (a, b, c, readable) = marks[at]; readable.then_some([a, b, c]) };
            case.verdicts = vec![verdict("j", of(2 * at), EARLY), verdict("k", of(2 * at + 1), EARLY)];
        }
        let snapshot = build(&heading(), &rows).unwrap();
        prop_assert_eq!(summary_faults(&snapshot.summary), Vec::<String>::new());
        prop_assert_eq!(snapshot_faults(&snapshot.summary, &files(&snapshot)), Vec::<String>::new());
        for result in &snapshot.summary.results {
            let unscored: u32 = result.unscored.iter().map(|part| part.count).sum();
            prop_assert_eq!(result.n + unscored, 2);
        }
    }
}
