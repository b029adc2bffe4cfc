//! What real servers do wrong, row by row: each row is an input that somebody's server produced, with the right reading.
//! The ids are those of docs/provider-behaviour.md.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use std::io::Write;

use analytics::outcome::Outcome;
use exporter::config::ProviderKind;
use exporter::provider::Reply;
use exporter::provider::reply::Ending;
use exporter::provider::retry::{Condition, rule};
use serde_json::{Value, json};
use support::ask::ask;
use support::server::{Part, Script};
use support::streams::event;

const WHOLE: &str = "Twelve is wrong; forty-two, found by addition, therefore 42.";
const OPENAI: ProviderKind = ProviderKind::OpenaiCompatible;

/// What a reply must be.
#[derive(Debug, Clone, Copy)]
enum Want {
    Ends(Outcome),
    /// A fault, and how many attempts it is worth.
    Fails(Condition, u32),
}

struct Row {
    id: &'static str,
    kind: ProviderKind,
    script: Script,
    want: Want,
    answer: Option<&'static str>,
    thinking: Option<&'static str>,
    words: &'static str,
    note: &'static str,
}

fn row(id: &'static str, script: Script, want: Want) -> Row {
    Row { id, kind: OPENAI, script, want, answer: None, thinking: None, words: "", note: "" }
}

fn answered(id: &'static str, script: Script) -> Row {
    row(id, script, Want::Ends(Outcome::Answered)).answer(WHOLE)
}

impl Row {
    fn answer(mut self, answer: &'static str) -> Self {
        self.answer = Some(answer);
        self
    }
    fn thinking(mut self, thinking: &'static str) -> Self {
        self.thinking = Some(thinking);
        self
    }
    fn words(mut self, words: &'static str) -> Self {
        self.words = words;
        self
    }
    fn note(mut self, code: &'static str) -> Self {
        self.note = code;
        self
    }
    fn kind(mut self, kind: ProviderKind) -> Self {
        self.kind = kind;
        self
    }
}

async fn check(rows: Vec<Row>) {
    for row in rows {
        let id = row.id;
        let reply: Reply = ask(row.kind, row.script).await;
        match (&reply.ending, row.want) {
            (Ending::Outcome(found), Want::Ends(wanted)) => assert_eq!(*found, wanted, "{id}: {reply:?}"),
            (Ending::Fault(fault), Want::Fails(condition, attempts)) => {
                assert_eq!(fault.condition, condition, "{id}: {}", fault.message);
                assert_eq!(rule(condition).attempts, attempts, "{id}: {}", fault.message);
                assert!(fault.message.contains(row.words), "{id}: {}", fault.message);
            }
            _ => panic!("{id}: {reply:?}"),
        }
        if let Some(answer) = row.answer {
            assert_eq!(reply.answer, answer, "{id}");
        }
        if row.thinking.is_some() {
            assert_eq!(reply.thinking.as_deref(), row.thinking, "{id}");
        }
        let codes: Vec<_> = reply.notes.iter().map(|note| note.code).collect();
        assert_eq!(codes, if row.note.is_empty() { vec![] } else { vec![row.note] }, "{id}: {:?}", reply.notes);
    }
}

fn said(text: &str) -> Value {
    json!({"choices":[{"index":0,"delta":{"content":text},"finish_reason":null}]})
}

fn ended(word: &str) -> Value {
    json!({"choices":[{"index":0,"delta":{},"finish_reason":word}]})
}

fn counted(prompt: u64, output: u64) -> Value {
    json!({"choices":[],"usage":{"prompt_tokens":prompt,"completion_tokens":output}})
}

/// Events, and `[DONE]`.
fn stream(values: &[Value]) -> Script {
    let mut parts: Vec<Part> = values.iter().map(event).collect();
    parts.push(Part::Bytes(b"data: [DONE]\n\n".to_vec()));
    Script::events(parts)
}

fn bytes(bytes: impl Into<Vec<u8>>) -> Script {
    Script::events(vec![Part::Bytes(bytes.into())])
}

/// The whole answer as one document.
fn document(word: Value) -> Value {
    json!({"object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":WHOLE},"finish_reason":word}],
        "usage":{"prompt_tokens":10,"completion_tokens":12}})
}

/// The two parts of [`WHOLE`].
fn halves() -> [&'static str; 2] {
    let (first, second) = WHOLE.split_at(22);
    [first, second]
}

#[tokio::test]
async fn words_for_the_end() {
    use Want::{Ends, Fails};
    let part = "Forty-two, found by addi";
    let cut = |id, word| row(id, stream(&[said(part), ended(word)]), Ends(Outcome::Truncated)).answer(part);
    let refused = |id, word| row(id, stream(&[said("I"), ended(word)]), Ends(Outcome::Refused)).answer("I");
    let broken = |id, word| row(id, stream(&[said(part), ended(word)]), Fails(Condition::BrokenStream, 2)).answer(part);
    check(vec![
        broken("S08", "abort").words("finish_reason \"abort\""),
        row("S08b", stream(&[ended("abort")]), Fails(Condition::ServerFault, 3)).words("abort"),
        row(
            "S73",
            stream(&[
                said("Forty-two"),
                json!({"choices":[{"index":0,"delta":{"content":null},"finish_reason":"abort"}]}),
            ]),
            Fails(Condition::BrokenStream, 2),
        ),
        broken("S09", "network_error").words("network_error"),
        cut("S12", "MAX_TOKENS"),
        cut("S12b", "max_tokens"),
        refused("S10", "sensitive"),
        row("S10b", stream(&[ended("sensitive")]), Ends(Outcome::Refused)),
        refused("S13", "SAFETY"),
        broken("S84", "malformed_function_call"),
        refused("S85", "RECITATION"),
        cut("S83", "repetition_truncation"),
        cut("Mistral", "model_length"),
        broken("DeepSeek", "insufficient_system_resource"),
        // The worse of two words counts; one that stands with every chunk cannot be told from the real one.
        row("S80", stream(&[said(part), ended("length"), ended("stop")]), Ends(Outcome::Truncated)),
        row("S80 reversed", stream(&[said(part), ended("stop"), ended("length")]), Ends(Outcome::Truncated)),
        answered(
            "S77",
            stream(
                &halves().map(|text| json!({"choices":[{"index":0,"delta":{"content":text},"finish_reason":"stop"}]})),
            ),
        ),
        row(
            "S81",
            stream(&[
                said(part),
                json!({"choices":[{"index":0,"delta":{},"finish_reason":"stop","native_finish_reason":"MAX_TOKENS"}]}),
            ]),
            Ends(Outcome::Truncated),
        ),
        answered(
            "S81 own word",
            stream(&[
                said(WHOLE),
                json!({"choices":[{"index":0,"delta":{},"finish_reason":"stop","native_finish_reason":"natural"}]}),
            ]),
        ),
        answered(
            "S74",
            stream(&[
                said(WHOLE),
                json!({"choices":[{"index":0,"delta":{},"finish_reason":{"type":"stop","matched":128_009}}]}),
            ]),
        ),
        answered("S75", stream(&[said(WHOLE), json!({"choices":[{"index":0,"delta":{},"finishReason":"stop"}]})])),
        // Without a documented word another sign must say that the answer is whole.
        answered("S35", stream(&[said(WHOLE), counted(10, 12)])).note("no-finish-reason"),
        row("S35 no count", stream(&[said(WHOLE)]), Fails(Condition::BrokenStream, 2)).words("without a finish_reason"),
        row(
            "S35 no [DONE]",
            Script::events(vec![event(&said(WHOLE)), event(&counted(10, 12))]),
            Fails(Condition::BrokenStream, 2),
        ),
        row("S35 used up", stream(&[said(WHOLE), counted(10, 100)]), Ends(Outcome::Truncated)).note("no-finish-reason"),
        answered("unknown", stream(&[said(WHOLE), ended("by_magic"), counted(10, 12)])).note("unknown-finish-reason"),
        row("unknown no count", stream(&[said(WHOLE), ended("by_magic")]), Fails(Condition::BrokenStream, 2))
            .words("by_magic")
            .note("unknown-finish-reason"),
        row("unknown used up", stream(&[said(WHOLE), ended("by_magic"), counted(10, 100)]), Ends(Outcome::Truncated))
            .note("unknown-finish-reason"),
        answered("S57b", Script::whole(200, "application/json", document(Value::Null).to_string()))
            .note("no-finish-reason"),
    ])
    .await;
}

#[tokio::test]
async fn shapes_of_a_stream() {
    use Want::{Ends, Fails};
    let [first, second] = halves();
    let all = [said(first), said(second), ended("stop"), counted(10, 12)];
    let joined = |between: &str| {
        let mut text: String = all.iter().map(|value| format!("data: {value}{between}")).collect();
        text.push_str(&format!("data: [DONE]{between}"));
        text
    };
    let with_bom = |text: &str| [b"\xef\xbb\xbf", text.as_bytes()].concat();
    let lines: String = all.iter().map(|value| format!("{value}\n")).collect();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(joined("\n\n").as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    let (gzip_first, gzip_second) = gzip.split_at(gzip.len() / 2);
    let gzipped =
        Script::events(vec![Part::Bytes(gzip_first.to_vec()), Part::Wait(30), Part::Bytes(gzip_second.to_vec())])
            .header("content-encoding", "gzip");
    check(vec![
        answered(
            "S70",
            stream(&[
                json!({"choices":[{"index":0,"delta":{"reasoning_content":"40+2"}}]}),
                said(first),
                said(second),
                json!({"object":"chat.completion","choices":[{"finish_reason":"stop","index":0,
                    "message":{"content":WHOLE,"role":"assistant","reasoning_content":"40+2"}}],
                    "usage":{"prompt_tokens":10,"completion_tokens":12}}),
            ]),
        )
        .thinking("40+2"),
        answered("S02", bytes(with_bom(&joined("\n\n")))),
        answered("S02d", bytes(with_bom(&format!("data: {}\n\ndata: {}\n\ndata: {}\n\n", said(first), said(second), ended("stop"))))),
        answered("S02c", bytes(with_bom(&format!("data: {}\n\ndata: [DONE]\n\n", document(json!("stop")))))),
        answered("S57d", Script::whole(200, "application/json", String::from_utf8(with_bom(&document(json!("stop")).to_string())).unwrap())),
        answered("S24", bytes(format!("{}\ndata: [DONE]\n\n", document(json!("stop"))))),
        answered("S24b", bytes(format!("{:#}\ndata: [DONE]\n\n", document(json!("stop"))))),
        answered("S50", bytes(joined("\n"))),
        answered("S51", bytes(joined("\r\n"))),
        answered("CR", bytes(joined("\r\r"))),
        answered("S26", Script::whole(200, "application/json", joined("\n\n"))),
        answered("S27", bytes(lines.clone())),
        answered("S32", bytes(joined("\n\n").replace("data:", " data:"))),
        answered("S22", gzipped),
        row("S22 other", stream(&all).header("content-encoding", "br"), Fails(Condition::ServerFault, 3)).words("\"br\""),
        answered(
            "S33",
            stream(&[
                said(first),
                json!({"choices":[{"index":1,"delta":{"content":"another answer"},"finish_reason":null}]}),
                said(second),
                json!({"choices":[{"index":1,"delta":{},"finish_reason":"length"},{"index":0,"delta":{},"finish_reason":"stop"}]}),
            ]),
        ),
        answered("S57c", stream(&[json!({"choices":[{"index":0,"text":first}]}), json!({"choices":[{"index":0,"text":second,"finish_reason":"stop"}]})])),
        row(
            "S37",
            bytes(
                "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"42 \\ud83d\"}}]}\n\ndata: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\\ude42!\"},\"finish_reason\":\"stop\"}]}\n\n",
            ),
            Ends(Outcome::Answered),
        )
        .answer("42 \u{1f642}!"),
        row(
            "S37 lone",
            bytes("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"42 \\ud83d!\"},\"finish_reason\":\"stop\"}]}\n\n"),
            Ends(Outcome::Answered),
        )
        .answer("42 \u{fffd}!"),
        answered(
            "S38",
            bytes(format!("data: {}\n\n", said(WHOLE)).replace("\"finish_reason\":null", "\"finish_reason\":\"stop\",\"logprobs\":{\"content\":[{\"logprob\":-Infinity}]}")),
        ),
        answered(
            "S38b/A5 timings",
            bytes(format!("data: {}\n\ndata: {{\"choices\":[{{\"index\":0,\"delta\":{{}},\"finish_reason\":\"stop\"}}],\"timings\":{{\"predicted_per_second\":Infinity,\"prompt_ms\":NaN}}}}\n\n", said(WHOLE))),
        ),
        row(
            "S60",
            bytes("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"4\t2\u{1}\"},\"finish_reason\":\"stop\"}]}\n\n"),
            Ends(Outcome::Answered),
        )
        .answer("4\t2\u{1}"),
        answered("S53b", bytes(format!("{}data: {{\"choices\":[{{\"delta\":{{\"content\":\"more\n\n", joined("\n\n").replace("data: [DONE]\n\n", ""))))
            .note("hole-after-end"),
        row("S63", stream(&[said("4"), said("42"), said("42."), ended("stop")]), Ends(Outcome::Answered)).answer("44242."),
        row("page", Script::whole(200, "text/html", "<html>\nplease log in</html>"), Fails(Condition::ServerFault, 3)).words("please log in"),
    ])
    .await;
}

#[tokio::test]
async fn thinking_stands_apart_whatever_marks_it() {
    let inline =
        |id, text: &str| answered(id, stream(&[said(&text.replace("WHOLE", WHOLE)), ended("stop")])).thinking("40+2");
    let parts = json!({"choices":[{"index":0,"delta":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"40+2"}]}]},"finish_reason":null}]});
    check(vec![
        answered("S56b", stream(&[parts, said(WHOLE), ended("stop")])).thinking("40+2"),
        inline("S48d", "<|channel|>analysis<|message|>40+2<|end|><|start|>assistant<|channel|>final<|message|>WHOLE"),
        inline("S48", "<thinking>40+2</thinking>\nWHOLE"),
        inline("S48b", "<seed:think>40+2</seed:think>WHOLE"),
        inline("S48c", "[THINK]40+2[/THINK]WHOLE"),
        inline("S48f", "<|channel>thought\n40+2<channel|>WHOLE"),
        inline("S69b", "<think duration=3>40+2</think>WHOLE"),
        inline("S69d", "<Think>40+2</Think>WHOLE"),
        answered(
            "S69c",
            stream(&[said(&format!("<think>40+2</think>\n<think>again</think>\n{WHOLE}")), ended("stop")]),
        )
        .thinking("40+2\nagain"),
    ])
    .await;
}

#[tokio::test]
async fn errors_inside_of_a_response_keep_their_words() {
    use Condition as C;
    use Want::Fails;
    let overflow = |id, script, words| row(id, script, Fails(C::ContextOverflow, 1)).words(words);
    let only = |id, value: Value, condition, attempts, words| {
        row(id, stream(&[value]), Fails(condition, attempts)).words(words)
    };
    let lm = "Trying to keep the first 5120 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens";
    check(vec![
        overflow(
            "S03",
            bytes("error: {\"code\":400,\"message\":\"the request exceeds the available context size\",\"type\":\"invalid_request_error\"}\n\ndata: [DONE]\n\n"),
            "the request exceeds",
        ),
        overflow("S05", stream(&[json!({"error":{"code":"server_error","type":"server_error","message":"the context window is full"}})]), "is full"),
        overflow("S05 after text", stream(&[said("42"), json!({"error":{"type":"server_error","message":"the context window is full"}})]), "is full"),
        overflow(
            "S06",
            Script::whole(500, "application/json", r#"{"error":{"code":500,"message":"Context size has been exceeded.","type":"server_error"}}"#),
            "Context size",
        ),
        overflow("S07", bytes(format!("event: error\ndata: {}\n\n", json!({"error":{"message":lm}}))), "only 4096"),
        overflow("S07 bare", bytes(format!("event: error\ndata: {}\n\n", json!({"message":lm}))), "only 4096"),
        overflow(
            "O09",
            Script::lines(vec![Part::Bytes(b"{\"error\":\"the input length exceeds the context length\"}\n".to_vec())]),
            "input length",
        )
        .kind(ProviderKind::Ollama),
        row(
            "S58b",
            bytes(format!("data: {}\n\nevent: error\ndata: {}\n\n", said("42"), json!({"message":"upstream gone","type":"overloaded_error"}))),
            Fails(C::BrokenStream, 2),
        )
        .words("upstream gone"),
        only("S58d", json!({"code":"429","message":"Too many requests"}), C::Overloaded, 5, "Too many requests"),
        only("S58e", json!({"id":"x","choices":null,"base_resp":{"status_code":1002,"status_msg":"rate limit"}}), C::Overloaded, 5, "rate limit"),
        only("S58f", json!({"detail":"Internal error"}), C::ServerFault, 3, "Internal error"),
        only("S58g", json!({"success":false,"errors":[{"code":7000,"message":"No route for that URI"}]}), C::ServerFault, 3, "No route"),
        only("overloaded in a 200", json!({"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}), C::Overloaded, 5, "Overloaded"),
        row("plain text", bytes("event: error\ndata: the upstream is gone\n\n"), Fails(C::ServerFault, 3)).words("the upstream is gone"),
        row(
            "N30",
            Script::whole(200, "application/json", r#"{"error":"Unexpected endpoint or method. (POST /chat/completions)"}"#),
            Fails(C::ModelMissing, 1),
        )
        .words("should its base_url end with /v1?"),
        row(
            "N11b",
            Script::whole(429, "application/json", r#"{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","code":"insufficient_quota"}}"#),
            Fails(C::PaymentRequired, 1),
        )
        .words("current quota"),
        only("N40 in a 200", json!({"error":{"message":"no credit","code":"insufficient_quota"}}), C::PaymentRequired, 1, "no credit"),
    ])
    .await;
}

#[tokio::test]
async fn waits_that_a_server_asks_for() {
    let of = async |script: Script| {
        let reply = ask(OPENAI, script).await;
        let fault = reply.as_fault().unwrap();
        assert_eq!(fault.condition, Condition::Overloaded, "{fault:?}");
        fault.retry_after.map(|wait| wait.as_millis())
    };
    let json = |body: &str| Script::whole(429, "application/json", body);
    let retry_info = r#"[{"error":{"code":429,"message":"quota","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"2s"}]}}]"#;
    assert_eq!(of(json("{}").header("retry-after-ms", "2500")).await, Some(2500), "N08");
    assert_eq!(of(json(retry_info)).await, Some(2000), "S58i");
    assert_eq!(
        of(json(r#"{"error":{"message":"Rate limit reached. Please try again in 3.2s."}}"#)).await,
        Some(3200),
        "N11"
    );
    assert_eq!(of(stream(&[json!({"error":{"code":429,"message":"try again in 500ms"}})])).await, Some(500), "in-band");
    assert_eq!(of(json("{}").header("retry-after", "7")).await, Some(7000));
}

#[tokio::test]
async fn ollama_in_other_shapes() {
    let message = |text: &str| json!({"model":"m","message":{"role":"assistant","content":text},"done":false});
    let last = json!({"model":"m","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","eval_count":12});
    let lines = |values: &[&Value]| values.iter().map(|value| format!("{value}\n")).collect::<String>();
    let whole = json!({"model":"m","message":{"role":"assistant","content":WHOLE},"done":true,"done_reason":"stop"});
    let of =
        |id, body: String| answered(id, Script::lines(vec![Part::Bytes(body.into_bytes())])).kind(ProviderKind::Ollama);
    check(vec![
        of(
            "O03",
            lines(&[&message(WHOLE), &json!({"message":{"role":"assistant","content":""},"done_reason":"stop"})]),
        ),
        of("O07", format!("{whole:#}")),
        of("O15", format!("\u{feff}{}", lines(&[&message(WHOLE), &last]))),
        of("O SSE", format!("data: {}\n\ndata: {last}\n\n", message(WHOLE))),
    ])
    .await;
}

#[tokio::test]
async fn counts_and_bills_that_cannot_be() {
    let with = |usage: &str| {
        bytes(
            format!("data: {}\n\ndata: {{\"choices\":[],\"usage\":{usage}}}\n\ndata: [DONE]\n\n", said(WHOLE))
                .replace("\"finish_reason\":null", "\"finish_reason\":\"stop\""),
        )
    };
    let of = async |script: Script| {
        let reply = ask(OPENAI, script).await;
        assert_eq!((reply.answer.as_str(), reply.as_fault()), (WHOLE, None), "{reply:?}");
        let billed = reply.billed.map(|bill| bill.to_string());
        let notes: Vec<_> = reply.notes.iter().map(|note| note.code).collect();
        (reply.usage.prompt_tokens, reply.usage.completion_tokens, billed, notes)
    };
    let usd = |text: &str| Some(text.to_owned());
    for (id, usage, expected) in [
        (
            "A4",
            r#"{"prompt_tokens":18446744073709551615,"completion_tokens":18446744073709551615,"cost":0.1}"#,
            (None, None, usd("$0.10"), vec![]),
        ),
        ("A5 cost", r#"{"prompt_tokens":10,"completion_tokens":12,"cost":1e999}"#, (Some(10), Some(12), None, vec![])),
        (
            "S39",
            r#"{"prompt_tokens":10.0,"completion_tokens":12.0,"cost":"0.0123"}"#,
            (Some(10), Some(12), usd("$0.0123"), vec![]),
        ),
        (
            "M04",
            r#"{"prompt_tokens":10,"completion_tokens":12,"cost":"nothing"}"#,
            (Some(10), Some(12), None, vec!["odd-bill"]),
        ),
        (
            "B3",
            r#"{"prompt_tokens":10,"completion_tokens":12,"cost":5000000}"#,
            (Some(10), Some(12), None, vec!["odd-bill"]),
        ),
        (
            "negative",
            r#"{"prompt_tokens":-1,"completion_tokens":12,"cost":-0.1}"#,
            (None, Some(12), None, vec!["odd-bill"]),
        ),
        ("P02", r#"{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}"#, (None, None, None, vec![])),
        (
            "P04",
            r#"{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":9100,"completion_tokens_details":{"reasoning_tokens":8000}}"#,
            (Some(1000), Some(8100), None, vec![]),
        ),
        (
            "P05",
            r#"{"prompt_tokens":10,"completion_tokens":12,"cost":0,"is_byok":true,"cost_details":{"upstream_inference_cost":0.0360795}}"#,
            (Some(10), Some(12), usd("$0.0360795"), vec![]),
        ),
    ] {
        assert_eq!(of(with(usage)).await, expected, "{id}");
    }
    let after = |usages: &[Value]| {
        let mut values = vec![said(WHOLE), ended("stop")];
        values.extend(usages.iter().map(|usage| json!({"choices":[],"usage":usage})));
        stream(&values)
    };
    let real = json!({"prompt_tokens":10,"completion_tokens":12,"cost":0.0123});
    let kept = (Some(10), Some(12), usd("$0.0123"), vec![]);
    assert_eq!(of(after(&[real.clone(), json!({"prompt_tokens":0,"completion_tokens":0})])).await, kept, "S17");
    assert_eq!(of(after(&[real, json!({"total_tokens":22})])).await, kept, "S17b");
    let groq = stream(&[
        said(WHOLE),
        json!({"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"x_groq":{"usage":{"prompt_tokens":10,"completion_tokens":12}}}),
    ]);
    assert_eq!(of(groq).await, (Some(10), Some(12), None, vec![]), "S66");
    for (id, usage, cached, written) in [
        (
            "P03",
            json!({"prompt_tokens":100_000,"completion_tokens":12,"cache_read_input_tokens":90_000,"cache_creation_input_tokens":5000}),
            Some(90_000),
            Some(5000),
        ),
        ("M07b", json!({"prompt_tokens":120,"completion_tokens":12,"prompt_cache_hit_tokens":100}), Some(100), None),
    ] {
        let reply = ask(OPENAI, after(&[usage])).await;
        assert_eq!((reply.usage.cached_tokens, reply.usage.cache_write_tokens), (cached, written), "{id}");
    }
}
