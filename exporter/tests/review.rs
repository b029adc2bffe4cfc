//! `exporter review` without a terminal: what each key does, and the picture that is drawn.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use std::sync::Arc;

use analytics::score::Marks;
use analytics::snapshot::v1::Stratum;
use exporter::review::queue::{Entry, Opinion};
use exporter::review::screen;
use exporter::review::session::{Filter, Mode, Session, Wish};
use exporter::store::ReviewRecord;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use support::suite;

fn marks(values: [u8; 3]) -> Marks {
    Marks(values.map(|value| value.try_into().unwrap()))
}

/// Three entries: two unresolved ones and one of the audit sample.
fn entries() -> Vec<Entry> {
    let folder = tempfile::tempdir().unwrap();
    let tasks = exporter::tasks::load_dir(&suite::small(folder.path(), 3)).unwrap();
    let entry = |(at, task): (usize, exporter::tasks::Task)| Entry {
        case: format!("case-{at}"),
        attempt: format!("attempt-{at}"),
        task: Arc::new(task),
        model: format!("model-{at}"),
        repeat: 0,
        ended: if at == 1 { "cut at the limit" } else { "" },
        answer: format!("answer {at} \u{1b}[31mred\u{9b}2J\n{}", "a long line of text ".repeat(40)),
        verdicts: vec![
            Opinion {
                judge: "Judge A".to_owned(),
                own_family: true,
                marks: Some(marks([2, 2, 2])),
                rationale: "All there.".to_owned(),
                unreadable: None,
            },
            Opinion {
                judge: "Judge B".to_owned(),
                own_family: false,
                marks: None,
                rationale: "The reply could not be read.".to_owned(),
                unreadable: Some("rather good".to_owned()),
            },
        ],
        queued: true,
        stratum: if at == 2 { Stratum::Audit } else { Stratum::Unresolved },
        inclusion: if at == 2 { 0.05 } else { 1.0 },
        why: "judges differ by 2 on correctness".to_owned(),
        reviews: Vec::new(),
    };
    tasks.into_iter().enumerate().map(entry).collect()
}

struct Bench {
    session: Session,
    number: i64,
    stored: Vec<ReviewRecord>,
}

impl Bench {
    fn new(blind: bool) -> Self {
        Self { session: Session::new(entries(), Some("Ada".to_owned()), blind), number: 0, stored: Vec::new() }
    }

    fn press(&mut self, code: KeyCode) -> Wish {
        self.number += 1;
        let key = KeyEvent::new(code, KeyModifiers::NONE);
        let wish = self.session.key(key, 10, &format!("id-{}", self.number), self.number);
        if let Wish::Store(row) = &wish {
            self.stored.push((**row).clone());
            self.session.stored((**row).clone());
        }
        wish
    }

    fn type_text(&mut self, text: &str) {
        for character in text.chars() {
            self.press(KeyCode::Char(character));
        }
    }

    fn picture(&mut self, width: u16, height: u16) -> String {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.draw(|frame| _ = screen::draw(frame, &mut self.session)).unwrap();
        let buffer = terminal.backend().buffer().clone();
        let line = |y| (0..width).map(|x| buffer[(x, y)].symbol().to_owned()).collect::<String>();
        (0..height).map(line).collect::<Vec<_>>().join("\n")
    }

    fn current(&self) -> &str {
        &self.session.current().unwrap().case
    }
}

#[test]
fn a_review_needs_three_marks_and_asks_for_a_reason() {
    let mut bench = Bench::new(false);
    bench.type_text("20");
    assert_eq!(bench.press(KeyCode::Enter), Wish::Draw);
    assert!(bench.session.notice.contains("quality has no mark yet"), "{}", bench.session.notice);
    bench.type_text("1");
    bench.press(KeyCode::Enter);
    assert_eq!(bench.session.mode, Mode::Reason { then_save: true });
    bench.type_text("q is a letter here");
    bench.press(KeyCode::Enter);
    let [row] = bench.stored.as_slice() else { panic!("{:?}", bench.stored) };
    assert_eq!((row.marks, row.reason.as_str()), (Some(marks([2, 0, 1])), "q is a letter here"));
    assert_eq!((row.author.as_str(), row.attempt_id.as_str(), &row.supersedes), ("Ada", "attempt-0", &None));
    assert_eq!((row.stratum, row.inclusion), (Stratum::Unresolved, 1.0));
    assert_eq!((bench.current(), bench.session.counts()), ("case-1", (1, 3)));
    // Without a reason: Enter twice.
    bench.type_text("222");
    bench.press(KeyCode::Enter);
    bench.press(KeyCode::Enter);
    assert_eq!(bench.stored[1].reason, "");
}

#[test]
fn undo_adds_a_row_and_brings_back_what_stood_before() {
    let mut bench = Bench::new(false);
    let decide = |bench: &mut Bench, keys: &str| {
        bench.type_text(keys);
        bench.press(KeyCode::Enter);
        bench.press(KeyCode::Enter);
    };
    decide(&mut bench, "222");
    bench.press(KeyCode::Char('u'));
    let row = bench.stored.last().unwrap();
    assert_eq!((row.marks, row.supersedes.as_deref()), (None, Some(bench.stored[0].id.as_str())));
    assert_eq!((bench.current(), bench.session.counts().0), ("case-0", 0));
    bench.press(KeyCode::Char('u'));
    assert!(bench.session.notice.contains("no review to take back"), "{}", bench.session.notice);

    decide(&mut bench, "000");
    bench.press(KeyCode::Char('p'));
    decide(&mut bench, "111");
    bench.press(KeyCode::Char('u'));
    assert_eq!(bench.stored.last().unwrap().marks, Some(marks([0, 0, 0])), "the first decision counts again");
    assert_eq!(bench.session.entries[0].reviews.len(), 5, "every row stays");
    assert!(bench.stored.windows(2).all(|rows| rows[0].created_at < rows[1].created_at));
}

#[test]
fn marks_that_are_not_saved_wait_and_are_not_lost_by_a_slip() {
    let mut bench = Bench::new(false);
    bench.type_text("21");
    bench.press(KeyCode::Char('n'));
    assert_eq!((bench.current(), bench.session.draft.marks), ("case-1", [None; 3]));
    assert_eq!(bench.press(KeyCode::Char('q')), Wish::Draw);
    assert!(bench.session.notice.contains("1 answer with marks that are not saved"), "{}", bench.session.notice);
    bench.press(KeyCode::Char('p'));
    assert_eq!(bench.session.draft.marks.iter().flatten().count(), 2);
    // A row that the database refuses leaves everything where it was.
    bench.type_text("0");
    bench.session.refused("the disk is full");
    assert!(bench.session.notice.contains("NOT saved") && bench.session.draft.marks[2].is_some());
    assert_eq!(bench.press(KeyCode::Char('q')), Wish::Quit, "said once, the second q is meant");
    let control_c = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
    bench.press(KeyCode::Char('r'));
    assert_eq!(bench.session.key(control_c, 10, "x", 1), Wish::Interrupt);
}

#[test]
fn filters_show_a_part_and_keep_the_place() {
    let mut bench = Bench::new(false);
    let mut seen = Vec::new();
    for _ in 0..5 {
        seen.push((bench.session.filter, bench.session.shown.len()));
        bench.press(KeyCode::Char('f'));
    }
    let expected =
        [(Filter::Open, 3), (Filter::All, 3), (Filter::Unresolved, 2), (Filter::Audit, 1), (Filter::Reviewed, 0)];
    assert_eq!(seen, expected);
    assert!(bench.picture(80, 24).contains("1 of 3 open"));
    bench.type_text("ffff");
    assert!(bench.picture(80, 24).contains("no answer here is reviewed"));
}

#[test]
fn the_picture_at_every_size() {
    let mut bench = Bench::new(false);
    let narrow = bench.picture(80, 24);
    let rows: Vec<&str> = narrow.lines().collect();
    let row = |text: &str| rows.iter().position(|row| row.contains(text)).unwrap_or_else(|| panic!("{text}\n{narrow}"));
    assert!(row(" task ") < row(" answer ") && row(" answer ") < row(" verdicts: "), "{narrow}");
    for expected in
        ["1 of 3 open", "(0 of 3 reviewed)", "task sum-001", "model model-0", "judges differ by 2", "0 1 2 mark"]
    {
        row(expected);
    }
    // How far the judges are apart is seen without scrolling.
    assert_eq!(row("2 2 2  Judge A [own family]") + 1, row("? ? ?  Judge B"), "{narrow}");
    let wide = bench.picture(120, 30);
    let titles = wide.lines().find(|line| line.contains(" task ") && line.contains(" answer ")).unwrap();
    assert!(titles.contains(" verdicts: "), "{wide}");
    for expected in ["Judge A [own family]:", "correctness 2", "Judge B: UNREADABLE", "rather good"] {
        assert!(wide.contains(expected), "{expected}\n{wide}");
    }
    // Nothing that the answer holds reaches the terminal as a command.
    for (width, height) in [(1, 1), (39, 11), (40, 12), (80, 24), (100, 24), (300, 80)] {
        let picture = bench.picture(width, height);
        assert!(picture.chars().all(|character| character == '\n' || !character.is_control()), "{width} × {height}");
    }
    assert!(wide.contains("␛[31mred\u{fffd}2J"), "{wide}");
    assert!(bench.picture(39, 11).contains("too small"));
    bench.press(KeyCode::Char('?'));
    let help = bench.picture(80, 24);
    for (_, what) in exporter::review::keys::HELP {
        assert!(help.contains(what), "{what:?} is cut:\n{help}");
    }
    bench.press(KeyCode::Char('q'));
    assert_eq!(bench.session.mode, Mode::Browse, "any key leaves the help");
}

#[test]
fn a_pane_scrolls_to_its_end_and_no_further() {
    let mut bench = Bench::new(false);
    let first = bench.picture(80, 24);
    assert!(first.contains("answer 0"));
    bench.press(KeyCode::End);
    let last = bench.picture(80, 24);
    assert!(!last.contains("answer 0") && last.contains(" ↑ "), "{last}");
    let at = bench.session.scroll[1];
    bench.press(KeyCode::Down);
    bench.picture(80, 24);
    assert_eq!(bench.session.scroll[1], at);
    bench.press(KeyCode::Tab);
    assert_eq!(bench.session.pane, 2);
    bench.press(KeyCode::BackTab);
    bench.press(KeyCode::Home);
    assert_eq!(bench.picture(80, 24), first);
}

#[test]
fn blind_until_decided() {
    let mut bench = Bench::new(true);
    for (width, height) in [(80, 24), (140, 40)] {
        let picture = bench.picture(width, height);
        for hidden in ["model-0", "Judge A", "judges differ", "rather good"] {
            assert!(!picture.contains(hidden), "{hidden}\n{picture}");
        }
    }
    bench.type_text("111");
    bench.press(KeyCode::Enter);
    bench.press(KeyCode::Enter);
    bench.press(KeyCode::Char('p'));
    let picture = bench.picture(140, 40);
    assert!(picture.contains("model-0") && picture.contains("Judge A") && picture.contains("Ada decided"), "{picture}");
}

#[test]
fn the_author_is_asked_for_once() {
    let mut session = Session::new(entries(), None, false);
    let press = |session: &mut Session, code| session.key(KeyEvent::new(code, KeyModifiers::NONE), 10, "x", 1);
    press(&mut session, KeyCode::Enter);
    assert!(session.mode == Mode::Author && session.notice.contains("needs a name"));
    session.paste("Grace\nHopper");
    press(&mut session, KeyCode::Enter);
    assert_eq!((session.mode.clone(), session.author.as_str()), (Mode::Browse, "Grace Hopper"));
    session.paste("pasted while reading");
    assert!(session.notice.contains("press r"), "pasted text is no command");
}
