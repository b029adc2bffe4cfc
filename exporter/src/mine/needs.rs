//! The requests of one kind by what a machine must offer for them: context and web, in groups of five at least.

use std::collections::BTreeMap;

use analytics::work::{CONTEXT_STEPS, Need, Tool};

use super::profile::part;
use super::report::FEWEST_NAMED;
use super::request::Request;
use super::{Costs, History};

/// What some requests come to.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Amount {
    pub(super) prompts: u64,
    pub(super) tokens: f64,
    pub(super) usd: f64,
    waited_h: f64,
}

impl Amount {
    /// The sum over requests.
    pub(super) fn of<'a>(history: &History, requests: impl Iterator<Item = &'a Request>, costs: &Costs) -> Self {
        let mut sum = Self::default();
        for request in requests {
            sum.add(&Self::one(history, request, costs));
        }
        sum
    }

    #[allow(clippy::cast_precision_loss, reason = "tokens and milliseconds lie far below 2^53")]
    fn one(history: &History, request: &Request, costs: &Costs) -> Self {
        Self {
            prompts: 1,
            tokens: request.tokens.total() as f64,
            usd: costs.sum(history, &request.call_indices).0,
            waited_h: request.wall_ms.unwrap_or(0) as f64 / 3_600_000.0,
        }
    }

    fn add(&mut self, other: &Self) {
        self.prompts += other.prompts;
        self.tokens += other.tokens;
        self.usd += other.usd;
        self.waited_h += other.waited_h;
    }
}

/// Web or not, and the place of the step; the place behind the last is longer than all of them.
type Group = (bool, usize);

/// The groups of a kind; `all` is what all requests of the history come to.
#[allow(clippy::cast_precision_loss, reason = "counts lie far below 2^53")]
pub(super) fn needs(history: &History, requests: &[&Request], costs: &Costs, all: &Amount, months: f64) -> Vec<Need> {
    let mut groups: BTreeMap<Group, Amount> = BTreeMap::new();
    for request in requests {
        let calls = request.call_indices.iter().filter_map(|at| history.calls.get(*at as usize));
        let longest = calls.map(|call| call.tokens.total()).max().unwrap_or(0);
        let step = CONTEXT_STEPS.iter().position(|step| longest <= *step).unwrap_or(CONTEXT_STEPS.len());
        let group = (request.used.contains(&Tool::Web), step);
        groups.entry(group).or_default().add(&Amount::one(history, request, costs));
    }
    let named = merged(groups.into_iter().collect());
    let need = |((web, step), sum): &(Group, Amount)| Need {
        context_to: CONTEXT_STEPS.get(*step).copied(),
        web: *web,
        share_of_prompts: part(sum.prompts as f64, all.prompts as f64),
        share_of_tokens: part(sum.tokens, all.tokens),
        share_of_money: (all.usd > 0.0).then(|| part(sum.usd, all.usd)),
        waited_h_per_month: (sum.waited_h / months * 1e3).round() / 1e3,
    };
    named.iter().map(need).collect()
}

/// Groups of fewer than five join the next one, which needs more: a machine never seems to serve what it could not.
/// Small last groups take the one before with them.
fn merged(groups: Vec<(Group, Amount)>) -> Vec<(Group, Amount)> {
    let mut named: Vec<(Group, Amount)> = Vec::new();
    let mut waiting: Option<Amount> = None;
    let mut last = None;
    for (group, mut sum) in groups {
        if let Some(before) = waiting.take() {
            sum.add(&before);
        }
        last = Some(group);
        if sum.prompts >= FEWEST_NAMED { named.push((group, sum)) } else { waiting = Some(sum) }
    }
    if let (Some(mut sum), Some(group)) = (waiting, last) {
        if let Some((_, before)) = named.pop() {
            sum.add(&before);
        }
        named.push((group, sum));
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_group_is_small_and_none_is_lost() {
        let groups = |counts: &[(Group, u64)]| {
            let groups =
                counts.iter().map(|(group, prompts)| (*group, Amount { prompts: *prompts, ..Amount::default() }));
            merged(groups.collect()).into_iter().map(|(group, sum)| (group, sum.prompts)).collect::<Vec<_>>()
        };
        let (short, long, web) = ((false, 0), (false, 3), (true, 1));
        assert_eq!(groups(&[(short, 9), (long, 5), (web, 6)]), [(short, 9), (long, 5), (web, 6)]);
        // Two short requests count as long ones, one with the web takes the group before along.
        assert_eq!(groups(&[(short, 2), (long, 5), (web, 1)]), [(web, 8)]);
        assert_eq!(groups(&[(short, 4), (long, 4)]), [(long, 8)]);
        assert_eq!(groups(&[(short, 3)]), [(short, 3)]);
    }
}
