//! What the machine offers beyond the built-in baselines; it is named, never used unasked.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::mpsc;
use std::time::Duration;

/// Long enough for a server on this machine, short enough not to be noticed.
const PATIENCE: Duration = Duration::from_millis(300);

/// What was found, with the commands that would use it.
pub fn report() -> Vec<String> {
    let key = std::env::var_os("OPENROUTER_API_KEY").is_some_and(|value| !value.is_empty());
    let address = Address::parse(&std::env::var("OLLAMA_HOST").unwrap_or_default());
    lines(key, &address, ask(&address).as_deref())
}

/// The key itself is never read further than to see that it is there.
fn lines(key: bool, address: &Address, ollama: Option<&str>) -> Vec<String> {
    let mut lines = vec![
        "This demo runs built-in baselines (they are not language models), calls no service and \
         spends nothing."
            .to_owned(),
    ];
    if key {
        lines.push(
            "Found OPENROUTER_API_KEY. To see which calls a run with it would make: cargo exporter run \
             --config examples/openrouter.toml --dry-run"
                .to_owned(),
        );
    }
    if let Some(version) = ollama {
        lines.push(format!(
            "Found Ollama {version} at {address}. To run the tasks on its models: cargo exporter \
             run --config examples/ollama.toml"
        ));
    }
    if !key && ollama.is_none() {
        lines.push(format!(
            "No OPENROUTER_API_KEY is set and no Ollama answers at {address}; the README says how \
             to go on with models of your own."
        ));
    }
    lines
}

/// Where Ollama listens.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Address {
    host: String,
    port: u16,
}

impl Address {
    /// Reads OLLAMA_HOST as Ollama does: an optional scheme, host and port, each with a default.
    fn parse(text: &str) -> Self {
        let text = text.trim();
        let (rest, default) = match text.split_once("://") {
            Some(("https", rest)) => (rest, 443),
            Some(("http", rest)) => (rest, 80),
            Some((_, rest)) => (rest, 11434),
            None => (text, 11434),
        };
        let rest = rest.split('/').next().unwrap_or_default();
        let (host, port) = match rest.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, port.parse().unwrap_or(default)),
            _ => (rest, default),
        };
        // A server told to listen everywhere is asked here.
        let host = match host.trim_matches(['[', ']']) {
            "" | "0.0.0.0" | "::" => "127.0.0.1",
            host => host,
        };
        Self { host: host.to_owned(), port }
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.host.contains(':') {
            write!(f, "http://[{}]:{}", self.host, self.port)
        } else {
            write!(f, "http://{}:{}", self.host, self.port)
        }
    }
}

/// The version an Ollama answers with, if one answers in time.
fn ask(address: &Address) -> Option<String> {
    let (sender, receiver) = mpsc::channel();
    let address = address.clone();
    // In a thread of its own, because looking up a name has no time limit.
    std::thread::spawn(move || {
        let found = (address.host.as_str(), address.port)
            .to_socket_addrs()
            .ok()
            .and_then(|mut found| found.find_map(|socket| version_at(socket, &address)));
        // Nobody waits any more when the time was up.
        let _ = sender.send(found);
    });
    receiver.recv_timeout(PATIENCE).ok().flatten()
}

fn version_at(socket: SocketAddr, address: &Address) -> Option<String> {
    let mut stream = TcpStream::connect_timeout(&socket, PATIENCE).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    stream.set_write_timeout(Some(PATIENCE)).ok()?;
    let Address { host, port } = address;
    // In one piece: some servers answer and hang up after the first.
    let request = format!("GET /api/version HTTP/1.0\r\nHost: {host}:{port}\r\n\r\n");
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = Vec::new();
    stream.take(8192).read_to_end(&mut answer).ok()?;
    version_in(&String::from_utf8_lossy(&answer))
}

fn version_in(answer: &str) -> Option<String> {
    let (head, body) = answer.split_once("\r\n\r\n")?;
    if head.split_whitespace().nth(1) != Some("200") {
        return None;
    }
    let body: serde_json::Value = serde_json::from_str(body.trim()).ok()?;
    let version = body.get("version")?.as_str()?;
    let plain = version.chars().all(|c| c.is_ascii_alphanumeric() || "._-+".contains(c));
    plain.then(|| version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ollama_host_is_read_as_ollama_reads_it() {
        for (text, shown) in [
            ("", "http://127.0.0.1:11434"),
            ("0.0.0.0", "http://127.0.0.1:11434"),
            ("0.0.0.0:9000", "http://127.0.0.1:9000"),
            (":9000", "http://127.0.0.1:9000"),
            ("http://box.local:9000/", "http://box.local:9000"),
            ("http://box.local", "http://box.local:80"),
            ("[::1]:9000", "http://[::1]:9000"),
        ] {
            assert_eq!(Address::parse(text).to_string(), shown, "{text}");
        }
    }

    #[test]
    fn only_a_good_answer_counts() {
        let good = "HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n{\"version\":\"0.12.6\"}";
        assert_eq!(version_in(good).as_deref(), Some("0.12.6"));
        assert_eq!(version_in("HTTP/1.1 404 Not Found\r\n\r\n{}"), None);
        assert_eq!(version_in("SSH-2.0-OpenSSH"), None);
    }

    #[test]
    fn a_server_is_found_and_a_silent_port_is_not() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 512];
            let _ = stream.read(&mut request).unwrap();
            stream.write_all(b"HTTP/1.0 200 OK\r\n\r\n{\"version\":\"1.0\"}").unwrap();
        });
        let address = Address { host: "127.0.0.1".into(), port };
        assert_eq!(ask(&address).as_deref(), Some("1.0"));
        server.join().unwrap();
        assert_eq!(ask(&address), None);
    }

    #[test]
    fn every_finding_names_the_command_that_would_use_it() {
        let address = Address::parse("");
        let text = lines(true, &address, Some("0.12.6")).join("\n");
        assert!(text.contains("examples/openrouter.toml --dry-run"), "{text}");
        assert!(text.contains("examples/ollama.toml"), "{text}");
        assert!(lines(false, &address, None).join("\n").contains("spends nothing"));
    }
}
