//! The terms of the glossary page: each has an anchor there, and its first use on every other page links to it.

use crate::template::escape;

use super::markdown::slug;

/// A term with all of its names.
#[derive(Debug, PartialEq)]
struct Term {
    id: String,
    names: Vec<String>,
    definition: String,
}

/// All terms.
#[derive(Debug, Default)]
pub struct Terms(Vec<Term>);

/// Elements whose text stays as it is: links, code, headings, and what somebody acts on.
const LEFT_ALONE: [&str; 23] = [
    "a", "code", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "svg", "script", "style", "button", "summary", "select",
    "textarea", "label", "dfn", "nav", "noscript", "dialog", "time", "cite",
];
/// Elements whose text is prose.
const PROSE: [&str; 4] = ["p", "li", "figcaption", "dd"];
/// What a browser may change, and what others wrote.
const FOREIGN: [&str; 5] =
    ["role=\"status\"", "data-load=", "class=\"contributed", "class=\"path\"", "class=\"command"];
/// Elements without an end.
const VOID: [&str; 6] = ["br", "hr", "img", "input", "wbr", "meta"];

impl Terms {
    /// Reads the Markdown of the glossary: `- **Name, other name**: definition. **Next**: definition.`
    pub fn read(markdown: &str) -> Self {
        let mut terms = Vec::new();
        for line in markdown.lines().filter_map(|line| line.strip_prefix("- ")) {
            let parts: Vec<&str> = line.split("**").collect();
            for pair in parts[1..].chunks(2) {
                let [name, text] = pair else { continue };
                let text = text.trim();
                let definition = text.strip_prefix(": ").map_or_else(|| [name, " ", text].concat(), str::to_owned);
                let names = name.split(", ").flat_map(|part| part.split(" and ")).map(str::to_owned).collect();
                terms.push(Term { id: slug(name), names, definition });
            }
        }
        Self(terms)
    }

    /// The glossary's own HTML with an anchor at each term.
    pub fn anchored(&self, html: &str) -> String {
        self.0.iter().fold(html.to_owned(), |html, term| {
            let name = escape(&term.names.join(", "));
            let strong = |name: &str| ["<strong>", name, "</strong>"].concat();
            let defined = |name: &str| ["<dfn id=\"", &term.id, "\">", name, "</dfn>"].concat();
            let and = name.replacen(", ", " and ", 1);
            html.replacen(&strong(&name), &defined(&name), 1).replacen(&strong(&and), &defined(&and), 1)
        })
    }

    /// The HTML of a page whose first use of each term links to the glossary at this address.
    pub fn linked(&self, html: &str, glossary: &str) -> String {
        let mut out = String::with_capacity(html.len() + 2_000);
        // Open elements: name, whether it or one around it is left alone, whether it is prose.
        let mut open: Vec<(&str, bool, bool)> = Vec::new();
        let mut used = vec![false; self.0.len()];
        let mut rest = html;
        while let Some(start) = rest.find('<') {
            let (text, tag_on) = rest.split_at(start);
            match open.last() {
                Some((_, false, true)) => self.link(text, glossary, &mut used, &mut out),
                _ => out.push_str(text),
            }
            let end = if tag_on.starts_with("<!--") { tag_on.find("-->").map(|at| at + 3) } else { end_of_tag(tag_on) };
            let (tag, after) = tag_on.split_at(end.unwrap_or(tag_on.len()));
            out.push_str(tag);
            rest = after;
            let name_of = |tag: &'_ str| -> usize {
                tag.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(tag.len())
            };
            if let Some(name) = tag.strip_prefix("</") {
                let name = &name[..name_of(name)];
                if let Some(at) = open.iter().rposition(|(other, ..)| *other == name) {
                    open.truncate(at);
                }
            } else if tag.starts_with("<!") || tag.ends_with("/>") {
                continue;
            } else {
                let name = &tag[1..][..name_of(&tag[1..])];
                if VOID.contains(&name) {
                    continue;
                }
                let (_, alone, prose) = open.last().copied().unwrap_or(("", false, false));
                let alone = alone || LEFT_ALONE.contains(&name) || FOREIGN.iter().any(|mark| tag.contains(mark));
                open.push((name, alone, prose || PROSE.contains(&name)));
                // What a script or style holds is no markup.
                if matches!(name, "script" | "style")
                    && let Some(close) = rest.find("</")
                {
                    out.push_str(&rest[..close]);
                    rest = &rest[close..];
                }
            }
        }
        out.push_str(rest);
        out
    }

    /// Adds a text in which each term that was not used yet becomes a link at its first place.
    fn link(&self, text: &str, glossary: &str, used: &mut [bool], out: &mut String) {
        let mut rest = text;
        loop {
            let found = self.0.iter().enumerate().filter(|(at, _)| !used[*at]);
            let found = found.flat_map(|(at, term)| term.names.iter().map(move |name| (at, name)));
            let found = found.filter_map(|(at, name)| Some((find(rest, name)?, at)));
            // The first place; of several terms there the longest.
            let Some(((start, end), at)) = found.min_by_key(|((start, end), _)| (*start, usize::MAX - end)) else {
                out.push_str(rest);
                return;
            };
            used[at] = true;
            let term = &self.0[at];
            out.push_str(&rest[..start]);
            let title = escape(&term.definition);
            let parts = [
                "<a class=\"term\" href=\"",
                glossary,
                "#",
                &term.id,
                "\" title=\"",
                &title,
                "\">",
                &rest[start..end],
                "</a>",
            ];
            parts.iter().for_each(|part| out.push_str(part));
            rest = &rest[end..];
        }
    }
}

/// The end of the tag that a text begins with: not a `>` within quotation marks.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quoted = false;
    let end = text.char_indices().find(|(_, c)| {
        quoted ^= *c == '"';
        *c == '>' && !quoted
    });
    end.map(|(at, _)| at + 1)
}

/// Where a name stands as a word, with a plural's s. Abbreviations and names with digits mean something only as written.
fn find(text: &str, name: &str) -> Option<(usize, usize)> {
    let as_written = name.chars().count() < 4 || name.chars().skip(1).any(|c| c.is_uppercase() || c.is_ascii_digit());
    let in_word = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    text.char_indices().map(|(at, _)| at).find_map(|start| {
        let here = text.get(start..start + name.len())?;
        let same = if as_written { here == name } else { here.eq_ignore_ascii_case(name) };
        let mut end = start + name.len();
        if !same || text[..start].chars().next_back().is_some_and(in_word) {
            return None;
        }
        if !as_written && text[end..].starts_with('s') {
            end += 1;
        }
        (!text[end..].chars().next().is_some_and(in_word)).then_some((start, end))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLOSSARY: &str = "# Glossary\n\n- **Decode**: writing. **Prefill**: reading the \"prompt\".\n- **GiB and GB**: 1 GiB is \
        1.074 GB.\n- **Key/value cache**: what is kept.\n- **Cache**: kept.\n- **NVLink**: fast. **Tensor parallelism** splits.\n";

    fn linked(html: &str) -> String {
        Terms::read(GLOSSARY).linked(html, "/x/glossary/")
    }

    #[test]
    fn the_first_use_in_prose_is_a_link_with_the_definition() {
        let html =
            linked("<h1>Prefill</h1><p>A prefill, and prefills again.</p><table><tr><td>Decode</td></tr></table>");
        let link =
            "<a class=\"term\" href=\"/x/glossary/#prefill\" title=\"reading the &quot;prompt&quot;.\">prefill</a>";
        assert_eq!(
            html,
            ["<h1>Prefill</h1><p>A ", link, ", and prefills again.</p><table><tr><td>Decode</td></tr></table>"]
                .concat()
        );
    }

    #[test]
    fn what_is_a_link_code_or_hydrated_stays() {
        for html in [
            "<p><a href=\"/\">decode</a></p>",
            "<p><code>decode</code></p>",
            "<div id=\"x\" data-load=\"/a.json\"><p>decode</p></div>",
            "<div class=\"contributed\"><p>decode</p></div>",
            "<p title=\"decode > GiB\">x</p><script>'<p>decode</p>'</script>",
            "<p>decoder pre-decode Gib undecode</p>",
        ] {
            assert_eq!(linked(html), html);
        }
        assert!(linked("<div data-load=\"/a\"><p>x</p></div><p>decode</p>").ends_with("decode</a></p>"));
        assert!(linked("<p>a<br>b</p><p>decode<!> and</p>").contains("decode</a><!> and"));
    }

    #[test]
    fn longer_names_go_first_and_all_have_an_anchor() {
        let html = linked("<p>The key/value cache in GiB.</p>");
        assert!(
            html.contains("#key-value-cache\"") && !html.contains("#cache\"") && html.contains("#gib-and-gb\""),
            "{html}"
        );
        let page =
            "<li><strong>Decode</strong>: writing. <strong>Prefill</strong></li><li><strong>GiB and GB</strong></li>";
        let page = Terms::read(GLOSSARY).anchored(page);
        assert_eq!(page.matches("<dfn id=").count(), 3, "{page}");
        assert!(page.contains("<dfn id=\"gib-and-gb\">GiB and GB</dfn>"), "{page}");
    }
}
