//! A profile as the work of a month: what `moves` needs of it where the requests themselves are not at hand.

use super::{Kind, Need, Profile, ProfileKind, Work};

/// Steps by which profiles count contexts, in tokens; what is longer has no step.
pub const CONTEXT_STEPS: [u64; 5] = [16_384, 32_768, 65_536, 131_072, 262_144];

impl Profile {
    /// The work of an average month, a group of requests with the same kind and the same needs each.
    ///
    /// Hours of a machine are taken as none: a profile does not hold the tokens of each kind by class, so capacity is
    /// not asked. Older files hold no needs: there every request has the context in which nine of ten sessions end.
    #[must_use]
    pub fn work(&self) -> Vec<Work> {
        self.kinds.iter().flat_map(|kind| self.of_kind(kind)).collect()
    }

    fn of_kind(&self, kind: &ProfileKind) -> Vec<Work> {
        let whole = [Need {
            context_to: Some(self.context_end.p90),
            web: false,
            share_of_prompts: kind.share_of_prompts,
            share_of_tokens: kind.share_of_tokens,
            share_of_money: kind.share_of_money,
            waited_h_per_month: 0.0,
        }];
        let needs = if kind.needs.is_empty() { &whole[..] } else { &kind.needs };
        needs.iter().map(|need| self.group(kind, need)).collect()
    }

    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked to lie within 10^30 and above 0"
    )]
    fn group(&self, kind: &ProfileKind, need: &Need) -> Work {
        let tokens = self.requests_per_month * self.tokens_per_request() * need.share_of_tokens;
        Work {
            kind: kind.known(),
            requests: self.prompts_per_month * need.share_of_prompts,
            tokens: tokens as u64,
            usd: self.usd_per_month.unwrap_or(0.0) * need.share_of_money.unwrap_or(0.0),
            waited_h: need.waited_h_per_month,
            context: need.context_to.unwrap_or(u64::MAX),
            web: need.web,
            machine_h: Some(0.0),
        }
    }
}

impl ProfileKind {
    /// The kind; `other` and words of newer programs are unknown.
    #[must_use]
    pub fn known(&self) -> Kind {
        Kind::ALL.into_iter().find(|kind| kind.slug() == self.kind).unwrap_or(Kind::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Block, Cache, Context, Host, PROFILE_FORMAT, PerRequest, Place, moves};
    use super::*;
    use crate::decision::ScoreFacts;

    fn profile(needs: Vec<Need>) -> Profile {
        let kind = |slug: &str, share: f64, needs| ProfileKind {
            kind: slug.to_owned(),
            prompts: 50,
            share_of_prompts: share,
            share_of_tokens: share,
            share_of_money: Some(share),
            needs,
            ..ProfileKind::default()
        };
        Profile {
            format: PROFILE_FORMAT.to_owned(),
            version: 1,
            sources: Vec::new(),
            first_day: String::new(),
            last_day: String::new(),
            days: 30,
            prompts: 100,
            requests: 1_000,
            prompts_per_month: 200.0,
            requests_per_month: 2_000.0,
            per_request: PerRequest { fresh: 100.0, read: 800.0, output: 100.0, ..PerRequest::default() },
            context_end: Context { p50: 10_000, p90: 60_000, max: 90_000 },
            peak_streams: 1,
            cache: Cache::default(),
            usd_per_month: Some(40.0),
            tokens_without_price: 0.0,
            kinds: vec![kind("simple-coding", 0.6, needs), kind("other", 0.4, Vec::new())],
        }
    }

    fn host() -> Host {
        let score = Some(ScoreFacts { value: 1.8, low: 1.7, high: 1.9, n: 9 });
        Host { scores: vec![score; 7], enough: 1.5, context: 32_768, available_h: 0.0 }
    }

    #[test]
    fn a_month_is_split_by_what_it_needs() {
        let need = |context_to, web, share| Need {
            context_to,
            web,
            share_of_prompts: share,
            share_of_tokens: share,
            share_of_money: Some(share),
            waited_h_per_month: 3.0,
        };
        let needs = vec![need(Some(32_768), false, 0.3), need(None, false, 0.2), need(Some(16_384), true, 0.1)];
        let found = moves(&profile(needs).work(), &host());
        let local = found.places[&Place::Local];
        // 0.3 of 200 prompts, 2 million tokens, $40.
        assert!((local.requests - 60.0).abs() < 1e-9 && (local.usd - 12.0).abs() < 1e-9);
        assert!((local.tokens - 600_000.0).abs() < 1.0 && (local.waited_h - 3.0).abs() < 1e-9);
        let blocks: Vec<(Block, u64)> = found.blocks.iter().map(|(block, of)| (*block, of.requests as u64)).collect();
        assert_eq!(blocks, [(Block::NoTask, 80), (Block::ContextTooLong, 40), (Block::NeedsWeb, 20)]);
    }

    #[test]
    fn an_older_file_takes_the_context_of_most_sessions() {
        let found = moves(&profile(Vec::new()).work(), &host());
        assert_eq!(found.places[&Place::Local].requests, 0.0);
        assert_eq!(found.blocks[0].0, Block::ContextTooLong);
    }
}
