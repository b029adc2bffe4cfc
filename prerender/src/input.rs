//! Reads what the site is made of: names and links, the catalogue, the snapshots.

use std::fs;
use std::path::{Path, PathBuf};

use analytics::catalog::{
    Catalog, MachinesFile, MeasurementsFile, ModelsFile, PricesFile, RatesFile, SourcesFile, SubscriptionsFile,
};
use analytics::digest::sha256_hex;
use analytics::snapshot::v1::{IndexEntry, Summary, TaskDetail};
use analytics::snapshot::{detail_from_json, index_from_json, summary_from_json};
use anyhow::{Context, bail};
use app::document::SiteInfo;
use app::source::write::view_json;
use serde::de::DeserializeOwned;

/// A snapshot on disk.
pub struct Snapshot {
    /// Its entry in the index.
    pub entry: IndexEntry,
    /// Its folder.
    pub folder: PathBuf,
    /// The JSON text of its view: what the browser loads.
    pub view: String,
    /// The whole summary.
    pub summary: Summary,
    /// The detail files, in the order of the tasks; none for published aggregates.
    pub details: Vec<TaskDetail>,
}

/// Everything that pages are rendered from.
pub struct Input {
    /// Names and links.
    pub info: SiteInfo,
    /// The catalogue.
    pub catalog: Catalog,
    /// Snapshots in the order of the index.
    pub snapshots: Vec<Snapshot>,
}

impl Input {
    /// Reads the data folder; `url` is the address of the site where it is not that of `site.toml`.
    ///
    /// # Errors
    /// Names the file and what is wrong with it.
    pub fn read(data: &Path, url: Option<&str>) -> anyhow::Result<Self> {
        let mut info: SiteInfo = toml_file(&data.join("site.toml"))?;
        if let Some(url) = url {
            url.clone_into(&mut info.url);
        }
        let faults = info.faults();
        if !faults.is_empty() {
            bail!("{}: {}", data.join("site.toml").display(), faults.join("; "));
        }
        let catalog = catalog(&data.join("catalog"))?;
        let folder = data.join("snapshots");
        let index_path = folder.join("index.json");
        let index = index_from_json(&text_file(&index_path)?)
            .with_context(|| format!("{} is no index of snapshots", index_path.display()))?;
        let entries = index.snapshots.into_iter();
        let snapshots = entries.map(|entry| snapshot(&folder, entry)).collect::<Result<_, _>>()?;
        Ok(Self { info, catalog, snapshots })
    }
}

fn catalog(folder: &Path) -> anyhow::Result<Catalog> {
    let catalog = Catalog {
        sources: toml_file::<SourcesFile>(&folder.join("sources.toml"))?.sources,
        models: toml_file::<ModelsFile>(&folder.join("models.toml"))?.models,
        machines: toml_file::<MachinesFile>(&folder.join("machines.toml"))?.machines,
        prices: toml_file::<PricesFile>(&folder.join("prices.toml"))?.prices,
        subscriptions: toml_file::<SubscriptionsFile>(&folder.join("subscriptions.toml"))?.subscriptions,
        rates: toml_file::<RatesFile>(&folder.join("rates.toml"))?.rates,
        measurements: toml_file::<MeasurementsFile>(&folder.join("measurements.toml"))?.measurements,
    };
    let faults = catalog.faults();
    if !faults.is_empty() {
        bail!("{}: {}", folder.display(), faults.join("; "));
    }
    Ok(catalog)
}

fn snapshot(root: &Path, entry: IndexEntry) -> anyhow::Result<Snapshot> {
    let folder = root.join(entry.id.as_str());
    let path = folder.join("summary.json");
    let whole = text_file(&path)?;
    if sha256_hex(whole.as_bytes()) != entry.summary_sha256 {
        bail!(
            "{} is not the file that index.json names (its SHA-256 differs): run `cargo exporter check data/snapshots`",
            path.display()
        );
    }
    let summary = summary_from_json(&whole).with_context(|| format!("{} is no snapshot", path.display()))?;
    let details = details(&folder, &summary)?;
    Ok(Snapshot { entry, folder, view: view_json(&summary)?, summary, details })
}

/// The detail file of every task, each with the checksum that the summary names.
fn details(folder: &Path, summary: &Summary) -> anyhow::Result<Vec<TaskDetail>> {
    let mut details = Vec::new();
    for task in &summary.tasks {
        let name = format!("tasks/{}.json", task.id);
        let path = folder.join(&name);
        let text = text_file(&path)?;
        let known = summary.files.iter().find(|file| file.path == name);
        if known.is_none_or(|file| sha256_hex(text.as_bytes()) != file.sha256) {
            bail!(
                "{} is not the file that its summary names (its SHA-256 differs): run `cargo exporter check data/snapshots`",
                path.display()
            );
        }
        details.push(detail_from_json(&text).with_context(|| format!("{} is no detail file", path.display()))?);
    }
    Ok(details)
}

fn text_file(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn toml_file<T: DeserializeOwned>(path: &Path) -> anyhow::Result<T> {
    toml::from_str(&text_file(path)?).with_context(|| format!("{} is not as it should be", path.display()))
}
