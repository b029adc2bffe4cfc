//! The till: what a run has spent, and the cap that it never exceeds.
//!
//! Before a call is sent, the most that it can cost is set aside; it is sent only when everything spent and everything
//! set aside stay within the cap. When the call has ended, what it really cost takes the place of what was set aside.
//! Nobody can say beforehand what a call costs that is thought to be free and is billed nevertheless, or whose price is
//! unknown: under a cap the first such call of a subject goes alone, and from its first bill on each is reckoned with
//! twice the largest bill so far.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use analytics::units::PicoUsd;
use tokio::sync::Notify;

use super::pricing::{Pricing, Subject, differs};
use crate::run::Control;

/// Parts of a thousand.
const PERMILLE: u128 = 1000;

/// What a run spends.
#[derive(Debug)]
pub struct Till {
    cap: Option<PicoUsd>,
    state: Mutex<State>,
    released: Notify,
}

#[derive(Debug, Default)]
struct State {
    spent: u64,
    set_aside: u64,
    /// The amount that did not fit any more.
    refused: Option<PicoUsd>,
    /// How many thousandths of its computed cost a subject was billed, where that was more than all.
    dearer: BTreeMap<String, u64>,
    /// The largest bill of a subject without a listed price.
    largest: BTreeMap<String, u64>,
    /// Subjects whose bills differ from their computed costs, with the date of the price.
    differing: BTreeSet<(String, String)>,
    /// Subjects without a listed price that have had an end of a call, and so would have had a bill.
    tried: BTreeSet<String>,
    /// Those whose first call is on its way.
    on_trial: BTreeSet<String>,
}

/// An amount that is set aside for one call. If it is dropped, the amount counts as spent.
#[derive(Debug)]
pub struct Hold<'till> {
    till: &'till Till,
    set_aside: u64,
    most: Option<PicoUsd>,
    over: bool,
    /// The subject whose first call this is, where nobody can say what it costs.
    trial: Option<String>,
}

/// What a call cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cost {
    /// What the provider says that it charged.
    pub billed: Option<PicoUsd>,
    /// Tokens at the listed price.
    pub computed: Option<PicoUsd>,
}

impl Cost {
    /// The bill beats the computation; None when there is neither.
    #[must_use]
    pub fn known(&self) -> Option<PicoUsd> {
        self.billed.or(self.computed)
    }
}

impl Till {
    /// A till of a run that has spent so much before.
    #[must_use]
    pub fn new(cap: Option<PicoUsd>, spent_before: PicoUsd) -> Self {
        let state = State { spent: spent_before.0, ..State::default() };
        Self { cap, state: Mutex::new(state), released: Notify::new() }
    }

    /// The same till, which knows the largest bills of earlier starts.
    #[must_use]
    pub fn knowing(self, largest: impl IntoIterator<Item = (String, PicoUsd)>) -> Self {
        let mut state = self.state();
        for (id, bill) in largest {
            state.tried.insert(id.clone());
            state.largest.insert(id, bill.0);
        }
        drop(state);
        self
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere leaves sums behind that were added to as a whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The cap.
    #[must_use]
    pub fn cap(&self) -> Option<PicoUsd> {
        self.cap
    }

    /// Everything spent so far, earlier starts included. A call of unknown cost counts with the most that it can have
    /// cost, where that is known.
    #[must_use]
    pub fn spent(&self) -> PicoUsd {
        PicoUsd(self.state().spent)
    }

    /// What the call would have cost at most before which the run stopped.
    #[must_use]
    pub fn refused(&self) -> Option<PicoUsd> {
        self.state().refused
    }

    /// Subjects whose bills differed from their computed costs by more than 2 %, with the date of the listed price.
    #[must_use]
    pub fn differing(&self) -> Vec<(String, String)> {
        self.state().differing.iter().cloned().collect()
    }

    /// Sets aside the most that a call can cost. When it does not fit while other calls are on their way, it waits for
    /// what they leave over; None when it does not fit at all, or when work stops. Once a call did not fit, none that
    /// costs anything is let through any more.
    pub async fn hold(&self, subject: &Subject, most: Option<PicoUsd>, control: &Control) -> Option<Hold<'_>> {
        loop {
            let released = self.released.notified();
            tokio::pin!(released);
            released.as_mut().enable();
            match self.try_hold(subject, most) {
                Try::Held(hold) => return Some(hold),
                Try::Never => return None,
                Try::Later => {}
            }
            tokio::select! {
                () = released => {}
                () = control.stopped() => return None,
            }
        }
    }

    fn try_hold(&self, subject: &Subject, most: Option<PicoUsd>) -> Try<'_> {
        let mut state = self.state();
        let is_listed = matches!(subject.pricing, Pricing::Listed(_));
        let untried = self.cap.is_some() && !is_listed && !state.tried.contains(&subject.id);
        if untried && state.on_trial.contains(&subject.id) {
            return Try::Later;
        }
        let dearer = state.dearer.get(&subject.id).copied().unwrap_or(0);
        let most = match (&subject.pricing, state.largest.get(&subject.id)) {
            (Pricing::Listed(_), _) | (_, None) => most.map(|most| times(most, dearer)),
            (_, Some(largest)) => Some(PicoUsd(largest.saturating_mul(2))),
        };
        let amount = most.unwrap_or_default().0;
        if let Some(cap) = self.cap.filter(|_| amount > 0) {
            let fits = |taken: u64| taken.checked_add(amount).is_some_and(|sum| sum <= cap.0);
            if state.refused.is_some() {
                return Try::Never;
            }
            if !fits(state.spent.saturating_add(state.set_aside)) {
                if state.set_aside > 0 && fits(state.spent) {
                    return Try::Later;
                }
                state.refused = Some(PicoUsd(amount));
                drop(state);
                self.released.notify_waiters();
                return Try::Never;
            }
        }
        state.set_aside = state.set_aside.saturating_add(amount);
        let trial = untried.then(|| subject.id.clone());
        state.on_trial.extend(trial.clone());
        Try::Held(Hold { till: self, set_aside: amount, most, over: false, trial })
    }

    fn settle(&self, set_aside: u64, spent: u64, trial: Option<&str>) {
        let mut state = self.state();
        if let Some(id) = trial {
            state.on_trial.remove(id);
        }
        state.set_aside = state.set_aside.saturating_sub(set_aside);
        state.spent = state.spent.saturating_add(spent);
        drop(state);
        self.released.notify_waiters();
    }

    /// Compares a bill with the computed cost.
    fn compare(&self, subject: &Subject, cost: Cost) {
        if let (Some(billed), false) =
            (cost.billed.filter(|billed| billed.0 > 0), matches!(subject.pricing, Pricing::Listed(_)))
        {
            let mut state = self.state();
            let largest = state.largest.entry(subject.id.clone()).or_default();
            *largest = (*largest).max(billed.0);
        }
        let Some((billed, computed)) = cost.billed.zip(cost.computed) else { return };
        // A refused request is not billed, whatever its tokens; and what was not billed is not too dear.
        if !differs(billed, computed) || billed.0 == 0 {
            return;
        }
        let date = match &subject.pricing {
            Pricing::Listed(tariff) => tariff.date.clone(),
            Pricing::NotBilled(_) | Pricing::Unknown => String::new(),
        };
        let mut state = self.state();
        state.differing.insert((subject.id.clone(), date));
        if billed > computed && computed.0 > 0 {
            let permille = (u128::from(billed.0) * PERMILLE).div_ceil(u128::from(computed.0));
            let dearer = state.dearer.entry(subject.id.clone()).or_default();
            *dearer = (*dearer).max(u64::try_from(permille).unwrap_or(u64::MAX));
        }
    }
}

enum Try<'till> {
    Held(Hold<'till>),
    Later,
    Never,
}

impl Hold<'_> {
    /// The most that the call can cost; None when nobody knows.
    #[must_use]
    pub fn most(&self) -> Option<PicoUsd> {
        self.most
    }

    /// Puts what the call cost into the place of what was set aside.
    pub fn spend(mut self, subject: &Subject, cost: Cost) {
        self.over = true;
        self.till.compare(subject, cost);
        if let Some(id) = &self.trial {
            self.till.state().tried.insert(id.clone());
        }
        self.till.settle(self.set_aside, cost.known().map_or(self.set_aside, |cost| cost.0), self.trial.as_deref());
    }
}

impl Drop for Hold<'_> {
    fn drop(&mut self) {
        if !self.over {
            self.till.settle(self.set_aside, self.set_aside, self.trial.as_deref());
        }
    }
}

/// An amount times so many thousandths, rounded up, and never less than the amount.
fn times(amount: PicoUsd, permille: u64) -> PicoUsd {
    let product = (u128::from(amount.0) * u128::from(permille)).div_ceil(PERMILLE);
    PicoUsd(u64::try_from(product).unwrap_or(u64::MAX)).max(amount)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::pricing::NotBilled;

    fn subject(id: &str) -> Subject {
        Subject { id: id.to_owned(), pricing: Pricing::NotBilled(NotBilled::OwnServer) }
    }

    fn billed(amount: u64) -> Cost {
        Cost { billed: Some(PicoUsd(amount)), computed: None }
    }

    #[tokio::test]
    async fn what_is_spent_and_set_aside_stays_within_the_cap() {
        let (till, control, a) = (Till::new(Some(PicoUsd(100)), PicoUsd(10)), Control::new(), listed("a"));
        let first = till.hold(&a, Some(PicoUsd(60)), &control).await.unwrap();
        let second = till.hold(&a, Some(PicoUsd(30)), &control).await.unwrap();
        // A third one of 60 has to wait for what the first leaves over.
        let waiting = till.hold(&a, Some(PicoUsd(60)), &control);
        tokio::pin!(waiting);
        tokio::select! {
            biased;
            _ = &mut waiting => panic!("there is no room"),
            () = std::future::ready(()) => {}
        }
        first.spend(&a, billed(5));
        second.spend(&a, Cost::default());
        assert_eq!(till.spent(), PicoUsd(10 + 5 + 30), "an unknown cost counts with the most");
        assert!(waiting.await.is_none(), "45 + 60 is too much, and nobody can leave anything over");
        assert_eq!(till.refused(), Some(PicoUsd(60)));
        assert!(till.hold(&a, Some(PicoUsd(1)), &control).await.is_none(), "it has stopped");
        assert!(till.hold(&a, Some(PicoUsd(0)), &control).await.is_some(), "what costs nothing goes on");
    }

    #[tokio::test]
    async fn a_call_of_unknown_end_counts_with_the_most() {
        let (till, control, a) = (Till::new(Some(PicoUsd(100)), PicoUsd(0)), Control::new(), subject("a"));
        drop(till.hold(&a, Some(PicoUsd(40)), &control).await);
        assert_eq!(till.spent(), PicoUsd(40));
    }

    #[tokio::test]
    async fn what_was_thought_to_be_free_is_reckoned_with_its_bills() {
        let (till, control, a) = (Till::new(Some(PicoUsd(100)), PicoUsd(0)), Control::new(), subject("a"));
        for (bill, reckoned) in [(10, 0), (30, 20), (20, 60)] {
            let hold = till.hold(&a, Some(PicoUsd(0)), &control).await.unwrap();
            assert_eq!(hold.most(), Some(PicoUsd(reckoned)));
            hold.spend(&a, Cost { billed: Some(PicoUsd(bill)), computed: Some(PicoUsd(0)) });
        }
        assert!(till.hold(&a, Some(PicoUsd(0)), &control).await.is_none(), "60 are spent, and 60 more do not fit");
        assert!(till.hold(&subject("b"), Some(PicoUsd(0)), &control).await.is_some(), "what is free goes on");
        let till = Till::new(Some(PicoUsd(100)), PicoUsd(60)).knowing([("a".to_owned(), PicoUsd(30))]);
        assert!(till.hold(&a, None, &control).await.is_none(), "an earlier start has seen its bills");
    }

    #[tokio::test]
    async fn the_first_call_that_nobody_can_price_goes_alone_under_a_cap() {
        let (till, control, a) = (Till::new(Some(PicoUsd(100)), PicoUsd(0)), Control::new(), subject("a"));
        let first = till.hold(&a, Some(PicoUsd(0)), &control).await.unwrap();
        assert!(matches!(till.try_hold(&a, Some(PicoUsd(0))), Try::Later), "its bill is not known yet");
        assert!(matches!(till.try_hold(&subject("b"), Some(PicoUsd(0))), Try::Held(_)), "others go on");
        first.spend(&a, billed(70));
        assert!(matches!(till.try_hold(&a, Some(PicoUsd(0))), Try::Never), "two such bills are too much");
        let till = Till::new(None, PicoUsd(0));
        let _first = till.hold(&a, Some(PicoUsd(0)), &control).await.unwrap();
        assert!(matches!(till.try_hold(&a, Some(PicoUsd(0))), Try::Held(_)), "without a cap nothing waits");
    }

    fn listed(id: &str) -> Subject {
        let tariff = crate::money::Tariff {
            input: PicoUsd(0),
            output: PicoUsd(0),
            cache_read: None,
            cache_write: None,
            allowed: None,
            date: "2026-11-01".to_owned(),
            source: String::new(),
            status: analytics::catalog::Status::Verified,
        };
        Subject { id: id.to_owned(), pricing: Pricing::Listed(Box::new(tariff)) }
    }

    #[tokio::test]
    async fn a_provider_that_bills_more_than_it_lists_is_reckoned_dearer() {
        let (till, control, a) = (Till::new(Some(PicoUsd(1000)), PicoUsd(0)), Control::new(), listed("a"));
        let hold = till.hold(&a, Some(PicoUsd(100)), &control).await.unwrap();
        hold.spend(&a, Cost { billed: Some(PicoUsd(30)), computed: Some(PicoUsd(20)) });
        assert_eq!(till.differing(), [("a".to_owned(), "2026-11-01".to_owned())]);
        let next = till.hold(&a, Some(PicoUsd(100)), &control).await.unwrap();
        assert_eq!(next.most(), Some(PicoUsd(150)));
        assert_eq!(till.hold(&subject("b"), Some(PicoUsd(100)), &control).await.unwrap().most(), Some(PicoUsd(100)));
    }
}
