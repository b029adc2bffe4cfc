//! How many requests a provider gets at a time: fewer when it says that they are too many, more while all goes well.

/// What is left after the server complained.
const FEWER: f64 = 0.8;

/// The number of requests in flight, and how many there may be.
#[derive(Debug, Clone)]
pub struct Gate {
    limit: f64,
    ceiling: u32,
    in_flight: u32,
    well: u32,
    /// Counts the complaints that were heeded. Requests that were sent together are refused together: they are one
    /// complaint.
    complaints: u64,
}

/// A request that was let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket {
    complaints: u64,
}

/// What a request says of the server's load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Load {
    /// It was served.
    Served,
    /// There were too many requests.
    TooMuch,
    /// Nothing: it failed for another reason, or was never sent.
    Unknown,
}

impl Gate {
    /// A gate that begins with so many requests and never lets in more than `ceiling`.
    #[must_use]
    pub fn new(begin: u32, ceiling: u32) -> Self {
        let begin = begin.max(1);
        Self { limit: f64::from(begin), ceiling: ceiling.max(begin), in_flight: 0, well: 0, complaints: 0 }
    }

    /// How many requests there may be at a time now.
    #[must_use]
    pub fn limit(&self) -> u32 {
        (self.limit as u32).max(1)
    }

    /// Lets a request in, if there is room.
    pub fn enter(&mut self) -> Option<Ticket> {
        if self.in_flight >= self.limit() {
            return None;
        }
        self.in_flight += 1;
        Some(Ticket { complaints: self.complaints })
    }

    /// Lets a request out, and returns for how many there is room now.
    pub fn leave(&mut self, ticket: Ticket, load: Load) -> u32 {
        self.in_flight = self.in_flight.saturating_sub(1);
        match load {
            Load::Served => {
                self.well += 1;
                // A whole round of them without a complaint.
                if self.well >= self.limit() && self.limit() < self.ceiling {
                    self.limit = f64::from(self.limit() + 1);
                    self.well = 0;
                }
            }
            Load::TooMuch => {
                self.well = 0;
                if ticket.complaints == self.complaints {
                    self.limit = (self.limit * FEWER).max(1.0);
                    self.complaints += 1;
                }
            }
            Load::Unknown => {}
        }
        self.limit().saturating_sub(self.in_flight)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round(gate: &mut Gate, load: Load) {
        let tickets: Vec<Ticket> = std::iter::from_fn(|| gate.enter()).collect();
        for ticket in tickets {
            gate.leave(ticket, load);
        }
    }

    #[test]
    fn requests_refused_together_are_one_complaint() {
        let mut gate = Gate::new(10, 10);
        round(&mut gate, Load::TooMuch);
        assert_eq!(gate.limit(), 8);
        round(&mut gate, Load::TooMuch);
        assert_eq!(gate.limit(), 6, "0.8 × 8 = 6.4");
        for _ in 0..20 {
            round(&mut gate, Load::TooMuch);
        }
        assert_eq!(gate.limit(), 1, "never none");
    }

    #[test]
    fn a_round_that_goes_well_adds_one_up_to_the_ceiling() {
        let mut gate = Gate::new(2, 4);
        round(&mut gate, Load::Served);
        assert_eq!(gate.limit(), 3);
        round(&mut gate, Load::Unknown);
        assert_eq!(gate.limit(), 3);
        round(&mut gate, Load::Served);
        round(&mut gate, Load::Served);
        round(&mut gate, Load::Served);
        assert_eq!(gate.limit(), 4);
        assert_eq!(Gate::new(4, 1).ceiling, 4, "a ceiling below the beginning is none");
    }

    #[test]
    fn it_lets_in_no_more_than_there_may_be() {
        let mut gate = Gate::new(3, 3);
        let tickets: Vec<Ticket> = std::iter::from_fn(|| gate.enter()).collect();
        assert_eq!(tickets.len(), 3);
        assert_eq!(gate.leave(tickets[0], Load::Served), 1);
        assert!(gate.enter().is_some() && gate.enter().is_none());
    }
}
