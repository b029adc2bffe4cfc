//! `cargo xtask sizes`: what the browser has to load, compressed with brotli, against the budget.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};
use brotli::enc::BrotliEncoderParams;

use crate::site::{BasePath, files_below};

/// 1 KB is 1000 bytes.
const KB: usize = 1000;
/// All WebAssembly and JavaScript.
const PROGRAM_BUDGET: usize = 200 * KB;
/// The home page and the style sheets that it links.
const HOME_BUDGET: usize = 60 * KB;

/// A budget and the files that count towards it.
struct Account {
    title: &'static str,
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

/// Fails when a budget is exceeded; else both totals in a few words.
pub fn check(dist: &Path, base: &BasePath) -> Result<String> {
    verdict(&weigh(dist, base)?)
}

fn weigh(dist: &Path, base: &BasePath) -> Result<[Account; 2]> {
    let mut program = Vec::new();
    for (name, path) in files_below(dist)? {
        if name.ends_with(".wasm") || name.ends_with(".js") {
            program.push((name, compressed(&path)?));
        }
    }
    if !program.iter().any(|(name, _)| name.ends_with(".wasm")) {
        bail!("{} has no WebAssembly: is it a built site?", dist.display());
    }
    let index = dist.join("index.html");
    let html = std::fs::read_to_string(&index).with_context(|| format!("cannot read {}", index.display()))?;
    let mut home = vec![("index.html".to_owned(), compressed(&index)?)];
    for sheet in style_sheets(&html) {
        let name = sheet.strip_prefix(base.as_str()).unwrap_or(&sheet);
        let name = name.trim_start_matches("./").trim_start_matches('/').to_owned();
        let size = compressed(&dist.join(&name))?;
        home.push((name, size));
    }
    Ok([
        Account { title: "WebAssembly and JavaScript", budget: PROGRAM_BUDGET, files: program },
        Account { title: "Home page and its style sheets", budget: HOME_BUDGET, files: home },
    ])
}

fn table(accounts: &[Account]) -> Vec<String> {
    let mut lines = vec!["brotli, quality 11, window 22; 1 KB = 1000 bytes".to_owned()];
    for account in accounts {
        lines.push(account.title.to_owned());
        for (name, size) in &account.files {
            lines.push(format!("  {:>9}  {name}", kb(*size)));
        }
        lines.push(format!("  {:>9}  of {}", kb(account.total()), kb(account.budget)));
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
    let words: Vec<String> = accounts
        .iter()
        .map(|account| format!("{} {} of {}", account.title, kb(account.total()), kb(account.budget)))
        .collect();
    Ok(words.join("; "))
}

fn kb(bytes: usize) -> String {
    format!("{}.{} KB", bytes / KB, bytes % KB / 100)
}

fn compressed(path: &Path) -> Result<usize> {
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

/// The addresses of the style sheets that a document links.
fn style_sheets(html: &str) -> Vec<String> {
    html.split("<link")
        .skip(1)
        .filter_map(|rest| rest.split('>').next())
        .filter(|tag| attribute(tag, "rel").is_some_and(|rel| rel == "stylesheet"))
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
    fn style_sheets_are_found_however_they_are_quoted() {
        let html = r#"<head><link rel="stylesheet" href="/main-1.css"/>
            <link href='/x/print.css' media=print rel='stylesheet'><link rel=icon href=/i.svg>
            <link rel="modulepreload" href="/app.js"></head>"#;
        assert_eq!(style_sheets(html), ["/main-1.css", "/x/print.css"]);
    }

    #[test]
    fn a_site_over_its_budget_fails_with_the_table() {
        let account = |size| Account { title: "Program", budget: 2 * KB, files: vec![("app.wasm".into(), size)] };
        assert_eq!(verdict(&[account(1_999)]).unwrap(), "Program 1.9 KB of 2.0 KB");
        let error = verdict(&[account(2_001)]).unwrap_err().to_string();
        assert!(error.contains("app.wasm") && error.contains("over 2.0 KB"), "{error}");
    }

    #[test]
    fn a_built_site_is_weighed_below_its_base_path() {
        let dist = tempfile::tempdir().unwrap();
        let page = r#"<link rel="stylesheet" href="/x/main.css">"#;
        for (name, text) in [("index.html", page), ("main.css", "a{}"), ("app.wasm", "0")] {
            std::fs::write(dist.path().join(name), text).unwrap();
        }
        let base = "/x/".parse().unwrap();
        let [program, home] = weigh(dist.path(), &base).unwrap();
        assert_eq!(program.files.len(), 1);
        assert_eq!(home.files.len(), 2);
        assert!(program.total() > 0 && home.fits());
    }
}
