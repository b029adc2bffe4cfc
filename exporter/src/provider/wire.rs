//! The thread that sockets are served on. Nothing else runs there, so moments are taken when bytes come and go, however
//! busy the rest of the program is: reading text, writing rows and drawing lines wait elsewhere.

use std::convert::Infallible;
use std::io::Write;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Instant;

use bytes::Bytes;
use flate2::write::MultiGzDecoder;
use http_body::{Frame, SizeHint};
use reqwest::header::{CONTENT_ENCODING, HeaderMap};
use reqwest::{Body, RequestBuilder, Response};
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::{mpsc, oneshot};

/// So many reads may wait for whoever reads the text; beyond that the server has to wait.
const AHEAD: usize = 1024;

/// The sockets' own runtime; why there is none, if the system refused a thread.
static RUNTIME: OnceLock<Result<Runtime, String>> = OnceLock::new();

/// A response whose head has come, and whose body comes.
#[derive(Debug)]
pub struct Incoming {
    /// HTTP status.
    pub status: u16,
    /// The head.
    pub headers: HeaderMap,
    /// A content encoding that nobody asked for and that is not read here. Gzip is taken off on the way.
    pub encoding: Option<String>,
    /// When the request was about to be written, on a connection that was open by then.
    pub sent: Instant,
    reads: mpsc::Receiver<Read>,
}

/// What a read brought, and when.
#[derive(Debug)]
pub struct Read {
    /// The bytes; None at the end of the body.
    pub bytes: Option<Bytes>,
    /// When they came.
    pub moment: Instant,
    error: Option<Broken>,
}

/// Why there is no response, or no more of it.
#[derive(Debug)]
pub enum Broken {
    /// What the connection said.
    Http(reqwest::Error),
    /// The body is not encoded as its head says.
    Encoding(std::io::Error),
    /// The thread for sockets is missing.
    NoThread(String),
}

fn runtime() -> Result<&'static Handle, Broken> {
    let start = || {
        let mut builder = Builder::new_multi_thread();
        builder.worker_threads(1).thread_name("sockets").enable_io().enable_time();
        builder.build().map_err(|error| error.to_string())
    };
    match RUNTIME.get_or_init(start) {
        Ok(runtime) => Ok(runtime.handle()),
        Err(reason) => Err(Broken::NoThread(reason.clone())),
    }
}

/// Sends a request and waits for the head of the response. Whoever stops waiting takes the request back.
///
/// # Errors
/// When there is no head.
pub async fn send(request: RequestBuilder, body: Option<Vec<u8>>) -> Result<Incoming, Broken> {
    let (head, headed) = oneshot::channel();
    runtime()?.spawn(carry(request, body, head));
    headed.await.unwrap_or_else(|_| Err(Broken::NoThread("it ended".to_owned())))
}

/// Sends the request, and passes on what comes back as it comes.
async fn carry(request: RequestBuilder, body: Option<Vec<u8>>, mut head: oneshot::Sender<Result<Incoming, Broken>>) {
    let begun = Instant::now();
    let sent = Arc::new(OnceLock::new());
    let request = match body {
        Some(bytes) => request.body(Body::wrap(Stamped { bytes: Some(bytes.into()), sent: sent.clone() })),
        None => request,
    };
    let response = tokio::select! {
        response = request.send() => response,
        () = head.closed() => return,
    };
    let (reads, incoming) = mpsc::channel(AHEAD);
    let headed = response.map_err(Broken::Http).map(|response| {
        let encoding = encoding(response.headers());
        let is_gzip = matches!(encoding.as_deref(), Some("gzip" | "x-gzip"));
        let incoming = Incoming {
            encoding: encoding.filter(|_| !is_gzip),
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            sent: sent.get().copied().unwrap_or(begun),
            reads: incoming,
        };
        (incoming, response, is_gzip)
    });
    match headed {
        Err(broken) => drop(head.send(Err(broken))),
        Ok((incoming, response, is_gzip)) => {
            if head.send(Ok(incoming)).is_ok() {
                pass_on(response, reads, is_gzip.then(|| MultiGzDecoder::new(Vec::new()))).await;
            }
        }
    }
}

/// The content encoding, in lower case; None where the body is what it is.
fn encoding(headers: &HeaderMap) -> Option<String> {
    let name = headers.get(CONTENT_ENCODING)?.to_str().ok()?.trim().to_ascii_lowercase();
    (!name.is_empty() && name != "identity").then_some(name)
}

async fn pass_on(mut response: Response, reads: mpsc::Sender<Read>, mut gzip: Option<MultiGzDecoder<Vec<u8>>>) {
    loop {
        let chunk = tokio::select! {
            chunk = response.chunk() => chunk,
            // Nobody reads on. The connection ends with the response.
            () = reads.closed() => return,
        };
        let moment = Instant::now();
        let plain = chunk.map_err(Broken::Http).and_then(|bytes| match (bytes, &mut gzip) {
            (Some(bytes), Some(gzip)) => unpacked(gzip, &bytes).map(Some).map_err(Broken::Encoding),
            (bytes, _) => Ok(bytes),
        });
        let read = match plain {
            Ok(bytes) => Read { bytes, moment, error: None },
            Err(error) => Read { bytes: None, moment, error: Some(error) },
        };
        let is_last = read.bytes.is_none();
        if reads.send(read).await.is_err() || is_last {
            return;
        }
    }
}

/// What a read holds behind its encoding. Nobody asks for gzip, and some proxies send it all the same.
fn unpacked(gzip: &mut MultiGzDecoder<Vec<u8>>, bytes: &[u8]) -> std::io::Result<Bytes> {
    gzip.write_all(bytes)?;
    gzip.flush()?;
    Ok(std::mem::take(gzip.get_mut()).into())
}

impl Incoming {
    /// What the next read brings.
    ///
    /// # Errors
    /// When the connection breaks.
    pub async fn next(&mut self) -> Result<Read, Broken> {
        match self.reads.recv().await {
            Some(Read { error: Some(error), .. }) => Err(error),
            Some(read) => Ok(read),
            // After its end a body has no more bytes.
            None => Ok(Read { bytes: None, moment: Instant::now(), error: None }),
        }
    }
}

/// The body of a request, which notes when it is taken to be written: the connection is open then, and its turn has come.
struct Stamped {
    bytes: Option<Bytes>,
    sent: Arc<OnceLock<Instant>>,
}

impl http_body::Body for Stamped {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let bytes = self.bytes.take();
        if bytes.is_some() {
            let _ = self.sent.set(Instant::now());
        }
        Poll::Ready(bytes.map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_none()
    }

    /// Known, so that the head carries a length: not every server takes a request in chunks.
    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
    }
}
