//! Announces an NCN's slashing policy.

use anchor_lang::prelude::*;

use crate::clock;
use crate::error::RestakingError;
use crate::event::{SlashPolicySet, emit};
use crate::state::{Config, Ncn, SlashPolicy};

/// Accounts of `set_slash_policy`.
#[derive(Accounts)]
pub struct SetSlashPolicy {
    /// The NCN's admin.
    #[account(address = ncn.admin @ RestakingError::NotNcnAdmin)]
    pub admin: Signer,
    /// Bounds the length of an exit.
    pub config: Account<Config>,
    #[account(mut)]
    pub ncn: Account<Ncn>,
}

impl SetSlashPolicy {
    /// Announces a policy. It takes effect with the notice of an increase, even a milder one: a policy milder for
    /// stakers is harsher for slash recipients. A new announcement replaces a pending one and waits its own full time.
    /// A pending policy that is milder in any figure is a promise to stakers and cannot be replaced.
    pub fn set_slash_policy(&mut self, policy: SlashPolicy) -> Result<()> {
        policy.check()?;
        let now = clock::now()?;
        let from = self.config.notice(now).rise;
        let ncn = &mut self.ncn;
        ncn.announce(policy, now, from)?;
        emit(SlashPolicySet {
            ncn: *ncn.address(),
            number: ncn.next_event(),
            time: now,
            before: ncn.policy,
            after: policy,
            from,
        });
        Ok(())
    }
}
