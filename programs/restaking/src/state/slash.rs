//! A slash, from its proposal on, for good.

use anchor_lang::accounts::Account;
use anchor_lang::find_and_verify_program_address;
use anchor_lang::prelude::*;

use super::{VERSION, create};
use crate::error::RestakingError;

/// One slash, at `["slash", allocation, kind, incident]`: one for each incident and vault. Of kind 1 the incident is a key's
/// number: one for each key and vault. It is never closed, so that none is slashed twice, and stays as the public record of
/// what became of it.
#[account]
pub struct SlashProposal {
    /// The layout's version.
    pub version: u8,
    /// The bump of this account's address.
    pub bump: u8,
    /// 0 while it is open, 1 once it is vetoed, 2 once it is executed.
    pub status: u8,
    /// Whose numbers `incident` is of: 0 the slasher's, 1 those of the operator's keys, for a proven equivocation.
    pub kind: u8,
    /// 1 while the vault's stop-loss counts it.
    pub counted: u8,
    /// Keeps what follows aligned.
    pub padding: [u8; 3],
    /// The NCN that slashed.
    pub ncn: Address,
    /// The operator that was slashed.
    pub operator: Address,
    /// The vault whose stake it was.
    pub vault: Address,
    /// The delegation.
    pub delegation: Address,
    /// The allocation.
    pub allocation: Address,
    /// Who paid for this account.
    pub rent_payer: Address,
    /// Who can veto it; zero if nobody can.
    pub resolver: Address,
    /// Who reported the offence; zero if nobody did.
    pub reporter: Address,
    /// Whose the insurance's part is.
    pub insurance: Address,
    /// Whose the part of who was harmed is.
    pub redistribution: Address,
    /// Which incident it is for.
    pub incident: u64,
    /// Why, as a code of the NCN's.
    pub reason: u64,
    /// A hash of the evidence, or the account of the proof.
    pub evidence: [u8; 32],
    /// When the offence was.
    pub offence_at: i64,
    /// When it was proposed.
    pub proposed_at: i64,
    /// The first second at which it is final, once it is `final_slot` too: from both on it can be executed and no longer be
    /// vetoed.
    pub final_from: i64,
    /// The fraction that was asked for, in `1/10^18`.
    pub fraction: u64,
    /// What is burned of it when it is executed.
    pub burn: u64,
    /// What the reporter, the insurance and who was harmed are to get, in this order. After the execution: what they have
    /// not got yet.
    pub owed: [u64; 3],
    /// What it took, and from where.
    pub slash: ledger::Slash,
    /// The first slot in which it is final, once it is `final_from` too: before, it can still be vetoed.
    pub final_slot: u64,
    /// What was pledged for it, by all: what its execution restores.
    pub pledged: u64,
    /// Zero, for fields to come.
    pub reserved: [u8; 48],
}

/// An open slash.
pub const OPEN: u8 = 0;
/// A vetoed slash.
pub const VETOED: u8 = 1;
/// An executed slash.
pub const EXECUTED: u8 = 2;

impl SlashProposal {
    /// The first seed of the account's address.
    pub const SEED: &'static [u8] = b"slash";

    /// Makes the proposal for `incident` of `kind` at `view`.
    ///
    /// # Errors
    /// [`RestakingError::AlreadySlashed`] where the incident has one.
    pub fn open(
        mut view: AccountView,
        payer: &AccountView,
        allocation: &Address,
        kind: u8,
        incident: u64,
    ) -> Result<Account<Self>> {
        let (kind_seed, incident_seed) = ([kind], incident.to_le_bytes());
        let seeds: [&[u8]; 4] = [Self::SEED, allocation.as_ref(), &kind_seed, &incident_seed];
        let bump = find_and_verify_program_address(&seeds, &crate::ID, view.address())?;
        require!(!view.owned_by(&crate::ID), RestakingError::AlreadySlashed);
        create(&[&view, payer], &seeds, bump, 8 + core::mem::size_of::<Self>())?;
        // SAFETY: created just now, and borrowed nowhere.
        let data = unsafe { view.borrow_unchecked_mut() };
        data[..8].copy_from_slice(Self::DISCRIMINATOR);
        // SAFETY: as above.
        let mut opened = unsafe { Account::<Self>::load_mut_after_init(view) }?;
        opened.version = VERSION;
        opened.bump = bump;
        opened.kind = kind;
        opened.incident = incident;
        opened.rent_payer = *payer.address(); // All else of a new account is zero.
        Ok(opened)
    }

    /// Whether it can no longer be vetoed.
    pub fn is_final(&self, now: i64, slot: u64) -> bool {
        now >= self.final_from && slot >= self.final_slot
    }

    /// Whose the parts in [`SlashProposal::owed`] are.
    pub fn recipient(&self, place: usize) -> Option<&Address> {
        [&self.reporter, &self.insurance, &self.redistribution].get(place).copied()
    }
}
