//! How a lending program values a vault's shares (VRT): by what they bring if they are sold to the vault, after the worst that can
//! happen on the way out.
//!
//! A market is for the shares of one vault. `value` asks the restaking program for its rates, now and at the time when a
//! liquidation would leave, and takes the lower worth: it adds no reward that is still to come, and includes every announced
//! fee. Of that, it takes off what slashes may take, in each of the two epochs that an exit can be slashed in.
#![allow(missing_docs, reason = "Anchor's macros make public items of their own; what is written here is documented")]

use anchor_lang::prelude::*;
use restaking::instructions::vault::RateReport;
use restaking::state::Vault;

// The address for tests. One of yours has a key pair of yours.
declare_id!("3hh36ZM7KcSK2gxhuzSuiCSTbaot4vH2VjKi51DY9vqi");

/// Basis points in a whole.
const BPS: u64 = 10_000;

/// The epochs in which an exit can be slashed: that of its request and the next.
const EPOCHS_OUT: u32 = 2;

/// The instructions.
#[program]
pub mod collateral {
    use super::*;

    /// Opens the market of a vault's shares. Liquidations leave within `liquidation_seconds`.
    #[discrim = 0]
    pub fn open_market(ctx: &mut Context<OpenMarket>, liquidation_seconds: u64) -> Result<()> {
        ctx.accounts.run(ctx.bumps.market, liquidation_seconds)
    }

    /// Returns what `shares` are worth as collateral, in smallest units of the vault's asset. Rounded down.
    #[discrim = 1]
    pub fn value(ctx: &mut Context<Value>, shares: u64) -> Result<u64> {
        ctx.accounts.run(shares)
    }
}

/// The market of a vault's shares, at `["market", vault]`.
#[account]
pub struct Market {
    /// The vault.
    pub vault: Address,
    /// The restaking program that has it.
    pub program: Address,
    /// Within how many seconds a liquidation has requested its exit.
    pub liquidation_seconds: u64,
    /// The bump of this account's address.
    pub bump: u8,
    /// Keeps the size aligned.
    pub padding: [u8; 7],
}

/// What a market refuses.
#[error_code]
pub enum MarketError {
    /// The vault is another one's.
    #[msg("This is not the vault of the market")]
    WrongVault,
    /// The program is another one.
    #[msg("This is not the program of the market's vault")]
    WrongProgram,
    /// A time too long.
    #[msg("A liquidation leaves within 30 days at the most")]
    TooSlow,
}

/// The longest that a liquidation may take.
const MAX_LIQUIDATION_SECONDS: u64 = 30 * 86_400;

/// Accounts of `open_market`.
#[derive(Accounts)]
pub struct OpenMarket {
    /// The payer.
    #[account(mut)]
    pub payer: Signer,
    /// The vault. That it is one, its owner and its discriminator say.
    pub vault: Account<Vault>,
    /// The market, made here.
    #[account(init, payer = payer, seeds = [b"market", vault.address().as_ref()], bump)]
    pub market: Account<Market>,
    /// The system program.
    pub system_program: Program<System>,
}

impl OpenMarket {
    /// Opens it.
    pub fn run(&mut self, bump: u8, liquidation_seconds: u64) -> Result<()> {
        require!(liquidation_seconds <= MAX_LIQUIDATION_SECONDS, MarketError::TooSlow);
        let market = &mut self.market;
        market.vault = *self.vault.address();
        market.program = restaking::ID;
        market.liquidation_seconds = liquidation_seconds;
        market.bump = bump;
        Ok(())
    }
}

/// Accounts of `value`.
#[derive(Accounts)]
pub struct Value {
    /// The market.
    pub market: Account<Market>,
    /// Its vault.
    #[account(address = market.vault @ MarketError::WrongVault)]
    pub vault: UncheckedAccount,
    /// The restaking program.
    #[account(address = market.program @ MarketError::WrongProgram)]
    pub restaking_program: UncheckedAccount,
}

impl Value {
    /// The lower worth of now and of then, after losses.
    pub fn run(&self, shares: u64) -> Result<u64> {
        let now = Clock::get()?.unix_timestamp;
        let then = now.saturating_add_unsigned(self.market.liquidation_seconds);
        let [now, then] = [self.rates(now)?, self.rates(then)?];
        let worth = now.assets_for(shares)?.min(then.assets_for(shares)?);
        // What is not lost, rounded down each time. The rates of then tell the most that can be lost until then.
        let kept = BPS.saturating_sub(then.loss_bps);
        Ok((0..EPOCHS_OUT).fold(worth, |worth, _| (u128::from(worth) * u128::from(kept) / u128::from(BPS)) as u64))
    }

    /// What the restaking program says of the vault at a time.
    fn rates(&self, at: i64) -> Result<RateReport> {
        let accounts = restaking::cpi::accounts::VaultRates { vault: self.vault.cpi_handle() };
        let context = CpiContext::new(self.restaking_program.address(), accounts);
        Ok(restaking::cpi::vault_rates(context, at)?.get())
    }
}
