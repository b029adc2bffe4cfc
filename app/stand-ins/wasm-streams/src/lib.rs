//! Stands in for wasm-streams in the client.
//!
//! leptos always links its server functions, which name this crate to stream to and from a server. The site has no
//! server and calls none. But wasm-streams exports classes to JavaScript, and what is exported cannot be left out by
//! the linker: 6 KB of the client that nobody ever calls.

use futures_util::stream::{Empty, Stream, empty};
use wasm_bindgen::JsValue;

const NO_SERVER: &str = "this site calls no server functions";

/// A stream of JavaScript, of which there is none.
#[derive(Debug)]
pub struct ReadableStream(web_sys::ReadableStream);

impl ReadableStream {
    /// # Panics
    /// Always: there is no server.
    #[must_use]
    pub fn from_raw(_: web_sys::ReadableStream) -> Self {
        panic!("{NO_SERVER}")
    }

    /// # Panics
    /// Always: there is no server.
    pub fn from_stream(_: impl Stream<Item = Result<JsValue, JsValue>> + 'static) -> Self {
        panic!("{NO_SERVER}")
    }

    /// Without items.
    pub fn into_stream(self) -> Empty<Result<JsValue, JsValue>> {
        empty()
    }

    /// The stream of JavaScript.
    #[must_use]
    pub fn into_raw(self) -> web_sys::ReadableStream {
        self.0
    }
}
