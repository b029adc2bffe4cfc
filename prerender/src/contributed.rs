//! Text that others contribute, as HTML: prompts and answers are Markdown whose own HTML is shown as text.
//!
//! What a text can do is limited to what it needs: no element of its own, no image, no link but to http and https,
//! no heading in the page's outline, no inline style.

use std::fmt::Write;

use pulldown_cmark::{Alignment, CowStr, Event, Options, Parser, Tag, TagEnd, html};

use crate::template::escape;

/// The text as HTML.
#[must_use]
pub fn markdown(text: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut events = Vec::new();
    // One entry for each open link: whether it became one.
    let mut links: Vec<bool> = Vec::new();
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Html(raw) | Event::InlineHtml(raw) => events.push(Event::Text(raw)),
            Event::Start(Tag::HtmlBlock) => events.push(Event::Start(Tag::Paragraph)),
            Event::End(TagEnd::HtmlBlock) => events.push(Event::End(TagEnd::Paragraph)),
            Event::Start(Tag::Heading { level, .. }) => {
                events.push(raw(format!("<p class=\"heading\" data-level=\"{}\">", level as u8)));
            }
            Event::End(TagEnd::Heading(_)) => events.push(raw("</p>\n".to_owned())),
            Event::Start(Tag::Link { dest_url, .. }) => {
                let safe = is_web(&dest_url);
                links.push(safe);
                if safe {
                    let address = escape(&dest_url);
                    events.push(raw(format!("<a href=\"{address}\" rel=\"nofollow ugc noopener noreferrer\">")));
                }
            }
            Event::End(TagEnd::Link) => {
                if links.pop() == Some(true) {
                    events.push(raw("</a>".to_owned()));
                }
            }
            // The description stays, and the address as text: nothing is loaded.
            Event::Start(Tag::Image { dest_url, .. }) => {
                events.push(Event::Text(format!("[image {dest_url}: ").into()))
            }
            Event::End(TagEnd::Image) => events.push(Event::Text("]".into())),
            // pulldown-cmark writes alignments as inline styles.
            Event::Start(Tag::Table(columns)) => {
                events.push(Event::Start(Tag::Table(vec![Alignment::None; columns.len()])));
            }
            other => events.push(other),
        }
    }
    let mut out = String::new();
    html::push_html(&mut out, events.into_iter());
    out
}

/// An address that a reader may be sent to.
fn is_web(address: &str) -> bool {
    let scheme = address.split(':').next().unwrap_or_default();
    address.contains("://") && (scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"))
}

fn raw<'t>(html: String) -> Event<'t> {
    Event::InlineHtml(CowStr::from(html))
}

/// A small complete document around content that is safe already.
///
/// It needs no script; where scripts run, a task page takes the article out of it.
pub fn document(title: &str, style_sheet: &str, content: &str) -> String {
    let mut text = String::with_capacity(content.len() + 600);
    // Writing to a String cannot fail.
    let _ = write!(
        text,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'self'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <title>{}</title>\n<link rel=\"stylesheet\" href=\"{}\">\n</head>\n\
         <body><main id=\"content\">{content}</main></body>\n</html>\n",
        escape(title),
        escape(style_sheet),
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVIL: &str = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>--><!--";

    #[test]
    fn nothing_in_a_text_becomes_an_element_of_its_own() {
        let places = [
            EVIL.to_owned(),
            format!("# {EVIL}"),
            format!("`{EVIL}`"),
            format!("```{EVIL}\n{EVIL}\n```"),
            format!("<div onclick=alert(1)>\n{EVIL}\n</div>"),
            format!("| {EVIL} |\n|:-:|\n| {EVIL} |"),
            format!("[{EVIL}](https://example.org/\"onmouseover=alert(1))"),
            format!("![{EVIL}](https://example.org/x.png)"),
            format!("> {EVIL}\n\n- {EVIL}\n1. {EVIL}"),
            format!("[x]: https://example.org \"{EVIL}\"\n\n[a][x] <https://example.org/{EVIL}>"),
        ];
        for text in places {
            let out = markdown(&text);
            for live in ["<script", "<img", "<div", "onclick=alert(1)>", "style=", "<!--"] {
                assert!(!out.contains(live), "{live} came out of {text:?}: {out}");
            }
        }
    }

    #[test]
    fn links_lead_to_the_web_or_nowhere() {
        for address in [
            "javascript:alert(1)",
            "JAVASCRIPT://x",
            "data:text/html,x",
            "/snapshots/",
            "//evil.example",
            "vbscript:x",
            "file:///etc",
        ] {
            let out = markdown(&format!("[text]({address})"));
            assert!(!out.contains("<a") && out.contains("text"), "{out}");
        }
        let out = markdown("[text](HTTPS://example.org/?a=1&b=2) <https://example.org>");
        assert!(out.contains(
            "<a href=\"HTTPS://example.org/?a=1&amp;b=2\" rel=\"nofollow ugc noopener noreferrer\">text</a>"
        ));
        assert_eq!(out.matches("<a ").count(), 2);
    }

    #[test]
    fn headings_stay_out_of_the_pages_outline() {
        let out = markdown("# One\n\n###### Six\n\nSetext\n---\n");
        assert!(!out.contains("<h"), "{out}");
        assert_eq!(out.matches("class=\"heading\"").count(), 3);
    }

    #[test]
    fn code_and_tables_survive() {
        let out = markdown("```rust\nlet a = &b < 1;\n```\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n");
        assert!(out.contains("let a = &amp;b &lt; 1;") && out.contains("<td>2</td>"), "{out}");
    }

    #[test]
    fn a_document_escapes_its_title() {
        let text = document(EVIL, "/site.css", "<p>content</p>");
        assert!(!text.contains("<script>") && text.contains("&lt;script&gt;"));
    }
}
