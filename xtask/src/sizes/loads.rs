//! What a document loads at once: the program, and the style sheets and data besides.

/// Addresses of this site only, without those that pages load later.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Loads {
    /// WebAssembly and scripts.
    pub program: Vec<String>,
    /// Style sheets, and data that is asked for before anybody touches the page.
    pub rest: Vec<String>,
}

impl Loads {
    /// Reads the `link` and `script` elements of a document.
    pub fn of(html: &str) -> Self {
        let mut loads = Self::default();
        for tag in tags(html, "<link") {
            let is_wasm = attribute(tag, "type").is_some_and(|kind| kind == "application/wasm");
            let Some(href) = attribute(tag, "href") else { continue };
            match attribute(tag, "rel").as_deref() {
                Some("modulepreload") => loads.program.push(href),
                Some("preload") if is_wasm => loads.program.push(href),
                Some("stylesheet" | "preload") => loads.rest.push(href),
                _ => {}
            }
        }
        loads.program.extend(tags(html, "<script").filter_map(|tag| attribute(tag, "src")));
        for list in [&mut loads.program, &mut loads.rest] {
            list.retain(|address| !address.contains("://"));
            list.sort();
            list.dedup();
        }
        loads
    }
}

fn tags<'a>(html: &'a str, open: &'a str) -> impl Iterator<Item = &'a str> {
    html.split(open).skip(1).filter_map(|rest| rest.split('>').next())
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = tag.find(&format!(" {name}="))? + name.len() + 2;
    let rest = &tag[start..];
    let value = match rest.chars().next()? {
        quote @ ('"' | '\'') => rest[1..].split(quote).next()?,
        _ => rest.split([' ', '/']).next()?,
    };
    Some(value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_however_they_are_quoted() {
        let html = r#"<head><link rel="stylesheet" href="/main-1.css"/>
            <link href='/x/print.css' media=print rel='stylesheet'><link rel=icon href=/i.svg>
            <link rel="preload" as="fetch" crossorigin="anonymous" href="/assets/site-1.json">
            <link rel="preload" href="/app.wasm" as="fetch" type="application/wasm">
            <link rel="modulepreload" href="/app.js"><script>f()</script><script type="module">
            import "/app.js"</script></head><script defer src="/tables.js"></script>"#;
        let loads = Loads::of(html);
        assert_eq!(loads.program, ["/app.js", "/app.wasm", "/tables.js"]);
        assert_eq!(loads.rest, ["/assets/site-1.json", "/main-1.css", "/x/print.css"]);
    }
}
