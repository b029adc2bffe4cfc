//! The explorer as it is prerendered: every part in its place, with the page's own snapshot and every control at its
//! default.

use super::{PARTS, chart_table};
use crate::chart::svg::{page_palette, render};
use crate::chart::{Data, Kind};
use crate::html::Html;
use crate::state::State;

/// The whole content.
#[must_use]
pub fn page(state: &State) -> Html {
    let mut html = Html::default();
    html.tag("<dl class=\"figures\" id=\"key-figures\">").html(&part("#key-figures", state)).tag("</dl>");
    html.tag("<div class=\"bar\">");
    picker(&mut html, state);
    html.tag("<form id=\"controls\">").html(&part("#controls", state)).tag("</form></div>");
    html.tag("<p class=\"failure\" role=\"alert\"></p>");
    html.tag("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Leaderboard\">");
    html.tag("<table id=\"leaderboard\"><caption>").html(&part("#leaderboard caption", state)).tag("</caption>");
    html.tag("<thead>").html(&part("#leaderboard thead", state)).tag("</thead>");
    html.tag("<tbody>").html(&part("#leaderboard tbody", state)).tag("</tbody></table></div>");
    html.tag("<p class=\"status\" role=\"status\" id=\"standing\">").html(&part("#standing", state)).tag("</p>");
    html.tag("<p id=\"provenance\">").html(&part("#provenance", state)).tag("</p>");
    html.tag("<div id=\"warned\">").html(&part("#warned", state)).tag("</div>");
    html.tag("<div class=\"figures\">");
    for kind in Kind::ALL {
        figure(&mut html, kind, &kind.of(state), state);
    }
    html.tag("</div><dialog id=\"why\" aria-labelledby=\"why-title\" closedby=\"any\">");
    html.tag("<form method=\"dialog\"><button>Close</button></form><div></div></dialog>");
    html
}

/// The content of the part that stands at this place.
fn part(place: &str, state: &State) -> Html {
    PARTS.iter().find(|(at, _)| *at == place).map_or_else(Html::default, |(_, write)| write(state))
}

/// Chooses the snapshot. Without JavaScript the same list stands as links on the page of all snapshots.
fn picker(html: &mut Html, state: &State) {
    html.tag("<div class=\"picker\"><label for=\"snapshot\">Snapshot</label><select id=\"snapshot\">");
    for link in &state.site.snapshots {
        html.tag("<option value=\"").text(link.id.as_str());
        html.tag(if link.id == state.own.id { "\" selected>" } else { "\">" }).text(&link.label).tag("</option>");
    }
    // Chosen by nobody but a file that the reader opens.
    html.tag("<option value=\"\" disabled hidden>your own file</option></select></div>");
}

/// A chart with its heading, caption, read-out and table: an SVG, drawn again on a canvas once the page is alive.
fn figure(html: &mut Html, kind: Kind, data: &Data, state: &State) {
    html.tag("<figure id=\"").tag(kind.id()).tag("\" data-empty=\"");
    html.tag(if data.empty.is_some() { "true" } else { "false" });
    html.tag("\"><h2>").tag(kind.title()).tag("</h2>");
    if kind == Kind::Quality {
        html.tag("<label class=\"axis\">Score against <select>").html(&part(".axis select", state));
        html.tag("</select></label>");
    }
    html.tag("<p class=\"empty\">").tag(data.empty.unwrap_or_default()).tag("</p>");
    html.tag("<div class=\"chart\"><div class=\"still\">");
    if data.empty.is_none() {
        html.svg(render(kind, data, page_palette(), None));
    }
    html.tag("</div><canvas tabindex=\"0\" role=\"img\" aria-label=\"").tag(kind.title()).tag("\"></canvas></div>");
    html.tag("<p class=\"read\" role=\"status\"></p><figcaption>").tag(kind.caption()).tag("</figcaption>");
    html.tag("<details class=\"more\"><summary>As a table, or to save</summary>");
    html.tag("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"").tag(kind.title()).tag("\">");
    html.html(&chart_table(data)).tag("</div>");
    html.tag("<p><button type=\"button\" data-save=\"svg\">SVG</button>");
    html.tag("<button type=\"button\" data-save=\"png\">PNG</button></p></details></figure>");
}
