//! What takes longer than a frame: which input matters most, how often owning pays, other machines, charts as tables.
//! Computed after the paint.

use analytics::cost::{Band, Case, Currency, KNOBS, Outcome, Stairs, cumulative, grouped, swings, tokens};
use analytics::decision::{Resolved, cost_answer, decide, machines};

use super::{Page, charts, lines, say};
use crate::html::Html;

/// Cases that are drawn.
pub const DRAWS: u32 = 400;

/// The case behind a page's answer; None where something is missing, and on the page about memory.
#[must_use]
pub fn case(page: Page, resolved: &Resolved) -> Option<(Case, Outcome)> {
    match page {
        Page::Cost => cost_answer(resolved).found,
        Page::Decide => decide(resolved).found,
        Page::Memory => None,
    }
}

/// The ranking as a chart with its table, and the band once all cases are drawn; on the page of the decision then the
/// other machines.
#[must_use]
pub fn late(page: Page, resolved: &Resolved, band: Option<Band>, width: u32) -> String {
    let mut html = Html::default();
    if let Some((case, _)) = case(page, resolved) {
        ranking(&mut html, &case, resolved.state.currency, band, width);
    }
    if page == Page::Decide {
        lines::write(&mut html, &machines(resolved).lines);
    }
    html.done()
}

fn ranking(html: &mut Html, case: &Case, currency: Currency, band: Option<Band>, width: u32) {
    let Ok(ranking) = swings(case) else { return };
    html.tag("<h2>What the answer hangs on</h2><p id=\"band\">");
    if let Some(band) = band.filter(|band| band.draws > 0) {
        let share = grouped(f64::from(band.pays) * 100.0 / f64::from(band.draws), 0);
        html.tag("With every input drawn evenly from its range, owning pays back within its months of use in ");
        html.tag("<strong>").text(&share).tag(" %</strong> of ").count(band.draws as usize).tag(" plausible cases.");
    }
    html.tag("</p>");
    charts::swings(html, &ranking, currency, width);
    let number = |html: &mut Html, value: f64| {
        html.tag("</td><td class=\"number\">").text(&grouped(value, 0));
    };
    head(html, "", &["Input", "From, to"], &["At the low end", "At the high end"]);
    for swing in &ranking {
        let knob = &KNOBS[swing.knob];
        html.tag("<tr><th scope=\"row\">").text(knob.name).tag("</th><td>").text(knob.range);
        number(html, swing.low);
        number(html, swing.high);
        html.tag("</td></tr>");
    }
    html.tag("</tbody></table><p class=\"fine\">Saved a month over the machine’s life, in ").text(currency.code());
    html.tag(", with one input at a time at the ends of its range and all others as they stand.</p>");
}

/// The head of a table: columns of words, then of numbers.
fn head(html: &mut Html, caption: &str, words: &[&'static str], numbers: &[&'static str]) {
    html.tag("<table class=\"plain\">");
    if !caption.is_empty() {
        html.tag("<caption>").text(caption).tag("</caption>");
    }
    html.tag("<thead><tr>");
    for name in words {
        html.tag("<th scope=\"col\">").tag(name).tag("</th>");
    }
    for name in numbers {
        html.tag("<th scope=\"col\" class=\"number\">").tag(name).tag("</th>");
    }
    html.tag("</tr></thead><tbody>");
}

/// A row of whole numbers.
fn row(html: &mut Html, name: &str, numbers: [f64; 2]) {
    html.tag("<tr><th scope=\"row\">").text(name).tag("</th>");
    for number in numbers {
        html.tag("<td class=\"number\">").text(&grouped(number, 0)).tag("</td>");
    }
    html.tag("</tr>");
}

/// Machines that the staircase is listed for.
const STEPS: usize = 8;

/// The charts of a case as tables.
#[must_use]
pub fn tables(page: Page, resolved: &Resolved) -> String {
    let Some((case, outcome)) = case(page, resolved) else { return String::new() };
    let currency = resolved.state.currency.code();
    let mut html = Html::default();
    let months = charts::months_shown(&case, &outcome);
    let curve = cumulative(&case, &outcome, months);
    head(&mut html, &say(&["Money spent over time, ", currency]), &["Months"], &["At the API", "Own machine"]);
    for at in (0..=months).step_by(if months > 48 { 12 } else { 6 }) {
        row(&mut html, &at.to_string(), [curve.rent[at], curve.own[at]]);
    }
    html.tag("</tbody></table>");
    if let (Page::Cost, Some(stairs)) = (page, Stairs::new(&case, &outcome)) {
        let caption = say(&["Cost a month over volume, ", currency]);
        head(&mut html, &caption, &["Machines, all busy"], &["At the API", "Own machines"]);
        for machines in 1..=STEPS {
            let volume = stairs.full * machines as f64;
            let name = say(&[&machines.to_string(), ": ", &tokens(volume), " tokens"]);
            row(&mut html, &name, [stairs.api(volume), stairs.own(machines as f64, volume)]);
        }
        html.tag("</tbody></table>");
    }
    html.done()
}
