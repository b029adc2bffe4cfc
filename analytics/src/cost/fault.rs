//! Why a cost cannot be computed: a state with a sentence, never a wrong number.

use super::Dec;

/// What is wrong with the inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nobody knows this value: the reader must enter it.
    Unknown(&'static str),
    /// It must be above 0.
    NotPositive(&'static str),
    /// It lies outside of what makes sense: what to set, and to which range.
    OutOfRange(&'static str),
    /// The four shares add to this instead of 1.
    SharesSum(Dec),
    /// The result is beyond what the program can count.
    TooLarge(&'static str),
}

impl Fault {
    /// One sentence for the reader: what is wrong, and how to mend it.
    #[must_use]
    pub fn sentence(self) -> String {
        match self {
            Self::Unknown(what) => ["No source gives ", what, " for this choice. Enter it to get an answer."].concat(),
            Self::NotPositive(what) => ["Set ", what, " above 0 to get an answer."].concat(),
            Self::OutOfRange(what) => ["Set ", what, " to get an answer."].concat(),
            Self::SharesSum(sum) => {
                let percent = Dec::micro(sum.millionths().saturating_mul(100)).print();
                ["The four shares of tokens add to ", &percent, " %; they must add to 100 %."].concat()
            }
            Self::TooLarge(what) => {
                ["With these inputs ", what, " is too large to count. Enter a smaller volume or price."].concat()
            }
        }
    }
}
