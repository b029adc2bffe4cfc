//! Reading the tags of an HTML file: enough to find what a strict policy forbids.

/// A start tag: its name and the names of its attributes, in lower case.
#[derive(Debug, PartialEq, Eq)]
struct Tag {
    name: String,
    attributes: Vec<String>,
}

/// Inline styles and inline event handlers, as `tag attribute`, and `<style>` elements other than one in the head and one
/// in the body, which the policy names by their hashes.
pub fn inline_code(html: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let mut styles = 0;
    for tag in tags(html) {
        match tag.name.as_str() {
            "body" => styles = 0,
            "style" => {
                styles += 1;
                if styles > 1 {
                    faults.push("<style>".to_owned());
                }
            }
            _ => {}
        }
        for attribute in tag.attributes {
            if attribute == "style" || attribute.starts_with("on") {
                faults.push(format!("<{} {attribute}=…>", tag.name));
            }
        }
    }
    faults
}

/// All start tags outside of comments and of the content of scripts.
fn tags(html: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        if !rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            rest = &rest[1..];
            continue;
        }
        let end = end_of_tag(rest);
        let tag = parse(&rest[1..end]);
        rest = &rest[end..];
        if tag.name == "script" || tag.name == "style" {
            rest = rest.find(&format!("</{}", tag.name)).map_or("", |end| &rest[end..]);
        }
        tags.push(tag);
    }
    tags
}

/// The position of the `>` that ends a tag: not one within quotation marks.
fn end_of_tag(text: &str) -> usize {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            (None, '>') => return at,
            _ => {}
        }
    }
    text.len()
}

fn parse(tag: &str) -> Tag {
    let name: String = tag.chars().take_while(|c| !c.is_whitespace() && *c != '/').collect();
    let mut attributes = Vec::new();
    let mut rest = &tag[name.len()..];
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() {
            break;
        }
        let end = rest.find(|c: char| c.is_whitespace() || c == '=' || c == '/').unwrap_or(rest.len());
        attributes.push(rest[..end].to_ascii_lowercase());
        rest = rest[end..].trim_start();
        if let Some(value) = rest.strip_prefix('=') {
            let value = value.trim_start();
            rest = match value.chars().next() {
                Some(quote @ ('"' | '\'')) => value[1..].split_once(quote).map_or("", |(_, after)| after),
                _ => value.split_once(char::is_whitespace).map_or("", |(_, after)| after),
            };
        }
    }
    Tag { name: name.to_ascii_lowercase(), attributes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_and_handlers_are_found_and_texts_are_not() {
        let good = "<!-- <p style=x> --><p class=\"a>b style=c\">style=\"x\" onclick=y</p>\
            <script type=\"module\">if (a<b) { x = '<p style=1>' }</script><text fill='red' dx=1/>";
        assert!(inline_code(good).is_empty(), "{:?}", inline_code(good));
        assert_eq!(inline_code("<div class=a STYLE='x'>"), ["<div style=…>"]);
        assert_eq!(inline_code("<br/><button disabled onclick=go()>"), ["<button onclick=…>"]);
        assert!(inline_code("<head><style>a>b{}</style></head><body><p>").is_empty());
        assert_eq!(inline_code("<head><style>a{}</style><style>b{}</style><body>"), ["<style>"]);
        assert_eq!(inline_code("<head><style>a{}</style><body><style>b{}</style><style>c{}</style>"), ["<style>"]);
    }
}
