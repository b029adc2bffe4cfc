//! Fields that other programs write in more than one type: a value of another type is absent, never an error of the line.

use serde::{Deserialize, Deserializer, de::IgnoredAny};

/// A count that may be missing, null, a fraction or negative.
pub fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Number {
        Count(u64),
        Float(f64),
        Other(#[allow(dead_code)] IgnoredAny),
    }
    // Beyond 2^53 no counter of tokens is believed.
    const MOST: u64 = 1 << 53;
    Ok(match Number::deserialize(deserializer)? {
        Number::Count(count) if count <= MOST => Some(count),
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to lie within 0 to 2^53")]
        Number::Float(value) if value.fract() == 0.0 && (0.0..=9e15).contains(&value) => Some(value as u64),
        _ => None,
    })
}

/// A text, or nothing where it is of another type.
pub fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Text {
        Text(String),
        Other(#[allow(dead_code)] IgnoredAny),
    }
    Ok(match Text::deserialize(deserializer)? {
        Text::Text(text) => Some(text),
        Text::Other(_) => None,
    })
}

/// A switch: true only where it says true.
pub fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Flag {
        Flag(bool),
        Other(#[allow(dead_code)] IgnoredAny),
    }
    Ok(matches!(Flag::deserialize(deserializer)?, Flag::Flag(true)))
}

/// Milliseconds since 1970 of an RFC 3339 text.
#[must_use]
pub fn moment(text: &str) -> Option<i64> {
    let moment = time::OffsetDateTime::parse(text, &time::format_description::well_known::Rfc3339).ok()?;
    i64::try_from(moment.unix_timestamp_nanos() / 1_000_000).ok()
}
