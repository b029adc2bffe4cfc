//! Keeps a panel alive: a control changes the address and what follows; the address changes the controls.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::events::EventListener;
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlSelectElement};

use super::load;
use crate::panel::evidence::snapshots;
use crate::panel::{Context, Evidence, Panel, Params};

/// A panel in the page.
struct Live {
    panel: &'static Panel,
    root: HtmlElement,
    /// The page's own snapshot.
    own: Evidence,
    context: RefCell<Context>,
}

/// Hydrates a panel from the list of snapshots and the scores of the page's own one.
pub fn hydrate(panel: &'static Panel, root: HtmlElement, texts: &[String]) -> Option<()> {
    let own = Evidence::from_json(texts.get(1)?)?;
    let context = Context {
        base: super::base(),
        snapshots: snapshots(texts.first()?)?,
        evidence: own.clone(),
        params: Params::new(panel.names),
    };
    let live = Rc::new(Live { panel, root, own, context: RefCell::new(context) });
    live.follow();
    // A browser says both for a select, a program that drives one may say only that it changed. The second of two
    // finds nothing new. The listeners live as long as the page.
    for name in ["input", "change"] {
        let own = live.clone();
        EventListener::new(&live.root, name, move |event| {
            if let Some(control) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) {
                own.hear(&control);
            }
        })
        .forget();
    }
    let own = live.clone();
    EventListener::new(&window(), "popstate", move |_| own.follow()).forget();
    Some(())
}

/// Name and value of a control.
fn said(control: &Element) -> Option<(String, String)> {
    let name = control.get_attribute("name")?;
    let value = match control.dyn_ref::<HtmlSelectElement>() {
        Some(select) => select.value(),
        None => control.dyn_ref::<HtmlInputElement>()?.value(),
    };
    Some((name, value))
}

impl Live {
    /// The reader moved a control. A slider that is being dragged writes over its own entry in the history.
    fn hear(self: &Rc<Self>, control: &Element) {
        let Some((name, value)) = said(control) else { return };
        // A number that is being typed may be no number yet.
        if value.is_empty() && control.is_instance_of::<HtmlInputElement>() {
            return;
        }
        let before = self.context.borrow().params.print();
        {
            let mut context = self.context.borrow_mut();
            context.params.set(&name, &value);
            if name == "snapshot" && value == self.own.id {
                context.params.set("snapshot", "");
            }
            (self.panel.tidy)(&mut context);
        }
        let query = self.context.borrow().params.print();
        if query == before {
            return;
        }
        let path = window().location().pathname().unwrap_or_default();
        let address = [path.as_str(), &query].concat();
        if let Ok(history) = window().history() {
            let _ = if control.is_instance_of::<HtmlSelectElement>() {
                history.push_state_with_url(&JsValue::NULL, "", Some(&address))
            } else {
                history.replace_state_with_url(&JsValue::NULL, "", Some(&address))
            };
        }
        if name == "snapshot" {
            return self.show();
        }
        self.write(false);
        // The slider and the number beside it say the same; the one that is being moved is left alone.
        let others = [".controls input[name=\"", &name, "\"]"].concat();
        if let Ok(others) = self.root.query_selector_all(&others) {
            for at in 0..others.length() {
                let other = others.get(at).and_then(|other| other.dyn_into::<HtmlInputElement>().ok());
                if let Some(other) = other.filter(|other| !other.is_same_node(Some(control))) {
                    other.set_value(&value);
                }
            }
        }
    }

    /// Takes the address as it is.
    fn follow(self: &Rc<Self>) {
        let params = Params::parse(self.panel.names, &window().location().search().unwrap_or_default());
        if params == self.context.borrow().params {
            return;
        }
        self.context.borrow_mut().params = params;
        self.show();
    }

    /// Shows the snapshot that the parameters name, which may have to be loaded first.
    fn show(self: &Rc<Self>) {
        let id = self.context.borrow().params.get("snapshot").to_owned();
        if id == self.context.borrow().evidence.id {
            return self.write(true);
        }
        if id.is_empty() || id == self.own.id {
            self.context.borrow_mut().evidence = self.own.clone();
            return self.write(true);
        }
        let url = self.context.borrow().snapshots.iter().find(|link| link.id == id).map(|link| link.url.clone());
        let Some(url) = url else {
            return self.fail(&["This site has no snapshot named ", &id].concat());
        };
        let url = [&super::base(), url.as_str()].concat();
        let live = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let loaded = load::text(&url).await;
            // The reader may have chosen another one in the meantime; the last choice wins.
            if live.context.borrow().params.get("snapshot") != id {
                return;
            }
            match loaded.map(|text| Evidence::from_json(&text)) {
                Ok(Some(evidence)) => {
                    live.context.borrow_mut().evidence = evidence;
                    live.write(true);
                }
                Ok(None) => live.fail("The scores of this snapshot are not as they should be"),
                Err(error) => live.fail(&error),
            }
        });
    }

    /// Says what went wrong, and goes on with the snapshot that is there.
    fn fail(&self, what: &str) {
        let said = {
            let mut context = self.context.borrow_mut();
            let shown = context.evidence.id.clone();
            context.params.set("snapshot", if shown == self.own.id { "" } else { &shown });
            [what, "; what is shown is \u{201c}", &context.evidence.title, "\u{201d}."].concat()
        };
        self.write(true);
        self.part(".failure", |part| part.set_text_content(Some(&said)));
    }

    /// Writes what follows; the controls too when they may have changed.
    fn write(&self, controls: bool) {
        let mut context = self.context.borrow_mut();
        (self.panel.tidy)(&mut context);
        let context = &*context;
        self.part(".failure", |part| part.set_text_content(None));
        self.part(".said", |part| part.set_text_content(Some(&(self.panel.say)(context))));
        self.part(".output", |part| part.set_inner_html(&(self.panel.output)(context).done()));
        if controls {
            let focused =
                leptos::prelude::document().active_element().and_then(|focused| focused.get_attribute("name"));
            self.part(".controls", |part| part.set_inner_html(&(self.panel.controls)(context).done()));
            // The control that the reader used is a new element now.
            if let Some(name) = focused {
                self.part(&[".controls [name=\"", &name, "\"]"].concat(), |part| {
                    part.dyn_ref::<HtmlElement>().map(HtmlElement::focus);
                });
            }
        }
    }

    fn part(&self, selector: &str, write: impl FnOnce(&Element)) {
        if let Ok(Some(part)) = self.root.query_selector(selector) {
            write(&part);
        }
    }
}
