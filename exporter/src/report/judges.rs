//! What a report says of the judges: what each gave and what could not be read, how far they agree, what they favour.

use analytics::score::Dimension;
use analytics::snapshot::v1::{Agreement, Figure, ProvenanceKind, Statistics, Stratum, Summary};
use analytics::standings::MarkTable;
use serde::Serialize;

use super::table::{Table, escaped};
use crate::tasks::text::count;

/// What a judge gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Given {
    /// The judge's id.
    judge: String,
    /// Verdicts.
    verdicts: usize,
    /// Of these, how many could not be read.
    unreadable: usize,
    /// Of these, how many are about models of its own family.
    own_family: usize,
}

/// What every judge gave, in the order of the summary.
pub(super) fn given(summary: &Summary) -> Vec<Given> {
    let table = MarkTable::new(summary);
    let of = |judge: usize| {
        let its = (0..summary.verdicts.case.len()).filter(|at| summary.verdicts.judge[*at] as usize == judge);
        let its: Vec<usize> = its.collect();
        let model =
            |at: &usize| summary.cases.model.get(summary.verdicts.case[*at] as usize).map(|model| *model as usize);
        Given {
            judge: summary.judges[judge].id.to_string(),
            verdicts: its.len(),
            unreadable: its.iter().filter(|at| summary.verdicts.marks[**at].is_none()).count(),
            own_family: its.iter().filter_map(model).filter(|model| table.is_own_family(*model, judge)).count(),
        }
    };
    (0..summary.judges.len()).map(of).collect()
}

/// The sections about judges and people; nothing where marks are not known.
pub(super) fn markdown(summary: &Summary) -> Vec<String> {
    if summary.provenance.kind != ProvenanceKind::Run || summary.judges.is_empty() {
        return Vec::new();
    }
    let mut lines = heading("Judges");
    let mut table = Table::new(&["judge", "verdicts", "unreadable", "on its own family"]);
    for (judge, given) in summary.judges.iter().zip(given(summary)) {
        let counts = [given.verdicts, given.unreadable, given.own_family].map(|count| count.to_string());
        table.push(std::iter::once(judge.name.clone()).chain(counts).collect());
    }
    lines.extend(table.to_markdown());
    if let Some(statistics) = summary.statistics.as_deref() {
        lines.extend(agreement(summary, statistics));
        lines.extend(leanings(summary, statistics));
    }
    lines.extend(reviews(summary));
    lines
}

fn heading(text: &str) -> Vec<String> {
    vec![String::new(), format!("## {text}"), String::new()]
}

fn agreement(summary: &Summary, statistics: &Statistics) -> Vec<String> {
    if statistics.agreement.is_empty() {
        return Vec::new();
    }
    let mut lines = heading("Agreement of judges");
    let mut table = Table::new(&[
        "judges",
        "dimension",
        "marked twice",
        "raw",
        "κ",
        "κ quadratic",
        "α ordinal",
        "AC1",
        "AC2 quadratic",
        "marks 0, 1, 2",
    ]);
    for agreement in &statistics.agreement {
        table.push(agreement_row(summary, agreement));
    }
    lines.extend(table.to_markdown());
    lines
}

fn agreement_row(summary: &Summary, found: &Agreement) -> Vec<String> {
    let optional = |value: &Option<Figure<f64>>| value.as_ref().map(figure).unwrap_or_default();
    let names: Vec<_> = found.judges.iter().map(|id| name(summary, id.as_str())).collect();
    let marks = found.marginals.iter().map(|marks| marks.map(|count| count.to_string()).join("/"));
    vec![
        names.join(", "),
        found.dimension.map_or("all", Dimension::slug).to_owned(),
        found.n.to_string(),
        figure(&found.raw),
        optional(&found.kappa),
        optional(&found.kappa_quadratic),
        figure(&found.alpha_ordinal),
        figure(&found.ac1),
        figure(&found.ac2_quadratic),
        marks.collect::<Vec<_>>().join("; "),
    ]
}

/// Own family and length.
fn leanings(summary: &Summary, statistics: &Statistics) -> Vec<String> {
    let mut lines = Vec::new();
    for preference in &statistics.self_preference {
        let [first, second] = [0, 1].map(|at| escaped(&name(summary, preference.judges[at].as_str())));
        lines.push(match &preference.found {
            Figure::Value(found) => {
                let interval = match &found.ci95 {
                    Figure::Value([low, high]) => format!("95 % interval {} to {}", signed(*low), signed(*high)),
                    Figure::Undefined(undefined) => format!("interval undefined: {}", undefined.reason),
                };
                format!(
                    "- {first} and {second} favour their own families by {} points ({interval}; answers: {} and {}).",
                    signed(found.difference),
                    found.n[0],
                    found.n[1]
                )
            }
            Figure::Undefined(undefined) => {
                format!("- Whether {first} and {second} favour their own families is undefined: {}.", undefined.reason)
            }
        });
    }
    for length in &statistics.length {
        let judge = escaped(&name(summary, length.judge.as_str()));
        lines.push(match &length.found {
            Figure::Value(found) => {
                let error = match &found.standard_error {
                    Figure::Value(error) => format!("standard error {:.2}", error * std::f64::consts::LN_2),
                    Figure::Undefined(undefined) => format!("standard error undefined: {}", undefined.reason),
                };
                format!(
                    "- {judge} gives an answer of double length {} points ({error}; {}).",
                    signed(found.slope * std::f64::consts::LN_2),
                    count(found.n as usize, "answer", "answers")
                )
            }
            Figure::Undefined(undefined) => {
                format!("- Whether {judge} favours long answers is undefined: {}.", undefined.reason)
            }
        });
    }
    if lines.is_empty() { lines } else { [heading("What judges favour"), lines].concat() }
}

fn reviews(summary: &Summary) -> Vec<String> {
    let reviews = &summary.reviews;
    if reviews.is_empty() {
        return Vec::new();
    }
    let drawn = reviews.stratum.iter().filter(|stratum| **stratum == Stratum::Audit).count();
    let mut lines = heading("Reviews");
    lines.push(format!(
        "People decided about {}: {} that the judges left unresolved, and {drawn} of the random audit sample.",
        count(reviews.len(), "answer", "answers"),
        reviews.len() - drawn
    ));
    if let Some(worth) = summary.statistics.as_deref().map(|found| &found.effective_judges) {
        lines.push(String::new());
        lines.push(match worth {
            Figure::Value(found) => format!(
                "Measured against these reviews the {} judges are worth {:.2} independent ones: their errors correlate by {:.2} ({}).",
                found.judges,
                found.effective,
                found.correlation,
                count(found.n as usize, "answer", "answers")
            ),
            Figure::Undefined(undefined) => {
                format!("How many independent votes the judges are worth is undefined: {}.", undefined.reason)
            }
        });
    }
    lines
}

/// With its sign, and a zero without one.
fn signed(value: f64) -> String {
    let text = format!("{value:+.2}");
    if text == "-0.00" { "+0.00".to_owned() } else { text }
}

fn figure(figure: &Figure<f64>) -> String {
    match figure {
        // A coefficient of −0.001 is none.
        Figure::Value(value) => format!("{:.2}", if value.abs() < 0.005 { 0.0 } else { *value }),
        Figure::Undefined(undefined) => undefined.reason.to_string(),
    }
}

fn name(summary: &Summary, id: &str) -> String {
    let judge = summary.judges.iter().find(|judge| judge.id.as_str() == id);
    judge.map_or_else(|| id.to_owned(), |judge| judge.name.clone())
}
