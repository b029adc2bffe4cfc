//! OpenCode, LiteLLM and OpenRouter: the documented shapes with every trap, made here.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::Path;

use analytics::work::{TokenCounts, Tool};
use exporter::mine::source::{Found, Kind, Places, discover, kind_of, read};
use exporter::mine::{History, requests};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions};
use tempfile::TempDir;

fn history(home: &Path) -> History {
    let places = Places { home: home.to_owned(), ..Places::default() };
    read(&discover(&places, &Kind::ALL))
}

fn file(name: &str, text: &str) -> (TempDir, History) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    let kind = kind_of(&path).unwrap();
    let history = read(&[Found { kind, files: vec![path], notes: Vec::new() }]);
    (folder, history)
}

/// Input, output, cache write, cache read, total: the order of the worked cases.
fn printed(history: &History) -> [u64; 5] {
    let mut total = TokenCounts::default();
    history.calls.iter().for_each(|call| total.add(&call.tokens));
    [total.fresh, total.output, total.cache_write_5m, total.cache_read, total.total()]
}

/// Writes a database. With `open`, it is left as a program leaves it that still runs: rows in the log, none in the file.
fn database(path: &Path, statements: &[String], open: bool) -> Option<(tokio::runtime::Runtime, sqlx::SqlitePool)> {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mode = if open { SqliteJournalMode::Wal } else { SqliteJournalMode::Delete };
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(true).journal_mode(mode);
    let pool = runtime.block_on(async {
        let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await.unwrap();
        for statement in statements {
            sqlx::query(sqlx::AssertSqlSafe(statement.clone())).execute(&pool).await.unwrap();
        }
        pool
    });
    if open {
        return Some((runtime, pool));
    }
    runtime.block_on(pool.close());
    None
}

fn data() -> std::path::PathBuf {
    Path::new(".local/share/opencode").to_owned()
}

const ASSISTANT: &str = r#"{"role":"assistant","parentID":"msg_u1","providerID":"p","modelID":"m","path":{"cwd":"/w/app"},"cost":0.02,"tokens":{"input":100,"output":150,"reasoning":50,"cache":{"read":1000,"write":450}},"time":{"created":1790000001000,"completed":1790000005000}}"#;

/// A session with one request, a fork of it, and a subagent.
fn v1() -> Vec<String> {
    let mut all = vec![
        "CREATE TABLE session (id TEXT, project_id TEXT, parent_id TEXT, directory TEXT, title TEXT)".to_owned(),
        "CREATE TABLE message (id TEXT, session_id TEXT, time_created INTEGER, data TEXT)".to_owned(),
        "CREATE TABLE part (id TEXT, message_id TEXT, session_id TEXT, data TEXT)".to_owned(),
        "INSERT INTO session VALUES ('s1','p',NULL,'/w/app','t'),('s2','p',NULL,'/w/app','fork'),('s3','p','s1','/w/app','sub')".to_owned(),
    ];
    let mut message = |id: &str, session: &str, at: u64, data: &str| {
        all.push(format!("INSERT INTO message VALUES ('{id}','{session}',{at},'{data}')"));
    };
    let user = r#"{"role":"user","time":{"created":1790000000000},"model":{"providerID":"p","modelID":"m"}}"#;
    message("u1", "s1", 1_790_000_000_000, user);
    message("a1", "s1", 1_790_000_001_000, ASSISTANT);
    message("u1f", "s2", 1_790_000_000_000, user);
    message("a1f", "s2", 1_790_000_001_000, ASSISTANT);
    // A subagent's prompt is the agent's, its tokens are the request's.
    message("u3", "s3", 1_790_000_002_000, &user.replace("1790000000000", "1790000002000"));
    message(
        "a3",
        "s3",
        1_790_000_003_000,
        &ASSISTANT.replace("1790000001000", "1790000003000").replace("\"m\"", "\"small\""),
    );
    message("x", "s1", 1_790_000_004_000, "no JSON");
    for (message, session) in [("u1", "s1"), ("u1f", "s2")] {
        for (part, data) in [
            r#"{"type":"text","text":"Fix the login test"}"#,
            r#"{"type":"text","text":"<file contents>","synthetic":true}"#,
            r#"{"type":"text","text":"left out","ignored":true}"#,
        ]
        .into_iter()
        .enumerate()
        {
            all.push(format!("INSERT INTO part VALUES ('{message}{part}','{message}','{session}','{data}')"));
        }
    }
    for (message, part) in [
        (
            "a1",
            r#"{"type":"tool","callID":"c1","tool":"edit","state":{"status":"completed","input":{"filePath":"/w/app/a.py"},"output":"ok"}}"#,
        ),
        (
            "a1",
            r#"{"type":"step-finish","cost":0.02,"tokens":{"input":100,"output":150,"reasoning":50,"cache":{"read":1000,"write":450}}}"#,
        ),
        ("u3", r#"{"type":"text","text":"Look for the test"}"#),
    ] {
        all.push(format!("INSERT INTO part VALUES ('p','{message}','s1','{part}')"));
    }
    all
}

#[test]
fn a_fork_and_a_step_add_nothing_and_a_subagent_belongs_to_its_request() {
    let home = TempDir::new().unwrap();
    database(&home.path().join(data()).join("opencode.db"), &v1(), false);
    let history = history(home.path());
    // O1 (100, 200, 450, 1000, 1750) twice: the request's own call and the subagent's.
    assert_eq!(printed(&history), [200, 400, 900, 2000, 3500]);
    let (requests, without) = requests(&history);
    assert_eq!((requests.len(), without.is_empty()), (1, true));
    assert_eq!((requests[0].calls, requests[0].changed_files, requests[0].models.len()), (2, 1, 2));
    assert_eq!(history.tools[0].tool, Tool::Edit);
    assert_eq!(history.sources[0].1.unreadable, 1);
}

#[test]
fn rows_that_are_only_in_the_log_are_read_and_nothing_is_written_beside_it() {
    let home = TempDir::new().unwrap();
    let path = home.path().join(data()).join("opencode.db");
    let open = database(&path, &v1(), true);
    assert!(fs::metadata(path.with_extension("db-wal")).unwrap().len() > 0);
    let listed = |folder: &Path| {
        let mut all: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| {
                let entry = entry.unwrap();
                (entry.path(), fs::read(entry.path()).unwrap())
            })
            .collect();
        all.sort();
        all
    };
    let before = listed(path.parent().unwrap());
    assert_eq!(printed(&history(home.path())), [200, 400, 900, 2000, 3500]);
    assert!(before == listed(path.parent().unwrap()), "files beside the database changed");
    drop(open);
}

#[test]
fn the_second_version_goes_before_stale_tables_of_the_first() {
    let home = TempDir::new().unwrap();
    let mut statements = v1();
    statements
        .push("CREATE TABLE session_message (id TEXT, session_id TEXT, type TEXT, seq INTEGER, data TEXT)".to_owned());
    let mut row = |kind: &str, seq: u32, data: &str| {
        statements.push(format!("INSERT INTO session_message VALUES ('n{seq}','s1','{kind}',{seq},'{data}')"));
    };
    // The same two messages as in the older tables, and one more exchange.
    row("user", 1, r#"{"time":{"created":1790000000000},"text":"Fix the login test"}"#);
    row("assistant", 2, &ASSISTANT.replace("\"modelID\":\"m\"", "\"model\":{\"id\":\"m\",\"providerID\":\"p\"}"));
    row("user", 3, r#"{"time":{"created":1790000010000},"content":[{"type":"text","text":"Now write the docs"}]}"#);
    row(
        "assistant",
        4,
        r#"{"model":{"id":"m","providerID":"p"},"content":[{"type":"tool","id":"c9","name":"bash","state":{"input":{"command":"cargo test"}}}],"tokens":{"total":60,"input":10,"output":50,"reasoning":20,"cache":{"read":0,"write":0}},"time":{"created":1790000011000}}"#,
    );
    row("compaction", 5, r#"{"time":{"created":1790000012000},"text":"summary"}"#);
    database(&home.path().join(data()).join("opencode.db"), &statements, false);
    let history = history(home.path());
    // The total says that reasoning is within the output here.
    assert_eq!(printed(&history), [210, 450, 900, 2000, 3560]);
    assert_eq!(history.prompts.len(), 2);
    assert!(history.tools.iter().any(|tool| tool.tool == Tool::Test));
}

#[test]
fn older_files_are_read_and_add_nothing_beside_the_database() {
    let home = TempDir::new().unwrap();
    let storage = home.path().join(data()).join("storage");
    let write = |path: &str, text: &str| {
        let path = storage.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("session/proj/s1.json", r#"{"id":"s1","projectID":"proj","directory":"/w/app"}"#);
    write("session/proj/s3.json", r#"{"id":"s3","projectID":"proj","parentID":"s1","directory":"/w/app"}"#);
    write("message/s1/u1.json", r#"{"id":"u1","sessionID":"s1","role":"user","time":{"created":1790000000000}}"#);
    write("message/s1/a1.json", &ASSISTANT.replacen('{', r#"{"id":"a1","sessionID":"s1","#, 1));
    write("message/s1/broken.json", "{\"role\":");
    write("message/s3/u3.json", r#"{"id":"u3","sessionID":"s3","role":"user","time":{"created":1790000002000}}"#);
    write("part/u1/p1.json", r#"{"id":"p1","type":"text","text":"Fix the login test"}"#);
    write("part/u3/p1.json", r#"{"id":"p1","type":"text","text":"Look for the test"}"#);
    write(
        "part/a1/p1.json",
        r#"{"id":"p1","type":"tool","callID":"c1","tool":"edit","state":{"input":{"filePath":"a.py"}}}"#,
    );
    let alone = history(home.path());
    assert_eq!(printed(&alone), [100, 200, 450, 1000, 1750]);
    assert_eq!((alone.prompts.len(), alone.tools.len(), alone.sources[0].1.unreadable), (1, 1, 1));
    assert_eq!(alone.projects.get(alone.prompts[0].project.unwrap()), Some("/w/app"));
    database(&home.path().join(data()).join("opencode.db"), &v1(), false);
    let both = history(home.path());
    assert_eq!((printed(&both), both.prompts.len()), ([200, 400, 900, 2000, 3500], 1));
}

#[test]
fn a_database_of_another_program_is_named() {
    let home = TempDir::new().unwrap();
    database(&home.path().join(data()).join("opencode.db"), &["CREATE TABLE t (a)".to_owned()], false);
    fs::write(home.path().join(data()).join("opencode-dev.db"), "no database").unwrap();
    let notes = history(home.path()).sources[0].1.notes.join("\n");
    assert!(notes.contains("no messages of OpenCode") && notes.contains("opencode-dev.db"), "{notes}");
}

const ROWS: &str = r#"[
 {"request_id":"r1","call_type":"acompletion","session_id":"s1","model":"claude-x","prompt_tokens":1500,"completion_tokens":200,"total_tokens":1700,"startTime":"2026-10-02T08:00:00Z","status":"success","cache_hit":"False","spend":0.01,"metadata":{"usage_object":{"cache_read_input_tokens":1000,"cache_creation_input_tokens":400}},"messages":[{"role":"system","content":"x"},{"role":"user","content":"Fix the login test"}]},
 {"request_id":"r1","call_type":"acompletion","session_id":"s1","model":"claude-x","prompt_tokens":1500,"completion_tokens":200,"startTime":"2026-10-02T08:00:00Z","metadata":{"usage_object":{"cache_read_input_tokens":1000,"cache_creation_input_tokens":400}},"messages":{}},
 {"request_id":"r2","call_type":"acompletion","session_id":"s1","model":"gpt-x","prompt_tokens":1000,"completion_tokens":100,"startTime":"2026-10-02 08:00:05+00","metadata":"{\"usage_object\":{\"prompt_tokens_details\":{\"cached_tokens\":600}}}","messages":[{"role":"user","content":"Fix the login test"},{"role":"assistant","content":""},{"role":"tool","content":"ok"}]},
 {"request_id":"r3","call_type":"aembedding","model":"e","prompt_tokens":900,"completion_tokens":0,"startTime":"2026-10-02T08:00:06Z"},
 {"request_id":"r4","call_type":"acompletion","model":"gpt-x","prompt_tokens":50,"completion_tokens":5,"cache_hit":"True","startTime":"2026-10-02T08:00:07Z"},
 {"request_id":"r5","call_type":"acompletion","model":"gpt-x","prompt_tokens":50,"completion_tokens":0,"status":"failure","startTime":"2026-10-02T08:00:08Z"},
 "no row"
]"#;

#[test]
fn a_spend_log_of_litellm_is_read_in_every_form() {
    let rows: Vec<serde_json::Value> = serde_json::from_str(ROWS).unwrap();
    let lines: Vec<String> = rows.iter().map(ToString::to_string).collect();
    let wrapped = serde_json::json!({ "data": rows }).to_string();
    let pretty = serde_json::to_string_pretty(&serde_json::json!({ "data": rows })).unwrap();
    for (name, text) in
        [("a.json", ROWS), ("a.jsonl", &lines[..6].join("\n")), ("b.json", &wrapped), ("c.json", &pretty)]
    {
        let (_folder, history) = file(name, text);
        assert_eq!(history.sources[0].0, Kind::LiteLlm, "{name}");
        // By hand: 1500 − 1400 + 1000 − 600 fresh; 200 + 100 out; 400 written; 1000 + 600 read.
        assert_eq!(printed(&history), [500, 300, 400, 1600, 2800], "{name}");
        assert_eq!((history.calls.len(), history.prompts.len()), (2, 1), "{name}");
        assert!(history.sources[0].1.notes[0].starts_with("3 rows"), "{:?}", history.sources[0].1.notes);
        assert_eq!(history.sources[0].1.unreadable, u64::from(name != "a.jsonl"), "{name}");
    }
}

#[test]
fn cached_tokens_beside_the_prompt_are_told_from_those_within_it() {
    let csv = "request_id,call_type,session_id,model,prompt_tokens,completion_tokens,startTime,metadata\n\
        r1,acompletion,s1,claude-x,100,200,2026-10-02 08:00:00,\"{\"\"usage_object\"\":{\"\"cache_read_input_tokens\"\":1000}}\"\n\
        r2,acompletion,s1,claude-x,1500,10,2026-10-02 08:00:09,\"{\"\"usage_object\"\":{\"\"cache_read_input_tokens\"\":1000}}\"\n";
    let (_folder, history) = file("log.csv", csv);
    assert_eq!(history.sources[0].0, Kind::LiteLlm);
    assert_eq!(printed(&history), [1600, 210, 0, 2000, 3810]);
    assert!(history.sources[0].1.notes[0].contains("beside the prompt's"));
}

#[test]
fn activity_of_openrouter_counts_generations_once() {
    let csv = "\u{feff}generation_id,created_at,model_permaslug,provider_name,tokens_prompt,tokens_completion,tokens_reasoning,tokens_cached,cost_total\n\
        g1,2026-10-02 08:00:00,openai/gpt-x,P,1000,100,20,600,0.01\n\
        g1,2026-10-02 08:00:00,openai/gpt-x,P,1000,100,20,600,0.01\n\
        g2,2026-10-02 09:00:00,openai/gpt-x,P,500,,0,0,0.01\n\
        g3,2026-10-02 10:00:00,openai/gpt-x,P,0,0,0,0,0\n";
    let (_folder, history) = file("activity.csv", csv);
    assert_eq!(history.sources[0].0, Kind::OpenRouter);
    assert_eq!(printed(&history), [400, 100, 0, 600, 1100]);
    assert_eq!(history.calls[0].tokens.reasoning, 20);
    assert_eq!((history.sources[0].1.unreadable, history.sources[0].1.repeated), (1, 1));
}

#[test]
fn activity_by_day_is_read_and_says_what_it_lacks() {
    let csv = "date,model,model_permaslug,endpoint_id,provider_name,usage,requests,prompt_tokens,completion_tokens,reasoning_tokens\n\
        2026-10-02,openai/gpt-x,openai/gpt-x,e,P,0.5,10,1000,100,0\n\
        2026-10-02,openai/gpt-x,openai/gpt-x,e,P,0.5,10,1000,100,0\n";
    let (folder, one) = file("days.csv", csv);
    assert_eq!(printed(&one), [2000, 200, 0, 0, 2200]);
    assert!(one.sources[0].1.notes.join(" ").contains("one row for each day"));
    // The same export saved twice.
    let other = folder.path().join("again.csv");
    fs::write(&other, csv).unwrap();
    let files = vec![folder.path().join("days.csv"), other];
    let both = read(&[Found { kind: Kind::OpenRouter, files, notes: Vec::new() }]);
    assert_eq!(printed(&both), printed(&one));
}
