//! Trunk's index.html as the template of every page.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use app::document::{Document, Site};

use crate::styles;

const HEAD: &str = "<!--head-->";
const PAGE: &str = "<!--page-->";
const ROOT: &str = "<html lang=\"en\">";

/// The text before, between and after the places that a page fills.
pub struct Template {
    text: String,
}

impl Template {
    /// Reads what Trunk has built into the staging folder, and joins its style sheets.
    ///
    /// # Errors
    /// When the file is missing or has lost its places.
    pub fn read(staging: &Path, base: &str) -> anyhow::Result<Self> {
        let path = staging.join("index.html");
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        for place in [HEAD, PAGE, ROOT] {
            if text.matches(place).count() != 1 {
                bail!("{} must hold {place} exactly once; it is the template of every page", path.display());
            }
        }
        Ok(Self { text: styles::join(&text, staging, base)? })
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

    /// The page as a whole document.
    ///
    /// # Errors
    /// When Trunk's loader stands where hydration would stumble over it.
    pub fn fill(&self, site: &Site, document: &Document) -> anyhow::Result<String> {
        let mut page = self
            .text
            .replacen(ROOT, &format!("<html lang=\"en\" data-base=\"{}\">", escape(&site.base)), 1)
            .replacen(HEAD, &head(site, document), 1);
        if document.preload.is_empty() {
            page = without_client(&page)?;
        }
        Ok(page.replacen(PAGE, &document.body, 1))
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

fn head(site: &Site, document: &Document) -> String {
    let mut head = String::new();
    let name = escape(&site.info.name);
    let title = if document.title.is_empty() {
        format!("{name}: {}", escape(&site.info.question))
    } else {
        format!("{} · {name}", escape(&document.title))
    };
    // Writing to a String cannot fail.
    let _ = writeln!(head, "<title>{title}</title>");
    let _ = writeln!(head, "<meta name=\"description\" content=\"{}\">", escape(&document.description));
    let _ = writeln!(head, "<meta property=\"og:title\" content=\"{title}\">");
    let _ = writeln!(head, "<link rel=\"icon\" href=\"{}\" type=\"image/svg+xml\">", escape(&site.link("favicon.svg")));
    let _ = writeln!(head, "<script src=\"{}\"></script>", escape(&site.link("theme.js")));
    if !site.info.url.is_empty() && document.route != "404.html" {
        let _ =
            writeln!(head, "<link rel=\"canonical\" href=\"{}{}\">", escape(&site.info.url), escape(&document.route));
    }
    for file in &document.preload {
        let _ = writeln!(
            head,
            "<link rel=\"preload\" as=\"fetch\" crossorigin=\"anonymous\" href=\"{}\">",
            escape(&site.link(file))
        );
    }
    head.trim_end().to_owned()
}

/// All pages that a search engine should know.
pub fn sitemap(site: &Site, documents: &[Document]) -> String {
    let mut text =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
            .to_owned();
    for document in documents.iter().filter(|document| document.route != "404.html") {
        let _ = writeln!(text, "<url><loc>{}{}</loc></url>", escape(&site.info.url), escape(&document.route));
    }
    text.push_str("</urlset>\n");
    text
}

/// The text as it stands in an element or in an attribute in double quotation marks.
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
