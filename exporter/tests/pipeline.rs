//! The whole way over real HTTP: 30 tasks, two judges, snapshot, check; and again without a call.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use std::fs;
use std::path::Path;

use support::program::{KEY, exporter};
use support::server::Server;
use support::streams::{model_or_judge, ollama, openai};
use support::suite;

/// Two models and two judges on one server.
fn config(kind: &str, url: &str) -> String {
    let model = |id: &str| {
        format!("[[models]]\nid = \"{id}\"\nprovider = \"server\"\nprovider_model = \"{id}\"\nfamily = \"{id}\"\n")
    };
    let judge = |id: &str| {
        format!("[[judges]]\nid = \"{id}\"\nprovider = \"server\"\nprovider_model = \"{id}\"\nfamily = \"{id}\"\n")
    };
    format!(
        "[run]\ntemperature = 0.0\nseed = 1\n[[providers]]\nid = \"server\"\nkind = \"{kind}\"\nbase_url = \"{url}\"\napi_key_env = \"TEST_KEY\"\nconcurrency = 4\nbackoff_ms = 1\n{}{}{}{}",
        model("model-a"),
        model("model-b"),
        judge("judge-a"),
        judge("judge-b")
    )
}

fn whole_way(kind: &str, server: &Server) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let base = if kind == "ollama" { server.url.clone() } else { format!("{}/v1", server.url) };
    fs::write(path.join("lim.toml"), config(kind, &base)).unwrap();
    let tasks = suite::thirty();
    let tasks = tasks.to_str().unwrap();
    let plan = ["--config", "lim.toml", "--tasks", tasks, "--database", "db/x.sqlite"];
    let with = |phase: &'static str| [vec![phase], plan.to_vec()].concat();

    let ran = exporter(path, &with("run")).expect(0);
    assert!(ran.stderr.contains("60 cases, 60 answered"), "{}", ran.stderr);
    assert_eq!(ran.stdout, "", "stdout is for data");
    assert_eq!(server.count(), 60);
    let again = exporter(path, &with("run")).expect(0);
    assert!(again.stderr.contains("Nothing to do"), "{}", again.stderr);
    assert_eq!(server.count(), 60, "a finished plan makes no calls");

    exporter(path, &["judge", "--database", "db/x.sqlite"]).expect(0);
    assert_eq!(server.count(), 60 + 120);
    let again = exporter(path, &with("judge")).expect(0);
    assert!(again.stderr.contains("Nothing to judge"), "{}", again.stderr);
    assert_eq!(server.count(), 60 + 120, "judged answers are not judged again");
    assert!(server.requests().iter().all(|request| request.authorization.as_deref() == Some(&format!("Bearer {KEY}"))));

    let export = |out: &str, more: &[&str]| {
        exporter(
            path,
            &[&["export", "--database", "db/x.sqlite", "--out", out, "--id", "run-1", "--title", "A run"], more]
                .concat(),
        )
        .expect(0)
    };
    export("one", &[]);
    export("two", &[]);
    let (one, two) = (files(&path.join("one")), files(&path.join("two")));
    assert_eq!(one.len(), 32, "summary, 30 details, index");
    assert!(one == two, "the same rows give the same bytes");
    let kept = export("one", &["--if-changed"]);
    assert!(
        kept.stderr.contains("same results as the snapshot of 20") && kept.stderr.contains("kept"),
        "{}",
        kept.stderr
    );

    // `cargo xtask test` builds a site from these and looks at it in a browser.
    if let Some(folder) = std::env::var_os("LIM_HTTP_SNAPSHOTS") {
        let (id, title) = (format!("over-http-{kind}"), format!("Test over HTTP, {kind}"));
        let folder = folder.to_str().unwrap();
        let arguments = ["export", "--database", "db/x.sqlite", "--out", folder, "--id", &id, "--title", &title];
        exporter(path, &arguments).expect(0);
    }

    let checked = exporter(path, &["check", "one"]).expect(0);
    assert_eq!(checked.stdout.lines().count(), 1, "{}", checked.stdout);
    exporter(path, &["check", "one/run-1"]).expect(0);
    exporter(path, &["check", "one/index.json"]).expect(0);
    let detail = one.keys().find(|name| name.contains("tasks/")).unwrap();
    fs::write(path.join("one").join(detail), "{}").unwrap();
    let faulty = exporter(path, &["check", "one"]).expect(4);
    assert!(faulty.stdout.contains("run-1"), "{}", faulty.stdout);

    let status = exporter(path, &["status", "--database", "db/x.sqlite", "--json"]).expect(0);
    let status: serde_json::Value = serde_json::from_str(&status.stdout).unwrap();
    assert_eq!(status["scored"], 60);
    assert_eq!(status["judges"][1]["verdicts"], 60);
    for (name, bytes) in files(path) {
        assert!(!contains(&bytes, KEY.as_bytes()), "the key stands in {name}");
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn files(folder: &Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    let mut found = std::collections::BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                found.insert(name, fs::read(path).unwrap());
            }
        }
    }
    found
}

#[test]
fn thirty_tasks_over_openai_format() {
    let server = Server::start(|request| {
        assert_eq!(request.path, "/v1/chat/completions");
        openai(request.model(), &format!("{} {KEY}", model_or_judge(request)), 1)
    });
    whole_way("openai-compatible", &server);
}

#[test]
fn thirty_tasks_over_ollama_format() {
    let server = Server::start(|request| ollama(request.model(), &model_or_judge(request), 1));
    whole_way("ollama", &server);
}
