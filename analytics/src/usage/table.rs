//! The lines of a table as entries of usage.

use super::columns::{Class, Columns, When};
use super::{Format, LineFault, Reading, Tokens, csv, number, period};

/// The entries of a table; faults of single lines go into the reading.
pub(super) fn entries(text: &str, reading: &mut Reading) -> Result<Format, LineFault> {
    let table = csv::read(text);
    let mut records = table.records.into_iter();
    let header = records.next().ok_or_else(|| {
        LineFault::line(1, "the file is empty; export your usage again, as CSV or as JSON of ccusage")
    })?;
    let before_json = header.line == 1 && text.lines().skip(1).any(|line| line.trim() == "{");
    if before_json {
        let what = "this line stands before the JSON: remove it, or keep messages out of the file with `ccusage daily --json 2>/dev/null > usage.json`";
        return Err(LineFault::line(1, what));
    }
    let columns = Columns::of(header.line, header.cells)?;
    // Where semicolons stand between cells the comma is the decimal sign, so a dot parts thousands.
    let dot_parts = table.separator == b';';
    for record in records {
        let line = record.line;
        let cells = record.cells;
        let cell = |at: usize| cells.get(at).map_or("", String::as_str);
        let when = match columns.when {
            When::Date(at) => reading.date(line, cell(at), false),
            When::Week(at) => reading.date(line, cell(at), true),
            When::Parts(year, month, day) => {
                let found = period::of_numbers(cell(year), cell(month), day.map(cell));
                reading.period(line, found, &[cell(year), "-", cell(month)].concat())
            }
        };
        let Some(when) = when else { continue };
        if cells.len() != columns.names.len() {
            let (has, wants) = (cells.len().to_string(), columns.names.len().to_string());
            let hint = "; put a cell that holds the separator into quotation marks";
            reading.fault(line, &["it has ", &has, " cells where the header has ", &wants, hint].concat());
            continue;
        }
        match tokens(&cells, &columns, dot_parts) {
            Ok((tokens, cost)) => reading.add(when, columns.model.map_or("", cell), tokens, cost),
            Err(what) => reading.fault(line, &what),
        }
    }
    Ok(columns.format)
}

fn tokens(cells: &[String], columns: &Columns, dot_parts: bool) -> Result<(Tokens, Option<f64>), String> {
    // Of each class its number and the column that said so.
    let mut found: Vec<(Class, u128, usize)> = Vec::new();
    let mut cost = None;
    for (at, class) in columns.classes.iter().enumerate() {
        let Some(class) = *class else { continue };
        let cell = cells[at].as_str();
        if class == Class::Cost {
            // A file's own money is kept where it can be read; no tokens are lost for the sake of it.
            cost = cost.or_else(|| money(cell));
            continue;
        }
        let count =
            number::count(cell, dot_parts).map_err(|what| ["column ", &columns.names[at], ": ", &what].concat())?;
        match found.iter().find(|(known, ..)| *known == class) {
            Some((_, before, _)) if *before == count => {}
            Some((.., first)) => {
                let (one, other) = (&columns.names[*first], &columns.names[at]);
                return Err(["the columns ", one, " and ", other, " mean the same and differ: remove one"].concat());
            }
            None => found.push((class, count, at)),
        }
    }
    let of = |wanted: Class| found.iter().find(|(class, ..)| *class == wanted).map_or(0, |(_, count, _)| *count);
    let (write_all, short, long) = (of(Class::Write), of(Class::Write5m), of(Class::Write1h));
    if write_all > 0 && short + long > 0 && write_all != short + long {
        return Err("cache writes are given in all and by how long they are kept, and the parts do not add up: remove one of both".to_owned());
    }
    let short = if short + long > 0 { short } else { write_all };
    let (read, cached) = (of(Class::Read), of(Class::Cached));
    if read > 0 && cached > 0 && read != cached {
        return Err("it has cached tokens and cache reads, and they differ: remove one of both".to_owned());
    }
    let (read, output) = (read.max(cached), of(Class::Output));
    let input = of(Class::Fresh) + of(Class::Input) + of(Class::Prompt);
    let in_cache = read + short + long;
    let (total, alone) = (of(Class::Total), input + output);
    // A total decides whether the cached tokens are a part of the input; without one their names do.
    let inclusive = if columns.has(Class::Fresh) {
        false
    } else if in_cache > 0 && (total == alone || total == alone + in_cache) {
        total == alone
    } else {
        columns.has(Class::Prompt) || columns.has(Class::Cached)
    };
    let fresh = if inclusive { input.checked_sub(in_cache) } else { Some(input) };
    let fresh = fresh.ok_or("it has more cached tokens than input tokens that they are a part of")?;
    Ok((Tokens { fresh, write: short, write_1h: long, read, output }, cost))
}

/// Dollars, perhaps behind their sign.
fn money(cell: &str) -> Option<f64> {
    cell.trim().trim_start_matches('$').parse().ok().filter(|dollars: &f64| dollars.is_finite() && *dollars >= 0.0)
}
