//! The switched-off tasks as a short word: a digest of the list of tasks, then one bit for each task.
//!
//! Positions mean something only in the list they were made for; with another list the word is stale and is ignored.

use crate::data::TaskFields;

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The word for these switches (`true` is off); empty when nothing is off.
#[must_use]
pub fn write_tasks(tasks: &[TaskFields], off: &[bool]) -> String {
    let Some(last) = off.iter().rposition(|off| *off) else { return String::new() };
    let mut word = digest(tasks);
    word.push('.');
    for six in off[..=last].chunks(6) {
        let bits = six.iter().rev().fold(0, |bits, off| bits * 2 + usize::from(*off));
        word.push(char::from(LETTERS[bits]));
    }
    word
}

/// The switches of a word, one for each task; None when the word belongs to another list of tasks.
#[must_use]
pub fn read_tasks(tasks: &[TaskFields], word: &str) -> Option<Vec<bool>> {
    let mut off = vec![false; tasks.len()];
    if word.is_empty() {
        return Some(off);
    }
    let bits = word.strip_prefix(digest(tasks).as_str())?.strip_prefix('.')?;
    for (at, letter) in bits.bytes().enumerate() {
        let bits = LETTERS.iter().position(|known| *known == letter)?;
        for bit in (0..6).filter(|bit| bits >> bit & 1 == 1) {
            *off.get_mut(at * 6 + bit)? = true;
        }
    }
    Some(off)
}

/// Four letters from the ids (FNV-1a): enough to notice another list, not meant against anybody.
fn digest(tasks: &[TaskFields]) -> String {
    let mut hash = 0x811c_9dc5_u32;
    for task in tasks {
        for byte in task.id.bytes().chain([0]) {
            hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
    }
    (0..4).map(|at| char::from(LETTERS[(hash >> (at * 8) & 63) as usize])).collect()
}
