//! Cells and rows of the static tables, and numbers as they show them.

use analytics::units::PicoUsd;
use leptos::prelude::*;

use crate::fixed::fixed;

/// A cell of text.
pub fn text(value: impl Into<String>) -> AnyView {
    let value = value.into();
    view! { <td>{value}</td> }.into_any()
}

/// A cell of a number, or a dash where there is none.
pub fn number(value: Option<String>) -> AnyView {
    match value {
        Some(value) => view! { <td class="number">{value}</td> }.into_any(),
        None => view! { <td class="number none">"–"</td> }.into_any(),
    }
}

/// The cell that names its row.
pub fn head(value: impl Into<String>) -> AnyView {
    let value = value.into();
    view! { <th scope="row">{value}</th> }.into_any()
}

/// The cell that names its row, as a link.
pub fn head_link(address: String, value: impl Into<String>) -> AnyView {
    let value = value.into();
    view! { <th scope="row"><a href=address>{value}</a></th> }.into_any()
}

/// A row.
pub fn row(cells: Vec<AnyView>) -> AnyView {
    view! { <tr>{cells}</tr> }.into_any()
}

/// A whole number with its thousands apart.
#[must_use]
pub fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number with as many of these decimals as say something, and with its thousands apart.
#[must_use]
pub fn short(value: f64, decimals: u32) -> String {
    let text = fixed(value.abs(), decimals);
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), grouped);
    let fraction = fraction.trim_end_matches('0');
    let sign = if value < 0.0 && (whole != "0" || !fraction.is_empty()) { "−" } else { "" };
    if fraction.is_empty() { [sign, &whole].concat() } else { [sign, &whole, ".", fraction].concat() }
}

/// Dollars with three digits that say something.
#[must_use]
pub fn dollars(amount: PicoUsd) -> String {
    let exact = amount.to_string();
    let mut seen = 0;
    let mut decimals = None;
    for (at, character) in exact.char_indices() {
        if character == '.' {
            decimals = Some(0);
            continue;
        }
        if let Some(count) = &mut decimals {
            *count += 1;
        }
        if character.is_ascii_digit() && (seen > 0 || character != '0') {
            seen += 1;
        }
        if seen >= 3 && decimals.unwrap_or(0) >= 2 {
            return exact[..=at].to_owned();
        }
    }
    exact
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_short() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(131_072), "131,072");
        assert_eq!(short(40_000.0, 2), "40,000");
        assert_eq!(short(-0.25, 1), "−0.3");
        assert_eq!(short(-0.01, 1), "0");
        assert_eq!(short(17.1, 2), "17.1");
    }

    #[test]
    fn small_amounts_keep_three_digits() {
        assert_eq!(dollars(PicoUsd(0)), "$0.00");
        assert_eq!(dollars(PicoUsd(159_510_000)), "$0.000159");
        assert_eq!(dollars(PicoUsd(12_345_600_000_000)), "$12.34");
        assert_eq!(dollars(PicoUsd(1_500_000_000_000)), "$1.50");
    }
}
