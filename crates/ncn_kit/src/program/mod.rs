//! What a service's program on chain uses of the core: stake tables, keys, verified votes, and calls.

pub mod calls;
pub mod keys;
pub mod tables;
pub mod votes;

/// Why an account or a signature was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KitError {
    /// The instruction before this one is not of the Ed25519 program.
    NoSignatures,
    /// A signature is not where the Ed25519 program verified it.
    Signature,
    /// A message is not a vote of this NCN, kind and height.
    NotAVote,
    /// The account is not a stake table of the core.
    NotATable,
    /// The account belongs to another NCN.
    OtherNcn,
    /// The table's window is open, so its weights may rise.
    TableOpen,
    /// The table does not guarantee its stake for long enough.
    NotCertain,
    /// The account is not a key of the core.
    NotAKey,
    /// The account is another key than the vote's.
    OtherKey,
    /// The key was not active at the height's time.
    KeyNotActive,
}
