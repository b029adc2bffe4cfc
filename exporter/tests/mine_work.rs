//! From histories to shares, labels, what moves, profile, trace, tasks and a router's file, with the program itself.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod mine_home;
mod support;

use std::fs;
use std::path::PathBuf;

use analytics::work::{Kind as Work, Profile};
use exporter::mine::labels::drawing_order;
use exporter::mine::requests;
use exporter::mine::source::{Kind, Places, discover, read_with_texts};
use mine_home::{SECRETS, data, home, json, mine, run_in, stdout};
use serde_json::Value;
use tempfile::TempDir;

/// The same with a second model that nobody lists.
fn home_with_an_unknown_model() -> TempDir {
    let home = home();
    let line = serde_json::json!({"type": "assistant", "uuid": "x", "sessionId": "planted-session-1", "timestamp": "2026-10-20T08:00:00.000Z",
        "message": {"id": "m-x", "model": "our-own-finetune", "content": [], "usage": {"input_tokens": 400, "output_tokens": 100}}});
    fs::write(home.path().join(".claude/projects/-w-PlantedProject/b.jsonl"), format!("{line}\n")).unwrap();
    home
}

fn kind<'a>(shares: &'a Value, name: &str) -> &'a Value {
    shares["kinds"].as_array().unwrap().iter().find(|share| share["kind"] == name).unwrap()
}

#[test]
fn shares_stand_by_requests_tokens_and_money() {
    let (home, folder) = (home(), TempDir::new().unwrap());
    let output = mine(home.path(), folder.path(), &["shares", "--json"]);
    let shares = json(&output);
    // By hand: 1,000 × $5 + 200 × $6.25 + 10,000 × $0.50 + 500 × $25 a million is $0.02375; 56 calls.
    assert_eq!(shares["usd"], 1.33);
    assert_eq!(kind(&shares, "debugging")["usd"], 0.57);
    assert_eq!((&shares["tokens_without_price"], &shares["models_without_price"]), (&Value::from(0), &Value::from(0)));
    // Two requests of one kind are not named.
    assert_eq!(kind(&shares, "other")["requests"], 2);
    assert!(!shares.to_string().contains("web-research"));
    let text = stdout(&mine(home.path(), folder.path(), &["shares"]));
    assert!(text.contains("$1.33 at listed prices") && text.contains("of money"), "{text}");
    let unknown = mine(home_with_an_unknown_model().path(), folder.path(), &["shares", "--json"]);
    assert_eq!(json(&unknown)["tokens_without_price"], 500);
    assert!(
        String::from_utf8_lossy(&unknown.stderr)
            .contains("no price is known of \"our-own-finetune\": 1 calls, 500 tokens")
    );
    assert!(!String::from_utf8_lossy(&unknown.stdout).contains("finetune"));
}

#[test]
fn labels_correct_shares_and_hold_no_text() {
    let (home, folder) = (home(), TempDir::new().unwrap());
    let places = Places { home: home.path().to_owned(), ..Places::default() };
    let history = read_with_texts(&discover(&places, &Kind::ALL));
    let (all, _) = requests(&history);
    // The person's word: what the rules call debugging is half of it planning.
    let mut lines = vec!["zebra".to_owned(), "4".to_owned(), "u".to_owned()];
    for at in drawing_order(&history, &all, 0).into_iter().take(20) {
        let text = &history.texts[all[at].prompt];
        let even = text.trim_end_matches(')').ends_with(['0', '2', '4', '6', '8']);
        let word = if text.starts_with("Fix") && even { "planning" } else { all[at].kind.slug() };
        lines.push(word.to_owned());
    }
    let home_text = home.path().to_str().unwrap();
    let arguments = ["mine", "label", "--home", home_text, "--labels", "labels.jsonl", "--sample", "20"];
    let output = run_in(folder.path(), &arguments, &(lines.join("\n") + "\n"));
    assert!(stdout(&output).contains("1 of 20"));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("zebra") && said.contains("20 of 20"), "{said}");
    let labels = fs::read_to_string(folder.path().join("labels.jsonl")).unwrap();
    assert_eq!(labels.lines().count(), 22, "each label, and one taken back, on a line of its own");
    assert!(!SECRETS.iter().any(|secret| labels.contains(secret)) && !labels.contains("login"));
    // A second start finds nothing left to ask.
    let again = run_in(folder.path(), &arguments, "");
    assert!(String::from_utf8_lossy(&again.stderr).contains("0 labels now; 20 of 20"));
    let shares = json(&mine(home.path(), folder.path(), &["shares", "--json", "--labels", "labels.jsonl"]));
    let by_person = &shares["by_person"];
    assert_eq!(by_person["labelled"], 20);
    let kappa = by_person["kappa"].as_f64().unwrap();
    assert!((0.3..0.95).contains(&kappa), "{kappa}");
    let row = by_person["of_requests"].as_array().unwrap().iter().find(|row| row["kind"] == "debugging").unwrap();
    let of = |name: &str| row[name].as_f64().unwrap();
    // 12 of 28 by the rules, 6 by the person.
    assert!((of("by_rules") - 12.0 / 28.0).abs() < 1e-3);
    assert!(of("low") <= 6.0 / 28.0 && of("high") >= 6.0 / 28.0 && of("corrected") < of("by_rules"), "{row}");
    fs::write(folder.path().join("labels.jsonl"), "{\"prompt\": 1}\n").unwrap();
    let broken = mine(home.path(), folder.path(), &["shares", "--labels", "labels.jsonl"]);
    assert_eq!(broken.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&broken.stderr).contains("labels.jsonl:1: no label"));
}

#[test]
fn what_moves_adds_up_and_says_what_blocks() {
    let (home, folder) = (home(), TempDir::new().unwrap());
    let moves = json(&mine(home.path(), folder.path(), &["moves", "--json"]));
    let sum = |name: &str| -> f64 {
        moves["places"].as_object().unwrap().values().map(|of| of[name].as_f64().unwrap()).sum()
    };
    assert!((sum("requests") - 28.0).abs() < 1e-9 && (sum("usd") - 1.33).abs() < 1e-6, "{moves}");
    assert!((sum("tokens") - 56.0 * 11_700.0).abs() < 1e-6);
    // Twenty seconds from each prompt to its last response.
    assert!((sum("waited_h") - 28.0 * 20.0 / 3600.0).abs() < 1e-9, "{moves}");
    let blocks = moves["blocks"].as_array().unwrap();
    let no_task = blocks.iter().find(|block| block["block"] == "no-task").unwrap();
    assert_eq!(no_task["amounts"]["requests"], 8.0);
    // A threshold that every score reaches, and none.
    let at = |enough: &str| json(&mine(home.path(), folder.path(), &["moves", "--json", "--enough", enough]));
    let text = stdout(&mine(home.path(), folder.path(), &["moves"]));
    assert!(text.contains("no task measures this kind of work"), "{text}");
    assert!(at("0")["places"]["local"]["requests"].as_f64() >= at("2")["places"]["local"]["requests"].as_f64());
    let wrong = mine(home.path(), folder.path(), &["moves", "--model", "no-such-model"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("gpt-oss-120b"));
}

#[test]
fn a_profile_fits_its_schema_and_decides() {
    let (home, folder) = (home(), TempDir::new().unwrap());
    let output = mine(home.path(), folder.path(), &["profile", "--output", "work.json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = fs::read_to_string(folder.path().join("work.json")).unwrap();
    let profile = Profile::from_json(&text).unwrap();
    assert_eq!((profile.prompts, profile.requests, profile.days), (28, 56, 14));
    assert_eq!(
        [profile.per_request.fresh, profile.per_request.write_5m, profile.per_request.read],
        [1000.0, 200.0, 10_000.0]
    );
    assert!((profile.requests_per_month - 56.0 / 14.0 * 30.4375).abs() < 0.01);
    assert_eq!((profile.context_end.p50, profile.context_end.max), (11_700, 11_700));
    assert_eq!(profile.usd_per_month, Some(2.89));
    assert!((profile.cache.read_share - 10_000.0 / 11_200.0).abs() < 1e-5);
    assert!(profile.kinds.iter().all(|kind| kind.prompts >= 5 || kind.kind == "other"));
    let schema: Value =
        serde_json::from_str(&fs::read_to_string(data().join("schema/work-profile-v1.schema.json")).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    assert!(validator.is_valid(&serde_json::from_str(&text).unwrap()));
    // Never over another file.
    assert_eq!(mine(home.path(), folder.path(), &["profile", "--output", "work.json"]).status.code(), Some(2));
    // Outside of the repository: the catalogue is in the program.
    let decided = run_in(folder.path(), &["decide", "--mine", "work.json", "--json"], "");
    let said = String::from_utf8_lossy(&decided.stderr).into_owned();
    assert!(said.contains("122 requests to models in an average month"), "{said}");
    let link = json(&decided)["link"].as_str().unwrap().to_owned();
    assert!(link.contains("c=11700") && link.contains("o=4.27350"), "{link}");
    fs::write(folder.path().join("bad.json"), text.replace("\"fresh\": 1000.0", "\"fresh\": -1.0")).unwrap();
    let bad = run_in(folder.path(), &["decide", "--mine", "bad.json"], "");
    assert_eq!(bad.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&bad.stderr).contains("per_request.fresh is -1"));
}

#[test]
fn a_trace_holds_moments_and_counts_in_the_published_shape() {
    let (home, folder) = (home(), TempDir::new().unwrap());
    let text = stdout(&mine(home.path(), folder.path(), &["trace"]));
    let rows: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows.len(), 56);
    let mut before = 0;
    for row in &rows {
        let number = |name: &str| row[name].as_u64().unwrap();
        assert_eq!(row.as_object().unwrap().len(), 4);
        assert_eq!((number("input_length"), number("output_length")), (11_200, 500));
        // ceil(input / 512) ids, as the readers of this form check.
        assert_eq!(row["hash_ids"].as_array().unwrap().len() as u64, number("input_length").div_ceil(512));
        assert!(number("timestamp") >= before);
        before = number("timestamp");
    }
    assert_eq!(rows[0]["timestamp"], 0);
    // The second call of a request read 10,000 tokens: nineteen whole blocks are those of the first.
    let (one, other) = (rows[0]["hash_ids"].as_array().unwrap(), rows[1]["hash_ids"].as_array().unwrap());
    assert_eq!(one.iter().zip(other).take_while(|(one, other)| one == other).count(), 10_000 / 512);
    let weka = stdout(&mine(home.path(), folder.path(), &["trace", "--form", "weka"]));
    let sessions: Vec<Value> = weka.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(sessions.len(), 5);
    for session in &sessions {
        assert_eq!((&session["block_size"], &session["hash_id_scope"]), (&Value::from(64), &Value::from("local")));
        for request in session["requests"].as_array().unwrap() {
            let ids = request["hash_ids"].as_array().unwrap();
            assert_eq!(ids.len() as u64, request["in"].as_u64().unwrap() / 64);
            assert!(ids.iter().all(|id| id.as_u64().unwrap() >= 1));
        }
        assert_eq!(session["requests"][0]["t"], 0.0);
    }
}

#[test]
fn tasks_are_written_where_a_person_says_so_and_redacted() {
    let (home, folder) = (home(), TempDir::new().unwrap());
    let counted = stdout(&mine(home.path(), folder.path(), &["tasks"]));
    assert!(counted.contains("debugging") && !counted.contains("login"), "{counted}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    fs::create_dir(folder.path().join("drafts")).unwrap();
    let home_text = home.path().to_str().unwrap();
    let arguments = ["mine", "tasks", "--home", home_text, "--write", "drafts"];
    let output = run_in(folder.path(), &arguments, "y\nn\n");
    let shown = stdout(&output);
    assert!(shown.contains("asked 12 times") && shown.contains("taken out"), "{shown}");
    let files: Vec<PathBuf> =
        fs::read_dir(folder.path().join("drafts")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 1);
    let text = fs::read_to_string(&files[0]).unwrap();
    assert!(text.contains("category = \"debugging\"") && text.contains("Fix the login test"), "{text}");
    assert!(!SECRETS.iter().any(|secret| text.contains(secret)), "{text}");
    // `tasks check` reads it, and names what the author has still to fill in.
    let check = run_in(folder.path(), &["tasks", "check", "drafts"], "");
    assert_eq!(check.status.code(), Some(4), "{}", String::from_utf8_lossy(&check.stderr));
    let all = run_in(folder.path(), &["mine", "tasks", "--home", home_text, "--write", "drafts", "--approve-all"], "");
    assert!(all.status.success());
    for entry in fs::read_dir(folder.path().join("drafts")).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        assert!(!SECRETS.iter().any(|secret| text.contains(secret)), "{text}");
    }
}

#[test]
fn a_router_file_sends_what_is_not_measured_to_the_cloud() {
    let (home, folder) = (home(), TempDir::new().unwrap());
    let route = |enough: &str, format: &str| {
        stdout(&mine(
            home.path(),
            folder.path(),
            &["route", "--format", format, "--cloud-model", "anthropic/claude-opus-4.5", "--enough", enough],
        ))
    };
    let text = route("1.3", "litellm");
    assert!(text.contains("# commit-message") && text.contains("cloud (not enough data)"), "{text}");
    // A kind of two requests is not named.
    assert!(!text.contains("web-research"), "{text}");
    for format in ["opencode", "codex"] {
        assert!(route("1.3", format).contains("127.0.0.1:8080"));
    }
    assert!(route("2", "litellm").contains("SIMPLE: cloud"));
    assert_eq!(Work::ALL.len(), 14);
}

#[test]
fn a_month_under_the_routers_file_adds_up() {
    let (home, folder) = (home(), TempDir::new().unwrap());
    stdout(&mine(home.path(), folder.path(), &["profile", "--output", "work.json"]));
    let simulate = |more: &[&str]| {
        let mut all = vec!["mine", "route", "simulate", "--mine", "work.json", "--json", "--enough", "0"];
        all.extend(more);
        json(&run_in(folder.path(), &all, ""))
    };
    let profile = Profile::from_json(&fs::read_to_string(folder.path().join("work.json")).unwrap()).unwrap();
    let all = simulate(&[]);
    let number = |of: &Value, pointer: &str| of.pointer(pointer).unwrap().as_f64().unwrap();
    let near = |one: f64, other: f64| (one - other).abs() <= 1e-3 * other.abs().max(1.0);
    assert!(near(number(&all, "/usd_per_month_as_it_was"), profile.usd_per_month.unwrap()), "{all}");
    assert!(near(number(&all, "/all/requests"), profile.prompts_per_month), "{all}");
    // From 0 points on everything that a task measures moves: 20 of 28 requests of equal tokens; the rest has no task.
    assert!(near(number(&all, "/local/requests") / number(&all, "/all/requests"), 20.0 / 28.0), "{all}");
    let part = number(&all, "/usd_per_month_under_the_file") / number(&all, "/usd_per_month_as_it_was");
    assert!(near(part, 8.0 / 28.0), "{all}");
    // Without hours of the machine nothing moves, and that is what blocks it.
    let none = simulate(&["--hours", "0"]);
    assert_eq!(number(&none, "/local/requests"), 0.0);
    assert!(none["blocks"].as_array().unwrap().iter().any(|block| block["block"] == "no-capacity"), "{none}");
    let text = stdout(&run_in(folder.path(), &["mine", "route", "simulate", "--mine", "work.json"], ""));
    assert!(text.contains("moves to the machine") && text.contains("in place of $"), "{text}");
    // What is no profile is named with the place of its fault.
    fs::write(folder.path().join("bad.json"), "{\"format\": 1").unwrap();
    let bad = run_in(folder.path(), &["mine", "route", "simulate", "--mine", "bad.json"], "");
    let said = String::from_utf8_lossy(&bad.stderr).into_owned();
    assert!(bad.status.code() == Some(2) && said.contains("bad.json") && said.contains("line 1"), "{said}");
    assert_eq!(run_in(folder.path(), &["mine", "route"], "").status.code(), Some(2));
}

#[test]
fn projects_are_numbered_and_rare_ones_stand_together() {
    let (home, folder) = (home(), TempDir::new().unwrap());
    let line = |number: u32| {
        serde_json::json!({"type": "user", "uuid": format!("rare{number}"), "sessionId": "rare", "timestamp": "2026-10-20T08:00:00.000Z",
            "cwd": "/w/rare", "message": {"role": "user", "content": "Fix this"}})
        .to_string()
    };
    let lines: Vec<String> = (0..4).map(line).collect();
    fs::write(home.path().join(".claude/projects/-w-PlantedProject/rare.jsonl"), lines.join("\n")).unwrap();
    let shares = |more: &[&str]| {
        let mut all = vec!["shares", "--json", "--projects"];
        all.extend(more);
        json(&mine(home.path(), folder.path(), &all))["projects"].clone()
    };
    let numbered = shares(&[]);
    let row = |at: usize| (numbered[at]["project"].as_str().unwrap(), numbered[at]["requests"].as_u64().unwrap());
    assert_eq!((row(0), row(1), numbered.as_array().unwrap().len()), (("project 1", 28), ("other", 4), 2));
    assert_eq!(numbered[0]["share_of_tokens"], 1.0);
    let named = shares(&["--names"]);
    assert_eq!(named[0]["project"], "/w/PlantedProject");
    assert!(!named.to_string().contains("rare"), "{named}");
}

#[test]
fn a_model_on_this_machine_labels_by_the_rubric_and_no_other_is_asked() {
    use support::server::{Script, Server};

    let (home, folder) = (home(), TempDir::new().unwrap());
    // It calls everything debugging but the commit messages, and once it rambles.
    let server = Server::start(|request| {
        let text = request.body["messages"][1]["content"].as_str().unwrap();
        let word = match text {
            text if text.contains("commit message") => "commit-message",
            text if text.starts_with("Search") => "planning or debugging",
            _ => "<think>hm</think> debugging",
        };
        let body = serde_json::json!({"choices": [{"message": {"role": "assistant", "content": word}}]});
        Script::whole(200, "application/json", body.to_string())
    });
    let url = format!("{}/v1", server.url);
    let label = |url: &str| {
        let arguments = ["label", "--labels", "labels.jsonl", "--sample", "28", "--model", "own", "--url", url];
        mine(home.path(), folder.path(), &arguments)
    };
    let output = label(&url);
    let said = stdout(&output);
    // 18 of the 26 that got a word agree with the rules, all but the eight that the rules call refactoring.
    assert!(said.contains("κ of own with the rules: 0.") && said.contains("over 26 requests"), "{said}");
    assert!(said.contains("with you: 0 labelled by both"), "{said}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("26 labels by own now, 2 answers that name no kind"));
    assert_eq!(server.count(), 28);
    let body = &server.requests()[0].body;
    assert!(body["temperature"] == 0 && body["messages"][0]["content"].as_str().unwrap().contains("web-research: "));
    let labels = fs::read_to_string(folder.path().join("labels.jsonl")).unwrap();
    assert!(labels.lines().count() == 26 && labels.contains("model:own"));
    assert!(!SECRETS.iter().any(|secret| labels.contains(secret)));
    // A second start asks only for what is open, and shares are corrected by a person's word alone.
    label(&url);
    assert_eq!(server.count(), 30);
    let shares = json(&mine(home.path(), folder.path(), &["shares", "--json", "--labels", "labels.jsonl"]));
    assert!(shares.get("by_person").is_none(), "{shares}");
    let elsewhere = label("http://192.0.2.1:8080/v1");
    assert_eq!(elsewhere.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&elsewhere.stderr).contains("is not on this machine"));
}
