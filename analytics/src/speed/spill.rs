//! When a model does not fit: part of it is read from slower memory, or models take turns.

/// A model that exceeds the fast memory.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spill {
    /// Share of the need that stays in fast memory, 0 to 1.
    pub resident: f64,
    /// Output tokens per second.
    pub tok_per_s: f64,
}

/// Generation with part of the weights behind a slower path: each token waits for its share of the slow bytes.
///
/// `tok_per_s` is the speed if all were in fast memory, `slow_gb_per_s` what the path gives: PCIe about 25 GB/s in
/// practice (the published page), a disk far less. None when nothing is known of the path, or everything fits.
#[must_use]
pub fn spilled_tok_per_s(
    tok_per_s: f64,
    read_bytes: f64,
    needed_gib: f64,
    usable_gib: f64,
    slow_gb_per_s: f64,
) -> Option<Spill> {
    if !(needed_gib > usable_gib && usable_gib >= 0.0 && tok_per_s > 0.0 && slow_gb_per_s > 0.0) {
        return None;
    }
    let resident = usable_gib / needed_gib;
    let seconds = resident / tok_per_s + (1.0 - resident) * read_bytes / 1e9 / slow_gb_per_s;
    let speed = 1.0 / seconds;
    speed.is_finite().then_some(Spill { resident, tok_per_s: speed })
}

/// Seconds to load a model's weights from a disk, when models take turns.
#[must_use]
pub fn swap_seconds(weights_bytes: f64, disk_gb_per_s: f64) -> Option<f64> {
    let seconds = weights_bytes / 1e9 / disk_gb_per_s;
    (disk_gb_per_s > 0.0 && seconds.is_finite()).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slow_bytes_decide() {
        // Half of 20 GB behind 25 GB/s: 10 GB take 0.4 s, far more than the fast half.
        let spill = spilled_tok_per_s(50.0, 20e9, 40.0, 20.0, 25.0).unwrap();
        assert_eq!(spill.resident, 0.5);
        assert!((spill.tok_per_s - 1.0 / 0.41).abs() < 1e-9);
        assert_eq!(spilled_tok_per_s(50.0, 20e9, 10.0, 20.0, 25.0), None);
        assert_eq!(spilled_tok_per_s(50.0, 20e9, 40.0, 20.0, 0.0), None);
    }

    #[test]
    fn taking_turns() {
        assert_eq!(swap_seconds(60e9, 5.0), Some(12.0));
        assert_eq!(swap_seconds(60e9, 0.0), None);
    }
}
