//! A server whose schedule is known: slots, time to read a prompt, time for each token. All moments are reckoned from the
//! arrival of requests and waited for on the clock, so that delays do not add up.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response};
use bytes::Bytes;
use futures_util::stream;
use serde_json::{Value, json};

/// Tokens of the chat template.
const TEMPLATE: f64 = 11.0;
/// Tokens of a word.
const PER_WORD: f64 = 1.25;

/// How it serves.
#[derive(Debug, Clone)]
pub struct Schedule {
    /// Requests at a time; the others wait, first come, first served.
    pub slots: usize,
    /// Context of each.
    pub context: u64,
    /// Prompt tokens a second.
    pub read_per_s: f64,
    /// Between two tokens.
    pub token: Duration,
    /// Prompt tokens that it says it had in its cache.
    pub cached: u64,
    /// Whether it says that it works on something else.
    pub busy: bool,
    /// The first request takes so much longer.
    pub load: Duration,
    /// After so many answers it closes every connection without a word.
    pub dies_after: usize,
}

impl Default for Schedule {
    fn default() -> Self {
        Self {
            slots: 4,
            context: 8_192,
            read_per_s: 2_000.0,
            token: Duration::from_millis(15),
            cached: 0,
            busy: false,
            load: Duration::ZERO,
            dies_after: usize::MAX,
        }
    }
}

#[derive(Default)]
struct State {
    /// When each slot is free.
    free: Vec<Instant>,
    bodies: Vec<Value>,
    answered: usize,
}

/// The server; it ends with the test process.
pub struct Scheduled {
    pub url: String,
    state: Arc<Mutex<State>>,
}

impl Scheduled {
    pub fn start(schedule: Schedule) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let state: Arc<Mutex<State>> = Arc::default();
        let shared = state.clone();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
            runtime.block_on(async move {
                let router = Router::new().fallback(move |request: Request<Body>| {
                    let (schedule, state) = (schedule.clone(), shared.clone());
                    async move { Ok::<_, Infallible>(reply(request, &schedule, &state).await) }
                });
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                axum::serve(NoDelay(listener), router).await.unwrap();
            });
        });
        Self { url, state }
    }

    /// Every question so far.
    pub fn questions(&self) -> Vec<Value> {
        self.state.lock().unwrap().bodies.clone()
    }
}

/// Tokens travel one by one.
struct NoDelay(tokio::net::TcpListener);

impl axum::serve::Listener for NoDelay {
    type Io = tokio::net::TcpStream;
    type Addr = std::net::SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (stream, address) = axum::serve::Listener::accept(&mut self.0).await;
        stream.set_nodelay(true).unwrap();
        (stream, address)
    }

    fn local_addr(&self) -> std::io::Result<Self::Addr> {
        self.0.local_addr()
    }
}

async fn reply(request: Request<Body>, schedule: &Schedule, state: &Mutex<State>) -> Response<Body> {
    let arrived = Instant::now();
    let path = request.uri().path().to_owned();
    if path != "/v1/chat/completions" {
        return look_up(&path, schedule);
    }
    let bytes = axum::body::to_bytes(request.into_body(), 64 << 20).await.unwrap();
    let body: Value = serde_json::from_slice(&bytes).unwrap();
    let words = body["messages"][0]["content"].as_str().unwrap().split_whitespace().count();
    let prompt = (TEMPLATE + PER_WORD * words as f64).round();
    let output = body["max_tokens"].as_u64().unwrap();
    let fresh = (prompt - schedule.cached as f64).max(0.0);
    let reading = Duration::from_secs_f64(fresh / schedule.read_per_s);
    let (first, dies) = {
        let mut state = state.lock().unwrap();
        let load = if state.bodies.is_empty() { schedule.load } else { Duration::ZERO };
        state.bodies.push(body);
        state.answered += 1;
        let slots = schedule.slots;
        state.free.resize(slots, arrived);
        let slot = (0..slots).min_by_key(|slot| state.free[*slot]).unwrap();
        let first = state.free[slot].max(arrived) + load + reading;
        state.free[slot] = first + schedule.token * (output.max(1) - 1) as u32;
        (first, state.answered > schedule.dies_after)
    };
    if dies {
        let cut = stream::once(async { Err::<Bytes, _>(std::io::Error::other("gone")) });
        return Response::builder().status(200).body(Body::from_stream(cut)).unwrap();
    }
    let timings = json!({"cache_n": schedule.cached, "prompt_n": fresh, "prompt_ms": reading.as_secs_f64() * 1e3,
        "predicted_n": output, "predicted_ms": schedule.token.as_secs_f64() * 1e3 * (output - 1) as f64});
    let mut events: Vec<(Instant, String)> = (0..output)
        .map(|at| {
            let chunk =
                json!({"model": "m", "choices": [{"index": 0, "delta": {"content": "word "}, "finish_reason": null}]});
            (first + schedule.token * at as u32, chunk.to_string())
        })
        .collect();
    let end = events.last().map_or(first, |event| event.0);
    let finish = json!({"model": "m", "choices": [{"index": 0, "delta": {}, "finish_reason": "length"}]});
    let usage = json!({"model": "m", "choices": [], "timings": timings,
        "usage": {"prompt_tokens": prompt, "completion_tokens": output, "total_tokens": prompt + output as f64}});
    events.extend([(end, finish.to_string()), (end, usage.to_string()), (end, "[DONE]".to_owned())]);
    let body = stream::unfold(events.into_iter(), |mut events| async move {
        let (moment, text) = events.next()?;
        tokio::time::sleep_until(moment.into()).await;
        tokio::task::yield_now().await;
        Some((Ok::<_, Infallible>(Bytes::from(format!("data: {text}\n\n"))), events))
    });
    let head = Response::builder().status(200).header("content-type", "text/event-stream");
    head.body(Body::from_stream(body)).unwrap()
}

fn look_up(path: &str, schedule: &Schedule) -> Response<Body> {
    let slots: Vec<Value> =
        (0..schedule.slots).map(|id| json!({"id": id, "is_processing": schedule.busy && id == 0})).collect();
    let known = BTreeMap::from([
        (
            "/props",
            json!({"default_generation_settings": {"n_ctx": schedule.context}, "total_slots": schedule.slots,
            "model_path": "/models/m-Q4_1.gguf", "model_ftype": "Q4_1", "build_info": "b1-test"}),
        ),
        (
            "/v1/models",
            json!({"data": [{"id": "m", "owned_by": "llamacpp", "meta": {"n_params": 1000, "size": 731, "ftype": "Q4_1"}}]}),
        ),
        ("/slots", json!(slots)),
        ("/health", json!({"status": "ok"})),
    ]);
    match known.get(path) {
        Some(body) => Response::builder()
            .status(200)
            .header("content-type", "application/json")
            .body(Body::from(body.to_string()))
            .unwrap(),
        None => Response::builder().status(404).body(Body::from("there is nothing here")).unwrap(),
    }
}
