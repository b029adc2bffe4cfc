//! What tokens cost at an API, what a machine costs, and when one pays for the other.
//!
//! Formulas: cost and speed models of the reference, "Cost". Money is exact ([`Amount`]); hours and speeds are floats,
//! since they come from measurements and estimates. Capacity comes first: what a machine cannot produce is billed at the API.

mod amount;
mod capacity;
mod case;
mod curve;
mod decimal;
mod fault;
mod life;
mod outcome;
mod payback;
mod people;
mod running;
mod sensitivity;
mod show;
mod tokens;
mod waiting;

pub use amount::{Amount, Currency};
pub use capacity::{Capacity, Speed, capacity, output_capacity, required_tok_per_s};
pub use case::{Case, Subscription, Vat};
pub use curve::{Curve, Stairs, cumulative};
pub use decimal::{Dec, NotANumber};
pub use fault::Fault;
pub use life::{Buying, Life, buying, life};
pub use outcome::{Outcome, SubscriptionState, evaluate};
pub use payback::{BreakEven, Payback, break_even, payback};
pub use people::{People, Queue, people};
pub use running::{depreciation, electricity, interest};
pub use sensitivity::{Band, KNOBS, Knob, Swing, band, swings};
pub use show::{grouped, joined, money, percent, rough, tokens};
pub use tokens::{MIXES, Mix, Prices, PublishedMix, api, per_million};
pub use waiting::{Waiting, waiting};
