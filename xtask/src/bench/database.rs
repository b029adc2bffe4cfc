//! What a large database costs: a program of the exporter's own makes it, then it is looked at, gone on with and exported.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use super::figure::Figure;
use super::server::{Schedule, Server};
use super::suite;
use super::usage::measure;

/// The address that the maker of the database writes; nobody listens there.
const NOWHERE: &str = "http://127.0.0.1:9";

/// Measures with the exporter at this path; the maker of the database stands below it.
pub fn measured(exporter: &Path) -> Result<Vec<Figure>> {
    let maker = exporter.with_file_name("examples").join(format!("large_database{}", std::env::consts::EXE_SUFFIX));
    let folder = tempfile::tempdir().context("cannot create a folder for the measurement")?;
    let path = folder.path();
    let made = measure(Command::new(&maker).arg(path))?;
    let size = fs::metadata(path.join("x.sqlite"))?.len();
    let command = |words: &[&str]| suite::command(exporter, path, words);
    let status = measure(&mut command(&["status", "--database", "x.sqlite"]))?;

    // The last case has no answer, so going on with the run asks once.
    let server = Server::start(Schedule { first_ms: 0, spread_ms: 0, pieces: 1, gap_ms: 0 })?;
    let config = path.join("lim.toml");
    let text = fs::read_to_string(&config)?;
    ensure!(text.contains(NOWHERE), "{} names another address", config.display());
    fs::write(&config, text.replace(NOWHERE, &format!("http://{}", server.address)))?;
    let run = ["run", "--config", "lim.toml", "--tasks", "tasks", "--repeats", "10", "--database", "x.sqlite"];
    let begun = Instant::now();
    let resumed = measure(&mut command(&run))?;
    let served = server.log.served();
    ensure!(served.len() == 1, "the server was asked {} times instead of once", served.len());
    let first = served.first().map_or(begun, |reply| reply.asked);

    let export = ["export", "--database", "x.sqlite", "--id", "large", "--title", "Large", "--out", "out"];
    let exported = measure(&mut command(&[&export[..], &["--resamples", "10000"]].concat()))?;
    let mut figures = vec![
        Figure::plain("size of the database", size as f64 / 1e6, "MB"),
        Figure::plain("making it", made.wall.as_secs_f64(), "s"),
        Figure::at_most("status", status.wall.as_secs_f64(), "s", 2.0),
        Figure::at_most("going on with the run: until its request", (first - begun).as_secs_f64(), "s", 2.0)
            .beside("an hour and more is what their users complain of"),
        Figure::plain("going on with the run: whole process", resumed.wall.as_secs_f64(), "s"),
        Figure::at_most("export with 10,000 resamples", exported.wall.as_secs_f64(), "s", 20.0),
        Figure::plain("export: processor time", exported.cpu.as_secs_f64(), "s"),
    ];
    let set = exported.memory.map(|bytes| Figure::plain("export: largest resident set", bytes as f64 / 1e6, "MB"));
    figures.extend(set);
    Ok(figures)
}
