//! HTML as text, where only what stands in the program can be markup.
//!
//! The parts of the explorer that change as a whole are written so: one text for the prerendered page and for the
//! browser, which parses it faster than a thousand nodes can be made one by one.

/// HTML in the making.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// Adds markup. Only a text of the program itself can be given.
    pub fn tag(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Adds a text, escaped for an element's content and for an attribute in double quotation marks.
    pub fn text(&mut self, text: &str) -> &mut Self {
        for part in text.split_inclusive(['&', '<', '>', '"', '\'']) {
            let (plain, special) = match part.as_bytes().last() {
                Some(b'&') => (1, "&amp;"),
                Some(b'<') => (1, "&lt;"),
                Some(b'>') => (1, "&gt;"),
                Some(b'"') => (1, "&quot;"),
                Some(b'\'') => (1, "&#39;"),
                _ => (0, ""),
            };
            self.0.push_str(&part[..part.len() - plain]);
            self.0.push_str(special);
        }
        self
    }

    /// Adds a whole number.
    pub fn count(&mut self, number: usize) -> &mut Self {
        self.text(&number.to_string())
    }

    /// Adds HTML that this program wrote itself, text by text escaped.
    #[cfg(feature = "ssr")]
    pub fn trusted(&mut self, html: &str) -> &mut Self {
        self.0.push_str(html);
        self
    }

    /// Adds a drawing of [`crate::chart::svg`], whose texts are escaped there.
    pub fn svg(&mut self, drawing: String) -> &mut Self {
        self.0.push_str(&drawing);
        self
    }

    /// Adds what was written elsewhere.
    pub fn html(&mut self, other: &Self) -> &mut Self {
        self.0.push_str(&other.0);
        self
    }

    /// The text.
    #[must_use]
    pub fn done(&mut self) -> String {
        std::mem::take(&mut self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_never_becomes_markup() {
        let mut html = Html::default();
        html.tag("<b title=\"").text("\"><script>'&é").tag("\">");
        assert_eq!(html.done(), "<b title=\"&quot;&gt;&lt;script&gt;&#39;&amp;é\">");
        assert_eq!(html.done(), "");
    }
}
