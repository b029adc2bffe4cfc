//! Numbers as pages show them, written with integers: Rust's float formatting would weigh 20 KB in the client.

/// The value with this many decimals, rounded half away from zero.
#[must_use]
pub fn fixed(value: f64, decimals: u32) -> String {
    let scale = 10_i64.pow(decimals);
    let scaled = (value * scale as f64).round() as i64;
    let (sign, magnitude) = (if scaled < 0 { "−" } else { "" }, scaled.unsigned_abs());
    let whole = magnitude / scale.unsigned_abs();
    if decimals == 0 {
        return [sign, &whole.to_string()].concat();
    }
    let mut fraction = (magnitude % scale.unsigned_abs()).to_string();
    while fraction.len() < decimals as usize {
        fraction.insert(0, '0');
    }
    [sign, &whole.to_string(), ".", &fraction].concat()
}

/// A number of billions: one decimal below ten where it says something, none above.
#[must_use]
pub fn billions(value: f64) -> String {
    let tenths = (value * 10.0).round() as i64;
    if value >= 20.0 || tenths % 10 == 0 { fixed(value, 0) } else { fixed(value, 1) }
}

/// Milliseconds as seconds: one decimal below ten seconds where it says something.
#[must_use]
pub fn seconds(ms: u64) -> String {
    if ms < 10_000 && !ms.is_multiple_of(1000) { fixed(ms as f64 / 1000.0, 1) } else { fixed(ms as f64 / 1000.0, 0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_standard_library() {
        for value in [0.0, 0.004_9, 0.005_1, 1.0 / 3.0, 1.89, 1.999, 102.4, -0.25, -1.006] {
            let expected = format!("{value:.2}").replace('-', "−").replace("−0.00", "0.00");
            assert_eq!(fixed(value, 2), expected);
        }
        assert_eq!(fixed(59.6, 0), "60");
    }

    #[test]
    fn short_forms() {
        assert_eq!(billions(5.1), "5.1");
        assert_eq!(billions(3.0), "3");
        assert_eq!(billions(116.8), "117");
        assert_eq!(seconds(7_500), "7.5");
        assert_eq!(seconds(14_000), "14");
        assert_eq!(seconds(443_000), "443");
    }
}
