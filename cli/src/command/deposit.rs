//! Deposits.

use clap::Args;
use restaking_client::{self as client, Vault, asset, rates};
use solana_program::pubkey::Pubkey;
use spl_token_interface::native_mint;

use super::common::{Bound, GateSigner, TOKEN, check_entry, through};
use crate::amount::{Amount, tokens};
use crate::error::Result;
use crate::refuse;
use crate::session::{Plan, Session};
use crate::view::risk;

/// Deposits into a vault.
#[derive(Args, Debug)]
pub struct Deposit {
    /// The vault
    vault: Pubkey,
    /// The amount of the vault's asset, in tokens, or `all`
    amount: Amount,
    /// The least that it may bring
    #[command(flatten)]
    bound: Bound,
    /// Refuse to enter if the vault announced a risk or a charge after this version, as `restake show` shows it [default: the
    /// current one]
    #[arg(long, value_name = "VERSION")]
    max_risk_version: Option<u64>,
    /// The vault's deposit gate
    #[command(flatten)]
    gate: GateSigner,
}

impl Deposit {
    /// Deposits; SOL is wrapped where the vault's asset is wrapped SOL and there is too little of it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        let vault: Vault = session.load(&self.vault)?;
        check_entry(session, (&self.vault, &vault))?;
        let me = session.me();
        let (mine, have) = session.funds(&vault.asset_mint)?;
        let native = vault.asset_mint == native_mint::ID;
        if native && have == 0 && self.amount == Amount::All {
            let sol = session.chain.account(&me)?.map_or(0, |account| account.lamports);
            refuse!("you have no wrapped SOL, and {} SOL: name how much of it to wrap and deposit", tokens(sol, 9));
        }
        let amount = self.amount.units(vault.decimals, Some(have))?;
        let wrap = if native { amount.saturating_sub(have) } else { 0 };
        if amount > have + wrap {
            let (want, have) = (tokens(amount, vault.decimals), tokens(have, vault.decimals));
            refuse!("you have {have} tokens of the mint {}, and want to deposit {want}", vault.asset_mint);
        }
        let now = session.now()?;
        let warnings =
            risk::of_entering(session.chain, (self.vault, &vault), rates::deposit_worth(&vault, amount, now))?;
        let approval = vault.restricted.then(|| session.program().depositor_approval(&self.vault, &me));
        let deposit_gate = self.gate.open(session, (&self.vault, &vault))?;
        let max_risk_version = self.max_risk_version.unwrap_or(vault.ledger.risk_version);
        self.bound.carry_out(session, vault.decimals, ("Deposited", "shares", 0), |session, min_shares| {
            let what = format!("Deposit {} tokens into vault {}", tokens(amount, vault.decimals), self.vault);
            let mut plan = Plan::new(what).of_vault(vault.decimals);
            if wrap > 0 {
                session.token_account(&mut plan, &me, &vault.asset_mint)?;
                plan = plan.with(solana_system_interface::instruction::transfer(&me, &mine, wrap));
                plan = plan.with(spl_token_interface::instruction::sync_native(&TOKEN, &mine).expect("SPL Token's id"));
            }
            let depositor_shares = session.token_account(&mut plan, &me, &vault.vrt_mint)?;
            let accounts = client::Deposit {
                depositor: me,
                vault: self.vault,
                asset_account: vault.asset_account,
                vrt_mint: vault.vrt_mint,
                depositor_assets: mine,
                depositor_shares,
                approval,
                config: session.program().config(),
                token_program: TOKEN,
            };
            let args = client::DepositInstructionArgs { amount, min_shares, max_risk_version };
            let plan = plan
                .warning(warnings.clone())
                .with(through(asset::moving(&vault, accounts.instruction_at(&session.program(), args)), deposit_gate));
            Ok(plan.watching("tokens", mine, vault.decimals).watching("VRT", depositor_shares, vault.decimals))
        })
    }
}
