//! Reads what the site is made of: names and links, the catalogue, the snapshots.

use std::fs;
use std::path::Path;

use analytics::bench::BenchFile;
use analytics::catalog::{
    Catalog, GpuRentalsFile, MachinesFile, MeasurementsFile, ModelsFile, PricesFile, RatesFile, SourcesFile,
    SubscriptionsFile, WorkloadsFile,
};
use analytics::digest::sha256_hex;
use analytics::snapshot::v1::{IndexEntry, Summary, TaskDetail};
use analytics::snapshot::{detail_from_json, index_from_json, summary_from_json};
use anyhow::{Context, bail};
use app::data::SnapshotFile;
use app::document::SiteInfo;
use serde::de::DeserializeOwned;

/// A snapshot on disk.
pub struct Snapshot {
    /// Its entry in the index.
    pub entry: IndexEntry,
    /// Everything that is published of it as it is: the summary and the files that it lists, each with its text.
    pub files: Vec<(String, String)>,
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
    /// Benches that people contributed, by the name of their file.
    pub benches: Vec<BenchFile>,
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
        let benches = benches(&data.join("community"))?;
        Ok(Self { info, catalog, snapshots, benches })
    }
}

/// Contributed benches by the names of their files; none where there is no such folder.
fn benches(folder: &Path) -> anyhow::Result<Vec<BenchFile>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut paths: Vec<_> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let bench = BenchFile::from_json(&text_file(path)?).with_context(|| path.display().to_string())?;
        match bench.faults().first() {
            Some(fault) => bail!("{}: {fault}", path.display()),
            None => Ok(bench),
        }
    };
    paths.iter().map(read).collect()
}

fn catalog(folder: &Path) -> anyhow::Result<Catalog> {
    let models: ModelsFile = toml_file(&folder.join("models.toml"))?;
    let machines: MachinesFile = toml_file(&folder.join("machines.toml"))?;
    let catalog = Catalog {
        sources: toml_file::<SourcesFile>(&folder.join("sources.toml"))?.sources,
        models: models.models,
        rented: models.rented,
        machines: machines.machines,
        power_classes: machines.power_classes,
        rentals: toml_file::<GpuRentalsFile>(&folder.join("gpu-rentals.toml"))?.rentals,
        prices: toml_file::<PricesFile>(&folder.join("prices.toml"))?.prices,
        subscriptions: toml_file::<SubscriptionsFile>(&folder.join("subscriptions.toml"))?.subscriptions,
        rates: toml_file::<RatesFile>(&folder.join("rates.toml"))?.rates,
        measurements: toml_file::<MeasurementsFile>(&folder.join("measurements.toml"))?.measurements,
        workloads: toml_file::<WorkloadsFile>(&folder.join("workloads.toml"))?.workloads,
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
    let files = files(&folder, whole, &summary)?;
    let details = details(&folder, &files, &summary)?;
    Ok(Snapshot { entry, files, view: SnapshotFile::json(&summary)?, summary, details })
}

/// The summary and the files that it lists, each with the checksum that it names. Whatever else lies in the folder is
/// nobody's statement, and is not published.
fn files(folder: &Path, summary_text: String, summary: &Summary) -> anyhow::Result<Vec<(String, String)>> {
    let mut files = vec![("summary.json".to_owned(), summary_text)];
    for file in &summary.files {
        let path = folder.join(&file.path);
        let plain = |part: &str| !part.is_empty() && part != "." && part != ".." && !part.contains(['\\', ':']);
        if !file.path.split('/').all(plain) {
            bail!(
                "{} lists {:?}, which is no path within its folder",
                folder.join("summary.json").display(),
                file.path
            );
        }
        for above in path.ancestors().skip(1).take_while(|above| above.starts_with(folder)) {
            if above.is_symlink() {
                bail!("{} is a link, and only a snapshot's own files are published", above.display());
            }
        }
        let text = text_file(&path)?;
        if sha256_hex(text.as_bytes()) != file.sha256 {
            bail!(
                "{} is not the file that its summary names (its SHA-256 differs): run `cargo exporter check data/snapshots`",
                path.display()
            );
        }
        files.push((file.path.clone(), text));
    }
    Ok(files)
}

/// The detail file of every task.
fn details(folder: &Path, files: &[(String, String)], summary: &Summary) -> anyhow::Result<Vec<TaskDetail>> {
    let mut details = Vec::new();
    for task in &summary.tasks {
        let name = format!("tasks/{}.json", task.id);
        let path = folder.join(&name);
        let Some((_, text)) = files.iter().find(|(path, _)| *path == name) else {
            bail!("{} is not among the files that its summary names", path.display());
        };
        details.push(detail_from_json(text).with_context(|| format!("{} is no detail file", path.display()))?);
    }
    Ok(details)
}

/// The text of a regular file: a link could lead to a key, and a pipe or device has no end.
///
/// # Errors
/// Names what stands there instead, or why it cannot be read.
pub fn text_file(path: &Path) -> anyhow::Result<String> {
    if let Ok(found) = fs::symlink_metadata(path)
        && !found.is_file()
    {
        bail!("{} is no regular file, and only such are published", path.display());
    }
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn toml_file<T: DeserializeOwned>(path: &Path) -> anyhow::Result<T> {
    toml::from_str(&text_file(path)?).with_context(|| format!("{} is not as it should be", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The project's data with a copy of one snapshot, so that it can be damaged.
    fn data() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let from = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../data"));
        copy(from, folder.path());
        folder
    }

    fn copy(from: &Path, to: &Path) {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
            let target = to.join(entry.file_name());
            if entry.file_type().unwrap().is_dir() {
                copy(&entry.path(), &target);
            } else {
                fs::copy(entry.path(), target).unwrap();
            }
        }
    }

    #[test]
    fn only_what_a_summary_lists_is_published() {
        let data = data();
        let folder = data.path().join("snapshots/builtin-baselines");
        fs::write(folder.join("x.html"), "<script src=\"x.js\"></script>").unwrap();
        fs::write(folder.join("x.js"), "document.title = 1").unwrap();
        let input = Input::read(data.path(), None).unwrap();
        let snapshot = input.snapshots.iter().find(|it| it.entry.id.as_str() == "builtin-baselines").unwrap();
        let mut names: Vec<&str> = snapshot.files.iter().map(|(path, _)| path.as_str()).collect();
        names.retain(|name| *name != "summary.json");
        assert_eq!(names, snapshot.summary.files.iter().map(|file| file.path.as_str()).collect::<Vec<_>>());
        assert!(!names.is_empty() && !names.iter().any(|name| name.starts_with('x')));
    }

    #[cfg(unix)]
    #[test]
    fn links_and_pipes_are_refused_at_once() {
        use std::os::unix::fs::symlink;
        let pipe = |at: &Path| assert!(std::process::Command::new("mkfifo").arg(at).status().unwrap().success());
        let (file, whole) = ("tasks/debugging-001.json", "tasks");
        let link_to_the_same = |at: &Path| {
            let moved = at.with_extension("moved");
            fs::rename(at, &moved).unwrap();
            symlink(moved.file_name().unwrap(), at).unwrap();
        };
        let to_a_pipe = |at: &Path| {
            fs::remove_file(at).unwrap();
            pipe(at);
        };
        type Damage<'a> = (&'a str, &'a dyn Fn(&Path));
        let damages: [Damage; 6] = [
            (file, &link_to_the_same),
            (file, &to_a_pipe),
            (whole, &link_to_the_same),
            ("summary.json", &link_to_the_same),
            ("summary.json", &to_a_pipe),
            ("../index.json", &to_a_pipe),
        ];
        for (name, damage) in damages {
            let data = data();
            damage(&data.path().join("snapshots/builtin-baselines").join(name));
            let error = Input::read(data.path(), None).err().map(|error| format!("{error:#}")).unwrap_or_default();
            assert!(error.contains("regular file") || error.contains("is a link"), "{name}: {error:?}");
        }
    }
}
