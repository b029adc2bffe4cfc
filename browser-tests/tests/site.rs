//! The built site in a real browser, page by page: `cargo xtask test` builds it and sets LIM_DIST.

mod site_tests {
    //! One file a topic; all share the harness of the library.
    mod chart;
    mod controls;
    mod history;
    mod leaderboard;
    mod loading;
    mod opened;
    mod snapshot;
    mod theme;
}
