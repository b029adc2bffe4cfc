//! Runs a program to its end and says what it took: time, processor time, memory.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::process::shown;

/// Between two looks at a program's memory.
const LOOK: Duration = Duration::from_millis(5);

/// What a program took.
#[derive(Clone, Debug)]
pub struct Usage {
    /// From start to end.
    pub wall: Duration,
    /// Processor time, user and system.
    pub cpu: Duration,
    /// Largest resident set in bytes; None where the system does not say.
    pub memory: Option<u64>,
    /// The resident set in bytes, again and again from start to end.
    pub resident: Vec<u64>,
}

impl Usage {
    /// How many bytes more the resident set has on average in the last tenth of the time than in the tenth around its
    /// middle; None where the system does not say.
    pub fn growth(&self) -> Option<f64> {
        let tenth = self.resident.len() / 10;
        let mean = |from: usize| {
            let part = self.resident.get(from..from + tenth).filter(|part| !part.is_empty())?;
            Some(part.iter().sum::<u64>() as f64 / part.len() as f64)
        };
        Some(mean(self.resident.len().checked_sub(tenth)?)? - mean(self.resident.len() / 2 - tenth / 2)?)
    }
}

/// Runs the command, which must succeed.
pub fn measure(command: &mut Command) -> Result<Usage> {
    let text = shown(command);
    let before = children_cpu()?;
    let started = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start `{text}`"))?;
    // Read beside the program, so that a full pipe never holds it up.
    let errors = child.stderr.take().map(|stream| std::thread::spawn(move || std::io::read_to_string(stream)));
    let (mut memory, mut resident) = (None, Vec::new());
    let status = loop {
        memory = of_status(child.id(), "VmHWM:").max(memory);
        resident.extend(of_status(child.id(), "VmRSS:"));
        if let Some(status) = child.try_wait()? {
            break status;
        }
        std::thread::sleep(LOOK);
    };
    let wall = started.elapsed();
    if !status.success() {
        let said = errors.and_then(|thread| thread.join().ok()).and_then(Result::ok).unwrap_or_default();
        let end: Vec<&str> = said.lines().rev().take(12).collect();
        bail!("`{text}` failed ({status}):\n{}", end.into_iter().rev().collect::<Vec<_>>().join("\n"));
    }
    Ok(Usage { wall, cpu: children_cpu()?.saturating_sub(before), memory, resident })
}

/// A size in bytes that /proc tells of a process; None where there is none.
fn of_status(process: u32, field: &str) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(field))?;
    line.trim().trim_end_matches("kB").trim().parse::<u64>().ok().map(|kib| kib * 1024)
}

#[cfg(unix)]
fn children_cpu() -> Result<Duration> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike;

    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).context("cannot read the processor time")?;
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    Ok(Duration::from_micros(u64::try_from(micros).unwrap_or(0)))
}

#[cfg(not(unix))]
fn children_cpu() -> Result<Duration> {
    bail!("processor time is measured on Unix only")
}
