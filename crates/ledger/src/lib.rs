//! The accounting of a restaking vault, as plain structs and pure transitions.
//!
//! A transition checks everything, then changes state, and returns the token moves that its caller owes ([`Flow`]) or a
//! [`Refusal`]. A refused transition leaves the books as they were at that time: at most, past epochs are rolled, the due
//! part of a reward's stream is released, and changes that have taken effect are settled. Nothing here knows
//! Solana, so the same code runs under property tests and on the chain.
//!
//! Amounts are in the smallest unit of the asset or of the VRT, times in unix seconds, rates in basis points. Every
//! rounding favors the vault: the remaining holders never pay for deposits, exits or services.
#![cfg_attr(not(test), no_std)]
#![deny(unsafe_code)]

mod allocation;
mod allowance;
mod books;
mod certain;
mod delayed;
mod delegation;
mod exit;
mod fee;
mod grant;
mod income;
mod instant;
mod loss;
mod math;
mod offer;
mod opt_in;
mod pause;
mod pledge;
mod policy;
mod pool;
mod rate;
mod redelegate;
mod refusal;
mod release;
mod room;
mod settled;
mod slash;
mod stop_loss;
mod stream;
mod sweep;
mod term;
mod tree;
mod vault;
mod weight;

pub use allocation::Allocation;
pub use allowance::{Allowance, MAX_ALLOWANCE};
pub use books::{Books, UNITS, VIRTUAL};
pub use certain::Stake;
pub use delayed::{Delayed, Notice};
pub use delegation::{Delegation, ExposurePolicy, LEAST_MAGNITUDE, MAX_LEVERAGE};
pub use exit::{Bucket, Claim, ExitRequest, POOLS, Pool, Ticket};
pub use fee::{
    FeeTerms, FeesOwed, MAX_COMMISSION_BPS, MAX_DEPOSIT_FEE_BPS, MAX_EXIT_FEE_BPS, MAX_PROTOCOL_FEE_BPS,
    MAX_REWARD_FEE_BPS, VaultFees,
};
pub use grant::{GrantTerms, MAX_GRANT_SECONDS};
pub use income::{RewardPayment, RewardTerms};
pub use instant::{InstantExit, MAX_INSTANT_FEE_BPS};
pub use loss::{LossLimits, Losses};
pub use math::{mul_div_ceil, mul_div_floor, mul_ratio_ceil, mul_ratio_floor};
pub use offer::{
    FinalTable, MAX_CLAIM_SECONDS, MAX_OFFER_SECONDS, MAX_OFFERS, MIN_CLAIM_SECONDS, MIN_REWARD_WINDOW, Offer,
    OfferDebt, OfferPart, OfferPlace, OfferShare, ShareWeights,
};
pub use opt_in::{Agreement, Side};
pub use pause::{MAX_PAUSE_SECONDS, MIN_PAUSE_GAP, Pause};
pub use pledge::Restored;
pub use policy::{Incident, MAX_CHALLENGE_SECONDS, MAX_REPORTER_BPS, SLOWEST_SLOT_MILLIS, Shares, SlashTerms};
pub use pool::{BondPool, BondPosition, Earning, MAX_REWARDS, RewardSlot};
pub use rate::{Rate, Rates};
pub use redelegate::Moved;
pub use refusal::{Refusal, Result, Why};
pub use room::Approved;
pub use slash::{Cut, Slash, Target};
pub use stop_loss::StopLoss;
pub use stream::{MAX_STREAM_SECONDS, Stream};
pub use sweep::{MIN_SWEEP_SECONDS, sweep};
pub use term::{MAX_TERM_LEAD_SECONDS, MAX_TERM_SECONDS, Term};
pub use tree::{MAX_ROOT_DELAY, MIN_ROOT_DELAY, RewardBooks, Root};
pub use vault::{Deposit, Limits, MAX_EPOCH_SECONDS, VaultLedger, WHOLE_BALANCE};
pub use weight::{AssetFlags, Valuation, WEIGHT_ONE};

/// Basis points in a whole.
pub const BPS: u64 = 10_000;

/// The token moves that a transition asks of its caller, and that balance its change of the books.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flow {
    /// Assets that the caller pays into the vault.
    pub assets_in: u64,
    /// Assets that the vault pays out.
    pub assets_out: u64,
    /// Shares minted to the caller.
    pub shares_minted: u64,
    /// Shares burned from the caller.
    pub shares_burned: u64,
}
