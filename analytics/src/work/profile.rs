//! The profile of somebody's work: counts alone, as a file that the decision reads. No text, no path, no name.

use serde::{Deserialize, Serialize};

/// The word in the file.
pub const PROFILE_FORMAT: &str = "local-inference-machine/work-profile";
/// The version that this program writes.
pub const PROFILE_VERSION: u32 = 1;

/// Somebody's work, measured from the histories of their agents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Profile {
    /// `local-inference-machine/work-profile`.
    pub format: String,
    /// Version of this form.
    pub version: u32,
    /// Programs whose histories were read.
    pub sources: Vec<String>,
    /// First day with a record, UTC, YYYY-MM-DD.
    pub first_day: String,
    /// Last day with a record, UTC.
    pub last_day: String,
    /// Days from the first to the last, both included.
    pub days: u32,
    /// Prompts of a person.
    pub prompts: u64,
    /// Requests to a model.
    pub requests: u64,
    /// Prompts in an average month of 30.4375 days.
    pub prompts_per_month: f64,
    /// Requests to a model in an average month.
    pub requests_per_month: f64,
    /// Tokens of one request to a model, on average.
    pub per_request: PerRequest,
    /// Tokens in the context at the end of a session: its longest prompt with its response.
    pub context_end: Context,
    /// Most sessions with a request in the same minute: requests at once at the peak.
    pub peak_streams: u32,
    /// How caches served the work.
    pub cache: Cache,
    /// US dollars in an average month at listed prices, of the models whose price is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usd_per_month: Option<f64>,
    /// Share of the tokens whose model has no listed price, 0 to 1.
    #[serde(default)]
    pub tokens_without_price: f64,
    /// Kinds of work, most prompts first; those with fewer than five prompts are `other` together.
    pub kinds: Vec<ProfileKind>,
}

/// Tokens of one request to a model, on average, in five classes that do not overlap.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PerRequest {
    /// Neither read from nor written to a cache.
    pub fresh: f64,
    /// Written to a cache for five minutes.
    pub write_5m: f64,
    /// Written to a cache for an hour.
    pub write_1h: f64,
    /// Read from a cache.
    pub read: f64,
    /// Written by the model, reasoning included.
    pub output: f64,
}

/// Quantiles over sessions, in tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Context {
    /// Half of the sessions end below.
    pub p50: u64,
    /// Nine of ten end below.
    pub p90: u64,
    /// The longest.
    pub max: u64,
}

/// How caches served the work.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cache {
    /// Share of all prompt tokens that a cache gave, 0 to 1.
    pub read_share: f64,
    /// Share of a session's pauses between requests that are longer than five minutes, 0 to 1.
    pub pauses_over_5m: f64,
    /// The same for an hour.
    pub pauses_over_1h: f64,
}

/// One kind of work.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProfileKind {
    /// The kind, or `other`.
    pub kind: String,
    /// Prompts of this kind.
    pub prompts: u64,
    /// Share of all prompts, 0 to 1.
    pub share_of_prompts: f64,
    /// Share of all tokens.
    pub share_of_tokens: f64,
    /// Share of the money; none where no price is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share_of_money: Option<f64>,
    /// Share of prompts by a person's standard with its 95 % interval, where a sample was labelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected: Option<Corrected>,
    /// The same for shares of tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected_tokens: Option<Corrected>,
    /// The same for shares of money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected_money: Option<Corrected>,
    /// Its prompts by what a machine must offer for them; empty in files of before December 2026.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Need>,
}

/// Prompts of a kind that need the same of a machine; never fewer than five.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Need {
    /// Their contexts, responses included, have so many tokens at most; none where that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context_to: Option<u64>,
    /// Whether a tool searched or fetched from the web.
    #[serde(default)]
    pub web: bool,
    /// Share of all prompts, 0 to 1.
    pub share_of_prompts: f64,
    /// Share of all tokens.
    pub share_of_tokens: f64,
    /// Share of the money; none where no price is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share_of_money: Option<f64>,
    /// Hours from prompts to last responses in an average month.
    pub waited_h_per_month: f64,
}

/// A share by a person's standard.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Corrected {
    /// The share, 0 to 1.
    pub share: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Prompts that a person labelled.
    pub labelled: u32,
}

/// The JSON Schema of the file.
#[cfg(feature = "schema")]
#[must_use]
pub fn profile_schema() -> serde_json::Value {
    schemars::schema_for!(Profile).to_value()
}

impl Profile {
    /// Reads a file.
    ///
    /// # Errors
    /// In words: what is no profile, which version is newer, which figure cannot be.
    pub fn from_json(text: &str) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct Head {
            format: Option<String>,
            version: Option<u64>,
        }
        let head: Head = serde_json::from_str(text).map_err(|error| format!("it is no JSON of a profile: {error}"))?;
        if head.format.as_deref() != Some(PROFILE_FORMAT) {
            return Err(format!("it is no profile of work: its \"format\" is not \"{PROFILE_FORMAT}\""));
        }
        if let Some(version) = head.version.filter(|version| *version > u64::from(PROFILE_VERSION)) {
            return Err(format!("it has version {version}, and this program knows {PROFILE_VERSION}: use a newer one"));
        }
        let profile: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        profile.check()?;
        Ok(profile)
    }

    /// Tokens of one request, all classes.
    #[must_use]
    pub fn tokens_per_request(&self) -> f64 {
        let of = &self.per_request;
        of.fresh + of.write_5m + of.write_1h + of.read + of.output
    }

    fn check(&self) -> Result<(), String> {
        let of = &self.per_request;
        let waited = self.kinds.iter().flat_map(|kind| &kind.needs).map(|need| need.waited_h_per_month);
        let counts = [
            ("prompts_per_month", self.prompts_per_month),
            ("requests_per_month", self.requests_per_month),
            ("per_request.fresh", of.fresh),
            ("per_request.write_5m", of.write_5m),
            ("per_request.write_1h", of.write_1h),
            ("per_request.read", of.read),
            ("per_request.output", of.output),
            ("usd_per_month", self.usd_per_month.unwrap_or(0.0)),
        ];
        let mut counts = counts.into_iter().chain(waited.map(|hours| ("needs.waited_h_per_month", hours)));
        // No month of anybody's work comes near a quadrillion tokens.
        if let Some((name, value)) = counts.find(|(_, value)| !(0.0..=1e15).contains(value)) {
            return Err(format!("{name} is {value}, which cannot be"));
        }
        let mut shares = vec![
            ("cache.read_share", self.cache.read_share),
            ("cache.pauses_over_5m", self.cache.pauses_over_5m),
            ("cache.pauses_over_1h", self.cache.pauses_over_1h),
            ("tokens_without_price", self.tokens_without_price),
        ];
        for kind in &self.kinds {
            shares.push(("share_of_prompts", kind.share_of_prompts));
            shares.push(("share_of_tokens", kind.share_of_tokens));
            shares.push(("share_of_money", kind.share_of_money.unwrap_or(0.0)));
            for of in [kind.corrected, kind.corrected_tokens, kind.corrected_money].into_iter().flatten() {
                shares.extend([("corrected.share", of.share), ("corrected.low", of.low), ("corrected.high", of.high)]);
            }
            for need in &kind.needs {
                shares.push(("needs.share_of_prompts", need.share_of_prompts));
                shares.push(("needs.share_of_tokens", need.share_of_tokens));
                shares.push(("needs.share_of_money", need.share_of_money.unwrap_or(0.0)));
            }
        }
        if let Some((name, value)) = shares.iter().find(|(_, value)| !(0.0..=1.0).contains(value)) {
            return Err(format!("{name} is {value}, and a share lies between 0 and 1"));
        }
        if self.requests == 0 || self.tokens_per_request() <= 0.0 {
            return Err("it holds no request to a model".to_owned());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile() -> serde_json::Value {
        serde_json::json!({
            "format": PROFILE_FORMAT, "version": 1, "sources": ["claude-code"],
            "first_day": "2026-10-01", "last_day": "2026-10-31", "days": 31, "prompts": 300, "requests": 3000,
            "prompts_per_month": 294.6, "requests_per_month": 2945.6,
            "per_request": {"fresh": 500.0, "write_5m": 3000.0, "write_1h": 0.0, "read": 90000.0, "output": 600.0},
            "context_end": {"p50": 80000, "p90": 130000, "max": 180000}, "peak_streams": 2,
            "cache": {"read_share": 0.96, "pauses_over_5m": 0.2, "pauses_over_1h": 0.05},
            "kinds": [{"kind": "debugging", "prompts": 300, "share_of_prompts": 1.0, "share_of_tokens": 1.0}]
        })
    }

    #[test]
    fn a_profile_is_read_back_as_it_was_written() {
        let read = Profile::from_json(&profile().to_string()).unwrap();
        assert_eq!(read.tokens_per_request(), 94_100.0);
        assert_eq!(Profile::from_json(&serde_json::to_string(&read).unwrap()).unwrap(), read);
    }

    #[test]
    fn what_cannot_be_is_named() {
        let said = |pointer: &str, value: serde_json::Value| {
            let mut of = profile();
            *of.pointer_mut(pointer).unwrap() = value;
            Profile::from_json(&of.to_string()).unwrap_err()
        };
        assert!(said("/format", "x".into()).contains("work-profile"));
        assert!(said("/version", 2.into()).contains("version 2"));
        assert!(said("/per_request/output", (-1.0).into()).contains("per_request.output is -1"));
        assert!(said("/cache/read_share", 1.5.into()).contains("cache.read_share is 1.5"));
        assert!(said("/requests", 0.into()).contains("no request"));
        assert!(said("/kinds/0/share_of_prompts", 2.0.into()).contains("share_of_prompts"));
        assert!(Profile::from_json("[]").is_err() && Profile::from_json("{").is_err());
    }
}
