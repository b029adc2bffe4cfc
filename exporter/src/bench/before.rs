//! What is looked at before anything is measured: what makes figures worthless, and what a reader must know of.

use analytics::bench::Note;

use super::metrics::Busy;
use super::plan::Plan;
use crate::provider::serving::Observation;

/// Before the first request this share of all cores may be busy: a desktop at rest has some per cent.
const QUIET: f64 = 0.10;

/// Something that was found before the first request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Whether a bench makes no sense with it; `--force` measures all the same.
    pub refuses: bool,
    /// What it is.
    pub note: Note,
    /// How to mend it.
    pub mend: String,
}

impl Found {
    /// Something to know.
    #[must_use]
    pub fn warning(code: &str, text: String, mend: &str) -> Self {
        Self { refuses: false, note: Note::new(code, text), mend: mend.to_owned() }
    }

    /// Something that makes figures worthless.
    #[must_use]
    pub fn refusal(code: &str, text: String, mend: &str) -> Self {
        Self { refuses: true, ..Self::warning(code, text, mend) }
    }
}

/// What the server says of itself, against the plan.
#[must_use]
pub fn of_server(seen: &Observation, busy: Busy, plan: &Plan) -> Vec<Found> {
    let mut found = Vec::new();
    let (streams, longest) = (plan.most_streams(), plan.longest());
    if let Some(slots) = seen.slots.filter(|slots| *slots < u64::from(streams)) {
        found.push(Found::warning(
            "slots",
            format!("the server works on {slots} requests at a time and a level has {streams} streams: the others wait, which the queue shows."),
            "start llama-server with -np as high as the level (its -c is divided among the slots)",
        ));
    }
    if let Some(context) = seen.context_tokens.filter(|context| *context < u64::from(longest.context())) {
        found.push(Found::refusal(
            "context",
            format!(
                "a request needs {} tokens of context ({} + {} + {}) and has {context}.",
                longest.context(),
                longest.depth,
                longest.prompt,
                longest.output
            ),
            "start the server with a longer context (llama-server: -c is that of all slots together), or measure less depth",
        ));
    }
    if let Some(requests) = busy.requests.filter(|requests| *requests > 0.0) {
        found.push(Found::refusal(
            "server-busy",
            format!("the server works on {requests} other requests."),
            "wait until they have ended",
        ));
    }
    found
}

/// What this machine does, where the server stands on it.
#[must_use]
pub fn of_machine(busy: Option<f64>) -> Option<Found> {
    let busy = busy.filter(|busy| *busy > QUIET)?;
    Some(Found::warning(
        "busy-machine",
        format!(
            "{:.0} % of this machine's cores were busy before the first request: other programs take part of the speed.",
            busy * 100.0
        ),
        "end them, or take the figures as an order and not as speeds",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::plan::Lengths;

    fn plan() -> Plan {
        Plan {
            concurrency: vec![1, 4],
            rates: Vec::new(),
            trace: Vec::new(),
            lengths: vec![
                Lengths { prompt: 512, depth: 4096, output: 128 },
                Lengths { prompt: 512, depth: 0, output: 128 },
            ],
            amount: None,
            runs: 1,
            limits: None,
            seed: 1,
        }
    }

    #[test]
    fn slots_context_and_other_requests() {
        let seen = Observation { slots: Some(2), context_tokens: Some(4_096), ..Observation::default() };
        let busy = Busy { requests: Some(1.0), decodes: None };
        let found = of_server(&seen, busy, &plan());
        let codes: Vec<(&str, bool)> = found.iter().map(|found| (found.note.code.as_str(), found.refuses)).collect();
        assert_eq!(codes, [("slots", false), ("context", true), ("server-busy", true)]);
        assert!(found[1].note.text.contains("4736 tokens of context (4096 + 512 + 128)"), "{}", found[1].note.text);
        let enough = Observation { slots: Some(4), context_tokens: Some(4_736), ..Observation::default() };
        assert!(of_server(&enough, Busy { requests: Some(0.0), decodes: None }, &plan()).is_empty());
        assert!(
            of_server(&Observation::default(), Busy::default(), &plan()).is_empty(),
            "what nobody says is no fault"
        );
    }

    #[test]
    fn a_busy_machine_is_told() {
        assert!(of_machine(Some(0.09)).is_none() && of_machine(None).is_none());
        assert!(of_machine(Some(0.62)).unwrap().note.text.starts_with("62 %"));
    }
}
