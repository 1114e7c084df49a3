//! What happens to rewards. Each is numbered among its tree's events and carries the figures to recompute it from.

use anchor_lang::prelude::*;
use ledger::RewardBooks;

/// A tree of rewards was opened; `number` 1 of its events.
#[event(bytemuck)]
pub struct RewardTreeOpened {
    /// The tree.
    pub tree: Address,
    /// The number of this event among the tree's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The NCN that pays the rewards.
    pub ncn: Address,
    /// The mint of what it pays.
    pub mint: Address,
    /// The token account that holds it.
    pub treasury: Address,
    /// Who publishes roots.
    pub publisher: Address,
    /// Who can strike them.
    pub disputer: Address,
    /// How long after its publication a root counts, in seconds.
    pub delay_seconds: u64,
    /// 1 if the mint's issuer can freeze the treasury.
    pub mint_freezable: u64,
}

/// A tree's roles were set.
#[event(bytemuck)]
pub struct RewardRolesSet {
    /// The tree.
    pub tree: Address,
    /// The number of this event among the tree's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// Who published roots before.
    pub publisher_before: Address,
    /// Who publishes them now; zero if nobody does.
    pub publisher_after: Address,
    /// Who can strike the roots that are published before `disputer_from`.
    pub disputer: Address,
    /// Who can strike the roots that are published from `disputer_from` on.
    pub next_disputer: Address,
    /// The first second in which a root is published under `next_disputer`.
    pub disputer_from: i64,
}

/// Tokens came in for roots to come.
#[event(bytemuck)]
pub struct RewardTreeFunded {
    /// The tree.
    pub tree: Address,
    /// The number of this event among the tree's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// Who signed for the tokens.
    pub funder: Address,
    /// What came in.
    pub amount: u64,
    /// The books before.
    pub before: RewardBooks,
    /// The books after.
    pub after: RewardBooks,
}

/// A root was published.
#[event(bytemuck)]
pub struct RootPublished {
    /// The tree.
    pub tree: Address,
    /// The number of this event among the tree's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// Who published it.
    pub publisher: Address,
    /// Who can strike it.
    pub disputer: Address,
    /// Who signed for the tokens that came in for it.
    pub funder: Address,
    /// What came in for it.
    pub amount: u64,
    /// The books before.
    pub before: RewardBooks,
    /// The books after: the root, its total and when it counts are in it.
    pub after: RewardBooks,
}

/// A pending root was struck.
#[event(bytemuck)]
pub struct RootStruck {
    /// The tree.
    pub tree: Address,
    /// The number of this event among the tree's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// Who struck it.
    pub disputer: Address,
    /// The books before: the root, its total and when it would have counted are in it.
    pub before: RewardBooks,
    /// The books after.
    pub after: RewardBooks,
}

/// An earner was paid.
#[event(bytemuck)]
pub struct RewardPaid {
    /// The tree.
    pub tree: Address,
    /// The number of this event among the tree's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// Whose rewards they are.
    pub earner: Address,
    /// Who claimed them: the earner, or the claimer that it named.
    pub claimer: Address,
    /// The token account that they went to.
    pub to: Address,
    /// The active root, which the claim was proven against.
    pub root: [u8; 32],
    /// What the earner has earned in all, and has been paid by now.
    pub cumulative: u64,
    /// What it was paid here.
    pub amount: u64,
    /// All that has gone out to all earners by now.
    pub paid: u64,
    /// All that has come in.
    pub funded: u64,
}

/// An earner named who may claim for it.
#[event(bytemuck)]
pub struct ClaimerSet {
    /// The tree.
    pub tree: Address,
    /// The number of this event among the tree's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The earner.
    pub earner: Address,
    /// Who might claim before; zero if nobody might.
    pub before: Address,
    /// Who may claim now; zero if nobody may.
    pub after: Address,
}
