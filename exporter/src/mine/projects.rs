//! Shares by project: numbered, not named, and those with few requests together.

use std::collections::BTreeMap;

use serde::Serialize;

use super::history::NameId;
use super::needs::Amount;
use super::profile::part;
use super::report::FEWEST_NAMED;
use super::request::Request;
use super::{Costs, History};

/// What one project has of the work.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProjectShare {
    /// `project 1` has the most requests; `other` holds those with fewer than [`FEWEST_NAMED`], and requests without one.
    pub project: String,
    /// Requests.
    pub requests: u64,
    /// Of all requests, 0 to 1.
    pub share_of_requests: f64,
    /// Of all tokens, 0 to 1.
    pub share_of_tokens: f64,
    /// Of all money, 0 to 1; null where no price is known.
    pub share_of_money: Option<f64>,
}

/// The shares, most requests first. With `names` a project is its folder; a rare one is not named then either.
#[must_use]
#[allow(clippy::cast_precision_loss, reason = "counts lie far below 2^53")]
pub fn projects(history: &History, requests: &[Request], costs: &Costs, names: bool) -> Vec<ProjectShare> {
    let mut by_project: BTreeMap<Option<NameId>, Vec<&Request>> = BTreeMap::new();
    requests.iter().for_each(|request| by_project.entry(request.project).or_default().push(request));
    let all = Amount::of(history, requests.iter(), costs);
    let share = |project: String, requests: &[&Request]| {
        let sum = Amount::of(history, requests.iter().copied(), costs);
        ProjectShare {
            project,
            requests: sum.prompts,
            share_of_requests: part(sum.prompts as f64, all.prompts as f64),
            share_of_tokens: part(sum.tokens, all.tokens),
            share_of_money: (all.usd > 0.0).then(|| part(sum.usd, all.usd)),
        }
    };
    let (mut named, mut rest) = (Vec::new(), Vec::new());
    for (project, requests) in by_project {
        match project.and_then(|id| history.projects.get(id)) {
            Some(folder) if requests.len() as u64 >= FEWEST_NAMED => named.push((requests, folder)),
            _ => rest.extend(requests),
        }
    }
    named.sort_by_key(|(requests, _)| std::cmp::Reverse(requests.len()));
    let mut shares: Vec<ProjectShare> = named
        .iter()
        .enumerate()
        .map(|(at, (requests, folder))| {
            share(if names { (*folder).to_owned() } else { format!("project {}", at + 1) }, requests)
        })
        .collect();
    if !rest.is_empty() {
        shares.push(share("other".to_owned(), &rest));
    }
    shares
}
