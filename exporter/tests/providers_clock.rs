//! How far our times lie from those of a server with a known schedule. The measurement is run by hand on a quiet machine:
//! `cargo test --release -p exporter --test providers_clock -- --ignored --nocapture`.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use exporter::config::ProviderKind;
use exporter::provider::{Client, Message, Role};
use support::ask::{call, provider};

const TEXTS: usize = 100;

/// When a request was there, and when each text was handed to the socket.
type Truth = (Instant, Vec<Instant>);

/// One thread for each connection, without a runtime: nothing but the operating system stands between plan and packet.
fn scheduled_server() -> (String, Arc<Mutex<BTreeMap<String, Truth>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    let truths: Arc<Mutex<BTreeMap<String, Truth>>> = Arc::default();
    let kept = truths.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let kept = kept.clone();
            std::thread::spawn(move || serve(&stream.unwrap(), &kept));
        }
    });
    (url, truths)
}

fn serve(stream: &TcpStream, truths: &Mutex<BTreeMap<String, Truth>>) -> Option<()> {
    stream.set_nodelay(true).unwrap();
    let mut reader = BufReader::new(stream);
    loop {
        let (mut first, mut length, mut line) = (String::new(), 0, String::new());
        reader.read_line(&mut first).ok().filter(|count| *count > 0)?;
        while reader.read_line(&mut line).ok()? > 2 {
            if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            line.clear();
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        let arrived = Instant::now();
        let mut writer = stream;
        if first.starts_with("GET") {
            writer.write_all(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n").ok()?;
            continue;
        }
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        let name = body["messages"][0]["content"].as_str().unwrap().to_owned();
        writer
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")
            .ok()?;
        let mut moments = Vec::new();
        let mut send = |text: &str| writer.write_all(format!("{:x}\r\n{text}\r\n", text.len()).as_bytes()).ok();
        for at in 0..TEXTS {
            // Gaps of 5 to 24 ms, different for each text and the same in each run; the first text comes after 50 to 69.
            let gap = 5 + (at * 7 + name.len() * 3) % 20 + if at == 0 { 45 } else { 0 };
            std::thread::sleep(Duration::from_millis(gap as u64));
            moments.push(Instant::now());
            send(&format!(
                "data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"text {at} \"}},\"finish_reason\":null}}]}}\n\n"
            ))?;
        }
        send(
            "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":100}}\n\ndata: [DONE]\n\n",
        )?;
        truths.lock().unwrap().insert(name, (arrived, moments));
        writer.write_all(b"0\r\n\r\n").ok()?;
    }
}

/// The value that a part of all does not exceed.
fn quantile(values: &mut [f64], part: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    values[((values.len() as f64 * part).ceil() as usize).clamp(1, values.len()) - 1]
}

#[tokio::test]
async fn a_busy_program_changes_no_time() {
    let (url, truths) = scheduled_server();
    let client = Client::new(&provider(&url, ProviderKind::OpenaiCompatible)).unwrap();
    let mut call = call();
    call.messages = vec![Message::new(Role::User, "question".to_owned())];
    // The test's only thread is held up for longer than any gap of the schedule, in the midst of the stream.
    let busy = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        std::thread::sleep(Duration::from_millis(900));
    };
    let (reply, ()) = tokio::join!(client.call(&call), busy);
    assert_eq!(reply.arrivals_ms.len(), TEXTS, "{reply:?}");
    let largest = reply.arrivals_ms.windows(2).map(|pair| pair[1] - pair[0]).fold(0.0, f64::max);
    let moments = truths.lock().unwrap()["question"].1.clone();
    let of_server = moments.windows(2).map(|pair| (pair[1] - pair[0]).as_secs_f64() * 1e3).fold(0.0, f64::max);
    assert!(largest < of_server + 400.0, "{largest} ms, where the server waited {of_server} ms at most");
}

#[test]
#[ignore = "a measurement: it needs a quiet machine and a release build"]
fn times_are_those_of_the_schedule() {
    let mut failed = Vec::new();
    for at_a_time in [1, 16, 64] {
        let (url, truths) = scheduled_server();
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let mut provider = provider(&url, ProviderKind::OpenaiCompatible);
        provider.concurrency = at_a_time;
        let client = Arc::new(Client::new(&provider).unwrap());
        let replies = runtime.block_on(async {
            let asked = (0..at_a_time).map(|number| {
                let (client, mut call) = (client.clone(), call());
                tokio::spawn(async move {
                    let mut replies = Vec::new();
                    for round in 0..if at_a_time == 1 { 8 } else { 3 } {
                        let name = format!("question {number} of round {round}");
                        call.messages = vec![Message::new(Role::User, name.clone())];
                        replies.push((name, client.call(&call).await));
                    }
                    replies
                })
            });
            let mut replies = Vec::new();
            for asked in asked.collect::<Vec<_>>() {
                replies.extend(asked.await.unwrap());
            }
            replies
        });
        let truths = truths.lock().unwrap();
        let (mut first, mut gaps) = (Vec::new(), Vec::new());
        for (name, reply) in &replies {
            let (arrived, moments) = &truths[name];
            assert_eq!(reply.arrivals_ms.len(), TEXTS, "each text is an arrival of its own: {reply:?}");
            let ms = |from: Instant, to: Instant| (to - from).as_secs_f64() * 1e3;
            first.push((reply.timing.first_text_ms.unwrap() - ms(*arrived, moments[0])).abs());
            let ours = reply.arrivals_ms.windows(2).map(|pair| pair[1] - pair[0]);
            let theirs = moments.windows(2).map(|pair| ms(pair[0], pair[1]));
            gaps.extend(ours.zip(theirs).map(|(ours, theirs)| (ours - theirs).abs()));
        }
        for (what, values) in [("time to first text", &mut first), ("gap", &mut gaps)] {
            let (median, p99) = (quantile(values, 0.5), quantile(values, 0.99));
            println!(
                "{at_a_time:>2} at a time, {what}: off by {median:.3} ms in the median, {p99:.3} ms at p99, of {}",
                values.len()
            );
            if median > 1.0 || p99 > 5.0 {
                failed.push((at_a_time, what, median, p99));
            }
        }
    }
    assert!(failed.is_empty(), "{failed:?}");
}
