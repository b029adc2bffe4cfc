//! Energy of a level: counters of the processor's package (RAPL), a sensor of the board (hwmon), NVIDIA's driver, or watts
//! that somebody read from a meter and typed in.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use analytics::bench::Power;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// Sensors are read this often; power between two readings is their mean.
const EVERY: Duration = Duration::from_millis(500);
/// Idle power is the mean of so long.
const IDLE: Duration = Duration::from_secs(3);

/// Where power comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum Meter {
    /// Watts from a meter at the wall: idle, and under load.
    Typed(f64, f64),
    /// Energy counters in microjoules, each with the value at which it begins anew.
    Rapl(Vec<(PathBuf, f64)>),
    /// Power sensors in microwatts.
    Hwmon(Vec<PathBuf>),
    /// What NVIDIA's driver says of all its processors.
    Nvml,
}

impl Meter {
    /// The meter of this machine. A graphics processor that serves takes most of the power, so its own comes first. `sys` is
    /// `/sys`. RAPL counters of most systems can be read by root only.
    #[must_use]
    pub fn find(sys: &Path) -> Option<Self> {
        if nvidia_watts().is_some() {
            return Some(Self::Nvml);
        }
        let packages: Vec<(PathBuf, f64)> = folders(&sys.join("class/powercap"))
            .into_iter()
            // `intel-rapl:0` is a package; `intel-rapl:0:0` is a part of one and would count twice.
            .filter(|folder| name(folder).matches(':').count() == 1 && name(folder).contains("rapl"))
            .filter_map(|folder| {
                number(&folder.join("energy_uj"))?;
                Some((folder.join("energy_uj"), number(&folder.join("max_energy_range_uj")).unwrap_or(f64::INFINITY)))
            })
            .collect();
        if !packages.is_empty() {
            return Some(Self::Rapl(packages));
        }
        let sensors: Vec<PathBuf> = folders(&sys.join("class/hwmon"))
            .into_iter()
            .filter_map(|folder| {
                ["power1_average", "power1_input"]
                    .map(|name| folder.join(name))
                    .into_iter()
                    .find(|path| number(path).is_some())
            })
            .collect();
        (!sensors.is_empty()).then_some(Self::Hwmon(sensors))
    }

    /// Its name in files.
    #[must_use]
    pub const fn source(&self) -> &'static str {
        match self {
            Self::Typed(..) => "typed in",
            Self::Rapl(_) => "rapl",
            Self::Hwmon(_) => "hwmon",
            Self::Nvml => "nvml",
        }
    }

    /// Power while nothing is asked; takes three seconds unless it was typed in.
    pub async fn idle(&self) -> Option<Power> {
        let source = self.source().to_owned();
        if let Self::Typed(idle_w, load_w) = *self {
            return Some(Power { source, idle_w, load_w: Some(load_w) });
        }
        let reading = self.begin();
        tokio::time::sleep(IDLE).await;
        let (joule, seconds) = reading.end().await?;
        Some(Power { source, idle_w: (joule / seconds * 100.0).round() / 100.0, load_w: None })
    }

    /// Begins to read.
    #[must_use]
    pub fn begin(&self) -> Reading {
        let begun = Instant::now();
        let how = match self {
            Self::Typed(_, load) => How::Constant(*load),
            Self::Rapl(counters) => How::Counters(
                counters.iter().map(|(path, range)| (path.clone(), *range, number(path).unwrap_or(f64::NAN))).collect(),
            ),
            Self::Hwmon(sensors) => {
                let sensors = sensors.clone();
                How::Samples(sample(move || {
                    let watts: Option<Vec<f64>> = sensors.iter().map(|path| Some(number(path)? / 1e6)).collect();
                    Some(watts?.iter().sum())
                }))
            }
            Self::Nvml => How::Samples(sample(nvidia_watts)),
        };
        Reading { begun, how }
    }
}

/// A measurement of energy that has begun.
#[derive(Debug)]
pub struct Reading {
    begun: Instant,
    how: How,
}

#[derive(Debug)]
enum How {
    Constant(f64),
    Counters(Vec<(PathBuf, f64, f64)>),
    Samples((oneshot::Sender<()>, JoinHandle<Option<f64>>)),
}

impl Reading {
    /// Joules and seconds since it began; None where the meter fell silent.
    pub async fn end(self) -> Option<(f64, f64)> {
        let joule = match self.how {
            How::Constant(watts) => watts * self.begun.elapsed().as_secs_f64(),
            How::Counters(counters) => {
                let each = counters.iter().map(|(path, range, before)| {
                    let risen = number(path)? - before;
                    // A counter that is full begins at 0 again.
                    Some(if risen < 0.0 { risen + range } else { risen } / 1e6)
                });
                each.sum::<Option<f64>>()?
            }
            How::Samples((stop, task)) => {
                let _ = stop.send(());
                task.await.ok()??
            }
        };
        let seconds = self.begun.elapsed().as_secs_f64();
        (joule.is_finite() && seconds > 0.0).then_some((joule, seconds))
    }
}

/// Adds up power over time until it is told to stop.
fn sample(watts: impl Fn() -> Option<f64> + Send + 'static) -> (oneshot::Sender<()>, JoinHandle<Option<f64>>) {
    let (stop, mut stopped) = oneshot::channel();
    let task = tokio::spawn(async move {
        let (mut joule, mut last) = (0.0, (Instant::now(), watts()?));
        loop {
            let is_last = tokio::time::timeout(EVERY, &mut stopped).await.is_ok();
            let now = (Instant::now(), watts()?);
            joule += f64::midpoint(now.1, last.1) * now.0.duration_since(last.0).as_secs_f64();
            last = now;
            if is_last {
                return Some(joule);
            }
        }
    });
    (stop, task)
}

/// Joules per output token above idle; None where nothing is above it.
#[must_use]
pub fn per_token((joule, seconds): (f64, f64), idle_w: f64, tokens: u64) -> Option<f64> {
    let above = joule - idle_w * seconds;
    (above > 0.0 && tokens > 0).then(|| (above / tokens as f64 * 1e4).round() / 1e4)
}

fn nvidia_watts() -> Option<f64> {
    let said = Command::new("nvidia-smi").args(["--query-gpu=power.draw", "--format=csv,noheader,nounits"]).output();
    let said = said.ok().filter(|said| said.status.success())?.stdout;
    let watts: Option<Vec<f64>> = String::from_utf8_lossy(&said).lines().map(|line| line.trim().parse().ok()).collect();
    watts.filter(|watts| !watts.is_empty()).map(|watts| watts.iter().sum())
}

fn number(path: &Path) -> Option<f64> {
    fs::read_to_string(path).ok()?.trim().parse().ok()
}

fn name(folder: &Path) -> String {
    folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn folders(parent: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> =
        fs::read_dir(parent).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    all.sort();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn counters_of_packages_with_one_that_begins_anew() {
        let sys = tempfile::tempdir().unwrap();
        let put = |name: &str, file: &str, value: &str| {
            let folder = sys.path().join("class/powercap").join(name);
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join(file), value).unwrap();
        };
        for (name, energy) in [("intel-rapl:0", "1000000"), ("intel-rapl:1", "9900000"), ("intel-rapl:0:0", "5")] {
            put(name, "energy_uj", energy);
            put(name, "max_energy_range_uj", "10000000");
        }
        let meter = Meter::find(sys.path()).unwrap();
        if meter == Meter::Nvml {
            return; // this machine has a better meter than the test's
        }
        let reading = meter.begin();
        put("intel-rapl:0", "energy_uj", "3500000");
        put("intel-rapl:1", "energy_uj", "400000");
        let (joule, _) = reading.end().await.unwrap();
        assert!((joule - 3.0).abs() < 1e-9, "2.5 J of one package and 0.5 J of the other: {joule}");
    }

    #[tokio::test]
    async fn a_sensor_is_added_up() {
        let sys = tempfile::tempdir().unwrap();
        let folder = sys.path().join("class/hwmon/hwmon0");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("power1_input"), "20000000\n").unwrap();
        let reading = Meter::Hwmon(vec![folder.join("power1_input")]).begin();
        tokio::time::sleep(Duration::from_millis(200)).await;
        let (joule, seconds) = reading.end().await.unwrap();
        assert!((joule / seconds - 20.0).abs() < 0.5, "{joule} J in {seconds} s");
        assert_eq!(per_token((100.0, 4.0), 5.0, 40), Some(2.0));
        assert_eq!(per_token((10.0, 4.0), 5.0, 40), None);
    }
}
