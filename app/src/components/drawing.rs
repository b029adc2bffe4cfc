//! A chart under a heading: SVG as prerendered, a canvas in the browser, both from the same lines.

use std::sync::Arc;
use std::time::Duration;

use leptos::html::Canvas;
use leptos::prelude::*;

use super::canvas::prepare;
use crate::chart::{Drawn, Paint};

/// What draws.
pub type Draw = Arc<dyn Fn(&Paint<'_>) -> Drawn + Send + Sync>;

/// A chart to be drawn.
#[derive(Clone)]
pub struct Picture {
    /// Height in CSS pixels.
    pub height: u32,
    /// What draws it.
    pub draw: Draw,
}

impl Picture {
    /// A picture of this height.
    pub fn new(height: u32, draw: impl Fn(&Paint<'_>) -> Drawn + Send + Sync + 'static) -> Self {
        Self { height, draw: Arc::new(draw) }
    }
}

/// The component; nothing is shown where there is nothing to draw.
#[component]
pub fn Drawing(
    /// Heading.
    title: &'static str,
    /// What it shows and how to read it.
    caption: &'static str,
    /// The picture.
    picture: Signal<Option<Picture>>,
) -> impl IntoView {
    let canvas = NodeRef::<Canvas>::new();
    let is_live = RwSignal::new(false);
    let is_waiting = StoredValue::new(false);
    let draw = move || {
        // The component may be gone.
        if is_waiting.try_set_value(false).is_some() {
            return;
        }
        let picture = picture.get_untracked();
        let drawn = picture.zip(canvas.get_untracked()).and_then(|(picture, canvas)| {
            let paint = prepare(&canvas, picture.height)?;
            (picture.draw)(&paint).ok()
        });
        is_live.set(drawn.is_some());
    };
    // Once in a frame, and not in a hidden tab; after the frame and not in it, so that the answer does not wait for charts.
    let draw_soon = move || {
        if is_waiting.try_update_value(|waiting| std::mem::replace(waiting, true)) == Some(false) {
            request_animation_frame(move || set_timeout(draw, Duration::ZERO));
        }
    };
    Effect::new(move || {
        picture.track();
        draw_soon();
    });
    Effect::new(move || {
        let handles = ["resize", "themechange"].map(|name| window_event_listener_untyped(name, move |_| draw_soon()));
        on_cleanup(move || handles.into_iter().for_each(|handle| handle.remove()));
    });
    // plotters writes SVG as text; it is prerendered and never hydrated.
    #[cfg(feature = "ssr")]
    let still = picture.get_untracked().map_or_else(String::new, |picture| {
        let size = (crate::chart::svg::WIDTH, picture.height);
        crate::chart::svg::drawing(title, size, crate::chart::svg::page_palette(), |paint| (picture.draw)(paint))
    });
    #[cfg(not(feature = "ssr"))]
    let still = String::new();
    let is_empty = move || picture.with(Option::is_none);
    view! {
        <figure data-empty=move || is_empty().to_string()>
            <h2>{title}</h2>
            <div class="chart" class:live=is_live>
                <div class="still" inner_html=still></div>
                <canvas role="img" aria-label=title node_ref=canvas></canvas>
            </div>
            <figcaption>{caption}</figcaption>
        </figure>
    }
}
