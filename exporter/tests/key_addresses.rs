//! Where a key may be sent: never unencrypted to foreign hosts, and not to another service without a word.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use support::bench::{Bench, JUDGES, arguments, model};
use support::program::{KEY, command, exporter};
use support::server::{Script, Server};

fn config(url: &str, variable: &str, more: &str) -> String {
    format!(
        "[[providers]]\nid = \"up\"\nkind = \"openai-compatible\"\nbase_url = \"{url}\"\napi_key_env = \"{variable}\"\n{more}\n{}{JUDGES}",
        model("m", "up")
    )
}

#[test]
fn a_key_goes_over_plain_http_only_within_the_own_network() {
    let url = "http://models.example.com/v1";
    let bench = Bench::new(1, &[&config(url, "TEST_KEY", "")]);
    for phase in ["run", "doctor"] {
        let ended = exporter(bench.path(), &arguments(phase));
        let said = [ended.stdout, ended.stderr].concat();
        assert!(matches!(ended.code, 2 | 4), "{phase}: {said}");
        assert!(said.contains("over plain http to http://models.example.com/v1"), "{phase}: {said}");
        assert!(said.contains("allow_plain_http") && !said.contains(KEY), "{phase}: {said}");
    }
    for (url, more) in [
        ("https://models.example.com/v1", ""),
        (url, "allow_plain_http = true"),
        ("http://192.168.1.20:8080/v1", ""),
        ("http://127.0.0.1:1/v1", ""),
    ] {
        bench.write("lim.toml", &config(url, "TEST_KEY", more));
        exporter(bench.path(), &[&arguments("run")[..], &["--dry-run"]].concat()).expect(0);
    }
    // Without a key nothing is given away.
    bench.write("lim.toml", &config(url, "TEST_KEY", "").replace("api_key_env = \"TEST_KEY\"\n", ""));
    exporter(bench.path(), &[&arguments("run")[..], &["--dry-run"]].concat()).expect(0);
}

#[test]
fn doctor_says_whose_key_it_is_and_sends_it_to_nobody_else() {
    let server = Server::start(|_| Script::whole(200, "application/json", "{\"data\":[]}"));
    for (variable, said) in [
        ("OPENROUTER_API_KEY", "is one of openrouter.ai, and would be sent to 127.0.0.1"),
        ("AWS_SECRET_ACCESS_KEY", "is no key of a service for models, and would be sent to 127.0.0.1"),
    ] {
        let bench = Bench::new(1, &[&config(&server.url, variable, "")]);
        let ended = command(bench.path(), &arguments("doctor")).env(variable, KEY).output().unwrap();
        let shown = String::from_utf8_lossy(&ended.stdout).into_owned();
        assert!(shown.contains(said) && !shown.contains(KEY), "{shown}");
        assert_eq!((server.count(), server.look_ups().len()), (0, 0), "{variable} was sent");
    }
}
