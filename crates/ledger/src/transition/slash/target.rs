//! What a slash reaches.

use crate::state::allocation::Allocation;
use crate::state::delegation::Delegation;
use crate::state::exit_bucket::Bucket;

/// What a slash reaches: one operator's part of the vault in one NCN, and what is on its way out.
pub struct Target<'a> {
    /// What the vault delegates to the operator.
    pub delegation: &'a mut Delegation,
    /// What the operator allocates of it to the NCN.
    pub allocation: &'a mut Allocation,
    /// The buckets of the vault's epoch and of the next, as it is at the slash. One that holds nothing may be missing.
    pub buckets: [Option<&'a mut Bucket>; 2],
}
