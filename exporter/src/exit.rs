//! Exit codes: what a script may rely on.

use std::process::ExitCode;

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// 0: done, and nothing is missing.
    Success = 0,
    /// 1: something outside of the program failed: a file, the database, the disk.
    Failure = 1,
    /// 2: the command line or the configuration cannot be used; nothing was sent.
    Usage = 2,
    /// 3: the work went as far as it could, and some cases or verdicts are missing.
    Incomplete = 3,
    /// 4: `check`, `catalog check`, `tasks check` or `queue import` found faults, or `doctor` a problem.
    Faults = 4,
    /// 6: stopped at the budget; with a larger one it goes on from there.
    Budget = 6,
    /// 100: a model's score is below `--min-score`, it has none, or less than 80 % of its tasks are scored. The number is the one that promptfoo uses for this,
    /// so that a script need not be changed, and far from those that other failures use.
    BelowMinScore = 100,
    /// 130: stopped by Ctrl-C or a request to terminate; running again goes on from there.
    Interrupted = 130,
}

impl Exit {
    /// All codes with their meaning, for the reference.
    pub const ALL: [(Self, &'static str); 8] = [
        (Self::Success, "done, and nothing is missing"),
        (Self::Failure, "something outside of the program failed: a file, the database, the disk"),
        (Self::Usage, "the command line or the configuration cannot be used; nothing was sent"),
        (Self::Incomplete, "the work went as far as it could, and some cases or verdicts are missing"),
        (Self::Faults, "`check`, `catalog check`, `tasks check` or `queue import` found faults, or `doctor` a problem"),
        (Self::Budget, "stopped at the budget; with a larger one it goes on from there"),
        (
            Self::BelowMinScore,
            "a model's score is below `--min-score`, it has none, or less than 80 % of its tasks are scored",
        ),
        (Self::Interrupted, "stopped by Ctrl-C or a request to terminate; running again goes on from there"),
    ];

    /// All codes as the help shows them.
    #[must_use]
    pub fn table() -> String {
        let lines = Self::ALL.iter().map(|(exit, meaning)| format!("  {:3}  {meaning}", exit.code()));
        format!("Exit codes:\n{}", lines.collect::<Vec<_>>().join("\n"))
    }

    /// The number.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
