//! How many words make a prompt of so many tokens: by the server's own counts, never by the length of a text.

use std::time::{Duration, Instant};

use analytics::bench::ColdStart;

use super::ask::{Asked, Asker};
use crate::failure::Failure;
use crate::provider::retry::Condition;
use crate::provider::serving::Observation;
use crate::run::Control;

const SHORT: usize = 60;
const LONG: usize = 460;
/// A model of hundreds of gigabytes loads in minutes.
const LONGEST_LOAD: Duration = Duration::from_secs(1_800);
/// How often the words of a level are corrected by its warm-up.
const CORRECTIONS: u32 = 3;

/// Tokens as a line over words: a chat template, and so many tokens a word.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Calibration {
    fixed: f64,
    per_word: f64,
}

impl Calibration {
    /// The line through two counts; None where the longer text has not more tokens.
    #[must_use]
    pub fn through(short: (usize, u64), long: (usize, u64)) -> Option<Self> {
        let words = long.0 as f64 - short.0 as f64;
        let per_word = (long.1 as f64 - short.1 as f64) / words;
        let fixed = (short.1 as f64 - per_word * short.0 as f64).max(0.0);
        (per_word > 0.0 && words > 0.0).then_some(Self { fixed, per_word })
    }

    /// Words of a prompt of so many tokens.
    #[must_use]
    pub fn words(&self, tokens: u32) -> usize {
        ((f64::from(tokens) - self.fixed) / self.per_word).round().max(1.0) as usize
    }

    /// The same, corrected by a prompt of so many words that came to so many tokens.
    #[must_use]
    pub fn corrected(&self, words: usize, tokens: u64) -> Self {
        let per_word = (tokens as f64 - self.fixed) / words as f64;
        if per_word > 0.0 { Self { per_word, ..*self } } else { *self }
    }
}

/// What the first requests tell.
#[derive(Debug)]
pub struct First {
    /// Words and tokens.
    pub calibration: Calibration,
    /// The very first request, and the same again.
    pub cold: ColdStart,
    /// How the server says that it serves.
    pub seen: Option<Observation>,
}

/// Asks three times for one token: cold, warm, and with a longer text. `numbers` are three prompts that nobody else uses.
///
/// # Errors
/// When the server cannot be asked, or does not count tokens.
pub async fn first(asker: &Asker, numbers: [u64; 3], control: &Control) -> Result<First, Failure> {
    let begun = Instant::now();
    let cold = loop {
        let asked = asker.ask(&asker.call(SHORT, 1, numbers[0])).await;
        let is_loading = asked.reply.as_fault().is_some_and(|fault| fault.condition == Condition::Loading);
        if !is_loading || begun.elapsed() > LONGEST_LOAD || control.is_stopping() {
            break asked;
        }
        control.sleep(Duration::from_secs(1)).await;
    };
    let first_ms = begun.elapsed().as_secs_f64() * 1e3;
    let short = tokens(&cold)?;
    let again = Instant::now();
    let warm = asker.ask(&asker.call(SHORT, 1, numbers[1])).await;
    let warm_ms = again.elapsed().as_secs_f64() * 1e3;
    tokens(&warm)?;
    let long = asker.ask(&asker.call(LONG, 1, numbers[2])).await;
    let calibration = Calibration::through((SHORT, short), (LONG, tokens(&long)?)).ok_or_else(|| {
        Failure::outside("the server counts as many prompt tokens for a long text as for a short one")
            .hint("a proxy may cut or replace prompts; ask the server itself")
    })?;
    let seen = [&cold, &warm, &long].into_iter().find_map(|asked| asked.reply.serving.as_deref().cloned());
    let load_ms = cold.reply.server.load_ms;
    let round = crate::provider::timing::round;
    Ok(First { calibration, cold: ColdStart { first_ms: round(first_ms), warm_ms: round(warm_ms), load_ms }, seen })
}

/// Warms the server up with requests of a level, and corrects the words by what they come to. The last reply tells how fast
/// the server is.
///
/// # Errors
/// As [`first`].
pub async fn warm_up(
    asker: &Asker,
    calibration: Calibration,
    (input, output): (u32, u32),
    mut number: impl FnMut() -> u64,
) -> Result<(Calibration, Asked), Failure> {
    let mut calibration = calibration;
    for round in 1.. {
        let words = calibration.words(input);
        let asked = asker.ask(&asker.call(words, output, number())).await;
        let count = tokens(&asked)?;
        calibration = calibration.corrected(words, count);
        let off = count.abs_diff(u64::from(input));
        if off <= 2 || off * 100 <= u64::from(input) || round >= CORRECTIONS {
            return Ok((calibration, asked));
        }
    }
    Err(Failure::outside("the warm-up did not end"))
}

/// The tokens of a prompt as the server counts them.
fn tokens(asked: &Asked) -> Result<u64, Failure> {
    if let Some(fault) = asked.reply.as_fault() {
        return Err(Failure::outside(format!("the server does not answer: {}", fault.reason())));
    }
    let request = asked.request(asked.begun, 0, None);
    if let Some(failure) = request.failure {
        return Err(Failure::outside(format!("the server does not answer as it should: {failure}")));
    }
    request.prompt_tokens.ok_or_else(|| {
        Failure::outside("the server does not say how many tokens a prompt had, so nothing can be measured per token")
            .hint("it should send `usage` with the end of a stream; a proxy in between may take it out")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_through_two_counts() {
        let line = Calibration::through((60, 100), (460, 660)).unwrap();
        assert_eq!((line.fixed, line.per_word), (16.0, 1.4));
        assert_eq!((line.words(716), line.words(1)), (500, 1));
        assert_eq!(line.corrected(500, 766).words(766), 500);
        assert_eq!(Calibration::through((60, 100), (460, 100)), None);
    }
}
