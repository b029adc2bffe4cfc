//! The audit of the published page: every figure with its inputs, the formula, what it comes to, and a verdict.
//!
//! Nothing here is a recomputed value that somebody typed: each comes from the functions of this crate and from the
//! catalogue, when the site is built. A figure that begins or ceases to reproduce changes its verdict, and a test fails.

mod machines;
mod money;
mod scores;

use crate::catalog::Catalog;
use crate::cost::grouped;
use crate::snapshot::v1::Published;

/// What becomes of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It comes out as published, within 1 % or its own rounding.
    Reproduces,
    /// It comes out under one reading of several, or only nearly.
    Partly,
    /// It does not come out.
    DoesNotReproduce,
    /// The page gives several values for one thing, or values that exclude each other.
    ContradictsItself,
    /// A source says otherwise.
    WrongFact,
    /// No machine can do it.
    Impossible,
    /// The page gives too little to derive it.
    NotDerivable,
    /// It follows from the page's own figures, and the page does not say it.
    LeftUnsaid,
    /// It was overtaken by newer prices or measurements.
    Overtaken,
}

impl Verdict {
    /// In words.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Reproduces => "reproduces",
            Self::Partly => "reproduces in part",
            Self::DoesNotReproduce => "does not reproduce",
            Self::ContradictsItself => "contradicts itself",
            Self::WrongFact => "wrong by the sources",
            Self::Impossible => "impossible",
            Self::NotDerivable => "cannot be derived",
            Self::LeftUnsaid => "not mentioned",
            Self::Overtaken => "outdated",
        }
    }
}

/// One figure of a claim beside what it comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// What the figure is about.
    pub what: &'static str,
    /// As published; "–" where the page is silent.
    pub published: String,
    /// Recomputed, with its unit.
    pub recomputed: String,
    /// Whether the two agree.
    pub agrees: bool,
    /// The published figure by the page's own method, where that is known and wrong: the method and what it gives.
    pub by_page: Option<(&'static str, String)>,
}

impl Check {
    /// Two numbers; they agree within 1 % or within `rounding`, half a unit of the last digit that was printed.
    fn number(what: &'static str, published: f64, recomputed: f64, rounding: f64, unit: &str, decimals: u32) -> Self {
        let text = |value: f64, decimals| {
            [grouped(value, decimals).as_str(), if unit.is_empty() { "" } else { " " }, unit].concat()
        };
        let published_decimals = if published.fract() == 0.0 { 0 } else { 2 };
        Self {
            what,
            published: text(published, published_decimals),
            recomputed: text(recomputed, decimals),
            agrees: (published - recomputed).abs() <= (recomputed.abs() * 0.01).max(rounding),
            by_page: None,
        }
    }

    /// Two statements.
    fn words(what: &'static str, published: &str, recomputed: String) -> Self {
        let agrees = published == recomputed;
        Self { what, published: published.to_owned(), recomputed, agrees, by_page: None }
    }

    /// Adds what the page's own method gives.
    fn by_page(self, method: &'static str, gives: String) -> Self {
        Self { by_page: Some((method, gives)), ..self }
    }
}

/// A claim of the published page.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// Row of the audit, from 1.
    pub row: u32,
    /// What it is about.
    pub topic: &'static str,
    /// What it was computed from.
    pub inputs: &'static str,
    /// How.
    pub formula: &'static str,
    /// The figures.
    pub checks: Vec<Check>,
    /// What becomes of it.
    pub verdict: Verdict,
    /// Why, in a sentence or two.
    pub why: &'static str,
}

/// A claim whose verdict is [`Verdict::Reproduces`] when all of its figures agree, and `otherwise` when one does not.
struct Draft {
    row: u32,
    topic: &'static str,
    inputs: &'static str,
    formula: &'static str,
    otherwise: Verdict,
    why: &'static str,
}

impl Draft {
    /// With the verdict that the checks gave elsewhere.
    fn judged(self, verdict: Verdict, checks: Vec<Check>) -> Claim {
        Claim { verdict, ..self.with(checks) }
    }

    fn with(self, checks: Vec<Check>) -> Claim {
        let agree = checks.iter().filter(|check| check.agrees).count();
        let verdict = if agree == checks.len() { Verdict::Reproduces } else { self.otherwise };
        let Self { row, topic, inputs, formula, why, .. } = self;
        Claim { row, topic, inputs, formula, checks, verdict, why }
    }
}

/// The whole audit, in the order of its rows. Rows whose facts the catalogue or the tables do not hold are left out.
#[must_use]
pub fn claims(catalog: &Catalog, published: &Published) -> Vec<Claim> {
    let mut claims = money::claims(catalog, published);
    claims.extend(machines::claims(catalog));
    claims.extend(scores::claims(published));
    claims.sort_by_key(|claim| claim.row);
    claims
}
