//! A figure with its source, date and status.

use serde::{Deserialize, Serialize};

/// How far a figure can be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Status {
    /// Read in a primary source: a configuration, code, a raw benchmark log.
    Verified,
    /// Read in a blog, table or forum.
    Secondary,
    /// Computed from verified or secondary figures.
    Computed,
    /// From memory, or a claim that nobody checked.
    Unverified,
}

impl Status {
    /// The word that pages show.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Secondary => "secondary",
            Self::Computed => "computed",
            Self::Unverified => "unverified",
        }
    }
}

/// A value with where it comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact<T> {
    /// The value, in the unit that the field's name gives.
    pub value: T,
    /// Key into `sources.toml`.
    pub source: String,
    /// Day on which it was read, YYYY-MM-DD.
    pub date: String,
    /// How far it can be believed.
    pub status: Status,
    /// What a reader must know beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What a source key means.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Title as a page shows it.
    pub title: String,
    /// Address, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Date of the source itself, YYYY-MM-DD or YYYY-MM.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// What a reader must know of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
