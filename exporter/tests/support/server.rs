//! A real HTTP server in the test process: each reply is a script of bytes and waits.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request as HttpRequest, Response};
use bytes::Bytes;
use futures_util::stream;
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};

/// A request that came.
#[derive(Debug, Clone)]
pub struct Request {
    /// Path.
    pub path: String,
    /// `Authorization`.
    pub authorization: Option<String>,
    /// Body.
    pub body: Value,
    /// How many requests came before.
    pub number: usize,
}

impl Request {
    /// The model asked for.
    pub fn model(&self) -> &str {
        self.body["model"].as_str().unwrap_or_default()
    }
}

/// A step of a reply.
#[derive(Debug, Clone)]
pub enum Part {
    /// Sends bytes.
    Bytes(Vec<u8>),
    /// Waits.
    Wait(u64),
    /// Breaks the connection.
    Cut,
}

/// A scripted reply.
#[derive(Debug, Clone)]
pub struct Script {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub parts: Vec<Part>,
}

impl Script {
    /// A reply with a body that comes at once.
    pub fn whole(status: u16, content_type: &str, body: impl Into<String>) -> Self {
        Self {
            status,
            headers: vec![("content-type", content_type.to_owned())],
            parts: vec![Part::Bytes(body.into().into_bytes())],
        }
    }

    /// A stream of server-sent events.
    pub fn events(parts: Vec<Part>) -> Self {
        Self { status: 200, headers: vec![("content-type", "text/event-stream".to_owned())], parts }
    }

    /// A stream of JSON lines.
    pub fn lines(parts: Vec<Part>) -> Self {
        Self { status: 200, headers: vec![("content-type", "application/x-ndjson".to_owned())], parts }
    }

    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }
}

/// The server; it ends with the test process.
#[derive(Debug, Clone)]
pub struct Server {
    pub url: String,
    requests: Arc<Mutex<Vec<Request>>>,
    look_ups: Arc<Mutex<Vec<Request>>>,
    connections: Arc<AtomicUsize>,
}

type Handler = Arc<dyn Fn(&Request) -> Script + Send + Sync>;

impl Server {
    /// Starts on a free port; `handler` makes the reply to each question. The server knows no other paths.
    pub fn start(handler: impl Fn(&Request) -> Script + Send + Sync + 'static) -> Self {
        Self::with_look_ups(handler, |_| Script::whole(404, "text/plain", "there is nothing here"))
    }

    /// The same, with replies to what is asked beside the questions: health, version, lists of models and their like.
    pub fn with_look_ups(
        handler: impl Fn(&Request) -> Script + Send + Sync + 'static,
        look_ups: impl Fn(&Request) -> Script + Send + Sync + 'static,
    ) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        Self::on(listener, handler, look_ups)
    }

    /// The same on a socket of the caller's.
    pub fn on(
        listener: std::net::TcpListener,
        handler: impl Fn(&Request) -> Script + Send + Sync + 'static,
        look_ups: impl Fn(&Request) -> Script + Send + Sync + 'static,
    ) -> Self {
        listener.set_nonblocking(true).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = Self { url, requests: Arc::default(), look_ups: Arc::default(), connections: Arc::default() };
        let (seen, looked, count) = (server.requests.clone(), server.look_ups.clone(), server.connections.clone());
        let (handler, look_ups): (Handler, Handler) = (Arc::new(handler), Arc::new(look_ups));
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
            runtime.block_on(async move {
                let router = Router::new().fallback(move |request: HttpRequest<Body>| {
                    let is_question = request.method() == "POST" && request.uri().path() != "/api/show";
                    let (seen, handler) =
                        if is_question { (seen.clone(), handler.clone()) } else { (looked.clone(), look_ups.clone()) };
                    async move { Ok::<_, Infallible>(answer(request, &seen, handler.as_ref()).await) }
                });
                let listener = Counting { listener: TcpListener::from_std(listener).unwrap(), count };
                axum::serve(listener, router).await.unwrap();
            });
        });
        server
    }

    /// Everything that was asked beside the questions.
    pub fn look_ups(&self) -> Vec<Request> {
        self.look_ups.lock().unwrap().clone()
    }

    /// How many connections were opened in all.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// All requests so far.
    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// How many requests came.
    pub fn count(&self) -> usize {
        self.requests.lock().unwrap().len()
    }
}

/// Counts what it accepts.
struct Counting {
    listener: TcpListener,
    count: Arc<AtomicUsize>,
}

impl axum::serve::Listener for Counting {
    type Io = TcpStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (TcpStream, SocketAddr) {
        let (stream, address) = axum::serve::Listener::accept(&mut self.listener).await;
        // Each part of a reply is a packet of its own, as it is when a model writes it.
        stream.set_nodelay(true).unwrap();
        self.count.fetch_add(1, Ordering::SeqCst);
        (stream, address)
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

async fn answer(
    request: HttpRequest<Body>,
    seen: &Mutex<Vec<Request>>,
    handler: &(dyn Fn(&Request) -> Script + Send + Sync),
) -> Response<Body> {
    let path = request.uri().path_and_query().map_or_else(String::new, ToString::to_string);
    let authorization = request.headers().get("authorization").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let bytes = axum::body::to_bytes(request.into_body(), 64 << 20).await.unwrap();
    let body = serde_json::from_slice(&bytes).unwrap_or_default();
    let request = {
        let mut seen = seen.lock().unwrap();
        let request = Request { path, authorization, body, number: seen.len() };
        seen.push(request.clone());
        request
    };
    let script = handler(&request);
    let mut response = Response::builder().status(script.status);
    for (name, value) in &script.headers {
        response = response.header(*name, value);
    }
    let body = stream::unfold(script.parts.into_iter(), |mut parts| async move {
        loop {
            match parts.next()? {
                Part::Wait(ms) => tokio::time::sleep(Duration::from_millis(ms)).await,
                Part::Bytes(bytes) => {
                    // Lets hyper flush what was sent before, so that each part is a read of its own.
                    tokio::task::yield_now().await;
                    return Some((Ok(Bytes::from(bytes)), parts));
                }
                Part::Cut => return Some((Err(std::io::Error::other("cut")), parts)),
            }
        }
    });
    response.body(Body::from_stream(body)).unwrap()
}
