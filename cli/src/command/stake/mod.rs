//! Native stake: stake accounts into a vault over the token of their validator's pool, and back.

mod enter;
mod leave;
mod pool;

use clap::Subcommand;
use restaking_client::native_stake::{
    EPOCH_REWARDS, POOL_BYTES, Phase, PoolValue, SINGLE_POOL_PROGRAM, STAKE_ACCOUNT_BYTES, STAKE_PROGRAM, SinglePool,
    StakeAccount, rewards_are_paid,
};
use solana_account::Account;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_system_interface::instruction as system;

use crate::accounts;
use crate::error::Result;
use crate::refuse;
use crate::session::Session;

pub(super) use enter::{apart_of, check_lockup, check_phase};

/// The decimals of SOL and of pools' tokens.
pub(super) const SOL: u8 = 9;

/// Native stake.
#[derive(Debug, Subcommand)]
pub enum StakeCommand {
    /// Deposit an active stake account into a vault over the token of its validator's pool, in one transaction
    Deposit(enter::Deposit),
    /// Claim exit tickets of such a vault and withdraw what they pay as an active stake account, in one transaction where it has room
    Withdraw(leave::Withdraw),
    /// List validators' pools, with what their tokens are worth and the vaults over them
    Pools(pool::Pools),
    /// Create the pool and the on-ramp of a validator, and a vault over its token with --vault
    CreatePool(pool::CreatePool),
    /// Delegate the stake of a validator's pool again after its validator did not vote, and put its rewards to work
    Replenish {
        /// The validator's vote account
        validator: Pubkey,
    },
}

impl StakeCommand {
    /// Does it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        match self {
            Self::Deposit(command) => command.run(session),
            Self::Withdraw(command) => command.run(session),
            Self::Pools(command) => command.run(session),
            Self::CreatePool(command) => command.run(session),
            Self::Replenish { validator } => pool::replenish(session, &validator),
        }
    }
}

/// A pool as it stands on the cluster.
pub(super) struct Standing {
    /// The pool.
    pub pool: SinglePool,
    /// What its main stake account says.
    stake: StakeAccount,
    /// What its tokens are worth.
    pub value: PoolValue,
}

impl Standing {
    /// The pool, if it has been made with its on-ramp.
    fn read(session: &Session, pool: SinglePool) -> Result<Option<Self>> {
        let addresses = [pool.pool, pool.stake, pool.on_ramp, pool.mint];
        let found = session.chain.accounts(&addresses)?;
        let [Some(own), Some(stake), Some(on_ramp), Some(mint)] = found.as_slice() else { return Ok(None) };
        let (Some(read), Some(mint)) = (StakeAccount::decode(&stake.data), accounts::mint_in(mint)) else {
            return Ok(None);
        };
        if own.owner != SINGLE_POOL_PROGRAM || [stake, on_ramp].iter().any(|account| account.owner != STAKE_PROGRAM) {
            return Ok(None);
        }
        let rent = session.chain.rent(STAKE_ACCOUNT_BYTES)?;
        let value = PoolValue::new(stake.lamports, on_ramp.lamports, rent, mint.supply);
        Ok(Some(Self { pool, stake: read, value }))
    }

    /// The pool of the validator `vote`.
    ///
    /// # Errors
    /// Where it has none yet.
    pub fn of(session: &Session, vote: &Pubkey) -> Result<Self> {
        match Self::read(session, SinglePool::of(vote))? {
            Some(found) => Ok(found),
            None => refuse!(
                "validator {vote} has no single-validator pool on this cluster: `restake stake create-pool {vote}` creates it"
            ),
        }
    }

    /// What becomes of its stake in the cluster's epoch.
    fn phase(&self, session: &Session) -> Result<Phase> {
        Ok(self.stake.phase(session.chain.epoch()?))
    }
}

/// The pool with the token `mint`: a mint does not name its pool, so all pools are read.
pub(super) fn pool_of_mint(session: &Session, mint: &Pubkey) -> Result<SinglePool> {
    match pools(session)?.into_iter().find(|pool| pool.mint == *mint) {
        Some(pool) => Ok(pool),
        None => refuse!("mint {mint} is not a token of a single-validator pool on this cluster"),
    }
}

/// All pools, by their validators' addresses.
fn pools(session: &Session) -> Result<Vec<SinglePool>> {
    let found = session.chain.accounts_of(&SINGLE_POOL_PROGRAM, POOL_BYTES)?;
    let mut pools: Vec<_> = found.iter().filter_map(|(_, account)| SinglePool::in_account(&account.data)).collect();
    pools.sort_unstable_by_key(|pool| pool.vote);
    Ok(pools)
}

/// Refuses what the stake program refuses in an epoch's first slots.
pub(super) fn check_rewards_are_paid(session: &Session) -> Result<()> {
    if session.chain.account(&EPOCH_REWARDS)?.is_some_and(|sysvar| rewards_are_paid(&sysvar.data)) {
        refuse!("stake accounts stand still while the last epoch's rewards are paid: try again in some minutes");
    }
    Ok(())
}

/// The stake account at `address`.
pub(super) fn load_stake(session: &Session, address: &Pubkey) -> Result<(StakeAccount, Account)> {
    let Some(account) = session.chain.account(address)? else {
        refuse!("there is no stake account at {address} on this cluster");
    };
    if account.owner != STAKE_PROGRAM {
        refuse!("{address} is not a stake account: it belongs to the program {}", account.owner);
    }
    match StakeAccount::decode(&account.data) {
        Some(found) => Ok((found, account)),
        None => refuse!("stake account {address} has no authorities yet"),
    }
}

/// The signer's first free address for a new stake account, and what makes the account there.
///
/// A stranger's lamports at the address do not stop it, as they would stop the system program's `CreateAccount`.
pub(super) fn new_account(session: &Session) -> Result<(Pubkey, [Instruction; 2])> {
    let me = session.me();
    let rent = session.chain.rent(STAKE_ACCOUNT_BYTES)?;
    let mut number = 0;
    loop {
        let seed = format!("restake {number}");
        let address = Pubkey::create_with_seed(&me, &seed, &STAKE_PROGRAM).expect("a short seed");
        let found = session.chain.account(&address)?;
        if found.is_none_or(|account| account.owner == solana_sdk_ids::system_program::ID && account.data.is_empty()) {
            let space = STAKE_ACCOUNT_BYTES as u64;
            return Ok((
                address,
                [
                    system::transfer(&me, &address, rent),
                    system::allocate_with_seed(&address, &me, &seed, space, &STAKE_PROGRAM),
                ],
            ));
        }
        number += 1;
    }
}
