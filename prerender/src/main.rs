//! Writes one HTML document for every route of the site into Trunk's staging folder.
//!
//! Trunk runs it as a hook after the build (`TRUNK_STAGING_DIR`, `TRUNK_PUBLIC_URL`); the flags do the same by hand.
//! `LIM_DATA` names another folder than `data`, `LIM_SITE_URL` another address than the `url` of `site.toml`.

mod answers;
mod calculators;
mod content;
mod contributed;
mod csv;
mod hosting;
mod input;
mod output;
mod pages;
mod programs;
mod share;
mod style;
mod template;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use analytics::plain::plain;
use anyhow::{Context, bail};
use app::data::{SiteData, SnapshotLink, SnapshotView};
use app::document::{self, Document, Download, Site};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            use std::io::Write;
            // What is wrong may be quoted from a file that somebody contributed.
            let _ = writeln!(std::io::stderr(), "error: {}", plain(&format!("{error:#}")));
            ExitCode::FAILURE
        }
    }
}

fn run() -> anyhow::Result<()> {
    let arguments = Arguments::read()?;
    // Leptos asks for an executor even where nothing is asynchronous.
    any_spawner::Executor::init_futures_executor().ok();
    let built = build(&arguments)?;
    use std::io::Write;
    for warning in &built.warnings {
        writeln!(std::io::stderr(), "warning: {}", plain(warning)).context("cannot write to the terminal")?;
    }
    let report = format!("prerendered {} pages into {}", built.pages, arguments.staging.display());
    writeln!(std::io::stdout(), "{report}").context("cannot write to the terminal")
}

/// Where to read and where to write.
struct Arguments {
    staging: PathBuf,
    base: String,
    data: PathBuf,
    url: Option<String>,
}

impl Arguments {
    fn read() -> anyhow::Result<Self> {
        let mut staging = std::env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from);
        let mut base = std::env::var("TRUNK_PUBLIC_URL").ok();
        let mut data = std::env::var_os("LIM_DATA").map_or_else(|| PathBuf::from("data"), PathBuf::from);
        let mut url = std::env::var("LIM_SITE_URL").ok();
        let mut words = std::env::args().skip(1);
        while let Some(flag) = words.next() {
            let value = words.next().with_context(|| format!("{flag} needs a value"))?;
            match flag.as_str() {
                "--staging" => staging = Some(value.into()),
                "--public-url" => base = Some(value),
                "--data" => data = value.into(),
                "--site-url" => url = Some(value),
                _ => bail!("unknown flag {flag}; there are --staging, --public-url, --data and --site-url"),
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
        Ok(Self { staging, base, data, url })
    }
}

/// Renders every page and writes everything around them.
fn build(arguments: &Arguments) -> anyhow::Result<Built> {
    let out = output::Output::new(&arguments.staging);
    let template = template::Template::read(&arguments.staging.join("index.html"), &out, &arguments.base)?;
    let input = input::Input::read(&arguments.data, arguments.url.as_deref())?;
    let mut links = Vec::new();
    for snapshot in &input.snapshots {
        let folder = Path::new("data/snapshots").join(snapshot.entry.id.as_str());
        for (path, text) in &snapshot.files {
            out.write(&folder.join(path), text)?;
        }
        let url = out.hashed(&format!("assets/{}", snapshot.entry.id), &snapshot.view)?;
        links.push(SnapshotLink::new(&snapshot.entry, url));
    }
    out.copy_file(&arguments.data.join("snapshots/index.json"), Path::new("data/snapshots/index.json"))?;
    out.copy_folder(&arguments.data.join("schema"), PathBuf::from("data/schema"))?;
    let downloads = downloads(&out, &input)?;
    let (data, text) = SiteData::new(&links, &input.catalog, &arguments.base)
        .map_err(|fault| anyhow::anyhow!("the site data are not as the browser reads them: {fault}"))?;
    let data_url = out.hashed("assets/site", &text)?;
    let site = Site { info: input.info.clone(), base: arguments.base.clone(), data: Arc::new(data), data_url };
    let mut warnings = Vec::new();
    let (market, url) = calculators::market(&out, &input)?;
    let advice = document::Advice::new(&market.facts);
    let copy = out.rename_to_hashed("copy.js")?;
    let mut own = pages::documents(&out, &template, &site, &input, &advice, &arguments.data)?;
    let calculators = document::Calculators { market: market.clone(), url };
    own.extend(calculators::documents(&site, &input, &advice, &calculators, &copy, &arguments.data)?);
    let verdict = document::verdict(&site, &market) + &document::offer(&site, &copy);
    for card in document::cards(&site, &market) {
        let text = contributed::document(&card.title, template.style_sheet(), &card.content);
        out.page(&card.path, &text)?;
    }
    let pictures = pictures(&out, &site, &input, Some(&market))?;
    let documents = documents(&site, &input, &downloads, &verdict, own, arguments, &mut warnings)?;
    let version = hosting::version(&out, &template, &documents)?;
    let routes = documents.iter().map(|document| document.route.as_str()).collect();
    let frame = template::Frame { site: &site, routes, version, pictures };
    for document in &documents {
        out.page(&document.route, &template.fill(&frame, document))?;
    }
    let entries: Vec<_> = input.snapshots.iter().map(|snapshot| snapshot.entry.clone()).collect();
    hosting::write(&out, &site, &template, &frame.version, &documents, &entries)?;
    Ok(Built { pages: documents.len(), warnings })
}

/// What was written.
struct Built {
    pages: usize,
    warnings: Vec<String>,
}

/// Writes the tables for spreadsheets; what the page of data shows of them and of the other files.
fn downloads(out: &output::Output, input: &input::Input) -> anyhow::Result<Vec<Download>> {
    let mut downloads = Vec::new();
    for snapshot in &input.snapshots {
        let id = snapshot.entry.id.as_str();
        let leaderboard = Some(("leaderboard", csv::leaderboard(&snapshot.summary)));
        let cases = csv::cases(&snapshot.summary).map(|text| ("cases", text));
        for (what, text) in leaderboard.into_iter().chain(cases) {
            let path = format!("data/csv/{id}-{what}.csv");
            out.write(Path::new(&path), &text)?;
            downloads.push(Download { snapshot: snapshot.entry.id.clone(), path, bytes: text.len() });
        }
    }
    Ok(downloads)
}

/// The pictures behind shared links: the beginning of the routes that have one, and its path.
fn pictures(
    out: &output::Output,
    site: &Site,
    input: &input::Input,
    market: Option<&analytics::ways::Market>,
) -> anyhow::Result<Vec<(String, String)>> {
    let mut pictures = Vec::new();
    for snapshot in &input.snapshots {
        let path = share::snapshot(out, snapshot)?;
        pictures.push((["snapshots/", snapshot.entry.id.as_str(), "/"].concat(), path));
    }
    let costs = market.map(document::month_costs).unwrap_or_default();
    if let Some(most) = costs.iter().map(|cost| cost.usd).reduce(f64::max).filter(|most| *most > 0.0) {
        let bars: Vec<_> = costs
            .into_iter()
            .map(|cost| share::Bar {
                name: cost.way.to_owned(),
                length: cost.usd / most,
                figure: cost.figure,
                grey: !cost.is_possible,
            })
            .collect();
        let under = "a month of agentic coding, US dollars; grey: not known to do the work";
        pictures.push((String::new(), share::home(out, &site.info.question, under, &bars)?));
    }
    Ok(pictures)
}

/// The page with the words.
const GLOSSARY: &str = "glossary/";

/// Gives each term of the glossary an anchor there, and links its first use on every other page to it.
fn link_terms(site: &Site, prose: &[content::Source], documents: &mut [Document]) {
    let Some(glossary) = prose.iter().find(|source| source.route() == GLOSSARY) else { return };
    let terms = content::terms::Terms::read(glossary.text());
    let address = site.link(GLOSSARY);
    for document in documents {
        document.body = match document.route.as_str() {
            GLOSSARY => terms.anchored(&document.body),
            _ => terms.linked(&document.body, &address),
        };
    }
}

fn documents(
    site: &Site,
    input: &input::Input,
    downloads: &[Download],
    verdict: &str,
    own: Vec<Document>,
    arguments: &Arguments,
    warnings: &mut Vec<String>,
) -> anyhow::Result<Vec<Document>> {
    let mut documents = Vec::new();
    // The home page shows the newest snapshot with language models, or the newest one. Suites for small machines have
    // pages of their own: beside the standard suite their scores would be taken for the same scale.
    let is_standard = |snapshot: &input::Snapshot| {
        snapshot.summary.suite.as_deref().is_none_or(|suite| suite == analytics::snapshot::v1::STANDARD_SUITE)
    };
    let with_models =
        |snapshot: &input::Snapshot| is_standard(snapshot) && snapshot.entry.models > snapshot.entry.baselines;
    let first = input.snapshots.iter().position(with_models).unwrap_or_default();
    for (position, (snapshot, link)) in input.snapshots.iter().zip(&site.data.snapshots).enumerate() {
        // Rendered from the very text that the browser will load, so that hydration meets the same data.
        let view = SnapshotView::from_json(&snapshot.view)
            .map_err(|fault| anyhow::anyhow!("{}: {fault}", snapshot.entry.id))?;
        if position == first {
            documents.insert(0, document::home(site, link, &view, verdict));
        }
        documents.push(document::snapshot(site, &snapshot.entry, link, &view, &snapshot.summary));
    }
    if documents.is_empty() {
        bail!("there is no snapshot to show: run `cargo xtask demo`");
    }
    let entries: Vec<_> = input.snapshots.iter().map(|snapshot| snapshot.entry.clone()).collect();
    documents.push(document::snapshots(site, &entries));
    documents.push(document::data(site, &entries, downloads));
    let snapshots: Vec<_> = input.snapshots.iter().map(|snapshot| (&snapshot.entry, &snapshot.summary)).collect();
    documents.push(document::changelog(site, &snapshots, &input.catalog));
    documents.extend(document::versus(site, &snapshots));
    if let Some(published) = input.snapshots.iter().find_map(|snapshot| snapshot.summary.published.as_deref()) {
        documents.push(document::about(site, &analytics::claims::claims(&input.catalog, published)));
    }
    documents.extend(own);
    // Last, since prose links to all other pages, and those that are not there become plain text.
    let prose = content::read(site, &arguments.data.join("content"))?;
    let mut routes: Vec<String> = documents.iter().map(|document| document.route.clone()).collect();
    routes.extend(prose.iter().map(|source| source.route().to_owned()));
    documents.extend(content::pages(site, &prose, &routes, warnings));
    documents.push(document::not_found(site));
    documents.push(document::offline(site));
    link_terms(site, &prose, &mut documents);
    Ok(documents)
}
