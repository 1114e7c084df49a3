//! Creates a pool with its LRT mint and its escrow. Permissionless.
#![allow(unused_variables, reason = "the derive binds instruction arguments wherever it might need them")]

use anchor_lang::prelude::*;
use anchor_spl::{Mint, TokenAccount, mint, token};
use liquid_ledger::state::guard::MAX_GUARD_SECONDS;

use crate::error::{LiquidError, fail, refused};
use crate::event::{PoolInitialized, emit};
use crate::state::{BandTermsArgs, Pool, VERSION};

/// The decimals of every LRT: those of SOL, in which values are.
const DECIMALS: u8 = 9;

/// Accounts of `initialize_pool`.
#[derive(Accounts)]
#[instruction(index: u64)]
pub struct InitializePool {
    /// Pays for the accounts; may be the creator.
    #[account(unsafe(dup))]
    pub payer: Signer,
    /// The first admin. The address is a seed of the pool's address, so nobody else can take it.
    pub creator: Signer,
    #[account(init, payer = payer, seeds = [Pool::SEED, creator.address().as_ref(), &index.to_le_bytes()], bump)]
    pub pool: Account<Pool>,
    /// The LRT mint. The pool is its mint authority, and nobody can freeze LRT.
    #[account(
        init, payer = payer, seeds = [Pool::LRT_SEED, pool.address().as_ref()], bump,
        mint::decimals = DECIMALS, mint::authority = pool
    )]
    pub lrt_mint: Account<Mint>,
    /// The token account of the shares that wait in the queue.
    #[account(
        init, payer = payer, seeds = [Pool::ESCROW_SEED, pool.address().as_ref()], bump,
        token::mint = lrt_mint, token::authority = pool
    )]
    pub escrow: Account<TokenAccount>,
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
}

impl InitializePool {
    /// Creates the pool. A notice is no shorter than a batch's period, so that a holder that asks to leave when a change is announced is
    /// in a batch that can be filled before it takes effect.
    pub fn initialize_pool(
        &mut self,
        bumps: &InitializePoolBumps,
        index: u64,
        band: BandTermsArgs,
        batch_seconds: u64,
        stream_seconds: u64,
        notice_seconds: u64,
    ) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let bound = notice_seconds.clamp(batch_seconds, MAX_GUARD_SECONDS.max(batch_seconds));
        if notice_seconds != bound {
            return Err(fail(LiquidError::NoticeOutOfBounds, notice_seconds, bound));
        }
        let creator = *self.creator.address();
        let pool = &mut self.pool;
        pool.version = VERSION;
        pool.bump = bumps.pool;
        pool.lrt_bump = bumps.lrt_mint;
        pool.escrow_bump = bumps.escrow;
        pool.index = index;
        (pool.creator, pool.admin, pool.curator, pool.fee_wallet) = (creator, creator, creator, creator);
        pool.lrt_mint = *self.lrt_mint.address();
        pool.escrow = *self.escrow.address();
        pool.notice_seconds = notice_seconds;
        pool.ledger.open(band.into(), batch_seconds, stream_seconds, now).map_err(refused)?;
        emit(PoolInitialized {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: now,
            creator,
            lrt_mint: self.pool.lrt_mint,
            notice_seconds,
            batch_seconds,
            stream_seconds,
            band: self.pool.ledger.band,
        });
        Ok(())
    }
}
