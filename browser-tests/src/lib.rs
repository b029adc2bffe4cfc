//! A harness around a real browser; the tests in `tests/` use it on the site that `cargo xtask site` built.

mod browser;
mod capabilities;
mod driver;
mod log;
mod page;
mod requests;
mod site;

pub use browser::Browser;
pub use page::Page;
pub use site::{Site, tried};
