//! Numbers as people read them, without the standard library's float formatting: it would weigh 20 KB in the client.

use super::{Amount, Currency, Dec};

/// A number with so many decimals (six at most), thousands parted by commas; "–" for what is no number.
#[must_use]
pub fn grouped(value: f64, decimals: u32) -> String {
    let Some(exact) = Dec::from_f64(value) else { return "–".to_owned() };
    parts(i128::from(exact.millionths()), 6, decimals)
}

/// An integer of 10⁻ᵖˡᵃᶜᵉˢ with so many decimals, rounded half away from zero.
fn parts(value: i128, places: u32, decimals: u32) -> String {
    let decimals = decimals.min(places);
    let drop = 10_u128.pow(places - decimals);
    let rounded = (value.unsigned_abs() + drop / 2) / drop;
    let unit = 10_u128.pow(decimals);
    let digits = (rounded / unit).to_string();
    let mut text = String::new();
    if value < 0 && rounded > 0 {
        text.push('−');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if decimals > 0 {
        let fraction = (unit + rounded % unit).to_string();
        text.push('.');
        text.push_str(&fraction[1..]);
    }
    text
}

/// A number with about three significant digits: none behind the point from 100 on, two below 10.
#[must_use]
pub fn rough(value: f64) -> String {
    let size = value.abs();
    grouped(
        value,
        if size >= 99.95 {
            0
        } else if size >= 9.995 {
            1
        } else {
            2
        },
    )
}

/// A share of 1 as a percentage.
#[must_use]
pub fn percent(share: f64) -> String {
    let value = share * 100.0;
    if value > 0.0 && value < 0.05 {
        return "under 0.1 %".to_owned();
    }
    let decimals = u32::from(value.abs() < 9.95 && (value * 10.0).round() as i64 % 10 != 0);
    [&grouped(value, decimals), " %"].concat()
}

/// A number of millions as people say it: `850,000`, `1.9 million`, `1.9 billion`.
#[must_use]
pub fn tokens(millions: f64) -> String {
    let short = |value: f64, unit: &str| {
        let text = rough(value);
        let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
        [text, unit].concat()
    };
    match millions.abs() {
        small if small < 1.0 => grouped(millions * 1e6, 0),
        middle if middle < 1_000.0 => short(millions, " million"),
        large if large < 1e6 => short(millions / 1e3, " billion"),
        _ => short(millions / 1e6, " trillion"),
    }
}

/// An amount with its currency: whole units from 100 on, hundredths below.
#[must_use]
pub fn money(amount: Amount, currency: Currency) -> String {
    let cents = amount.cents();
    let decimals = if cents.unsigned_abs() >= 10_000 || cents % 100 == 0 { 0 } else { 2 };
    [&parts(cents, 2, decimals), "\u{a0}", currency.code()].concat()
}

/// Texts with something between them. One copy of this for all pages: the standard library's is compiled for each kind
/// of text.
#[must_use]
pub fn joined(texts: &[String], between: &str) -> String {
    let mut all = String::new();
    for (at, text) in texts.iter().enumerate() {
        if at > 0 {
            all.push_str(between);
        }
        all.push_str(text);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_joined_is_what_the_standard_library_joins() {
        for n in 0..4 {
            let texts: Vec<String> = (0..n).map(|at: usize| at.to_string()).collect();
            assert_eq!(joined(&texts, ", "), texts.join(", "));
        }
    }

    #[test]
    fn numbers_for_people() {
        assert_eq!(grouped(1_234_567.891, 2), "1,234,567.89");
        assert_eq!(grouped(-0.4, 0), "0");
        assert_eq!(grouped(-1.5, 0), "−2");
        assert_eq!(grouped(0.05, 2), "0.05");
        assert_eq!(grouped(f64::NAN, 2), "–");
        assert_eq!(grouped(1e300, 0), "–");
        assert_eq!((rough(8.806).as_str(), rough(27.99).as_str(), rough(1539.35).as_str()), ("8.81", "28.0", "1,539"));
        assert_eq!(
            (percent(0.036).as_str(), percent(0.62).as_str(), percent(1.0).as_str()),
            ("3.6 %", "62 %", "100 %")
        );
        assert_eq!(tokens(1900.0), "1.9 billion");
        assert_eq!(tokens(47.52), "47.5 million");
        assert_eq!(tokens(0.85), "850,000");
        assert_eq!(tokens(1e9), "1,000 trillion");
        let amount = Amount::from_dec(Dec::parse("4600.128").unwrap());
        assert_eq!(money(amount, Currency::Sek), "4,600\u{a0}SEK");
        assert_eq!(money(Amount::from_dec(Dec::parse("57.6").unwrap()), Currency::Usd), "57.60\u{a0}USD");
        assert_eq!(money(Amount::from_dec(Dec::parse("-57").unwrap()), Currency::Eur), "−57\u{a0}EUR");
    }
}
