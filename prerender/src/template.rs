//! Trunk's index.html as the template of every page.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use app::document::{Document, Site};

use crate::hosting::policy;
use crate::output::Output;
use crate::style;

const HEAD: &str = "<!--head-->";
const PAGE: &str = "<!--page-->";
const ROOT: &str = "<html lang=\"en\">";

/// What all pages of one build share.
pub struct Frame<'a> {
    /// The site.
    pub site: &'a Site,
    /// Routes of all pages: navigation links to these only.
    pub routes: Vec<&'a str>,
    /// The version of the site: a digest of everything that pages show and load.
    pub version: String,
    /// Where the script of the theme button stands, relative to the base.
    pub theme: String,
}

/// The text before, between and after the places that a page fills.
pub struct Template {
    text: String,
    policy: String,
}

impl Template {
    /// Reads what Trunk has built, and joins its style sheets.
    ///
    /// # Errors
    /// When the file is missing or has lost its places.
    pub fn read(path: &Path, out: &Output, base: &str) -> anyhow::Result<Self> {
        let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        for place in [HEAD, PAGE, ROOT] {
            if text.matches(place).count() != 1 {
                bail!("{} must hold {place} exactly once; it is the template of every page", path.display());
            }
        }
        let text = style::joined(out, base, &text).with_context(|| format!("in {}", path.display()))?;
        let policy = policy::in_document(&text).with_context(|| format!("in {}", path.display()))?;
        Ok(Self { text, policy })
    }

    /// The address of the style sheet.
    ///
    /// # Errors
    /// When the template links none.
    pub fn style_sheet(&self) -> anyhow::Result<&str> {
        let (_, link) =
            self.text.split_once("<link rel=\"stylesheet\" href=\"").context("index.html links no style sheet")?;
        link.split('"').next().context("a link that does not end")
    }

    /// The text of the template.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The Content-Security-Policy that its pages carry.
    pub fn policy(&self) -> &str {
        &self.policy
    }

    /// The page as a whole document.
    ///
    /// # Errors
    /// When Trunk's loader stands where hydration would stumble over it.
    pub fn fill(&self, frame: &Frame<'_>, document: &Document) -> anyhow::Result<String> {
        let root =
            format!("<html lang=\"en\" data-base=\"{}\" data-version=\"{}\">", escape(&frame.site.base), frame.version);
        let mut page = self.text.replacen(ROOT, &root, 1).replacen(HEAD, &head(frame, &self.policy, document), 1);
        if document.preload.is_empty() {
            page = without_client(&page)?;
        }
        Ok(page.replacen(PAGE, &app::document::around(frame.site, &frame.routes, document), 1))
    }
}

/// A page without an interactive part loads no WebAssembly.
fn without_client(page: &str) -> anyhow::Result<String> {
    let mut kept = String::with_capacity(page.len());
    let mut rest = page;
    while let Some(start) = rest.find("<script type=\"module\"") {
        kept.push_str(&rest[..start]);
        let end = rest[start..].find("</script>").context("a script that does not end")?;
        rest = &rest[start + end + "</script>".len()..];
    }
    kept.push_str(rest);
    let mut page = String::with_capacity(kept.len());
    let mut rest = kept.as_str();
    while let Some(start) = rest.find("<link ") {
        let end = rest[start..].find('>').context("a link that does not end")? + start + 1;
        let link = &rest[start..end];
        page.push_str(&rest[..start]);
        if !(link.contains("modulepreload") || link.contains("application/wasm")) {
            page.push_str(link);
        }
        rest = &rest[end..];
    }
    page.push_str(rest);
    Ok(page)
}

fn head(frame: &Frame<'_>, policy: &str, document: &Document) -> String {
    let site = frame.site;
    let mut head = String::new();
    let name = escape(&site.info.name);
    let title = if document.title.is_empty() {
        format!("{name}: {}", escape(&site.info.question))
    } else {
        format!("{} · {name}", escape(&document.title))
    };
    let mut line = |text: String| {
        head.push_str(&text);
        head.push('\n');
    };
    let link = |path: &str| escape(&site.link(path));
    line(format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">", escape(policy)));
    line(format!("<title>{title}</title>"));
    line(format!("<meta name=\"description\" content=\"{}\">", escape(&document.description)));
    line(format!("<meta property=\"og:title\" content=\"{title}\">"));
    line(format!("<meta property=\"og:description\" content=\"{}\">", escape(&document.description)));
    line("<meta property=\"og:type\" content=\"website\">".to_owned());
    line(format!("<link rel=\"icon\" href=\"{}\" type=\"image/svg+xml\">", link("favicon.svg")));
    line(format!("<link rel=\"apple-touch-icon\" href=\"{}\">", link("icon-180.png")));
    line(format!("<link rel=\"manifest\" href=\"{}\">", link("manifest.webmanifest")));
    line(format!("<script src=\"{}\"></script>", link(&frame.theme)));
    if !site.info.url.is_empty() && is_for_search(document) {
        let url = escape(&site.info.url);
        let page = [&url, escape(&document.route).as_str()].concat();
        line(format!("<link rel=\"canonical\" href=\"{page}\">"));
        line(format!("<meta property=\"og:url\" content=\"{page}\">"));
        line(format!("<meta property=\"og:image\" content=\"{url}social.png\">"));
        line("<meta name=\"twitter:card\" content=\"summary_large_image\">".to_owned());
        line(format!(
            "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"Snapshots\" href=\"{}\">",
            link("feed.xml")
        ));
    }
    if !is_for_search(document) {
        line("<meta name=\"robots\" content=\"noindex\">".to_owned());
    }
    for file in &document.preload {
        line(format!("<link rel=\"preload\" as=\"fetch\" crossorigin=\"anonymous\" href=\"{}\">", link(file)));
    }
    head.trim_end().to_owned()
}

/// Routes that are files, such as `404.html`, answer for addresses that are not pages.
fn is_for_search(document: &Document) -> bool {
    !document.route.ends_with(".html")
}

/// All pages that a search engine should know.
pub fn sitemap(site: &Site, documents: &[Document]) -> String {
    let mut text =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
            .to_owned();
    for document in documents.iter().filter(|document| is_for_search(document)) {
        let _ = writeln!(text, "<url><loc>{}{}</loc></url>", escape(&site.info.url), escape(&document.route));
    }
    text.push_str("</urlset>\n");
    text
}

/// Text as it may stand in an attribute or between tags.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_without_a_client_loads_none() {
        let page = "<link rel=\"stylesheet\" href=\"/a.css\"><link rel=\"modulepreload\" href=\"/a.js\">\
            <link rel=\"preload\" href=\"/a.wasm\" as=\"fetch\" type=\"application/wasm\">\
            <script type=\"module\">start()</script><script src=\"/theme.js\"></script>";
        let kept = without_client(page).unwrap();
        assert_eq!(kept, "<link rel=\"stylesheet\" href=\"/a.css\"><script src=\"/theme.js\"></script>");
    }

    #[test]
    fn nothing_breaks_out_of_an_attribute() {
        assert_eq!(escape("\"><script>&"), "&quot;&gt;&lt;script&gt;&amp;");
    }
}
