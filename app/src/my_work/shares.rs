//! The shares of each kind by prompts, tokens and money, as bars with the interval of a labelled sample.

use analytics::work::{Corrected, Profile, ProfileKind};
use leptos::prelude::*;

use crate::components::NumberTable;
use crate::fixed::fixed;

/// What is shown, in a sentence or two.
pub fn said(profile: &Profile, example: bool) -> String {
    let whose = if example { "A made-up example, not somebody's history: " } else { "Your file: " };
    let money = profile.usd_per_month.map(|usd| format!(", ${} at listed prices", fixed(usd, 2)));
    let labelled = profile.kinds.iter().filter_map(|kind| kind.corrected).map(|of| of.labelled).max();
    let intervals = labelled.map_or_else(
        || "Shares are the rules' word, without intervals: `exporter mine label` asks you about a sample, and makes them.".to_owned(),
        |count| format!("Shares are corrected by {count} labelled prompts, with 95 % intervals."),
    );
    format!(
        "{whose}{} prompts and {} requests to models in {} days; a month of it is {} tokens{}. {intervals}",
        grouped(profile.prompts),
        grouped(profile.requests),
        profile.days,
        rough(profile.requests_per_month * profile.tokens_per_request()),
        money.unwrap_or_default()
    )
}

/// The table.
pub fn table(profile: &Profile) -> impl IntoView + use<> {
    let heads = ["Kind of work", "Of prompts", "Of tokens", "Of money"].map(str::to_owned).to_vec();
    let rows: Vec<_> = profile.kinds.iter().map(row).collect();
    view! { <NumberTable label="Shares of your work" heads>{rows}</NumberTable> }
}

fn row(kind: &ProfileKind) -> impl IntoView + use<> {
    view! {
        <tr>
            <th scope="row">{kind.kind.replace('-', " ")}</th>
            {cell(Some(kind.share_of_prompts), kind.corrected)}
            {cell(Some(kind.share_of_tokens), kind.corrected_tokens)}
            {cell(kind.share_of_money, kind.corrected_money)}
        </tr>
    }
}

/// The corrected share where there is one, else that of the rules.
fn cell(by_rules: Option<f64>, corrected: Option<Corrected>) -> impl IntoView + use<> {
    let share = corrected.map(|of| of.share).or(by_rules);
    let text = share.map_or_else(|| "–".to_owned(), percent);
    let range = corrected.map(|of| format!("{} to {}", fixed(of.low * 100.0, 1), fixed(of.high * 100.0, 1)));
    view! {
        <td class="number">
            {text} " " <small>{range}</small> {share.map(|share| bar(share, corrected))}
        </td>
    }
}

/// The share as a bar from 0 to 100 %, and its interval across.
fn bar(share: f64, corrected: Option<Corrected>) -> impl IntoView + use<> {
    let x = |value: f64| fixed(2.0 + value * 100.0, 1);
    let range = corrected.map(|of| {
        let width = fixed(((of.high - of.low) * 100.0).max(1.0), 1);
        view! { <rect class="half" x=x(of.low) y="5" width=width height="8"></rect> }
    });
    view! {
        <svg class="scale" viewBox="0 0 104 18" width="104" height="18" aria-hidden="true">
            <rect class="rail" x="2" y="8" width="100" height="2"></rect>
            {range}
            <rect class="threshold" x="2" y="7" width=fixed((share * 100.0).max(0.5), 1) height="4"></rect>
        </svg>
    }
}

/// A share in per cent.
pub fn percent(share: f64) -> String {
    format!("{} %", fixed(share * 100.0, 1))
}

/// A whole number with its thousands apart.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A large number in words: millions where there are any.
pub fn rough(number: f64) -> String {
    if number >= 1e9 {
        format!("{} billion", fixed(number / 1e9, 2))
    } else if number >= 1e6 {
        format!("{} million", fixed(number / 1e6, 1))
    } else {
        fixed(number, 0)
    }
}
