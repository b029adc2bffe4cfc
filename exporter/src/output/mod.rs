//! What the user sees: data on stdout, everything else on stderr.

mod printer;
mod progress;

pub use printer::Printer;
pub use progress::Progress;
