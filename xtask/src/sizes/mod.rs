//! `cargo xtask sizes`: what the browser has to load, compressed with brotli, against the budgets.

mod functions;
mod loads;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};
use brotli::enc::BrotliEncoderParams;

use crate::site::{BasePath, files_below};
use loads::Loads;

/// 1 KB is 1000 bytes.
const KB: usize = 1000;
/// All WebAssembly and JavaScript of the site.
const SITE_BUDGET: usize = 880 * KB;
/// The WebAssembly and JavaScript that one page loads.
const PROGRAM_BUDGET: usize = 240 * KB;
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

/// Everything that has a budget.
struct Weights {
    /// All programs of the site.
    site: Account,
    /// The programs of pages, from the heaviest to the lightest; pages that load the same files share one.
    programs: Vec<Account>,
    /// The home page, and the others from the heaviest to the lightest.
    pages: Vec<Account>,
}

pub use functions::command as functions;

/// Prints the table and fails when a budget is exceeded.
pub fn command(dist: &Path, base: &BasePath) -> Result<()> {
    let weights = weigh(dist, base)?;
    for line in table(&weights) {
        println!("{line}");
    }
    verdict(&weights).map(drop)
}

/// Fails when a budget is exceeded; else the totals in a few words.
pub fn check(dist: &Path, base: &BasePath) -> Result<String> {
    verdict(&weigh(dist, base)?)
}

fn weigh(dist: &Path, base: &BasePath) -> Result<Weights> {
    let files = files_below(dist)?;
    let mut site = Vec::new();
    for (name, path) in &files {
        if name.ends_with(".wasm") || name.ends_with(".js") {
            site.push((name.clone(), compressed(path)?));
        }
    }
    if !site.iter().any(|(name, _)| name.ends_with(".wasm")) {
        bail!("{} has no WebAssembly: is it a built site?", dist.display());
    }
    let mut pages = Vec::new();
    let mut loaders: BTreeMap<Vec<String>, Vec<String>> = BTreeMap::new();
    // Programs, style sheets and data are the same files on many pages.
    let mut known = BTreeMap::new();
    let mut weighed = |address: &String| -> Result<(String, usize)> {
        let file = address.strip_prefix(base.as_str()).unwrap_or(address);
        let file = file.trim_start_matches("./").trim_start_matches('/').to_owned();
        let size = match known.get(&file) {
            Some(size) => *size,
            None => compressed(&dist.join(&file))?,
        };
        known.insert(file.clone(), size);
        Ok((file, size))
    };
    for (name, path) in files.iter().filter(|(name, _)| name == "index.html" || name.ends_with("/index.html")) {
        let html = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let title = format!("/{}", name.trim_end_matches("index.html"));
        let Loads { program, rest } = Loads::of(&html);
        let mut own = vec![(name.clone(), compressed(path)?)];
        for address in &rest {
            own.push(weighed(address)?);
        }
        if !program.is_empty() {
            loaders.entry(program).or_default().push(title.clone());
        }
        pages.push(Account { title, budget: PAGE_BUDGET, files: own });
    }
    if !pages.iter().any(|page| page.title == "/") {
        bail!("{} has no home page", dist.display());
    }
    let mut programs = Vec::new();
    for (addresses, pages) in loaders {
        let others = if pages.len() > 1 { format!(" and {} more", pages.len() - 1) } else { String::new() };
        let files = addresses.iter().map(&mut weighed).collect::<Result<_>>()?;
        let title = format!("WebAssembly and JavaScript of {}{others}", pages[0]);
        programs.push(Account { title, budget: PROGRAM_BUDGET, files });
    }
    programs.sort_by_key(|account| std::cmp::Reverse(account.total()));
    pages.sort_by_key(|page| (page.title != "/", std::cmp::Reverse(page.total())));
    let site = Account { title: "WebAssembly and JavaScript of the site".to_owned(), budget: SITE_BUDGET, files: site };
    Ok(Weights { site, programs, pages })
}

/// The programs and the home page with their files; the heaviest of the other pages, and every one above its budget.
fn table(weights: &Weights) -> Vec<String> {
    let mut lines = vec!["brotli, quality 11, window 22; 1 KB = 1000 bytes".to_owned()];
    let programs = weights.programs.iter().map(|program| (program, true));
    let pages = weights.pages.iter().enumerate();
    let pages = pages.filter(|(at, page)| *at < 1 + SHOWN || !page.fits()).map(|(at, page)| (page, at < 1));
    for (account, with_files) in std::iter::once((&weights.site, true)).chain(programs).chain(pages) {
        lines.push(account.title.clone());
        if with_files || !account.fits() {
            lines.extend(account.files.iter().map(|(name, size)| format!("  {:>9}  {name}", kb(*size))));
        }
        lines.push(format!("  {:>9}  of {}", kb(account.total()), kb(account.budget)));
    }
    let hidden = weights.pages.len().saturating_sub(1 + SHOWN);
    if hidden > 0 {
        lines.push(format!("and {hidden} lighter pages"));
    }
    lines
}

fn verdict(weights: &Weights) -> Result<String> {
    let Weights { site, programs, pages } = weights;
    let over: Vec<String> = std::iter::once(site)
        .chain(programs)
        .chain(pages)
        .filter(|account| !account.fits())
        .map(|Account { title, budget, .. }| format!("{title}: over {}", kb(*budget)))
        .collect();
    if !over.is_empty() {
        bail!("too large\n{}\n{}", over.join("\n"), table(weights).join("\n"));
    }
    // The heaviest program, the home page, and the heaviest of the other pages.
    let shown = std::iter::once(site).chain(programs.first()).chain(pages.iter().take(2));
    let words = shown.map(|account| format!("{} {} of {}", account.title, kb(account.total()), kb(account.budget)));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_its_budget_fails_with_its_files() {
        let account = |title: &str, size| Account {
            title: title.to_owned(),
            budget: 2 * KB,
            files: vec![(format!("{title}index.html"), size)],
        };
        let all = |program, page| Weights {
            site: account("Site", 1_999),
            programs: vec![account("Program", program), account("Other", 1)],
            pages: vec![account("/", 1_000), account("/a/", page), account("/b/", 1)],
        };
        assert_eq!(
            verdict(&all(1_100, 1_500)).unwrap(),
            "Site 1.9 KB of 2.0 KB; Program 1.1 KB of 2.0 KB; / 1.0 KB of 2.0 KB; /a/ 1.5 KB of 2.0 KB"
        );
        let error = verdict(&all(1_100, 2_001)).unwrap_err().to_string();
        assert!(error.contains("/a/: over 2.0 KB") && error.contains("2.0 KB  /a/index.html"), "{error}");
        let error = verdict(&all(2_001, 1_500)).unwrap_err().to_string();
        assert!(error.contains("Program: over 2.0 KB") && error.contains("2.0 KB  Programindex.html"), "{error}");
    }

    #[test]
    fn every_page_is_weighed_with_its_program_and_its_data_below_the_base_path() {
        let dist = tempfile::tempdir().unwrap();
        let page = r#"<link rel="stylesheet" href="/x/main.css"><link rel="preload" as="fetch" href="/x/d.json">
            <link rel="modulepreload" href="/x/a.js"><link rel="preload" href="/x/a.wasm" type="application/wasm">"#;
        for folder in ["deep", "deeper", "still"] {
            std::fs::create_dir(dist.path().join(folder)).unwrap();
        }
        let home = r#"<link rel="modulepreload" href="/x/b.js">"#;
        for (name, text) in [
            ("index.html", home),
            ("deep/index.html", page),
            ("deeper/index.html", page),
            ("still/index.html", "<p>"),
            ("main.css", "a{}"),
            ("d.json", "{}"),
            ("a.js", "a"),
            ("b.js", "b"),
            ("a.wasm", "0"),
        ] {
            std::fs::write(dist.path().join(name), text).unwrap();
        }
        // The compressed form that a host would send is the one that counts.
        std::fs::write(dist.path().join("d.json.br"), vec![0; 70 * KB]).unwrap();
        std::fs::write(dist.path().join("a.wasm.br"), vec![0; PROGRAM_BUDGET + KB]).unwrap();
        let Weights { site, programs, pages } = weigh(dist.path(), &"/x/".parse().unwrap()).unwrap();
        assert_eq!(site.files.len(), 3);
        let titles: Vec<&str> = programs.iter().map(|program| program.title.as_str()).collect();
        assert_eq!(titles, ["WebAssembly and JavaScript of /deep/ and 1 more", "WebAssembly and JavaScript of /"]);
        assert!(!programs[0].fits() && programs[1].fits() && site.fits(), "a page has a budget of its own");
        let titles: Vec<&str> = pages.iter().map(|page| page.title.as_str()).collect();
        assert_eq!(titles, ["/", "/deep/", "/deeper/", "/still/"]);
        assert_eq!(pages[1].files.len(), 3);
        assert!(pages[0].fits() && !pages[1].fits(), "the data of a page count");
    }
}
