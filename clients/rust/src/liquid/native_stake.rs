//! From a stake account to shares of a pool in one transaction, and back to an active stake account in one: through the pool of the
//! account's validator, or through a stake pool that has the validator in its list.

use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;
use spl_token_interface::ID as TOKEN_PROGRAM;

use super::stake_pool::{StakePool, Validator};
use super::{DepositAsset, DepositAssetInstructionArgs, LeaveInstantly, LeaveInstantlyInstructionArgs, LiquidProgram};
use crate::ledger::transition::deposit::WHOLE_BALANCE;
use crate::native_stake::{self, SinglePool};

/// What stands between a stake account and an asset of a pool.
#[derive(Clone, Copy, Debug)]
pub enum StakeRoute<'a> {
    /// The validator's own pool.
    Single(&'a SinglePool),
    /// A stake pool.
    Pool {
        /// Its program.
        program: Pubkey,
        /// Its address.
        address: Pubkey,
        /// The stake pool, as it was read.
        state: &'a StakePool,
        /// A validator of its list.
        validator: &'a Validator,
        /// The least that it gives: its tokens on the way in, lamports of active stake on the way out.
        least: u64,
    },
}

impl StakeRoute<'_> {
    /// The asset: the mint of the pool's tokens.
    pub const fn mint(&self) -> Pubkey {
        match self {
            Self::Single(single) => single.mint,
            Self::Pool { state, .. } => state.mint,
        }
    }
}

/// An owner's ways between stake accounts of one validator and the shares of a pool that has the route's token as an asset.
#[derive(Clone, Copy, Debug)]
pub struct StakeWays<'a> {
    /// The program.
    pub liquid: &'a LiquidProgram,
    /// The pool.
    pub pool: Pubkey,
    /// What stands between.
    pub route: StakeRoute<'a>,
    /// The owner: the withdrawer of the stake account, and the only signer.
    pub owner: Pubkey,
    /// The owner's account of the route's tokens.
    pub tokens: Pubkey,
    /// The owner's account of the pool's shares.
    pub shares: Pubkey,
}

impl StakeWays<'_> {
    /// The active stake account `account` into at least `min_shares`. `sources` are those of `Pool::sources`.
    ///
    /// The deposit takes the whole balance of `tokens`, because anyone can move the rate by a lamport before the transaction lands. What the
    /// account held before enters too: name an empty one to keep it. A stake pool that was not updated in this epoch of the cluster is
    /// updated before.
    pub fn enter(&self, account: &Pubkey, min_shares: u64, sources: &[AccountMeta]) -> Vec<Instruction> {
        let (owner, tokens) = (&self.owner, &self.tokens);
        let mut all = match self.route {
            StakeRoute::Single(single) => native_stake::enter(single, account, owner, tokens).to_vec(),
            StakeRoute::Pool { program, address, state, validator, least } => {
                state.enter([&program, &address], validator, account, owner, (tokens, least)).to_vec()
            }
        };
        let deposit = DepositAsset {
            depositor: self.owner,
            pool: self.pool,
            reserve: self.liquid.reserve(&self.pool, &self.route.mint()),
            lrt_mint: self.liquid.lrt_mint(&self.pool),
            depositor_tokens: self.tokens,
            depositor_shares: self.shares,
            token_program: TOKEN_PROGRAM,
        };
        let args = DepositAssetInstructionArgs { tokens: WHOLE_BALANCE, min_shares };
        all.push(deposit.instruction_with_remaining_accounts_at(self.liquid, args, sources));
        all
    }

    /// At most `max_shares` into `amount` of the route's tokens, and those into active stake in `account`: an account of the stake
    /// program with rent and nothing in it, made before in the same transaction.
    pub fn leave(&self, account: &Pubkey, [amount, max_shares]: [u64; 2], sources: &[AccountMeta]) -> Vec<Instruction> {
        let (owner, tokens) = (&self.owner, &self.tokens);
        let leave = LeaveInstantly {
            owner: self.owner,
            pool: self.pool,
            reserve: self.liquid.reserve(&self.pool, &self.route.mint()),
            lrt_mint: self.liquid.lrt_mint(&self.pool),
            owner_shares: self.shares,
            owner_tokens: self.tokens,
            token_program: TOKEN_PROGRAM,
        };
        let args = LeaveInstantlyInstructionArgs { tokens: amount, max_shares };
        let mut all = vec![leave.instruction_with_remaining_accounts_at(self.liquid, args, sources)];
        match self.route {
            StakeRoute::Single(single) => {
                all.extend(native_stake::leave(single, account, owner, tokens, amount));
            }
            StakeRoute::Pool { program, address, state, validator, least } => {
                all.push(state.leave([&program, &address], validator, account, owner, (tokens, [amount, least])));
            }
        }
        all
    }
}
