//! A static server for a built site on 127.0.0.1: for `cargo xtask serve`, the demo and browser tests.

mod headers;
mod port;
mod router;

use std::path::Path;

use anyhow::{Context, Result, bail};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::site::BasePath;

pub use port::PortChoice;
pub use router::router;

/// A server at work on the current runtime; it stops when it is dropped.
#[derive(Debug)]
pub struct Server {
    port: u16,
    base: BasePath,
    task: JoinHandle<std::io::Result<()>>,
}

impl Server {
    /// Serves `dist` below `base`.
    pub async fn start(dist: &Path, base: &BasePath, choice: PortChoice) -> Result<Self> {
        if !dist.join("index.html").is_file() {
            bail!("{} has no index.html: build the site first with `cargo xtask site`", dist.display());
        }
        let listener = TcpListener::from_std(port::bind(choice)?).context("the port cannot be used by the server")?;
        let port = listener.local_addr().context("the server has no address")?.port();
        let router = router(dist, base)?;
        let task = tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { port, base: base.clone(), task })
    }

    /// The address of the home page, with the last slash.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}{}", self.port, self.base)
    }

    /// The path below which it serves.
    pub fn base(&self) -> &str {
        self.base.as_str()
    }

    /// The port in use.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Serves until Ctrl-C or a polite request to end.
    pub async fn until_stopped(mut self) -> Result<()> {
        tokio::select! {
            ended = &mut self.task => {
                ended.context("the server ended unexpectedly")?.context("the server failed")
            }
            stop = stop_signal() => stop,
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// `cargo xtask serve`: prints the address and serves until Ctrl-C.
pub fn command(dist: &Path, base: &BasePath, port: Option<u16>) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("the server's runtime cannot be started")?;
    runtime.block_on(async {
        let server = Server::start(dist, base, PortChoice::from_flag(port)).await?;
        if port.is_none() && server.port() != port::USUAL {
            println!("port {} is taken; using {} instead", port::USUAL, server.port());
        }
        println!("serving {} at {} (Ctrl-C ends it)", dist.display(), server.url());
        server.until_stopped().await?;
        eprintln!("stopped");
        Ok(())
    })
}

#[cfg(unix)]
async fn stop_signal() -> Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).context("SIGTERM cannot be watched")?;
    tokio::select! {
        result = tokio::signal::ctrl_c() => result.context("Ctrl-C cannot be watched"),
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn stop_signal() -> Result<()> {
    tokio::signal::ctrl_c().await.context("Ctrl-C cannot be watched")
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    /// Status line and headers, in lower case.
    async fn head(server: &Server, path: &str) -> String {
        head_with(server, path, "").await
    }

    /// The same, asked for with more headers.
    async fn head_with(server: &Server, path: &str, headers: &str) -> String {
        let mut stream = tokio::net::TcpStream::connect(("127.0.0.1", server.port())).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\n{headers}Connection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        let text = String::from_utf8_lossy(&answer).to_lowercase();
        text.split("\r\n\r\n").next().unwrap().to_owned()
    }

    fn dist() -> tempfile::TempDir {
        let dist = tempfile::Builder::new().prefix("a site ").tempdir().unwrap();
        std::fs::create_dir(dist.path().join("about")).unwrap();
        for name in ["index.html", "404.html", "about/index.html", "app.wasm", "app.js"] {
            std::fs::write(dist.path().join(name), name).unwrap();
        }
        dist
    }

    #[tokio::test]
    async fn files_are_served_as_a_static_host_does_it() {
        let dist = dist();
        let server = Server::start(dist.path(), &BasePath::root(), PortChoice::Any).await.unwrap();
        for (path, status, header) in [
            ("/", 200, "content-type: text/html"),
            ("/app.wasm", 200, "content-type: application/wasm"),
            ("/app.js", 200, "content-type: text/javascript"),
            ("/about", 307, "location: /about/"),
            ("/about/", 200, "cache-control: no-cache"),
            ("/nothing", 404, "content-type: text/html"),
            ("/../secret", 404, ""),
            // Never a redirection to a host of that name.
            ("//about", 404, ""),
            ("//example.com/", 404, ""),
        ] {
            let head = head(&server, path).await;
            assert!(head.starts_with(&format!("http/1.1 {status} ")), "{path}: {head}");
            assert!(head.contains(header), "{path}: {head}");
        }
    }

    #[tokio::test]
    async fn headers_and_compressed_files_are_those_of_the_site() {
        let dist = dist();
        std::fs::write(dist.path().join("_headers"), "/*\n  X-Test: yes\n/app.js\n  Cache-Control: immutable\n")
            .unwrap();
        std::fs::write(dist.path().join("app.js.br"), "br").unwrap();
        std::fs::write(dist.path().join("app.js.gz"), "gz").unwrap();
        let server = Server::start(dist.path(), &BasePath::root(), PortChoice::Any).await.unwrap();
        for (accepted, encoding) in [("gzip, br", "br"), ("gzip", "gzip")] {
            let head = head_with(&server, "/app.js", &format!("Accept-Encoding: {accepted}\r\n")).await;
            assert!(head.contains(&format!("content-encoding: {encoding}")), "{head}");
            assert!(head.contains("content-type: text/javascript"), "{head}");
            assert!(head.contains("x-test: yes") && head.contains("cache-control: immutable"), "{head}");
        }
        assert!(!head(&server, "/app.js").await.contains("content-encoding"));
        assert!(head(&server, "/").await.contains("cache-control: no-cache"));
        assert!(head(&server, "/nothing").await.contains("x-test: yes"));
    }

    #[tokio::test]
    async fn a_base_path_is_respected_and_everything_else_is_not_found() {
        let dist = dist();
        let base: BasePath = "/some/base/".parse().unwrap();
        let server = Server::start(dist.path(), &base, PortChoice::Any).await.unwrap();
        assert!(server.url().ends_with("/some/base/"));
        for (path, status, header) in [
            ("/", 307, "location: /some/base/"),
            ("/some/base/", 200, ""),
            ("/some/base/about", 307, "location: /some/base/about/"),
            ("/some/base/app.wasm", 200, "application/wasm"),
            ("/app.wasm", 404, ""),
            ("/some/base/nothing", 404, ""),
        ] {
            let head = head(&server, path).await;
            assert!(head.starts_with(&format!("http/1.1 {status} ")), "{path}: {head}");
            assert!(head.contains(header), "{path}: {head}");
        }
    }

    #[tokio::test]
    async fn a_folder_without_a_site_is_one_clear_error() {
        let empty = tempfile::tempdir().unwrap();
        let error = Server::start(empty.path(), &BasePath::root(), PortChoice::Any).await;
        assert!(error.unwrap_err().to_string().contains("cargo xtask site"));
    }
}
