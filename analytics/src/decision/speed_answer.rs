//! The speed estimator's answer: how fast a model is on a machine, and how far that can be believed.

use super::answer::{Answer, say, speed_note};
use super::cost_answer::speed_lines;
use super::fields::Field;
use super::resolve::{Resolved, speeds};
use crate::cost::{grouped, rough};
use crate::memory::FitVerdict;
use crate::speed::law::class_label;
use crate::speed::{Basis, Family};

/// Computes the answer.
#[must_use]
pub fn speed_answer(resolved: &Resolved) -> Answer {
    let (facts, state) = (resolved.facts, resolved.state);
    let (model, machine) = (resolved.model(), resolved.machine());
    let known = &resolved.speeds;
    let (format, size) = &model.files[state.model.file];
    let context = grouped(resolved.context() as f64, 0);
    let Some(found) = known.decode else {
        return Answer::fault(say(&[
            "No source gives the bandwidth of the ",
            resolved.machine_name(),
            ". Enter it to get an estimate.",
        ]));
    };
    let how = if found.basis == Basis::Law { "about " } else { "" };
    let spills = if known.fit == Some(FitVerdict::DoesNotFit) {
        " It does not fit, so a part is read from slower memory."
    } else {
        ""
    };
    let prompts = known.prefill.map_or(String::new(), |found| {
        let about = if found.basis == Basis::Law { "about " } else { "" };
        say(&[
            " It reads a prompt of that length at ",
            about,
            &rough(found.value),
            " tokens a second (",
            &speed_note(&found),
            ").",
        ])
    });
    let mut answer = Answer {
        sentence: say(&[
            &model.name,
            " ",
            format,
            " on the ",
            resolved.machine_name(),
            " writes ",
            how,
            &rough(found.value),
            " tokens a second with ",
            &context,
            " tokens of context (",
            &speed_note(&found),
            ").",
            spills,
            &prompts,
        ]),
        ..Answer::default()
    };
    speed_lines(resolved, &mut answer);
    const LAW: &str = "How speed is estimated";
    let family = Family::of(machine.kind, &machine.chip);
    let bandwidth = resolved.get(Field::BANDWIDTH).map_or(0.0, |value| value.to_f64());
    let read = say(&[&rough(known.read_bytes / 1e9), " GB"]);
    answer.line(LAW, "Weights read for a token", read, say(&["of a file of ", &rough(size / 1e9), " GB"]));
    answer.line(LAW, "Bandwidth", say(&[&rough(bandwidth), " GB/s"]), "peak, by specification".to_owned());
    answer.line(LAW, "Class", family.label().to_owned(), class_label(family.memory(), model.moe));
    if let Some(streams) = known.streams.filter(|streams| streams.streams > 1) {
        const STREAMS: &str = "Several streams";
        let count = streams.streams.to_string();
        let together = say(&[&rough(streams.total.value), " tok/s"]);
        answer.line(STREAMS, &say(&[&count, " at once, together"]), together, speed_note(&streams.total));
        let each = say(&[&rough(streams.per_stream.value), " tok/s"]);
        answer.line(STREAMS, "Each of them", each, say(&["together ", &rough(streams.gain), " times one alone"]));
    }
    for (at, other) in facts.machines.iter().enumerate().filter(|(at, _)| *at != state.machine) {
        let mut plain = state.clone();
        plain.choose_machine(at);
        let known = speeds(facts, &plain, state.model, at);
        let Some(found) = known.decode.filter(|_| known.fit != Some(FitVerdict::DoesNotFit)) else { continue };
        answer.line("On other machines", &other.name, say(&[&rough(found.value), " tok/s"]), speed_note(&found));
    }
    answer
}
