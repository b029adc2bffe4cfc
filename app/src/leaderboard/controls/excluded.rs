//! The panel that switches judges, dimensions, categories and tasks off: scores are computed again without them.

use analytics::category::Category;
use analytics::score::Dimension;
use leptos::prelude::*;

use super::super::page::LeaderboardPage;
use super::super::standings::own_family;
use super::super::state::{Excluded, toggle};
use super::super::tasks::{read_tasks, write_tasks};
use super::check::Check;
use crate::data::SnapshotView;
use crate::url_state::History;

/// The panel for the snapshot that is shown.
#[component]
pub fn ExcludedPanel(
    /// The leaderboard.
    page: LeaderboardPage,
) -> impl IntoView {
    let view = page.view.get();
    let has_marks = view.has_marks();
    let note = if has_marks {
        "What is switched off does not count: scores, intervals and places are computed again from the marks."
    } else {
        "Nothing can be switched off here: the marks behind these scores were not published."
    };
    let judges = view.judges.iter().map(|judge| {
        let (id, other) = (judge.id.clone(), judge.id.clone());
        let is_excluded = move |excluded: &Excluded| excluded.judges.contains(&id);
        let exclude = move |excluded: &mut Excluded| toggle(&mut excluded.judges, other.clone());
        counted(page, "no-judges", judge.id.clone(), judge.name.clone(), true, is_excluded, exclude)
    });
    let own_family = counted(
        page,
        "no-own-family",
        "1".to_owned(),
        "Judges may mark their own family".to_owned(),
        own_family(&view).contains(&true),
        |excluded| excluded.own_family,
        |excluded| excluded.own_family = !excluded.own_family,
    );
    let dimensions = Dimension::ALL.map(|dimension| {
        let slug = dimension.slug().to_owned();
        let is_excluded = move |excluded: &Excluded| excluded.dimensions.contains(&dimension);
        let exclude = move |excluded: &mut Excluded| toggle(&mut excluded.dimensions, dimension);
        counted(page, "no-dimensions", slug.clone(), slug, true, is_excluded, exclude)
    });
    let off = Memo::new(move |_| {
        let tasks = page.view.get();
        page.state.with(|state| read_tasks(&tasks.tasks, &state.excluded.tasks)).unwrap_or_default()
    });
    view! {
        <p>{note}</p>
        <fieldset disabled=!has_marks>
            <legend>"Judges"</legend>
            {judges.collect::<Vec<_>>()}
            {own_family}
        </fieldset>
        <fieldset disabled=!has_marks>
            <legend>"Dimensions"</legend>
            {dimensions.into_iter().collect::<Vec<_>>()}
        </fieldset>
        {Category::ALL.map(|category| category_tasks(page, &view, category, off)).into_iter().collect::<Vec<_>>()}
    }
}

/// The check box of something that counts unless it is excluded.
fn counted(
    page: LeaderboardPage,
    name: &'static str,
    value: String,
    label: String,
    is_enabled: bool,
    is_excluded: impl Fn(&Excluded) -> bool + Send + Sync + 'static,
    exclude: impl Fn(&mut Excluded) + Send + Sync + 'static,
) -> impl IntoView {
    let checked = Signal::derive(move || !page.state.with(|state| is_excluded(&state.excluded)));
    let change = Callback::new(move |()| page.change(History::Push, |state| exclude(&mut state.excluded)));
    view! { <Check name value checked disabled=!is_enabled change label/> }
}

/// A category with its tasks.
fn category_tasks(
    page: LeaderboardPage,
    view: &SnapshotView,
    category: Category,
    off: Memo<Vec<bool>>,
) -> impl IntoView + use<> {
    let tasks: Vec<_> = view
        .tasks
        .iter()
        .enumerate()
        .filter(|(_, task)| task.category == category)
        .map(|(at, task)| {
            let checked = Signal::derive(move || !off.with(|off| off.get(at).copied().unwrap_or_default()));
            let change = Callback::new(move |()| {
                let tasks = page.view.get_untracked();
                page.change(History::Push, |state| {
                    let word = &mut state.excluded.tasks;
                    let mut off = read_tasks(&tasks.tasks, word).unwrap_or_else(|| vec![false; tasks.tasks.len()]);
                    off[at] = !off[at];
                    *word = write_tasks(&tasks.tasks, &off);
                });
            });
            let title = task.title.clone();
            view! { <Check name="no-tasks" value=at.to_string() checked change label=title/> }
        })
        .collect();
    let is_empty = tasks.is_empty();
    let whole = counted(
        page,
        "no-categories",
        category.slug().to_owned(),
        category.label().to_owned(),
        !is_empty,
        move |excluded| excluded.categories.contains(&category),
        move |excluded| toggle(&mut excluded.categories, category),
    );
    view! {
        <fieldset disabled=is_empty>
            <legend>{whole}</legend>
            {tasks}
        </fieldset>
    }
}
