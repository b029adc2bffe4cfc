//! A harness around a real browser; the tests in `tests/` use it on the site that `cargo xtask site` built.

mod axe;
mod browser;
mod capabilities;
pub mod control;
mod driver;
mod log;
pub mod markup;
mod page;
pub mod phone;
pub mod readability;
mod requests;
mod site;
pub mod sliders;
pub mod synthetic;

pub use axe::{Axe, Finding};
pub use browser::Browser;
pub use page::Page;
pub use site::{BASE, Site, based, tried};
