//! What a service's program on chain uses of the core: stake tables, keys, verified votes, policies, and calls.

pub mod accounts;
pub mod calls;
pub mod errors;
pub mod evidence;
pub mod keys;
pub mod lamports;
pub mod policies;
pub mod tables;
pub mod votes;

use crate::refusal::Refusal;

/// A refusal of the kit. The figures are zero where they inform of nothing.
pub type KitError = Refusal<KitRule>;

/// Why an account or a signature was refused, with the meaning of value and limit in brackets. The errors of each service have the same
/// names: see [`service_errors`](crate::service_errors).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KitRule {
    /// The instruction before this one is not of the Ed25519 program.
    NoSignatures,
    /// A signature is not where the Ed25519 program verified it.
    WrongSignature,
    /// A message is not a vote of this NCN, kind and height.
    NotAVote,
    /// The account is not a stake table of the core.
    NotATable,
    /// The account belongs to another NCN.
    WrongNcn,
    /// The table's window is open, so its weights may rise.
    TableOpen,
    /// The table does not guarantee its stake for long enough.
    NotCertain,
    /// The table is not later than the service's [index, the service's].
    OldTable,
    /// The table's total weight is below the least [weight, least].
    LightTable,
    /// The table's total weight is saturated, so a share of it is unknown.
    SaturatedTable,
    /// The account is not a key of the core.
    NotAKey,
    /// The account is another key than the vote's.
    WrongKey,
    /// The key was not active at the height's time.
    KeyNotActive,
    /// The policy has other times of heights than the service.
    OtherHeights,
    /// The policy names another slasher.
    NotSlasher,
}

impl KitRule {
    /// The refusal without figures.
    const fn refusal(self) -> KitError {
        Refusal { rule: self, value: 0, limit: 0 }
    }
}
