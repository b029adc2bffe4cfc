//! Every way to get a month's work done, side by side: rent tokens, subscribe, rent a graphics card, own, or own a part.
//!
//! [`decide`] works all of them out from one set of [`Inputs`] over one [`Market`] and ranks them; every sentence and
//! table comes from its [`Answer`]. docs/decisions/0003-ways-not-one-pair.md says how each
//! is priced and what holds for any inputs.

mod bridge;
mod decide;
mod extract;
mod gpus;
mod ground;
mod hardware;
mod host;
mod inputs;
mod market;
mod own;
mod plans;
mod quality;
mod range;
mod rent;
mod report;
mod sentence;
mod swaps;
mod timing;
mod way;
mod words;
mod workload;

pub use bridge::{Extra, inputs};
pub use decide::{Answer, Unused, decide};
pub use inputs::{Buyer, Chosen, Constraints, Entered, Inputs, OwnPlan, Privacy, Terms};
pub use market::{Gpu, Limit, Market, Model, Offer, Plan, TokenPrices};
pub use quality::{Meets, Provenance, Verdict};
pub use range::Range;
pub use report::report;
pub use swaps::{Swap, swaps};
pub use way::{Kind, MemoryUse, Moved, Part, Reason, Spec, Waiting, Way, WhyOut};
pub use workload::{Workload, streams_of};
