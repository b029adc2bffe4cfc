//! Labelling on a terminal: the prompt above, the kinds below, and a line to type into.

use analytics::work::Kind;
use ratatui::crossterm::event::{self, Event, KeyCode, KeyModifiers};
use ratatui::layout::{Constraint, Layout};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Paragraph};
use ratatui::{DefaultTerminal, Frame};

use super::session::{Answer, Session, Written, answer};
use crate::failure::Failure;
use crate::output::{plain, plain_line};
use crate::review::input::Input;
use crate::review::wrap::wrap;

const BOLD: Style = Style::new().add_modifier(Modifier::BOLD);
const DIM: Style = Style::new().add_modifier(Modifier::DIM);

/// What is shown beside the session.
#[derive(Debug, Default)]
pub struct View {
    typed: Input,
    scroll: u16,
    said: String,
}

/// Runs the session on the terminal to its end. Every label is written before the next key is read.
///
/// # Errors
/// When the terminal cannot be used or a label not be written.
pub fn run(session: &mut Session, write: &mut dyn FnMut(Written) -> Result<(), Failure>) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::outside(format!("the terminal cannot be used: {error}"));
    let mut terminal = ratatui::try_init().map_err(failed)?;
    let ended = converse(session, &mut terminal, write);
    ratatui::try_restore().map_err(failed)?;
    ended
}

fn converse(
    session: &mut Session,
    terminal: &mut DefaultTerminal,
    write: &mut dyn FnMut(Written) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::outside(format!("the terminal cannot be used: {error}"));
    let mut view = View::default();
    while session.current().is_some() {
        let mut page = 1;
        terminal.draw(|frame| page = draw(frame, session, &mut view)).map_err(failed)?;
        let Event::Key(key) = event::read().map_err(failed)? else { continue };
        if key.is_release() {
            continue;
        }
        match key.code {
            KeyCode::Char('c') if key.modifiers.contains(KeyModifiers::CONTROL) => return Ok(()),
            KeyCode::Esc => return Ok(()),
            KeyCode::Up => view.scroll = view.scroll.saturating_sub(1),
            KeyCode::Down => view.scroll = view.scroll.saturating_add(1),
            KeyCode::PageUp => view.scroll = view.scroll.saturating_sub(page),
            KeyCode::PageDown => view.scroll = view.scroll.saturating_add(page),
            KeyCode::Enter => {
                let line = std::mem::take(&mut view.typed).text();
                view.said.clear();
                let written = match answer(&line) {
                    Ok(Answer::Kind(kind)) => session.label(kind),
                    Ok(Answer::Undo) => session.undo(),
                    Ok(Answer::Quit) => return Ok(()),
                    Err(said) => {
                        view.said = said;
                        None
                    }
                };
                if let Some(written) = written {
                    write(written)?;
                    view.scroll = 0;
                }
            }
            _ => view.typed.key(key),
        }
    }
    Ok(())
}

/// Draws the session, and takes away scrolling beyond the end. Returns the height of the prompt's pane.
pub fn draw(frame: &mut Frame<'_>, session: &Session, view: &mut View) -> u16 {
    let kinds: Vec<String> =
        Kind::ALL.iter().enumerate().map(|(at, kind)| format!("{:>2} {}", at + 1, kind.slug())).collect();
    let width = frame.area().width;
    let kinds = wrap(&kinds.join("   "), width);
    let rows = u16::try_from(kinds.len()).unwrap_or(3);
    let [header, body, list, footer] =
        Layout::vertical([Constraint::Length(1), Constraint::Min(3), Constraint::Length(rows), Constraint::Length(3)])
            .areas(frame.area());
    let (labelled, all) = session.counts();
    let Some(item) = session.current() else { return 1 };
    let head = format!("{} of {all}  {}", (labelled + 1).min(all), plain_line(&item.followed));
    frame.render_widget(Paragraph::new(Line::styled(head, BOLD)), header);
    let lines = wrap(&plain(&item.text), body.width.saturating_sub(2));
    let height = body.height.saturating_sub(2);
    let end = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_sub(height);
    view.scroll = view.scroll.min(end);
    let more = if view.scroll < end { " ↓ " } else { "" };
    let shown: Vec<Line<'_>> =
        lines.into_iter().skip(usize::from(view.scroll)).take(usize::from(height)).map(Line::from).collect();
    let block = Block::bordered().title(" what was this request for? ").title_bottom(Line::from(more).right_aligned());
    frame.render_widget(Paragraph::new(shown).block(block), body);
    frame.render_widget(Paragraph::new(kinds.into_iter().map(Line::from).collect::<Vec<_>>()), list);
    let (before, after) = view.typed.parts();
    let form = vec![
        Line::from(vec![
            Span::styled("kind  ", BOLD),
            Span::raw(plain_line(&before)),
            Span::raw("▏"),
            Span::raw(plain_line(&after)),
        ]),
        Line::styled(plain_line(&view.said), BOLD),
        Line::styled(
            "type a number or name, Enter saves   u undo   ↑ ↓ scroll   q or Esc ends; what is saved stays saved",
            DIM,
        ),
    ];
    frame.render_widget(Paragraph::new(form), footer);
    height
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    use super::super::session::Item;
    use super::*;

    #[test]
    fn prompt_kinds_and_keys_are_shown_and_nothing_steers_the_terminal() {
        let text = "Fix the \u{1b}[2Jlogin test\n".repeat(40);
        let items = vec![Item { prompt: 1, text, followed: "2 calls".to_owned(), label: None }];
        let session = Session::new(items);
        let mut view = View { scroll: 900, ..View::default() };
        let mut terminal = Terminal::new(TestBackend::new(80, 20)).unwrap();
        terminal
            .draw(|frame| {
                draw(frame, &session, &mut view);
            })
            .unwrap();
        let shown = terminal.backend().to_string();
        for expected in ["1 of 1  2 calls", "login test", " 4 debugging", "14 unknown", "u undo"] {
            assert!(shown.contains(expected), "{expected} is not in {shown}");
        }
        assert!(!shown.contains('\u{1b}') && view.scroll < 100, "{}", view.scroll);
    }
}
