//! Servers that are hard to reach: one that loads its model for long is waited for, and a person is told so once; one
//! that listens on one of the two addresses of this machine only is found by the name `localhost`.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too
#![allow(clippy::print_stderr)] // a test that could not be made must not look like one that passed

mod support;

use std::time::{Duration, Instant};

use support::bench::{Bench, JUDGES, answer, model, provider};
use support::server::{Script, Server};

#[test]
fn whoever_waits_for_a_model_to_load_is_told_so_once() {
    let begun = Instant::now();
    let server = Server::with_look_ups(
        |_| answer("It is 42.", 10, 5, None, 0),
        move |request| {
            let status = if request.path == "/health" && begun.elapsed() < Duration::from_secs(11) { 503 } else { 404 };
            Script::whole(status, "application/json", "{}")
        },
    );
    let bench = Bench::new(3, &[&provider("up", &server.url, "concurrency = 3"), &model("m", "up"), JUDGES]);
    let ran = bench.run(&[], 0);
    assert_eq!(bench.outcomes("answered"), 3);
    let told = ran.stderr.matches("up is not ready yet: ").count();
    assert_eq!(told, 1, "{}", ran.stderr);
    assert!(ran.stderr.contains("(its /health says 503); waiting for it."), "{}", ran.stderr);
    assert_eq!(server.count(), 3, "no question was sent that the server would have refused");
}

#[test]
fn localhost_is_this_machine_by_both_of_its_addresses() {
    for address in ["127.0.0.1:0", "[::1]:0"] {
        let Ok(listener) = std::net::TcpListener::bind(address) else {
            assert!(address.starts_with('['), "every machine has {address}");
            eprintln!("NOT TESTED: this machine has no IPv6");
            continue;
        };
        let port = listener.local_addr().unwrap().port();
        let nothing = |_: &support::server::Request| Script::whole(404, "text/plain", "");
        let server = Server::on(listener, |_| answer("It is 42.", 10, 5, None, 0), nothing);
        let url = format!("http://localhost:{port}");
        let bench = Bench::new(1, &[&provider("up", &url, ""), &model("m", "up"), JUDGES]);
        bench.run(&[], 0);
        assert_eq!((server.count(), bench.outcomes("answered")), (1, 1), "{address}");
    }
}
