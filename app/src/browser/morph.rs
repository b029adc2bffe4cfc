//! Brings an element to new HTML by exchanging only what differs, so that a slider's frame lays out a few lines and not
//! the whole page.

use wasm_bindgen::JsCast;
use web_sys::{Element, Node};

/// Makes the element's content what this HTML says.
pub fn morph(element: &Element, html: &str) {
    // Never part of the page: nothing of it is laid out.
    let fresh = element.clone_node().ok();
    let exchanged = fresh.as_ref().and_then(Node::dyn_ref::<Element>).is_some_and(|fresh| {
        fresh.set_inner_html(html);
        exchange(element, fresh)
    });
    if !exchanged {
        element.set_inner_html(html);
    }
}

/// Exchanges children that differ; false where their numbers do.
fn exchange(old: &Node, new: &Node) -> bool {
    let (before, after) = (old.child_nodes(), new.child_nodes());
    if before.length() != after.length() || before.length() == 0 {
        return false;
    }
    // From the end, since a node that is taken over leaves its own list.
    for at in (0..before.length()).rev() {
        let (Some(was), Some(is)) = (before.get(at), after.get(at)) else { return false };
        if was.is_equal_node(Some(&is)) || alike(&was, &is) && exchange(&was, &is) {
            continue;
        }
        let _ = old.replace_child(&is, &was);
    }
    true
}

/// The same kind of element with the same attributes.
fn alike(old: &Node, new: &Node) -> bool {
    old.clone_node().ok().is_some_and(|old| old.is_equal_node(new.clone_node().ok().as_ref()))
}
