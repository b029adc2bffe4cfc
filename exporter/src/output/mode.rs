//! How progress is shown.

use clap::ValueEnum;

/// How progress is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Mode {
    /// Lines that are redrawn on a terminal, plain lines elsewhere
    #[default]
    Auto,
    /// A plain line now and then
    Plain,
    /// One JSON object a line for everything that happens, on stderr
    Json,
    /// Nothing
    None,
}
