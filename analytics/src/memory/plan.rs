//! Several models at once on one machine: what each part takes, whether it fits, and what to do if it does not.

use super::{FIT_BUFFERS_GIB, FitVerdict, GIB, KvPrecision, KvShape, TIGHT_SHARE};
use crate::catalog::MachineKind;

/// A model as it is to run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Load {
    /// Size of the file of weights, in bytes.
    pub weights_bytes: f64,
    /// Its key/value cache.
    pub shape: KvShape,
    /// Tokens of context for each user.
    pub context_tokens: u64,
    /// Users at the same time: each has a cache of their own.
    pub users: u64,
    /// How the cache stores its numbers.
    pub kv: KvPrecision,
}

/// What one model takes, in GiB.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// Weights.
    pub weights_gib: f64,
    /// Key/value cache of all users.
    pub kv_gib: f64,
    /// Compute buffers: 1.5 GiB for each model (reference: 1.5 to 2.4 GB).
    pub buffers_gib: f64,
}

impl Part {
    /// What a load takes.
    #[must_use]
    pub fn of(load: &Load) -> Self {
        Self {
            weights_gib: load.weights_bytes / GIB,
            kv_gib: load.shape.bytes(load.context_tokens, load.kv) * load.users as f64 / GIB,
            buffers_gib: FIT_BUFFERS_GIB,
        }
    }

    /// All of it.
    #[must_use]
    pub fn total_gib(&self) -> f64 {
        self.weights_gib + self.kv_gib + self.buffers_gib
    }
}

/// How much of a machine's memory models may use, in GiB.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limit {
    /// By default.
    pub default_gib: f64,
    /// At most, with the system keeping its reserve: on a Mac after `iogpu.wired_limit_mb` was raised.
    pub raised_gib: f64,
    /// Memory as it is sold; None where only the limit is known.
    pub memory_gib: Option<f64>,
}

/// What the system keeps: the middle of the 8 to 16 GiB that the reference says to leave it, a fifth on small machines.
#[must_use]
pub fn system_reserve_gib(memory_gib: f64) -> f64 {
    12.0_f64.min(memory_gib / 5.0)
}

/// The share of memory that macOS gives its GPU: two thirds up to 36 GB, three quarters above.
#[must_use]
pub fn macos_default_gib(memory_gib: f64) -> f64 {
    memory_gib * if memory_gib <= 36.0 { 2.0 / 3.0 } else { 0.75 }
}

/// The limits of a machine; `usable_gib` is what a source states. None when nothing is known of its memory.
#[must_use]
pub fn limit(kind: MachineKind, memory_gib: Option<f64>, usable_gib: Option<f64>) -> Option<Limit> {
    let positive = |value: Option<f64>| value.filter(|value| *value > 0.0 && value.is_finite());
    let (memory, usable) = (positive(memory_gib), positive(usable_gib));
    let kept = memory.map(|memory| memory - system_reserve_gib(memory));
    let default_gib = match (kind, usable, memory) {
        (_, Some(usable), _) => usable,
        (MachineKind::AppleUnified, None, Some(memory)) => macos_default_gib(memory),
        (_, None, Some(_)) => kept?,
        (_, None, None) => return None,
    };
    // Graphics memory has no system in it; only a shared memory can be divided anew.
    let raised_gib = match kind {
        MachineKind::AppleUnified | MachineKind::Unified => kept.map_or(default_gib, |kept| kept.max(default_gib)),
        MachineKind::DiscreteGpu | MachineKind::Cpu => default_gib,
    };
    Some(Limit { default_gib, raised_gib, memory_gib: memory })
}

/// A plan with its verdict.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// What each model takes, in the order of the loads.
    pub parts: Vec<Part>,
    /// All together, in GiB.
    pub needed_gib: f64,
    /// What may be used, in GiB.
    pub usable_gib: f64,
    /// The verdict.
    pub verdict: FitVerdict,
    /// Whether it would fit with a raised limit, where it does not by default.
    pub fits_raised: bool,
}

/// Adds the loads up and compares them with the limit, raised or not.
#[must_use]
pub fn plan(loads: &[Load], limit: &Limit, raised: bool) -> Plan {
    let parts: Vec<Part> = loads.iter().map(Part::of).collect();
    let needed_gib = parts.iter().map(Part::total_gib).sum();
    let usable_gib = if raised { limit.raised_gib } else { limit.default_gib };
    Plan {
        parts,
        needed_gib,
        usable_gib,
        verdict: verdict(needed_gib, usable_gib),
        fits_raised: needed_gib <= limit.raised_gib,
    }
}

/// Whether a need fits.
#[must_use]
pub fn verdict(needed_gib: f64, usable_gib: f64) -> FitVerdict {
    if needed_gib > usable_gib {
        FitVerdict::DoesNotFit
    } else if needed_gib > usable_gib * TIGHT_SHARE {
        FitVerdict::Tight
    } else {
        FitVerdict::Fits
    }
}

/// One change that makes a plan fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// Raise the GPU's share of memory.
    RaiseLimit,
    /// Store the caches as q8_0.
    CacheQ8,
    /// Take a smaller file of this load: positions of the load and of the size in its list.
    SmallerFile(usize, usize),
    /// Leave this load out.
    Drop(usize),
}

/// Changes that each suffice alone, the gentlest first: the limit, the cache, a smaller file, dropping a model.
///
/// `files` are the sizes in bytes of the files that exist of each load, smallest first.
#[must_use]
pub fn remedies(loads: &[Load], files: &[Vec<f64>], limit: &Limit, raised: bool) -> Vec<Remedy> {
    let now = plan(loads, limit, raised);
    if now.verdict != FitVerdict::DoesNotFit {
        return Vec::new();
    }
    let mut found = Vec::new();
    if !raised && now.fits_raised {
        found.push(Remedy::RaiseLimit);
    }
    let q8: Vec<Load> = loads
        .iter()
        .map(|load| Load { kv: if load.kv == KvPrecision::F16 { KvPrecision::Q8 } else { load.kv }, ..*load })
        .collect();
    if plan(&q8, limit, raised).needed_gib <= now.usable_gib {
        found.push(Remedy::CacheQ8);
    }
    for (at, load) in loads.iter().enumerate() {
        // The largest of the smaller files that suffices.
        let smaller = files.get(at).map_or(&[][..], Vec::as_slice).iter().enumerate().rev().find(|(_, size)| {
            **size < load.weights_bytes && now.needed_gib - (load.weights_bytes - **size) / GIB <= now.usable_gib
        });
        if let Some((file, _)) = smaller {
            found.push(Remedy::SmallerFile(at, file));
        }
    }
    if loads.len() > 1 {
        let without = |at: &usize| now.needed_gib - now.parts[*at].total_gib() <= now.usable_gib;
        found.extend((0..loads.len()).filter(without).map(Remedy::Drop));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Attention;

    fn load(gigabytes: f64, context_tokens: u64, users: u64) -> Load {
        let shape = KvShape::of(&Attention::Gqa { layers: 80, kv_heads: 8, head_dim: 128 });
        Load { weights_bytes: gigabytes * 1e9, shape, context_tokens, users, kv: KvPrecision::F16 }
    }

    #[test]
    fn the_limit_of_macos() {
        assert_eq!(macos_default_gib(128.0), 96.0);
        assert!((macos_default_gib(32.0) - 21.33).abs() < 0.01);
        let mac = limit(MachineKind::AppleUnified, Some(128.0), None).unwrap();
        assert_eq!((mac.default_gib, mac.raised_gib), (96.0, 116.0));
        let card = limit(MachineKind::DiscreteGpu, Some(32.0), Some(30.5)).unwrap();
        assert_eq!(card.raised_gib, 30.5);
        // The reference: about 6.5 GiB of a Raspberry Pi's 8 are free.
        let pi = limit(MachineKind::Cpu, Some(8.0), None).unwrap();
        assert!((pi.default_gib - 6.5).abs() < 0.2);
        assert_eq!(limit(MachineKind::Cpu, None, None), None);
        assert_eq!(limit(MachineKind::Cpu, Some(f64::NAN), Some(-1.0)), None);
    }

    #[test]
    fn caches_grow_with_users() {
        // Llama-70B at 8,192 tokens: 2.5 GiB each (reference).
        let four = Part::of(&load(42.5, 8_192, 4));
        assert_eq!(four.kv_gib, 10.0);
        let q8 = Part::of(&Load { kv: KvPrecision::Q8, ..load(42.5, 8_192, 4) });
        assert!((q8.kv_gib - 5.3).abs() < 1e-9);
    }

    #[test]
    fn remedies_suffice() {
        let mac = limit(MachineKind::AppleUnified, Some(128.0), None).unwrap();
        let loads = [load(75.0, 8_192, 1), load(35.0, 8_192, 1)];
        assert_eq!(plan(&loads, &mac, false).verdict, FitVerdict::DoesNotFit);
        let files = [vec![42.5e9, 75.0e9], vec![18.0e9, 35.0e9]];
        let found = remedies(&loads, &files, &mac, false);
        assert_eq!(
            found,
            [
                Remedy::RaiseLimit,
                Remedy::SmallerFile(0, 0),
                Remedy::SmallerFile(1, 0),
                Remedy::Drop(0),
                Remedy::Drop(1)
            ]
        );
        assert_eq!(plan(&[load(42.5, 8_192, 1), loads[1]], &mac, false).verdict, FitVerdict::Fits);
        assert_eq!(remedies(&loads[..1], &files, &mac, false), []);
    }
}
