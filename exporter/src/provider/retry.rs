//! What to do after a fault: the retry table (provider-apis.md, section 8) in one place.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::time::Duration;

use analytics::outcome::Outcome;

/// A server that asks for more patience than this is left alone until somebody runs again.
pub const LONGEST_WAIT: Duration = Duration::from_secs(15 * 60);
/// Doubling ends here.
const LONGEST_BACKOFF_MS: u64 = 60_000;

/// What kind of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Condition {
    /// No name, no connection, no TLS.
    Unreachable,
    /// The prompt does not fit.
    ContextOverflow,
    /// The server does not take the request.
    BadRequest,
    /// The server does not take a feature that can be left out; the client has noted it.
    Downgraded,
    /// The server does not know the model.
    ModelMissing,
    /// Model or provider refused.
    Refused,
    /// The key is missing, wrong or not allowed.
    Unauthorized,
    /// No money left.
    PaymentRequired,
    /// A pin, a region or the provider's own word leaves nobody who could serve, now or later.
    PinUnsatisfiable,
    /// The server failed.
    ServerFault,
    /// Too many requests, or the server is overloaded.
    Overloaded,
    /// The quota of the day is used up.
    QuotaUsedUp,
    /// The server is still loading the model.
    Loading,
    /// The stream broke after it began, or ended without saying why.
    BrokenStream,
    /// The server took longer than the limits of the provider.
    TimedOut,
    /// A complete answer without text.
    Empty,
}

impl Condition {
    /// What an error that came in the midst of an answer is: the stream broke, whatever the server calls it, and what
    /// was sent may be billed. Only what concerns every further request keeps its name, a refusal, and a full context.
    #[must_use]
    pub const fn after_text(self) -> Self {
        match self {
            Self::Refused | Self::PaymentRequired | Self::Unauthorized | Self::QuotaUsedUp => self,
            // Prompt and answer together do not fit; they will not do so the next time.
            Self::ContextOverflow => self,
            _ => Self::BrokenStream,
        }
    }

    /// The condition in words that name no server and repeat nothing that one said: fit for publishing.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Unreachable => "the provider could not be reached",
            Self::ContextOverflow => "the prompt does not fit into the context",
            Self::BadRequest | Self::Downgraded => "the provider did not take the request",
            Self::ModelMissing => "the provider does not have the model",
            Self::Refused => "the provider refused",
            Self::Unauthorized => "the provider did not accept the key",
            Self::PaymentRequired => "no credit was left at the provider",
            Self::PinUnsatisfiable => "nobody could serve the request as it was pinned",
            Self::ServerFault => "the provider failed",
            Self::Overloaded => "the provider was overloaded",
            Self::QuotaUsedUp => "the quota of the day was used up",
            Self::Loading => "the model was still loading",
            Self::BrokenStream => "the stream broke before the end of the answer",
            Self::TimedOut => "no answer came in time",
            Self::Empty => "the answer is complete and holds no text",
        }
    }
}

/// What follows when no further attempt is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// The case has this outcome.
    Settle(Outcome),
    /// The case stays open, and so do the other cases of the model.
    StopModel(Outcome),
    /// The case stays open, and nothing more is sent to the provider.
    StopProvider(Outcome),
}

impl Then {
    /// The outcome of this attempt.
    #[must_use]
    pub const fn outcome(self) -> Outcome {
        match self {
            Self::Settle(outcome) | Self::StopModel(outcome) | Self::StopProvider(outcome) => outcome,
        }
    }
}

/// Whether a router charges for such an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Billable {
    /// No.
    No,
    /// Perhaps: unknown unless the server says.
    Perhaps,
}

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Attempts in all that may end with this condition.
    pub attempts: u32,
    /// What follows.
    pub then: Then,
    /// Whether it may have cost something.
    pub billable: Billable,
    /// Whether all other calls to the provider wait too.
    pub pause_provider: bool,
}

/// The table.
#[must_use]
pub const fn rule(condition: Condition) -> Rule {
    use Billable::{No, Perhaps};
    use Condition as C;
    use Outcome::{ContextOverflow, Empty, ProviderError, Refused, TimedOut};
    use Then::{Settle, StopModel, StopProvider};
    let (attempts, then, billable, pause_provider) = match condition {
        C::Unreachable => (3, StopProvider(ProviderError), No, false),
        C::ContextOverflow => (1, Settle(ContextOverflow), No, false),
        C::BadRequest | C::ModelMissing | C::PinUnsatisfiable => (1, StopModel(ProviderError), No, false),
        // One for each feature that can be left out.
        C::Downgraded => (4, StopModel(ProviderError), No, false),
        C::Refused => (1, Settle(Refused), Perhaps, false),
        C::Unauthorized | C::PaymentRequired | C::QuotaUsedUp => (1, StopProvider(ProviderError), No, false),
        C::ServerFault => (3, Settle(ProviderError), Perhaps, false),
        C::Overloaded => (5, Settle(ProviderError), No, true),
        // Loading a large model takes minutes; the waits add up to about ten.
        C::Loading => (16, StopProvider(ProviderError), No, true),
        C::BrokenStream => (2, Settle(ProviderError), Perhaps, false),
        C::TimedOut => (2, Settle(TimedOut), Perhaps, false),
        C::Empty => (2, Settle(Empty), Perhaps, false),
    };
    Rule { attempts, then, billable, pause_provider }
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Try again after this wait.
    Retry(Duration),
    /// No further attempt.
    End(Then),
}

/// Decides after the `tries`-th attempt of a case that ended with this condition (from 1).
///
/// `dice` is a number from 0 to 1: the wait is spread over its whole length, so that callers do not come back together.
#[must_use]
pub fn decide(condition: Condition, tries: u32, retry_after: Option<Duration>, base: Duration, dice: f64) -> Decision {
    let rule = rule(condition);
    if retry_after.is_some_and(|wait| wait > LONGEST_WAIT) {
        return Decision::End(Then::StopProvider(rule.then.outcome()));
    }
    if tries >= rule.attempts {
        return Decision::End(rule.then);
    }
    if matches!(condition, Condition::Downgraded | Condition::Empty) {
        return Decision::Retry(retry_after.unwrap_or_default());
    }
    let base_ms = u64::try_from(base.as_millis()).unwrap_or(u64::MAX);
    let ceiling = base_ms.saturating_mul(1 << tries.min(16)).min(LONGEST_BACKOFF_MS);
    let backoff = Duration::from_millis(ceiling).mul_f64(dice.clamp(0.0, 1.0));
    Decision::Retry(backoff.max(retry_after.unwrap_or_default()))
}

/// A number from 0 to 1 that differs between callers and calls. Nothing but a wait depends on it.
#[must_use]
pub fn dice() -> f64 {
    let random = RandomState::new().build_hasher().finish();
    (random >> 11) as f64 / (1u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_after_text_is_a_broken_stream_unless_it_concerns_every_request() {
        for condition in [Condition::BadRequest, Condition::ModelMissing, Condition::Overloaded, Condition::Loading] {
            assert_eq!(condition.after_text(), Condition::BrokenStream);
        }
        for condition in [Condition::Refused, Condition::PaymentRequired, Condition::QuotaUsedUp] {
            assert_eq!(condition.after_text(), condition);
        }
    }

    #[test]
    fn waits_double_obey_the_server_and_end() {
        let second = Duration::from_secs(1);
        let wait = |tries, after| decide(Condition::Overloaded, tries, after, second, 1.0);
        assert_eq!(wait(1, None), Decision::Retry(2 * second));
        assert_eq!(wait(3, None), Decision::Retry(8 * second));
        assert_eq!(wait(1, Some(40 * second)), Decision::Retry(40 * second));
        assert_eq!(wait(5, None), Decision::End(Then::Settle(Outcome::ProviderError)));
        assert_eq!(wait(1, Some(3600 * second)), Decision::End(Then::StopProvider(Outcome::ProviderError)));
        assert_eq!(decide(Condition::Overloaded, 2, None, second, 0.0), Decision::Retry(Duration::ZERO));
        assert_eq!(decide(Condition::Loading, 15, None, second, 1.0), Decision::Retry(60 * second));
        assert!((0.0..1.0).contains(&dice()));
    }
}
