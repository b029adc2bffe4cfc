//! The built site in a real browser, page by page: `cargo xtask test` builds it and sets LIM_DIST.

mod site_tests {
    //! One file a topic; all share the harness of the library.
    mod accessibility;
    mod calculators;
    mod chart;
    mod chart_marks;
    mod controls;
    mod errands;
    mod explorer;
    mod history;
    mod hosting;
    mod keyboard;
    mod keys;
    mod leaderboard;
    mod loading;
    mod offline;
    mod opened;
    mod panels;
    mod phone_tables;
    mod saving;
    mod setup;
    mod share;
    mod snapshot;
    mod speed;
    mod task;
    mod theme;
    mod walk;
    mod words;
}
