//! Waits until a server has loaded its model, before a question is sent that it would refuse.

use std::time::{Duration, Instant};

use crate::provider::http::Http;
use crate::provider::look::From;
use crate::provider::reply::Fault;
use crate::provider::retry::Condition;

/// In one go; whoever wants to wait longer comes back (the retry table has a row for it), so that a request to stop is
/// heard in between.
const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// The first wait between two looks, and the longest.
const WAITS: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(1));

/// Returns once the server does not say any more that it is loading. Servers without such a path are ready.
///
/// # Errors
/// [`Condition::Loading`] when it takes longer; the fault of the connection when nobody listens.
pub async fn ready(http: &Http) -> Result<(), Fault> {
    let begun = Instant::now();
    let mut wait = WAITS.0;
    loop {
        match http.get(From::Root, "/health").await {
            Ok(looked) if looked.status == 503 => {}
            Ok(_) => return Ok(()),
            Err(fault) if fault.condition == Condition::Unreachable => return Err(fault),
            // Too busy to say how it is: the question itself will tell.
            Err(_) => return Ok(()),
        }
        if begun.elapsed() + wait > LONGEST_WAIT {
            let message = format!("{} is still loading its model (its /health says 503)", http.base_url);
            return Err(Fault { condition: Condition::Loading, message, retry_after: None });
        }
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(WAITS.1);
    }
}
