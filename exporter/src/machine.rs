//! The machine that this program runs on, in a line that may be published: processor, cores, memory, system. Never a host
//! name, a user or a path.

use std::fs;

/// Processor, cores, memory and system, as far as the system tells.
#[must_use]
pub fn describe() -> String {
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let mut parts: Vec<String> = processor().into_iter().collect();
    match cores {
        0 => {}
        1 => parts.push("1 core".to_owned()),
        more => parts.push(format!("{more} cores")),
    }
    parts.extend(memory_bytes().map(|bytes| format!("{:.1} GiB", bytes as f64 / f64::from(1 << 30))));
    parts.push(format!("{} {}", std::env::consts::OS, std::env::consts::ARCH));
    parts.join(", ")
}

/// Memory in GiB, with one decimal.
#[must_use]
pub fn memory_gib() -> Option<f64> {
    memory_bytes().map(|bytes| (bytes as f64 / f64::from(1 << 30) * 10.0).round() / 10.0)
}

fn processor() -> Option<String> {
    let text = fs::read_to_string("/proc/cpuinfo").ok().or_else(|| sysctl("machdep.cpu.brand_string"))?;
    Some(processor_of(&text)).filter(|name| !name.is_empty())
}

fn memory_bytes() -> Option<u64> {
    match fs::read_to_string("/proc/meminfo") {
        Ok(text) => memory_of(&text),
        Err(_) => sysctl("hw.memsize")?.trim().parse().ok(),
    }
}

/// The name in `/proc/cpuinfo`, else the text itself where it is one line.
fn processor_of(text: &str) -> String {
    let named = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        matches!(name.trim(), "model name" | "Model" | "Hardware").then(|| value.trim())
    });
    let name = named.or_else(|| Some(text.trim()).filter(|text| text.lines().count() == 1)).unwrap_or_default();
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `MemTotal` of `/proc/meminfo`, which counts in KiB.
fn memory_of(text: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()?.checked_mul(1024)
}

/// What macOS says of itself.
fn sysctl(name: &str) -> Option<String> {
    if !cfg!(target_os = "macos") {
        return None;
    }
    let said = std::process::Command::new("sysctl").args(["-n", name]).output().ok()?;
    String::from_utf8(said.stdout).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_linux_and_macos_say_it() {
        let cpuinfo =
            "processor\t: 0\nvendor_id\t: AuthenticAMD\nmodel name\t: AMD Ryzen AI MAX+ 395  w/ Radeon 8060S\n";
        assert_eq!(processor_of(cpuinfo), "AMD Ryzen AI MAX+ 395 w/ Radeon 8060S");
        assert_eq!(processor_of("Apple M4 Max\n"), "Apple M4 Max");
        assert_eq!(processor_of("processor\t: 0\nBogoMIPS\t: 50.00\n"), "");
        assert_eq!(memory_of("MemTotal:       131072000 kB\nMemFree: 1 kB\n"), Some(131_072_000 * 1024));
        assert!(describe().contains(std::env::consts::OS));
    }
}
