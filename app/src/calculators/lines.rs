//! Figures under their headings, as lists of terms.

use analytics::decision::Line;

use crate::html::Html;

/// Writes the lines, a list for each heading.
pub fn write(html: &mut Html, lines: &[Line]) {
    let mut group = "";
    html.tag("<div class=\"groups\">");
    for line in lines {
        if line.group != group {
            if !group.is_empty() {
                html.tag("</dl></section>");
            }
            group = line.group;
            html.tag("<section><h2>").text(group).tag("</h2><dl class=\"lines\">");
        }
        html.tag("<div><dt>").text(&line.label).tag("</dt><dd>").text(&line.value);
        if !line.note.is_empty() {
            html.tag("<small>").text(&line.note).tag("</small>");
        }
        html.tag("</dd></div>");
    }
    html.tag(if group.is_empty() { "</div>" } else { "</dl></section></div>" });
}
