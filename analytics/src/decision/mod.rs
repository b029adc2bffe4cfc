//! From a person's inputs to one sentence: own, rent, or some of both; and the numbers behind it.
//!
//! [`State`] holds what the reader entered and nothing else; [`Resolved`] adds what follows from the chosen model and
//! machine. The pages and the exporter call the same functions and show the same lines.

mod answer;
mod benched;
mod cost_answer;
mod cost_sentence;
pub mod entry;
mod extract;
mod extract_speed;
mod facts;
mod fields;
mod memory_answer;
mod own_work;
mod resolve;
mod speed_answer;
mod state;

pub use answer::{Answer, Line};
pub use benched::{BenchFault, EnteredBench, machine_like};
pub use cost_answer::{CostAnswer, cost_answer};
pub use extract::{scored_snapshot, widest_of_published};
pub use facts::{Facts, MachineFacts, MeasuredFacts, ModelFacts, PowerFacts, ScoreFacts, WorkloadFacts, bits};
pub use fields::{CLASSES, FIELDS, Field, FieldDef, FieldText, Kind, SHARES, TEXTS};
pub use memory_answer::{MemoryAnswer, PRESETS, Preset, Slot, memory_answer};
pub use resolve::{Resolved, Speeds, resolve, speeds};
pub use speed_answer::speed_answer;
pub use state::{CHOICES, Chosen, SLOTS, State};
