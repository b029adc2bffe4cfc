//! The command line: what can be typed, and which function answers.

use std::path::PathBuf;
use std::process::ExitCode;

use analytics::plain::plain;
use anyhow::Result;
use clap::{Args, Parser, Subcommand};

use crate::progress::Progress;
use crate::site::{self, Address, BasePath};
use crate::workspace::Workspace;
use crate::{audit, bench, codegen, demo, fit_speed, real, serve, shots, sizes, test, tidy, tools};

/// The project's own commands.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, disable_version_flag = true)]
struct Cli {
    /// Also print everything the called programs print.
    #[arg(long, short, global = true)]
    verbose: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Install the pinned tools that build the site, into the user's cache folder.
    ///
    /// The folder is `local-inference-machine/tools` in the user's cache folder, or `tools` in the
    /// folder that the variable LIM_CACHE_DIR names. Nothing is put on the PATH.
    Tools,
    /// From nothing to the served site: tools, run, judges, snapshot, site, server.
    ///
    /// Runs the embedded default (built-in baselines, no language model), calls no service and
    /// spends nothing. Steps that are up to date are skipped.
    Demo(DemoFlags),
    /// Check everything: format, lints, architecture, tests, data, site, sizes, browser.
    Test(TestFlags),
    /// Build the site into dist.
    Site(SiteFlags),
    /// Serve a built site on 127.0.0.1.
    Serve(ServeFlags),
    /// Write the files that are made from the code: JSON Schemas, docs/cli.md and docs/data-format.md.
    Codegen(CodegenFlags),
    /// Fit the speed laws to data/catalog/speed-points.csv; writes their constants and the errors in docs/speed-law.md.
    FitSpeed,
    /// Check the architecture's rules: dependencies, purity, sizes of files.
    Tidy,
    /// Weigh a built site against its budgets, compressed with brotli.
    Sizes(SizesFlags),
    /// Take pictures of a built site at three widths, light and dark.
    Shots(ShotsFlags),
    /// Measure the promised figures: throughput, overhead, accuracy of times.
    ///
    /// Builds with optimisation and talks to a server of its own on 127.0.0.1. Leave the machine alone meanwhile.
    Bench(BenchFlags),
    /// Run, judge, measure and publish real model files with a llama-server that is started and stopped.
    ///
    /// Leave the machine alone meanwhile: the bench takes times. Everything is written below --out.
    Real(RealFlags),
    /// Look at a built site in Chromium: barriers, Lighthouse, first visits on a slow telephone.
    ///
    /// Leave the machine alone meanwhile: the last two take times.
    Audit(AuditFlags),
}

#[derive(Args, Debug)]
struct BenchFlags {
    /// A measurement; can be given more than once.
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// The optimised programs are there.
    #[arg(long, hide = true)]
    built: bool,
}

#[derive(Args, Debug)]
struct RealFlags {
    /// llama.cpp's llama-server.
    #[arg(long, value_name = "FILE")]
    llama_server: PathBuf,
    /// A model's file (GGUF); can be given more than once.
    #[arg(long = "model", value_name = "FILE", required = true)]
    models: Vec<PathBuf>,
    /// The folder of tasks.
    #[arg(long, value_name = "FOLDER", default_value = "data/suites/small")]
    tasks: PathBuf,
    /// Threads of the server; its own choice when left out.
    #[arg(long, value_name = "NUMBER")]
    threads: Option<u32>,
    /// Context of each slot, in tokens.
    #[arg(long, value_name = "TOKENS", default_value_t = 9_216)]
    context: u32,
    /// Streams of the bench.
    #[arg(long, value_name = "NUMBERS", default_value = "1,3,5")]
    concurrency: String,
    /// Depths of the bench.
    #[arg(long, value_name = "NUMBERS", default_value = "0,4096")]
    depth: String,
    /// The folder for database, benches, snapshot and site.
    #[arg(long, value_name = "FOLDER", default_value = "target/real")]
    out: PathBuf,
}

#[derive(Args, Debug)]
struct SiteFlags {
    /// The path below its origin where the site will live.
    #[arg(long, alias = "base", value_name = "PATH", default_value = "/")]
    base_path: BasePath,
    /// The address where the site will live, such as https://example.org/lim/.
    ///
    /// Gives the base path, and takes the place of `url` in data/site.toml.
    #[arg(long, value_name = "ADDRESS", conflicts_with = "base_path")]
    url: Option<Address>,
    /// The folder to write; what is in it is replaced.
    #[arg(long, value_name = "FOLDER", default_value = "dist")]
    out: PathBuf,
    /// Build even when nothing changed.
    #[arg(long)]
    force: bool,
}

#[derive(Args, Debug)]
struct DemoFlags {
    /// Stop when the site is built.
    #[arg(long)]
    no_serve: bool,
    /// The port; without it 8080, or the next free one.
    #[arg(long, value_name = "NUMBER")]
    port: Option<u16>,
}

#[derive(Args, Debug)]
struct TestFlags {
    /// Leave out what needs Chromium.
    #[arg(long)]
    no_browser: bool,
}

#[derive(Args, Debug)]
struct CodegenFlags {
    /// Write nothing; fail when a file differs from the code.
    #[arg(long)]
    check: bool,
}

#[derive(Args, Debug)]
struct ShotsFlags {
    /// The folder for the pictures.
    #[arg(long, value_name = "FOLDER", default_value = "target/shots")]
    out: PathBuf,
    /// A page; can be given more than once.
    #[arg(long = "path", value_name = "PATH", default_value = "/")]
    paths: Vec<String>,
    #[command(flatten)]
    dist: DistFlags,
}

#[derive(Args, Debug)]
struct AuditFlags {
    /// How often each page is loaded where times are taken; the median counts.
    #[arg(long, value_name = "NUMBER", default_value_t = 5)]
    runs: usize,
    /// A part; can be given more than once. Without it all of them.
    #[arg(long, value_name = "PART")]
    only: Vec<audit::Part>,
    #[command(flatten)]
    dist: DistFlags,
}

#[derive(Args, Debug)]
struct ServeFlags {
    /// The port; without it 8080, or the next free one.
    #[arg(long, value_name = "NUMBER")]
    port: Option<u16>,
    #[command(flatten)]
    dist: DistFlags,
}

#[derive(Args, Debug)]
struct SizesFlags {
    /// Print the largest functions by crate instead, from what the last build of the site linked.
    #[arg(long)]
    what: bool,
    #[command(flatten)]
    dist: DistFlags,
}

#[derive(Args, Debug)]
struct DistFlags {
    /// The folder with the built site.
    #[arg(long, value_name = "FOLDER", default_value = "dist")]
    dist: PathBuf,
    /// The base path that the site was built with.
    #[arg(long, alias = "base", value_name = "PATH", default_value = "/")]
    base_path: BasePath,
}

/// Parses the arguments, runs the command and turns an error into one message.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {}", plain(&format!("{error:#}")));
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    let progress = Progress::new(cli.verbose);
    match cli.command {
        Command::Tools => tools::command(&workspace, &progress)?,
        Command::Site(SiteFlags { base_path, url, out, force }) => {
            let out = workspace.root.join(out);
            let base = url.as_ref().map_or(base_path, |address| address.base().clone());
            site::command(&workspace, &progress, &site::Plan { base, out, force, data: None, address: url })?;
        }
        Command::Demo(DemoFlags { no_serve, port }) => {
            demo::command(&workspace, &progress, !no_serve, port)?;
        }
        Command::Test(TestFlags { no_browser }) => {
            return test::command(&workspace, &progress, !no_browser);
        }
        Command::Serve(ServeFlags { port, dist: DistFlags { dist, base_path } }) => {
            serve::command(&workspace.root.join(dist), &base_path, port)?;
        }
        Command::Codegen(CodegenFlags { check }) => codegen::command(&workspace, check)?,
        Command::FitSpeed => fit_speed::command(&workspace)?,
        Command::Tidy => println!("tidy: {}", tidy::check(&workspace)?),
        Command::Sizes(SizesFlags { what: true, .. }) => sizes::functions(&workspace)?,
        Command::Sizes(SizesFlags { dist: DistFlags { dist, base_path }, .. }) => {
            sizes::command(&workspace.root.join(dist), &base_path)?;
        }
        Command::Bench(BenchFlags { only, built }) => {
            bench::command(&workspace, &progress, &bench::Plan { only, built })?;
        }
        Command::Real(RealFlags { llama_server, models, tasks, threads, context, concurrency, depth, out }) => {
            let server = llama_server;
            let plan = real::Plan { server, models, tasks, threads, context, concurrency, depth, out };
            real::command(&workspace, &progress, &plan)?;
        }
        Command::Audit(AuditFlags { runs, only, dist: DistFlags { dist, base_path } }) => {
            let plan = audit::Plan { dist, base_path, runs, only };
            audit::command(&workspace, &progress, &plan)?;
        }
        Command::Shots(ShotsFlags { out, paths, dist: DistFlags { dist, base_path } }) => {
            shots::command(&workspace, &progress, &shots::Plan { out, paths, dist, base_path })?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_in_the_documents_exists() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut found = 0;
        for document in ["README.md", "CONTRIBUTING.md"] {
            let text = std::fs::read_to_string(root.join(document)).unwrap();
            for (position, _) in text.match_indices("cargo xtask") {
                let line = text[position..].split(['`', '\n', '#']).next().unwrap_or_default();
                Cli::try_parse_from(["cargo xtask"].into_iter().chain(line.split_whitespace().skip(2)))
                    .unwrap_or_else(|error| panic!("{document}: {line}: {error}"));
                found += 1;
            }
        }
        assert!(found >= 8, "{found} commands found");
    }
}
