//! The work that is to be done in a month, request by request.

use serde::{Deserialize, Serialize};

use crate::catalog::{RequestTokens, WorkKind, WorkloadEntry};
use crate::cost::grouped;

/// The work of a month.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Workload {
    /// Name of the preset that it began with.
    pub name: String,
    /// How the work is done.
    pub kind: WorkKind,
    /// Tokens of one request, on average.
    pub request: RequestTokens,
    /// Requests a month, of all people together.
    pub requests_per_month: f64,
    /// Tokens in the context at the end of a long session.
    pub context_end: u64,
    /// Requests at once at the peak.
    pub peak_streams: u32,
    /// Share of each category of work, in the order of [`crate::category::Category::ALL`]; they add to 1.
    pub shares: [f64; 7],
}

/// How many of so many people's requests meet at the peak, where each alone has `each` at once.
///
/// Peaks do not add up: the rate that Anthropic advises for each of 100 to 500 users is a fourteenth of that for one to
/// five (code.claude.com/docs/en/costs), so each is busy for 7 % of the time; two standard deviations above the mean.
#[must_use]
pub fn streams_of(people: u32, each: u32) -> u32 {
    const BUSY: f64 = 0.07;
    let people = f64::from(people.max(1));
    let at_once = BUSY.mul_add(people, 2.0 * (people * BUSY * (1.0 - BUSY)).sqrt());
    let several = (at_once * f64::from(each)).ceil().min(people * f64::from(each));
    each.max(several as u32)
}

impl Workload {
    /// A preset for so many people; what a service or a batch does is not multiplied.
    #[must_use]
    pub fn of(entry: &WorkloadEntry, people: u32, shares: [f64; 7]) -> Self {
        let personal = matches!(entry.kind, WorkKind::Chat | WorkKind::Agents);
        let times = if personal { f64::from(people.max(1)) } else { 1.0 };
        let each = entry.peak_streams.value;
        Self {
            name: entry.name.clone(),
            kind: entry.kind,
            request: entry.tokens.value,
            requests_per_month: entry.requests_per_month.value * times,
            context_end: entry.context_end_tokens.value,
            peak_streams: if personal { streams_of(people, each) } else { each },
            shares,
        }
    }

    /// Million tokens a month.
    #[must_use]
    pub fn million_tokens(&self) -> f64 {
        self.request.all() * self.requests_per_month / 1e6
    }

    /// What makes no sense, in one sentence with the numbers.
    ///
    /// # Errors
    /// A prompt beyond the context, no output, shares that do not add to 1, figures that are none.
    pub fn check(&self) -> Result<(), String> {
        let of = &self.request;
        let all = [of.fresh, of.write_5m, of.write_1h, of.read, of.output, self.requests_per_month];
        if all.iter().any(|count| !count.is_finite() || *count < 0.0) {
            return Err("A number of tokens or requests is below 0; set it to 0 or more.".to_owned());
        }
        if of.output <= 0.0 {
            return Err("Without any output there are no answers: set the output above 0.".to_owned());
        }
        if self.peak_streams == 0 {
            return Err("Set the requests at once to 1 at least.".to_owned());
        }
        let sum: f64 = self.shares.iter().sum();
        if self.shares.iter().any(|share| *share < 0.0) {
            return Err("A share of work is negative; set it to 0 or more.".to_owned());
        }
        if (sum - 1.0).abs() > 1e-4 {
            let sum = grouped(sum * 100.0, 2);
            return Err(["The shares of work add to ", &sum, " %; they must add to 100 %."].concat());
        }
        if of.prompt() > self.context_end as f64 {
            let [prompt, output, context] =
                [of.prompt(), of.output, self.context_end as f64].map(|tokens| grouped(tokens, 0));
            return Err([
                "This mix is not possible: at ",
                &grouped(100.0 * of.output / of.all(), 4),
                " % output and ",
                &output,
                " tokens in an answer, each prompt holds ",
                &prompt,
                " tokens, and the context ends at ",
                &context,
                ". Give the tokens of an answer, a larger share of output or a longer context; logs of agents often hold \
                 only the first value of a streamed answer.",
            ]
            .concat());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peaks_do_not_add_up() {
        assert_eq!([1, 4, 20, 100].map(|people| streams_of(people, 1)), [1, 2, 4, 13]);
        assert_eq!(streams_of(1, 8), 8);
    }
}
