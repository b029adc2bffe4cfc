//! Seeded random draws without any state that is shared: the same seed and stream give the same numbers.
//!
//! SplitMix64 (Steele, Lea and Flood 2014) rather than a cipher: its state is a counter, so every resample
//! has a stream of its own whatever the thread or order; it is ten lines that anybody can repeat in another
//! language to check a published interval; and it adds no dependency to the client. Nothing here is secret.

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

const fn mix(state: u64) -> u64 {
    let state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    state ^ (state >> 31)
}

/// A stream of random numbers.
#[derive(Debug, Clone)]
pub struct Draws {
    state: u64,
    spare: Option<u32>,
}

impl Draws {
    /// The stream with this number: it starts from output `stream` of SplitMix64 seeded with `seed`.
    #[must_use]
    pub const fn new(seed: u64, stream: u64) -> Self {
        let state = mix(seed.wrapping_add(GOLDEN.wrapping_mul(stream.wrapping_add(1))));
        Self { state, spare: None }
    }

    /// The next 64 random bits.
    pub const fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(GOLDEN);
        mix(self.state)
    }

    /// A number below `bound`, each equally likely (Lemire 2019: multiply, and reject the few that would bias).
    /// Two of them come from each 64 bits: the upper half first. 0 for a bound of 0.
    pub const fn below(&mut self, bound: u32) -> u32 {
        loop {
            let product = self.half() as u64 * bound as u64;
            let low = product as u32;
            // 2³² mod bound values of `low` would come once too often.
            if low >= bound || low >= bound.wrapping_neg() % bound {
                return (product >> 32) as u32;
            }
        }
    }

    const fn half(&mut self) -> u32 {
        match self.spare.take() {
            Some(half) => half,
            None => {
                let bits = self.bits();
                self.spare = Some(bits as u32);
                (bits >> 32) as u32
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splitmix64_as_published() {
        // The vector for seed 1234567 of the reference implementation (prng.di.unimi.it, Rosetta Code).
        let mut draws = Draws { state: 1_234_567, spare: None };
        let bits: Vec<u64> = (0..3).map(|_| draws.bits()).collect();
        assert_eq!(bits, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
        // Stream 1 starts from the second output.
        assert_eq!(Draws::new(1_234_567, 1).state, 3_203_168_211_198_807_973);
    }

    #[test]
    fn below_is_uniform_and_in_range() {
        let mut draws = Draws::new(7, 0);
        let mut seen = [0_u32; 7];
        for _ in 0..70_000 {
            seen[draws.below(7) as usize] += 1;
        }
        // Standard deviation of each count: 92.6.
        assert!(seen.iter().all(|count| count.abs_diff(10_000) < 500), "{seen:?}");
        assert_eq!(draws.below(0), 0);
        assert_eq!(draws.below(1), 0);
    }

    #[test]
    fn streams_differ_and_repeat() {
        let first = |seed, stream| Draws::new(seed, stream).bits();
        assert_eq!(first(1, 2), first(1, 2));
        assert_ne!(first(1, 2), first(1, 3));
        assert_ne!(first(1, 2), first(2, 2));
    }
}
