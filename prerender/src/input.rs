//! Reads what the site is made of: names and links, the catalogue, the snapshots.

use std::fs;
use std::path::{Path, PathBuf};

use analytics::catalog::{
    Catalog, MachinesFile, MeasurementsFile, ModelsFile, PricesFile, SourcesFile, SubscriptionsFile,
};
use analytics::digest::sha256_hex;
use analytics::snapshot::v1::{IndexEntry, Summary};
use analytics::snapshot::{index_from_json, summary_from_json};
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
}

/// Everything that pages are rendered from.
pub struct Input {
    /// Names and links.
    pub info: SiteInfo,
    /// Models, prices and where their figures come from.
    pub catalog: Catalog,
    /// Snapshots in the order of the index.
    pub snapshots: Vec<Snapshot>,
}

impl Input {
    /// Reads the data folder.
    ///
    /// # Errors
    /// Names the file and what is wrong with it.
    pub fn read(data: &Path) -> anyhow::Result<Self> {
        let info: SiteInfo = toml_file(&data.join("site.toml"))?;
        if !(info.url.is_empty() || info.url.starts_with("http") && info.url.ends_with('/')) {
            bail!("data/site.toml: url must begin with http and end with a slash, or be empty");
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
    Ok(Snapshot { entry, folder, view: view_json(&summary)?, summary })
}

/// The whole catalogue.
fn catalog(folder: &Path) -> anyhow::Result<Catalog> {
    let SourcesFile { sources } = toml_file(&folder.join("sources.toml"))?;
    let ModelsFile { models } = toml_file(&folder.join("models.toml"))?;
    let MachinesFile { machines } = toml_file(&folder.join("machines.toml"))?;
    let PricesFile { prices } = toml_file(&folder.join("prices.toml"))?;
    let SubscriptionsFile { subscriptions } = toml_file(&folder.join("subscriptions.toml"))?;
    let MeasurementsFile { measurements } = toml_file(&folder.join("measurements.toml"))?;
    Ok(Catalog { sources, models, machines, prices, subscriptions, measurements })
}

fn text_file(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn toml_file<T: DeserializeOwned>(path: &Path) -> anyhow::Result<T> {
    toml::from_str(&text_file(path)?).with_context(|| format!("{} is not as it should be", path.display()))
}
