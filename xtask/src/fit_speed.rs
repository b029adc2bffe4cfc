//! `cargo xtask fit-speed`: fits the speed laws to the published points and writes their constants and errors.

use std::fmt::Write as _;

use analytics::speed::fit::median;
use analytics::speed::law::{Constants, RANGE_CLASSES, Spread, class_label};
use analytics::speed::points::{SpeedPoint, published};
use analytics::speed::residuals::{Residual, Residuals, covered, fit_with_ranges, left_out};
use analytics::speed::{AttentionKind, Family, Memory};
use anyhow::{Context, Result, anyhow};

use crate::workspace::Workspace;

const CONSTANTS: &str = "analytics/src/speed/constants.rs";
const DOCUMENT: &str = "docs/speed-law.md";
const MARKS: [&str; 2] = ["<!-- errors: cargo xtask fit-speed -->", "<!-- end of errors -->"];

/// Fits and writes.
pub fn command(workspace: &Workspace) -> Result<()> {
    let points = published().map_err(|fault| anyhow!("data/catalog/speed-points.csv: {fault}"))?;
    let left_out = left_out(&points);
    let constants = fit_with_ranges(&points, &left_out);
    let path = workspace.root.join(CONSTANTS);
    std::fs::write(&path, source(&constants, &points, &left_out))
        .with_context(|| format!("cannot write {CONSTANTS}"))?;
    println!("{CONSTANTS}: written");
    let path = workspace.root.join(DOCUMENT);
    let old = std::fs::read_to_string(&path).with_context(|| format!("cannot read {DOCUMENT}"))?;
    let (before, rest) = old.split_once(MARKS[0]).with_context(|| format!("{DOCUMENT} lacks {}", MARKS[0]))?;
    let (_, after) = rest.split_once(MARKS[1]).with_context(|| format!("{DOCUMENT} lacks {}", MARKS[1]))?;
    let table = table(&left_out);
    std::fs::write(&path, [before, MARKS[0], "\n\n", &table, "\n", MARKS[1], after].concat())
        .with_context(|| format!("cannot write {DOCUMENT}"))?;
    println!("{DOCUMENT}: table written");
    print!("{table}");
    Ok(())
}

/// The five questions with their residuals.
fn questions(of: &Residuals) -> [(&'static str, &[Residual]); 5] {
    [
        ("Writing, nothing measured", &of.decode),
        ("Writing at 8,000 tokens and deeper, short context measured", &of.decode_anchored),
        ("Reading a short prompt, nothing measured", &of.prefill),
        ("Reading at 6,000 tokens and deeper, short prompt measured", &of.prefill_anchored),
        ("Several streams, one measured", &of.streams),
    ]
}

/// A part of the residuals with its name.
type Part<'a> = (String, Box<dyn Fn(&Residual) -> bool + 'a>);

fn parts() -> Vec<Part<'static>> {
    let mut parts: Vec<Part> = vec![("all".to_owned(), Box::new(|_: &Residual| true))];
    for memory in Memory::ALL {
        for moe in [false, true] {
            let holds = move |row: &Residual| row.family.memory() == memory && row.moe == moe;
            parts.push((class_label(memory, moe), Box::new(holds)));
        }
    }
    for family in Family::ALL {
        parts.push((family.label().to_owned(), Box::new(move |row: &Residual| row.family == family)));
    }
    for attention in AttentionKind::ALL {
        parts.push((attention.label().to_owned(), Box::new(move |row: &Residual| row.attention == attention)));
    }
    parts
}

struct Row {
    question: &'static str,
    part: String,
    rows: usize,
    groups: usize,
    error: f64,
    bias: f64,
    covered: f64,
}

fn rows(left_out: &Residuals) -> Vec<Row> {
    let mut found = Vec::new();
    for (question, all) in questions(left_out) {
        let inside = covered(all);
        for (part, holds) in parts() {
            let own: Vec<(&Residual, bool)> =
                all.iter().zip(&inside).filter(|(row, _)| holds(row)).map(|(row, inside)| (row, *inside)).collect();
            if own.is_empty() {
                continue;
            }
            let mut groups: Vec<&str> = own.iter().map(|(row, _)| row.group.as_str()).collect();
            groups.sort_unstable();
            groups.dedup();
            found.push(Row {
                question,
                part,
                rows: own.len(),
                groups: groups.len(),
                error: median(own.iter().map(|(row, _)| row.error.abs()).collect()),
                bias: median(own.iter().map(|(row, _)| row.error).collect()).exp(),
                covered: own.iter().filter(|(_, inside)| *inside).count() as f64 / own.len() as f64,
            });
        }
    }
    found
}

fn table(left_out: &Residuals) -> String {
    let mut text = String::new();
    let mut last = "";
    for row in rows(left_out) {
        if row.question != last {
            let lead = if last.is_empty() { "" } else { "\n" };
            let _ = write!(
                text,
                "{lead}### {}\n\n| Part | Rows | Groups | Error | Measured / estimated, middle | Within the range |\n|---|---|---|---|---|---|\n",
                row.question
            );
            last = row.question;
        }
        let _ = writeln!(
            text,
            "| {} | {} | {} | {:.3} | {:.2} | {:.0} % |",
            row.part,
            row.rows,
            row.groups,
            row.error,
            row.bias,
            row.covered * 100.0
        );
    }
    text
}

fn numbers(values: &[f64]) -> String {
    let shown: Vec<String> =
        values.iter().map(|value| format!("{}", (value * 1e4).round() / 1e4)).map(decimal).collect();
    format!("[{}]", shown.join(", "))
}

/// A literal of a float: with a point, and no negative zero.
fn decimal(text: String) -> String {
    let text = if text == "-0" { "0".to_owned() } else { text };
    if text.contains('.') { text } else { text + ".0" }
}

fn spreads(values: &[Spread; RANGE_CLASSES]) -> String {
    let shown: Vec<String> = values.iter().map(|spread| numbers(spread)).collect();
    format!("[{}]", shown.join(", "))
}

fn source(constants: &Constants, points: &[SpeedPoint], left_out: &Residuals) -> String {
    let decode: Vec<String> = constants.decode.iter().map(|row| numbers(row)).collect();
    let checked: Vec<String> = rows(left_out)
        .iter()
        .map(|row| {
            format!(
                "    Checked {{ question: {:?}, part: {:?}, rows: {}, groups: {}, error: {}, covered: {} }},\n",
                row.question,
                row.part,
                row.rows,
                row.groups,
                decimal(format!("{}", (row.error * 1e3).round() / 1e3)),
                decimal(format!("{}", (row.covered * 1e3).round() / 1e3))
            )
        })
        .collect();
    format!(
        "//! Constants of the speed laws and their errors. Written by `cargo xtask fit-speed` from the {} rows of\n\
         //! `data/catalog/speed-points.csv`; never edited by hand. See docs/speed-law.md.\n\n\
         use super::checked::Checked;\nuse super::law::Constants;\n\n\
         /// The committed constants.\n#[rustfmt::skip]\npub static CONSTANTS: Constants = Constants {{\n\
         \x20   decode: [\n        {},\n    ],\n\
         \x20   prefill: {},\n    attention: {},\n    streams: {},\n\
         \x20   decode_range: {},\n    decode_anchored: {},\n    prefill_range: {},\n    prefill_anchored: {},\n    decode_tools: {},\n    prefill_tools: {},\n    streams_range: {},\n}};\n\n\
         /// Errors on the points, each source and chip left out in turn.\n#[rustfmt::skip]\npub static CHECKED: &[Checked] = &[\n{}];\n",
        points.len(),
        decode.join(",\n        "),
        numbers(&constants.prefill),
        numbers(&constants.attention),
        numbers(&constants.streams),
        spreads(&constants.decode_range),
        spreads(&constants.decode_anchored),
        spreads(&constants.prefill_range),
        spreads(&constants.prefill_anchored),
        numbers(&constants.decode_tools),
        numbers(&constants.prefill_tools),
        spreads(&constants.streams_range),
        checked.concat()
    )
}
