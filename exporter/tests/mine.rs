//! Agent histories: the token totals of the published worked cases, units of work, and what is damaged.

use std::fs;
use std::path::Path;

use analytics::work::{Kind as Work, TokenCounts};
use exporter::mine::report;
use exporter::mine::source::{Kind, Places, discover, read};
use exporter::mine::{History, requests};
use tempfile::TempDir;

fn write(home: &TempDir, path: &str, lines: &[&str]) {
    let path = home.path().join(path);
    fs::create_dir_all(path.parent().expect("a path in a folder")).expect("the folder is made");
    fs::write(path, lines.join("\n") + "\n").expect("the file is written");
}

fn history(home: &TempDir) -> History {
    let places = Places { home: home.path().to_owned(), ..Places::default() };
    read(&discover(&places, &Kind::ALL))
}

fn total(history: &History) -> TokenCounts {
    let mut total = TokenCounts::default();
    history.calls.iter().for_each(|call| total.add(&call.tokens));
    total
}

/// Input, output, both cache writes, cache reads and their sum, in the order in which ccusage prints them.
fn printed(history: &History) -> [u64; 5] {
    let total = total(history);
    let writes = total.cache_write_5m + total.cache_write_1h;
    [total.fresh, total.output, writes, total.cache_read, total.total()]
}

fn claude(lines: &[&str]) -> TempDir {
    let home = TempDir::new().expect("a folder for the test");
    write(&home, ".claude/projects/-w-app/s1.jsonl", lines);
    home
}

/// An assistant's line of Claude Code.
fn line(id: &str, request: &str, second: u32, usage: &str, rest: &str) -> String {
    format!(
        r#"{{"type":"assistant","uuid":"{id}-{second}","sessionId":"s1","timestamp":"2026-10-02T08:00:{second:02}.000Z",{request}{rest}"message":{{"id":"{id}","model":"claude-x","role":"assistant","content":[],"usage":{{{usage}}}}}}}"#
    )
}

#[test]
fn a_response_on_three_lines_counts_once() {
    // Worked case C1 of docs/agent-histories.md.
    let usage = |output| {
        format!(
            r#""input_tokens":10,"cache_creation_input_tokens":100,"cache_read_input_tokens":1000,"output_tokens":{output}"#
        )
    };
    let lines: Vec<String> = [(1, 1), (2, 1), (3, 260)]
        .into_iter()
        .map(|(second, output)| line("m1", r#""requestId":"r1","#, second, &usage(output), ""))
        .collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    assert_eq!(printed(&history(&claude(&lines))), [10, 260, 100, 1000, 1370]);
}

#[test]
fn a_response_without_a_request_id_counts_once() {
    // C2.
    let one = line("m1", "", 1, r#""input_tokens":10,"output_tokens":1"#, "");
    let two = line("m1", "", 9, r#""input_tokens":10,"output_tokens":90"#, "");
    assert_eq!(printed(&history(&claude(&[&one, &two]))), [10, 90, 0, 0, 100]);
}

#[test]
fn a_side_chain_that_replays_a_message_adds_only_what_is_new() {
    // C3.
    let m1 = r#""input_tokens":10,"output_tokens":50,"cache_read_input_tokens":1000"#;
    let m2 = r#""input_tokens":7,"output_tokens":30,"cache_creation_input_tokens":20,"cache_read_input_tokens":500"#;
    let lines = [
        line("m1", r#""requestId":"r1","#, 1, m1, ""),
        line("m1", r#""requestId":"r2","#, 2, m1, r#""isSidechain":true,"#),
        line("m2", r#""requestId":"r3","#, 3, m2, r#""isSidechain":true,"#),
    ];
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    assert_eq!(printed(&history(&claude(&lines))), [17, 80, 20, 1500, 1617]);
}

#[test]
fn the_split_of_a_cache_write_goes_before_the_flat_count() {
    // C4.
    let usage = r#""input_tokens":10,"output_tokens":50,"cache_read_input_tokens":30,"cache_creation_input_tokens":999,"cache_creation":{"ephemeral_5m_input_tokens":10,"ephemeral_1h_input_tokens":20}"#;
    let history = history(&claude(&[&line("m1", "", 1, usage, "")]));
    assert_eq!(printed(&history), [10, 50, 30, 30, 120]);
    assert_eq!((total(&history).cache_write_5m, total(&history).cache_write_1h), (10, 20));
}

#[test]
fn odd_lines_do_not_hide_good_ones() {
    // C5: a null folder and spaced JSON are read, made-up messages and broken lines are not.
    let null = line("m1", "", 1, r#""input_tokens":10,"output_tokens":50"#, r#""cwd":null,"#);
    let spaced = line("m2", "", 2, r#" "input_tokens" : 11 , "output_tokens" : 51 "#, "");
    let made_up = line("m3", "", 3, r#""input_tokens":12,"output_tokens":52"#, "").replace("claude-x", "<synthetic>");
    let good = line("m4", "", 4, r#""input_tokens":13,"output_tokens":53"#, "");
    let home = claude(&[&null, &spaced, &made_up, "{\"type\":\"assistant\",\"mess", &good]);
    let history = history(&home);
    assert_eq!(printed(&history), [34, 154, 0, 0, 188]);
    assert_eq!(history.sources[0].1.unreadable, 1);
}

fn codex_meta(id: &str, parent: &str) -> String {
    let parent = if parent.is_empty() { "null".to_owned() } else { format!("\"{parent}\"") };
    format!(
        r#"{{"timestamp":"2026-10-02T08:00:00Z","type":"session_meta","payload":{{"id":"{id}","cwd":"/w/app","forked_from_id":{parent}}}}}"#
    )
}

fn codex_tokens(second: u32, total: Option<(u64, u64, u64, u64)>, last: Option<(u64, u64, u64, u64)>) -> String {
    let usage = |counts: Option<(u64, u64, u64, u64)>| {
        counts.map_or_else(
            || "null".to_owned(),
            |(input, cached, write, output)| {
                format!(
                    r#"{{"input_tokens":{input},"cached_input_tokens":{cached},"cache_write_input_tokens":{write},"output_tokens":{output},"reasoning_output_tokens":0,"total_tokens":{}}}"#,
                    input + output
                )
            },
        )
    };
    format!(
        r#"{{"timestamp":"2026-10-02T08:00:{second:02}Z","type":"event_msg","payload":{{"type":"token_count","info":{{"total_token_usage":{},"last_token_usage":{}}}}}}}"#,
        usage(total),
        usage(last)
    )
}

fn codex(files: &[(&str, Vec<String>)]) -> TempDir {
    let home = TempDir::new().expect("a folder for the test");
    for (name, lines) in files {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        write(&home, &format!(".codex/sessions/2026/10/02/rollout-{name}.jsonl"), &lines);
    }
    home
}

fn x1() -> Vec<String> {
    vec![
        codex_meta("p", ""),
        codex_tokens(5, Some((1000, 600, 0, 200)), Some((1000, 600, 0, 200))),
        codex_tokens(9, Some((2500, 2000, 0, 500)), Some((1500, 1400, 0, 300))),
    ]
}

#[test]
fn running_totals_become_differences() {
    // X1, and the same from totals only.
    assert_eq!(printed(&history(&codex(&[("a", x1())]))), [500, 500, 0, 2000, 3000]);
    let only = vec![
        codex_meta("p", ""),
        codex_tokens(5, Some((1000, 600, 0, 200)), None),
        codex_tokens(9, Some((2500, 2000, 0, 500)), None),
    ];
    assert_eq!(printed(&history(&codex(&[("a", only)]))), [500, 500, 0, 2000, 3000]);
}

#[test]
fn a_total_that_is_sent_again_adds_nothing() {
    // X3.
    let mut lines = x1();
    let again = lines[1].replace(":05Z", ":07Z");
    lines.insert(2, again);
    assert_eq!(printed(&history(&codex(&[("a", lines)]))), [500, 500, 0, 2000, 3000]);
}

#[test]
fn a_fork_adds_only_what_it_did_itself() {
    // X4, with the copies at their old and at new moments.
    for moved in [false, true] {
        let mut child = x1();
        child[0] = codex_meta("c", "p");
        child.insert(1, x1()[0].clone());
        if moved {
            child.iter_mut().for_each(|line| *line = line.replace("08:00:", "09:30:"));
        }
        child.push(codex_tokens(30, Some((2900, 2100, 0, 540)), None).replace("08:00:", "09:31:"));
        let history = history(&codex(&[("2026-a", x1()), ("2026-b", child)]));
        assert_eq!(printed(&history), [800, 540, 0, 2100, 3440], "moved: {moved}");
    }
}

#[test]
fn written_tokens_are_a_part_of_the_input() {
    // X5.
    let lines = vec![codex_meta("p", ""), codex_tokens(5, Some((1000, 600, 300, 200)), None)];
    assert_eq!(printed(&history(&codex(&[("a", lines)]))), [100, 200, 300, 600, 1200]);
}

#[test]
fn a_counter_that_falls_begins_anew() {
    // XB: ccusage loses the second part.
    let lines = vec![
        codex_meta("p", ""),
        codex_tokens(5, Some((1000, 0, 0, 200)), None),
        codex_tokens(9, Some((300, 0, 0, 50)), None),
    ];
    assert_eq!(total(&history(&codex(&[("a", lines)]))).total(), 1550);
}

#[test]
fn a_record_written_twice_counts_once_with_its_thoughts() {
    // G1.
    let home = TempDir::new().unwrap();
    let m2 = r#"{"id":"m2","timestamp":"2026-10-02T08:00:04Z","type":"gemini","content":"…","model":"gemini-x","tokens":{"input":1000,"output":100,"cached":600,"thoughts":50,"tool":0,"total":1150},"toolCalls":[{"id":"c1","name":"replace","args":{"file_path":"a.py"},"status":"success"}]}"#;
    let lines = [
        r#"{"sessionId":"s1","projectHash":"h","startTime":"2026-10-02T08:00:00Z","kind":"main"}"#,
        r#"{"id":"m1","timestamp":"2026-10-02T08:00:01Z","type":"user","content":"Fix the login test"}"#,
        m2,
        m2,
        r#"{"$rewindTo":"m1"}"#,
    ];
    write(&home, ".gemini/tmp/h/chats/session-1.jsonl", &lines);
    let history = history(&home);
    assert_eq!(printed(&history), [400, 150, 0, 600, 1150]);
    assert_eq!((history.prompts.len(), history.tools.len()), (1, 1));
}

#[test]
fn cached_tokens_of_qwen_are_a_part_of_its_prompt() {
    // Q1.
    let home = TempDir::new().unwrap();
    let lines = [
        r#"{"uuid":"u1","sessionId":"s1","timestamp":"2026-10-02T08:00:01Z","type":"user","cwd":"/w/app","message":{"role":"user","parts":[{"text":"Fix the login test"}]}}"#,
        r#"{"uuid":"a1","parentUuid":"u1","sessionId":"s1","timestamp":"2026-10-02T08:00:04Z","type":"assistant","cwd":"/w/app","model":"qwen-x","message":{"role":"model","parts":[{"functionCall":{"id":"c1","name":"edit","args":{"file_path":"a.py"}}}]},"usageMetadata":{"promptTokenCount":1000,"cachedContentTokenCount":600,"candidatesTokenCount":100,"thoughtsTokenCount":50,"totalTokenCount":1150}}"#,
    ];
    write(&home, ".qwen/projects/app/chats/s1.jsonl", &lines);
    assert_eq!(printed(&history(&home)), [400, 150, 0, 600, 1150]);
}

#[test]
fn two_spans_of_the_same_tokens_count_once() {
    // P1.
    let home = TempDir::new().unwrap();
    let span = |name: &str, id: &str| {
        format!(
            r#"{{"type":"span","traceId":"t1","spanId":"{id}","name":"{name}","startTime":[1790000000,0],"attributes":{{"gen_ai.operation.name":"{name}","gen_ai.response.model":"m","gen_ai.conversation.id":"s1","gen_ai.usage.input_tokens":1000,"gen_ai.usage.cache_read.input_tokens":600,"gen_ai.usage.output_tokens":100,"gen_ai.usage.reasoning.output_tokens":20}}}}"#
        )
    };
    write(&home, ".copilot/otel/a.jsonl", &[&span("chat", "p1"), &span("invoke_agent", "p2")]);
    assert_eq!(printed(&history(&home)), [400, 100, 0, 600, 1100]);
}

/// A session of two requests: the first with a tool, a result and a subagent, the second without any.
fn session() -> TempDir {
    let home = claude(&[
        r#"{"type":"user","uuid":"u1","sessionId":"s1","timestamp":"2026-10-02T08:00:00.000Z","cwd":"/w/app","message":{"role":"user","content":"Fix the login test that fails"}}"#,
        r#"{"type":"assistant","uuid":"a1","sessionId":"s1","timestamp":"2026-10-02T08:00:04.000Z","message":{"id":"m1","model":"claude-x","content":[{"type":"tool_use","id":"t1","name":"Edit","input":{"file_path":"/w/app/a.py"}}],"usage":{"input_tokens":10,"cache_read_input_tokens":40000,"output_tokens":260}}}"#,
        r#"{"type":"user","uuid":"u2","sessionId":"s1","timestamp":"2026-10-02T08:00:05.000Z","message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"ok"}]}}"#,
        r#"{"type":"user","uuid":"u3","sessionId":"s1","timestamp":"2026-10-02T08:01:00.000Z","isMeta":true,"message":{"role":"user","content":"<local-command-caveat>x"}}"#,
        r#"{"type":"user","uuid":"u4","sessionId":"s1","timestamp":"2026-10-02T09:00:00.000Z","cwd":"/w/app","message":{"role":"user","content":[{"type":"text","text":"Skriv ett commitmeddelande för det här"}]}}"#,
        r#"{"type":"assistant","uuid":"a2","sessionId":"s1","timestamp":"2026-10-02T09:00:03.000Z","message":{"id":"m2","model":"claude-x","content":"x","usage":{"input_tokens":5,"output_tokens":20}}}"#,
    ]);
    write(
        &home,
        ".claude/projects/-w-app/s1/subagents/agent-1.jsonl",
        &[
            r#"{"type":"assistant","uuid":"b1","sessionId":"s1","timestamp":"2026-10-02T08:00:20.000Z","isSidechain":true,"message":{"id":"m9","model":"claude-y","content":[],"usage":{"input_tokens":100,"output_tokens":30}}}"#,
        ],
    );
    home
}

#[test]
fn a_request_holds_everything_up_to_the_next() {
    let (requests, orphans) = requests(&history(&session()));
    assert_eq!(requests.len(), 2);
    assert!(orphans.is_empty());
    let first = &requests[0];
    assert_eq!((first.kind, first.calls, first.tools, first.changed_files), (Work::Debugging, 2, 1, 1));
    assert_eq!((first.tokens.fresh, first.tokens.cache_read, first.tokens.output), (110, 40_000, 290));
    assert_eq!((first.longest_prompt, first.wall_ms), (40_010, Some(20_000)));
    assert_eq!(first.models.len(), 2);
    assert_eq!((requests[1].kind, requests[1].calls), (Work::CommitMessage, 1));
}

#[test]
fn a_session_copied_into_another_file_counts_once() {
    let home = session();
    let from = home.path().join(".claude/projects/-w-app/s1.jsonl");
    // Resuming writes the old lines into a new file under a new session.
    let copy = fs::read_to_string(&from).unwrap().replace("\"sessionId\":\"s1\"", "\"sessionId\":\"s2\"");
    let before = total(&history(&home));
    fs::write(from.with_file_name("s2.jsonl"), copy).unwrap();
    let after = history(&home);
    assert_eq!(total(&after), before);
    assert_eq!(after.prompts.len(), 2);
}

#[test]
fn shares_hold_no_text_no_path_and_no_rare_kind() {
    let home = session();
    let history = history(&home);
    let shares = serde_json::to_string(&report::shares(&history, &exporter::mine::Costs::default())).unwrap();
    for secret in ["login", "commitmeddelande", "/w/app", "a.py", "claude-x", home.path().to_str().unwrap()] {
        assert!(!shares.contains(secret), "{secret} stands in {shares}");
    }
    // Two requests of two kinds: neither kind is named.
    assert!(!shares.contains("commit-message") && shares.contains("\"other\""), "{shares}");
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_counts() {
    let home = session();
    let project = home.path().join(".claude/projects/-w-app");
    fs::write(project.join("empty.jsonl"), "").unwrap();
    fs::write(project.join("binary.jsonl"), [0xFF, 0xFE, 0x00, b'\n', b'{', b'}', b'\n']).unwrap();
    fs::write(project.join("cut.jsonl"), "{\"type\":\"user\",\"message\":{\"content\":\"hel").unwrap();
    fs::create_dir(project.join("folder.jsonl")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(home.path().join("nowhere"), project.join("dangling.jsonl")).unwrap();
    let history = history(&home);
    assert_eq!(history.prompts.len(), 2);
    assert_eq!(history.sources[0].1.unreadable, 2);
}

#[test]
#[cfg(unix)]
fn a_pipe_in_the_folder_is_not_waited_for() {
    let home = session();
    let pipe = home.path().join("pipe.jsonl");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let links = home.path().join(".claude/projects/-w-app/pipe.jsonl");
    fs::rename(&pipe, links).unwrap();
    assert_eq!(history(&home).prompts.len(), 2);
}

#[test]
fn nothing_is_found_in_an_empty_home() {
    let home = TempDir::new().unwrap();
    let places = Places { home: home.path().to_owned(), ..Places::default() };
    assert!(discover(&places, &Kind::ALL).is_empty());
}

fn run(home: &Path, arguments: &[&str]) -> std::process::Output {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_exporter"));
    command.arg("mine").args(arguments).arg("--home").arg(home).output().expect("the exporter starts")
}

#[test]
fn scan_and_shares_print_what_was_found() {
    let home = session();
    let scan = run(home.path(), &["scan"]);
    let out = String::from_utf8(scan.stdout).unwrap();
    assert!(out.contains("Claude Code") && out.contains("2026-10-02"), "{out}");
    assert!(String::from_utf8(scan.stderr).unwrap().contains("cleanupPeriodDays"));
    let shares = run(home.path(), &["shares", "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&shares.stdout).unwrap();
    assert_eq!((json["requests"].as_u64(), json["tokens"]["cache_read"].as_u64()), (Some(2), Some(40_000)));
    let none = run(TempDir::new().unwrap().path(), &["shares"]);
    assert_eq!(none.status.code(), Some(1));
    assert!(String::from_utf8(none.stderr).unwrap().contains("no history was found"));
}

#[test]
fn the_neutral_form_is_read_and_its_faults_are_named() {
    let home = TempDir::new().unwrap();
    write(
        &home,
        "work.jsonl",
        &[
            r#"{"type":"prompt","time":"2026-10-02T08:00:00Z","session":"s","text":"Why does the build fail?"}"#,
            r#"{"type":"call","time":"2026-10-02T08:00:02Z","session":"s","model":"m","fresh":100,"cache_read":50,"output":20}"#,
            r#"{"type":"call","time":"2026-10-02T08:00:02Z","session":"s","colour":"red"}"#,
        ],
    );
    let file = home.path().join("work.jsonl");
    let out = run(home.path(), &["scan", "--file", file.to_str().unwrap(), "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!((json[0]["unreadable"].as_u64(), json[0]["tokens"]["fresh"].as_u64()), (Some(1), Some(100)));
    assert!(json[0]["notes"].to_string().contains("colour"));
}

#[test]
fn prompts_whose_session_is_gone_are_counted_and_in_no_share() {
    let home = session();
    let lines = [
        // Of a session that was read, of one that is gone, a command, and an older line without a session.
        r#"{"display":"Fix the login test","timestamp":1790928000000,"project":"/w/app","sessionId":"s1"}"#,
        r#"{"display":"Plan the release","pastedContents":{},"timestamp":1780000000000,"project":"/w/app","sessionId":"gone"}"#,
        r#"{"display":"/clear","timestamp":1780000001000,"sessionId":"gone"}"#,
        r#"{"display":"Older than every file","timestamp":1770000000000,"project":"/w/app"}"#,
        "{\"display\":",
    ];
    let without = history(&home);
    write(&home, ".claude/history.jsonl", &lines);
    let with = history(&home);
    let notes = &with.sources[0].1;
    assert_eq!((notes.expired_prompts, notes.unreadable), (2, without.sources[0].1.unreadable + 1));
    assert!(notes.notes.iter().any(|note| note.contains("2 prompts from 2026-02-02 on")), "{:?}", notes.notes);
    assert_eq!((with.prompts.len(), printed(&with)), (without.prompts.len(), printed(&without)));
    // A home whose sessions are all gone still says what was there.
    let (empty, list) = (TempDir::new().unwrap(), &lines[1..2]);
    write(&empty, ".claude/history.jsonl", list);
    assert_eq!(history(&empty).sources[0].1.expired_prompts, 1);
}
