//! A review session as a picture: task, answer and verdicts side by side, or one above the other where it is narrow.

use analytics::score::{Dimension, Mark};
use ratatui::Frame;
use ratatui::layout::{Alignment, Constraint, Layout, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Paragraph};

use super::keys::HELP;
use super::queue::{Entry, Opinion};
use super::session::{Mode, Session};
use super::wrap::wrap;
use crate::output::{plain, plain_line};

/// From this width on the panes stand side by side.
const SIDE_BY_SIDE: u16 = 100;
/// Less than this shows nothing useful.
const SMALLEST: (u16, u16) = (40, 12);

/// What the panes are called; the marks of a verdict stand in this order.
const TITLES: [&str; 3] = ["task", "answer", "verdicts: correctness, completeness, quality"];

const BOLD: Style = Style::new().add_modifier(Modifier::BOLD);
const DIM: Style = Style::new().add_modifier(Modifier::DIM);
const TURNED: Style = Style::new().add_modifier(Modifier::REVERSED);

/// Draws the session, and takes away scrolling beyond the end. Returns the height of the pane that scrolls.
pub fn draw(frame: &mut Frame<'_>, session: &mut Session) -> u16 {
    let area = frame.area();
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        let text = format!("The terminal is too small: {} × {} is the least.", SMALLEST.0, SMALLEST.1);
        frame.render_widget(Paragraph::new(wrap(&text, area.width).join("\n")), area);
        return 1;
    }
    let [header, body, footer] =
        Layout::vertical([Constraint::Length(2), Constraint::Min(5), Constraint::Length(4)]).areas(area);
    frame.render_widget(Paragraph::new(heading(session)), header);
    let page = match session.current().cloned() {
        Some(entry) => panes(frame, body, session, &entry),
        None => {
            let text =
                format!("Nothing to show: no answer here is {}. f shows others, q quits.", session.filter.word());
            frame.render_widget(Paragraph::new(text).alignment(Alignment::Center), body);
            1
        }
    };
    frame.render_widget(Paragraph::new(form(session, footer.width)), footer);
    match session.mode {
        Mode::Help => help(frame, area),
        Mode::Author => name(frame, area, session),
        Mode::Browse | Mode::Reason { .. } => {}
    }
    page
}

fn heading(session: &Session) -> Vec<Line<'static>> {
    let (reviewed, all) = session.counts();
    let place = if session.shown.is_empty() { 0 } else { session.at + 1 };
    let mut first = format!("{place} of {} {}", session.shown.len(), session.filter.word());
    first.push_str(&format!("  ({reviewed} of {all} reviewed)"));
    let Some(entry) = session.current() else { return vec![Line::styled(first, BOLD)] };
    let hidden = session.hides();
    let model = if hidden { "model hidden".to_owned() } else { format!("model {}", entry.model) };
    let why = if hidden { "" } else { entry.why.as_str() };
    let ended = if entry.ended.is_empty() { String::new() } else { format!(", {}", entry.ended) };
    let repeat = if entry.repeat > 0 { format!(", repeat {}", entry.repeat) } else { String::new() };
    vec![
        Line::from(vec![Span::styled(first, BOLD), Span::raw(format!("  task {}", entry.task.id))]),
        Line::styled(plain_line(&format!("{model}{repeat}{ended}  {why}")), DIM),
    ]
}

fn panes(frame: &mut Frame<'_>, body: Rect, session: &mut Session, entry: &Entry) -> u16 {
    let focus = session.pane;
    let areas: [Rect; 3] = if body.width >= SIDE_BY_SIDE {
        Layout::horizontal([Constraint::Ratio(1, 3); 3]).areas(body)
    } else {
        // What is read now gets the room.
        let rows: [Constraint; 3] = std::array::from_fn(|at| Constraint::Fill(if at == focus { 5 } else { 2 }));
        Layout::vertical(rows).areas(body)
    };
    let texts = [task(entry), answer(entry), verdicts(entry, session.hides())];
    let mut page = 1;
    for (at, (title, text)) in TITLES.into_iter().zip(texts).enumerate() {
        let inner = Rect { height: areas[at].height.saturating_sub(2), ..areas[at] };
        let lines = wrap(&text, areas[at].width.saturating_sub(2));
        let end = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_sub(inner.height);
        session.scroll[at] = session.scroll[at].min(end);
        let from = usize::from(session.scroll[at]);
        let more = match (from > 0, session.scroll[at] < end) {
            (false, false) => "",
            (false, true) => " ↓ ",
            (true, false) => " ↑ ",
            (true, true) => " ↑↓ ",
        };
        let (style, title) = if at == focus { (BOLD, format!(" {title} ◂ ")) } else { (DIM, format!(" {title} ")) };
        let block = Block::bordered().border_style(style).title(title).title_bottom(Line::from(more).right_aligned());
        let shown: Vec<Line<'_>> =
            lines.into_iter().skip(from).take(usize::from(inner.height)).map(Line::from).collect();
        frame.render_widget(Paragraph::new(shown).block(block), areas[at]);
        if at == focus {
            page = inner.height;
        }
    }
    page
}

fn task(entry: &Entry) -> String {
    let mut text = format!("{}\n\n{}\n\nA good answer shows:\n", entry.task.title, entry.task.prompt.trim_end());
    for capability in &entry.task.expected_capabilities {
        let weight = if capability.essential { " (essential)" } else { "" };
        text.push_str(&format!("• {}{weight}\n", capability.text));
    }
    plain(text.trim_end())
}

/// The answer, and below it how it ended where it is not complete.
fn answer(entry: &Entry) -> String {
    let ended = if entry.ended.is_empty() { String::new() } else { format!("[{}]", entry.ended) };
    let parts = [plain(&entry.answer), ended];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

fn verdicts(entry: &Entry, hidden: bool) -> String {
    let mut parts = Vec::new();
    if hidden {
        return "Hidden until you have decided.".to_owned();
    }
    for review in entry.reviews.iter().rev() {
        let what = review.marks.map_or("takes the decision back".to_owned(), |marks| numbers(marks.0));
        parts.push(format!("▸ {} decided: {what}\n{}", review.author, review.reason));
    }
    // All marks first: a small pane shows how far the judges are apart without scrolling.
    if entry.verdicts.len() > 1 {
        parts.push(entry.verdicts.iter().map(at_a_glance).collect::<Vec<_>>().join("\n"));
    }
    parts.extend(entry.verdicts.iter().map(opinion));
    if entry.verdicts.is_empty() {
        parts.push("No judge has marked this answer.".to_owned());
    }
    plain(&parts.join("\n\n"))
}

fn at_a_glance(opinion: &Opinion) -> String {
    let marks =
        opinion.marks.map_or("? ? ?".to_owned(), |marks| marks.0.map(|mark| mark.value().to_string()).join(" "));
    format!("{marks}  {}{}", opinion.judge, own_family(opinion))
}

fn own_family(opinion: &Opinion) -> &'static str {
    if opinion.own_family { " [own family]" } else { "" }
}

fn opinion(opinion: &Opinion) -> String {
    let own = own_family(opinion);
    match opinion.marks {
        Some(marks) => format!("{}{own}: {}\n{}", opinion.judge, numbers(marks.0), opinion.rationale),
        None => format!(
            "{}{own}: UNREADABLE\n{}\n{}",
            opinion.judge,
            opinion.rationale,
            opinion.unreadable.as_deref().unwrap_or_default()
        ),
    }
}

fn numbers(marks: [Mark; 3]) -> String {
    let parts =
        Dimension::ALL.iter().zip(marks).map(|(dimension, mark)| format!("{} {}", dimension.slug(), mark.value()));
    parts.collect::<Vec<_>>().join(", ")
}

/// Marks, reason, and what happened or can be done.
fn form(session: &Session, width: u16) -> Vec<Line<'static>> {
    let decided = session.current().and_then(Entry::decision);
    let mut marks = vec![Span::styled("your marks  ", DIM)];
    for dimension in Dimension::ALL {
        let at = dimension as usize;
        let text = match (session.draft.marks[at], decided) {
            (Some(mark), _) => format!("{} {}", dimension.slug(), mark.value()),
            (None, Some((_, decided))) => format!("{} ({})", dimension.slug(), decided.0[at].value()),
            (None, None) => format!("{} _", dimension.slug()),
        };
        let style = if at == session.draft.dimension { TURNED } else { Style::new() };
        marks.extend([Span::styled(format!(" {text} "), style), Span::raw(" ")]);
    }
    let room = usize::from(width).saturating_sub(14);
    let reason = match session.mode {
        Mode::Reason { .. } => {
            let mut spans = vec![Span::styled("reason      ", BOLD)];
            spans.extend(typed(&session.draft.reason.parts(), room));
            spans
        }
        _ => vec![Span::styled("reason      ", DIM), Span::raw(plain_line(&session.draft.reason.text()))],
    };
    let keys = match session.mode {
        Mode::Reason { then_save: true } => "Enter saves, with or without a reason   Esc goes back",
        Mode::Reason { then_save: false } => "Enter keeps the reason   Esc goes back",
        _ => "0 1 2 mark  r reason  Enter save  u undo  n p next  Tab pane  f show  ? help  q",
    };
    vec![
        Line::from(marks),
        Line::from(reason),
        Line::styled(plain_line(&session.notice), BOLD),
        Line::styled(keys, DIM),
    ]
}

/// A typed line with its cursor; of a long one the part around the cursor.
fn typed((before, after): &(String, String), room: usize) -> Vec<Span<'static>> {
    let skipped = before.chars().count().saturating_sub(room.saturating_sub(8));
    let before: String = before.chars().skip(skipped).collect();
    let mut rest = after.chars();
    let under = rest.next().unwrap_or(' ');
    vec![
        Span::raw(plain_line(&before)),
        Span::styled(plain_line(&under.to_string()), TURNED),
        Span::raw(plain_line(&rest.collect::<String>())),
    ]
}

fn help(frame: &mut Frame<'_>, area: Rect) {
    let mut lines: Vec<Line<'_>> = Vec::new();
    for (keys, what) in HELP {
        lines.push(Line::from(vec![Span::styled(format!(" {keys:15}"), BOLD), Span::raw(what)]));
    }
    lines.push(Line::raw(""));
    lines.push(Line::raw(" 0 fail  1 acceptable  2 good. Your marks take the place of the judges'."));
    lines.push(Line::styled(" Any key goes back.", DIM));
    overlay(frame, area, " keys ", lines, 88);
}

fn name(frame: &mut Frame<'_>, area: Rect, session: &Session) {
    let mut spans = vec![Span::raw(" ")];
    spans.extend(typed(&session.name.parts(), 60));
    let lines = vec![
        Line::raw(" Who decides? The name is kept and published with each review."),
        Line::from(spans),
        Line::styled(format!(" {}", plain_line(&session.notice)), BOLD),
        Line::styled(" Enter goes on   Esc quits   (--author or LIM_AUTHOR answers this)", DIM),
    ];
    overlay(frame, area, " author ", lines, 72);
}

fn overlay(frame: &mut Frame<'_>, area: Rect, title: &str, lines: Vec<Line<'_>>, width: u16) {
    let width = width.min(area.width);
    let height = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX).min(area.height);
    let place = Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height };
    frame.render_widget(Clear, place);
    frame.render_widget(
        Paragraph::new(lines).block(Block::bordered().border_style(BOLD).title(title.to_owned())),
        place,
    );
}
