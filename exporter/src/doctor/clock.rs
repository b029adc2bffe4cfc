//! Whether this machine's clock is right, by what servers say of theirs.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use super::Finding;
use crate::clock::now_ms;

/// A difference that no network explains, in milliseconds.
const TOO_FAR_MS: i64 = 60_000;
/// 2026-01-01: this program is younger than that.
const BEFORE_THIS_PROGRAM_MS: i64 = 1_767_225_600_000;

/// A server's `Date`, and what time it was here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Date {
    pub server: String,
    pub here_ms: i64,
}

pub(super) fn of(dates: &[Date]) -> Finding {
    let mend = "set the clock: rows and snapshots carry its time";
    if now_ms() < BEFORE_THIS_PROGRAM_MS {
        return Finding::problem("clock", "this machine's clock stands before 2026", mend);
    }
    let off = dates.iter().filter_map(|date| {
        let there = OffsetDateTime::parse(&date.server, &Rfc2822).ok()?;
        Some(date.here_ms - there.unix_timestamp() * 1000)
    });
    match off.min_by_key(|off| off.abs()) {
        None => Finding::not_checked("clock", "no server told what time it is", ""),
        Some(off) if off.abs() > TOO_FAR_MS => {
            let way = if off > 0 { "ahead of" } else { "behind" };
            Finding::warning("clock", format!("this machine is {} s {way} the servers", off.abs() / 1000), mend)
        }
        Some(_) => Finding::ok("clock", "agrees with the servers"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Status;
    use super::*;

    #[test]
    fn the_nearest_server_counts() {
        let at = |here_ms| Date { server: "Thu, 01 Jan 2026 00:01:00 GMT".to_owned(), here_ms };
        let right = BEFORE_THIS_PROGRAM_MS + 60_000;
        assert_eq!(of(&[]).status, Status::NotChecked);
        assert_eq!(of(&[at(right + 900)]).status, Status::Ok);
        assert_eq!(of(&[at(right + 3_600_000), at(right - 5_000)]).status, Status::Ok);
        let off = of(&[at(right - 3_600_000)]);
        assert!(off.status == Status::Warning && off.text.contains("3600 s behind"), "{off:?}");
        assert_eq!(of(&[Date { server: "soon".to_owned(), here_ms: 0 }]).status, Status::NotChecked);
    }
}
