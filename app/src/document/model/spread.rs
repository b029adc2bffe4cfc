//! How times, tokens, speeds and costs of a model's answers spread, and what others measured.

use analytics::catalog::{Catalog, Measurement, ModelEntry, Quantity};
use analytics::outcome::Outcome;
use analytics::snapshot::v1::ModelSummary;
use leptos::prelude::*;

use super::super::cases::Case;
use super::super::cell;
use super::super::fact::{Origin, origin_cells};
use super::super::table::{Column, stacked, table};
use super::Field;

const COLUMNS: [Column; 8] = [
    ("Figure", false),
    ("n", true),
    ("Lowest", true),
    ("Quarter", true),
    ("Median", true),
    ("Three quarters", true),
    ("Highest", true),
    ("From lowest to highest", false),
];

/// Speed and cost of the complete answers.
pub fn section(field: &Field<'_>, model: &ModelSummary, own: &[&Case]) -> AnyView {
    let answered = || own.iter().filter(|case| case.outcome == Outcome::Answered);
    // How an answer ends says nothing of how fast it came.
    let rule = field.full.scoring.rule;
    let streams = || own.iter().filter(|case| case.outcome.is_whole_stream(rule));
    let milliseconds = |ms: u64| ms as f64 / 1000.0;
    let details = || field.details.iter().flat_map(|detail| &detail.cases).filter(|case| case.model == model.id);
    let decode = details().filter(|case| case.outcome.is_whole_stream(rule));
    let decode = decode.filter_map(|case| case.timing.decode_tok_per_s.or(case.timing.server_decode_tok_per_s));
    let billed = answered().filter_map(|case| case.billed).filter(|bill| bill.0 > 0);
    let lines: [(&str, u32, Vec<f64>); 5] = [
        ("First text, s", 2, streams().filter_map(|case| case.first_text_ms).map(milliseconds).collect()),
        ("Whole answer, s", 1, answered().filter_map(|case| case.total_ms).map(milliseconds).collect()),
        ("Output, tokens/s", 1, decode.collect()),
        ("Tokens of the answer", 0, answered().filter_map(|case| case.completion_tokens).map(|n| n as f64).collect()),
        ("Cost, $ for 1,000 answers like it", 3, billed.map(|bill| bill.0 as f64 / 1e9).collect()),
    ];
    let rows: Vec<_> = lines.into_iter().filter_map(|(name, decimals, values)| row(name, decimals, values)).collect();
    let content = if rows.is_empty() {
        let why = if own.is_empty() {
            "The snapshot gives no time, token count or cost of a single answer."
        } else {
            "No times, token counts or costs were recorded: a baseline runs within the exporter’s own process, where a \
             time would say nothing."
        };
        view! { <p class="note">{why}</p> }.into_any()
    } else {
        view! {
            {table("Speed and cost", &COLUMNS, rows)}
            <p class="note">
                "First text and output over every stream that came whole, cut at the limit or not; the rest over complete "
                "answers. The strip marks every answer; its bar spans the middle half, its line is the "
                "median."
            </p>
        }
        .into_any()
    };
    view! {
        <section>
            <h2>"Speed and cost"</h2>
            {content}
        </section>
    }
    .into_any()
}

fn row(name: &'static str, decimals: u32, mut values: Vec<f64>) -> Option<AnyView> {
    values.retain(|value| value.is_finite());
    values.sort_by(f64::total_cmp);
    let (low, high) = (*values.first()?, *values.last()?);
    let at = |share: f64| quantile(&values, share);
    let marks = [low, at(0.25), at(0.5), at(0.75), high];
    let mut cells = vec![cell::head(name), cell::number(Some(values.len().to_string()))];
    cells.extend(marks.map(|value| cell::number(Some(cell::short(value, decimals)))));
    let strip = strip(&values, marks);
    cells.push(view! { <td class="strip" inner_html=strip></td> }.into_any());
    Some(cell::row(cells))
}

/// The quantile of sorted values, between neighbours in proportion (Hyndman and Fan 1996, type 7). There is a value.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let (below, above) = (place.floor() as usize, place.ceil() as usize);
    sorted[below] + (sorted[above] - sorted[below]) * (place - below as f64)
}

/// Every value as a tick, the middle half as a bar, the median as a line. Nothing in it comes from outside but numbers.
fn strip(values: &[f64], [low, first, median, third, high]: [f64; 5]) -> String {
    const WIDTH: f64 = 160.0;
    let range = if high > low { high - low } else { 1.0 };
    let x = |value: f64| crate::fixed::fixed(2.0 + (value - low) / range * WIDTH, 1);
    let width = crate::fixed::fixed(((third - first) / range * WIDTH).max(1.0), 1);
    let mut svg = [
        "<svg viewBox=\"0 0 164 20\" width=\"164\" height=\"20\" aria-hidden=\"true\"><rect class=\"half\" x=\"",
        &x(first),
        "\" y=\"5\" width=\"",
        &width,
        "\" height=\"10\"/>",
    ]
    .concat();
    for value in values {
        svg.push_str(&["<rect class=\"tick\" x=\"", &x(*value), "\" y=\"7\" width=\"1\" height=\"6\"/>"].concat());
    }
    svg.push_str(&["<rect class=\"median\" x=\"", &x(median), "\" y=\"2\" width=\"2\" height=\"16\"/></svg>"].concat());
    svg
}

/// Speeds of the model on machines, as others published them.
pub fn measured(catalog: &Catalog, entry: &ModelEntry, measured: &[&Measurement]) -> AnyView {
    let rows = measured
        .iter()
        .map(|measurement| {
            let machine = catalog.machine(measurement.machine.as_str());
            let machine = machine.map_or_else(|| measurement.machine.to_string(), |machine| machine.name.clone());
            let value = match measurement.value_to {
                Some(to) => [&cell::short(measurement.value, 1), " to ", &cell::short(to, 1)].concat(),
                None => cell::short(measurement.value, 1),
            };
            let mut cells = vec![
                cell::head(machine),
                cell::text(measurement.quantisation.clone().unwrap_or_else(|| "not stated".to_owned())),
                cell::text(quantity(measurement.quantity)),
                cell::number(Some(value)),
                cell::number(Some(measurement.context_tokens.map_or_else(|| "short".to_owned(), cell::grouped))),
                cell::number(Some(measurement.concurrency.unwrap_or(1).to_string())),
            ];
            let origin = Origin {
                source: &measurement.source,
                date: &measurement.date,
                status: measurement.status,
                note: measurement.note.as_deref(),
            };
            cells.extend(origin_cells(&catalog.sources, origin));
            cell::row(cells)
        })
        .collect();
    let columns: [Column; 10] = [
        ("Machine", false),
        ("File", false),
        ("What", false),
        ("Tokens/s", true),
        ("Context", true),
        ("Streams", true),
        ("Status", false),
        ("Date", false),
        ("Source", false),
        ("Note", false),
    ];
    stacked("plain stacked speeds", ["Measured speeds of ", &entry.name].concat(), &columns, rows)
}

/// In words.
pub const fn quantity(quantity: Quantity) -> &'static str {
    match quantity {
        Quantity::DecodeTokPerS => "output of one stream",
        Quantity::PrefillTokPerS => "prompt",
        Quantity::AggregateDecodeTokPerS => "output of all streams",
        Quantity::EndToEndTokPerS => "output over the whole request",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quartiles_of_a_printed_example() {
        // R: quantile(c(1, 2, 3, 4, 10), type = 7) = 1 2 3 4 10; quantile(1:4)[c("25%", "75%")] = 1.75 3.25
        let five = [1.0, 2.0, 3.0, 4.0, 10.0];
        assert_eq!([0.0, 0.25, 0.5, 0.75, 1.0].map(|share| quantile(&five, share)), five);
        let four = [1.0, 2.0, 3.0, 4.0];
        assert_eq!([0.25, 0.75].map(|share| quantile(&four, share)), [1.75, 3.25]);
        assert_eq!(quantile(&[7.0], 0.25), 7.0);
    }

    #[test]
    fn equal_values_make_a_strip_too() {
        let svg = strip(&[2.0, 2.0], [2.0; 5]);
        assert!(svg.contains("x=\"2.0\"") && !svg.contains("NaN"), "{svg}");
    }
}
