//! Filters narrow a start and never the run; names that users of other runners will try.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use std::fs;

use support::bench::{Bench, arguments, judge, model, provider};
use support::program::{command, exporter};
use support::server::Server;
use support::streams::{model_or_judge, openai};

fn setup(tasks: usize) -> (Server, Bench) {
    let server = Server::start(|request| openai(request.model(), &model_or_judge(request), 0));
    let judges = [judge("judge-a", "up"), judge("judge-b", "up")].concat();
    let bench = Bench::new(
        tasks,
        &[&provider("up", &server.url, "concurrency = 2"), &model("one", "up"), &model("two", "up"), &judges],
    );
    // The second task has a tag and a category of its own.
    let path = bench.path().join("tasks/sum-002.md");
    let text = fs::read_to_string(&path).unwrap();
    let text = text.replace("\"reasoning\"", "\"debugging\"").replace("[\"test\"]", "[\"test\", \"swedish\"]");
    fs::write(path, text).unwrap();
    (server, bench)
}

fn asked(server: &Server) -> Vec<(String, String)> {
    let mut asked: Vec<(String, String)> = server
        .requests()
        .iter()
        .filter(|request| !request.model().starts_with("judge"))
        .map(|request| {
            let prompt = request.body["messages"][0]["content"].as_str().unwrap();
            let number = prompt.rsplit("question ").next().unwrap().trim_end_matches('.').to_owned();
            (request.model().to_owned(), number)
        })
        .collect();
    asked.sort();
    asked
}

#[test]
fn a_filter_narrows_the_start_and_not_the_run() {
    let (server, bench) = setup(4);
    let ran = bench.run(&["--filter", "category:debugging", "--model", "two"], 0);
    assert_eq!(asked(&server), [("two".to_owned(), "2".to_owned())]);
    assert!(ran.stderr.contains("narrowed to 1 of 8 cases"), "{}", ran.stderr);
    let judged = bench.judge(&["--filter", "category:reasoning"], 3);
    assert!(judged.stderr.contains("no answer that judges could mark"), "{}", judged.stderr);
    bench.judge(&["--model", "two"], 0);
    assert_eq!(server.count(), 1 + 2);
    // The same command without filters goes on with the same run, and asks nothing twice.
    bench.run(&[], 0);
    assert_eq!(asked(&server).len(), 8);
    let status = bench.status();
    assert_eq!((status["runs"].as_array().unwrap().len(), &status["runs"][0]["cases"]), (1, &serde_json::json!(8)));
}

#[test]
fn each_kind_of_filter() {
    for (filters, expected) in [
        (&["--filter", "tag:swedish"][..], vec!["2"]),
        (&["--filter", "id:sum-00?", "--filter", "category:reasoning"], vec!["1", "3", "4"]),
        (&["--filter", "sum-003"], vec!["3"]),
        (&["--filter", "id:*-001", "--filter", "id:*-004"], vec!["1", "4"]),
        (&["--limit", "2"], vec!["1", "2"]),
        (&["--limit", "2", "--filter", "category:reasoning"], vec!["1", "3"]),
        (&["--filter", "tag:swedish,id:sum-*"], vec!["2"]),
    ] {
        let (server, bench) = setup(4);
        bench.run(&[filters, &["--model", "o*"]].concat(), 0);
        let asked: Vec<String> = asked(&server).into_iter().map(|(_, number)| number).collect();
        assert_eq!(asked, expected, "{filters:?}");
    }
}

#[test]
fn what_passes_nothing_is_said() {
    let (server, bench) = setup(2);
    for (arguments, expected) in [
        (&["--filter", "category:nonsense"][..], "there is no category"),
        (&["--filter", "colour:red"], "no filter \"colour\""),
        (&["--filter", "tag:none"], "none of 2 tasks passes --filter tag:none"),
        (&["--model", "three"], "the plan holds one, two"),
        (&["--limit", "0"], "0 is not in 1.."),
        (&["-j", "0"], "0 is not in 1..=10000"),
    ] {
        let said = bench.run(arguments, 2).stderr;
        assert!(said.contains(expected), "{expected} is missing in {said}");
    }
    assert_eq!(server.count(), 0);
}

#[test]
fn the_environment_says_the_same() {
    let (server, bench) = setup(4);
    let output = command(bench.path(), &arguments("run"))
        .env("LIM_FILTER", "category:reasoning,category:debugging")
        .env("LIM_LIMIT", "3")
        .env("LIM_MODEL", "one,two")
        .env("LIM_MAX_CONNECTIONS", "1")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(asked(&server).len(), 6);
}

#[test]
fn names_of_other_runners_are_understood() {
    let (_, bench) = setup(2);
    let ran = bench.run(&["--max-connections", "2", "--repeat", "1", "--epochs", "2", "--resume"], 2);
    assert!(ran.stderr.contains("cannot be used multiple times"), "{}", ran.stderr);
    let ran = bench.run(&["--concurrency", "2", "--epochs", "2", "--resume"], 0);
    assert!(ran.stderr.contains("--resume changes nothing"), "{}", ran.stderr);
    assert_eq!(bench.status()["runs"][0]["cases"], 2 * 2 * 2);
    bench.judge(&["--epochs", "2", "-j", "3"], 0);
    for (verb, more) in [("eval", &["--epochs", "2", "--tags", "TEST"][..]), ("score", &["--epochs", "2"])] {
        exporter(bench.path(), &[&arguments(verb)[..], more].concat()).expect(0);
    }
    let said = exporter(bench.path(), &[&arguments("eval")[..], &["--tag", "nothing"]].concat()).expect(2).stderr;
    assert!(said.contains("--filter tag:nothing"), "{said}");
}

#[test]
fn a_key_is_needed_only_for_what_is_chosen() {
    let (server, bench) = setup(2);
    let config = fs::read_to_string(bench.path().join("lim.toml")).unwrap();
    let far = "[[providers]]\nid = \"far\"\nkind = \"openrouter\"\napi_key_env = \"NO_SUCH_KEY\"\n";
    bench.write("lim.toml", &[&config, far, &model("three", "far")].concat());
    bench.run(&["--model", "one"], 0);
    assert_eq!(server.count(), 2);
    let said = bench.run(&[], 2).stderr;
    assert!(said.contains("NO_SUCH_KEY"), "{said}");
}
