//! Every page of the site, under `/` and under a base path: sound by itself, and every link of it leads somewhere.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, ensure};
use browser_tests::markup::inline_code;
use browser_tests::{BASE, Browser, Site, based, tried};
use serde::Deserialize;

/// Says nothing that any page understands.
const NONSENSE: &str = "?x=%F0%9F%92%A9&snapshot=no-such-snapshot&sort=no-such-column&months=-1&tokens=1e99&x";

/// A narrow telephone; also a window of 1280 pixels at a zoom of 400 %.
const NARROWEST: u32 = 320;

/// What is asked of every page.
#[derive(Debug, Deserialize)]
struct Seen {
    title: String,
    description: Option<String>,
    lang: String,
    headings: Vec<u8>,
    landmarks: Vec<usize>,
    ids: Vec<String>,
    links: Vec<String>,
    origin: String,
    unnamed: usize,
    out_of_order: Vec<String>,
    too_wide: Vec<String>,
}

const LOOK: &str = "({
    title: document.title,
    description: document.querySelector('meta[name=description]')?.content ?? null,
    lang: document.documentElement.lang,
    headings: [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]
        .filter(heading => heading.checkVisibility()).map(heading => Number(heading.tagName[1])),
    landmarks: ['main', 'header.site', 'footer.site', 'header.site nav[aria-label]', 'a.skip[href=\"#content\"]']
        .map(selector => document.querySelectorAll(selector).length),
    ids: [...document.querySelectorAll('[id]')].map(element => element.id),
    links: [...document.querySelectorAll('a[href], area[href]')].map(link => new URL(link.href.baseVal ?? link.href, location.href).href),
    origin: location.origin,
    unnamed: [...document.querySelectorAll('a[href], button')]
        .filter(e => !(e.textContent.trim() || e.getAttribute('aria-label') || e.title)).length,
    out_of_order: [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
        .filter(e => e.tabIndex > 0 || (e.tabIndex < 0 && !e.hasAttribute('tabindex') && !e.disabled && e.checkVisibility()))
        .map(e => e.outerHTML.slice(0, 80)),
    too_wide: document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
        [...document.querySelectorAll('body *')].filter(e => !e.closest('.scroll')
            && e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
        .slice(0, 5).map(e => e.tagName + '.' + (e.getAttribute('class') ?? '') + '#' + e.id),
})";

#[tokio::test]
async fn every_page_is_sound_and_every_link_leads_somewhere() -> Result<()> {
    tried(async |site, browser| walk(site, browser, "").await).await
}

#[tokio::test]
async fn every_page_below_a_base_path_with_a_query_that_means_nothing() -> Result<()> {
    based(async |site, browser| {
        ensure!(site.base() == BASE, "served below {}", site.base());
        walk(site, browser, NONSENSE).await
    })
    .await
}

/// The policy of the site forbids both; a browser says so only where it meets them.
#[tokio::test]
async fn no_file_has_inline_styles_or_handlers() -> Result<()> {
    let site = Site::start().await?;
    let mut faults = Vec::new();
    for name in site.files()?.iter().filter(|name| name.ends_with(".html")) {
        let found: BTreeSet<String> = inline_code(&site.file(name)?).into_iter().collect();
        faults.extend(found.iter().map(|fault| format!("{name}: {fault}")));
    }
    ensure!(faults.is_empty(), "use a class or an attribute of SVG instead:\n  {}", faults.join("\n  "));
    Ok(())
}

async fn walk(site: &Site, browser: &Browser, query: &str) -> Result<()> {
    let routes = site.routes()?;
    ensure!(routes.len() > 5, "only {} pages", routes.len());
    let mut faults = Vec::new();
    let mut pages: BTreeMap<String, Seen> = BTreeMap::new();
    browser.size(NARROWEST, 900).await?;
    for route in &routes {
        let page = browser.open(&site.url(&format!("{route}{query}"))).await?;
        if page.value::<bool>("document.querySelector('script[type=module]') !== null").await? {
            page.hydrated().await?;
        }
        let seen: Seen = page.value(LOOK).await?;
        faults.extend(faults_of(&seen).into_iter().map(|fault| format!("/{route}: {fault}")));
        if let Err(error) = browser.expect_quiet().await {
            faults.push(format!("/{route}: {error:#}"));
        }
        pages.insert(route.clone(), seen);
    }
    let mut titles: BTreeMap<&str, &str> = BTreeMap::new();
    for (route, seen) in &pages {
        if let Some(other) = titles.insert(&seen.title, route) {
            faults.push(format!("/{route} and /{other} have one title: {}", seen.title));
        }
    }
    let files: BTreeSet<String> = site.files()?.into_iter().collect();
    for (route, seen) in &pages {
        let dead: BTreeSet<String> =
            seen.links.iter().filter_map(|link| dead(link, seen, site.base(), &pages, &files)).collect();
        faults.extend(dead.into_iter().map(|link| format!("/{route}: {link}")));
    }
    ensure!(faults.is_empty(), "{} pages, {} faults:\n  {}", pages.len(), faults.len(), faults.join("\n  "));
    Ok(())
}

/// What is wrong with a page by itself.
fn faults_of(seen: &Seen) -> Vec<String> {
    let mut faults = Vec::new();
    let mut must = |good: bool, what: String| {
        if !good {
            faults.push(what);
        }
    };
    must(!seen.title.trim().is_empty(), "no title".to_owned());
    must(seen.description.as_ref().is_some_and(|text| text.len() > 20), "no description".to_owned());
    must(seen.lang == "en", format!("its language is {:?}", seen.lang));
    must(seen.landmarks == [1, 1, 1, 1, 1], format!("main, header, footer, nav, skip link: {:?}", seen.landmarks));
    must(seen.headings.iter().filter(|level| **level == 1).count() == 1, format!("headings {:?}", seen.headings));
    let leaps = seen.headings.windows(2).any(|pair| pair[1] > pair[0] + 1);
    must(seen.headings.first() == Some(&1) && !leaps, format!("headings out of order: {:?}", seen.headings));
    must(seen.out_of_order.is_empty(), format!("not where Tab goes in order: {:?}", seen.out_of_order));
    must(seen.unnamed == 0, format!("{} links or buttons without a name", seen.unnamed));
    let mut ids = BTreeSet::new();
    let doubled: Vec<&String> = seen.ids.iter().filter(|id| !ids.insert(*id)).collect();
    must(doubled.is_empty(), format!("ids that stand twice: {doubled:?}"));
    must(seen.too_wide.is_empty(), format!("wider than {NARROWEST} pixels: {:?}", seen.too_wide));
    faults
}

/// Why a link is dead; None for links to other hosts, which no test of ours should visit.
fn dead(
    link: &str,
    seen: &Seen,
    base: &str,
    pages: &BTreeMap<String, Seen>,
    files: &BTreeSet<String>,
) -> Option<String> {
    let path = link.strip_prefix(&seen.origin)?;
    let (path, fragment) = path.split_once('#').map_or((path, None), |(path, fragment)| (path, Some(fragment)));
    let path = path.split('?').next().unwrap_or_default();
    let Some(target) = path.strip_prefix(base) else {
        return Some(format!("{link} leaves the base path"));
    };
    let Some(page) = pages.get(target) else {
        return (!files.contains(target)).then(|| format!("{link} leads nowhere"));
    };
    let fragment = fragment.filter(|fragment| !fragment.is_empty())?;
    (!page.ids.iter().any(|id| id == fragment)).then(|| format!("{link}: no such place on that page"))
}
