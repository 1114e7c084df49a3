//! Instant exits.

use clap::Args;
use restaking_client::{self as client, Vault, asset};
use solana_program::pubkey::Pubkey;

use super::common::{Bound, TOKEN, check_held};
use super::exit::shares_of;
use crate::amount::{Amount, tokens};
use crate::error::Result;
use crate::session::{Plan, Session};

/// Leaves a vault at once, out of its idle stake and for a fee.
#[derive(Args, Debug)]
pub struct InstantExit {
    /// The vault
    vault: Pubkey,
    /// The amount of VRT, in tokens, or `all`
    amount: Amount,
    /// The least that it may bring
    #[command(flatten)]
    bound: Bound,
}

impl InstantExit {
    /// Leaves.
    pub fn run(self, session: &mut Session) -> Result<()> {
        let vault: Vault = session.load(&self.vault)?;
        check_held(session, (&self.vault, &vault))?;
        let (owner_shares, shares) = shares_of(session, &vault, &self.amount)?;
        let me = session.me();
        self.bound.carry_out(session, vault.decimals, ("ExitedInstantly", "assets", 0), |session, min_assets| {
            let what = format!("Leave vault {} at once with {} VRT", self.vault, tokens(shares, vault.decimals));
            let mut plan = Plan::new(what).of_vault(vault.decimals);
            let wallet = session.wallet(&vault.asset_mint)?;
            plan.pay_into(&wallet);
            let owner_assets = wallet.account;
            let accounts = client::ExitInstantly {
                owner: me,
                vault: self.vault,
                asset_account: vault.asset_account,
                vrt_mint: vault.vrt_mint,
                owner_shares,
                owner_assets,
                config: session.program().config(),
                token_program: TOKEN,
            };
            let args = client::ExitInstantlyInstructionArgs { shares, min_assets };
            let mut plan = plan.with(asset::moving(&vault, accounts.instruction_at(&session.program(), args)));
            plan.instructions.extend(wallet.unwraps);
            Ok(plan.watching("VRT", owner_shares, vault.decimals).watching("tokens", owner_assets, vault.decimals))
        })
    }
}
