//! People decide: the queue of answers for them, a terminal interface, and the queue as a file.

pub mod author;
pub mod csv_file;
pub mod import;
pub(crate) mod input;
pub mod json_file;
pub mod keys;
pub mod line;
pub mod queue;
pub mod screen;
pub mod session;
pub mod terminal;
pub(crate) mod wrap;
