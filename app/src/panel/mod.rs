//! A part of a page that follows from its data and from what its controls say.
//!
//! Both are texts: the same functions write them when the site is built and in the browser, where one small program
//! serves every panel. A control is an input or a select whose name is also its name in the address.

pub mod evidence;
pub mod params;

pub use evidence::{Evidence, Model, Snapshot, Task};
pub use params::Params;

use crate::html::Html;

/// A panel.
#[derive(Debug, Clone, Copy)]
pub struct Panel {
    /// Id of its element.
    pub id: &'static str,
    /// Names of the controls, in their order in the address.
    pub names: &'static [&'static str],
    /// The controls. They are written anew when another snapshot is shown.
    pub controls: fn(&Context) -> Html,
    /// Takes defaults and what means nothing in this snapshot out of the parameters.
    pub tidy: fn(&mut Context),
    /// What a screen reader hears after a change: one or two sentences.
    pub say: fn(&Context) -> String,
    /// Everything that follows.
    pub output: fn(&Context) -> Html,
}

/// What a panel is written from.
#[derive(Debug, Clone, PartialEq)]
pub struct Context {
    /// Path under which the site is served: begins and ends with a slash.
    pub base: String,
    /// The snapshots that can be chosen.
    pub snapshots: Vec<Snapshot>,
    /// The snapshot that is shown.
    pub evidence: Evidence,
    /// What the controls say.
    pub params: Params,
}

impl Context {
    /// The snapshot selector.
    #[must_use]
    pub fn snapshot_control(&self) -> Html {
        let mut html = Html::default();
        html.tag("<label>Snapshot <select name=\"snapshot\">");
        for snapshot in &self.snapshots {
            option(&mut html, &snapshot.id, &snapshot.label, snapshot.id == self.evidence.id);
        }
        html.tag("</select></label>");
        html
    }

    /// A range with a number beside it, both with this name.
    #[must_use]
    pub fn slider(&self, name: &'static str, label: &'static str, value: f64, to: f64) -> Html {
        let value = crate::fixed::fixed(value, 2);
        let to = crate::fixed::fixed(to, 2);
        let mut html = Html::default();
        html.tag("<span class=\"slider\"><label for=\"").text(name).tag("-range\">").text(label);
        html.tag("</label><input type=\"range\" id=\"").text(name).tag("-range\" name=\"").text(name);
        html.tag("\" min=\"0\" max=\"").text(&to).tag("\" step=\"0.05\" value=\"").text(&value);
        html.tag("\"><input type=\"number\" aria-label=\"").text(label).tag(", as a number\" name=\"").text(name);
        html.tag("\" min=\"0\" max=\"").text(&to).tag("\" step=\"0.05\" value=\"").text(&value).tag("\"></span>");
        html
    }

    /// A number within 0 and `to` that a control holds.
    #[must_use]
    pub fn number(&self, name: &str, default: f64, to: f64) -> f64 {
        self.params.hundredths(name).map_or(default, |hundredths| (f64::from(hundredths) / 100.0).min(to))
    }
}

/// An option of a select.
pub fn option(html: &mut Html, value: &str, text: &str, selected: bool) {
    html.tag("<option value=\"").text(value).tag(if selected { "\" selected>" } else { "\">" });
    html.text(text).tag("</option>");
}

impl Panel {
    /// The panel's content.
    #[must_use]
    pub fn content(&self, context: &Context) -> String {
        let mut html = Html::default();
        html.tag("<div class=\"controls\">").html(&(self.controls)(context));
        html.tag("</div><p class=\"failure\" role=\"alert\"></p><p class=\"said\" role=\"status\">");
        html.text(&(self.say)(context)).tag("</p><div class=\"output\">").html(&(self.output)(context)).tag("</div>");
        html.done()
    }
}
