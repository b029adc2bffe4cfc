//! A machine that several people share.

use super::{Amount, Case, Dec, Fault, Outcome};

/// How long a task waits for the machine.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Queue {
    /// So many seconds on average.
    Seconds(f64),
    /// The work exceeds the machine: the queue grows without end.
    Endless,
}

/// What each of the people pays and gets.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct People {
    /// Machine and overflow, for each, a month.
    pub each: Amount,
    /// The same once one has left; None when nobody stays.
    pub one_left: Option<Amount>,
    /// What one is paid who leaves in the middle of the machine's life: a share of its value then.
    pub leaver_gets: Amount,
    /// What each gets when the machine is sold at the end.
    pub resale_each: Amount,
    /// Output tokens per second for each while `active` people use it at the same time.
    pub tok_per_s_at_peak: f64,
    /// The queue.
    pub queue: Queue,
}

/// Splits an outcome.
///
/// The queue is that of one server with equal tasks that come at random (Pollaczek and Khinchine):
/// `service · u/(2·(1 − u))`, with utilisation u and the seconds of one task.
///
/// # Errors
/// Fewer than one person, or fewer than one at the same time.
pub fn people(case: &Case, outcome: &Outcome, members: Dec, active: Dec, task_seconds: f64) -> Result<People, Fault> {
    if members < Dec::ONE {
        return Err(Fault::NotPositive("the number of people"));
    }
    if active < Dec::ONE {
        return Err(Fault::NotPositive("the people at the same time"));
    }
    let large = Fault::TooLarge("the cost of a person");
    let split = |amount: Amount, by: Dec| amount.over(by).ok_or(large);
    let residual = outcome.price.times(case.residual).ok_or(large)?;
    let rest = Dec::micro(members.millionths() - Dec::ONE.millionths());
    let utilisation = outcome.capacity.utilisation;
    let halfway = outcome.price.plus(residual).over(Dec::whole(2)).ok_or(large)?;
    Ok(People {
        each: split(outcome.both, members)?,
        one_left: if rest >= Dec::ONE { Some(split(outcome.both, rest)?) } else { None },
        leaver_gets: split(halfway, members)?,
        resale_each: split(residual, members)?,
        tok_per_s_at_peak: case.speed.decode * case.speed.batch_gain / active.to_f64(),
        queue: if utilisation < 1.0 {
            Queue::Seconds(task_seconds * utilisation / (2.0 * (1.0 - utilisation)))
        } else {
            Queue::Endless
        },
    })
}
