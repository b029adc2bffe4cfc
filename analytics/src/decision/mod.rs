//! From a person's inputs to one sentence: own, rent, or some of both; and the numbers behind it.
//!
//! [`State`] holds what the reader entered and nothing else; [`Resolved`] adds what follows from the chosen model and
//! machine. The pages and the exporter call the same functions and show the same lines.

mod answer;
mod benched;
mod candidates;
mod cost_answer;
mod cost_sentence;
mod decide;
mod extract;
mod extract_speed;
mod facts;
mod fields;
mod machines;
mod memory_answer;
mod own_work;
mod reasons;
mod rented;
mod resolve;
mod speed_answer;
mod state;

pub use answer::{Answer, Line};
pub use benched::{BenchFault, EnteredBench, machine_like};
pub use candidates::{Quality, Route, SHARES};
pub use cost_answer::{CostAnswer, cost_answer};
pub use decide::{Decision, decide};
pub use extract::{scored_snapshot, widest_of_published};
pub use facts::{Facts, MachineFacts, MeasuredFacts, ModelFacts, PowerFacts, ScoreFacts, bits};
pub use fields::{FIELDS, Field, FieldDef, FieldText, Kind, TEXTS};
pub use machines::machines;
pub use memory_answer::{MemoryAnswer, PRESETS, Preset, Slot, memory_answer};
pub use resolve::{Resolved, Speeds, resolve, speeds};
pub use speed_answer::speed_answer;
pub use state::{CHOICES, Chosen, SLOTS, State};
