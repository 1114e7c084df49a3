//! The accounts that own token accounts.

use anchor_lang::accounts::SlabSchema;
use bytemuck::{Pod, Zeroable};

/// An account that owns token accounts and signs for them: a vault, a bond pool, a reward tree or a reward offer.
pub trait Custodian: Pod + Zeroable + SlabSchema {
    /// Calls `sign` with the seeds of the account's address, including the bump.
    fn with_seeds<R>(&self, sign: impl FnOnce(&[&[u8]]) -> R) -> R;
}
