//! What an operator was asked for, over all certificates.

use bytemuck::{Pod, Zeroable};

/// The challenges of an operator. The open ones set the bond of the next.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Custody {
    /// The number of challenges that are neither answered nor judged.
    pub open: u64,
    pub answered: u64,
    pub failed: u64,
    /// The number of challenges that nobody drew a chunk for.
    pub lapsed: u64,
    /// The bonds that it won and that were not collected, in lamports.
    pub bonds: u64,
    /// All bonds that it ever won, in lamports.
    pub won: u64,
    /// The sum of the open challenges' steps: the bond of the next one doubles with each [`DOUBLING`](crate::rules::DOUBLING).
    pub steps: u64,
    pub reserved: u64,
}

impl Custody {
    /// Begins a challenge that adds `step` to the price of the next ones.
    pub(crate) const fn begin(&mut self, step: u64) {
        self.open = self.open.saturating_add(1);
        self.steps = self.steps.saturating_add(step);
    }

    /// Ends it.
    pub(crate) const fn end(&mut self, step: u64) {
        self.open = self.open.saturating_sub(1);
        self.steps = self.steps.saturating_sub(step);
    }

    /// Pays the operator a bond that it won.
    pub(crate) const fn win(&mut self, bond: u64) {
        self.bonds = self.bonds.saturating_add(bond);
        self.won = self.won.saturating_add(bond);
    }

    /// Takes the bonds that were not collected, in lamports.
    pub const fn collect(&mut self) -> u64 {
        let bonds = self.bonds;
        self.bonds = 0;
        bonds
    }
}
