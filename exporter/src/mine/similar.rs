//! Near-duplicates among prompts, by MinHash over rows of three words (Broder 1997).

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// Hash functions; the share that agrees estimates the overlap of two texts.
const HASHES: usize = 64;
/// Rows of a band: two texts that overlap by 0.7 meet in one of the sixteen bands with a probability of 0.99.
const ROWS: usize = 4;
/// Words of a shingle.
const WORDS: usize = 3;
/// From this share of equal hashes on two prompts are the same request again.
const ALIKE: usize = HASHES * 7 / 10;

/// Groups of alike texts by their places, the largest first; of each the first place stands for the group.
#[must_use]
pub fn groups(texts: &[&str]) -> Vec<Vec<usize>> {
    let sketches: Vec<[u64; HASHES]> = texts.iter().map(|text| sketch(text)).collect();
    let mut group: Vec<usize> = (0..texts.len()).collect();
    let mut buckets: HashMap<(usize, [u64; ROWS]), usize> = HashMap::new();
    for (at, sketch) in sketches.iter().enumerate() {
        for band in 0..HASHES / ROWS {
            let mut rows = [0; ROWS];
            rows.copy_from_slice(&sketch[band * ROWS..(band + 1) * ROWS]);
            let first = *buckets.entry((band, rows)).or_insert(at);
            let equal = sketch.iter().zip(&sketches[first]).filter(|(one, other)| one == other).count();
            if first != at && equal >= ALIKE {
                let (one, other) = (root(&group, at), root(&group, first));
                let (low, high) = (one.min(other), one.max(other));
                group[high] = low;
            }
        }
    }
    let mut all: HashMap<usize, Vec<usize>> = HashMap::new();
    for at in 0..texts.len() {
        all.entry(root(&group, at)).or_default().push(at);
    }
    let mut groups: Vec<Vec<usize>> = all.into_values().collect();
    groups.sort_by_key(|group| (std::cmp::Reverse(group.len()), group[0]));
    groups
}

fn root(group: &[usize], mut at: usize) -> usize {
    while group[at] != at {
        at = group[at];
    }
    at
}

fn sketch(text: &str) -> [u64; HASHES] {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let mut least = [u64::MAX; HASHES];
    let size = WORDS.min(words.len()).max(1);
    for row in words.windows(size) {
        let mut hasher = DefaultHasher::new();
        row.hash(&mut hasher);
        let hash = hasher.finish();
        for (at, least) in least.iter_mut().enumerate() {
            // One hash, mixed anew for each function (the finaliser of SplitMix64).
            let mut mixed = hash ^ (at as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            *least = (*least).min(mixed ^ (mixed >> 31));
        }
    }
    least
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_request_again_is_one_group() {
        let long = "Please write the release notes for version 2 of the parser from the commits since the last tag, \
                    group them by feature and fix, and leave out what no user can see";
        let near = long.replace("version 2", "version 3");
        let other = "Why does the build of the parser fail on Windows since the last change to the path handling?";
        let found = groups(&[long, other, &near, "go on", "Go on!", other]);
        assert_eq!(found, [vec![0, 2], vec![1, 5], vec![3, 4]]);
    }

    #[test]
    fn nothing_gives_nothing() {
        assert!(groups(&[]).is_empty());
        assert_eq!(groups(&["", "x"]).len(), 2);
    }
}
