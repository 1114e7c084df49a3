//! Events of slashes, numbered per vault. Each carries the figures to recompute it.

use anchor_lang::prelude::*;
use ledger::state::allocation::Allocation;
use ledger::state::books::Books;
use ledger::state::breaker::Losses;
use ledger::state::delegation::Delegation;
use ledger::state::slash::Slash;

use crate::choice::stored;

/// A slash was proposed. The slashed assets wait in the vault's account.
#[event(bytemuck)]
pub struct SlashProposed {
    pub vault: Address,
    pub number: u64,
    pub time: i64,
    pub proposal: Address,
    /// The NCN that slashes.
    pub ncn: Address,
    /// The slashed operator.
    pub operator: Address,
    /// The reporter of the offense; zero if none.
    pub reporter: Address,
    /// Numbers `incident`: the slasher's numbers, or the operator's key numbers for a proven equivocation.
    pub kind: stored::SlashKind,
    pub padding: [u8; 7],
    /// The number of the incident.
    pub incident: u64,
    /// A reason code that the NCN defines.
    pub reason: u64,
    /// A hash of the evidence, or the account of the proof.
    pub evidence: [u8; 32],
    /// When the offense happened.
    pub offense_at: i64,
    /// The earliest second in which the slash is final; `final_slot` must be reached too.
    pub final_from: i64,
    /// The earliest slot in which the slash is final; `final_from` must be reached too.
    pub final_slot: u64,
    /// The requested fraction, in `1/10^18`.
    pub fraction: u64,
    /// The amount to burn at execution.
    pub burn: u64,
    /// The amounts owed at execution to the reporter, the insurance and the harmed party.
    pub owed: [u64; 3],
    /// The amounts taken, by source.
    pub slash: Slash,
    /// The NCN's total from the vault in this epoch, including this slash.
    pub losses: Losses,
    /// The total of all NCNs from the vault in this epoch, including this slash.
    pub vault_losses: Losses,
    pub delegation_before: Delegation,
    pub delegation_after: Delegation,
    pub allocation_before: Allocation,
    pub allocation_after: Allocation,
    pub books_before: Books,
    pub books_after: Books,
}

/// A slash was vetoed. Each part of it returned to its source.
#[event(bytemuck)]
pub struct SlashVetoed {
    pub vault: Address,
    pub number: u64,
    pub time: i64,
    pub proposal: Address,
    /// The NCN that slashed.
    pub ncn: Address,
    /// The slashed operator.
    pub operator: Address,
    /// The amount that the slash had taken. The event of the proposal has its sources.
    pub stake: u64,
    /// The total of all NCNs from the vault in the counted epoch, without this slash.
    pub vault_losses: Losses,
    pub delegation_before: Delegation,
    pub delegation_after: Delegation,
    pub allocation_before: Allocation,
    pub allocation_after: Allocation,
    pub books_before: Books,
    pub books_after: Books,
}

/// A slash was executed and is final.
#[event(bytemuck)]
pub struct SlashExecuted {
    pub vault: Address,
    pub number: u64,
    pub time: i64,
    pub proposal: Address,
    /// The NCN that slashed.
    pub ncn: Address,
    /// The slashed operator.
    pub operator: Address,
    /// The amount taken.
    pub stake: u64,
    /// The amount burned.
    pub burned: u64,
    /// The amounts for the reporter, the insurance and the harmed party.
    pub owed: [u64; 3],
    /// The amounts that could not be paid yet.
    pub waiting: [u64; 3],
    pub delegation_before: Delegation,
    /// Magnitudes restart at the whole if nothing is allocated and no slash is open.
    pub delegation_after: Delegation,
    pub books_before: Books,
    /// Include what pledges restored.
    pub books_after: Books,
    /// The amount that pledges restored.
    pub pledged: u64,
    /// The amount pledged in the vault for other slashes.
    pub vault_pledged: u64,
}

/// A recipient was paid its share of an executed slash.
#[event(bytemuck)]
pub struct SlashSharePaid {
    pub vault: Address,
    pub number: u64,
    pub time: i64,
    pub proposal: Address,
    pub recipient: stored::SlashRecipient,
    pub padding: [u8; 7],
    pub assets: u64,
}

/// Assets were pledged for an open slash. The books do not change until the slash ends.
#[event(bytemuck)]
pub struct SlashPledged {
    pub vault: Address,
    pub number: u64,
    pub time: i64,
    pub proposal: Address,
    pub pledger: Address,
    /// The amount pledged now.
    pub assets: u64,
    /// The total pledged for the slash.
    pub pledged: u64,
    /// The amount that the slash took.
    pub stake: u64,
    /// The total pledged in the vault, for all slashes.
    pub vault_pledged: u64,
}

/// A pledge ended: it was paid back after a veto, or used by an execution.
#[event(bytemuck)]
pub struct PledgeWithdrawn {
    pub vault: Address,
    pub number: u64,
    pub time: i64,
    pub proposal: Address,
    pub pledger: Address,
    /// The amount paid back; zero after an execution.
    pub assets: u64,
    /// The total pledged in the vault, for all slashes.
    pub vault_pledged: u64,
}

/// A vetoed slash was removed from the stop-loss of its vault.
#[event(bytemuck)]
pub struct SlashUncounted {
    /// The opt-in of the vault and the NCN.
    pub opt_in: Address,
    pub number: u64,
    pub time: i64,
    pub proposal: Address,
    /// The counted losses before, in `1/10^18` of the vault's stake.
    pub before: u64,
    /// The counted losses after, in `1/10^18` of the vault's stake.
    pub after: u64,
}
