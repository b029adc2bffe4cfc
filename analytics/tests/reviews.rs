//! Reviews in a snapshot: a person's marks take the place of the judges', the history stays, and the browser can recompute.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

use std::collections::BTreeMap;

use analytics::audited::audited;
use analytics::category::Category;
use analytics::ids::{JudgeId, ModelId, ProviderId, SnapshotId, TaskId};
use analytics::outcome::Outcome;
use analytics::score::{Marks, Score, ScoringRule, UnscoredReason};
use analytics::scoring::{Counting, case_scores, case_scores_counting, results, results_counting};
use analytics::snapshot::build::{Snapshot, build};
use analytics::snapshot::check::snapshot_faults;
use analytics::snapshot::rows::{CaseRow, Heading, Rows, TaskRow, VerdictRow};
use analytics::snapshot::summary_from_json;
use analytics::snapshot::v1::{
    JudgeKind, JudgeSummary, ModelKind, ModelSummary, Origin, ReviewDetail, Scoring, Stratum, Timing, Usage,
};
use analytics::stats::ppi_audit::corrected_by_audit;
use analytics::stats::undefined::Reason;

fn marks(values: [u8; 3]) -> Marks {
    Marks(values.map(|value| value.try_into().unwrap()))
}

fn review(author: &str, values: Option<[u8; 3]>, minute: u32) -> ReviewDetail {
    ReviewDetail {
        author: author.to_owned(),
        marks: values.map(marks),
        reason: "looked at it".to_owned(),
        stratum: Stratum::Unresolved,
        inclusion: 1.0,
        reviewed_at: format!("2026-11-23T12:{minute:02}:00.000Z"),
    }
}

fn case(model: &str, verdicts: &[(&str, Option<[u8; 3]>)]) -> CaseRow {
    CaseRow {
        case: format!("case of {model}"),
        model: ModelId::new(model).unwrap(),
        task: TaskId::new("t").unwrap(),
        repeat: 0,
        outcome: Outcome::Answered,
        answer: "an answer".to_owned(),
        thinking: None,
        error: None,
        finish_reason: None,
        upstream: None,
        attempts: 1,
        timing: Timing::default(),
        usage: Usage::default(),
        billed: None,
        finished_at: Some("2026-11-23T10:00:00.000Z".to_owned()),
        verdicts: verdicts
            .iter()
            .map(|(judge, values)| VerdictRow {
                judge: JudgeId::new(*judge).unwrap(),
                marks: values.map(marks),
                rationale: "because".to_owned(),
                unreadable: None,
                judged_at: "2026-11-23T11:00:00.000Z".to_owned(),
            })
            .collect(),
        reviews: Vec::new(),
    }
}

/// Model `m` of the family of judge `j`; the judges differ by 2 on correctness.
fn rows() -> Rows {
    let named = |id: &str| ModelSummary {
        id: ModelId::new(id).unwrap(),
        name: id.to_owned(),
        kind: ModelKind::LanguageModel,
        family: "Family-J".to_owned(),
        provider: ProviderId::new("p").unwrap(),
        provider_model: id.to_owned(),
        catalog_model: None,
        note: None,
        variant_of: None,
        serving: None,
    };
    let judge = |id: &str, family: &str| JudgeSummary {
        id: JudgeId::new(id).unwrap(),
        name: id.to_owned(),
        kind: JudgeKind::LanguageModel,
        family: family.to_owned(),
        provider_model: id.to_owned(),
        rubric_version: "1".to_owned(),
    };
    Rows {
        tasks: vec![TaskRow {
            id: TaskId::new("t").unwrap(),
            version: 1,
            title: "T".to_owned(),
            category: Category::Reasoning,
            difficulty: 1,
            origin: Origin::Generic,
            tags: Vec::new(),
            sha256: "0".repeat(64),
            prompt: "prompt".to_owned(),
            max_tokens: 100,
            expected_capabilities: vec!["answers".to_owned()],
        }],
        models: vec![named("m")],
        judges: vec![judge("j", "family-j"), judge("k", "family-k")],
        scoring: Scoring { mark_max: 2, disagreement_threshold: 1.5, rule: ScoringRule::AllAsked },
        cases: vec![case("m", &[("j", Some([2, 2, 2])), ("k", Some([0, 1, 1]))])],
        warnings: Vec::new(),
    }
}

fn built(rows: &Rows) -> Snapshot {
    let heading = Heading {
        id: SnapshotId::new("s").unwrap(),
        title: "S".to_owned(),
        statement: "Made by a test.".to_owned(),
        generator_version: "0".to_owned(),
        run_id: None,
        suite: None,
    };
    let snapshot = build(&heading, rows).unwrap();
    assert_eq!(snapshot_faults(&snapshot.summary, &files(&snapshot)), Vec::<String>::new());
    snapshot
}

fn files(snapshot: &Snapshot) -> BTreeMap<String, Vec<u8>> {
    let details = snapshot.files.iter().filter(|(path, _)| path != "summary.json");
    details.map(|(path, content)| (path.clone(), content.clone().into_bytes())).collect()
}

#[test]
fn the_newest_review_counts_and_its_history_stays() {
    let mut rows = rows();
    let before = built(&rows);
    assert_eq!(case_scores(&before.summary), [Score::Unscored(UnscoredReason::JudgesDisagree)]);
    assert!(!before.files.last().unwrap().1.contains("\"reviews\""), "no review leaves no trace");

    rows.cases[0].reviews = vec![review("Ada", Some([0, 0, 1]), 1), review("Bo", Some([1, 1, 2]), 2)];
    let decided = built(&rows);
    assert_eq!(case_scores(&decided.summary), [Score::Scored(4.0 / 3.0)]);
    assert_eq!(decided.summary.results[0].score, Score::Scored(1.3333));
    assert_eq!(decided.summary.created_at, "2026-11-23T12:02:00.000Z");
    assert_ne!(decided.summary.results_sha256, before.summary.results_sha256);
    let detail = &decided.files[0].1;
    assert!(detail.contains("Ada") && detail.contains("Bo"), "{detail}");

    // Taken back: the judges count again, and all three rows are still there.
    rows.cases[0].reviews.push(review("Bo", None, 3));
    let undone = built(&rows);
    assert!(undone.summary.reviews.is_empty());
    assert_eq!(case_scores(&undone.summary), [Score::Unscored(UnscoredReason::JudgesDisagree)]);
    assert_eq!(undone.files[0].1.matches("reviewed_at").count(), 3);
}

#[test]
fn whoever_has_the_summary_alone_can_recompute() {
    let mut rows = rows();
    rows.cases[0].reviews = vec![review("Ada", Some([2, 1, 0]), 1)];
    let text = &built(&rows).files.last().unwrap().1.clone();
    let read = summary_from_json(text).unwrap();
    assert_eq!(results(&read), read.results);
    let judges_alone = Counting { without_reviews: true, ..Counting::default() };
    assert_eq!(case_scores_counting(&read, judges_alone), [Score::Unscored(UnscoredReason::JudgesDisagree)]);
}

#[test]
fn scores_without_own_family_verdicts() {
    let snapshot = built(&rows());
    let without = Counting { without_own_family: true, ..Counting::default() };
    // Judge k alone: (0 + 1 + 1) / 3.
    assert_eq!(case_scores_counting(&snapshot.summary, without), [Score::Scored(2.0 / 3.0)]);
    assert_eq!(results_counting(&snapshot.summary, without)[0].score, Score::Scored(0.6667));
    let detail = &snapshot.files[0].1;
    assert_eq!(detail.matches("\"own_family\": true").count() + detail.matches("\"own_family\":true").count(), 1);
}

#[test]
fn a_judge_of_the_own_family_never_scores_alone() {
    let mut rows = rows();
    rows.judges.truncate(1);
    rows.cases[0].verdicts.truncate(1);
    for counting in [Counting::default(), Counting { without_own_family: true, ..Counting::default() }] {
        let scores = case_scores_counting(&built(&rows).summary, counting);
        assert_eq!(scores, [Score::Unscored(UnscoredReason::OwnFamilyOnly)]);
    }
    rows.cases[0].reviews = vec![review("Ada", Some([2, 2, 2]), 1)];
    assert_eq!(case_scores(&built(&rows).summary), [Score::Scored(2.0)], "a person may");
    for own in [Outcome::Truncated, Outcome::Empty, Outcome::Refused] {
        rows.cases[0].outcome = own;
        assert_eq!(case_scores(&built(&rows).summary), [Score::Scored(2.0)], "a person marks what the model did");
    }
    rows.cases[0].outcome = Outcome::TimedOut;
    let late = built(&rows).summary;
    assert!(late.reviews.is_empty(), "there is no answer of the model to mark");
    assert_eq!(case_scores(&late), [Score::Unscored(UnscoredReason::TimedOut)]);
    rows.scoring.rule = ScoringRule::CompleteOnly;
    rows.cases[0].outcome = Outcome::Truncated;
    let before = built(&rows).summary;
    assert!(before.reviews.is_empty() && before.cases.answer_chars.is_empty() && before.results[0].answers.is_none());
    assert_eq!(case_scores(&before), [Score::Unscored(UnscoredReason::Truncated)], "the rule of older exporters");
}

#[test]
fn a_forged_review_is_found() {
    let mut rows = rows();
    rows.cases[0].reviews = vec![review("Ada", Some([1, 1, 1]), 1)];
    let good = built(&rows);
    let faults = |change: &dyn Fn(&mut Snapshot)| {
        let mut forged = good.clone();
        change(&mut forged);
        snapshot_faults(&forged.summary, &files(&forged)).join("; ")
    };
    let better = faults(&|forged| forged.summary.reviews.marks[0] = marks([2, 2, 2]));
    assert!(better.contains("another review in its detail file") && better.contains("computed again"), "{better}");
    let dropped = faults(&|forged| forged.summary.reviews = Default::default());
    assert!(dropped.contains("another review in its detail file"), "{dropped}");
    assert!(faults(&|forged| forged.summary.reviews.inclusion[0] = 0.5).contains("inclusion probability 0.5"));
    assert!(faults(&|forged| forged.summary.reviews.case[0] = 7).contains("which does not exist"));
    assert!(faults(&|forged| forged.summary.reviews.marks.clear()).contains("differ in length"));
}

#[test]
fn reviews_of_the_sample_correct_the_judges() {
    let mut rows = rows();
    rows.judges[0].family = "family-i".to_owned();
    let first = rows.cases.remove(0);
    // Ten answers: the judges disagree on the first and say 2 of the others; people were shown the first for sure and
    // the others with a chance of one half.
    for at in 0..10u32 {
        let judged = if at == 0 {
            first.verdicts.clone()
        } else {
            case("m", &[("j", Some([2, 2, 2])), ("k", Some([2, 2, 2]))]).verdicts
        };
        let mut row = CaseRow { case: format!("case {at}"), repeat: at, verdicts: judged, ..first.clone() };
        let sampled = ReviewDetail { stratum: Stratum::Audit, inclusion: 0.5, ..review("Ada", Some([1, 1, 1]), at) };
        row.reviews = match at {
            0 => vec![review("Ada", Some([0, 0, 0]), 0)],
            1..=4 => {
                vec![ReviewDetail { marks: Some(if at == 4 { marks([2, 2, 2]) } else { marks([1, 1, 1]) }), ..sampled }]
            }
            _ => Vec::new(),
        };
        rows.cases.push(row);
    }
    let summary = built(&rows).summary;
    let found = audited(&summary, None);
    assert_eq!(found.len(), 10);
    assert_eq!((found[0].inclusion, found[0].human), (1.0, Some(0.0)));
    assert_eq!(found[0].judge, 8.0 / 6.0, "the judges' marks, whatever they disagree about");
    assert!(found[1..].iter().all(|answer| answer.inclusion == 4.0 / 9.0 && answer.judge == 2.0));
    // By hand: four of nine were reviewed, so their weight is 9/4. With 1 for the first, Ȳ = 9/4 × 5 / 10 = 9/8, and f̄ is
    // 29/15 over the reviewed as over all, so that no λ changes it.
    let corrected = corrected_by_audit(&found).unwrap();
    assert!((corrected.estimate.value - 9.0 / 8.0).abs() < 1e-12, "{corrected:?}");
    assert_eq!(audited(&summary, Some(&ModelId::new("m").unwrap())), found);
    assert_eq!(audited(&summary, Some(&ModelId::new("x").unwrap())), []);

    rows.cases.iter_mut().skip(1).for_each(|row| row.reviews.clear());
    let queue_alone = audited(&built(&rows).summary, None);
    assert_eq!(corrected_by_audit(&queue_alone).unwrap_err().reason, Reason::NeverSampled);
}

#[test]
fn a_sample_that_is_not_finished_keeps_its_weight() {
    let mut rows = rows();
    rows.judges[0].family = "family-i".to_owned();
    let first = rows.cases.remove(0);
    // Ten answers: people give 0 to the unresolved one and would give 1 to each of the nine others, so the truth is .9.
    // Each other one was to be reviewed with a chance of one half, and people have come to two of them so far.
    for at in 0..10u32 {
        let mark = 1 + (at % 2) as u8;
        let judged = case("m", &[("j", Some([mark; 3])), ("k", Some([mark; 3]))]).verdicts;
        let verdicts = if at == 0 { first.verdicts.clone() } else { judged };
        let mut row = CaseRow { case: format!("case {at}"), repeat: at, verdicts, ..first.clone() };
        row.reviews = match at {
            0 => vec![review("Ada", Some([0, 0, 0]), 0)],
            1 | 2 => {
                let sampled = review("Ada", Some([1, 1, 1]), at);
                vec![ReviewDetail { stratum: Stratum::Audit, inclusion: 0.5, ..sampled }]
            }
            _ => Vec::new(),
        };
        rows.cases.push(row);
    }
    let mut answers = audited(&built(&rows).summary, None);
    let corrected = corrected_by_audit(&answers).unwrap();
    assert!((corrected.estimate.value - 0.9).abs() < 0.005, "{corrected:?}");
    // With the share that was to be drawn, the unresolved one would count for more than a tenth.
    answers[1..].iter_mut().for_each(|answer| answer.inclusion = 0.5);
    assert!(corrected_by_audit(&answers).unwrap().estimate.value < 0.82);
}
