//! A llama-server that is started, waited for, and stopped whatever happens.

use std::fs::File;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::Plan;
use super::config::Candidate;
use crate::process;
use crate::progress::Step;

/// A large file loads from a slow disk in minutes.
const LONGEST_LOAD: Duration = Duration::from_secs(900);

/// The running program.
pub struct Server {
    child: Child,
    port: u16,
    log: String,
}

impl Server {
    /// Starts it on the candidate's port, with so many slots of the plan's context each.
    pub fn start(plan: &Plan, candidate: &Candidate, slots: u32, log: &Path) -> Result<Self> {
        let file = File::create(log).with_context(|| format!("cannot write the log {}", log.display()))?;
        let folder = std::env::current_dir()?;
        let mut command = process::command(&plan.server, &folder);
        command.arg("-m").arg(&candidate.file).args(["--alias", &candidate.name, "--host", "127.0.0.1"]);
        command.args(["--port", &candidate.port.to_string(), "-np", &slots.to_string()]);
        command.args(["-c", &(plan.context * slots).to_string()]);
        if let Some(threads) = plan.threads {
            command.args(["-t", &threads.to_string()]);
        }
        command.stdout(Stdio::from(file.try_clone()?)).stderr(Stdio::from(file));
        let child = command.spawn().with_context(|| format!("cannot start {}", plan.server.display()))?;
        Ok(Self { child, port: candidate.port, log: log.display().to_string() })
    }

    /// Waits until the model is loaded.
    pub fn wait(&mut self, step: &Step) -> Result<()> {
        let begun = Instant::now();
        while begun.elapsed() < LONGEST_LOAD {
            if let Some(status) = self.child.try_wait()? {
                bail!("the server ended ({status}); its log is {}", self.log);
            }
            if is_ready(self.port) {
                return Ok(());
            }
            step.status("the model is loading");
            thread::sleep(Duration::from_millis(200));
        }
        bail!("the server has not loaded the model after {} s; its log is {}", LONGEST_LOAD.as_secs(), self.log)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether `/health` answers 200: while a model loads it is 503.
fn is_ready(port: u16) -> bool {
    let asked = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(Duration::from_secs(2)))?;
        stream.write_all(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")?;
        let mut head = [0; 12];
        stream.read_exact(&mut head)?;
        Ok(String::from_utf8_lossy(&head).into_owned())
    };
    asked().is_ok_and(|head| head.ends_with(" 200"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    #[test]
    fn a_server_is_ready_when_it_says_so() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let answering = thread::spawn(move || {
            for status in ["503 Service Unavailable", "200 OK"] {
                let (mut stream, _) = listener.accept().unwrap();
                let mut request = [0; 64];
                let _ = stream.read(&mut request).unwrap();
                stream.write_all(format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n").as_bytes()).unwrap();
            }
        });
        assert!(!is_ready(port));
        assert!(is_ready(port));
        answering.join().unwrap();
        assert!(!is_ready(port), "nobody listens any more");
    }
}
