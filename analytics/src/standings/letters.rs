//! One letter for each mark and outcome: a table of marks is a short text in JSON, and is read without any parser.

use crate::outcome::{Ending, Outcome, Treatment};
use crate::score::{Mark, Marks, ScoringRule};

/// The judge has not marked the answer.
pub(super) const NO_VERDICT: u8 = b'.';
/// The verdict could not be read.
pub(super) const UNREADABLE: u8 = b'?';
/// Three marks of 0; the others follow, up to `[` for three marks of 2.
const MARKS: u8 = b'A';

const OUTCOMES: [(Outcome, u8); 8] = [
    (Outcome::Answered, b'a'),
    (Outcome::Truncated, b't'),
    (Outcome::Empty, b'e'),
    (Outcome::Refused, b'r'),
    (Outcome::ContextOverflow, b'c'),
    (Outcome::TimedOut, b'o'),
    (Outcome::ProviderError, b'p'),
    (Outcome::NotRun, b'n'),
];

/// The letter of three marks.
pub(super) fn of_marks(marks: Marks) -> u8 {
    MARKS + marks.0.iter().fold(0, |number, mark| 3 * number + mark.value())
}

/// The three marks of a letter, in the order of the dimensions; None for any other letter.
pub(super) fn marks(letter: u8) -> Option<[u8; 3]> {
    let number = letter.checked_sub(MARKS).filter(|number| *number < 27)?;
    Some([number / 9, number / 3 % 3, number % 3])
}

/// The letter of a verdict.
pub(super) fn of_verdict(verdict: Option<Option<Marks>>) -> u8 {
    match verdict {
        None => NO_VERDICT,
        Some(None) => UNREADABLE,
        Some(Some(marks)) => of_marks(marks),
    }
}

/// The letter of how a case ended: a small one for a case without a score and for a complete answer, a capital one for
/// what counts although it is not complete. An answer that was cut before its first word is an [`EMPTY_CUT`].
pub(super) fn of_ending(ending: Ending, rule: ScoringRule) -> u8 {
    let letter = OUTCOMES.iter().find(|(known, _)| *known == ending.outcome).map_or(b'n', |(_, letter)| *letter);
    match ending.treatment(rule) {
        Treatment::Unscored(_) => letter,
        Treatment::Judged if ending.outcome == Outcome::Answered => letter,
        Treatment::Zero if ending.outcome == Outcome::Truncated => EMPTY_CUT,
        Treatment::Judged | Treatment::Zero => letter.to_ascii_uppercase(),
    }
}

/// Cut before the first word.
const EMPTY_CUT: u8 = b'X';

/// The outcome of a letter; what is no letter was not run.
pub(super) fn outcome(letter: u8) -> Outcome {
    if letter == EMPTY_CUT {
        return Outcome::Truncated;
    }
    let letter = letter.to_ascii_lowercase();
    OUTCOMES.iter().find(|(_, known)| *known == letter).map_or(Outcome::NotRun, |(outcome, _)| *outcome)
}

/// What becomes of the score of a case with this letter.
pub(super) fn treatment(letter: u8) -> Treatment {
    match (letter, outcome(letter)) {
        (EMPTY_CUT, _) => Treatment::Zero,
        (b'A'..=b'Z', Outcome::Truncated) => Treatment::Judged,
        (b'A'..=b'Z', _) => Treatment::Zero,
        (_, outcome) => outcome.unscored().map_or(Treatment::Judged, Treatment::Unscored),
    }
}

/// The marks of a letter as a type.
pub(super) fn to_marks(letter: u8) -> Option<Marks> {
    let mark = |value: u8| Mark::try_from(value).ok();
    let [correctness, completeness, quality] = marks(letter)?;
    Some(Marks::new(mark(correctness)?, mark(completeness)?, mark(quality)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_and_outcome_comes_back() {
        let mut seen = std::collections::BTreeSet::new();
        for number in 0..27_u8 {
            let all = [number / 9, number / 3 % 3, number % 3];
            let letter = of_marks(Marks(all.map(|mark| mark.try_into().unwrap())));
            assert_eq!(marks(letter), Some(all));
            assert_eq!(to_marks(letter).map(of_marks), Some(letter));
            assert!(letter.is_ascii_graphic() && letter != b'"' && letter != b'\\' && seen.insert(letter));
        }
        assert_eq!((marks(NO_VERDICT), marks(UNREADABLE), marks(b'\\')), (None, None, None));
        for (known, letter) in OUTCOMES {
            for rule in [ScoringRule::CompleteOnly, ScoringRule::AllAsked] {
                for has_text in [false, true] {
                    let ending = Ending { outcome: known, has_text };
                    let written = of_ending(ending, rule);
                    assert_eq!((outcome(written), treatment(written)), (known, ending.treatment(rule)));
                    assert!(rule == ScoringRule::AllAsked || written == letter);
                }
            }
        }
        assert_eq!(outcome(b'!'), Outcome::NotRun);
    }
}
