//! The project's own commands as a library; `main.rs` only calls it, and browser-tests borrows the server.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line tool: results go to stdout, progress to stderr"
)]

pub mod audit;
pub mod bench;
pub mod cli;
pub mod codegen;
pub mod demo;
pub mod fit_speed;
pub mod lock;
pub mod process;
pub mod progress;
pub mod real;
pub mod serve;
pub mod shots;
pub mod site;
pub mod sizes;
pub mod test;
pub mod tidy;
pub mod tools;
pub mod workspace;
