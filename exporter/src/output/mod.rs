//! What the user sees: data on stdout, everything else on stderr.

mod columns;
mod mode;
mod printer;
mod progress;
mod screen;

pub use analytics::plain::{plain, plain_line};
pub use columns::columns;
pub use mode::Mode;
pub use printer::{Printer, shown};
pub use progress::{Ended, Progress, Summary, SummaryLine, duration};
