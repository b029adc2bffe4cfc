//! What a static host and a browser need besides pages: headers, service worker, feed, manifest, checksums.

mod checksums;
mod feed;
pub mod headers;
mod manifest;
pub mod policy;
mod service_worker;

use std::path::Path;

use analytics::digest::sha256_hex;
use analytics::snapshot::v1::IndexEntry;
use anyhow::bail;
use app::document::{Document, Site};

use crate::output::Output;
use crate::template::{Template, sitemap};

/// Files that every page may ask for and that carry no hash. A page's program comes with the page.
const UNHASHED_SHELL: [&str; 2] = ["favicon.svg", "manifest.webmanifest"];

/// The version of the site: 16 hexadecimal digits that change whenever a page or anything that it loads changes.
///
/// # Errors
/// When the folder cannot be read.
pub fn version(out: &Output, template: &Template, documents: &[Document]) -> anyhow::Result<String> {
    let mut parts = vec![template.text().to_owned(), service_worker::PROGRAM.to_owned()];
    parts.extend(out.files()?.into_iter().filter(|file| headers::is_hashed(file)));
    for document in documents {
        parts.extend([&document.route, &document.title, &document.description, &document.body].map(String::clone));
    }
    Ok(sha256_hex(parts.join("\0").as_bytes())[..16].to_owned())
}

/// Writes all of it, after the pages.
///
/// # Errors
/// Names the file that cannot be written, or that must not stand where it stands.
pub fn write(
    out: &Output,
    site: &Site,
    template: &Template,
    version: &str,
    documents: &[Document],
    entries: &[IndexEntry],
) -> anyhow::Result<()> {
    let files = out.files()?;
    if let Some(stray) = files.iter().find(|file| file.starts_with("assets/") && !headers::is_hashed(file)) {
        bail!("{stray} stands among the files that browsers keep for ever, but its name carries no hash");
    }
    out.write(Path::new("manifest.webmanifest"), &manifest::manifest(site))?;
    out.write(Path::new("robots.txt"), &manifest::robots(site))?;
    out.write(Path::new("sw.js"), &service_worker::program(site, version, &UNHASHED_SHELL)?)?;
    let routes: Vec<&str> = documents.iter().map(|document| document.route.as_str()).collect();
    out.write(Path::new("_headers"), &headers::file(site, template.policy(), &routes))?;
    if let Some(feed) = feed::feed(site, entries) {
        out.write(Path::new("feed.xml"), &feed)?;
    }
    if !site.info.url.is_empty() {
        out.write(Path::new("sitemap.xml"), &sitemap(site, documents))?;
    }
    let data = files.iter().filter_map(|file| file.strip_prefix("data/").filter(|rest| !rest.ends_with(".html")));
    let data = data.map(|rest| Ok((rest, out.read(&["data/", rest].concat())?))).collect::<anyhow::Result<Vec<_>>>()?;
    out.write(
        Path::new("data/SHA256SUMS"),
        &checksums::sums(data.iter().map(|(path, bytes)| (*path, bytes.as_slice()))),
    )
}
