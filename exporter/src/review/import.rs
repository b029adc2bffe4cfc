//! A filled-in queue on its way back: everything in it is taken or nothing, and taking it twice adds nothing.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use analytics::canonical::canonical_json;
use analytics::digest::sha256_hex;
use analytics::score::Marks;
use analytics::snapshot::v1::Stratum;

use super::line::{Fault, Read};
use super::queue::Entry;
use super::{csv_file, json_file};
use crate::failure::Failure;
use crate::regular;
use crate::store::ReviewRecord;

/// A million decisions with their reasons.
const LARGEST_BYTES: u64 = 1 << 30;

/// What a file comes to.
#[derive(Debug, Default)]
pub struct Taken {
    /// Rows to be added, unless they are there already.
    pub reviews: Vec<ReviewRecord>,
    /// Lines that nobody has filled in.
    pub open: usize,
    /// Lines with the decision that they were exported with.
    pub unchanged: usize,
}

/// Reads a file, whichever format it is in.
///
/// # Errors
/// The outer one when the file cannot be read, the inner one with every fault in it.
pub fn read(path: &Path) -> Result<Result<Vec<Read>, Vec<Fault>>, Failure> {
    let bytes = regular::read_at_most(path, LARGEST_BYTES).map_err(|error| Failure::file("read", path, &error))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        Failure::usage(format!("{} is not in UTF-8 from line {line} on", path.display()))
            .hint("save it as “CSV UTF-8” (Excel) or choose UTF-8 (LibreOffice)")
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    Ok(if text.trim_start().starts_with('{') { json_file::read(text) } else { csv_file::read(text) })
}

/// What to add to the reviews of these answers.
///
/// # Errors
/// Every line that cannot be taken, with the reason.
pub fn reviews(lines: &[Read], answers: &[Entry], author: &str, now: i64) -> Result<Taken, Vec<Fault>> {
    let by_case: HashMap<&str, &Entry> = answers.iter().map(|entry| (entry.case.as_str(), entry)).collect();
    let mut taken = Taken::default();
    let mut faults = Vec::new();
    let mut seen = HashSet::new();
    for line in lines {
        if !seen.insert(&line.given.case) {
            faults.push(at(line, "case", "the case stands in the file twice; keep one of the two lines"));
            continue;
        }
        match review(line, by_case.get(line.given.case.as_str()).copied(), author, now) {
            Ok(Some(Reading::New(review))) => taken.reviews.push(*review),
            Ok(Some(Reading::Unchanged)) => taken.unchanged += 1,
            Ok(None) => taken.open += 1,
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(taken) } else { Err(faults) }
}

enum Reading {
    New(Box<ReviewRecord>),
    Unchanged,
}

fn at(line: &Read, column: &str, text: &str) -> Fault {
    Fault { place: line.place(column).to_owned(), text: text.to_owned() }
}

fn review(line: &Read, entry: Option<&Entry>, author: &str, now: i64) -> Result<Option<Reading>, Fault> {
    let given = &line.given;
    let reason = given.reason.replace("\r\n", "\n").trim().to_owned();
    let marks = match (given.correctness, given.completeness, given.quality) {
        (None, None, None) if reason.is_empty() => return Ok(None),
        (Some(correctness), Some(completeness), Some(quality)) => Marks::new(correctness, completeness, quality),
        (correctness, completeness, _) => {
            let missing = match (correctness, completeness) {
                (None, _) => "correctness",
                (_, None) => "completeness",
                _ => "quality",
            };
            return Err(at(line, missing, "the mark is missing; a review has all three marks, or none and no reason"));
        }
    };
    let Some(entry) = entry else {
        return Err(at(
            line,
            "case",
            "the run has no answer of this case that a person can mark; was another run exported?",
        ));
    };
    if given.attempt != entry.attempt || given.answer_sha256 != entry.answer_sha256() {
        let text =
            "the answer is another one now than when the queue was exported; export it again and read the new answer";
        return Err(at(line, "attempt", text));
    }
    let stratum = Stratum::from_slug(&given.stratum)
        .ok_or_else(|| at(line, "stratum", "the stratum is unresolved or audit, as it was exported"))?;
    let is_sure = given.inclusion >= 1.0;
    if !(given.inclusion > 0.0 && given.inclusion <= 1.0) || (stratum == Stratum::Unresolved && !is_sure) {
        return Err(at(line, "inclusion", "the probability is above 0 and at most 1, as it was exported"));
    }
    let exported_with = entry.reviews.iter().find(|review| review.id == given.supersedes);
    if exported_with.is_some_and(|review| review.marks == Some(marks) && review.reason.trim() == reason) {
        return Ok(Some(Reading::Unchanged));
    }
    let says = (&given.attempt, author, marks, &reason, &given.supersedes);
    let id = canonical_json(&says).map_err(|error| at(line, "case", &error.to_string()))?;
    Ok(Some(Reading::New(Box::new(ReviewRecord {
        id: sha256_hex(id.as_bytes()),
        attempt_id: entry.attempt.clone(),
        author: author.to_owned(),
        marks: Some(marks),
        reason,
        stratum,
        inclusion: given.inclusion,
        supersedes: entry.reviews.last().map(|review| review.id.clone()),
        created_at: now,
    }))))
}
