//! WebAssembly entry of the pages with a snapshot's leaderboard.

fn main() {
    app::entry::leaderboard();
}
