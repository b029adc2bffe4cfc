//! Choosing a port: the one asked for or nothing; else the usual one or the next free one.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};

use anyhow::{Context, Result, bail};

/// Where the site is served when nobody asks for another port.
pub const USUAL: u16 = 8080;

/// How far above the usual port to look.
const TRIES: u16 = 100;

/// Which port to use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PortChoice {
    /// Exactly this one, or an error.
    Exactly(u16),
    /// This one or the next free one above it.
    From(u16),
    /// Whichever the operating system gives.
    Any,
}

impl PortChoice {
    /// What `--port` means, given or not.
    pub fn from_flag(port: Option<u16>) -> Self {
        match port {
            Some(port) => Self::Exactly(port),
            None => Self::From(USUAL),
        }
    }
}

/// A listener on 127.0.0.1, ready for an asynchronous runtime.
pub fn bind(choice: PortChoice) -> Result<TcpListener> {
    let listener = match choice {
        PortChoice::Exactly(port) => match listen(port) {
            Err(error) if error.kind() == ErrorKind::AddrInUse => bail!(
                "port {port} is taken by another program: choose another with --port, or leave \
                 --port out to take the next free one"
            ),
            result => result.with_context(|| format!("port {port} cannot be used"))?,
        },
        PortChoice::From(first) => next_free(first)?,
        PortChoice::Any => listen(0).context("no free port on 127.0.0.1")?,
    };
    listener.set_nonblocking(true).context("the port cannot be used by the server")?;
    Ok(listener)
}

fn next_free(first: u16) -> Result<TcpListener> {
    let last = first.saturating_add(TRIES);
    for port in first..=last {
        match listen(port) {
            Err(error) if error.kind() == ErrorKind::AddrInUse => {}
            result => return result.with_context(|| format!("port {port} cannot be used")),
        }
    }
    bail!("the ports {first} to {last} are all taken: choose another with --port")
}

fn listen(port: u16) -> std::io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_an_error_only_when_it_was_asked_for() {
        let taken = bind(PortChoice::Any).unwrap();
        let port = taken.local_addr().unwrap().port();
        let error = bind(PortChoice::Exactly(port)).unwrap_err().to_string();
        assert!(error.contains(&port.to_string()) && error.contains("--port"), "{error}");
        let next = bind(PortChoice::From(port)).unwrap().local_addr().unwrap().port();
        assert_ne!(next, port);
    }

    #[test]
    fn the_flag_is_taken_literally() {
        assert_eq!(PortChoice::from_flag(Some(9000)), PortChoice::Exactly(9000));
        assert_eq!(PortChoice::from_flag(None), PortChoice::From(USUAL));
    }
}
