//! Summaries made up for tests, from a few numbers.
#![allow(dead_code, clippy::unwrap_used)] // each test file uses a part of it, and a test may fail by unwrapping

use analytics::category::Category;
use analytics::ids::{JudgeId, ModelId, ProviderId, SnapshotId, TaskId};
use analytics::outcome::Outcome;
use analytics::score::{Marks, ScoringRule};
use analytics::snapshot::v1::*;
use analytics::stats::random::Draws;
use proptest::prelude::*;

/// How large, and from which seed.
#[derive(Debug, Clone)]
pub struct Shape {
    pub models: usize,
    pub tasks: usize,
    pub judges: usize,
    pub repeats: u32,
    pub noise: u64,
}

pub fn shape() -> impl Strategy<Value = Shape> {
    (1_usize..6, 1_usize..9, 1_usize..4, 1_u32..4, any::<u64>())
        .prop_map(|(models, tasks, judges, repeats, noise)| Shape { models, tasks, judges, repeats, noise })
}

/// Marks, gaps and failures at random, by either rule; judges and models share three families.
pub fn summary(shape: &Shape) -> Summary {
    let mut draws = Draws::new(shape.noise, 0);
    let mut made = empty(shape.models, shape.tasks, shape.judges);
    if shape.noise.is_multiple_of(3) {
        made.scoring.rule = ScoringRule::CompleteOnly;
    }
    for model in 0..shape.models as u32 {
        for task in 0..shape.tasks as u32 {
            // Some cells have fewer repeats, and some none.
            let repeats = if draws.below(12) == 0 { draws.below(shape.repeats + 1) } else { shape.repeats };
            for repeat in 0..repeats {
                let outcome = match draws.below(24) {
                    0 | 1 => Outcome::Truncated,
                    2 => Outcome::Empty,
                    3 => Outcome::ProviderError,
                    _ => Outcome::Answered,
                };
                let case = push_case(&mut made, model, task, repeat, outcome);
                if outcome == Outcome::Truncated && draws.below(2) == 0 {
                    made.cases.answer_chars[case as usize] = 7;
                } else if outcome != Outcome::Answered {
                    continue;
                }
                let ability = 1 + draws.below(2);
                for judge in 0..shape.judges as u32 {
                    let mut mark = || ((ability + draws.below(2)).min(2) as u8).try_into().unwrap();
                    let marks = Marks([mark(), mark(), mark()]);
                    match draws.below(20) {
                        0 => {}
                        1 => push_verdict(&mut made, case, judge, None),
                        2 => push_verdict(&mut made, case, judge, Some(Marks([0.try_into().unwrap(); 3]))),
                        _ => push_verdict(&mut made, case, judge, Some(marks)),
                    }
                }
            }
        }
    }
    if made.scoring.rule == ScoringRule::CompleteOnly {
        made.cases.answer_chars.clear();
        made.cases.repeats.clear();
    }
    made
}

/// One judge that gives each model (outer) these marks by task on every dimension.
pub fn marked(marks: &[&[u8]]) -> Summary {
    let mut made = empty(marks.len(), marks[0].len(), 1);
    made.judges[0].family = "nobody's".to_owned();
    for (model, marks) in marks.iter().enumerate() {
        for (task, mark) in marks.iter().enumerate() {
            let case = push_case(&mut made, model as u32, task as u32, 0, Outcome::Answered);
            push_verdict(&mut made, case, 0, Some(Marks([(*mark).try_into().unwrap(); 3])));
        }
    }
    made
}

pub fn push_case(made: &mut Summary, model: u32, task: u32, repeat: u32, outcome: Outcome) -> u32 {
    let columns = &mut made.cases;
    columns.model.push(model);
    columns.task.push(task);
    columns.repeat.push(repeat);
    columns.outcome.push(outcome);
    columns.total_ms.push(Some(1000));
    columns.first_text_ms.push(Some(100));
    columns.prompt_tokens.push(Some(50));
    columns.completion_tokens.push(Some(20));
    columns.billed_pico_usd.push(None);
    columns.answer_chars.push(if outcome == Outcome::Answered { 9 } else { 0 });
    columns.repeats.push(0);
    columns.model.len() as u32 - 1
}

pub fn push_verdict(made: &mut Summary, case: u32, judge: u32, marks: Option<Marks>) {
    made.verdicts.case.push(case);
    made.verdicts.judge.push(judge);
    made.verdicts.marks.push(marks);
}

/// The same summary as if a task had never been in it.
pub fn without_task(whole: &Summary, task: usize) -> Summary {
    let mut less = Summary { cases: Cases::default(), verdicts: Verdicts::default(), ..whole.clone() };
    less.tasks.remove(task);
    for case in 0..whole.cases.len() {
        let its = whole.cases.task[case] as usize;
        if its == task {
            continue;
        }
        let to = if its > task { its - 1 } else { its };
        let (model, repeat) = (whole.cases.model[case], whole.cases.repeat[case]);
        let at = push_case(&mut less, model, to as u32, repeat, whole.cases.outcome[case]);
        match whole.cases.answer_chars.get(case) {
            Some(chars) => less.cases.answer_chars[at as usize] = *chars,
            None => (less.cases.answer_chars, less.cases.repeats) = Default::default(),
        }
        for verdict in (0..whole.verdicts.case.len()).filter(|verdict| whole.verdicts.case[*verdict] as usize == case) {
            push_verdict(&mut less, at, whole.verdicts.judge[verdict], whole.verdicts.marks[verdict]);
        }
    }
    less
}

fn family(at: usize) -> String {
    format!("family-{}", at % 3)
}

fn empty(models: usize, tasks: usize, judges: usize) -> Summary {
    let task = |at: usize| TaskSummary {
        id: TaskId::new(format!("t{at:03}")).unwrap(),
        version: 1,
        title: format!("Task {at}"),
        category: Category::ALL[at % 7],
        difficulty: 1,
        origin: Origin::Generic,
        tags: Vec::new(),
    };
    let model = |at: usize| ModelSummary {
        id: ModelId::new(format!("m{at:03}")).unwrap(),
        name: format!("Model {at}"),
        kind: ModelKind::LanguageModel,
        family: family(at),
        provider: ProviderId::new("p").unwrap(),
        provider_model: format!("m{at}"),
        catalog_model: None,
        note: None,
        variant_of: None,
        serving: None,
    };
    let judge = |at: usize| JudgeSummary {
        id: JudgeId::new(format!("j{at}")).unwrap(),
        name: format!("Judge {at}"),
        kind: JudgeKind::LanguageModel,
        family: family(at),
        provider_model: format!("j{at}"),
        rubric_version: "1".to_owned(),
    };
    Summary {
        format: SUMMARY_FORMAT.to_owned(),
        version: VERSION,
        id: SnapshotId::new("made").unwrap(),
        title: "Made".to_owned(),
        created_at: "2026-11-23T09:00:00Z".to_owned(),
        provenance: Provenance {
            kind: ProvenanceKind::Run,
            statement: "Made.".to_owned(),
            sources: Vec::new(),
            run_id: None,
        },
        generator: Generator { name: "test".to_owned(), version: "0".to_owned() },
        tasks: (0..tasks).map(task).collect(),
        models: (0..models).map(model).collect(),
        judges: (0..judges).map(judge).collect(),
        scoring: Scoring { mark_max: 2, disagreement_threshold: 1.5, rule: ScoringRule::AllAsked },
        cases: Cases::default(),
        verdicts: Verdicts::default(),
        reviews: Reviews::default(),
        results: Vec::new(),
        statistics: None,
        published: None,
        warnings: Vec::new(),
        files: Vec::new(),
        suite: None,
        results_sha256: None,
    }
}
