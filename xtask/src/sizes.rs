//! `cargo xtask sizes`: what the browser has to load, compressed with brotli, against the budgets.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};
use brotli::enc::BrotliEncoderParams;

use crate::site::{BasePath, files_below};

/// 1 KB is 1000 bytes.
const KB: usize = 1000;
/// All WebAssembly and JavaScript of the site.
const PROGRAM_BUDGET: usize = 200 * KB;
/// A page with the style sheets that it links and the data that it loads before anybody touches it.
const PAGE_BUDGET: usize = 60 * KB;
/// So many of the heaviest pages are shown beside the home page.
const SHOWN: usize = 4;

/// A budget and the files that count towards it.
struct Account {
    title: String,
    budget: usize,
    files: Vec<(String, usize)>,
}

impl Account {
    fn total(&self) -> usize {
        self.files.iter().map(|(_, size)| size).sum()
    }

    fn fits(&self) -> bool {
        self.total() <= self.budget
    }
}

/// Prints the table and fails when a budget is exceeded.
pub fn command(dist: &Path, base: &BasePath) -> Result<()> {
    let accounts = weigh(dist, base)?;
    for line in table(&accounts) {
        println!("{line}");
    }
    verdict(&accounts).map(drop)
}

/// Fails when a budget is exceeded; else the totals in a few words.
pub fn check(dist: &Path, base: &BasePath) -> Result<String> {
    verdict(&weigh(dist, base)?)
}

/// The program, then the pages: the home page, and the others from the heaviest to the lightest.
fn weigh(dist: &Path, base: &BasePath) -> Result<Vec<Account>> {
    let files = files_below(dist)?;
    let mut program = Vec::new();
    for (name, path) in &files {
        if name.ends_with(".wasm") || name.ends_with(".js") {
            program.push((name.clone(), compressed(path)?));
        }
    }
    if !program.iter().any(|(name, _)| name.ends_with(".wasm")) {
        bail!("{} has no WebAssembly: is it a built site?", dist.display());
    }
    let mut pages = Vec::new();
    // Style sheets and data are the same files on many pages.
    let mut known = BTreeMap::new();
    for (name, path) in files.iter().filter(|(name, _)| name == "index.html" || name.ends_with("/index.html")) {
        let html = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let mut own = vec![(name.clone(), compressed(path)?)];
        for address in loaded_at_once(&html) {
            let file = address.strip_prefix(base.as_str()).unwrap_or(&address);
            let file = file.trim_start_matches("./").trim_start_matches('/').to_owned();
            let size = match known.get(&file) {
                Some(size) => *size,
                None => compressed(&dist.join(&file))?,
            };
            known.insert(file.clone(), size);
            own.push((file, size));
        }
        let title = format!("/{}", name.trim_end_matches("index.html"));
        pages.push(Account { title, budget: PAGE_BUDGET, files: own });
    }
    if !pages.iter().any(|page| page.title == "/") {
        bail!("{} has no home page", dist.display());
    }
    pages.sort_by_key(|page| (page.title != "/", std::cmp::Reverse(page.total())));
    pages.insert(0, Account { title: "WebAssembly and JavaScript".to_owned(), budget: PROGRAM_BUDGET, files: program });
    Ok(pages)
}

/// The program and the home page with their files; the heaviest of the other pages, and every one above its budget.
fn table(accounts: &[Account]) -> Vec<String> {
    let mut lines = vec!["brotli, quality 11, window 22; 1 KB = 1000 bytes".to_owned()];
    for (position, account) in accounts.iter().enumerate().filter(|(at, account)| *at < 2 + SHOWN || !account.fits()) {
        lines.push(account.title.clone());
        if position < 2 || !account.fits() {
            lines.extend(account.files.iter().map(|(name, size)| format!("  {:>9}  {name}", kb(*size))));
        }
        lines.push(format!("  {:>9}  of {}", kb(account.total()), kb(account.budget)));
    }
    let hidden = accounts.len().saturating_sub(2 + SHOWN);
    if hidden > 0 {
        lines.push(format!("and {hidden} lighter pages"));
    }
    lines
}

fn verdict(accounts: &[Account]) -> Result<String> {
    let over: Vec<String> = accounts
        .iter()
        .filter(|account| !account.fits())
        .map(|Account { title, budget, .. }| format!("{title}: over {}", kb(*budget)))
        .collect();
    if !over.is_empty() {
        bail!("too large\n{}\n{}", over.join("\n"), table(accounts).join("\n"));
    }
    let mut shown: Vec<&Account> = accounts.iter().take(2).collect();
    // The heaviest page besides the home page.
    shown.extend(accounts.get(2));
    let words =
        shown.iter().map(|account| format!("{} {} of {}", account.title, kb(account.total()), kb(account.budget)));
    Ok(words.collect::<Vec<_>>().join("; "))
}

fn kb(bytes: usize) -> String {
    format!("{}.{} KB", bytes / KB, bytes % KB / 100)
}

/// The size of the compressed form that lies beside the file; where there is none, of one made here.
fn compressed(path: &Path) -> Result<usize> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".br");
    if let Ok(file) = std::fs::metadata(beside) {
        return Ok(usize::try_from(file.len())?);
    }
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let parameters = BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    let mut counter = Counter(0);
    brotli::BrotliCompress(&mut bytes.as_slice(), &mut counter, &parameters)
        .with_context(|| format!("cannot compress {}", path.display()))?;
    Ok(counter.0)
}

/// Counts what is written to it.
struct Counter(usize);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The addresses of the style sheets that a document links, and of the data that it asks for before anything else.
fn loaded_at_once(html: &str) -> Vec<String> {
    html.split("<link")
        .skip(1)
        .filter_map(|rest| rest.split('>').next())
        .filter(|tag| match attribute(tag, "rel").as_deref() {
            Some("stylesheet") => true,
            Some("preload") => attribute(tag, "type").is_none_or(|kind| kind != "application/wasm"),
            _ => false,
        })
        .filter_map(|tag| attribute(tag, "href"))
        .filter(|href| !href.contains("://"))
        .collect()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = tag.find(&format!(" {name}="))? + name.len() + 2;
    let rest = &tag[start..];
    let value = match rest.chars().next()? {
        quote @ ('"' | '\'') => rest[1..].split(quote).next()?,
        _ => rest.split([' ', '/']).next()?,
    };
    Some(value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_sheets_and_data_are_found_however_they_are_quoted() {
        let html = r#"<head><link rel="stylesheet" href="/main-1.css"/>
            <link href='/x/print.css' media=print rel='stylesheet'><link rel=icon href=/i.svg>
            <link rel="preload" as="fetch" crossorigin="anonymous" href="/assets/site-1.json">
            <link rel="preload" href="/app.wasm" as="fetch" type="application/wasm">
            <link rel="modulepreload" href="/app.js"></head>"#;
        assert_eq!(loaded_at_once(html), ["/main-1.css", "/x/print.css", "/assets/site-1.json"]);
    }

    #[test]
    fn a_page_over_its_budget_fails_with_its_files() {
        let account = |title: &str, size| Account {
            title: title.to_owned(),
            budget: 2 * KB,
            files: vec![(format!("{title}index.html"), size)],
        };
        let all = |size| [account("Program", 1_999), account("/", 1_000), account("/a/", size)];
        assert_eq!(verdict(&all(1_500)).unwrap(), "Program 1.9 KB of 2.0 KB; / 1.0 KB of 2.0 KB; /a/ 1.5 KB of 2.0 KB");
        let error = verdict(&all(2_001)).unwrap_err().to_string();
        assert!(error.contains("/a/: over 2.0 KB") && error.contains("2.0 KB  /a/index.html"), "{error}");
    }

    #[test]
    fn every_page_is_weighed_with_its_data_below_the_base_path() {
        let dist = tempfile::tempdir().unwrap();
        let data = "0123456789".repeat(10);
        let page = r#"<link rel="stylesheet" href="/x/main.css"><link rel="preload" as="fetch" href="/x/d.json">"#;
        std::fs::create_dir(dist.path().join("deep")).unwrap();
        for (name, text) in [("index.html", "<p>"), ("deep/index.html", page), ("main.css", "a{}"), ("d.json", &data)] {
            std::fs::write(dist.path().join(name), text).unwrap();
        }
        std::fs::write(dist.path().join("app.wasm"), "0").unwrap();
        // The compressed form that a host would send is the one that counts.
        std::fs::write(dist.path().join("d.json.br"), vec![0; 70 * KB]).unwrap();
        let accounts = weigh(dist.path(), &"/x/".parse().unwrap()).unwrap();
        let titles: Vec<&str> = accounts.iter().map(|account| account.title.as_str()).collect();
        assert_eq!(titles, ["WebAssembly and JavaScript", "/", "/deep/"]);
        assert_eq!(accounts[2].files.len(), 3);
        assert!(accounts[1].fits() && !accounts[2].fits(), "the data of a page count");
    }
}
