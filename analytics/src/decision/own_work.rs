//! Somebody's own profile of work, entered into the fields of the calculators.

use super::fields::{Field, SHARES};
use super::state::State;
use crate::category::Category;
use crate::cost::{Dec, grouped};
use crate::work::{Kind, Profile};

/// A hundred per cent, in millionths of a per cent.
const WHOLE: i64 = 100_000_000;

impl State {
    /// Enters what a profile says: tokens of an average month and the shares of their classes, the tokens of an answer,
    /// the context at the end of nine of ten sessions, the requests at once, and the shares of the kinds of work that
    /// tasks measure. Returns what was understood, for the reader.
    ///
    /// # Errors
    /// A sentence for a profile whose tokens cannot be entered.
    pub fn enter_profile(&mut self, profile: &Profile) -> Result<String, String> {
        let of = &profile.per_request;
        let each = profile.tokens_per_request();
        let month = Dec::from_f64(profile.requests_per_month * each / 1e6)
            .ok_or_else(|| "it holds more tokens than can be counted".to_owned())?;
        self.enter(Field::TOKENS, Some(month));
        let classes = [Field::FRESH, Field::WRITE, Field::READ, Field::OUTPUT];
        let parts = [of.fresh, of.write_5m + of.write_1h, of.read, of.output];
        for (field, share) in classes.into_iter().zip(hundred(&parts)) {
            self.enter(field, Some(share));
        }
        self.enter(Field::ANSWER, Dec::from_f64(of.output.max(1.0).round()));
        self.enter(Field::CONTEXT, i64::try_from(profile.context_end.p90.max(1)).ok().map(Dec::whole));
        let streams = Dec::whole(i64::from(profile.peak_streams.max(1)));
        self.enter(Field::ACTIVE, Some(streams));
        self.enter(Field::USERS, Some(streams));
        let shares = Category::ALL.map(|category| {
            let of_category = profile.kinds.iter().filter(|share| {
                Kind::ALL.iter().any(|kind| kind.slug() == share.kind && kind.category() == Some(category))
            });
            of_category.map(|share| share.share_of_tokens).sum::<f64>()
        });
        let measured: f64 = shares.iter().sum();
        if measured > 0.0 {
            for (field, share) in SHARES.into_iter().zip(hundred(&shares)) {
                self.enter(field, Some(share));
            }
        }
        Ok(format!(
            "{} requests to models in an average month, over {} days, {} tokens each; contexts up to {} tokens, {} at once. \
             {} % of the tokens are of kinds that tasks measure.",
            grouped(profile.requests_per_month, 0),
            profile.days,
            grouped(each, 0),
            grouped(profile.context_end.p90 as f64, 0),
            profile.peak_streams,
            grouped(measured * 100.0, 0),
        ))
    }
}

/// Parts as per cent that add to a hundred exactly: the largest takes what rounding leaves.
fn hundred<const N: usize>(parts: &[f64; N]) -> [Dec; N] {
    let sum: f64 = parts.iter().sum();
    let mut micro = parts.map(|part| if sum > 0.0 { (part / sum * WHOLE as f64).round() as i64 } else { 0 });
    let most = (0..N).max_by_key(|at| micro[*at]).unwrap_or(0);
    micro[most] += WHOLE - micro.iter().sum::<i64>();
    micro.map(Dec::micro)
}

#[cfg(test)]
mod tests {
    use super::super::Facts;
    use super::*;
    use crate::work::{Cache, Context, PROFILE_FORMAT, PerRequest, ProfileKind};

    #[test]
    fn a_profile_fills_the_fields_of_the_work() {
        let kind = |kind: &str, tokens: f64| ProfileKind {
            kind: kind.to_owned(),
            prompts: 10,
            share_of_prompts: 0.5,
            share_of_tokens: tokens,
            ..ProfileKind::default()
        };
        let profile = Profile {
            format: PROFILE_FORMAT.to_owned(),
            version: 1,
            sources: Vec::new(),
            first_day: "2026-10-01".to_owned(),
            last_day: "2026-10-31".to_owned(),
            days: 31,
            prompts: 20,
            requests: 3_000,
            prompts_per_month: 20.0,
            requests_per_month: 1_000.0,
            per_request: PerRequest {
                fresh: 500.0,
                write_5m: 2_000.0,
                write_1h: 1_000.0,
                read: 96_000.0,
                output: 500.0,
            },
            context_end: Context { p50: 80_000, p90: 130_000, max: 180_000 },
            peak_streams: 3,
            cache: Cache::default(),
            usd_per_month: None,
            tokens_without_price: 0.0,
            kinds: vec![kind("debugging", 0.6), kind("refactoring", 0.2), kind("commit-message", 0.2)],
        };
        let mut state = State::new(&Facts { models: Vec::new(), ..Facts::default() });
        let said = state.enter_profile(&profile).unwrap();
        let entered = |field: Field| state.entered(field).map(Dec::to_f64);
        assert_eq!(entered(Field::TOKENS), Some(100.0));
        assert_eq!(
            [Field::FRESH, Field::WRITE, Field::READ, Field::OUTPUT].map(entered),
            [0.5, 3.0, 96.0, 0.5].map(Some)
        );
        assert_eq!(
            (entered(Field::CONTEXT), entered(Field::ACTIVE), entered(Field::ANSWER)),
            (Some(130_000.0), Some(3.0), Some(500.0))
        );
        // Of what tasks measure three quarters are debugging; the rest has no category.
        assert_eq!((entered(Field::SHARE_DEBUGGING), entered(Field::SHARE_REFACTORING)), (Some(75.0), Some(25.0)));
        assert_eq!(entered(Field::SHARE_TEXT), Some(0.0));
        assert!(said.contains("80 % of the tokens"), "{said}");
    }

    #[test]
    fn shares_add_to_a_hundred() {
        let sum: i64 = hundred(&[1.0, 1.0, 1.0]).iter().map(|share| share.millionths()).sum();
        assert_eq!(sum, WHOLE);
    }
}
