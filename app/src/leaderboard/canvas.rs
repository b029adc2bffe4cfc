//! The canvas of a chart: keeps it drawn, and reads it out under the pointer and by the arrow keys.

use std::time::Duration;

use leptos::html::{Canvas, Div};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlCanvasElement, HtmlElement, KeyboardEvent, MouseEvent, PointerEvent};

use super::files::{download, save_text};
use super::page::LeaderboardPage;
use crate::chart::{Data, DataPoint, Kind, TITLE, svg};
use crate::components::{palette, prepare};
use crate::data::day;
use crate::fixed::fixed;

/// How near the pointer must come to a point, in CSS pixels.
const REACH: f64 = 28.0;

/// A chart on a canvas.
#[derive(Debug, Clone, Copy)]
pub struct LiveChart {
    kind: Kind,
    data: Memo<Data>,
    holder: NodeRef<Div>,
    canvas: NodeRef<Canvas>,
    /// Points that can be read out; None before the first drawing and where there is nothing to draw.
    spots: RwSignal<Option<Vec<DataPoint>>>,
    /// Position of the point that is read out.
    at: RwSignal<Option<usize>>,
    is_waiting: StoredValue<bool>,
}

impl LiveChart {
    /// Keeps the chart drawn in the browser.
    pub fn new(kind: Kind, data: Memo<Data>, holder: NodeRef<Div>, canvas: NodeRef<Canvas>) -> Self {
        let chart = Self {
            kind,
            data,
            holder,
            canvas,
            spots: RwSignal::new(None),
            at: RwSignal::new(None),
            is_waiting: StoredValue::new(false),
        };
        Effect::new(move || {
            chart.data.track();
            chart.draw_soon();
        });
        Effect::new(move || {
            let listen = |name| window_event_listener_untyped(name, move |_| chart.draw_soon());
            let handles = ["resize", "themechange"].map(listen);
            on_cleanup(move || handles.into_iter().for_each(|handle| handle.remove()));
        });
        // A ring around the point that is read out; the style sheet draws it.
        Effect::new(move || {
            if let (Some(spot), Some(holder)) = (chart.spot(), chart.holder.get()) {
                let style = HtmlElement::style(&holder);
                for (name, place) in [("--x", spot.x), ("--y", spot.y)] {
                    let _ = style.set_property(name, &format!("{}px", fixed(place, 0)));
                }
            }
        });
        chart
    }

    /// Whether the canvas takes the place of the prerendered drawing.
    pub fn is_live(self) -> bool {
        self.spots.with(Option::is_some)
    }

    /// Whether a point is read out.
    pub fn is_read(self) -> bool {
        self.at.get().is_some()
    }

    /// The point that is read out.
    pub fn spot(self) -> Option<DataPoint> {
        let at = self.at.get()?;
        self.spots.with(|spots| spots.as_ref()?.get(at).cloned())
    }

    /// Reads out the point at a position.
    pub fn read(self, at: Option<usize>) {
        if self.at.get_untracked() != at {
            self.at.set(at);
        }
    }

    /// Reads out the point under the pointer.
    pub fn point(self, event: &MouseEvent) {
        let (x, y) = (f64::from(event.offset_x()), f64::from(event.offset_y()));
        let nearest = self.spots.with_untracked(|spots| {
            let distance = |spot: &DataPoint| (spot.x - x).hypot(spot.y - y);
            let near = spots.iter().flatten().map(distance).enumerate().filter(|(_, distance)| *distance < REACH);
            near.min_by(|(_, a), (_, b)| a.total_cmp(b)).map(|(at, _)| at)
        });
        self.read(nearest);
    }

    /// Goes to the page of the point under a pointer. A finger covers what it touches: its first touch reads the point
    /// out, and the text beside it is the link.
    pub fn click(self, event: &MouseEvent) {
        self.point(event);
        if !is_touch(event) {
            self.go();
        }
    }

    /// Reads nothing out any more when a pointer leaves; a finger leaves at once.
    pub fn leave(self, event: &PointerEvent) {
        if !is_touch(event) {
            self.read(None);
        }
    }

    fn go(self) {
        if let Some(spot) = untrack(|| self.spot()).filter(|spot| !spot.href.is_empty()) {
            // Only a browser that is leaving the page anyway refuses.
            let _ = window().location().set_href(&spot.href);
        }
    }

    /// Reads out the next or the last point at an arrow key, and goes to its page at Enter.
    pub fn step(self, event: &KeyboardEvent) {
        let key = event.key();
        if key.starts_with("Arrow") {
            // Else the page would scroll.
            event.prevent_default();
        }
        if key == "Enter" {
            return self.go();
        }
        let count = self.spots.with_untracked(|spots| spots.as_ref().map_or(0, Vec::len));
        let Some(last) = count.checked_sub(1) else { return };
        let now = self.at.get_untracked();
        self.read(match key.as_str() {
            "ArrowRight" | "ArrowDown" => Some(now.map_or(0, |now| last.min(now + 1))),
            "ArrowLeft" | "ArrowUp" => Some(now.unwrap_or(1).saturating_sub(1).min(last)),
            "Escape" => None,
            _ => now,
        });
    }

    /// Draws once in a frame, and not in a hidden tab.
    fn draw_soon(self) {
        if self.is_waiting.try_update_value(|waiting| std::mem::replace(waiting, true)) != Some(false) {
            return;
        }
        let draw = move || {
            // The component may be gone.
            if self.is_waiting.try_set_value(false).is_none() {
                self.at.set(None);
                self.spots.set(self.draw(None));
            }
        };
        // After the frame and not in it: the table, which is what the reader looks at, does not wait for charts.
        request_animation_frame(move || set_timeout(draw, Duration::ZERO));
    }

    /// Draws the chart, with a title when it is to be saved; None where there is nothing to draw.
    fn draw(self, title: Option<&str>) -> Option<Vec<DataPoint>> {
        let canvas = self.canvas.get_untracked()?;
        self.data.with_untracked(|data| draw(self.kind, data, &canvas, title))
    }

    fn title(self, page: LeaderboardPage) -> String {
        page.view.with_untracked(|view| format!("{} · {}, {}", self.kind.title(), view.title, day(&view.created_at)))
    }

    /// Saves the chart as an SVG in the colours of the page.
    pub fn save_svg(self, page: LeaderboardPage) {
        if let Some(palette) = palette() {
            let svg = self.data.with_untracked(|data| svg::render(self.kind, data, palette, Some(&self.title(page))));
            save_text(&format!("{}.svg", self.kind.id()), &svg);
        }
    }

    /// Saves the chart as a PNG of the canvas.
    pub fn save_png(self, page: LeaderboardPage) {
        self.draw(Some(&self.title(page)));
        if let Some(Ok(url)) = self.canvas.get_untracked().map(|canvas| canvas.to_data_url()) {
            download(&format!("{}.png", self.kind.id()), &url);
        }
        self.draw(None);
    }
}

fn is_touch(event: &MouseEvent) -> bool {
    event.dyn_ref::<PointerEvent>().is_some_and(|event| event.pointer_type() == "touch")
}

fn draw(kind: Kind, data: &Data, canvas: &HtmlCanvasElement, title: Option<&str>) -> Option<Vec<DataPoint>> {
    if data.empty.is_some() {
        return None;
    }
    let height = kind.height(data.lines.len()) + title.map_or(0, |_| TITLE as u32);
    kind.draw(data, prepare(canvas, height)?, title).ok()
}
