//! From a stake account to shares of a pool in one transaction, and back to an active stake account in one, through the pool of the
//! account's validator.

use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;
use spl_token_interface::ID as TOKEN_PROGRAM;

use super::{DepositAsset, DepositAssetInstructionArgs, LeaveInstantly, LeaveInstantlyInstructionArgs, LiquidProgram};
use crate::ledger::transition::deposit::WHOLE_BALANCE;
use crate::native_stake::{self, SinglePool};

/// An owner's ways between stake accounts of one validator and the shares of a pool that has the token of the validator's pool as an
/// asset.
#[derive(Clone, Copy, Debug)]
pub struct StakeWays<'a> {
    /// The program.
    pub liquid: &'a LiquidProgram,
    /// The pool.
    pub pool: Pubkey,
    /// The validator's pool.
    pub single: &'a SinglePool,
    /// The owner: the withdrawer of the stake account, and the only signer.
    pub owner: Pubkey,
    /// The owner's account of the single-validator pool's tokens.
    pub tokens: Pubkey,
    /// The owner's account of the pool's shares.
    pub shares: Pubkey,
}

impl StakeWays<'_> {
    /// The active stake account `account` into at least `min_shares`. `sources` are those of `Pool::sources`.
    ///
    /// The deposit takes the whole balance of `tokens`, because anyone can move the rate by a lamport before the transaction lands. What the
    /// account held before enters too: name an empty one to keep it.
    pub fn enter(&self, account: &Pubkey, min_shares: u64, sources: &[AccountMeta]) -> Vec<Instruction> {
        let mut all = native_stake::enter(self.single, account, &self.owner, &self.tokens).to_vec();
        let deposit = DepositAsset {
            depositor: self.owner,
            pool: self.pool,
            reserve: self.liquid.reserve(&self.pool, &self.single.mint),
            lrt_mint: self.liquid.lrt_mint(&self.pool),
            depositor_tokens: self.tokens,
            depositor_shares: self.shares,
            token_program: TOKEN_PROGRAM,
        };
        let args = DepositAssetInstructionArgs { tokens: WHOLE_BALANCE, min_shares };
        all.push(deposit.instruction_with_remaining_accounts_at(self.liquid, args, sources));
        all
    }

    /// At most `max_shares` into `amount` of the single-validator pool's tokens, and those into active stake in `account`: an account of
    /// the stake program with rent and nothing in it, made before in the same transaction.
    pub fn leave(&self, account: &Pubkey, [amount, max_shares]: [u64; 2], sources: &[AccountMeta]) -> Vec<Instruction> {
        let leave = LeaveInstantly {
            owner: self.owner,
            pool: self.pool,
            reserve: self.liquid.reserve(&self.pool, &self.single.mint),
            lrt_mint: self.liquid.lrt_mint(&self.pool),
            owner_shares: self.shares,
            owner_tokens: self.tokens,
            token_program: TOKEN_PROGRAM,
        };
        let args = LeaveInstantlyInstructionArgs { tokens: amount, max_shares };
        let mut all = vec![leave.instruction_with_remaining_accounts_at(self.liquid, args, sources)];
        all.extend(native_stake::leave(self.single, account, &self.owner, &self.tokens, amount));
        all
    }
}
