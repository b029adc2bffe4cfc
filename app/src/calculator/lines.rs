//! Figures under their headings, as lists of terms.

use analytics::decision::Line;
use leptos::prelude::*;

/// Where a line stands: its heading, its position among all lines, and what it is. Of lines that stay only texts change.
type Place = (&'static str, usize, String);

/// The component.
#[component]
pub fn Lines(lines: Signal<Vec<Line>>) -> impl IntoView {
    let groups = Memo::new(move |_| {
        lines.with(|lines| {
            let mut groups: Vec<Vec<Place>> = Vec::new();
            for (at, line) in lines.iter().enumerate() {
                let place = (line.group, at, line.label.clone());
                match groups.last_mut().filter(|group| group[0].0 == line.group) {
                    Some(group) => group.push(place),
                    None => groups.push(vec![place]),
                }
            }
            groups
        })
    });
    let row = move |(_, at, label): Place| {
        let text = move |of: fn(&Line) -> &String| {
            lines.with(|lines| lines.get(at).map(|line| of(line).clone()).unwrap_or_default())
        };
        view! {
            <div>
                <dt>{label}</dt>
                <dd>{move || text(|line| &line.value)} <small>{move || text(|line| &line.note)}</small></dd>
            </div>
        }
    };
    let section = move |group: Vec<Place>| {
        let heading = group[0].0;
        view! {
            <section>
                <h2>{heading}</h2>
                <dl class="lines">{group.into_iter().map(row).collect::<Vec<_>>()}</dl>
            </section>
        }
    };
    view! {
        <div class="groups">
            <For each=move || groups.get() key=Vec::clone children=section/>
        </div>
    }
}
