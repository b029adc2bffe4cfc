//! Invariants of a snapshot: what must hold beyond the shape that the schema describes.

use std::collections::{BTreeMap, BTreeSet};

use super::results_digest::results_digest;
use super::statistics::{CaseFacts, same_without_facts, statistics};
use super::v1::{CaseDetail, DETAIL_FORMAT, ProvenanceKind, SUMMARY_FORMAT, Summary, TaskDetail, VERSION};
use crate::digest::sha256_hex;
use crate::scoring;
use crate::stats::bootstrap::Plan;

/// Faults of a summary by itself. Each names what is wrong and where.
#[must_use]
pub fn summary_faults(summary: &Summary) -> Vec<String> {
    faults_with(summary, None)
}

/// The same; with what the detail files say of each case, also of the figures that need them.
fn faults_with(summary: &Summary, facts: Option<&[CaseFacts]>) -> Vec<String> {
    let mut faults = Vec::new();
    if summary.format != SUMMARY_FORMAT || summary.version != VERSION {
        faults.push(format!("format is {} {}, expected {SUMMARY_FORMAT} {VERSION}", summary.format, summary.version));
    }
    if !is_utc_moment(&summary.created_at) {
        faults.push(format!("created_at {:?} is not a time in UTC such as 2026-11-23T09:00:00Z", summary.created_at));
    }
    ids_are_sorted(&mut faults, "tasks", summary.tasks.iter().map(|task| task.id.as_str()));
    ids_are_sorted(&mut faults, "models", summary.models.iter().map(|model| model.id.as_str()));
    ids_are_unique(&mut faults, "judges", summary.judges.iter().map(|judge| judge.id.as_str()));
    let columns = column_faults(summary);
    let broken = !columns.is_empty();
    faults.extend(columns);
    let models: Vec<_> = summary.models.iter().map(|model| &model.id).collect();
    if summary.results.iter().map(|result| &result.model).ne(models) {
        faults.push("results do not name the models in their order".to_owned());
    }
    for result in &summary.results {
        let in_range = |value: f64| (0.0..=f64::from(summary.scoring.mark_max)).contains(&value);
        let values = [result.score.value()].into_iter().chain(result.by_category.iter().map(|part| part.score.value()));
        if !values.flatten().all(in_range) {
            faults.push(format!("a score of {} lies outside of 0 to {}", result.model, summary.scoring.mark_max));
        }
        if result.ci95.is_some_and(|[low, high]| low > high || !in_range(low) || !in_range(high)) {
            faults.push(format!("the interval of {} is not an interval on the scale", result.model));
        }
    }
    match summary.provenance.kind {
        // Results can only be recomputed from columns that are whole.
        ProvenanceKind::Run if !broken => {
            if scoring::results(summary) != summary.results {
                faults.push("results are not what the marks give when computed again".to_owned());
            }
            faults.extend(statistics_fault(summary, facts));
            if summary.results_sha256.is_none() {
                faults.push("results_sha256 is missing".to_owned());
            }
        }
        ProvenanceKind::Run => {}
        ProvenanceKind::PublishedAggregates => {
            if !summary.cases.is_empty() || !summary.verdicts.case.is_empty() {
                faults.push("published aggregates cannot have cases".to_owned());
            }
            if summary.statistics.is_some() {
                faults.push("published aggregates cannot have statistics of marks".to_owned());
            }
            if summary.published.is_none() {
                faults.push("published aggregates without the published tables".to_owned());
            }
        }
    }
    faults
}

/// More would keep whoever checks a file busy for hours.
const MOST_RESAMPLES: u32 = 1_000_000;

fn statistics_fault(summary: &Summary, facts: Option<&[CaseFacts]>) -> Option<String> {
    // Snapshots of older exporters have none.
    let there = summary.statistics.as_deref()?;
    if there.resamples > MOST_RESAMPLES {
        return Some(format!("statistics claim {} resamples; at most {MOST_RESAMPLES} are checked", there.resamples));
    }
    let found = statistics(summary, facts, Plan::new(there.resamples, there.seed));
    let equal = match facts {
        Some(_) => found == *there,
        None => same_without_facts(found) == same_without_facts(there.clone()),
    };
    (!equal).then(|| "statistics are not what the marks give when computed again".to_owned())
}

fn column_faults(summary: &Summary) -> Vec<String> {
    let mut faults = Vec::new();
    let cases = &summary.cases;
    let n = cases.model.len();
    for (name, length) in [
        ("task", cases.task.len()),
        ("repeat", cases.repeat.len()),
        ("outcome", cases.outcome.len()),
        ("total_ms", cases.total_ms.len()),
        ("first_text_ms", cases.first_text_ms.len()),
        ("prompt_tokens", cases.prompt_tokens.len()),
        ("completion_tokens", cases.completion_tokens.len()),
        ("billed_pico_usd", cases.billed_pico_usd.len()),
        ("answer_chars", cases.answer_chars.len()),
        ("repeats", cases.repeats.len()),
    ] {
        // Files of the older rule do not have the last two.
        let may_lack = summary.scoring.rule.is_older() && length == 0 && matches!(name, "answer_chars" | "repeats");
        if length != n && !may_lack {
            faults.push(format!("column cases.{name} has {length} entries, cases.model has {n}"));
        }
    }
    let verdicts = &summary.verdicts;
    let m = verdicts.case.len();
    if verdicts.judge.len() != m || verdicts.marks.len() != m {
        faults.push("the columns of verdicts differ in length".to_owned());
    }
    if !faults.is_empty() {
        return faults;
    }
    let places: Vec<_> = (0..n).map(|at| (cases.model[at], cases.task[at], cases.repeat[at])).collect();
    if !places.is_sorted_by(|a, b| a < b) {
        faults.push("cases are not in strict order of model, task and repeat".to_owned());
    }
    for (model, task, _) in places {
        if model as usize >= summary.models.len() || task as usize >= summary.tasks.len() {
            faults.push(format!("a case points to model {model} and task {task}, which do not exist"));
        }
    }
    let pairs: Vec<_> = (0..m).map(|at| (verdicts.case[at], verdicts.judge[at])).collect();
    if !pairs.is_sorted_by(|a, b| a < b) {
        faults.push("verdicts are not in strict order of case and judge".to_owned());
    }
    for (case, judge) in pairs {
        if case as usize >= n || judge as usize >= summary.judges.len() {
            faults.push(format!("a verdict points to case {case} and judge {judge}, which do not exist"));
        }
    }
    faults.extend(super::check_reviews::column_faults(summary));
    faults
}

/// Faults of a whole snapshot: the summary, and every file of its folder as relative path and bytes, `summary.json` left out.
#[must_use]
pub fn snapshot_faults(summary: &Summary, files: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let mut faults = Vec::new();
    let listed: BTreeSet<&str> = summary.files.iter().map(|file| file.path.as_str()).collect();
    for path in files.keys().filter(|path| !listed.contains(path.as_str())) {
        faults.push(format!("{path} stands in the folder and not in the summary's list of files"));
    }
    let mut details = Vec::new();
    for file in &summary.files {
        let Some(bytes) = files.get(&file.path) else {
            faults.push(format!("{} is missing", file.path));
            continue;
        };
        if sha256_hex(bytes) != file.sha256 || bytes.len() as u64 != file.bytes {
            faults.push(format!("{} is not the file that was exported: its SHA-256 or size differs", file.path));
        }
        let text = String::from_utf8_lossy(bytes);
        match super::detail_from_json(&text) {
            Ok(detail) => details.push(detail),
            Err(error) => faults.push(format!("{}: {error}", file.path)),
        }
    }
    // The details can only be compared with columns that are whole.
    let whole = details.len() == summary.files.len() && column_faults(summary).is_empty();
    let is_run = summary.provenance.kind == ProvenanceKind::Run;
    let facts = if is_run && whole { facts_of(summary, &details) } else { None };
    let mut all = faults_with(summary, facts.as_deref());
    all.append(&mut faults);
    if is_run && whole {
        all.extend(detail_faults(summary, &details));
    }
    all
}

/// What the detail files say of each case, in the order of the columns; None when they hold other cases.
fn facts_of(summary: &Summary, details: &[TaskDetail]) -> Option<Vec<CaseFacts>> {
    let positions: BTreeMap<_, u32> = summary.models.iter().map(|model| &model.id).zip(0..).collect();
    let mut facts = BTreeMap::new();
    for (task, detail) in (0_u32..).zip(details) {
        for case in &detail.cases {
            let place = (*positions.get(&case.model)?, task, case.repeat);
            facts.insert(place, CaseFacts::new(&case.answer, &case.timing));
        }
    }
    let columns = &summary.cases;
    let places = (0..columns.len()).map(|at| (columns.model[at], columns.task[at], columns.repeat[at]));
    places.eq(facts.keys().copied()).then(|| facts.into_values().collect())
}

fn detail_faults(summary: &Summary, details: &[TaskDetail]) -> Vec<String> {
    let mut faults = Vec::new();
    if details.iter().map(|detail| &detail.task).ne(summary.tasks.iter().map(|task| &task.id)) {
        faults.push("the detail files are not those of the tasks, in their order".to_owned());
        return faults;
    }
    for detail in details {
        if detail.format != DETAIL_FORMAT || detail.snapshot != summary.id {
            faults.push(format!("the detail file of {} belongs to snapshot {}", detail.task, detail.snapshot));
        }
    }
    let mut cases: BTreeMap<(u32, u32, u32), &CaseDetail> = BTreeMap::new();
    for (task, detail) in details.iter().enumerate() {
        for case in &detail.cases {
            match summary.models.iter().position(|model| model.id == case.model) {
                Some(model) => {
                    cases.insert((model as u32, task as u32, case.repeat), case);
                }
                None => faults.push(format!("{} has a case of the unknown model {}", detail.task, case.model)),
            }
        }
    }
    let columns = &summary.cases;
    let places: Vec<_> =
        (0..columns.len()).map(|at| (columns.model[at], columns.task[at], columns.repeat[at])).collect();
    if cases.keys().copied().ne(places.iter().copied()) {
        faults.push("the detail files do not hold the cases of the summary".to_owned());
        return faults;
    }
    let mut marks: BTreeMap<u32, Vec<_>> = BTreeMap::new();
    for (at, case) in summary.verdicts.case.iter().enumerate() {
        let judge = &summary.judges[summary.verdicts.judge[at] as usize].id;
        marks.entry(*case).or_default().push((judge, summary.verdicts.marks[at]));
    }
    for (at, case) in cases.values().enumerate() {
        let there: Vec<_> = case.verdicts.iter().map(|verdict| (&verdict.judge, verdict.marks)).collect();
        if case.outcome != columns.outcome[at] || there != marks.remove(&(at as u32)).unwrap_or_default() {
            faults.push(format!("case {} has another outcome or other marks in its detail file", case.case));
        }
        if !summary.scoring.rule.is_older() && (columns.answer_chars[at], columns.repeats[at]) != extent(case) {
            faults.push(format!("case {} has an answer of another length or repetition in its detail file", case.case));
        }
        faults.extend(super::check_reviews::detail_fault(summary, at, case));
    }
    match results_digest(summary, details) {
        Ok(digest) if summary.results_sha256.as_ref() == Some(&digest) => {}
        _ => faults.push("results_sha256 is not the digest of the results".to_owned()),
    }
    faults
}

/// What the columns say of an answer: its characters, and how often its end repeats.
fn extent(case: &CaseDetail) -> (u32, u32) {
    super::builder::extent(case.outcome, &case.answer)
}

fn ids_are_sorted<'a>(faults: &mut Vec<String>, what: &str, ids: impl Iterator<Item = &'a str>) {
    let ids: Vec<_> = ids.collect();
    if !ids.is_sorted_by(|a, b| a < b) {
        faults.push(format!("{what} are not in strict order of their ids"));
    }
}

fn ids_are_unique<'a>(faults: &mut Vec<String>, what: &str, ids: impl Iterator<Item = &'a str>) {
    let mut seen = BTreeSet::new();
    for id in ids {
        if !seen.insert(id) {
            faults.push(format!("{what}: {id} stands twice"));
        }
    }
}

/// `YYYY-MM-DDTHH:MM:SS(.fraction)Z`.
fn is_utc_moment(text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let Some(rest) = shape.strip_prefix("0000-00-00T00:00:00") else { return false };
    rest == "Z"
        || (rest.starts_with(".0") && rest.ends_with("0Z") && rest[1..rest.len() - 1].bytes().all(|b| b == b'0'))
}
