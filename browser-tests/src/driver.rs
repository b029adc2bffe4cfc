//! A chromedriver process on a port of its own.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context, Result};

/// A slow machine needs seconds, a broken driver would need for ever.
const PATIENCE: Duration = Duration::from_secs(30);

/// It takes a free port of IPv4 and then the same one of IPv6; where that is taken meanwhile, it ends at once.
const TRIES: usize = 3;

/// The process; it ends when this is dropped.
#[derive(Debug)]
pub struct Driver {
    child: Child,
    port: u16,
}

impl Driver {
    /// Starts chromedriver and waits until it listens.
    pub fn start() -> Result<Self> {
        let mut started = Self::start_once();
        for _ in 1..TRIES {
            if started.is_ok() {
                break;
            }
            started = Self::start_once();
        }
        started
    }

    fn start_once() -> Result<Self> {
        let mut child = Command::new("chromedriver")
            .args(["--port=0", "--log-level=SEVERE"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("chromedriver cannot be started: is it on the PATH?")?;
        let stdout = child.stdout.take().context("chromedriver has no output")?;
        let (sender, receiver) = mpsc::channel();
        // Reads on after the port is known, because a full pipe would stop the driver.
        std::thread::spawn(move || announce_port(stdout, &sender));
        let mut driver = Self { child, port: 0 };
        driver.port = receiver.recv_timeout(PATIENCE).context("chromedriver did not say which port it listens on")?;
        Ok(driver)
    }

    /// Where it takes commands.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // It may have ended by itself already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn announce_port(stdout: impl Read, sender: &mpsc::Sender<u16>) {
    for line in BufReader::new(stdout).lines() {
        let Ok(line) = line else { return };
        if let Some(port) = port_in(&line) {
            // Nobody listens any more when the time was up.
            let _ = sender.send(port);
        }
    }
}

/// `ChromeDriver was started successfully on port 41234.`
fn port_in(line: &str) -> Option<u16> {
    let (_, rest) = line.split_once("successfully on port ")?;
    rest.trim_end_matches('.').trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_read_from_the_greeting() {
        let greeting = "ChromeDriver was started successfully on port 41234.";
        assert_eq!(port_in(greeting), Some(41234));
        assert_eq!(port_in("Starting ChromeDriver 156.0 on port 0"), None);
    }
}
