//! Reads a TOML table field by field and collects every fault with its line, where serde would stop at the first.

use std::collections::BTreeSet;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::Fault;
use super::front_matter::Parts;
use super::suggest;

/// Where faults of one file gather.
#[derive(Debug)]
pub struct Sheet<'a> {
    file: &'a Path,
    parts: &'a Parts<'a>,
    faults: Vec<Fault>,
}

impl<'a> Sheet<'a> {
    /// A sheet without faults.
    pub fn new(file: &'a Path, parts: &'a Parts<'a>) -> Self {
        Self { file, parts, faults: Vec::new() }
    }

    /// Notes a fault on a line of the file.
    pub fn fault(&mut self, line: usize, reason: impl Into<String>) {
        self.faults.push(Fault::on_line(self.file, line, reason));
    }

    /// The line of the file at this byte of the front matter.
    pub fn line_of(&self, offset: usize) -> usize {
        self.parts.line_of(offset)
    }

    /// All faults noted.
    pub fn into_faults(self) -> Vec<Fault> {
        self.faults
    }
}

/// A value and the line of the file on which it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Line of the file, from 1.
    pub line: usize,
}

/// A table that is being read. Fields that nobody asked for are faults when it is [finished](Self::finish).
#[derive(Debug)]
pub struct Fields<'t> {
    table: &'t DeTable<'t>,
    /// What the table is, for messages: "the front matter", "check \"x\"".
    pub name: String,
    /// Line for what is missing.
    pub line: usize,
    asked: BTreeSet<&'static str>,
}

impl<'t> Fields<'t> {
    /// Begins to read a table.
    pub fn new(table: &'t DeTable<'t>, name: impl Into<String>, line: usize) -> Self {
        Self { table, name: name.into(), line, asked: BTreeSet::new() }
    }

    /// The raw value of a field that may be missing.
    pub fn optional(&mut self, field: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.asked.insert(field);
        self.table.get(field)
    }

    /// The raw value of a field that must be there.
    pub fn required(&mut self, sheet: &mut Sheet<'_>, field: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        let value = self.optional(field);
        if value.is_none() {
            sheet.fault(self.line, format!("{} has no field {field:?}; add it", self.name));
        }
        value
    }

    /// A text that must be there and not be blank.
    pub fn text(&mut self, sheet: &mut Sheet<'_>, field: &'static str) -> Option<At<String>> {
        let value = self.required(sheet, field)?;
        as_text(sheet, field, value)
    }

    /// A whole number that must be there and lie in the range.
    pub fn integer(&mut self, sheet: &mut Sheet<'_>, field: &'static str, low: i64, high: i64) -> Option<At<i64>> {
        let value = self.required(sheet, field)?;
        as_integer(sheet, field, value, low, high)
    }

    /// A count that may be missing.
    pub fn optional_count(&mut self, sheet: &mut Sheet<'_>, field: &'static str) -> Option<At<u64>> {
        let value = self.optional(field)?;
        let count = as_integer(sheet, field, value, 0, i64::MAX)?;
        Some(At { value: count.value.unsigned_abs(), line: count.line })
    }

    /// A number, whole or not, that may be missing.
    pub fn optional_number(&mut self, sheet: &mut Sheet<'_>, field: &'static str) -> Option<At<serde_json::Number>> {
        let value = self.optional(field)?;
        as_number(sheet, field, value)
    }

    /// A list of texts that must be there, with at least one entry, none of them blank.
    pub fn texts(&mut self, sheet: &mut Sheet<'_>, field: &'static str) -> Option<Vec<At<String>>> {
        let value = self.required(sheet, field)?;
        let line = line_of(sheet, value);
        let Some(list) = value.get_ref().as_array() else {
            sheet.fault(line, wrong_type(field, "a list of strings", value.get_ref()));
            return None;
        };
        if list.is_empty() {
            sheet.fault(line, format!("{field:?} is an empty list; give at least one text"));
            return None;
        }
        let texts: Vec<_> = list.iter().filter_map(|entry| as_text(sheet, field, entry)).collect();
        (texts.len() == list.len()).then_some(texts)
    }

    /// A list of tables that must be there; empty when it is missing or wrong. Each table comes with its line.
    pub fn tables(&mut self, sheet: &mut Sheet<'_>, field: &'static str) -> Option<Vec<At<&'t DeTable<'t>>>> {
        let value = self.required(sheet, field)?;
        let line = line_of(sheet, value);
        let Some(list) = value.get_ref().as_array() else {
            let how = format!("; write each of them under a line of [[{field}]]");
            sheet.fault(line, wrong_type(field, "a list of tables", value.get_ref()) + &how);
            return None;
        };
        let mut tables = Vec::with_capacity(list.len());
        for entry in list.iter() {
            let line = line_of(sheet, entry);
            match entry.get_ref().as_table() {
                Some(table) => tables.push(At { value: table, line }),
                None => sheet.fault(line, wrong_type(field, "a list of tables", entry.get_ref())),
            }
        }
        Some(tables)
    }

    /// Faults every field that nobody asked for.
    pub fn finish(self, sheet: &mut Sheet<'_>) {
        let known: Vec<&str> = self.asked.iter().copied().collect();
        for key in self.table.keys() {
            let name = key.get_ref().as_ref();
            if !self.asked.contains(name) {
                let line = sheet.line_of(key.span().start);
                sheet.fault(line, format!("unknown field {name:?} in {}; {}", self.name, suggest::hint(name, &known)));
            }
        }
    }
}

/// The line of a value.
pub fn line_of(sheet: &Sheet<'_>, value: &Spanned<DeValue<'_>>) -> usize {
    sheet.line_of(value.span().start)
}

/// A text that is not blank.
pub fn as_text(sheet: &mut Sheet<'_>, field: &str, value: &Spanned<DeValue<'_>>) -> Option<At<String>> {
    let line = line_of(sheet, value);
    let Some(text) = value.get_ref().as_str() else {
        sheet.fault(line, wrong_type(field, "a string", value.get_ref()));
        return None;
    };
    if text.trim().is_empty() {
        sheet.fault(line, format!("{field:?} is blank; write a text"));
        return None;
    }
    Some(At { value: text.to_owned(), line })
}

fn as_integer(
    sheet: &mut Sheet<'_>,
    field: &str,
    value: &Spanned<DeValue<'_>>,
    low: i64,
    high: i64,
) -> Option<At<i64>> {
    let line = line_of(sheet, value);
    let Some(written) = value.get_ref().as_integer() else {
        sheet.fault(line, wrong_type(field, "a whole number", value.get_ref()));
        return None;
    };
    match i64::from_str_radix(written.as_str(), written.radix()) {
        Ok(number) if (low..=high).contains(&number) => Some(At { value: number, line }),
        _ => {
            let range =
                if high >= i64::from(u32::MAX) { format!("at least {low}") } else { format!("{low} to {high}") };
            sheet.fault(line, format!("{field:?} is {written}, out of range; it must be {range}"));
            None
        }
    }
}

fn as_number(sheet: &mut Sheet<'_>, field: &str, value: &Spanned<DeValue<'_>>) -> Option<At<serde_json::Number>> {
    let line = line_of(sheet, value);
    match to_json(value.get_ref()) {
        Some(serde_json::Value::Number(number)) => Some(At { value: number, line }),
        _ => {
            sheet.fault(line, wrong_type(field, "a finite number", value.get_ref()));
            None
        }
    }
}

/// The value as JSON; None for what JSON has not (dates, infinities, whole numbers beyond 64 bits).
pub fn to_json(value: &DeValue<'_>) -> Option<serde_json::Value> {
    use serde_json::Value;
    Some(match value {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Integer(number) => Value::Number(i64::from_str_radix(number.as_str(), number.radix()).ok()?.into()),
        DeValue::Float(number) => Value::Number(serde_json::Number::from_f64(number.as_str().parse().ok()?)?),
        DeValue::Boolean(truth) => Value::Bool(*truth),
        DeValue::Datetime(_) => return None,
        DeValue::Array(list) => Value::Array(list.iter().map(|entry| to_json(entry.get_ref())).collect::<Option<_>>()?),
        DeValue::Table(table) => Value::Object(
            table
                .iter()
                .map(|(key, entry)| Some((key.get_ref().to_string(), to_json(entry.get_ref())?)))
                .collect::<Option<_>>()?,
        ),
    })
}

/// What to say of a value of the wrong type.
pub fn wrong_type(field: &str, wanted: &str, found: &DeValue<'_>) -> String {
    let found = match found {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a decimal number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    format!("{field:?} must be {wanted}, not {found}")
}
