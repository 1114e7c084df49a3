//! Proposes a slash by the NCN's slasher, which may be a calling program.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use super::accounts::*;
use crate::choice::SlashKind;
use crate::clock;
use crate::error::RestakingError;

/// Accounts of `propose_slash`.
#[derive(Accounts)]
pub struct ProposeSlash {
    /// Pays for the proposal's account; may be the slasher.
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    /// The slasher of the active policy.
    pub slasher: Signer,
    /// The accounts that the slash affects.
    pub target: Nested<SlashAccounts>,
    /// The proposal, at `["slash", allocation, 0, incident]`, created here: one per incident.
    #[account(mut)]
    pub proposal: UncheckedAccount,
    pub system_program: Program<System>,
}

/// The slasher's statement on an incident.
#[derive(Clone, Copy, AnchorDeserialize, AnchorSerialize)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
pub struct SlashArgs {
    /// The fraction of the allocation to take, in `1/10^18`, within the policy's bounds.
    pub fraction: u64,
    /// The minimum assets to take; the slash is refused below it.
    pub min_stake: u64,
    /// A reason code that the NCN defines.
    pub reason: u64,
    pub evidence: [u8; 32],
    /// The time of the offense, in unix seconds: at most one epoch of the vault ago.
    pub offense_at: i64,
    /// Receives the reporter's share; zero for none, then the share is burned.
    pub reporter: Address,
}

impl ProposeSlash {
    /// Slashes at once: the slashed assets wait in the vault's account.
    pub fn propose_slash(&mut self, incident: u64, args: SlashArgs) -> Result<()> {
        let (now, slot) = clock::now_and_slot()?;
        let slasher = &self.target.ncn.policy_at(now).slasher;
        require!(address_eq(slasher, self.slasher.address()), RestakingError::NotSlasher);
        let cause = Cause {
            kind: SlashKind::Incident,
            incident,
            fraction: args.fraction,
            min_stake: args.min_stake,
            reason: args.reason,
            evidence: args.evidence,
            offense_at: args.offense_at,
            reporter: args.reporter,
        };
        self.target.slash(&cause, &[*self.proposal.account(), *self.payer.account()], now, slot)
    }
}
