//! A slash that the NCN's slasher proposes. The slasher may be another program, which calls this one.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use super::target::*;
use crate::error::RestakingError;
use crate::till;

/// Accounts of `propose_slash`.
#[derive(Accounts)]
pub struct ProposeSlash {
    /// Who pays for the proposal's account; may be the slasher.
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    /// The slasher of the policy that counts now.
    pub slasher: Signer,
    /// What the slash reaches.
    pub target: Nested<SlashTarget>,
    /// The proposal, at `["slash", allocation, 0, incident]`, made here: one for each incident.
    #[account(mut)]
    pub proposal: UncheckedAccount,
    /// The system program.
    pub system_program: Program<System>,
}

/// What the slasher says of an incident.
#[derive(Clone, Copy, AnchorDeserialize, AnchorSerialize)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
pub struct SlashArgs {
    /// The fraction of the allocation to take, in `1/10^18`, within the policy's bounds.
    pub fraction: u64,
    /// The least assets to take, or the slash is refused.
    pub min_stake: u64,
    /// Why, as a code of the NCN's.
    pub reason: u64,
    /// A hash of the evidence.
    pub evidence: [u8; 32],
    /// When the offence was, in unix seconds: no longer ago than an epoch of the vault.
    pub offence_at: i64,
    /// Who reported it, and gets the reporter's part; zero if nobody did, and it is burned.
    pub reporter: Address,
}

impl ProposeSlash {
    /// Slashes at once: what is taken waits in the vault's account.
    pub fn run(&mut self, incident: u64, args: SlashArgs) -> Result<()> {
        let (now, slot) = till::now_and_slot()?;
        let slasher = &self.target.ncn.policy_at(now).slasher;
        require!(address_eq(slasher, self.slasher.address()), RestakingError::NotSlasher);
        let cause = Cause {
            kind: 0,
            incident,
            fraction: args.fraction,
            min_stake: args.min_stake,
            reason: args.reason,
            evidence: args.evidence,
            offence_at: args.offence_at,
            reporter: args.reporter,
        };
        self.target.slash(&cause, &[*self.proposal.account(), *self.payer.account()], now, slot)
    }
}
