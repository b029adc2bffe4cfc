//! The speed estimator's answer: how fast a model is on a machine, and how far that can be believed.

use super::answer::{Answer, say, speed_note};
use super::cost_answer::speed_lines;
use super::fields::Field;
use super::resolve::{Resolved, speeds, tokens};
use crate::cost::{grouped, rough};
use crate::memory::FitVerdict;
use crate::speed::{Basis, DecodeInput, POINTS, Platform, batch_gain, effective_tflops, spread};

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
    let how = if found.basis == Basis::Estimated { "about " } else { "" };
    let spills = if known.fit == Some(FitVerdict::DoesNotFit) {
        " It does not fit, so a part is read from slower memory."
    } else {
        ""
    };
    let prompts = known.prefill.map_or(String::new(), |found| {
        let about = if found.basis == Basis::Estimated { "about " } else { "" };
        say(&[" It reads a prompt at ", about, &rough(found.value), " tokens a second (", &speed_note(&found), ")."])
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
    const LAW: &str = "The law";
    let platform = Platform::of(machine.kind, Some(&machine.chip));
    let bandwidth = resolved.get(Field::BANDWIDTH).map_or(0.0, |value| value.to_f64());
    let read = say(&[&rough(known.read_bytes / 1e9), " GB"]);
    answer.line(LAW, "Weights read for a token", read, say(&["of a file of ", &rough(size / 1e9), " GB"]));
    answer.line(LAW, "Bandwidth", say(&[&rough(bandwidth), " GB/s"]), "of which three quarters are used".to_owned());
    let off = say(&["± ", &grouped(spread(platform, model.moe) * 100.0, 0), " %"]);
    let basis = if platform == Platform::Other {
        "no point of the fit is from such a machine"
    } else {
        "where nothing is measured"
    };
    answer.line(LAW, "An estimate may be off by", off, basis.to_owned());
    if let Some(chip) = effective_tflops(&machine.chip) {
        answer.line(LAW, "Arithmetic for prompts", say(&[&rough(chip.tflops), " TFLOPS"]), chip.basis.to_owned());
    }
    let streams = tokens(resolved.value(Field::ACTIVE)).clamp(1, 64) as u32;
    let input = DecodeInput {
        platform,
        moe: model.moe,
        read_bytes: known.read_bytes,
        bandwidth,
        context: Some((model.kv, resolved.context())),
    };
    if let Some(gain) = batch_gain(&input, *size, streams).filter(|_| streams > 1) {
        let together = say(&[&rough(found.value * gain), " tok/s together"]);
        answer.line(
            LAW,
            &say(&[&streams.to_string(), " streams at once"]),
            together,
            if model.moe { "at least; by the law, not fitted" } else { "by the law, not fitted" }.to_owned(),
        );
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

/// Mean error of the law on the published points, as a share, with the number of points.
#[must_use]
pub fn law_error() -> (f64, usize) {
    let errors = POINTS.iter().filter_map(|point| Some((point.estimate()? / point.tok_per_s - 1.0).abs()));
    (errors.sum::<f64>() / POINTS.len() as f64, POINTS.len())
}
