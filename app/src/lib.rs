//! The site's pages: rendered to HTML when the site is built, hydrated in the browser.
//!
//! A page is a static document (feature `ssr` only) around one interactive part, which is the same
//! code in both places. The features `hydrate` and `ssr` exclude each other.

pub mod calculator;
pub mod chart;
pub mod co_op;
pub mod compare;
pub mod components;
pub mod data;
pub mod fixed;
pub mod html;
pub mod leaderboard;
pub mod my_work;
pub mod routing;
pub mod url_state;

#[cfg(feature = "ssr")]
pub mod document;
#[cfg(feature = "hydrate")]
pub mod entry;
