//! Markup as text, where only what stands in the program can be markup: charts are written so.

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
