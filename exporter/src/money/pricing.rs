//! What is known of the price of a model or a judge.

use analytics::units::PicoUsd;

use super::{Tariff, tokens};
use crate::provider::{Call, Reply};

/// A model or a judge as it is asked and paid.
#[derive(Debug, Clone, PartialEq)]
pub struct Subject {
    /// Its id in the run.
    pub id: String,
    /// What its calls cost.
    pub pricing: Pricing,
}

/// What is known of a price.
#[derive(Debug, Clone, PartialEq)]
pub enum Pricing {
    /// Nobody sends a bill.
    NotBilled(NotBilled),
    /// There is a listed price.
    Listed(Box<Tariff>),
    /// Nobody has listed one.
    Unknown,
}

/// Why nobody sends a bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotBilled {
    /// It is a part of this program.
    Builtin,
    /// The server stands on this machine or in one's own network.
    OwnServer,
}

impl NotBilled {
    /// Why, in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Builtin => "a part of this program",
            Self::OwnServer => "a server of one's own",
        }
    }
}

impl Pricing {
    /// The most that a call can cost; None when nobody knows.
    #[must_use]
    pub fn most(&self, call: &Call) -> Option<PicoUsd> {
        match self {
            Self::NotBilled(_) => Some(PicoUsd(0)),
            Self::Listed(tariff) => {
                let (prompt, output) = tokens::most(call);
                tariff.most(prompt, output)
            }
            Self::Unknown => None,
        }
    }

    /// What a call cost by its tokens and the listed price; None when nobody knows.
    #[must_use]
    pub fn computed(&self, reply: &Reply) -> Option<PicoUsd> {
        match self {
            Self::NotBilled(_) => Some(PicoUsd(0)),
            Self::Listed(tariff) => tariff.of_usage(&reply.usage),
            Self::Unknown => None,
        }
    }
}

/// Whether a bill differs from the computed cost by more than a fiftieth: the price was another one, or the tokens were
/// counted otherwise.
#[must_use]
pub fn differs(billed: PicoUsd, computed: PicoUsd) -> bool {
    u128::from(billed.0.abs_diff(computed.0)) * 50 > u128::from(computed.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_per_cent_is_the_border() {
        assert!(!differs(PicoUsd(102), PicoUsd(100)) && !differs(PicoUsd(98), PicoUsd(100)));
        assert!(differs(PicoUsd(103), PicoUsd(100)) && differs(PicoUsd(97), PicoUsd(100)));
        assert!(differs(PicoUsd(1), PicoUsd(0)), "a bill for what was thought to be free");
        assert!(!differs(PicoUsd(0), PicoUsd(0)));
    }
}
