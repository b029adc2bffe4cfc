//! The state of the view as a query string: compact, defaults left out, anything unknown ignored.

use analytics::ids::SnapshotId;
use analytics::leaderboard::SortKey;

/// What a link to the page can carry.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// The snapshot, when it is not the page's own.
    pub snapshot: Option<SnapshotId>,
    /// Column and direction, when they are not the default.
    pub sort: Option<Sort>,
}

/// The order of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// The column.
    pub key: SortKey,
    /// Largest first.
    pub descending: bool,
}

impl Default for Sort {
    fn default() -> Self {
        Self { key: SortKey::Score, descending: true }
    }
}

impl Query {
    /// Reads a query string, with or without its question mark. What is unknown or malformed is left out.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut query = Self::default();
        let mut descending = None;
        for (name, value) in text.trim_start_matches('?').split('&').filter_map(|pair| pair.split_once('=')) {
            match name {
                "snapshot" => query.snapshot = SnapshotId::new(value).ok(),
                "sort" => {
                    query.sort = SortKey::from_slug(value).map(|key| Sort { key, descending: key.descends_first() });
                }
                "dir" => descending = ["asc", "desc"].iter().position(|known| *known == value).map(|at| at == 1),
                _ => {}
            }
        }
        if let (Some(sort), Some(descending)) = (&mut query.sort, descending) {
            sort.descending = descending;
        }
        query.sort = query.sort.filter(|sort| *sort != Sort::default());
        query
    }

    /// The query string with its question mark; empty when everything is default.
    #[must_use]
    pub fn print(&self) -> String {
        let mut text = String::new();
        let mut add = |name: &str, value: &str| {
            text.push(if text.is_empty() { '?' } else { '&' });
            text.push_str(name);
            text.push('=');
            text.push_str(value);
        };
        if let Some(snapshot) = &self.snapshot {
            add("snapshot", snapshot.as_str());
        }
        if let Some(sort) = self.sort.filter(|sort| *sort != Sort::default()) {
            add("sort", sort.key.slug());
            if sort.descending != sort.key.descends_first() {
                add("dir", if sort.descending { "desc" } else { "asc" });
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use analytics::category::Category;

    use super::*;

    #[test]
    fn every_state_survives_the_round_trip() {
        let snapshots = [None, Some(SnapshotId::new("2026-04-published").unwrap())];
        let keys = [SortKey::Name, SortKey::Score, SortKey::Memory, SortKey::ActiveParams, SortKey::Time];
        let keys: Vec<_> = keys.into_iter().chain(Category::ALL.map(SortKey::Category)).collect();
        for snapshot in snapshots {
            for key in &keys {
                for descending in [false, true] {
                    let sort = Some(Sort { key: *key, descending }).filter(|sort| *sort != Sort::default());
                    let query = Query { snapshot: snapshot.clone(), sort };
                    assert_eq!(Query::parse(&query.print()), query, "{}", query.print());
                }
            }
        }
    }

    #[test]
    fn defaults_leave_no_trace() {
        assert_eq!(Query::default().print(), "");
        assert_eq!(Query::parse("?sort=score&dir=desc"), Query::default());
    }

    #[test]
    fn strangers_are_ignored() {
        for text in ["?utm_source=x", "?snapshot=../../etc", "?snapshot=<script>", "?sort=zzz&dir=up", "&&==", "?"] {
            assert_eq!(Query::parse(text), Query::default(), "{text}");
        }
    }
}
