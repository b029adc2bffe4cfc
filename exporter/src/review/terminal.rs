//! A review session on a real terminal. Every review is committed before the next key is read.

use std::io::IsTerminal;

use ratatui::DefaultTerminal;
use ratatui::crossterm::event::{self, DisableBracketedPaste, EnableBracketedPaste, Event};
use ratatui::crossterm::execute;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use ulid::Ulid;

use super::screen;
use super::session::{Session, Wish};
use crate::clock::now_ms;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::store::Store;

/// Whether there is a terminal to show something on and to read keys from.
///
/// # Errors
/// When there is none, with the way to do without.
pub fn required() -> Result<(), Failure> {
    if std::io::stdin().is_terminal() && std::io::stdout().is_terminal() {
        return Ok(());
    }
    Err(Failure::usage("`exporter review` needs a terminal, and this is none").hint(
        "without one, `exporter queue export --output queue.csv` writes the queue for a spreadsheet, and `exporter queue import queue.csv --author NAME` reads it back",
    ))
}

/// Runs the session to its end.
///
/// # Errors
/// When the terminal cannot be used.
pub async fn run(store: &Store, session: &mut Session) -> Result<Exit, Failure> {
    let failed = |error: std::io::Error| Failure::outside(format!("the terminal cannot be used: {error}"));
    let mut terminal = ratatui::try_init().map_err(failed)?;
    // Without it, a line break within pasted text would be taken for Enter. Terminals that do not know it pass it over.
    let _ = execute!(std::io::stdout(), EnableBracketedPaste);
    let ended = converse(store, session, &mut terminal, listen()).await.map_err(failed);
    let _ = execute!(std::io::stdout(), DisableBracketedPaste);
    ratatui::try_restore().map_err(failed)?;
    ended
}

/// Events from a thread of their own: reading them blocks.
fn listen() -> UnboundedReceiver<std::io::Result<Event>> {
    let (sender, receiver) = unbounded_channel();
    std::thread::spawn(move || {
        loop {
            let event = event::read();
            let over = event.is_err();
            if sender.send(event).is_err() || over {
                return;
            }
        }
    });
    receiver
}

async fn converse(
    store: &Store,
    session: &mut Session,
    terminal: &mut DefaultTerminal,
    mut events: UnboundedReceiver<std::io::Result<Event>>,
) -> std::io::Result<Exit> {
    let stop = stopped();
    tokio::pin!(stop);
    loop {
        let mut page = 1;
        terminal.draw(|frame| page = screen::draw(frame, session))?;
        let event = tokio::select! {
            () = &mut stop => return Ok(Exit::Interrupted),
            event = events.recv() => event,
        };
        let wish = match event {
            // The terminal is gone; what was saved is saved.
            None | Some(Err(_)) => return Ok(Exit::Interrupted),
            Some(Ok(Event::Key(key))) if !key.is_release() => {
                session.key(key, page, &Ulid::new().to_string(), now_ms())
            }
            Some(Ok(Event::Paste(text))) => {
                session.paste(&text);
                Wish::Draw
            }
            Some(Ok(_)) => Wish::Draw,
        };
        match wish {
            Wish::Draw => {}
            Wish::Quit => return Ok(Exit::Success),
            Wish::Interrupt => return Ok(Exit::Interrupted),
            Wish::Store(row) => match store.add_reviews(vec![(*row).clone()]).await {
                Ok(_) => session.stored(*row),
                Err(error) => session.refused(&error.to_string()),
            },
        }
    }
}

/// Waits until somebody asks the process to end, or the terminal's window is closed.
#[cfg(unix)]
async fn stopped() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminate), Ok(mut hang_up), Ok(mut interrupt)) =
        (signal(SignalKind::terminate()), signal(SignalKind::hangup()), signal(SignalKind::interrupt()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = hang_up.recv() => {}
        _ = interrupt.recv() => {}
    }
}

#[cfg(not(unix))]
async fn stopped() {
    drop(tokio::signal::ctrl_c().await);
}
