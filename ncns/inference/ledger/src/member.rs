//! A member of a committee.

use bytemuck::{Pod, Zeroable};

/// An operator with one seat or several. Members follow the order of the table: ascending addresses of operators.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Member {
    /// The operator's address.
    pub operator: [u8; 32],
    pub seats: u64,
    /// A hash of the task, the operator, the output and a salt.
    pub commitment: [u8; 32],
    /// The hash of the revealed output; zeros abstain.
    pub output: [u8; 32],
    pub has_committed: u8,
    pub has_revealed: u8,
    pub is_judged: u8,
    pub is_paid: u8,
    pub padding: [u8; 4],
}

/// The output that abstains.
pub const ABSTENTION: [u8; 32] = [0; 32];

impl Member {
    /// A member without a commitment.
    pub fn new(operator: [u8; 32], seats: u64) -> Self {
        Self { operator, seats, ..Self::default() }
    }

    /// The revealed output; none for a member that revealed none, or an abstention.
    pub fn answer(&self) -> Option<&[u8; 32]> {
        (self.has_revealed == 1 && self.output != ABSTENTION).then_some(&self.output)
    }

    /// The index of the member for `operator`.
    pub fn find(members: &[Self], operator: &[u8; 32]) -> Option<usize> {
        members.binary_search_by(|member| member.operator.cmp(operator)).ok()
    }
}
