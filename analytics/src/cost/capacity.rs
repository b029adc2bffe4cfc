//! What a machine can produce in a month, before anything is said about money.

use super::{Dec, Fault, Mix};

/// How fast a machine serves a model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Speed {
    /// Prompt tokens per second.
    pub prefill: f64,
    /// Output tokens per second of one stream.
    pub decode: f64,
    /// Output of all streams together over that of one.
    pub batch_gain: f64,
}

/// A month's work on a machine.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Capacity {
    /// Hours of prompt processing that the volume needs.
    pub prefill_h: f64,
    /// Hours of generation that the volume needs.
    pub decode_h: f64,
    /// Hours in the month during which the machine is on.
    pub available_h: f64,
    /// Hours needed over hours available; above 1 the machine cannot produce the volume.
    pub utilisation: f64,
    /// Share of the volume that one machine serves, 0 to 1.
    pub served: f64,
    /// Machines that would serve all of it; 1 at least.
    pub machines: f64,
    /// Million tokens a month at which the machine is busy all the time; None for a volume of 0.
    pub full_million_tokens: Option<f64>,
}

impl Capacity {
    /// Hours that the volume needs.
    #[must_use]
    pub fn needed_h(&self) -> f64 {
        self.prefill_h + self.decode_h
    }

    /// Hours that one machine works.
    #[must_use]
    pub fn busy_h(&self) -> f64 {
        self.needed_h().min(self.available_h)
    }
}

/// `busy_h = (N·(f+w)/prefill + N·o/(decode·gain))/3600`, `util = busy_h/(hours·days)` (cost and speed models).
///
/// Tokens read from a cache cost nothing while the prefix stays in memory; where `keeps_cache` is false they are
/// processed again like fresh input.
///
/// # Errors
/// Speeds, hours or days that are not above 0; more than 24 hours a day.
pub fn capacity(
    million_tokens: Dec,
    mix: Mix,
    speed: Speed,
    keeps_cache: bool,
    hours_per_day: Dec,
    days: Dec,
) -> Result<Capacity, Fault> {
    let positive =
        |value: f64, what| if value > 0.0 && value.is_finite() { Ok(value) } else { Err(Fault::NotPositive(what)) };
    let prefill = positive(speed.prefill, "prompt processing in tokens per second")?;
    let decode = positive(speed.decode, "generation in tokens per second")?;
    let gain = positive(speed.batch_gain, "the gain of several streams")?;
    let hours = positive(hours_per_day.to_f64(), "the hours a day")?;
    let days = positive(days.to_f64(), "the days of a month")?;
    if hours > 24.0 {
        return Err(Fault::OutOfRange("the hours a day to 24 at most"));
    }
    if million_tokens < Dec::ZERO {
        return Err(Fault::OutOfRange("the volume to 0 or more"));
    }
    let tokens = million_tokens.to_f64() * 1e6;
    let read = if keeps_cache { 0.0 } else { mix.read.to_f64() };
    let prefill_h = tokens * (mix.fresh.to_f64() + mix.write.to_f64() + read) / prefill / 3600.0;
    let decode_h = tokens * mix.output.to_f64() / (decode * gain) / 3600.0;
    let available_h = hours * days;
    let utilisation = (prefill_h + decode_h) / available_h;
    Ok(Capacity {
        prefill_h,
        decode_h,
        available_h,
        utilisation,
        served: if utilisation > 1.0 { 1.0 / utilisation } else { 1.0 },
        machines: utilisation.ceil().max(1.0),
        full_million_tokens: (utilisation > 0.0).then(|| tokens / 1e6 / utilisation),
    })
}

/// Output tokens per second that a volume of output needs, in million tokens per month.
#[must_use]
pub fn required_tok_per_s(million_output_tokens: f64, hours_per_day: f64, days: f64) -> Option<f64> {
    let seconds = hours_per_day * days * 3600.0;
    (seconds > 0.0).then(|| million_output_tokens * 1e6 / seconds)
}

/// Million output tokens that a speed gives in a month.
#[must_use]
pub fn output_capacity(tok_per_s: f64, hours_per_day: f64, days: f64) -> f64 {
    tok_per_s * hours_per_day * days * 3600.0 / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bulk() -> Mix {
        Mix::new(Dec::micro(300_000), Dec::ZERO, Dec::ZERO, Dec::micro(700_000)).unwrap()
    }

    /// cost-and-speed-models, "Exact vectors"; claims audit, row 30.
    #[test]
    fn the_published_volume_is_beyond_one_machine() {
        let required = required_tok_per_s(1330.0, 8.0, 30.0).unwrap();
        assert!((required - 1539.35).abs() < 0.005, "{required}");
        assert!((output_capacity(55.0, 8.0, 30.0) - 47.52).abs() < 1e-9);
        assert!((1330.0 / output_capacity(55.0, 8.0, 30.0) - 27.99).abs() < 0.005);
        assert!((output_capacity(90.0, 24.0, 30.0) - 233.28).abs() < 1e-9);
        // With a prefill that costs nothing, the whole function says the same.
        let speed = Speed { prefill: 1e12, decode: 55.0, batch_gain: 1.0 };
        let month = capacity(Dec::whole(1900), bulk(), speed, true, Dec::whole(8), Dec::whole(30)).unwrap();
        assert!((month.utilisation - 27.99).abs() < 0.005, "{}", month.utilisation);
        assert!((month.served - 1.0 / 27.988).abs() < 1e-4);
        assert_eq!(month.machines, 28.0);
        assert!((month.full_million_tokens.unwrap() * 0.7 - 47.52).abs() < 0.001);
    }

    /// The same reference: at 95 % cache read, 4 % fresh and 1 % output, 1.9 B tokens fit on one machine.
    #[test]
    fn a_cached_volume_fits() {
        let mix = Mix::new(Dec::micro(40_000), Dec::ZERO, Dec::micro(950_000), Dec::micro(10_000)).unwrap();
        let speed = Speed { prefill: 702.0, decode: 81.0, batch_gain: 1.0 };
        let month = capacity(Dec::whole(1900), mix, speed, true, Dec::whole(8), Dec::whole(30)).unwrap();
        assert!(month.utilisation < 1.0, "{}", month.utilisation);
        let without = capacity(Dec::whole(1900), mix, speed, false, Dec::whole(8), Dec::whole(30)).unwrap();
        assert!(without.utilisation > 3.0 && without.served < 0.4);
    }

    #[test]
    fn degenerate_inputs_have_a_state() {
        let speed = Speed { prefill: 100.0, decode: 10.0, batch_gain: 1.0 };
        let at = |tokens, speed, hours| capacity(tokens, bulk(), speed, true, hours, Dec::whole(30));
        assert_eq!(at(Dec::ZERO, speed, Dec::whole(8)).unwrap().full_million_tokens, None);
        assert_eq!(at(Dec::ZERO, speed, Dec::whole(8)).unwrap().served, 1.0);
        for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(at(Dec::ONE, Speed { decode: bad, ..speed }, Dec::whole(8)).is_err());
        }
        assert!(at(Dec::ONE, speed, Dec::ZERO).is_err());
        assert!(at(Dec::ONE, speed, Dec::whole(25)).is_err());
        assert!(at(Dec::whole(-1), speed, Dec::whole(8)).is_err());
        assert!(at(Dec::whole(1_000_000_000), speed, Dec::whole(8)).unwrap().utilisation.is_finite());
    }
}
