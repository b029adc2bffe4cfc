//! What one request takes on hardware, alone and at the peak: reading what no cache holds, then writing the answer.

use super::host::Host;
use super::inputs::{Chosen, Inputs};
use super::market::Market;
use super::range::Range;
use crate::decision::{MeasuredFacts, bits};
use crate::memory::{KvPrecision, Load, Part};
use crate::speed::{Basis, Family, Measured, Subject, decode_at, prefill_seconds, streams};

/// How long one request takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Timing {
    /// Seconds of the hardware that one request takes while the streams are busy; the ends from slow to fast hardware are
    /// the high and the low end.
    pub busy_s: Range,
    /// Seconds until the first token when all streams ask at once, on average.
    pub first_token_s: f64,
    /// Seconds of writing at the peak.
    pub writing_s: f64,
    /// Output tokens per second of each at the peak.
    pub per_stream: Range,
    /// Where the speed comes from, and for which program.
    pub basis: Basis,
    pub backend: &'static str,
}

pub(super) fn kv(inputs: &Inputs) -> KvPrecision {
    inputs.entered.kv.unwrap_or(KvPrecision::F16)
}

/// What a model with so many contexts takes.
pub(super) fn need_gib(market: &Market, inputs: &Inputs, chosen: Chosen, contexts: u32) -> Option<f64> {
    let model = &market.facts.models[market.models[chosen.model].local?];
    Some(
        Part::of(&Load {
            weights_bytes: model.files.get(chosen.file)?.1,
            shape: model.kv,
            context_tokens: inputs.work.context_end,
            users: u64::from(contexts),
            kv: kv(inputs),
        })
        .total_gib(),
    )
}

/// The timing of a model on hardware with so many streams; None where no speed can be known.
pub(super) fn timing(market: &Market, inputs: &Inputs, host: &Host, chosen: Chosen, at_once: u32) -> Option<Timing> {
    let model = &market.facts.models[market.models[chosen.model].local?];
    let (format, size) = model.files.get(chosen.file)?;
    let usual_size = model.files.get(model.usual)?.1;
    let same = |row: &&MeasuredFacts| {
        !host.other_bandwidth
            && row.chip == host.chip
            && row.model == model.id
            && (row.bits == bits(format) || row.bits == 0 && chosen.file == model.usual)
    };
    let measured: Vec<Measured> = market.facts.measured.iter().filter(same).map(|row| row.row).collect();
    let subject = Subject {
        family: Family::of(host.kind, &host.chip),
        chip: if host.other_bandwidth { "" } else { &host.chip },
        bandwidth: host.bandwidth,
        shape: model.shape,
        read_gb: model.read_bytes * size / usual_size.max(1.0) / 1e9,
        bits: if model.read_is_counted { 0.0 } else { f64::from(bits(format)) },
        kv: kv(inputs),
        measured: &measured,
    };
    let request = &inputs.work.request;
    let (before, read) =
        if inputs.entered.forgets_cache { (0.0, request.prompt()) } else { (request.read, request.appended()) };
    let mine = inputs.entered.models.first() == Some(&chosen) && inputs.entered.machine == Some(host.at);
    let prefill = if read <= 0.0 {
        Range::exact(0.0)
    } else if let Some(own) = inputs.entered.prefill.filter(|_| mine) {
        Range::exact(read / own)
    } else {
        let found = prefill_seconds(&subject, before, read)?;
        Range { value: found.value, low: found.low, high: found.high }
    };
    // The answer grows the context while it is written: the middle of it counts.
    let depth = request.prompt() + request.output / 2.0;
    let at_once = at_once.max(1);
    let one = decode_at(&subject, depth);
    let together = streams(&subject, depth, at_once);
    let (total, basis, backend) = if let Some(own) = inputs.entered.decode.filter(|_| mine) {
        let gain = inputs.entered.gain.unwrap_or_else(|| together.map_or(1.0, |found| found.gain));
        (Range::exact(own * gain.min(f64::from(at_once)).max(1.0)), Basis::Entered, "")
    } else {
        let found = together?;
        let total = match (inputs.entered.gain, one) {
            (Some(gain), Some(one)) if mine => one.times(gain.min(f64::from(at_once)).max(1.0)),
            _ => found.total,
        };
        (Range { value: total.value, low: total.low, high: total.high }, found.total.basis, found.total.backend.label())
    };
    let output = request.output;
    let busy_s = Range {
        value: prefill.value + output / total.value,
        low: prefill.low + output / total.high,
        high: prefill.high + output / total.low,
    };
    let each = 1.0 / f64::from(at_once);
    Some(Timing {
        busy_s,
        first_token_s: prefill.value * f64::midpoint(f64::from(at_once), 1.0),
        writing_s: output / (total.value * each),
        per_stream: total.times(each),
        basis,
        backend,
    })
}
