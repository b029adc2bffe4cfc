//! A secret in every text of every format, and none in any output.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod mine_home;

use std::fs;
use std::path::Path;

use mine_home::run_in;
use serde_json::Value;
use tempfile::TempDir;

/// What every secret holds.
const MARK: &str = "zqsecret";

/// Keys whose texts decide how a record is read; all other texts get a secret.
const STRUCTURE: [&str; 15] = [
    "type",
    "role",
    "timestamp",
    "time",
    "startTime",
    "name",
    "status",
    "call_type",
    "cache_hit",
    "kind",
    "date",
    "created_at",
    "gen_ai.operation.name",
    "startTimestamp",
    "command",
];

/// Puts a secret into every text, and adds an unknown field with one to every object that may have one.
fn plant(value: &mut Value, key: &str, extra: bool) {
    match value {
        Value::String(text) if !STRUCTURE.contains(&key) => text.push_str(&format!(" {MARK}-{key}")),
        Value::Array(items) => items.iter_mut().for_each(|item| plant(item, key, extra)),
        Value::Object(fields) => {
            fields.iter_mut().for_each(|(key, value)| plant(value, key, extra));
            if extra {
                fields.insert("unknown".to_owned(), format!("{MARK}-unknown").into());
            }
        }
        _ => {}
    }
}

struct Format {
    source: &'static str,
    /// Below the home folder, or the name of a file for `--file`.
    path: &'static str,
    is_file: bool,
    extra: bool,
    lines: &'static [&'static str],
}

const FORMATS: [Format; 8] = [
    Format {
        source: "claude-code",
        path: ".claude/projects/-w/s.jsonl",
        is_file: false,
        extra: true,
        lines: &[
            r#"{"type":"user","uuid":"u1","sessionId":"s1","timestamp":"2026-10-02T08:00:00Z","cwd":"/w/app","gitBranch":"b","version":"v","message":{"role":"user","content":"Fix the login test"}}"#,
            r#"{"type":"assistant","uuid":"a1","sessionId":"s1","requestId":"r1","timestamp":"2026-10-02T08:00:04Z","message":{"id":"m1","model":"claude-x","role":"assistant","content":[{"type":"text","text":"x"},{"type":"tool_use","id":"t1","name":"Edit","input":{"file_path":"/w/a.py","old_string":"x"}}],"usage":{"input_tokens":10,"output_tokens":260}}}"#,
            r#"{"type":"user","uuid":"u2","sessionId":"s1","timestamp":"2026-10-02T08:00:05Z","message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"ok"}]}}"#,
            r#"{"type":"summary","summary":"done","leafUuid":"a1"}"#,
        ],
    },
    Format {
        source: "claude-code",
        path: ".claude/history.jsonl",
        is_file: false,
        extra: true,
        lines: &[
            r#"{"display":"Fix it","pastedContents":{"1":{"content":"x"}},"timestamp":1790000000000,"project":"/w/app","sessionId":"gone"}"#,
        ],
    },
    Format {
        source: "codex",
        path: ".codex/sessions/2026/10/02/rollout-1.jsonl",
        is_file: false,
        extra: true,
        lines: &[
            r#"{"timestamp":"2026-10-02T08:00:00Z","type":"session_meta","payload":{"id":"s1","cwd":"/w/app","cli_version":"0.150.1","source":"cli","git":{"branch":"main"}}}"#,
            r#"{"timestamp":"2026-10-02T08:00:01Z","type":"turn_context","payload":{"turn_id":"t1","cwd":"/w/app","model":"gpt-x","effort":"high"}}"#,
            r#"{"timestamp":"2026-10-02T08:00:01Z","type":"event_msg","payload":{"type":"user_message","message":"Fix the login test"}}"#,
            r#"{"timestamp":"2026-10-02T08:00:03Z","type":"response_item","payload":{"type":"function_call","name":"shell","arguments":"{\"command\":[\"ls\"]}","call_id":"c1"}}"#,
            r#"{"timestamp":"2026-10-02T08:00:04Z","type":"response_item","payload":{"type":"function_call_output","call_id":"c1","output":"ok"}}"#,
            r#"{"timestamp":"2026-10-02T08:00:05Z","type":"event_msg","payload":{"type":"token_count","info":{"total_token_usage":{"input_tokens":1000,"cached_input_tokens":600,"output_tokens":200,"total_tokens":1200},"last_token_usage":null},"rate_limits":null}}"#,
        ],
    },
    Format {
        source: "gemini",
        path: ".gemini/tmp/h/chats/session-1.jsonl",
        is_file: false,
        extra: true,
        lines: &[
            r#"{"sessionId":"s1","projectHash":"h","startTime":"2026-10-02T08:00:00Z","kind":"main"}"#,
            r#"{"id":"m1","timestamp":"2026-10-02T08:00:01Z","type":"user","content":"Fix the login test"}"#,
            r#"{"id":"m2","timestamp":"2026-10-02T08:00:04Z","type":"gemini","content":"x","model":"gemini-x","tokens":{"input":1000,"output":100,"cached":600,"thoughts":50,"tool":0,"total":1150},"toolCalls":[{"id":"c1","name":"replace","args":{"file_path":"a.py"},"status":"success","result":"x"}]}"#,
        ],
    },
    Format {
        source: "qwen",
        path: ".qwen/projects/app/chats/s1.jsonl",
        is_file: false,
        extra: true,
        lines: &[
            r#"{"uuid":"u1","sessionId":"s1","timestamp":"2026-10-02T08:00:01Z","type":"user","cwd":"/w/app","message":{"role":"user","parts":[{"text":"Fix the login test"}]}}"#,
            r#"{"uuid":"a1","parentUuid":"u1","sessionId":"s1","timestamp":"2026-10-02T08:00:04Z","type":"assistant","cwd":"/w/app","model":"qwen-x","message":{"role":"model","parts":[{"functionCall":{"id":"c1","name":"edit","args":{"file_path":"a.py"}}}]},"usageMetadata":{"promptTokenCount":1000,"cachedContentTokenCount":600,"candidatesTokenCount":100}}"#,
        ],
    },
    Format {
        source: "copilot",
        path: ".copilot/otel/a.jsonl",
        is_file: false,
        extra: true,
        lines: &[
            r#"{"type":"span","traceId":"t1","spanId":"p1","name":"chat m","startTime":[1790000000,0],"attributes":{"gen_ai.operation.name":"chat","gen_ai.response.model":"m","gen_ai.conversation.id":"s1","gen_ai.usage.input_tokens":1000,"gen_ai.usage.output_tokens":100}}"#,
        ],
    },
    Format {
        source: "litellm",
        path: "spend.jsonl",
        is_file: true,
        extra: true,
        lines: &[
            r#"{"request_id":"r1","call_type":"acompletion","session_id":"s1","model":"claude-x","prompt_tokens":1500,"completion_tokens":200,"total_tokens":1700,"startTime":"2026-10-02T08:00:00Z","status":"success","api_key":"k","user":"u","end_user":"e","api_base":"http://host","request_tags":["t"],"requester_ip_address":"10.0.0.1","metadata":{"user_api_key_alias":"a"},"messages":[{"role":"user","content":"Fix the login test"}],"response":{"text":"x"}}"#,
        ],
    },
    Format {
        source: "neutral",
        path: "neutral.jsonl",
        is_file: true,
        extra: false,
        lines: &[
            r#"{"type":"prompt","time":"2026-10-02T08:00:00Z","session":"s1","project":"/w/app","text":"Fix the login test"}"#,
            r#"{"type":"tool","time":"2026-10-02T08:00:02Z","session":"s1","name":"Bash","command":"zqsecret --now","file":"src/main.rs"}"#,
            r#"{"type":"call","time":"2026-10-02T08:00:03Z","session":"s1","model":"own","fresh":1200,"cache_read":8000,"output":150}"#,
        ],
    },
];

const EVERY: [&[&str]; 14] = [
    &["scan"],
    &["scan", "--json"],
    &["shares"],
    &["shares", "--json"],
    &["shares", "--projects"],
    &["moves"],
    &["moves", "--json"],
    &["profile"],
    &["trace"],
    &["trace", "--form", "weka"],
    &["tasks"],
    &["route", "--format", "litellm", "--cloud-model", "c"],
    &["route", "--format", "llama-swap", "--cloud-model", "c"],
    &["route", "--format", "openrouter", "--cloud-model", "c"],
];

/// What a command says, without the lines on stderr that name models without a price: that is their purpose.
fn said(folder: &Path, arguments: &[&str]) -> String {
    let output = run_in(folder, arguments, "");
    let notes = String::from_utf8_lossy(&output.stderr).into_owned();
    let notes = notes.lines().filter(|line| !line.contains("no price is known of"));
    String::from_utf8(output.stdout).unwrap() + &notes.collect::<Vec<_>>().join("\n")
}

/// Runs every command over a history and looks for secrets.
fn search(source: &str, place: &[&str]) {
    let folder = TempDir::new().unwrap();
    for arguments in EVERY {
        let mut all = vec!["mine"];
        all.extend(arguments);
        all.extend(place);
        let text = said(folder.path(), &all);
        assert!(!text.contains(MARK), "{source} in {arguments:?}: {text}");
        if arguments == ["scan", "--json"] {
            let report: Value = serde_json::from_str(&text[..=text.rfind(']').unwrap()]).unwrap();
            assert_eq!(report[0]["source"], source);
            let counts = ["calls", "expired_prompts"].map(|key| report[0][key].as_u64().unwrap());
            assert!(counts.iter().sum::<u64>() > 0 && report[0]["unreadable"] == 0, "{text}");
        }
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is written");
}

fn planted(line: &str, extra: bool) -> String {
    let mut value: Value = serde_json::from_str(line).unwrap();
    plant(&mut value, "", extra);
    value.to_string()
}

fn write(home: &Path, path: &str, text: &str) {
    let path = home.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

#[test]
fn no_output_holds_a_secret_of_a_format_of_lines() {
    for format in FORMATS {
        let (home, empty) = (TempDir::new().unwrap(), TempDir::new().unwrap());
        let lines: Vec<String> = format.lines.iter().map(|line| planted(line, format.extra)).collect();
        assert!(lines.join("").matches(MARK).count() > lines.len(), "{}: too few secrets", format.source);
        write(home.path(), format.path, &(lines.join("\n") + "\n"));
        let file = home.path().join(format.path);
        if format.is_file {
            search(format.source, &["--file", file.to_str().unwrap(), "--home", empty.path().to_str().unwrap()]);
        } else {
            search(format.source, &["--home", home.path().to_str().unwrap()]);
        }
    }
}

#[test]
fn no_output_holds_a_secret_of_opencode() {
    let home = TempDir::new().unwrap();
    let file = |path: &str, text: &str| {
        write(home.path(), &format!(".local/share/opencode/storage/{path}"), &planted(text, true));
    };
    // Ids join these files, so they are the secrets themselves.
    file("session/zqsecret-p/s1 zqsecret-id.json", r#"{"id":"s1","projectID":"p","directory":"/w/app","title":"t"}"#);
    let user = r#"{"id":"u1","sessionID":"s1","role":"user","time":{"created":1790000000000}}"#;
    file("message/s1 zqsecret-sessionID/u1 zqsecret-id.json", user);
    let answer = r#"{"id":"a1","sessionID":"s1","role":"assistant","parentID":"u1","providerID":"p","modelID":"m","path":{"cwd":"/w/app"},"cost":0.02,"tokens":{"input":100,"output":150,"reasoning":50,"cache":{"read":1000,"write":450}},"time":{"created":1790000001000,"completed":1790000005000}}"#;
    file("message/s1 zqsecret-sessionID/a1 zqsecret-id.json", answer);
    file("part/u1 zqsecret-id/p1.json", r#"{"id":"p1","type":"text","text":"Fix the login test"}"#);
    let tool =
        r#"{"id":"p1","type":"tool","callID":"c1","tool":"edit","state":{"input":{"filePath":"a.py"},"output":"ok"}}"#;
    file("part/a1 zqsecret-id/p1.json", tool);
    search("opencode", &["--home", home.path().to_str().unwrap()]);
}

#[test]
fn no_output_holds_a_secret_of_openrouter() {
    let (home, empty) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let csv = "generation_id,created_at,model_permaslug,provider_name,api_key_name,app_name,user,tokens_prompt,tokens_completion,tokens_reasoning,tokens_cached,cost_total\n\
        zqsecret,2026-10-02 08:00:00,zqsecret/gpt-x,zqsecret,zqsecret,zqsecret,zqsecret,1000,100,20,600,0.01\n";
    write(home.path(), "activity.csv", csv);
    let file = home.path().join("activity.csv");
    search("openrouter", &["--file", file.to_str().unwrap(), "--home", empty.path().to_str().unwrap()]);
}
