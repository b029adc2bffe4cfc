//! What a host sends with the site: headers, compressed files, checksums, and the policy at work.

use anyhow::{Context, Result, ensure};
use browser_tests::{Site, based, tried};

#[tokio::test]
async fn only_files_with_a_hash_are_kept_for_ever() -> Result<()> {
    let site = Site::start().await?;
    let rules = site.file("_headers")?;
    let immutable: Vec<&str> = rules
        .split("\n/")
        .map(|rule| rule.trim_start_matches('/'))
        .filter(|rule| rule.contains("immutable"))
        .filter_map(|rule| rule.lines().next())
        .collect();
    ensure!(immutable == ["assets/*"], "{immutable:?}");
    let mut kept = 0;
    for file in site.files()? {
        let plain = file.strip_suffix(".br").or_else(|| file.strip_suffix(".gz")).unwrap_or(&file);
        let for_ever = immutable
            .iter()
            .any(|rule| rule.strip_suffix('*').map_or(plain == *rule, |start| plain.starts_with(start)));
        ensure!(for_ever == carries_a_hash(plain), "{file} has a hash: {}, is kept for ever: {for_ever}", !for_ever);
        kept += usize::from(for_ever);
    }
    // A script and a program for each of three entries, a style sheet, and data.
    ensure!(kept >= 8, "{kept} files are kept for ever");
    Ok(())
}

/// A hyphen, then 12 or more hexadecimal digits, then the ending.
fn carries_a_hash(file: &str) -> bool {
    let name = file.rsplit('/').next().unwrap_or_default();
    let stem = name.split('.').next().unwrap_or_default();
    let hash = stem.rsplit('-').next().unwrap_or_default();
    stem.contains('-') && hash.len() >= 12 && hash.bytes().all(|b| b.is_ascii_hexdigit())
}

#[tokio::test]
async fn the_policy_of_header_and_document_agree_and_stop_what_is_foreign() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("methodology/")).await?;
        let policy: String =
            page.value("fetch(location.href).then(answer => answer.headers.get('content-security-policy'))").await?;
        let own: String =
            page.value("document.querySelector('meta[http-equiv=Content-Security-Policy]').content").await?;
        ensure!(policy == own, "header {policy}\nmeta {own}");
        let frames =
            |path: &str| format!("fetch('{path}').then(answer => answer.headers.get('x-frame-options') ?? 'anywhere')");
        for path in ["./", "../", "../decide/", "../setup/dgx-spark/"] {
            ensure!(page.value::<String>(&frames(path)).await? == "DENY", "{path} can be framed");
        }
        ensure!(
            page.value::<String>(&frames("../embed/agentic-coding.html")).await? == "anywhere",
            "no page can show a card"
        );
        ensure!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
        browser.expect_quiet().await?;

        let ran: bool = page
            .value(
                "(() => {
                    const script = document.createElement('script');
                    script.textContent = 'window.ran = true';
                    document.body.append(script);
                    return window.ran === true;
                })()",
            )
            .await?;
        ensure!(!ran, "a script that somebody puts into the page runs");
        let styled: String = page
            .value(
                "(() => {
                    const p = document.createElement('p');
                    p.setAttribute('style', 'width: 17px');
                    document.body.append(p);
                    return p.style.width;
                })()",
            )
            .await?;
        ensure!(styled.is_empty(), "an inline style is applied");
        let sent: bool =
            page.value("fetch('http://127.0.0.1:9/').then(() => true, error => !String(error).length)").await?;
        ensure!(!sent, "a request to another origin went out");
        ensure!(browser.expect_quiet().await.is_err(), "the console must tell of what the policy stopped");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn compressed_files_are_served_and_smaller() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("")).await?;
        page.hydrated().await?;
        let coded: String =
            page.value("fetch(location.href).then(answer => answer.headers.get('content-encoding') ?? 'none')").await?;
        ensure!(coded == "br", "the home page came as {coded}");
        let size = |name: &str| std::fs::metadata(site.dist().join(name)).map(|meta| meta.len());
        let (plain, br, gz) = (size("index.html")?, size("index.html.br")?, size("index.html.gz")?);
        ensure!(br < gz && gz < plain, "{br}, {gz}, {plain} bytes");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn checksums_cover_all_data() -> Result<()> {
    let site = Site::start().await?;
    let sums = site.file("data/SHA256SUMS")?;
    let listed: Vec<&str> = sums.lines().filter_map(|line| line.split_once("  ")).map(|(_, path)| path).collect();
    for file in site.files()? {
        let Some(path) = file.strip_prefix("data/") else { continue };
        let made_by_the_build = ["SHA256SUMS", ".html", ".br", ".gz"].iter().any(|end| path.ends_with(end));
        ensure!(made_by_the_build || listed.contains(&path), "{path} is not in SHA256SUMS");
    }
    ensure!(listed.iter().any(|path| path.ends_with("-cases.csv")), "no table of cases");
    if let Ok(output) = std::process::Command::new("sha256sum")
        .args(["--check", "--quiet", "SHA256SUMS"])
        .current_dir(site.dist().join("data"))
        .output()
    {
        ensure!(output.status.success(), "sha256sum: {}", String::from_utf8_lossy(&output.stdout));
    }
    Ok(())
}

#[tokio::test]
async fn pictures_and_manifest_are_what_they_say() -> Result<()> {
    let site = Site::start().await?;
    for (name, width, height) in
        [("social.png", 1200, 630), ("icon-180.png", 180, 180), ("icon-192.png", 192, 192), ("icon-512.png", 512, 512)]
    {
        let bytes = std::fs::read(site.dist().join(name)).with_context(|| format!("{name} is missing"))?;
        // PNG specification, IHDR: eight bytes of signature, length and type, then width and height.
        let number =
            |at: usize| bytes.get(at..at + 4).map(|part| part.iter().fold(0_u32, |n, byte| n << 8 | u32::from(*byte)));
        ensure!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"), "{name} is no PNG");
        ensure!((number(16), number(20)) == (Some(width), Some(height)), "{name} is not {width} × {height}");
    }
    let manifest: serde_json::Value = serde_json::from_str(&site.file("manifest.webmanifest")?)?;
    for icon in manifest["icons"].as_array().context("no icons")? {
        let src = icon["src"].as_str().context("an icon without an address")?.trim_start_matches(site.base());
        ensure!(site.dist().join(src).is_file(), "{src} is missing");
    }
    Ok(())
}

#[tokio::test]
async fn an_address_that_does_not_exist_is_answered_in_style_below_a_base_path() -> Result<()> {
    based(async |site, browser| {
        let page = browser.open(&site.url("no/such/page/")).await?;
        let status: u16 = page.value("performance.getEntriesByType('navigation')[0].responseStatus").await?;
        ensure!(status == 404, "the status is {status}");
        let styled: String = page.value("getComputedStyle(document.body).maxWidth").await?;
        ensure!(styled != "none", "no style sheet");
        let away: Vec<String> = page
            .value(&format!(
                "[...document.querySelectorAll('a[href]')].map(link => link.getAttribute('href'))
                    .filter(href => !href.startsWith('{}') && !href.startsWith('#'))",
                site.base()
            ))
            .await?;
        ensure!(away.is_empty(), "links outside of the base path: {away:?}");
        Ok(())
    })
    .await
}
