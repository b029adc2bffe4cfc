//! The time that people wait for answers, and what it is worth.

use super::{Amount, Case, Dec, Fault};

/// Waiting on one's own machine against waiting at the API.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Waiting {
    /// Seconds until one answer is complete on the machine.
    pub own_s: f64,
    /// Prompt tokens of one answer that the machine has to process.
    pub prompt_tokens: f64,
    /// Seconds at the API.
    pub api_s: f64,
    /// Answers a month.
    pub tasks: f64,
    /// Hours a month that somebody waits longer; 0 where the machine is faster.
    pub extra_h: f64,
    /// What these hours are worth.
    pub value: Amount,
}

/// Time of an answer: prompt over prefill plus output over decode; the prompt follows from the mix.
///
/// `watched` is the share of answers that somebody waits for.
///
/// # Errors
/// No output in the mix or no tokens in an answer: then nobody can count answers.
pub fn waiting(case: &Case, answer_tokens: Dec, api_s: Dec, watched: Dec, per_hour: Dec) -> Result<Waiting, Fault> {
    if !answer_tokens.is_positive() {
        return Err(Fault::NotPositive("the tokens of an answer"));
    }
    let output = case.mix.output.to_f64();
    if output <= 0.0 {
        return Err(Fault::NotPositive("the share of output"));
    }
    if watched < Dec::ZERO || watched > Dec::ONE {
        return Err(Fault::OutOfRange("the share of answers that somebody waits for between 0 and 100 %"));
    }
    let input =
        case.mix.fresh.to_f64() + case.mix.write.to_f64() + if case.keeps_cache { 0.0 } else { case.mix.read.to_f64() };
    let answer = answer_tokens.to_f64();
    let prompt_tokens = answer * input / output;
    let own_s = prompt_tokens / case.speed.prefill + answer / case.speed.decode;
    let tasks = case.million_tokens.to_f64() * 1e6 * output / answer;
    let api_s = api_s.to_f64();
    let extra_h = (own_s - api_s).max(0.0) * tasks * watched.to_f64() / 3600.0;
    let hours = Dec::from_f64(extra_h).ok_or(Fault::TooLarge("the waiting time"))?;
    let value = Amount::from_dec(per_hour).times(hours).ok_or(Fault::TooLarge("the waiting time"))?;
    Ok(Waiting { own_s, prompt_tokens, api_s, tasks, extra_h, value })
}
