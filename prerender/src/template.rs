//! Trunk's index.html as the template of every page.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use app::document::{Document, Site};

use crate::hosting::policy;
use crate::output::Output;
use crate::programs::Programs;
use crate::style::{self, Style};

const HEAD: &str = "<!--head-->";
const PAGE: &str = "<!--page-->";
const ROOT: &str = "<html lang=\"en\">";
/// A page's program is loaded by the last elements of its head.
const HEAD_END: &str = "</head>";
/// Sets the theme before the first paint.
const THEME: &str = "theme.js";

/// What all pages of one build share.
pub struct Frame<'a> {
    /// The site.
    pub site: &'a Site,
    /// Routes of all pages: navigation links to these only.
    pub routes: Vec<&'a str>,
    /// Pictures for shared links: the beginning of the routes, the empty one for the home page alone, and the path.
    pub pictures: Vec<(String, String)>,
    /// The version of the site: a digest of everything that pages show and load.
    pub version: String,
}

impl Frame<'_> {
    /// The picture for links to a page: its snapshot's, or that of the site.
    fn picture(&self, route: &str) -> &str {
        let own = |begin: &str| if begin.is_empty() { route.is_empty() } else { route.starts_with(begin) };
        let found = self.pictures.iter().find(|(begin, _)| own(begin));
        found.map_or("social.png", |(_, path)| path)
    }
}

/// What Trunk has built, cut at the places that a page fills: what is filled in is never searched for a place.
pub struct Template {
    text: String,
    policy: String,
    style: Style,
    programs: Programs,
    parts: Parts,
}

/// The text before, between and after the places.
struct Parts {
    before_root: String,
    before_head: String,
    before_head_end: String,
    before_page: String,
    end: String,
}

impl Parts {
    fn cut(text: &str) -> anyhow::Result<Self> {
        let cut = |text: &str, place: &str| match text.split_once(place) {
            Some((before, rest)) if !rest.contains(place) => Ok((before.to_owned(), rest.to_owned())),
            _ => bail!("{ROOT}, {HEAD}, {HEAD_END} and {PAGE} must each stand in it once, in this order"),
        };
        let (before_root, rest) = cut(text, ROOT)?;
        let (before_head, rest) = cut(&rest, HEAD)?;
        let (before_head_end, rest) = cut(&rest, HEAD_END)?;
        let (before_page, end) = cut(&rest, PAGE)?;
        Ok(Self { before_root, before_head, before_head_end, before_page, end })
    }
}

impl Template {
    /// Reads what Trunk has built, and puts its style sheets and the script of the theme into it: what the first paint
    /// waits for comes with the document.
    ///
    /// # Errors
    /// When the file is missing or has lost its places.
    pub fn read(path: &Path, out: &Output, base: &str) -> anyhow::Result<Self> {
        let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let (text, style) = style::take(out, base, &text).with_context(|| format!("in {}", path.display()))?;
        let theme = String::from_utf8(out.read(THEME)?).with_context(|| format!("{THEME} is not UTF-8"))?;
        out.remove(THEME)?;
        let text = text.replacen(HEAD, &[HEAD, "\n<script>", without_comments(&theme).trim(), "</script>"].concat(), 1);
        let programs = Programs::take(out, base)?;
        Self::of(&text, style, programs).with_context(|| format!("{} is the template of every page", path.display()))
    }

    fn of(text: &str, style: Style, programs: Programs) -> anyhow::Result<Self> {
        let text = without_client(text)?;
        let policy = policy::in_document(&[text.as_str(), &style.rest, &programs.all()].concat())?;
        let parts = Parts::cut(&text)?;
        Ok(Self { text, policy, style, programs, parts })
    }

    /// The address of the style as a file, for documents that are no pages.
    pub fn style_sheet(&self) -> &str {
        &self.style.file
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
    pub fn fill(&self, frame: &Frame<'_>, document: &Document) -> String {
        let parts = &self.parts;
        let program = document.client.as_ref().map(|client| self.programs.loader(client.entry)).unwrap_or_default();
        let (base, version) = (escape(&frame.site.base), &frame.version);
        let page = app::document::around(frame.site, &frame.routes, document);
        let (lead, rest) = page.split_at(style::after_lead(&page));
        let root = format!("<html lang=\"en\" data-base=\"{base}\" data-version=\"{version}\">");
        [
            parts.before_root.as_str(),
            &root,
            &parts.before_head,
            &head(frame, &self.policy, document),
            &parts.before_head_end,
            program,
            HEAD_END,
            &parts.before_page,
            lead,
            &self.style.rest,
            rest,
            &parts.end,
        ]
        .concat()
    }
}

/// A script without the lines that only hold a comment.
fn without_comments(script: &str) -> String {
    let code = script.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    code.collect::<Vec<_>>().join("\n")
}

/// The template without the program that Trunk loads in it: a page loads its own.
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
    if !site.info.url.is_empty() && is_for_search(document) {
        let url = escape(&site.info.url);
        let page = [&url, escape(&document.route).as_str()].concat();
        line(format!("<link rel=\"canonical\" href=\"{page}\">"));
        line(format!("<meta property=\"og:url\" content=\"{page}\">"));
        let picture = escape(frame.picture(&document.route));
        line(format!("<meta property=\"og:image\" content=\"{url}{picture}\">"));
        line("<meta property=\"og:image:width\" content=\"1200\">".to_owned());
        line("<meta property=\"og:image:height\" content=\"630\">".to_owned());
        line("<meta name=\"twitter:card\" content=\"summary_large_image\">".to_owned());
    }
    line(format!(
        "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"Snapshots\" href=\"{}\">",
        link("feed.xml")
    ));
    if !is_for_search(document) {
        line("<meta name=\"robots\" content=\"noindex\">".to_owned());
    }
    for file in document.client.iter().flat_map(|client| &client.files) {
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
    // XML allows no other control characters, however they are written.
    let unknown =
        |c: char| (c.is_control() && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{fffe}' | '\u{ffff}');
    let text = text.replace(unknown, "\u{fffd}");
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use app::document::{Client, Entry};

    use super::*;

    /// The description holds every place that the template knows.
    fn filled(text: &str, entry: Option<Entry>) -> String {
        let info = app::document::SiteInfo { name: "Name".into(), ..Default::default() };
        let site = Site { info, base: "/x/".into(), data: std::sync::Arc::default(), data_url: String::new() };
        let frame = Frame {
            site: &site,
            routes: Vec::new(),
            version: "0".into(),
            pictures: vec![
                ("snapshots/a/".to_owned(), "share/a.png".to_owned()),
                (String::new(), "share/home.png".to_owned()),
            ],
        };
        let document = Document {
            route: "a/".into(),
            title: [HEAD, PAGE, ROOT].concat(),
            description: [PAGE, HEAD].concat(),
            body: ["<main>", PAGE, HEAD, ROOT, "</main>"].concat(),
            client: entry.map(|entry| Client { entry, files: vec!["d.json".into()] }),
        };
        Template::of(text, Style::default(), Programs::named()).unwrap().fill(&frame, &document)
    }

    #[test]
    fn what_a_page_holds_is_never_taken_for_a_place() {
        let text =
            [ROOT, "<head>", HEAD, "<script type=\"module\">go()</script></head><body>", PAGE, "</body>"].concat();
        for entry in Entry::ALL.map(Some).into_iter().chain([None]) {
            let page = filled(&text, entry);
            assert!(page.contains(&["<main>", PAGE, HEAD, ROOT, "</main>"].concat()), "{page}");
            assert_eq!(page.matches("<title>").count(), 1, "{page}");
            assert!(!page.contains("go()"), "{page}");
            for other in Entry::ALL {
                let loads = page.contains(&["from \"/x/", other.name(), ".js\""].concat());
                assert_eq!(loads, entry == Some(other), "{page}");
            }
            assert_eq!(page.contains("rel=\"preload\" as=\"fetch\""), entry.is_some(), "{page}");
        }
    }

    #[test]
    fn a_shared_link_shows_its_own_snapshot() {
        let of = |begin: &str, path: &str| (begin.to_owned(), path.to_owned());
        let pictures = vec![of("snapshots/a/", "share/a.png"), of("", "share/home.png")];
        let site =
            Site { info: Default::default(), base: "/".into(), data: Default::default(), data_url: String::new() };
        let frame = Frame { site: &site, routes: Vec::new(), version: "0".into(), pictures };
        let picture = |route: &str| frame.picture(route).to_owned();
        assert_eq!(picture(""), "share/home.png");
        assert_eq!(picture("snapshots/a/models/x/"), "share/a.png");
        assert_eq!([picture("snapshots/ab/"), picture("speed/")], ["social.png", "social.png"]);
    }

    #[test]
    fn a_template_without_its_places_is_an_error() {
        for bad in [
            [ROOT, HEAD_END, PAGE, HEAD].concat(),
            [ROOT, HEAD, HEAD_END].concat(),
            [ROOT, HEAD, PAGE].concat(),
            [ROOT, HEAD, HEAD_END, PAGE, PAGE].concat(),
        ] {
            assert!(Template::of(&bad, Style::default(), Programs::named()).is_err());
        }
    }

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
