//! Writes one HTML document for every route of the site into Trunk's staging folder.
//!
//! Trunk runs it as a hook after the build (`TRUNK_STAGING_DIR`, `TRUNK_PUBLIC_URL`); the flags do the same by hand.
//! `LIM_DATA` names another folder than `data`.

mod content;
mod input;
mod output;
mod styles;
mod template;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use app::document::{self, Document, Site};
use app::source::{SiteData, SnapshotLink, View};

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::read()?;
    // Leptos asks for an executor even where nothing is asynchronous.
    any_spawner::Executor::init_futures_executor().ok();
    let site = build(&arguments)?;
    let report = ["prerendered ", &site.to_string(), " pages into ", &arguments.staging.display().to_string()].concat();
    use std::io::Write;
    writeln!(std::io::stdout(), "{report}").context("cannot write to the terminal")
}

/// Where to read and where to write.
struct Arguments {
    staging: PathBuf,
    base: String,
    data: PathBuf,
}

impl Arguments {
    fn read() -> anyhow::Result<Self> {
        let mut staging = std::env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from);
        let mut base = std::env::var("TRUNK_PUBLIC_URL").ok();
        let mut data = std::env::var_os("LIM_DATA").map_or_else(|| PathBuf::from("data"), PathBuf::from);
        let mut words = std::env::args().skip(1);
        while let Some(flag) = words.next() {
            let value = words.next().with_context(|| format!("{flag} needs a value"))?;
            match flag.as_str() {
                "--staging" => staging = Some(value.into()),
                "--public-url" => base = Some(value),
                "--data" => data = value.into(),
                _ => bail!("unknown flag {flag}; there are --staging, --public-url and --data"),
            }
        }
        let staging = staging.context("no folder to write to: give --staging, or let trunk run this program")?;
        let mut base = base.unwrap_or_else(|| "/".to_owned());
        if !base.starts_with('/') {
            bail!("the public address {base:?} must be a path that begins with a slash, such as /lim/");
        }
        if !base.ends_with('/') {
            base.push('/');
        }
        Ok(Self { staging, base, data })
    }
}

/// Renders every page; the number of pages.
fn build(arguments: &Arguments) -> anyhow::Result<usize> {
    let template = template::Template::read(&arguments.staging, &arguments.base)?;
    let input = input::Input::read(&arguments.data)?;
    let out = output::Output::new(&arguments.staging);
    let mut links = Vec::new();
    for snapshot in &input.snapshots {
        out.copy_folder(&snapshot.folder, Path::new("data/snapshots").join(snapshot.entry.id.as_str()))?;
        let url = out.hashed(&format!("assets/{}", snapshot.entry.id), &snapshot.view)?;
        links.push(SnapshotLink::new(&snapshot.entry, url));
    }
    out.copy_file(&arguments.data.join("snapshots/index.json"), Path::new("data/snapshots/index.json"))?;
    out.copy_folder(&arguments.data.join("schema"), PathBuf::from("data/schema"))?;
    let (data, text) = SiteData::new(&links, &input.catalog, &arguments.base)
        .map_err(|fault| anyhow::anyhow!("the site data are not as the browser reads them: {fault}"))?;
    let data_url = out.hashed("assets/site", &text)?;
    let site = Site { info: input.info.clone(), base: arguments.base.clone(), data: Arc::new(data), data_url };
    let documents = documents(&site, &input, arguments)?;
    for document in &documents {
        out.page(&document.route, &template.fill(&site, document)?)?;
    }
    if !site.info.url.is_empty() {
        out.write(Path::new("sitemap.xml"), &template::sitemap(&site, &documents))?;
    }
    Ok(documents.len())
}

fn documents(site: &Site, input: &input::Input, arguments: &Arguments) -> anyhow::Result<Vec<Document>> {
    let mut documents = Vec::new();
    let mut home = None;
    for (snapshot, link) in input.snapshots.iter().zip(&site.data.snapshots) {
        // Rendered from the very text that the browser will load, so that hydration meets the same data.
        let view =
            View::from_json(&snapshot.view).map_err(|fault| anyhow::anyhow!("{}: {fault}", snapshot.entry.id))?;
        documents.push(document::snapshot(site, &snapshot.entry, link, &view, &snapshot.summary));
        let has_models = snapshot.entry.models > snapshot.entry.baselines;
        if home.is_none() || (has_models && !home.as_ref().is_some_and(|(_, models)| *models)) {
            home = Some((document::home(site, link, &view, &snapshot.summary), has_models));
        }
    }
    let (home, _) = home.context("there is no snapshot to show: run `cargo xtask demo`")?;
    documents.insert(0, home);
    let entries: Vec<_> = input.snapshots.iter().map(|snapshot| snapshot.entry.clone()).collect();
    documents.push(document::snapshots(site, &entries));
    documents.extend(content::pages(site, &arguments.data.join("content"))?);
    documents.push(document::not_found(site));
    Ok(documents)
}
