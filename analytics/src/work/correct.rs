//! Shares of kinds, corrected by what a person said of a random sample, and how far rules and person agree.

use super::Kind;
use crate::stats::agreement::{Coefficient, Ratings, Weights, kappa};
use crate::stats::estimate::Interval;
use crate::stats::interval::clopper_pearson;
use crate::stats::ppi_audit::{Audited, corrected_by_audit};
use crate::stats::undefined::{Reason, Undefined};

/// From fewer pairs no coefficient of agreement follows, as for reviews.
pub const FEWEST_PAIRS: usize = 10;

/// A request with what the rules say of it, and what a person says where it was drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sorted {
    /// By the rules.
    pub rules: Kind,
    /// By a person; None where nobody was asked.
    pub person: Option<Kind>,
    /// What it counts: 1 for shares of requests, its tokens or its money for shares of those.
    pub weight: f64,
}

/// A share by the rules and by a person's standard.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CorrectedShare {
    /// The kind.
    pub kind: Kind,
    /// By the rules, over all requests, 0 to 1.
    pub by_rules: f64,
    /// By a person's standard, 0 to 1.
    pub corrected: f64,
    /// Its 95 % interval.
    pub interval: Interval,
}

/// The share of every kind that rules or person gave.
///
/// The estimator is that of the reviews ([`corrected_by_audit`]): every request was drawn with the same probability, and
/// the person's word on the sample corrects the rules' word on all. Where the sample holds few of a kind, the normal
/// approximation is too short, so the interval holds at least the exact one of the kind's share in the sample (Clopper
/// and Pearson); where it holds no error and no variation, it is that one.
///
/// # Errors
/// No requests, no weight, or fewer than two with a person's word.
pub fn corrected_shares(requests: &[Sorted]) -> Result<Vec<CorrectedShare>, Undefined> {
    let all = requests.len();
    let labelled = requests.iter().filter(|request| request.person.is_some()).count();
    let total: f64 = requests.iter().map(|request| request.weight).sum();
    if all == 0 || total <= 0.0 || !total.is_finite() {
        return Err(Undefined::new(Reason::NoData, all));
    }
    if labelled < 2 {
        return Err(Undefined::new(Reason::TooFew, labelled));
    }
    let (mean, inclusion) = (total / all as f64, labelled as f64 / all as f64);
    let kinds = Kind::ALL
        .into_iter()
        .filter(|kind| requests.iter().any(|request| request.rules == *kind || request.person == Some(*kind)));
    kinds
        .map(|kind| {
            let part = |of: Kind, weight: f64| if of == kind { weight / mean } else { 0.0 };
            let audited: Vec<Audited> = requests
                .iter()
                .map(|request| Audited {
                    judge: part(request.rules, request.weight),
                    inclusion,
                    human: request.person.map(|person| part(person, request.weight)),
                })
                .collect();
            let by_rules = audited.iter().map(|request| request.judge).sum::<f64>() / all as f64;
            let of_kind = requests.iter().filter(|request| request.person == Some(kind)).count();
            let exact = clopper_pearson(of_kind, labelled)?;
            let (corrected, interval) = match corrected_by_audit(&audited) {
                Ok(found) => (found.estimate.value.clamp(0.0, 1.0), found.estimate.interval.clip(0.0, 1.0)),
                Err(Undefined { reason: Reason::NoVariation, .. }) => (by_rules, exact),
                Err(other) => return Err(other),
            };
            // Few of a kind in the sample: the normal approximation is too short where the share is small.
            let interval = if of_kind < FEW {
                Interval { low: interval.low.min(exact.low), high: interval.high.max(exact.high), ..interval }
            } else {
                interval
            };
            Ok(CorrectedShare { kind, by_rules, corrected, interval })
        })
        .collect()
}

/// Below so many of a kind in the sample its interval is no shorter than the exact one.
const FEW: usize = 5;

/// Cohen's κ between rules and person over the labelled requests.
///
/// # Errors
/// Fewer than [`FEWEST_PAIRS`] pairs, or no variation.
pub fn agreement_with_rules(requests: &[Sorted]) -> Result<Coefficient, Undefined> {
    let number = |kind: Kind| Kind::ALL.iter().position(|known| *known == kind).and_then(|at| u8::try_from(at).ok());
    let pairs: Vec<Vec<Option<u8>>> =
        requests.iter().filter_map(|request| Some(vec![number(request.rules), number(request.person?)])).collect();
    if pairs.len() < FEWEST_PAIRS {
        return Err(Undefined::new(Reason::TooFew, pairs.len()));
    }
    kappa(&Ratings::new(Kind::ALL.len(), pairs)?, 0, 1, Weights::Identity)
}

#[cfg(test)]
mod tests {
    use super::super::{Evidence, classify};
    use super::*;
    use crate::stats::random::Draws;

    /// The labelled prompts of the project: kind by the rules, kind by the author.
    fn prompts() -> Vec<(Kind, Kind)> {
        let text = include_str!("../../../data/work/labelled-prompts.tsv");
        text.lines()
            .filter_map(|line| {
                let mut fields = line.split('\t');
                let label = fields.find_map(|field| Kind::ALL.into_iter().find(|kind| kind.slug() == field))?;
                let prompt = line.split('\t').next_back()?;
                Some((classify(&Evidence::of(prompt), &[], 0), label))
            })
            .collect()
    }

    #[test]
    fn the_true_share_lies_within_its_interval() {
        let all = prompts();
        assert!(all.len() > 250, "{}", all.len());
        let share = |kind: Kind| all.iter().filter(|(_, label)| *label == kind).count() as f64 / all.len() as f64;
        let (mut within, mut cells) = ([0_u32; Kind::ALL.len()], 0_u32);
        let (mut error_rules, mut error_corrected) = (0.0, 0.0);
        for round in 0..100 {
            let mut draws = Draws::new(7, round);
            let mut order: Vec<usize> = (0..all.len()).collect();
            for at in 0..80 {
                let other = at + draws.below(u32::try_from(all.len() - at).unwrap()) as usize;
                order.swap(at, other);
            }
            let drawn: std::collections::HashSet<usize> = order[..80].iter().copied().collect();
            let requests: Vec<Sorted> = all
                .iter()
                .enumerate()
                .map(|(at, (rules, label))| Sorted {
                    rules: *rules,
                    person: drawn.contains(&at).then_some(*label),
                    weight: 1.0,
                })
                .collect();
            for found in corrected_shares(&requests).unwrap() {
                let at = Kind::ALL.iter().position(|kind| *kind == found.kind).unwrap();
                within[at] += u32::from(found.interval.contains(share(found.kind)));
                cells += 1;
                error_rules += (found.by_rules - share(found.kind)).abs();
                error_corrected += (found.corrected - share(found.kind)).abs();
            }
        }
        assert_eq!(cells, 1400);
        for (kind, count) in Kind::ALL.into_iter().zip(within) {
            assert!(count >= 90, "{}: {count} of 100", kind.slug());
        }
        // The correction has to be worth its while.
        assert!(error_corrected < error_rules, "{error_corrected} {error_rules}");
    }

    #[test]
    fn everything_labelled_is_the_persons_word() {
        let requests: Vec<Sorted> =
            prompts().into_iter().map(|(rules, label)| Sorted { rules, person: Some(label), weight: 1.0 }).collect();
        for found in corrected_shares(&requests).unwrap() {
            let count = requests.iter().filter(|request| request.person == Some(found.kind)).count();
            assert!((found.corrected - count as f64 / requests.len() as f64).abs() < 1e-12);
        }
        let kappa = agreement_with_rules(&requests).unwrap();
        // By the table of docs/agent-histories.md 234 of 296 are right; chance is small with 14 kinds.
        assert!((0.75..0.80).contains(&kappa.value), "{}", kappa.value);
    }

    #[test]
    fn weights_are_shares_of_the_weight() {
        let sorted = |rules, person, weight| Sorted { rules, person, weight };
        let requests = [
            sorted(Kind::Debugging, Some(Kind::Debugging), 30.0),
            sorted(Kind::Debugging, Some(Kind::Planning), 10.0),
            sorted(Kind::Planning, Some(Kind::Planning), 60.0),
        ];
        let found = corrected_shares(&requests).unwrap();
        let share = |kind| found.iter().find(|share| share.kind == kind).unwrap();
        assert!((share(Kind::Debugging).by_rules - 0.4).abs() < 1e-12);
        assert!((share(Kind::Debugging).corrected - 0.3).abs() < 1e-12);
        assert!((share(Kind::Planning).corrected - 0.7).abs() < 1e-12);
    }

    #[test]
    fn too_little_is_said() {
        let one = Sorted { rules: Kind::Debugging, person: Some(Kind::Debugging), weight: 1.0 };
        let none = Sorted { person: None, ..one };
        assert_eq!(corrected_shares(&[]).unwrap_err().reason, Reason::NoData);
        assert_eq!(corrected_shares(&[one, none]).unwrap_err(), Undefined::new(Reason::TooFew, 1));
        assert_eq!(agreement_with_rules(&[one; 9]).unwrap_err(), Undefined::new(Reason::TooFew, 9));
    }
}
