//! Writes a database of made-up answers and marks, to measure what a large one costs.
//!
//! ```text
//! cargo run --release -p exporter --example large_database -- FOLDER [MODELS] [TASKS] [REPEATS]
//! ```
//!
//! makes `FOLDER/x.sqlite`, `FOLDER/tasks` and `FOLDER/lim.toml`; by default 50 models × 400 tasks × 10 repeats, which
//! are 200,000 cases with two verdicts each. The last case has no answer, so that a run has something to go on with.
#![allow(clippy::print_stdout)] // a program for measurements

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use analytics::outcome::Outcome;
use analytics::score::Marks;
use analytics::snapshot::v1::{Timing, Usage};
use analytics::stats::random::Draws;
use analytics::units::PicoUsd;
use exporter::config::{Choices, Resolved, resolve};
use exporter::run::{cases, freeze};
use exporter::store::{AttemptResult, CaseRecord, Mode, NewAttempt, Store, VerdictRecord};
use futures_util::future::try_join_all;

/// Rows that wait for the database together.
const TOGETHER: usize = 2_048;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("usage: large_database FOLDER [MODELS] [TASKS] [REPEATS]")?);
    let mut number = |usual: u32| arguments.next().map_or(Ok(usual), |text| text.parse());
    let (models, tasks, repeats) = (number(50)?, number(400)?, number(10)?);
    let resolved = plan(&folder, models, tasks, repeats)?;
    let store = Store::open(&folder.join("x.sqlite"), Mode::Write).await?;
    let run = freeze::find_or_create(&store, &resolved).await.map_err(|failure| failure.to_string())?.run.id;
    let all = cases::all(&resolved.plan, &resolved.tasks)?;
    let judges: Vec<(String, String)> =
        resolved.plan.scope.judges.iter().map(|judge| (judge.id.to_string(), judge.key())).collect();
    let answered = all.split_last().map_or(&all[..], |(_, rest)| rest);
    for (chunk, part) in answered.chunks(TOGETHER).enumerate() {
        let rows: Vec<Row> =
            part.iter().enumerate().map(|(at, case)| Row::new((chunk * TOGETHER + at) as u64, case, &run)).collect();
        try_join_all(rows.iter().map(|row| store.add_attempt(row.attempt.clone()))).await?;
        try_join_all(rows.iter().map(|row| store.add_attempt_result(row.result.clone()))).await?;
        let verdicts = rows.iter().flat_map(|row| row.verdicts(&run, &judges));
        try_join_all(verdicts.map(|verdict| store.add_verdict(verdict))).await?;
    }
    store.close().await;
    println!("{} cases in {}", all.len(), folder.join("x.sqlite").display());
    Ok(())
}

struct Row {
    number: u64,
    attempt: NewAttempt,
    result: AttemptResult,
}

impl Row {
    fn new(number: u64, case: &CaseRecord, run: &str) -> Self {
        let id = format!("01J{number:023}");
        let now = 1_790_000_000_000 + i64::try_from(number).unwrap_or(0);
        let mut draws = Draws::new(1, number);
        let words = 150 + draws.below(300) as usize;
        let ms = f64::from(1_000 + draws.below(60_000));
        Self {
            number,
            attempt: NewAttempt {
                id: id.clone(),
                case_id: case.id.clone(),
                run_id: run.to_owned(),
                number: 1,
                started_at: now,
            },
            result: AttemptResult {
                attempt_id: id,
                finished_at: now,
                outcome: if draws.below(50) == 0 { Outcome::Truncated } else { Outcome::Answered },
                settled: true,
                answer: "answer ".repeat(words),
                thinking: None,
                finish_reason: Some("stop".to_owned()),
                upstream: None,
                served_model: None,
                generation_id: None,
                http_status: Some(200),
                usage: Usage { prompt_tokens: Some(500), completion_tokens: Some(words as u64), ..Usage::default() },
                timing: Timing {
                    first_text_ms: Some(ms / 10.0),
                    total_ms: Some(ms),
                    decode_tok_per_s: Some(words as f64 / ms * 1_000.0),
                    ..Timing::default()
                },
                billed: Some(PicoUsd(1_000_000 + u64::from(draws.below(1_000_000)))),
                error: None,
                raw: None,
            },
        }
    }

    fn verdicts(&self, run: &str, judges: &[(String, String)]) -> Vec<VerdictRecord> {
        if self.result.outcome != Outcome::Answered {
            return Vec::new();
        }
        let mut draws = Draws::new(2, self.number);
        // Judges agree mostly; the answer's quality moves both.
        let quality = draws.below(3);
        let given = judges.iter().enumerate().map(|(judge, (id, key))| {
            let mut mark = || {
                let value = if draws.below(5) == 0 { draws.below(3) } else { quality };
                u8::try_from(value).ok().and_then(|value| value.try_into().ok())
            };
            let marks = mark().zip(mark()).zip(mark()).map(|((a, b), c)| Marks::new(a, b, c));
            VerdictRecord {
                id: format!("01K{:022}{judge}", self.number),
                attempt_id: self.attempt.id.clone(),
                run_id: run.to_owned(),
                judge_id: id.clone(),
                judge_key: key.clone(),
                rubric_version: "1".to_owned(),
                marks,
                coerced: false,
                rationale: "because it says so ".repeat(6),
                unreadable: None,
                judged_at: self.result.finished_at,
            }
        });
        given.collect()
    }
}

fn plan(folder: &Path, models: u32, tasks: u32, repeats: u32) -> Result<Resolved, Box<dyn Error>> {
    let path = folder.join("tasks");
    fs::create_dir_all(&path)?;
    for number in 0..tasks {
        fs::write(path.join(format!("sum-{number:04}.md")), task(number))?;
    }
    let mut config =
        "[[providers]]\nid = \"p\"\nkind = \"openai-compatible\"\nbase_url = \"http://127.0.0.1:9\"\n".to_owned();
    let entry = |list: &str, id: String| {
        format!("[[{list}]]\nid = \"{id}\"\nprovider = \"p\"\nprovider_model = \"{id}\"\nfamily = \"family-{id}\"\n")
    };
    (0..models).for_each(|model| config.push_str(&entry("models", format!("model-{model:02}"))));
    (0..2).for_each(|judge| config.push_str(&entry("judges", format!("judge-{judge}"))));
    let file = folder.join("lim.toml");
    fs::write(&file, config)?;
    let choices = Choices { config: Some(file), tasks: Some(path), repeats: Some(repeats), ..Choices::default() };
    resolve(&choices).map_err(|failure| failure.to_string().into())
}

fn task(number: u32) -> String {
    const CATEGORIES: [&str; 7] =
        ["simple-coding", "refactoring", "architecture", "debugging", "multi-file", "reasoning", "non-coding"];
    format!(
        r#"+++
id = "sum-{number:04}"
version = 1
title = "Sum {number}"
category = "{}"
difficulty = 1
max_tokens = 256
tags = ["test"]
origin = "generic"

[[expected_capabilities]]
text = "Gives the result"
essential = true
evidence = ["forty-two"]

[[expected_capabilities]]
text = "Shows the way"
evidence = ["addition"]

[[expected_capabilities]]
text = "Is short"
evidence = ["therefore"]

[[checks]]
id = "result"
dimension = "correctness"
why = "The sum must be there."
kind = "contains_any"
texts = ["42", "forty-two"]

[[checks]]
id = "words"
dimension = "completeness"
why = "A bare number explains nothing."
kind = "words"
min = 2

[[checks]]
id = "short"
dimension = "quality"
why = "It was asked for in few words."
kind = "words"
max = 200
+++

What is 40 plus 2? Explain in one sentence how you found it. This is question {number}.
"#,
        CATEGORIES[number as usize % CATEGORIES.len()]
    )
}
