//! `.env`: read upward, behind flags and the process's own environment; keys in it work and are never shown.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use std::fs;

use support::bench::{Bench, JUDGES, arguments, model, provider};
use support::program::{command, exporter};
use support::server::Server;
use support::streams::openai;

const HIDDEN: &str = "sk-in-the-file-0123456789";

fn setup() -> (Server, Bench) {
    let server = Server::start(|request| openai(request.model(), "It is 42 by addition.", 0));
    let provider = provider("up", &server.url, "").replace("TEST_KEY", "FILE_KEY");
    let bench = Bench::new(2, &[&provider, &model("m", "up"), JUDGES]);
    (server, bench)
}

#[test]
fn flags_win_over_the_environment_and_that_over_the_file() {
    let (_, bench) = setup();
    let path = bench.path();
    let inner = path.join("a/b");
    fs::create_dir_all(&inner).unwrap();
    bench.write(
        ".env",
        &format!("# settings\nLIM_TASKS=../../tasks\nLIM_REPEATS=4\nLIM_DATABASE='y.sqlite'\nLIM_CONFIG=\"../../lim.toml\"\nLIM_MODEL=m\nexport FILE_KEY={HIDDEN}\n"),
    );
    let cases = |arguments: &[&str], repeats: Option<&str>| {
        let mut command = command(&inner, arguments);
        if let Some(repeats) = repeats {
            command.env("LIM_REPEATS", repeats);
        }
        let output = command.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{said}");
        assert!(!said.contains(HIDDEN), "{said}");
        let status = exporter(&inner, &["status", "--json"]).expect(0).stdout;
        let status: serde_json::Value = serde_json::from_str(&status).unwrap();
        (status["runs"][0]["cases"].as_u64().unwrap(), said)
    };
    let (of_file, said) = cases(&["run"], None);
    assert_eq!(of_file, 8);
    let file = path.canonicalize().unwrap().join(".env");
    assert!(said.contains(&format!("LIM_REPEATS, LIM_TASKS from {}", file.display())), "{said}");
    assert!(said.contains(&format!("FILE_KEY from {}", file.display())), "{said}");
    assert_eq!(cases(&["run"], Some("3")).0, 6);
    assert_eq!(cases(&["run", "--repeats", "2"], Some("3")).0, 4);
    assert!(inner.join("y.sqlite").is_file(), "paths count from the working directory");
}

#[test]
fn a_key_in_the_file_is_sent_and_stands_nowhere_else() {
    let (server, bench) = setup();
    let said = bench.run(&[], 2).stderr;
    assert!(said.contains("FILE_KEY is not set"), "{said}");
    bench.write(".env", &format!("FILE_KEY={HIDDEN}\n"));
    bench.run(&[], 0);
    let expected = format!("Bearer {HIDDEN}");
    assert!(server.requests().iter().all(|request| request.authorization.as_deref() == Some(expected.as_str())));
    let bytes = fs::read(bench.path().join("x.sqlite")).unwrap();
    assert!(!bytes.windows(HIDDEN.len()).any(|window| window == HIDDEN.as_bytes()));
    // The process's own environment goes before.
    let mut command = command(bench.path(), &[&arguments("run")[..], &["--repeats", "2"]].concat());
    assert!(command.env("FILE_KEY", "sk-of-the-process-0123").output().unwrap().status.success());
    assert_eq!(server.requests().last().unwrap().authorization.as_deref(), Some("Bearer sk-of-the-process-0123"));
}

#[test]
fn a_fault_names_file_and_line_and_not_the_text() {
    let (_, bench) = setup();
    bench.write(".env", &format!("LIM_REPEATS=2\n\nFILE_KEY={HIDDEN} and more\n"));
    let said = bench.run(&[], 2).stderr;
    assert!(said.contains(".env:3: this is no NAME=value") && !said.contains(HIDDEN), "{said}");
    assert!(!bench.path().join("x.sqlite").exists());
}

#[test]
fn a_setting_that_is_wrong_is_a_usage_error() {
    let (_, bench) = setup();
    bench.write(".env", "LIM_REPEATS=many\n");
    let said = bench.run(&[], 2).stderr;
    assert!(said.contains("many") && said.contains("--repeats"), "{said}");
}

#[test]
fn switches_and_lists_in_the_file_work_too() {
    let (server, bench) = setup();
    bench.write(".env", &format!("FILE_KEY={HIDDEN}\nLIM_FILTER=id:sum-001,tag:test\nLIM_QUIET=1\nLIM_DRY_RUN=0\n"));
    let ran = bench.run(&[], 0);
    assert_eq!((server.count(), ran.stderr.as_str()), (1, ""));
    bench.write(".env", "LIM_DRY_RUN=yes\n");
    let dry = bench.run(&[], 0);
    assert!(dry.stdout.contains("No call was made."), "{}", dry.stdout);
}

#[test]
fn a_key_in_the_wrong_variable_is_in_no_message() {
    // As OpenRouter and a cloud provider make them.
    for key in [
        "sk-or-v1-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "wJalrXUtnFEMI/K7MDENG+bPxRfiCYzEXAMPLEKEY",
    ] {
        for (name, code) in [
            ("LIM_BUDGET", 2),
            ("LIM_PROGRESS", 2),
            ("LIM_REPEATS", 2),
            ("LIM_LIMIT", 2),
            ("LIM_FILTER", 2),
            ("LIM_QUIET", 0),
        ] {
            // A filter is a word like others: only what looks like a key is taken out of its messages.
            if name == "LIM_FILTER" && !key.starts_with("sk-") {
                continue;
            }
            let (_, bench) = setup();
            bench.write(".env", &format!("FILE_KEY={HIDDEN}\n{name}={key}\n"));
            let ended = bench.run(&[], code);
            let said = [ended.stdout, ended.stderr].concat();
            assert!(!said.contains(&key[..16]) && !said.contains(HIDDEN), "{name}: {said}");
            assert!(code == 0 || said.contains(name) || said.contains("[key removed]"), "{name}: {said}");
        }
    }
}
