//! The exporter: runs tasks on models, has judges mark the answers, keeps everything, and writes snapshots.
//!
//! Parse ([`cli`]) → resolve ([`config`]) → carry out ([`run`], [`judge`], [`export`]). [`store`] is the only place with SQL,
//! [`provider`] the only one that talks to models.

pub mod advise;
pub mod bench;
pub mod check;
pub mod cli;
pub mod clock;
pub mod compare;
pub mod config;
pub mod diff;
pub mod doctor;
pub mod env_file;
pub mod exit;
pub mod export;
pub mod failure;
pub mod judge;
pub mod loopback;
mod machine;
pub mod mine;
pub mod money;
pub mod output;
pub mod provider;
pub mod regular;
pub mod report;
pub mod review;
pub mod run;
pub mod status;
pub mod store;
pub mod tasks;
