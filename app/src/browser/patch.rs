//! Keeps an element's content as given HTML by writing only what differs.

use wasm_bindgen::JsCast;
use web_sys::{Element, Node};

use crate::html_changes::{Change, changes};

/// An element whose content is only written here.
pub struct Patched {
    element: Element,
    /// What stands in it.
    html: String,
    /// Its nodes in the order of the document, once they have been asked for.
    nodes: Vec<Node>,
}

impl Patched {
    /// Takes over an element with what stands in it.
    pub fn new(element: Element) -> Self {
        Self { html: element.inner_html(), element, nodes: Vec::new() }
    }

    /// Makes the element's content what this HTML says.
    pub fn show(&mut self, html: String) {
        if self.html == html {
            return;
        }
        if !self.exchange(&html) {
            self.element.set_inner_html(&html);
            self.nodes.clear();
        }
        self.html = html;
    }

    /// False where more than texts and values differ.
    fn exchange(&mut self, html: &str) -> bool {
        let Some((count, changes)) = changes(&self.html, html) else { return false };
        if self.nodes.is_empty() {
            gather(&self.element, &mut self.nodes);
        }
        // A parser that made something else of the text is one that cannot be followed.
        if self.nodes.len() != count {
            return false;
        }
        for change in changes {
            match change {
                Change::Text(at, text) => self.nodes[at].set_text_content(Some(&text)),
                Change::Attribute(at, name, value) => {
                    if let Some(element) = self.nodes[at].dyn_ref::<Element>() {
                        let _ = element.set_attribute(name, &value);
                    }
                }
            }
        }
        true
    }
}

fn gather(parent: &Node, nodes: &mut Vec<Node>) {
    let children = parent.child_nodes();
    for at in 0..children.length() {
        if let Some(child) = children.get(at) {
            nodes.push(child.clone());
            gather(&child, nodes);
        }
    }
}
