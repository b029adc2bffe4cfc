//! `exporter bench` against a server that closes a connection which it said it would keep, as llama-server b11434 does.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use analytics::bench::BenchFile;
use support::program::exporter;

/// The next request: its first line and its body. None at the end of the connection.
fn request(reader: &mut BufReader<TcpStream>) -> Option<(String, String)> {
    let mut first = String::new();
    if reader.read_line(&mut first).ok()? == 0 {
        return None;
    }
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let line = line.trim().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((first, String::from_utf8(body).unwrap()))
}

/// Answers one question of a connection in full, keep-alive promised, and hangs up on the next.
fn serve(stream: TcpStream, hung_up: &AtomicU32) {
    let mut writer = stream.try_clone().unwrap();
    let mut reader = BufReader::new(stream);
    let mut answered = false;
    while let Some((first, body)) = request(&mut reader) {
        if !first.starts_with("POST") {
            let _ = writer.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            return;
        }
        if answered {
            hung_up.fetch_add(1, Ordering::SeqCst);
            return;
        }
        answered = true;
        let body: serde_json::Value = serde_json::from_str(&body).unwrap();
        let words = body["messages"][0]["content"].as_str().unwrap().split_whitespace().count();
        let asked = body["max_tokens"].as_u64().or_else(|| body["max_completion_tokens"].as_u64()).unwrap();
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\nKeep-Alive: timeout=5, max=100\r\n\r\n";
        writer.write_all(head.as_bytes()).unwrap();
        let mut send = |event: serde_json::Value| {
            let text = format!("data: {event}\n\n");
            let _ = write!(writer, "{:x}\r\n{text}\r\n", text.len()).and_then(|()| writer.flush());
        };
        for _ in 0..asked {
            send(serde_json::json!({"choices": [{"index": 0, "delta": {"content": "word "}}]}));
            thread::sleep(Duration::from_millis(5));
        }
        send(serde_json::json!({"choices": [{"index": 0, "delta": {}, "finish_reason": "length"}]}));
        send(serde_json::json!({"choices": [], "usage": {"prompt_tokens": words + 4, "completion_tokens": asked}}));
        let _ = writer.write_all(b"e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n").and_then(|()| writer.flush());
    }
}

#[test]
fn a_connection_that_is_closed_behind_a_stream_costs_no_request() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    let hung_up = Arc::new(AtomicU32::new(0));
    let count = hung_up.clone();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let count = count.clone();
            thread::spawn(move || serve(stream, &count));
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let lengths = ["--prompt-tokens", "100", "--output-tokens", "60", "--requests", "4", "--force", "--json"];
    let base = ["bench", "--url", &url, "--model", "m", "--database", "x.sqlite", "--power", "none"];
    let ended = exporter(folder.path(), &[&base[..], &lengths[..]].concat()).expect(0);
    let file = BenchFile::from_json(&ended.stdout).unwrap();
    let figures = &file.levels[0].figures;
    assert_eq!((figures.failures, figures.requests), (0, 4), "{figures:?}");
    assert!(hung_up.load(Ordering::SeqCst) >= 4, "the server hung up {} times", hung_up.load(Ordering::SeqCst));
}
