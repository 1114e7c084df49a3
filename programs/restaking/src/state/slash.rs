//! A slash, stored permanently from its proposal on.

use anchor_lang::accounts::Account;
use anchor_lang::find_and_verify_program_address;
use anchor_lang::pod::PodBool;
use anchor_lang::prelude::*;

use super::{VERSION, create};
use crate::choice::{SlashKind, SlashRecipient, stored};
use crate::error::RestakingError;

/// One slash, at `["slash", allocation, kind, incident]`: one per incident and vault. For an
/// equivocation the incident is a key's number: one per key and vault. It is never closed: an incident cannot be slashed twice, and its outcome stays
/// public.
#[account]
pub struct SlashProposal {
    pub version: u8,
    pub bump: u8,
    pub status: stored::SlashStatus,
    /// Numbers `incident`: the slasher's numbers, or the operator's key numbers for a proven equivocation.
    pub kind: stored::SlashKind,
    /// The vault's stop-loss counts it.
    pub counted: PodBool,
    pub padding: [u8; 3],
    /// The NCN that slashed.
    pub ncn: Address,
    /// The slashed operator.
    pub operator: Address,
    /// The slashed vault.
    pub vault: Address,
    pub delegation: Address,
    pub allocation: Address,
    /// Paid for this account.
    pub rent_payer: Address,
    /// May veto it; zero if none.
    pub resolver: Address,
    /// The reporter of the offense; zero if none.
    pub reporter: Address,
    /// Receives the insurance's share.
    pub insurance: Address,
    /// Receives the harmed party's share.
    pub redistribution: Address,
    /// The number of the incident.
    pub incident: u64,
    /// A reason code that the NCN defines.
    pub reason: u64,
    /// A hash of the evidence, or the account of the proof.
    pub evidence: [u8; 32],
    /// When the offense happened.
    pub offense_at: i64,
    pub proposed_at: i64,
    /// The earliest second in which it is final; `final_slot` must be reached too. A final slash can be executed and no
    /// longer vetoed.
    pub final_from: i64,
    /// The requested fraction, in `1/10^18`.
    pub fraction: u64,
    /// The amount to burn at execution.
    pub burn: u64,
    /// The amounts owed to the reporter, the insurance and the harmed party, in this order. After the execution, the
    /// unpaid amounts.
    pub owed: [u64; 3],
    /// The amounts taken, by source.
    pub slash: ledger::state::slash::Slash,
    /// The earliest slot in which it is final; `final_from` must be reached too. Until both, it can be vetoed.
    pub final_slot: u64,
    /// The total pledged for it, which its execution restores.
    pub pledged: u64,
    pub reserved: [u8; 48],
}

impl SlashProposal {
    pub const SEED: &'static [u8] = b"slash";

    /// Creates the proposal for `incident` of `kind` at `view`.
    ///
    /// # Errors
    /// [`RestakingError::AlreadySlashed`] if the incident already has one.
    pub fn open(
        mut view: AccountView,
        payer: &AccountView,
        allocation: &Address,
        kind: SlashKind,
        incident: u64,
    ) -> Result<Account<Self>> {
        let (kind_seed, incident_seed) = ([kind as u8], incident.to_le_bytes());
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
        opened.kind = kind.into();
        opened.incident = incident;
        opened.rent_payer = *payer.address(); // All else of a new account is zero.
        Ok(opened)
    }

    /// Whether it can no longer be vetoed.
    pub fn is_final(&self, now: i64, slot: u64) -> bool {
        now >= self.final_from && slot >= self.final_slot
    }

    /// The address of a recipient of [`SlashProposal::owed`].
    pub fn recipient(&self, recipient: SlashRecipient) -> &Address {
        match recipient {
            SlashRecipient::Reporter => &self.reporter,
            SlashRecipient::Insurance => &self.insurance,
            SlashRecipient::Redistribution => &self.redistribution,
        }
    }
}
