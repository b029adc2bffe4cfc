//! Which pages Lighthouse looks at: one of each kind that the site has.

/// Pages that exist once.
const SINGLE: [&str; 7] = ["", "compare/", "speed/", "cost/", "memory/", "decide/", "methodology/"];
/// Pages of which the first stands for all.
const KINDS: [&str; 3] = ["snapshots/", "models/", "tasks/"];

/// The choice among the routes of all pages.
pub fn of_each_kind(routes: &[String]) -> Vec<String> {
    let single =
        SINGLE.iter().filter(|route| routes.iter().any(|known| known == *route)).map(|route| (*route).to_owned());
    let first = KINDS.iter().filter_map(|kind| {
        let below =
            |route: &&String| route.find(kind).is_some_and(|at| route.len() > at + kind.len() && at_start(route, at));
        routes.iter().filter(below).min_by_key(|route| (route.matches('/').count(), route.as_str())).cloned()
    });
    let mut pages: Vec<String> = single.collect();
    for page in first {
        if !pages.contains(&page) {
            pages.push(page);
        }
    }
    pages
}

/// Whether a part of the path begins there.
fn at_start(route: &str, at: usize) -> bool {
    at == 0 || route.as_bytes()[at - 1] == b'/'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_page_of_each_kind() {
        let routes = ["", "cost/", "faq/", "models/", "models/a/", "models/b/", "snapshots/x/", "snapshots/x/tasks/t/"];
        let routes: Vec<String> = routes.map(str::to_owned).to_vec();
        assert_eq!(of_each_kind(&routes), ["", "cost/", "snapshots/x/", "models/a/", "snapshots/x/tasks/t/"]);
    }
}
