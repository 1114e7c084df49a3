//! What differs between services: their heights, their rounds, and the instructions of their program.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use ncn_kit::packing::Signed;
use restake_cli::chain::Chain;
use restake_cli::error::Result;
use restake_cli::session::{Plan, Sentences, Session};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

/// A height of a kind of votes. An operator signs one vote for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Height {
    /// The subject, as the NCN numbers them: a feed of the oracle.
    pub kind: u8,
    /// The height's number.
    pub number: u64,
}

impl std::fmt::Display for Height {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "height {} of kind {}", self.number, self.kind)
    }
}

/// The time in which a height takes votes, in unix seconds of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The height.
    pub at: Height,
    /// The first second.
    pub opens_at: i64,
    /// The first second after it.
    pub closes_at: i64,
}

/// What the chain knows of a height.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// The operators that may vote, with their weights.
    pub weights: BTreeMap<Pubkey, u64>,
    /// The operators of which the vote is on the chain.
    pub reported: BTreeSet<Pubkey>,
    /// What the chain keeps of each vote's content, from the content's first byte on: all of it, a part, or nothing. A vote of the
    /// operator's own with another content halts the operator.
    pub contents: BTreeMap<Pubkey, Vec<u8>>,
    /// Takes no votes any more.
    pub is_final: bool,
    /// The account of the round.
    pub account: Pubkey,
    /// The stake table of the weights.
    pub table: Pubkey,
}

/// A service (NCN) as a node sees it. The kit of the node does all else.
pub trait Service: Send + Sync {
    /// The NCN.
    fn ncn(&self) -> Pubkey;

    /// The windows that take votes at `now`, the chain's time, the earliest first.
    ///
    /// # Errors
    /// If the chain cannot be read.
    fn windows(&self, chain: &dyn Chain, now: i64) -> Result<Vec<Window>>;

    /// What the chain knows of a height with an open window. A height without a vote yet has the weights of the table that it
    /// will open with. No weights means that the table has none: a table that a node does not know of is an error.
    ///
    /// # Errors
    /// If the chain or the table cannot be read, or the height can take no votes.
    fn round(&self, chain: &dyn Chain, at: Height) -> Result<Round>;

    /// The instructions that carry `votes`, all of height `at`, to its round.
    ///
    /// # Errors
    /// If the votes fit in no instruction.
    fn report(&self, chain: &dyn Chain, at: Height, round: &Round, votes: &[Signed]) -> Result<Vec<Instruction>>;

    /// Whether a vote's content has the form that the program takes: an aggregator keeps no other vote.
    fn admits(&self, content: &[u8]) -> bool {
        let _ = content;
        true
    }

    /// The content of a vote without an observation at `now`; none where the service has no such vote, so that the operator is
    /// silent.
    fn abstention(&self, window: &Window, now: i64) -> Option<Vec<u8>>;

    /// The sentences of the program's errors, for the keeper's log.
    fn sentences(&self) -> Option<Sentences> {
        None
    }

    /// What anyone may send now to keep the service alive, the most urgent first: what ends rounds, judges, slashes, jails,
    /// closes.
    ///
    /// # Errors
    /// If the chain cannot be read.
    fn chores(&self, session: &Session, now: i64) -> Result<Vec<Chore>>;
}

/// Does a chore in a keeper's session, by one transaction or several.
pub type Work = Box<dyn FnOnce(&mut Session) -> Result<()>>;

/// Something that anyone may send.
pub struct Chore {
    /// Tells it from every other one: a chore that failed is not tried again at once.
    pub key: String,
    /// What it is, as the metrics and the earnings name it: `finalize`, `judge`, `slash`.
    pub kind: &'static str,
    /// Does it.
    pub work: Work,
}

impl Chore {
    /// A chore of `kind` for the accounts that `key` names, which one transaction does.
    pub fn new(kind: &'static str, key: impl std::fmt::Display, plan: Plan) -> Self {
        Self::by(kind, key, |session| session.carry_out(plan))
    }

    /// A chore that `work` does.
    pub fn by(
        kind: &'static str,
        key: impl std::fmt::Display,
        work: impl FnOnce(&mut Session) -> Result<()> + 'static,
    ) -> Self {
        Self { key: format!("{kind} {key}"), kind, work: Box::new(work) }
    }
}

/// What an operator observes: the only thing that the builder of a service writes.
///
/// ```
/// use async_trait::async_trait;
/// use restake_cli::error::Result;
/// use restake_node::service::{Performer, Window};
///
/// struct Constant(u64);
///
/// #[async_trait]
/// impl Performer for Constant {
///     async fn observe(&self, _: &Window, _: i64) -> Result<Option<Vec<u8>>> {
///         Ok(Some(self.0.to_le_bytes().to_vec()))
///     }
/// }
/// ```
#[async_trait]
pub trait Performer: Send + Sync {
    /// The content of the operator's vote for a height, where `now` is the chain's time. None, an error, or no answer in the
    /// operator's time limit abstains, and so does a panic. The node calls it once for a height; the first content that it signs
    /// stands, also across crashes.
    ///
    /// # Errors
    /// Why there is no observation: it is logged.
    async fn observe(&self, window: &Window, now: i64) -> Result<Option<Vec<u8>>>;
}
