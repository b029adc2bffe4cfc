//! Numbers of tokens by class, as a usage file gives them.

use crate::cost::{Dec, Fault, Mix};

/// Numbers of tokens by class. The classes are disjoint: their sum is what was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tokens {
    /// Fresh input.
    pub fresh: u128,
    /// Cache write that is kept for five minutes, and every write of a file that does not say for how long.
    pub write: u128,
    /// Cache write that is kept for an hour, which costs more.
    pub write_1h: u128,
    /// Cache read.
    pub read: u128,
    /// Output, thinking included.
    pub output: u128,
}

impl Tokens {
    /// All classes.
    #[must_use]
    pub const fn total(&self) -> u128 {
        self.fresh + self.all_writes() + self.read + self.output
    }

    /// Cache writes of both kinds.
    #[must_use]
    pub const fn all_writes(&self) -> u128 {
        self.write + self.write_1h
    }

    pub(super) const fn add(&mut self, other: &Self) {
        self.fresh += other.fresh;
        self.write += other.write;
        self.write_1h += other.write_1h;
        self.read += other.read;
        self.output += other.output;
    }

    /// Shares of the classes, which add to 1 exactly; both kinds of cache write are one share.
    ///
    /// # Errors
    /// No tokens at all.
    pub fn mix(&self) -> Result<Mix, Fault> {
        let total = self.total();
        if total == 0 {
            return Err(Fault::NotPositive("the tokens of the file"));
        }
        let share = |part: u128| Dec::micro(((part * 1_000_000 + total / 2) / total) as i64);
        let (fresh, write, output) = (share(self.fresh), share(self.all_writes()), share(self.output));
        // What rounding leaves over goes to the cache reads, by far the largest class where there are any, else to input.
        let rest = 1_000_000 - fresh.millionths() - write.millionths() - output.millionths();
        if self.read > 0 {
            Mix::new(fresh, write, Dec::micro(rest), output)
        } else {
            Mix::new(Dec::micro(fresh.millionths() + rest), write, Dec::ZERO, output)
        }
    }
}
