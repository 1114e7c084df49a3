//! Native stake: a validator's vote account, stake accounts and pools as chains have them, and the way in and out of a vault.

use restaking_client::ledger::transition::deposit::WHOLE_BALANCE;
use restaking_client::native_stake::{
    self as native, SINGLE_POOL_PROGRAM, STAKE_ACCOUNT_BYTES, STAKE_PROGRAM, SinglePool,
};
use solana_account::Account;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_stake_interface::instruction as stake;
use solana_stake_interface::state::{Authorized, Lockup};
use solana_system_interface::instruction as system;
use solana_vote_interface::state::{VoteStateV4, VoteStateVersions};

use crate::{Vault, deploy, single_pool_path};

/// The program of vote accounts.
pub const VOTE_PROGRAM: Pubkey = native::VOTE_PROGRAM;

/// The pool program's accounts, as a chain begins with them.
///
/// # Panics
/// If it has not been built.
pub fn program(rent: impl Fn(usize) -> u64) -> [(Pubkey, Account); 2] {
    let hint = "build it with `cargo xtask build --single-pool`";
    deploy::from_file(&single_pool_path(), &SINGLE_POOL_PROGRAM, hint, rent)
}

/// A vote account of the validator `node`, which has credits for votes in `epochs`.
pub fn vote_account(node: &Pubkey, epochs: impl IntoIterator<Item = u64>) -> Account {
    let state = VoteStateV4 {
        node_pubkey: *node,
        authorized_withdrawer: *node,
        epoch_credits: epochs.into_iter().map(|epoch| (epoch, epoch + 1, epoch)).collect(),
        ..VoteStateV4::default()
    };
    let mut data = vec![0; VoteStateV4::size_of()];
    VoteStateV4::serialize(&VoteStateVersions::new_v4(state), &mut data).expect("a vote account's bytes");
    Account { lamports: 1_000_000_000, data, owner: VOTE_PROGRAM, ..Account::default() }
}

/// Makes `account` with `lamports` of `owner`'s and `rent` on top, delegated to `vote`; owner and account sign.
pub fn delegate_new(
    owner: &Pubkey,
    account: &Pubkey,
    (lamports, rent): (u64, u64),
    vote: &Pubkey,
    lockup: &Lockup,
) -> Vec<Instruction> {
    let mut all = stake::create_account(owner, account, &Authorized::auto(owner), lockup, lamports + rent);
    all.push(stake::delegate_stake(account, owner, vote));
    all
}

/// Makes the pool and its on-ramp; `payer` pays. `rents` are those of a pool's account, of a mint and of a stake account.
pub fn create_pool(pool: &SinglePool, payer: &Pubkey, rents: [u64; 3]) -> Vec<Instruction> {
    let [own, mint, stake] = rents;
    vec![
        system::transfer(payer, &pool.pool, own),
        system::transfer(payer, &pool.mint, mint),
        system::transfer(payer, &pool.stake, stake + native::MIN_POOL_LAMPORTS),
        system::transfer(payer, &pool.on_ramp, stake),
        native::initialize_pool(pool),
        native::initialize_on_ramp(pool),
    ]
}

/// The address of `owner`'s stake account of `seed`.
pub fn seeded(owner: &Pubkey, seed: &str) -> Pubkey {
    Pubkey::create_with_seed(owner, seed, &STAKE_PROGRAM).expect("a short seed")
}

/// Makes an empty account of the stake program at [`seeded`]; `owner` pays `rent`. A stranger's lamports there do not stop it, as
/// they would stop `CreateAccount`.
pub fn create_seeded(owner: &Pubkey, seed: &str, rent: u64) -> [Instruction; 2] {
    let to = seeded(owner, seed);
    let space = STAKE_ACCOUNT_BYTES as u64;
    [system::transfer(owner, &to, rent), system::allocate_with_seed(&to, owner, seed, space, &STAKE_PROGRAM)]
}

/// The stake account `account` of `owner` into the vault, in one transaction.
pub fn enter(vault: &Vault, pool: &SinglePool, owner: &Pubkey, account: &Pubkey, min_shares: u64) -> Vec<Instruction> {
    enter_with(vault, pool, owner, account, (WHOLE_BALANCE, min_shares))
}

/// The same with a deposit of `amount` pool tokens.
pub fn enter_with(
    vault: &Vault,
    pool: &SinglePool,
    owner: &Pubkey,
    account: &Pubkey,
    (amount, min_shares): (u64, u64),
) -> Vec<Instruction> {
    let mut all = native::enter(pool, account, owner, &vault.assets_of(owner)).to_vec();
    all.push(vault.deposit(owner, amount, min_shares, false));
    all
}

/// `amount` pool tokens of `owner`'s into stake at [`seeded`].
pub fn leave(
    vault: &Vault,
    pool: &SinglePool,
    owner: &Pubkey,
    seed: &str,
    (amount, rent): (u64, u64),
) -> Vec<Instruction> {
    let mut all = create_seeded(owner, seed, rent).to_vec();
    all.extend(native::leave(pool, &seeded(owner, seed), owner, &vault.assets_of(owner), amount));
    all
}
