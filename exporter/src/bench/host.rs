//! What this machine does by itself: its load, its graphics processors, its power mode.

use std::fs;
use std::process::Command;
use std::time::Duration;

use analytics::bench::BenchedMachine;

use crate::machine;

/// Long enough for a share of busy ticks, of which there are a hundred in a second for each core.
const LOOK: Duration = Duration::from_millis(500);

/// The machine that this program runs on, and how busy it is.
pub async fn here() -> BenchedMachine {
    BenchedMachine {
        description: machine::describe(),
        gpus: gpus(),
        memory_gib: machine::memory_gib(),
        power_mode: power_mode(),
        catalog_machine: None,
        busy_before: busy().await,
    }
}

/// Share of all cores' time that was not idle over half a second; None where the system does not say.
pub async fn busy() -> Option<f64> {
    let read = || ticks(&fs::read_to_string("/proc/stat").ok()?);
    let (busy, all) = read()?;
    tokio::time::sleep(LOOK).await;
    let (busy_after, all_after) = read()?;
    let all = all_after.checked_sub(all).filter(|all| *all > 0)?;
    Some((busy_after.saturating_sub(busy) as f64 / all as f64 * 1e3).round() / 1e3)
}

/// Ticks that were busy, and all of them: the first line of `/proc/stat`. Waiting for a disk is no work.
fn ticks(stat: &str) -> Option<(u64, u64)> {
    let line = stat.lines().next()?.strip_prefix("cpu ")?;
    let ticks: Vec<u64> = line.split_whitespace().map_while(|tick| tick.parse().ok()).take(8).collect();
    let idle = ticks.get(3)?.saturating_add(*ticks.get(4)?);
    let all: u64 = ticks.iter().sum();
    Some((all.saturating_sub(idle), all))
}

/// The graphics processors that NVIDIA's driver names.
fn gpus() -> Vec<String> {
    let said = Command::new("nvidia-smi").args(["--query-gpu=name", "--format=csv,noheader"]).output();
    let said = said.ok().filter(|said| said.status.success()).map(|said| said.stdout).unwrap_or_default();
    String::from_utf8_lossy(&said).lines().map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// The governor of the first core, or what macOS calls its power mode.
fn power_mode() -> Option<String> {
    let governor = fs::read_to_string("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor").ok();
    governor.map(|governor| governor.trim().to_owned()).filter(|governor| !governor.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_of_a_real_file() {
        let stat = "cpu  4705 150 1120 16250 520 0 34 0 0 0\ncpu0 1393 0 300 8000 10 0 0 0 0 0\n";
        assert_eq!(ticks(stat), Some((4705 + 150 + 1120 + 34, 22_779)));
        assert_eq!(ticks("intr 1 2"), None);
    }
}
