//! Deposits shares of a vault in which the pool has a placement, and mints shares of the pool.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;
use ledger::state::pause::Pause;
use liquid_ledger::state::placement::Holding;
use restaking::state::{Config, Vault};

use crate::custody;
use crate::error::{LiquidError, fail, refused};
use crate::event::{PoolWorth, VrtDeposited, emit};
use crate::source;
use crate::state::{Pool, check_notice};

/// Accounts of `deposit_vrt`. Those that value the pool follow.
#[derive(Accounts)]
pub struct DepositVrt {
    /// The owner of `depositor_vrt` or its delegate.
    pub depositor: Signer,
    #[account(mut)]
    pub pool: Account<Pool>,
    /// The placement's vault. It is also among the accounts that follow.
    #[account(unsafe(dup))]
    pub vault: UncheckedAccount,
    /// The core's config: there is one. It may pause deposits.
    pub config: UncheckedAccount,
    /// The pool's token account of the vault's shares.
    #[account(mut)]
    pub vrt_account: Account<TokenAccount>,
    #[account(mut, address = pool.lrt_mint @ LiquidError::WrongLrtMint)]
    pub lrt_mint: UncheckedAccount,
    /// Source of the vault's shares.
    #[account(mut)]
    pub depositor_vrt: Account<TokenAccount>,
    /// Receives the shares; any account of the LRT mint.
    #[account(mut, constraint = address_eq(depositor_shares.mint(), &pool.lrt_mint) @ LiquidError::WrongMint)]
    pub depositor_shares: Account<TokenAccount>,
    pub token_program: Program<Token>,
}

impl DepositVrt {
    /// Deposits `vault_shares` for at least `min_shares`. They count as the core pays them out, less the vault's fee. What stops a deposit
    /// in the vault stops this too. The pool holds no more of the vault than anyone may place there.
    pub fn deposit_vrt(
        &mut self,
        sources: &[AccountView],
        place: u64,
        vault_shares: u64,
        min_shares: u64,
    ) -> Result<()> {
        let clock = Clock::get()?;
        let now = clock.unix_timestamp;
        self.pool.check_pause(Pause::DEPOSITS, now)?;
        self.pool.check_pause(Pause::EXPOSURE, now)?;
        let placement = *self.pool.placement_of(place, self.vault.address(), self.vrt_account.address())?;
        require!(address_eq(self.depositor_vrt.mint(), &placement.vrt_mint), LiquidError::WrongMint);
        let index = place as usize;
        let asset = self.pool.ledger.asset_of(index).map_err(refused)?;
        self.pool.check_active(asset, now)?;
        check_notice(placement.active_from, now)?;
        let valued = source::touch(&mut self.pool, sources, &clock)?;
        let values = valued.check_code()?;
        let before = PoolWorth::of(self.pool.ledger.supply, values);
        let held = self.pool.ledger.placements[index].shares;
        let vault = Account::<Vault>::load(*self.vault.account())?;
        self.check_vault(&vault, now)?;
        // Anyone accepts nothing that the curator has not seen.
        let (version, seen) = (vault.ledger.risk_version, placement.seen_risk_version);
        if version > seen {
            return Err(fail(LiquidError::OverTarget, version, seen));
        }
        let both = Holding::of_shares(&vault.ledger, held.saturating_add(vault_shares), now).map_err(refused)?;
        let alone = Holding::of_shares(&vault.ledger, vault_shares, now).map_err(refused)?;
        let ledger = &mut self.pool.ledger;
        let done = ledger.deposit_placed(values, index, vault_shares, [alone, both], min_shares).map_err(refused)?;

        let (owed, token) = (held.checked_add(vault_shares), &self.token_program);
        custody::receive(vault_shares, &mut self.depositor_vrt, &mut self.vrt_account, &self.depositor, token, owed)?;
        custody::mint(done.shares, &self.pool, &mut self.lrt_mint, &mut self.depositor_shares, token);
        emit(VrtDeposited {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: now,
            depositor: *self.depositor.address(),
            vault: placement.vault,
            vault_shares,
            shares: done.shares,
            value: done.value,
            imbalance_fee: done.imbalance_fee,
            before,
            supply: self.pool.ledger.supply,
        });
        Ok(())
    }

    /// Refuses a vault of which deposits are paused, and one with open slashes: their outcome decides what its shares are worth.
    fn check_vault(&self, vault: &Account<Vault>, now: i64) -> Result<()> {
        let config = Account::<Config>::load(*self.config.account())?;
        for pause in [&vault.pause, &config.pause] {
            let checked = pause.check(Pause::DEPOSITS, now);
            checked.map_err(|refusal| fail(LiquidError::Paused, refusal.value, refusal.limit))?;
        }
        require!(vault.ledger.contested == 0, LiquidError::VaultContested);
        Ok(())
    }
}
