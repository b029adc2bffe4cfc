//! axe-core finds nothing on any page, in either theme.

use anyhow::{Result, ensure};
use browser_tests::{Axe, tried};

#[tokio::test]
async fn axe_finds_nothing_on_any_page() -> Result<()> {
    tried(async |site, browser| {
        let axe = Axe::read()?;
        let mut faults = Vec::new();
        let routes = site.routes()?;
        for route in routes.iter().map(String::as_str).chain(["404.html", "offline.html"]) {
            browser.prefer("light").await?;
            let page = browser.open(&site.url(route)).await?;
            if page.value::<bool>("document.querySelector('script[type=module]') !== null").await? {
                page.hydrated().await?;
            }
            let findings = axe.findings(&page).await?;
            faults.extend(findings.iter().map(|finding| format!("/{route}, light: {finding}")));
            browser.prefer("dark").await?;
            let findings = axe.colours(&page).await?;
            faults.extend(findings.iter().map(|finding| format!("/{route}, dark: {finding}")));
        }
        ensure!(faults.is_empty(), "{} pages, {} findings:\n  {}", routes.len(), faults.len(), faults.join("\n  "));
        Ok(())
    })
    .await
}

/// The check itself: a page with faults must not pass.
#[tokio::test]
async fn axe_finds_what_is_wrong() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("404.html")).await?;
        page.value::<Option<bool>>(
            "(() => {
                document.querySelector('main').append(document.createElement('button'));
                document.querySelector('h1').style.color = '#eeeeee';
                document.querySelector('h1').style.background = '#ffffff';
                return null;
            })()",
        )
        .await?;
        let rules: Vec<String> = Axe::read()?.findings(&page).await?.into_iter().map(|finding| finding.rule).collect();
        for wanted in ["button-name", "color-contrast"] {
            ensure!(rules.iter().any(|rule| rule == wanted), "{wanted} was not found: {rules:?}");
        }
        Ok(())
    })
    .await
}
