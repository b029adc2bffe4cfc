//! What a page with an interactive part loads: its WebAssembly entry and its data.

/// A WebAssembly program that Trunk builds from `app/src/bin`. A page loads one of them or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// The leaderboard of a snapshot.
    Leaderboard,
    /// The calculators of cost and memory, and of a group.
    Calculator,
    /// The decision among every way to get the work done.
    Decide,
    /// Comparison of models, and routing between a local and a rented model.
    Compare,
}

impl Entry {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Leaderboard, Self::Calculator, Self::Decide, Self::Compare];

    /// The name of its binary in `app/Cargo.toml`, which is also the name of the files that Trunk writes.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Leaderboard => "leaderboard",
            Self::Calculator => "calculator",
            Self::Decide => "decide",
            Self::Compare => "compare",
        }
    }
}

/// The interactive part of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// The program that hydrates it.
    pub entry: Entry,
    /// Data files that the program loads first, relative to the base.
    pub files: Vec<String>,
}
