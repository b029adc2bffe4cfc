//! A measured figure beside what was promised.

/// A figure with its limit.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// What was measured.
    pub name: String,
    /// The value.
    pub value: f64,
    /// Its unit.
    pub unit: &'static str,
    /// What it is held against; None for a figure that only explains.
    pub limit: Option<Limit>,
    /// The same of other runners, as it was measured for them (peers.md); None where nobody has it.
    pub peers: Option<&'static str>,
}

/// What a figure must keep to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Limit {
    /// No more than this.
    AtMost(f64),
    /// No less than this.
    AtLeast(f64),
}

impl Figure {
    /// A figure that must not be larger.
    pub fn at_most(name: impl Into<String>, value: f64, unit: &'static str, limit: f64) -> Self {
        Self { name: name.into(), value, unit, limit: Some(Limit::AtMost(limit)), peers: None }
    }

    /// A figure that must not be smaller.
    pub fn at_least(name: impl Into<String>, value: f64, unit: &'static str, limit: f64) -> Self {
        Self { name: name.into(), value, unit, limit: Some(Limit::AtLeast(limit)), peers: None }
    }

    /// A figure that explains others.
    pub fn plain(name: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self { name: name.into(), value, unit, limit: None, peers: None }
    }

    /// The same beside what others took.
    pub fn beside(mut self, peers: &'static str) -> Self {
        self.peers = Some(peers);
        self
    }

    /// Whether it keeps to its limit.
    pub fn holds(&self) -> bool {
        match self.limit {
            None => true,
            Some(Limit::AtMost(limit)) => self.value <= limit,
            Some(Limit::AtLeast(limit)) => self.value >= limit,
        }
    }

    /// One line: verdict, value, name, limit; and one below it for other runners.
    pub fn line(&self) -> String {
        let verdict = match (self.limit, self.holds()) {
            (None, _) => "      ",
            (_, true) => "ok    ",
            (_, false) => "MISSED",
        };
        let limit = match self.limit {
            None => String::new(),
            Some(Limit::AtMost(limit)) => format!("   (at most {limit})"),
            Some(Limit::AtLeast(limit)) => format!("   (at least {limit})"),
        };
        let peers = self.peers.map_or_else(String::new, |peers| format!("\n{:27}others: {peers}", ""));
        format!("  {verdict} {:>10.2} {:<6} {}{limit}{peers}", self.value, self.unit, self.name)
    }
}

/// The value below which this share of the sorted values lies, by the nearest rank.
pub fn quantile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let rank = (share * values.len() as f64).ceil() as usize;
    values.get(rank.saturating_sub(1)).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_held_from_both_sides() {
        assert!(Figure::at_most("a", 1.0, "s", 1.0).holds());
        assert!(!Figure::at_most("a", 1.1, "s", 1.0).holds());
        assert!(Figure::at_least("a", 0.9, "", 0.85).holds());
        assert!(!Figure::at_least("a", 0.8, "", 0.85).holds());
        assert!(Figure::at_least("a", 0.8, "", 0.85).line().contains("MISSED"));
    }

    #[test]
    fn quantiles_are_nearest_ranks() {
        let mut values: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        assert_eq!(quantile(&mut values, 0.5), 50.0);
        assert_eq!(quantile(&mut values, 0.99), 99.0);
        assert_eq!(quantile(&mut [7.0], 0.99), 7.0);
    }
}
