//! A chat server with a known schedule, which keeps the true time of every reply and counts connections.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// When the parts of a reply leave.
#[derive(Clone, Copy, Debug)]
pub struct Schedule {
    /// From the whole request to the first text, in milliseconds.
    pub first_ms: u64,
    /// So many milliseconds more at most, another number for each request: models do not answer in step.
    pub spread_ms: u64,
    /// Pieces of text.
    pub pieces: u32,
    /// Between two pieces, in milliseconds.
    pub gap_ms: u64,
}

/// The true times of one reply.
#[derive(Clone, Debug)]
pub struct Served {
    /// The task's mark in the prompt, such as `bench-0017`.
    pub key: String,
    /// The request was read to its end.
    pub asked: Instant,
    /// Each text was handed to the kernel.
    pub texts: Vec<Instant>,
    /// The end of the stream was.
    pub end: Instant,
}

/// What the server saw.
#[derive(Debug, Default)]
pub struct Log {
    connections: AtomicUsize,
    served: Mutex<Vec<Served>>,
}

impl Log {
    /// Connections accepted so far.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// Replies so far.
    pub fn served(&self) -> Vec<Served> {
        self.served.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// From the first request to the end of the last reply.
    pub fn span(&self) -> Duration {
        let served = self.served();
        let first = served.iter().map(|reply| reply.asked).min();
        let last = served.iter().map(|reply| reply.end).max();
        first.zip(last).map_or(Duration::ZERO, |(first, last)| last - first)
    }
}

/// A server at work; it ends with the process.
#[derive(Debug)]
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    /// What it saw.
    pub log: Arc<Log>,
}

impl Server {
    /// Starts on a free port of 127.0.0.1, in a thread of its own.
    pub fn start(schedule: Schedule) -> Result<Self> {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").context("cannot listen on 127.0.0.1")?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let log: Arc<Log> = Arc::default();
        let seen = log.clone();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        std::thread::spawn(move || {
            runtime.block_on(async move {
                let Ok(listener) = TcpListener::from_std(listener) else { return };
                while let Ok((stream, _)) = listener.accept().await {
                    seen.connections.fetch_add(1, Ordering::SeqCst);
                    let log = seen.clone();
                    tokio::spawn(async move {
                        // A client that goes away ends its connection and nothing else.
                        let _ = connection(stream, schedule, &log).await;
                    });
                }
            });
        });
        Ok(Self { address, log })
    }
}

async fn connection(stream: TcpStream, schedule: Schedule, log: &Log) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let port = u64::from(stream.peer_addr()?.port());
    let mut stream = BufReader::new(stream);
    let mut number = 0u64;
    while let Some((head, body)) = request(&mut stream).await? {
        let asked = Instant::now();
        if !head.starts_with("POST ") {
            stream.write_all(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n").await?;
            continue;
        }
        number += 1;
        let text = String::from_utf8_lossy(&body);
        let pieces = reply(&text, schedule);
        let key = text.find("bench-").map_or("", |at| text.get(at..at + 10).unwrap_or_default()).to_owned();
        // Steps that share no factor with the spread reach every part of it.
        let more = (port * 7 + number * 13) % schedule.spread_ms.max(1);
        tokio::time::sleep_until((asked + Duration::from_millis(schedule.first_ms + more)).into()).await;
        stream
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")
            .await?;
        let mut texts: Vec<Instant> = Vec::with_capacity(pieces.len());
        for piece in &pieces {
            if let Some(last) = texts.last().filter(|_| schedule.gap_ms > 0) {
                tokio::time::sleep_until((*last + Duration::from_millis(schedule.gap_ms)).into()).await;
            }
            let event = serde_json::json!({"choices": [{"index": 0, "delta": {"content": piece}}]});
            texts.push(Instant::now());
            chunk(&mut stream, &format!("data: {event}\n\n")).await?;
        }
        let count = pieces.len();
        let end = serde_json::json!({
            "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 40, "completion_tokens": count, "total_tokens": 40 + count},
        });
        chunk(&mut stream, &format!("data: {end}\n\ndata: [DONE]\n\n")).await?;
        stream.write_all(b"0\r\n\r\n").await?;
        let served = Served { key, asked, texts, end: Instant::now() };
        log.served.lock().unwrap_or_else(PoisonError::into_inner).push(served);
    }
    Ok(())
}

/// A judge's request carries the answer between markers; it gets a verdict, every other one gets plain text.
fn reply(body: &str, schedule: Schedule) -> Vec<String> {
    if body.contains("<<<ANSWER-") {
        let verdict = r#"{"reasoning":"The sum is right.","correctness":2,"completeness":1,"quality":2}"#;
        return vec![verdict.to_owned()];
    }
    (0..schedule.pieces.max(1)).map(|number| format!("word{number} ")).collect()
}

async fn chunk(stream: &mut BufReader<TcpStream>, text: &str) -> std::io::Result<()> {
    stream.write_all(format!("{:x}\r\n{text}\r\n", text.len()).as_bytes()).await
}

/// Head and body of the next request; None when the client closed the connection.
async fn request(stream: &mut BufReader<TcpStream>) -> std::io::Result<Option<(String, Vec<u8>)>> {
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(None);
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        if line.trim().is_empty() {
            break;
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    Ok(Some((head, body)))
}
