//! What has been read of a file so far, and the sums that follow from it.

use super::period::{self, Period};
use super::{Format, LineFault, Tokens, Usage, cut};
use crate::cost::Dec;

/// Faults that are kept with their words.
const MOST_FAULTS: usize = 100;

/// A line or entry that was read.
struct Entry {
    when: Period,
    model: String,
    tokens: Tokens,
    cost: Option<f64>,
}

/// What has been read so far.
#[derive(Default)]
pub(super) struct Reading {
    /// Whether places are entries of a JSON and not lines.
    pub in_entries: bool,
    entries: Vec<Entry>,
    faults: Vec<LineFault>,
    /// Every date, also of lines that were left out: they were days of the file all the same.
    dates: Vec<(usize, Period)>,
}

impl Reading {
    /// Reads a date; None when it is none, which is noted.
    pub fn date(&mut self, place: usize, text: &str, is_week: bool) -> Option<Period> {
        let found = period::read(text).map(|found| if is_week { found.week() } else { found });
        self.period(place, found, text)
    }

    /// Takes a date that was read from this text.
    pub fn period(&mut self, place: usize, found: Option<Period>, text: &str) -> Option<Period> {
        match &found {
            Some(found) => self.dates.push((place, found.clone())),
            None => {
                let what = ["\"", &cut(text), "\" is no date such as 2026-02-05 or month such as 2026-02"];
                self.fault(place, &what.concat());
            }
        }
        found
    }

    /// The last date began earlier.
    pub fn longer(&mut self, period: Period) -> Period {
        if let Some((_, last)) = self.dates.last_mut() {
            last.clone_from(&period);
        }
        period
    }

    /// Notes what is wrong with a line or entry.
    pub fn fault(&mut self, place: usize, what: &str) {
        self.faults.push(LineFault { line: place, is_entry: self.in_entries, what: what.to_owned() });
    }

    /// Takes the tokens of a line or entry.
    pub fn add(&mut self, when: Period, model: &str, tokens: Tokens, cost: Option<f64>) {
        self.entries.push(Entry { when, model: model.to_owned(), tokens, cost });
    }

    /// The sums.
    pub fn finish(mut self, format: Format) -> Result<Usage, LineFault> {
        if self.entries.is_empty() {
            let nothing = "there is no usage in it; export a time in which something was used";
            return Err(self.faults.into_iter().next().unwrap_or_else(|| LineFault::line(1, nothing)));
        }
        let days = self.days()?;
        let (mut total, mut months, mut models) = (Tokens::default(), Vec::new(), Vec::new());
        let mut cost = Some(0.0);
        for entry in &self.entries {
            total.add(&entry.tokens);
            cost = cost.zip(entry.cost).map(|(sum, cost)| sum + cost);
            count(&mut months, &entry.when.month, &entry.tokens);
            count(&mut models, &entry.model, &entry.tokens);
        }
        let fault_count = self.faults.len();
        self.faults.sort_by_key(|fault| fault.line);
        self.faults.truncate(MOST_FAULTS);
        let cost_usd = cost.and_then(Dec::from_f64);
        Ok(Usage { format, total, months, models, days, cost_usd, faults: self.faults, fault_count })
    }

    /// The days that the file covers.
    fn days(&self) -> Result<Dec, LineFault> {
        let mut whole: Vec<&str> = Vec::new();
        for (_, date) in self.dates.iter().filter(|(_, date)| date.whole_month) {
            if !whole.contains(&date.month.as_str()) {
                whole.push(&date.month);
            }
        }
        let single = |(_, date): &&(usize, Period)| !date.whole_month;
        if self.dates.iter().find(single).is_none() {
            return Ok(Dec::micro(30_437_500 * whole.len() as i64));
        }
        let both = self.dates.iter().filter(single).find(|(_, date)| whole.contains(&date.month.as_str()));
        if let Some((place, date)) = both {
            let what = [date.month.as_str(), " stands in the file as a whole month and in days: remove one of both"];
            return Err(LineFault { line: *place, is_entry: self.in_entries, what: what.concat() });
        }
        let first = self.dates.iter().map(|(_, date)| date.first).min().unwrap_or(0);
        let last = self.dates.iter().map(|(_, date)| date.last).max().unwrap_or(0);
        Ok(Dec::whole(last - first + 1))
    }
}

/// Adds to the entry of this name; the larger stand first, by moving it up. A file names few models and months.
fn count(all: &mut Vec<(String, Tokens)>, name: &str, tokens: &Tokens) {
    let at = all.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
        all.push((name.to_owned(), Tokens::default()));
        all.len() - 1
    });
    all[at].1.add(tokens);
    let mut at = at;
    while at > 0 && all[at - 1].1.total() < all[at].1.total() {
        all.swap(at - 1, at);
        at -= 1;
    }
}
