//! What differs between two texts of HTML with the same elements: so few nodes are written in a slider's frame that the
//! browser parses nothing, and lays out a few lines instead of a page.

/// Something to write into a node. Nodes are counted as in the document: elements and texts, an element before what it
/// holds.
#[derive(Debug, PartialEq, Eq)]
pub enum Change<'a> {
    /// The node is a text, and this is its new one.
    Text(usize, String),
    /// The node is an element whose attribute of this name has a new value.
    Attribute(usize, &'a str, String),
}

/// The number of nodes and what to write into them; None where the elements themselves differ. Both texts must be of
/// [`crate::html::Html`] or of a browser: every value in double quotation marks, `<` and `>` in texts escaped.
#[must_use]
pub fn changes<'a>(old: &str, new: &'a str) -> Option<(usize, Vec<Change<'a>>)> {
    let (mut old, mut new) = (old, new);
    let (mut nodes, mut found) = (0, Vec::new());
    while !new.is_empty() {
        let (was, is) = (token(&mut old), token(&mut new));
        let tag = is.starts_with('<');
        if was != is {
            if !tag && !was.starts_with('<') && !was.is_empty() {
                found.push(Change::Text(nodes, plain(is)));
            } else {
                attributes(was, is, nodes, &mut found)?;
            }
        }
        nodes += usize::from(!is.starts_with("</"));
    }
    old.is_empty().then_some((nodes, found))
}

/// Takes a tag or a text.
fn token<'a>(html: &mut &'a str) -> &'a str {
    let end = if html.starts_with('<') { html.find('>').map(|at| at + 1) } else { html.find('<') };
    let (token, rest) = html.split_at(end.unwrap_or(html.len()));
    *html = rest;
    token
}

/// Compares two start tags, name by name and value by value.
fn attributes<'a>(was: &str, is: &'a str, node: usize, found: &mut Vec<Change<'a>>) -> Option<()> {
    if !(is.starts_with('<') && was.starts_with('<')) {
        return None;
    }
    // In turn what stands outside of quotation marks, which ends with a name and its sign, and what stands within.
    let (mut was, mut is) = (was.split('"'), is.split('"'));
    let (mut name, mut within) = ("", false);
    loop {
        let (before, after) = match (was.next(), is.next()) {
            (None, None) => return Some(()),
            (before, after) => (before?, after?),
        };
        if within {
            if before != after {
                let word = name.rsplit(' ').next().unwrap_or(name);
                found.push(Change::Attribute(node, word.trim_end_matches('='), plain(after)));
            }
        } else if before != after {
            return None;
        }
        (name, within) = (after, !within);
    }
}

/// A text without its escapes.
fn plain(escaped: &str) -> String {
    let mut text = String::with_capacity(escaped.len());
    let mut rest = escaped;
    while let Some((before, after)) = rest.split_once('&') {
        text.push_str(before);
        let known = [("amp;", '&'), ("lt;", '<'), ("gt;", '>'), ("quot;", '"'), ("#39;", '\''), ("nbsp;", '\u{a0}')];
        let (sign, length) = known
            .into_iter()
            .find(|(name, _)| after.starts_with(name))
            .map_or(('&', 0), |(name, sign)| (sign, name.len()));
        text.push(sign);
        rest = &after[length..];
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_values_are_told_by_the_number_of_their_node() {
        let old = "<p class=\"a\">one</p><svg><path d=\"M0 0\" fill=\"none\"></path></svg><b>two</b>";
        let new = "<p class=\"a\">1 &lt; 2 &amp;&#39;</p><svg><path d=\"M1 1\" fill=\"none\"></path></svg><b>two</b>";
        let expected = vec![Change::Text(1, "1 < 2 &'".into()), Change::Attribute(3, "d", "M1 1".into())];
        assert_eq!(changes(old, new), Some((6, expected)));
        assert_eq!(changes(new, new), Some((6, Vec::new())));
        assert_eq!(changes("", ""), Some((0, Vec::new())));
    }

    #[test]
    fn other_elements_are_no_change_of_texts() {
        for (old, new) in [
            ("<p>a</p>", "<b>a</b>"),
            ("<p>a</p>", "<p>a</p><p>b</p>"),
            ("<p>a</p><p>b</p>", "<p>a</p>"),
            ("<p>a</p>", "<p><b>a</b></p>"),
            ("<p></p>", "<p>a</p>"),
            ("<p>a</p>", "<p></p>"),
            ("<p x=\"1\">a</p>", "<p y=\"1\">a</p>"),
            ("<p x=\"1\">a</p>", "<p>a</p>"),
            ("<p>a</p>", "<p x=\"1\">a</p>"),
            ("<p x=\"1\">a</p>", "<p x=\"1\" y=\"1\">a</p>"),
            ("", "<p>a</p>"),
            ("a", ""),
        ] {
            assert_eq!(changes(old, new), None, "{old} {new}");
        }
    }
}
