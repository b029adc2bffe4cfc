//! The keyboard alone reaches the skip link, the navigation, the theme and what stands in the page.

use anyhow::{Context, Result, ensure};
use browser_tests::{Browser, Page, tried};
use thirtyfour::prelude::ElementQueryable;
use thirtyfour::{By, Key};

const WHERE: &str = "(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return '';
    return element.id ? '#' + element.id : element.getAttribute('href') ?? element.tagName.toLowerCase();
})()";

#[tokio::test]
async fn tab_goes_through_the_frame_in_order() -> Result<()> {
    tried(async |site, browser| {
        browser.size(1280, 900).await?;
        let page = browser.open(&site.url("methodology/")).await?;
        let links: Vec<String> = page
            .value("[...document.querySelectorAll('header.site nav a')].map(link => link.getAttribute('href'))")
            .await?;
        ensure!(links.len() >= 4, "the navigation has {links:?}");
        let mut wanted = vec!["#content".to_owned(), site.base().to_owned()];
        wanted.extend(links);
        wanted.push("#theme".to_owned());
        for stop in &wanted {
            let now = press(browser, &page, Key::Tab).await?;
            ensure!(now == *stop, "Tab reaches {now:?} where {stop:?} is next");
            let visible: bool = page.value("document.activeElement.checkVisibility()").await?;
            ensure!(visible, "{stop} has the focus but cannot be seen");
        }
        let inside = press(browser, &page, Key::Tab).await?;
        ensure!(
            page.value::<bool>("document.querySelector('main').contains(document.activeElement)").await?,
            "then {inside:?}"
        );
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn the_skip_link_leads_to_the_content() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("")).await?;
        page.hydrated().await?;
        press(browser, &page, Key::Tab).await?;
        press(browser, &page, Key::Enter).await?;
        let now = press(browser, &page, Key::Tab).await?;
        let inside: bool = page.value("document.querySelector('main').contains(document.activeElement)").await?;
        ensure!(inside, "after the skip link Tab reaches {now:?}");
        browser.expect_quiet().await
    })
    .await
}

/// On a telephone the navigation is a menu that opens without JavaScript.
#[tokio::test]
async fn the_menu_opens_without_javascript() -> Result<()> {
    tried(async |site, browser| {
        browser.size(320, 800).await?;
        browser.without_scripts().await?;
        let page = browser.open(&site.url("methodology/")).await?;
        let visible = "document.querySelector('header.site nav a').checkVisibility({ contentVisibilityAuto: true, \
            opacityProperty: true, visibilityProperty: true }) && \
            document.querySelector('header.site nav a').getBoundingClientRect().height > 0";
        ensure!(!page.value::<bool>(visible).await?, "the menu is open from the start");
        page.click("header.site summary").await?;
        ensure!(page.value::<bool>(visible).await?, "the menu does not open");
        page.click("header.site nav a[href$='models/']").await?;
        page.until("the link leads on", "location.pathname.endsWith('/models/')").await?;
        browser.expect_quiet().await
    })
    .await
}

/// Presses a key where the focus is; says where it is then.
async fn press(browser: &Browser, page: &Page<'_>, key: Key) -> Result<String> {
    browser.session().action_chain().send_keys(key).perform().await.context("the key was not taken")?;
    page.value(WHERE).await
}

/// The elements behind the selectors above exist in the built page, whatever it is styled like.
#[tokio::test]
async fn the_page_itself_is_marked_in_the_navigation() -> Result<()> {
    tried(async |site, browser| {
        browser.open(&site.url("methodology/")).await?;
        let current = browser.session().query(By::Css("header.site nav a[aria-current=page]")).single().await?;
        ensure!(
            current.attr("href").await?.is_some_and(|href| href.ends_with("methodology/")),
            "another page is marked"
        );
        Ok(())
    })
    .await
}
