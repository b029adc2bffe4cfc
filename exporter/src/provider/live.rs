//! What has come of an answer while it is still on its way, for whoever shows progress.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A token of text has some four bytes.
const BYTES_PER_TOKEN: u64 = 4;

/// Counts the text of one call while it comes. Clones count together.
#[derive(Debug, Clone, Default)]
pub struct Live {
    counts: Arc<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    bytes: AtomicU64,
    pieces: AtomicU64,
}

impl Live {
    /// Adds a piece of answer or thinking.
    pub fn add(&self, text: &str) {
        // Nothing else depends on the order of these figures: they are only shown.
        self.counts.bytes.fetch_add(text.len() as u64, Ordering::Relaxed);
        self.counts.pieces.fetch_add(1, Ordering::Relaxed);
    }

    /// About how many tokens have come: servers of one's own send each token as a piece, others several together, of
    /// some four bytes each.
    #[must_use]
    pub fn tokens(&self) -> u64 {
        let bytes = self.counts.bytes.load(Ordering::Relaxed);
        self.counts.pieces.load(Ordering::Relaxed).max(bytes / BYTES_PER_TOKEN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_or_bytes_whichever_are_more() {
        let (token_by_token, in_lumps) = (Live::default(), Live::default());
        for piece in ["fn", " a", "(", ")"] {
            token_by_token.add(piece);
        }
        in_lumps.add(&"x".repeat(400));
        assert_eq!((token_by_token.tokens(), in_lumps.clone().tokens()), (4, 100));
    }
}
