//! Markdown to HTML without inline styles, with an anchor at every heading and tables that scroll by themselves.
//!
//! HTML inside the Markdown is shown as text: content may be contributed by anybody.

use std::fmt::Write;

use pulldown_cmark::{Alignment, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// A page's text as HTML.
pub struct Rendered {
    /// The HTML.
    pub html: String,
    /// Sections of the second level: id and title as text.
    pub sections: Vec<(String, String)>,
    /// Targets of links that led nowhere; their text stands there without a link.
    pub dead_links: Vec<String>,
}

/// Renders Markdown. `link` gives the address of a page of the site, or None when there is no such page.
pub fn render(text: &str, link: &dyn Fn(&str) -> Option<String>) -> Rendered {
    let mut page = Page { link, ids: Vec::new(), sections: Vec::new(), dead_links: Vec::new() };
    let mut events: Vec<Event<'_>> = Vec::new();
    let mut parser = Parser::new_ext(text, Options::ENABLE_TABLES);
    while let Some(event) = parser.next() {
        match event {
            Event::Html(raw) | Event::InlineHtml(raw) => events.push(Event::Text(raw)),
            Event::Start(Tag::Heading { level, .. }) => page.heading(level, &mut parser, &mut events),
            Event::Start(Tag::Table(alignments)) => page.table(&alignments, &mut parser, &mut events),
            other => page.inline(other, &mut events),
        }
    }
    let mut out = String::new();
    html::push_html(&mut out, events.into_iter());
    Rendered { html: out, sections: page.sections, dead_links: page.dead_links }
}

struct Page<'a> {
    link: &'a dyn Fn(&str) -> Option<String>,
    ids: Vec<String>,
    sections: Vec<(String, String)>,
    dead_links: Vec<String>,
}

/// Marks the end of a link that was dropped: pulldown-cmark's own end would close what was never opened.
const DROPPED: &str = "<!---->";

impl Page<'_> {
    /// Passes an event on; resolves links and images.
    fn inline<'t>(&mut self, event: Event<'t>, events: &mut Vec<Event<'t>>) {
        match event {
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let Some(address) = self.address(&dest_url) else {
                    self.dead_links.push(dest_url.to_string());
                    events.push(raw(DROPPED.to_owned()));
                    return;
                };
                events.push(Event::Start(Tag::Link { link_type, dest_url: address.into(), title, id }));
            }
            Event::End(TagEnd::Link) => {
                let open = events.iter().rev().find_map(|event| match event {
                    Event::Start(Tag::Link { .. }) => Some(true),
                    Event::InlineHtml(text) if &**text == DROPPED => Some(false),
                    _ => None,
                });
                if open == Some(true) {
                    events.push(Event::End(TagEnd::Link));
                }
            }
            Event::Html(text) | Event::InlineHtml(text) => events.push(Event::Text(text)),
            other => events.push(other),
        }
    }

    fn address(&self, target: &str) -> Option<String> {
        let outside = ["https://", "http://", "mailto:", "#"].iter().any(|start| target.starts_with(start));
        if outside { Some(target.to_owned()) } else { (self.link)(target) }
    }

    /// A heading with an id and a link to itself.
    fn heading<'t>(&mut self, level: HeadingLevel, parser: &mut Parser<'t>, events: &mut Vec<Event<'t>>) {
        let mut inner = Vec::new();
        let mut title = String::new();
        for event in parser.by_ref() {
            match event {
                Event::End(TagEnd::Heading(_)) => break,
                Event::Text(ref text) | Event::Code(ref text) => {
                    title.push_str(text);
                    inner.push(event);
                }
                other => self.inline(other, &mut inner),
            }
        }
        if level == HeadingLevel::H1 {
            events.push(Event::Start(Tag::Heading { level, id: None, classes: Vec::new(), attrs: Vec::new() }));
            events.extend(inner);
            events.push(Event::End(TagEnd::Heading(level)));
            return;
        }
        let id = self.unused(&slug(&title));
        events.push(raw(format!("<{level} id=\"{id}\">")));
        events.extend(inner);
        let label = escape(&title);
        events.push(raw(format!(
            " <a class=\"anchor\" href=\"#{id}\" aria-label=\"Link to this section: {label}\">#</a></{level}>\n"
        )));
        if level == HeadingLevel::H2 {
            self.sections.push((id, title));
        }
    }

    fn unused(&mut self, wanted: &str) -> String {
        let mut id = wanted.to_owned();
        let mut number = 1;
        while self.ids.contains(&id) {
            number += 1;
            id = format!("{wanted}-{number}");
        }
        self.ids.push(id.clone());
        id
    }

    /// A table in a region that scrolls; pulldown-cmark would align its cells with inline styles.
    fn table<'t>(&mut self, alignments: &[Alignment], parser: &mut Parser<'t>, events: &mut Vec<Event<'t>>) {
        let start = events.len();
        events.push(raw(String::new()));
        let mut names = Vec::new();
        let mut column = 0;
        let mut in_head = false;
        for event in parser.by_ref() {
            match event {
                Event::End(TagEnd::Table) => break,
                Event::Start(Tag::TableHead) => {
                    (in_head, column) = (true, 0);
                    events.push(raw("<thead><tr>".to_owned()));
                }
                Event::End(TagEnd::TableHead) => {
                    in_head = false;
                    events.push(raw("</tr></thead>\n<tbody>\n".to_owned()));
                }
                Event::Start(Tag::TableRow) => {
                    column = 0;
                    events.push(raw("<tr>".to_owned()));
                }
                Event::End(TagEnd::TableRow) => events.push(raw("</tr>\n".to_owned())),
                Event::Start(Tag::TableCell) => {
                    let number = matches!(alignments.get(column), Some(Alignment::Right));
                    let class = if number { " class=\"number\"" } else { "" };
                    let tag = match (in_head, column) {
                        (true, _) => format!("<th scope=\"col\"{class}>"),
                        (false, 0) => format!("<th scope=\"row\"{class}>"),
                        (false, _) => format!("<td{class}>"),
                    };
                    events.push(raw(tag));
                }
                Event::End(TagEnd::TableCell) => {
                    let end = if in_head || column == 0 { "</th>" } else { "</td>" };
                    events.push(raw(end.to_owned()));
                    column += 1;
                }
                Event::Text(text) => {
                    if in_head {
                        names.push(text.to_string());
                    }
                    events.push(Event::Text(text));
                }
                other => self.inline(other, events),
            }
        }
        let label = escape(&format!("Table: {}", names.join(", ")));
        events[start] = raw(format!(
            "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{label}\"><table class=\"plain\">\n"
        ));
        events.push(raw("</tbody>\n</table></div>\n".to_owned()));
    }
}

fn raw<'t>(html: String) -> Event<'t> {
    Event::InlineHtml(CowStr::from(html))
}

/// A title as part of an address: lower-case letters and digits, joined by hyphens.
/// A text as an id.
pub fn slug(title: &str) -> String {
    let mut slug = String::new();
    for c in title.chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') && c != '’' && c != '\'' {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "section".to_owned() } else { slug.to_owned() }
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // Writing to a String cannot fail.
            c => drop(out.write_char(c)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(text: &str) -> Rendered {
        render(text, &|target| (target == "known/").then(|| "/x/known/".to_owned()))
    }

    #[test]
    fn html_in_markdown_is_shown_not_run() {
        let out = rendered("a <script>alert(1)</script> b\n\n<img src=x onerror=alert(1)>\n\n## <b>x</b>\n\n| <i>a</i> |\n|---|\n| <u>b</u> |\n").html;
        for live in ["<script", "<img", "<b>", "<i>", "<u>"] {
            assert!(!out.contains(live), "{live}: {out}");
        }
        assert!(out.contains("&lt;script&gt;"));
    }

    #[test]
    fn cells_are_aligned_by_a_class_and_never_by_a_style() {
        let out = rendered("| a | b |\n|---|--:|\n| 1 | 2 |\n").html;
        assert!(out.contains("<th scope=\"row\">1</th><td class=\"number\">2</td>"), "{out}");
        assert!(out.contains("<tbody>") && !out.contains("style"), "{out}");
        assert!(out.contains("aria-label=\"Table: a, b\""), "{out}");
    }

    #[test]
    fn headings_have_ids_that_differ() {
        let page = rendered("# Title\n\n## What’s new?\n\n### Sub\n\n## What’s new?\n");
        assert_eq!(
            page.sections,
            [("whats-new".to_owned(), "What’s new?".to_owned()), ("whats-new-2".to_owned(), "What’s new?".to_owned())]
        );
        assert!(page.html.contains("<h1>Title</h1>") && page.html.contains("<h3 id=\"sub\">Sub"), "{}", page.html);
        assert!(page.html.contains("href=\"#whats-new-2\""), "{}", page.html);
    }

    #[test]
    fn links_follow_the_base_path_and_dead_ones_are_named() {
        let page = rendered("[a](known/) [b](gone/) [c](https://x.org) [d](#e)\n\n| x |\n|---|\n| [y](gone/) |\n");
        for link in ["<a href=\"/x/known/\">a</a>", "<a href=\"https://x.org\">c</a>", "<a href=\"#e\">d</a>"] {
            assert!(page.html.contains(link), "{link}: {}", page.html);
        }
        assert_eq!(page.dead_links, ["gone/", "gone/"]);
        assert_eq!(page.html.matches("</a>").count(), 3, "{}", page.html);
    }
}
