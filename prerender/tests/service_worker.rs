//! The service worker keeps only what its name promises: run by Node with a cache and a network of its own.
#![allow(clippy::unwrap_used, clippy::print_stderr)] // a test that could not be made must not look like one that passed

use std::process::Command;

#[test]
fn nothing_is_kept_under_a_name_that_is_not_its_own() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/service_worker.mjs");
    let worker = concat!(env!("CARGO_MANIFEST_DIR"), "/src/hosting/service_worker.js");
    match Command::new("node").args([script, worker]).output() {
        Ok(ended) => {
            let said = [ended.stdout, ended.stderr].concat();
            assert!(ended.status.success(), "{}", String::from_utf8_lossy(&said));
        }
        Err(error) => eprintln!("NOT TESTED: node could not be started: {error}"),
    }
}
