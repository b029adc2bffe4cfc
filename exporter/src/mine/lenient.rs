//! Fields that other programs write in more than one type: a value of another type is absent, never an error of the line.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Beyond 2^53 no counter of tokens is believed.
const MOST: u64 = 1 << 53;

/// What a field held, as far as a reader of histories asks. Nothing is buffered: a serde `untagged` enum would copy
/// whole results of tools to look at them twice.
enum Held<'de> {
    Flag(bool),
    Count(u64),
    Text(Cow<'de, str>),
    Other,
}

struct Holder;

impl<'de> Visitor<'de> for Holder {
    type Value = Held<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Held<'de>, E> {
        Ok(Held::Flag(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Held<'de>, E> {
        Ok(if value <= MOST { Held::Count(value) } else { Held::Other })
    }

    fn visit_i64<E>(self, value: i64) -> Result<Held<'de>, E> {
        Ok(u64::try_from(value).ok().filter(|value| *value <= MOST).map_or(Held::Other, Held::Count))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Held<'de>, E> {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to lie within 0 to 2^53")]
        let whole = (value.fract() == 0.0 && (0.0..=9e15).contains(&value)).then_some(value as u64);
        Ok(whole.map_or(Held::Other, Held::Count))
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Held<'de>, E> {
        Ok(Held::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Held<'de>, E> {
        Ok(Held::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_string<E>(self, value: String) -> Result<Held<'de>, E> {
        Ok(Held::Text(Cow::Owned(value)))
    }

    fn visit_unit<E>(self) -> Result<Held<'de>, E> {
        Ok(Held::Other)
    }

    fn visit_none<E>(self) -> Result<Held<'de>, E> {
        Ok(Held::Other)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Held<'de>, D::Error> {
        deserializer.deserialize_any(Self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Held<'de>, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Held::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Held<'de>, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Held::Other)
    }
}

/// A count that may be missing, null, a fraction or negative.
pub fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    Ok(match deserializer.deserialize_any(Holder)? {
        Held::Count(count) => Some(count),
        _ => None,
    })
}

/// A text, or nothing where it is of another type.
pub fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    borrowed(deserializer).map(|text| text.map(Cow::into_owned))
}

/// The same, borrowed from the line where it holds no escapes.
pub fn borrowed<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Cow<'de, str>>, D::Error> {
    Ok(match deserializer.deserialize_any(Holder)? {
        Held::Text(text) => Some(text),
        _ => None,
    })
}

/// A switch: true only where it says true.
pub fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(matches!(deserializer.deserialize_any(Holder)?, Held::Flag(true)))
}

/// Milliseconds since 1970 of an RFC 3339 text.
#[must_use]
pub fn moment(text: &str) -> Option<i64> {
    let moment = time::OffsetDateTime::parse(text, &time::format_description::well_known::Rfc3339).ok()?;
    i64::try_from(moment.unix_timestamp_nanos() / 1_000_000).ok()
}
