//! Looks around once for each model, and hands what was seen to the first answer.

use std::collections::HashMap;
use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

use super::Observation;
use crate::provider::reply::Fault;

/// The surveys of a provider, by model.
#[derive(Debug, Default)]
pub struct Surveys {
    by_model: Mutex<HashMap<String, Arc<Survey>>>,
}

/// What was seen of one model.
#[derive(Debug, Default)]
pub struct Survey {
    seen: OnceCell<Observation>,
    taken: AtomicBool,
}

impl Surveys {
    /// The survey of a model, made by `look` unless it was made before. Whoever asks meanwhile waits for it.
    ///
    /// # Errors
    /// The fault of `look`; the next caller looks again.
    pub async fn of<L, F>(&self, model: &str, look: L) -> Result<Arc<Survey>, Fault>
    where
        L: FnOnce() -> F,
        F: Future<Output = Result<Observation, Fault>>,
    {
        let survey = {
            let mut surveys = self.by_model.lock().unwrap_or_else(PoisonError::into_inner);
            surveys.entry(model.to_owned()).or_default().clone()
        };
        survey.seen.get_or_try_init(look).await?;
        Ok(survey)
    }
}

impl Survey {
    /// What was seen.
    #[must_use]
    pub fn seen(&self) -> Option<&Observation> {
        self.seen.get()
    }

    /// What was seen, for the first caller only: it is stored once, with that caller's answer.
    #[must_use]
    pub fn take(&self) -> Option<Observation> {
        if self.taken.swap(true, Ordering::SeqCst) { None } else { self.seen.get().cloned() }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use super::*;
    use crate::provider::retry::Condition;

    #[tokio::test]
    async fn one_look_for_all_and_one_taker() {
        let (surveys, looks) = (Surveys::default(), AtomicUsize::new(0));
        let look = || async {
            looks.fetch_add(1, Ordering::SeqCst);
            tokio::task::yield_now().await;
            Ok(Observation { engine: Some("x".to_owned()), ..Observation::default() })
        };
        let (a, b) = tokio::join!(surveys.of("m", look), surveys.of("m", look));
        assert_eq!(looks.load(Ordering::SeqCst), 1);
        let taken = [a.unwrap().take(), b.unwrap().take()];
        assert_eq!(taken.iter().flatten().count(), 1);
        assert_eq!(surveys.of("m", look).await.unwrap().seen().unwrap().engine.as_deref(), Some("x"));
    }

    #[tokio::test]
    async fn a_look_that_failed_is_made_again() {
        let surveys = Surveys::default();
        let fault = Fault { condition: Condition::Loading, message: String::new(), retry_after: None };
        assert!(surveys.of("m", || async { Err(fault) }).await.is_err());
        assert!(surveys.of("m", || async { Ok(Observation::default()) }).await.is_ok());
    }
}
