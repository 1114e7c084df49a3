//! Events of reward trees, numbered per tree. Each carries the figures to recompute it.

use anchor_lang::pod::PodBool;
use anchor_lang::prelude::*;
use ledger::state::reward_tree::RewardBooks;

/// A reward tree was opened; `number` 1 of its events.
#[event(bytemuck)]
pub struct RewardTreeOpened {
    pub tree: Address,
    pub number: u64,
    pub time: i64,
    /// The NCN that pays the rewards.
    pub ncn: Address,
    /// The reward's mint.
    pub mint: Address,
    /// The token account that holds the rewards.
    pub treasury: Address,
    /// Publishes roots.
    pub publisher: Address,
    /// May strike roots.
    pub disputer: Address,
    /// The time from a root's publication until it is active, in seconds.
    pub delay_seconds: u64,
    /// The mint's issuer can freeze the treasury.
    pub mint_freezable: PodBool,
    pub padding: [u8; 7],
}

/// A tree's roles were set.
#[event(bytemuck)]
pub struct RewardRolesSet {
    pub tree: Address,
    pub number: u64,
    pub time: i64,
    pub publisher_before: Address,
    /// Zero if none.
    pub publisher_after: Address,
    /// May strike the roots published before `disputer_from`.
    pub disputer: Address,
    /// May strike the roots published from `disputer_from` on.
    pub next_disputer: Address,
    /// The first second in which a root is published under `next_disputer`.
    pub disputer_from: i64,
}

/// Tokens for future roots were paid in.
#[event(bytemuck)]
pub struct RewardTreeFunded {
    pub tree: Address,
    pub number: u64,
    pub time: i64,
    /// Signed for the tokens.
    pub funder: Address,
    /// The amount paid in.
    pub amount: u64,
    pub before: RewardBooks,
    pub after: RewardBooks,
}

/// A root was published.
#[event(bytemuck)]
pub struct RootPublished {
    pub tree: Address,
    pub number: u64,
    pub time: i64,
    pub publisher: Address,
    /// May strike the root.
    pub disputer: Address,
    /// Signed for the tokens paid in with the root.
    pub funder: Address,
    /// The amount paid in with the root.
    pub amount: u64,
    pub before: RewardBooks,
    /// Include the root, its total and its activation time.
    pub after: RewardBooks,
}

/// A pending root was struck.
#[event(bytemuck)]
pub struct RootStruck {
    pub tree: Address,
    pub number: u64,
    pub time: i64,
    pub disputer: Address,
    /// Include the root, its total and its planned activation time.
    pub before: RewardBooks,
    pub after: RewardBooks,
}

/// An earner was paid.
#[event(bytemuck)]
pub struct RewardPaid {
    pub tree: Address,
    pub number: u64,
    pub time: i64,
    pub earner: Address,
    /// The earner or its claimer.
    pub claimer: Address,
    /// The token account that received the payment.
    pub to: Address,
    /// The active root that the claim was proven against.
    pub root: [u8; 32],
    /// The earner's total earnings, all of which have now been paid.
    pub cumulative: u64,
    /// The amount of this payment.
    pub amount: u64,
    /// The total paid to all earners so far.
    pub paid: u64,
    /// The total paid in so far.
    pub funded: u64,
}

/// An earner named its claimer.
#[event(bytemuck)]
pub struct ClaimerSet {
    pub tree: Address,
    pub number: u64,
    pub time: i64,
    pub earner: Address,
    /// Zero if none.
    pub before: Address,
    /// Zero if none.
    pub after: Address,
}
