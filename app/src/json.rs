//! Reads JSON by hand: a derived reader costs the client two to four kilobytes for each type, and cannot name the
//! place of a fault. Here a fault carries its path, such as `models[3].name`.

use serde_json::Value;

/// What was read, or what is wrong and where.
pub type Read<T> = Result<T, String>;

/// Parses a text.
///
/// # Errors
/// Line and column of the first fault.
pub fn parse(text: &str) -> Read<Value> {
    serde_json::from_str(text).map_err(|fault| {
        ["it is not JSON (line ", &fault.line().to_string(), ", column ", &fault.column().to_string(), ")"].concat()
    })
}

fn fault<T>(name: &str, what: &str) -> Read<T> {
    Err([name, ": ", what].concat())
}

/// A field that must be there.
///
/// # Errors
/// When it is missing.
pub fn field<'a>(of: &'a Value, name: &str) -> Read<&'a Value> {
    match of.get(name) {
        Some(value) => Ok(value),
        None => fault(name, "missing"),
    }
}

/// A field that may be missing or null.
#[must_use]
pub fn optional<'a>(of: &'a Value, name: &str) -> Option<&'a Value> {
    of.get(name).filter(|value| !value.is_null())
}

/// A text.
///
/// # Errors
/// When it is missing or no text.
pub fn text(of: &Value, name: &str) -> Read<String> {
    match field(of, name)?.as_str() {
        Some(text) => Ok(text.to_owned()),
        None => fault(name, "not a text"),
    }
}

/// A text, or nothing.
#[must_use]
pub fn words(of: &Value, name: &str) -> Option<String> {
    optional(of, name)?.as_str().map(str::to_owned)
}

/// A number.
///
/// # Errors
/// When it is missing or no number.
pub fn number(of: &Value, name: &str) -> Read<f64> {
    match field(of, name)?.as_f64() {
        Some(number) => Ok(number),
        None => fault(name, "not a number"),
    }
}

/// A number, or nothing.
#[must_use]
pub fn amount(of: &Value, name: &str) -> Option<f64> {
    optional(of, name)?.as_f64()
}

/// A list.
///
/// # Errors
/// When it is missing or no list.
pub fn list<'a>(of: &'a Value, name: &str) -> Read<&'a [Value]> {
    match field(of, name)?.as_array() {
        Some(list) => Ok(list),
        None => fault(name, "not a list"),
    }
}

/// Every item of a list, read.
///
/// # Errors
/// The first fault, with the item's position.
pub fn each<T>(of: &Value, name: &str, read: impl Fn(&Value) -> Read<T>) -> Read<Vec<T>> {
    let items = list(of, name)?;
    let mut all = Vec::with_capacity(items.len());
    for item in items {
        match read(item) {
            Ok(item) => all.push(item),
            Err(error) => return Err([name, "[", &all.len().to_string(), "].", &error].concat()),
        }
    }
    Ok(all)
}

/// A column of positions below a limit.
///
/// # Errors
/// The first item that is no position.
pub fn positions(of: &Value, name: &str, below: usize) -> Read<Vec<usize>> {
    let items = list(of, name)?;
    let position = |item: &Value| item.as_u64().map(|at| at as usize).filter(|at| *at < below);
    let read: Vec<usize> = items.iter().map_while(position).collect();
    if read.len() < items.len() {
        return fault(name, &["item ", &read.len().to_string(), " points to nothing"].concat());
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_name_their_place() {
        let value = parse(r#"{"a": [{"n": 1}, {"n": "x"}], "t": 5, "at": [0, 2]}"#).unwrap();
        assert_eq!(each(&value, "a", |item| number(item, "n")), Err("a[1].n: not a number".to_owned()));
        assert_eq!(text(&value, "t"), Err("t: not a text".to_owned()));
        assert_eq!(text(&value, "u"), Err("u: missing".to_owned()));
        assert_eq!(list(&value, "t"), Err("t: not a list".to_owned()));
        assert_eq!(positions(&value, "at", 3), Ok(vec![0, 2]));
        assert_eq!(positions(&value, "at", 2), Err("at: item 1 points to nothing".to_owned()));
        assert_eq!(parse("{\n \"a\": }"), Err("it is not JSON (line 2, column 7)".to_owned()));
    }
}
