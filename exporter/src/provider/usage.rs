//! Counts and bills as providers write them. What cannot be believed is not known, and never in the way of an answer.

use analytics::snapshot::v1::Usage;
use analytics::units::PicoUsd;
use serde_json::Value;

/// No single call has so many tokens: the longest contexts of today hold ten million. An unsigned −1 is beyond it.
pub const MOST_TOKENS: u64 = 1_000_000_000;
/// No single call costs so much: a million tokens of the dearest model are some hundreds of dollars. In 10⁻¹² dollars.
pub const LARGEST_BILL: PicoUsd = PicoUsd(1_000 * 1_000_000_000_000);
/// Where the tokens of a prompt stand that came from a cache.
const CACHED: [&str; 6] = [
    "/prompt_tokens_details/cached_tokens",
    "/input_tokens_details/cached_tokens",
    "/cache_read_input_tokens",
    "/prompt_cache_hit_tokens",
    "/cached_tokens",
    "/prompt_tokens_details/cache_read_input_tokens",
];
/// Where those stand that were written to one.
const WRITTEN: [&str; 4] = [
    "/prompt_tokens_details/cache_write_tokens",
    "/cache_creation_input_tokens",
    "/prompt_tokens_details/cache_creation_input_tokens",
    "/prompt_tokens_details/cache_creation_tokens",
];
/// Where the tokens of thinking stand.
const THINKING: [&str; 4] = [
    "/completion_tokens_details/reasoning_tokens",
    "/output_tokens_details/reasoning_tokens",
    "/reasoning_tokens",
    "/completion_tokens_details/thinking_tokens",
];

/// A count, also when it is written as a text or with decimals; None for what no call can have.
#[must_use]
pub fn count(value: &Value) -> Option<u64> {
    let count = match value {
        Value::Number(number) => number.as_u64().or_else(|| whole(number.as_f64()?))?,
        Value::String(text) => text.trim().parse().ok().or_else(|| whole(text.trim().parse().ok()?))?,
        _ => return None,
    };
    (count <= MOST_TOKENS).then_some(count)
}

fn whole(number: f64) -> Option<u64> {
    (number >= 0.0 && number.fract() == 0.0 && number <= MOST_TOKENS as f64).then_some(number as u64)
}

/// A figure that is a number and no more than any clock or rate can show.
#[must_use]
pub fn figure(value: &Value) -> Option<f64> {
    value.as_f64().filter(|number| number.is_finite() && number.abs() < 1e12)
}

/// An amount of dollars as a bill gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Amount {
    /// Nobody says.
    Absent,
    /// This much.
    Dollars(PicoUsd),
    /// Something that is no amount, or one that no call can cost; in the server's words.
    Absurd(String),
}

/// Reads an amount of dollars, as a number or as a text.
#[must_use]
pub fn amount(value: Option<&Value>) -> Amount {
    let text = match value {
        None | Some(Value::Null) => return Amount::Absent,
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::String(text)) => text.trim().trim_start_matches('$').to_owned(),
        Some(other) => other.to_string(),
    };
    match PicoUsd::from_usd(&text) {
        Ok(amount) if amount <= LARGEST_BILL => Amount::Dollars(amount),
        _ => Amount::Absurd(text.chars().take(40).collect()),
    }
}

/// The bill of a call. With a key of one's own at the upstream provider (BYOK), a router's `cost` is only its fee: the
/// upstream cost is on top, and without it the bill is not known.
#[must_use]
pub fn bill(cost: Option<&Value>, is_byok: bool, upstream: Option<&Value>) -> Amount {
    match (amount(cost), amount(upstream)) {
        (Amount::Dollars(fee), Amount::Dollars(upstream)) if is_byok || fee.0 == 0 => {
            Amount::Dollars(PicoUsd(fee.0.saturating_add(upstream.0)))
        }
        (Amount::Dollars(_), absurd @ Amount::Absurd(_)) if is_byok => absurd,
        (Amount::Dollars(_), Amount::Absent) if is_byok => Amount::Absent,
        (Amount::Absent, Amount::Dollars(upstream)) if is_byok => Amount::Dollars(upstream),
        (cost, _) => cost,
    }
}

/// What to say of a bill that is no amount that a call can cost.
#[must_use]
pub fn odd_bill(text: &str) -> String {
    format!("the provider sent a bill that cannot be ({text:?} dollars for one call); such bills count as unknown")
}

/// The counts of a `usage` object of OpenAI's format and its relatives.
#[must_use]
pub fn read(usage: &Value) -> Usage {
    let first = |paths: &[&str]| paths.iter().find_map(|path| usage.pointer(path).and_then(count));
    let (cached, written) = (first(&CACHED), first(&WRITTEN));
    let beside = cached.unwrap_or(0).saturating_add(written.unwrap_or(0));
    let thinking = first(&THINKING);
    let mut prompt = first(&["/prompt_tokens"]).or_else(|| {
        let input = first(&["/input_tokens"])?;
        // Under Anthropic's names, input is what no cache has touched.
        let apart =
            usage.get("cache_read_input_tokens").is_some() || usage.get("cache_creation_input_tokens").is_some();
        Some(if apart { input.saturating_add(beside) } else { input })
    });
    // Parts cannot be more than the whole: here they stand beside it.
    prompt = prompt.map(|prompt| if beside > prompt { prompt.saturating_add(beside) } else { prompt });
    let mut completion = first(&["/completion_tokens", "/output_tokens"]);
    let mut hidden = None;
    if let (Some(input), Some(output), Some(total)) = (prompt, completion, first(&["/total_tokens"])) {
        // Thinking that a provider counts beside the answer (xAI, Gemini) is paid as output all the same.
        let outside = total.saturating_sub(input.saturating_add(output));
        if outside > 0 && (thinking == Some(outside) || outside != beside) {
            completion = Some(output.saturating_add(outside));
            hidden = Some(outside);
        }
    }
    Usage {
        prompt_tokens: prompt,
        completion_tokens: completion,
        thinking_tokens: thinking.or(hidden),
        cached_tokens: cached,
        cache_write_tokens: written,
    }
}

/// Takes over what a later report says. A zero or nothing does not replace a count: some servers send placeholders.
pub fn merge(known: &mut Usage, later: Usage) {
    let Usage { prompt_tokens, completion_tokens, thinking_tokens, cached_tokens, cache_write_tokens } = later;
    for (known, later) in [
        (&mut known.prompt_tokens, prompt_tokens),
        (&mut known.completion_tokens, completion_tokens),
        (&mut known.thinking_tokens, thinking_tokens),
        (&mut known.cached_tokens, cached_tokens),
        (&mut known.cache_write_tokens, cache_write_tokens),
    ] {
        if later.is_some_and(|later| later > 0 || known.is_none()) {
            *known = later;
        }
    }
}

/// Takes back zeros that cannot be true: no prompt has no token, and no answer with text has none. They are not known,
/// and above all not free.
pub fn forget_zeros(usage: &mut Usage, has_text: bool) {
    usage.prompt_tokens = usage.prompt_tokens.filter(|count| *count > 0);
    usage.completion_tokens = usage.completion_tokens.filter(|count| *count > 0 || !has_text);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn usd(text: &str) -> Amount {
        Amount::Dollars(PicoUsd::from_usd(text).unwrap())
    }

    #[test]
    fn counts_are_whole_numbers_that_a_call_can_have() {
        for (value, expected) in [
            (json!(10), Some(10)),
            (json!(10.0), Some(10)),
            (json!("10"), Some(10)),
            (json!("12.0"), Some(12)),
            (json!(0), Some(0)),
            (json!(-1), None),
            (json!(10.5), None),
            (json!(u64::MAX), None),
            (json!(1e300), None),
            (json!("many"), None),
            (json!(null), None),
        ] {
            assert_eq!(count(&value), expected, "{value}");
        }
    }

    #[test]
    fn bills_are_amounts_that_a_call_can_cost() {
        assert_eq!(amount(Some(&json!(0.00015951))), usd("0.00015951"));
        assert_eq!(amount(Some(&json!("0.0123"))), usd("0.0123"));
        assert_eq!(amount(Some(&json!("$1"))), usd("1"));
        assert_eq!((amount(None), amount(Some(&json!(null)))), (Amount::Absent, Amount::Absent));
        for absurd in [json!(5_000_000), json!(-1), json!("free"), json!(true), json!(1e300)] {
            assert!(matches!(amount(Some(&absurd)), Amount::Absurd(_)), "{absurd}");
        }
    }

    #[test]
    fn with_ones_own_key_the_upstream_cost_is_the_bill() {
        let (fee, upstream, none) = (json!(0.0018), json!(0.036), json!(null));
        for (cost, is_byok, upstream, expected) in [
            (&json!(0), true, &upstream, usd("0.036")),
            (&json!(0), false, &upstream, usd("0.036")),
            (&fee, true, &upstream, usd("0.0378")),
            (&fee, false, &upstream, usd("0.0018")),
            (&fee, true, &none, Amount::Absent),
            (&fee, false, &none, usd("0.0018")),
            (&none, true, &upstream, usd("0.036")),
            (&none, false, &upstream, Amount::Absent),
        ] {
            assert_eq!(bill(Some(cost), is_byok, Some(upstream)), expected, "{cost} {is_byok} {upstream}");
        }
    }

    #[test]
    fn counts_stand_wherever_a_server_puts_them() {
        let of = |usage: Value| {
            let usage = read(&usage);
            let cache = (usage.cached_tokens, usage.cache_write_tokens);
            (usage.prompt_tokens, usage.completion_tokens, usage.thinking_tokens, cache)
        };
        let none = (None, None);
        for (usage, expected) in [
            // xAI: the total holds thinking that the answer's count leaves out.
            (
                json!({"prompt_tokens":1000,"completion_tokens":100,"total_tokens":9100,"completion_tokens_details":{"reasoning_tokens":8000}}),
                (Some(1000), Some(8100), Some(8000), none),
            ),
            // Gemini: only the total tells.
            (
                json!({"prompt_tokens":9,"completion_tokens":12,"total_tokens":1123}),
                (Some(9), Some(1114), Some(1102), none),
            ),
            (
                json!({"prompt_tokens":9,"completion_tokens":12,"total_tokens":21,"completion_tokens_details":{"reasoning_tokens":5}}),
                (Some(9), Some(12), Some(5), none),
            ),
            (
                json!({"prompt_tokens":100_000,"completion_tokens":10,"cache_read_input_tokens":90_000,"cache_creation_input_tokens":5000}),
                (Some(100_000), Some(10), None, (Some(90_000), Some(5000))),
            ),
            // Anthropic's names: input is the rest beside the caches.
            (
                json!({"input_tokens":50,"output_tokens":10,"cache_read_input_tokens":900,"cache_creation_input_tokens":50}),
                (Some(1000), Some(10), None, (Some(900), Some(50))),
            ),
            (
                json!({"prompt_tokens":50,"completion_tokens":10,"total_tokens":960,"cache_read_input_tokens":900}),
                (Some(950), Some(10), None, (Some(900), None)),
            ),
            (
                json!({"prompt_tokens":120,"completion_tokens":10,"prompt_cache_hit_tokens":100,"prompt_cache_miss_tokens":20}),
                (Some(120), Some(10), None, (Some(100), None)),
            ),
            (json!({"prompt_tokens":10.0,"completion_tokens":"12"}), (Some(10), Some(12), None, none)),
            (json!({"prompt_tokens":u64::MAX,"completion_tokens":u64::MAX}), (None, None, None, none)),
        ] {
            assert_eq!(of(usage.clone()), expected, "{usage}");
        }
    }

    #[test]
    fn placeholders_replace_nothing() {
        let mut usage = read(&json!({"prompt_tokens":10,"completion_tokens":12}));
        merge(&mut usage, read(&json!({"prompt_tokens":0,"completion_tokens":0})));
        merge(&mut usage, read(&json!({"total_tokens":22})));
        assert_eq!((usage.prompt_tokens, usage.completion_tokens), (Some(10), Some(12)));
        let mut zeros = read(&json!({"prompt_tokens":0,"completion_tokens":0}));
        forget_zeros(&mut zeros, true);
        assert_eq!((zeros.prompt_tokens, zeros.completion_tokens), (None, None));
        let mut empty = read(&json!({"prompt_tokens":9,"completion_tokens":0}));
        forget_zeros(&mut empty, false);
        assert_eq!((empty.prompt_tokens, empty.completion_tokens), (Some(9), Some(0)));
    }
}
