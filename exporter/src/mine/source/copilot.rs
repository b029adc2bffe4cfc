//! GitHub Copilot CLI: OpenTelemetry spans; several spans may tell of the same tokens.

use std::collections::HashSet;
use std::io;
use std::path::Path;

use analytics::work::TokenCounts;
use serde_json::Value;

use super::Collector;
use super::collector::identity;
use crate::mine::lines::each_record;

struct Span {
    operation: String,
    trace: String,
    id: String,
    session: String,
    model: Option<String>,
    at: Option<i64>,
    tokens: TokenCounts,
}

/// Reads one file of spans. A `chat` span goes before an `invoke_agent` span of the same trace.
pub fn read(path: &Path, into: &mut Collector) -> io::Result<()> {
    let mut spans = Vec::new();
    each_record(path, into, |value: Value, _| spans.extend(span(&value)))?;
    let chats: HashSet<String> =
        spans.iter().filter(|span| span.operation == "chat").map(|span| span.trace.clone()).collect();
    for span in &spans {
        if span.operation != "chat" && chats.contains(&span.trace) {
            into.notes().repeated += 1;
            continue;
        }
        let session = into.session(&span.session);
        into.call(identity(("copilot", &span.trace, &span.id)), session, span.at, span.model.as_deref(), span.tokens);
    }
    Ok(())
}

fn span(value: &Value) -> Option<Span> {
    let attributes = value.get("attributes")?;
    let text = |name: &str| attributes.get(name).and_then(Value::as_str).map(str::to_owned);
    let count = |name: &str| attributes.get(name).and_then(Value::as_u64).unwrap_or(0);
    let operation = text("gen_ai.operation.name")?;
    let input = count("gen_ai.usage.input_tokens");
    let read = count("gen_ai.usage.cache_read.input_tokens").min(input);
    let write = count("gen_ai.usage.cache_write.input_tokens").max(count("gen_ai.usage.cache_creation.input_tokens"));
    let write = write.min(input - read);
    let tokens = TokenCounts {
        fresh: input - read - write,
        cache_write_5m: write,
        cache_read: read,
        output: count("gen_ai.usage.output_tokens"),
        reasoning: count("gen_ai.usage.reasoning.output_tokens"),
        ..TokenCounts::default()
    };
    if tokens.is_empty() {
        return None;
    }
    let trace = value.get("traceId").and_then(Value::as_str).unwrap_or_default().to_owned();
    let own = value.get("spanId").and_then(Value::as_str).unwrap_or_default().to_owned();
    let seconds = value.pointer("/startTime/0").and_then(Value::as_i64);
    let nanos = value.pointer("/startTime/1").and_then(Value::as_i64).unwrap_or(0);
    Some(Span {
        session: text("gen_ai.conversation.id").unwrap_or_else(|| trace.clone()),
        model: text("gen_ai.response.model").or_else(|| text("gen_ai.request.model")),
        id: text("gen_ai.response.id").unwrap_or(own),
        at: seconds.map(|seconds| seconds.saturating_mul(1000).saturating_add(nanos / 1_000_000)),
        operation,
        trace,
        tokens,
    })
}
