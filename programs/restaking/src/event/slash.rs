//! What becomes of slashes. Each is numbered among its vault's events and carries the figures to recompute it from.

use anchor_lang::prelude::*;
use ledger::{Allocation, Books, Delegation, Losses, Slash};

/// A slash was proposed: what it takes waits in the vault's account.
#[event(bytemuck)]
pub struct SlashProposed {
    /// The vault.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The slash.
    pub proposal: Address,
    /// The NCN that slashes.
    pub ncn: Address,
    /// The operator that is slashed.
    pub operator: Address,
    /// Who reported the offence; zero if nobody did.
    pub reporter: Address,
    /// Whose numbers `incident` is of: 0 the slasher's, 1 those of the operator's keys, for a proven equivocation.
    pub kind: u64,
    /// Which incident it is for.
    pub incident: u64,
    /// Why, as a code of the NCN's.
    pub reason: u64,
    /// A hash of the evidence, or the account of the proof.
    pub evidence: [u8; 32],
    /// When the offence was.
    pub offence_at: i64,
    /// The first second at which it is final, once it is `final_slot` too.
    pub final_from: i64,
    /// The first slot in which it is final, once it is `final_from` too.
    pub final_slot: u64,
    /// The fraction that was asked for, in `1/10^18`.
    pub fraction: u64,
    /// What is burned of it, if it is executed.
    pub burn: u64,
    /// What the reporter, the insurance and who was harmed get then.
    pub owed: [u64; 3],
    /// What it took, and from where.
    pub slash: Slash,
    /// What the NCN took from the vault in this epoch, this slash included.
    pub losses: Losses,
    /// What all took from the vault in this epoch, this slash included.
    pub vault_losses: Losses,
    /// The delegation before.
    pub delegation_before: Delegation,
    /// The delegation after.
    pub delegation_after: Delegation,
    /// The allocation before.
    pub allocation_before: Allocation,
    /// The allocation after.
    pub allocation_after: Allocation,
    /// The books before.
    pub books_before: Books,
    /// The books after.
    pub books_after: Books,
}

/// A slash was vetoed, and each part of it is back where it came from.
#[event(bytemuck)]
pub struct SlashVetoed {
    /// The vault.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The slash.
    pub proposal: Address,
    /// The NCN that slashed.
    pub ncn: Address,
    /// The operator that was slashed.
    pub operator: Address,
    /// What it had taken, and from where.
    pub slash: Slash,
    /// What all took from the vault in the epoch that counts, this slash excluded if it was in it.
    pub vault_losses: Losses,
    /// The delegation before.
    pub delegation_before: Delegation,
    /// The delegation after.
    pub delegation_after: Delegation,
    /// The allocation before.
    pub allocation_before: Allocation,
    /// The allocation after.
    pub allocation_after: Allocation,
    /// The books before.
    pub books_before: Books,
    /// The books after.
    pub books_after: Books,
}

/// A slash was executed, and is final.
#[event(bytemuck)]
pub struct SlashExecuted {
    /// The vault.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The slash.
    pub proposal: Address,
    /// The NCN that slashed.
    pub ncn: Address,
    /// The operator that was slashed.
    pub operator: Address,
    /// What it took.
    pub stake: u64,
    /// What was burned of it.
    pub burned: u64,
    /// What the reporter, the insurance and who was harmed were to get.
    pub owed: [u64; 3],
    /// What of that waits, since they could not be paid.
    pub waiting: [u64; 3],
    /// The delegation before.
    pub delegation_before: Delegation,
    /// The delegation after: with nothing allocated and no slash open, its magnitudes start again.
    pub delegation_after: Delegation,
    /// The books before.
    pub books_before: Books,
    /// The books after: with what pledges restored.
    pub books_after: Books,
    /// What pledges restored of it.
    pub pledged: u64,
    /// What is pledged in the vault for other slashes.
    pub vault_pledged: u64,
}

/// A recipient got what it was owed of a slash that was executed before.
#[event(bytemuck)]
pub struct SlashSharePaid {
    /// The vault.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The slash.
    pub proposal: Address,
    /// Who: 0 is the reporter, 1 the insurance, 2 who was harmed.
    pub place: u64,
    /// What it got.
    pub assets: u64,
}

/// Assets were pledged for an open slash. The books stand as they are until it ends.
#[event(bytemuck)]
pub struct SlashPledged {
    /// The vault.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The slash.
    pub proposal: Address,
    /// The pledger.
    pub pledger: Address,
    /// What came in.
    pub assets: u64,
    /// What is pledged for the slash now, by all.
    pub pledged: u64,
    /// What the slash took.
    pub stake: u64,
    /// What is pledged in the vault now, for all slashes.
    pub vault_pledged: u64,
}

/// A pledge ended: paid back after a veto, or used up by an execution.
#[event(bytemuck)]
pub struct PledgeWithdrawn {
    /// The vault.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The slash.
    pub proposal: Address,
    /// The pledger.
    pub pledger: Address,
    /// What was paid back: zero after an execution.
    pub assets: u64,
    /// What is pledged in the vault now, for all slashes.
    pub vault_pledged: u64,
}

/// A vetoed slash was taken off the stop-loss of its vault.
#[event(bytemuck)]
pub struct SlashUncounted {
    /// The agreement of vault and NCN.
    pub opt_in: Address,
    /// The number of this event among the agreement's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The slash.
    pub proposal: Address,
    /// What was counted before, in `1/10^18` of the vault's stake.
    pub before: u64,
    /// What is counted after.
    pub after: u64,
}
