//! Tasks: read from data/tasks by the rules of docs/task-format.md, and the means to grade an answer.

pub mod built_in;
pub mod check;
pub mod coverage;
mod definition;
mod fault;
pub mod fenced;
mod fields;
#[cfg(test)]
pub(crate) mod fixture;
mod front_matter;
mod load;
pub mod reference;
mod rules;
mod suggest;
pub mod template;
pub(crate) mod text;

pub use definition::{Capability, Check, Task};
pub use fault::{Fault, TaskErrors};
pub use load::{load_dir, load_dir_within, load_file, load_file_within, read_dir};
pub use rules::task_id;
pub use suggest::hint;
