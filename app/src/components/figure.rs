//! A chart with its heading and caption: prerendered as SVG, drawn again on a canvas once the page is alive.

use std::sync::Arc;

use leptos::html::{Canvas, Div};
use leptos::prelude::*;

use crate::chart::ChartKind;
use crate::source::View;

/// The chart that the snapshot has data for.
#[component]
pub fn Figure(snapshot: Arc<View>) -> impl IntoView {
    let kind = ChartKind::of(&snapshot);
    let holder = NodeRef::<Div>::new();
    let canvas = NodeRef::<Canvas>::new();
    let svg = prerendered(kind, &snapshot);
    let height = ["--height:", &kind.height(snapshot.rows.len()).to_string(), "px"].concat();
    #[cfg(feature = "hydrate")]
    crate::browser::canvas::keep_drawn(kind, snapshot, holder, canvas);
    view! {
        <figure id=kind.figure_id()>
            <h2>{kind.title()}</h2>
            <div class="chart" style=height node_ref=holder>
                <div class="still" inner_html=svg></div>
                <canvas node_ref=canvas role="img" aria-label=kind.title()></canvas>
            </div>
            <figcaption>{kind.caption()}</figcaption>
        </figure>
    }
}

/// The SVG when the page is prerendered. In the browser the SVG is already there, or the canvas replaces it.
fn prerendered(kind: ChartKind, snapshot: &View) -> String {
    #[cfg(feature = "ssr")]
    {
        crate::chart::svg::render(kind, snapshot).unwrap_or_else(|error| ["<p>", &error, "</p>"].concat())
    }
    #[cfg(not(feature = "ssr"))]
    {
        let _ = (kind, snapshot);
        String::new()
    }
}
