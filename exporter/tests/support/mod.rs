//! What the integration tests share: a streaming HTTP server, a small suite, and a way to start the program.
#![allow(dead_code, clippy::unwrap_used)] // each test file uses a part of it, and a test may fail by unwrapping

pub mod ask;
pub mod bench;
pub mod folder;
pub mod judged;
pub mod program;
pub mod scheduled;
pub mod server;
pub mod streams;
pub mod suite;
pub mod terminal;
