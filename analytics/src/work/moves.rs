//! What of somebody's work could move to a machine of one's own, and what keeps the rest where it is.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Kind;
use crate::category::Category;
use crate::decision::ScoreFacts;

impl Kind {
    /// The category of tasks that measures this kind; None where no task does.
    #[must_use]
    pub const fn category(self) -> Option<Category> {
        match self {
            Self::SimpleCoding => Some(Category::SimpleCoding),
            Self::Refactoring => Some(Category::Refactoring),
            Self::Architecture => Some(Category::Architecture),
            Self::Debugging => Some(Category::Debugging),
            Self::MultiFile => Some(Category::MultiFile),
            Self::Reasoning => Some(Category::Reasoning),
            Self::NonCoding => Some(Category::NonCoding),
            Self::CommitMessage
            | Self::Documentation
            | Self::StatusReport
            | Self::WebResearch
            | Self::Planning
            | Self::Creative
            | Self::Unknown => None,
        }
    }
}

/// Where a request can go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// To the machine.
    Local,
    /// To a provider, as before.
    Cloud,
    /// Nobody knows: to a provider until somebody measures.
    NotEnoughData,
}

/// What keeps a request away from the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Block {
    /// The whole interval of the model's score lies below what is good enough.
    ScoreTooLow,
    /// The interval holds what is good enough.
    ScoreUndecided,
    /// The snapshot holds no score of the model for this kind.
    NoScore,
    /// No task measures this kind of work.
    NoTask,
    /// A tool searched or fetched from the web.
    NeedsWeb,
    /// Its longest context does not fit.
    ContextTooLong,
    /// The machine has no hours left for it.
    NoCapacity,
    /// Nothing is known of the model's speed on the machine.
    SpeedUnknown,
}

impl Block {
    /// In words.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::ScoreTooLow => "the model's score is below what is good enough",
            Self::ScoreUndecided => {
                "the interval of the model's score holds what is good enough: more tasks would decide"
            }
            Self::NoScore => "the snapshot has no score of the model for this kind",
            Self::NoTask => "no task measures this kind of work",
            Self::NeedsWeb => "it searched the web",
            Self::ContextTooLong => "its longest context does not fit",
            Self::NoCapacity => "the machine has no hours left for it",
            Self::SpeedUnknown => "nothing is known of the model's speed on this machine",
        }
    }

    const fn place(self) -> Place {
        match self {
            Self::ScoreUndecided | Self::NoScore | Self::NoTask | Self::SpeedUnknown => Place::NotEnoughData,
            Self::ScoreTooLow | Self::NeedsWeb | Self::ContextTooLong | Self::NoCapacity => Place::Cloud,
        }
    }
}

/// A request or a group of equal ones, as far as this question needs it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Work {
    /// What it was for.
    pub kind: Kind,
    /// How many requests it stands for: 1, or those of a group that a profile counts together.
    pub requests: f64,
    /// All its tokens.
    pub tokens: u64,
    /// What it cost in US dollars, as far as prices are known.
    pub usd: f64,
    /// Hours from the prompt to the last response, as they were.
    pub waited_h: f64,
    /// Most tokens in a context of it, response included.
    pub context: u64,
    /// Whether a tool used the web.
    pub web: bool,
    /// Hours that the machine would need; None where its speed is unknown.
    pub machine_h: Option<f64>,
}

/// The model on the machine.
#[derive(Debug, Clone, PartialEq)]
pub struct Host {
    /// The model's score by category, in the order of [`Category::ALL`].
    pub scores: Vec<Option<ScoreFacts>>,
    /// The score from which on an answer is good enough, 0 to 2.
    pub enough: f64,
    /// Most tokens of context that model and memory allow.
    pub context: u64,
    /// Hours that the machine is on in the time of the history.
    pub available_h: f64,
}

/// Sums over requests; a request that the machine has hours for in part counts in part.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Amounts {
    /// Requests.
    pub requests: f64,
    /// Tokens.
    pub tokens: f64,
    /// US dollars.
    pub usd: f64,
    /// Hours waited, as they were.
    pub waited_h: f64,
    /// Hours of the machine; 0 where it would not do the work.
    pub machine_h: f64,
}

impl Amounts {
    fn add(&mut self, work: &Work, part: f64, on_machine: bool) {
        self.requests += work.requests * part;
        #[allow(clippy::cast_precision_loss, reason = "token counts lie far below 2^53")]
        let tokens = work.tokens as f64;
        self.tokens += tokens * part;
        self.usd += work.usd * part;
        self.waited_h += work.waited_h * part;
        if on_machine {
            self.machine_h += work.machine_h.unwrap_or(0.0) * part;
        }
    }
}

/// What moves.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Moves {
    /// By place: local, cloud, not enough data.
    pub places: BTreeMap<Place, Amounts>,
    /// What blocks the rest, most requests first.
    pub blocks: Vec<(Block, Amounts)>,
    /// By kind of work, most requests first, with its place by score alone.
    pub kinds: Vec<(Kind, Place, Amounts)>,
    /// Hours that the machine would need for everything that it does well enough and that fits.
    pub wanted_h: f64,
    /// Hours that it has.
    pub available_h: f64,
}

/// Sorts requests by where they can go. The first thing that blocks a request is the one that is named: what no
/// machine could change (score, web) before what a larger one would.
#[must_use]
pub fn moves(work: &[Work], host: &Host) -> Moves {
    let blocks: Vec<Option<Block>> = work.iter().map(|work| block(work, host)).collect();
    let wanted_h: f64 =
        work.iter().zip(&blocks).filter(|(_, block)| block.is_none()).filter_map(|(work, _)| work.machine_h).sum();
    let served = if wanted_h > host.available_h { host.available_h / wanted_h } else { 1.0 };
    let mut found = Moves { wanted_h, available_h: host.available_h, ..Moves::default() };
    for place in [Place::Local, Place::Cloud, Place::NotEnoughData] {
        found.places.insert(place, Amounts::default());
    }
    let mut by_block: BTreeMap<Block, Amounts> = BTreeMap::new();
    let mut by_kind: BTreeMap<Kind, Amounts> = BTreeMap::new();
    for (work, block) in work.iter().zip(blocks) {
        by_kind.entry(work.kind).or_default().add(work, 1.0, false);
        let mut put = |block: Option<Block>, part: f64| {
            let place = block.map_or(Place::Local, Block::place);
            found.places.entry(place).or_default().add(work, part, block.is_none());
            if let Some(block) = block {
                by_block.entry(block).or_default().add(work, part, false);
            }
        };
        match block {
            Some(block) => put(Some(block), 1.0),
            None => {
                put(None, served);
                if served < 1.0 {
                    put(Some(Block::NoCapacity), 1.0 - served);
                }
            }
        }
    }
    let most = |amounts: &Amounts| std::cmp::Reverse((amounts.requests * 1e6) as u64);
    found.blocks = by_block.into_iter().collect();
    found.blocks.sort_by_key(|(_, amounts)| most(amounts));
    found.kinds = by_kind
        .into_iter()
        .map(|(kind, amounts)| (kind, by_score(kind, host).map_or(Place::Local, Block::place), amounts))
        .collect();
    found.kinds.sort_by_key(|(_, _, amounts)| most(amounts));
    found
}

fn by_score(kind: Kind, host: &Host) -> Option<Block> {
    let Some(category) = kind.category() else { return Some(Block::NoTask) };
    let at = Category::ALL.iter().position(|known| *known == category).unwrap_or(0);
    match host.scores.get(at).copied().flatten() {
        None => Some(Block::NoScore),
        Some(score) if score.low >= host.enough => None,
        Some(score) if score.high < host.enough => Some(Block::ScoreTooLow),
        Some(_) => Some(Block::ScoreUndecided),
    }
}

fn block(work: &Work, host: &Host) -> Option<Block> {
    by_score(work.kind, host)
        .or_else(|| work.web.then_some(Block::NeedsWeb))
        .or_else(|| (work.context > host.context).then_some(Block::ContextTooLong))
        .or_else(|| work.machine_h.is_none().then_some(Block::SpeedUnknown))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work(kind: Kind, context: u64, machine_h: Option<f64>) -> Work {
        Work { kind, requests: 1.0, tokens: 1_000, usd: 0.5, waited_h: 0.1, context, web: false, machine_h }
    }

    fn host(available_h: f64) -> Host {
        let score = |low, high| Some(ScoreFacts { value: f64::midpoint(low, high), low, high, n: 9 });
        // Simple coding is good enough, refactoring is not, architecture is open, debugging has no score.
        let scores = vec![score(1.6, 1.9), score(0.2, 0.9), score(1.2, 1.7), None, None, None, None];
        Host { scores, enough: 1.5, context: 32_768, available_h }
    }

    #[test]
    fn every_request_goes_somewhere_and_the_reason_is_named() {
        let all = [
            work(Kind::SimpleCoding, 10_000, Some(1.0)),
            work(Kind::SimpleCoding, 40_000, Some(1.0)),
            Work { web: true, ..work(Kind::SimpleCoding, 10_000, Some(1.0)) },
            work(Kind::SimpleCoding, 10_000, None),
            work(Kind::Refactoring, 10_000, Some(1.0)),
            work(Kind::Architecture, 10_000, Some(1.0)),
            work(Kind::Debugging, 10_000, Some(1.0)),
            work(Kind::CommitMessage, 10_000, Some(1.0)),
        ];
        let found = moves(&all, &host(10.0));
        let requests = |place| found.places[&place].requests;
        assert_eq!([Place::Local, Place::Cloud, Place::NotEnoughData].map(requests), [1.0, 3.0, 4.0]);
        let blocks: BTreeMap<Block, f64> =
            found.blocks.iter().map(|(block, amounts)| (*block, amounts.requests)).collect();
        for block in [
            Block::ContextTooLong,
            Block::NeedsWeb,
            Block::SpeedUnknown,
            Block::ScoreTooLow,
            Block::ScoreUndecided,
            Block::NoScore,
            Block::NoTask,
        ] {
            assert_eq!(blocks.get(&block), Some(&1.0), "{block:?}");
        }
        assert_eq!((found.kinds[0].0, found.kinds[0].1), (Kind::SimpleCoding, Place::Local));
        assert_eq!((found.wanted_h, found.places[&Place::Local].machine_h), (1.0, 1.0));
    }

    #[test]
    fn what_the_machine_has_no_hours_for_stays_in_the_cloud() {
        let all = vec![work(Kind::SimpleCoding, 10_000, Some(2.0)); 10];
        let found = moves(&all, &host(5.0));
        let (local, cloud) = (found.places[&Place::Local], found.places[&Place::Cloud]);
        // 5 of 20 hours.
        assert!((local.requests - 2.5).abs() < 1e-9 && (cloud.requests - 7.5).abs() < 1e-9);
        assert!((local.machine_h - 5.0).abs() < 1e-9 && (local.usd + cloud.usd - 5.0).abs() < 1e-9);
        assert_eq!(found.blocks[0].0, Block::NoCapacity);
        assert_eq!(moves(&[], &host(5.0)).places[&Place::Local], Amounts::default());
    }
}
