//! A validator with a pool of its own and a vault over the pool's token, in an epoch of the cluster in which all of it is active.

use harness::{Vault, key, stake, token};
use restaking_client::native_stake::{POOL_BYTES, STAKE_ACCOUNT_BYTES, STAKE_PROGRAM, SinglePool, StakeAccount};
use restaking_client::transaction::{Budget, Draft, Version, bytes};
use restaking_client::{Deposited, Event, LimitsArgs};
use restaking_tests::{Bank, EPOCH, GENESIS, OPEN, SETTLED, id};
use solana_account::Account;
use solana_clock::Clock;
use solana_program::hash::Hash;
use solana_program::instruction::Instruction;
use solana_program::program_pack::Pack;
use solana_program::pubkey::Pubkey;
use solana_stake_interface::state::Lockup;
use spl_token_interface::state::Mint;

/// Ten SOL, in lamports.
pub const TEN: u64 = 10_000_000_000;

/// A stake program's error, while rewards are paid.
pub const REWARDS_ARE_PAID: u32 = 16;

/// Pool errors.
pub const WRONG_STATE: u32 = 12;
pub const REPLENISH: u32 = 22;

/// Slots behind an epoch's start in which its rewards have been paid.
const PAID: u64 = 20;

pub struct Scene {
    pub bank: Bank,
    pub vault: Vault,
    pub pool: SinglePool,
    /// The rent of a stake account.
    pub rent: u64,
}

impl Scene {
    /// With "creator"'s vault, and without stake: at the start of vault epoch [`SETTLED`], a cluster's epoch after the pool was made.
    pub async fn new() -> Self {
        Self::with(|_| ()).await
    }

    /// The same with what else `add` puts on the chain.
    pub async fn with(add: impl FnOnce(&mut solana_program_test::ProgramTest)) -> Self {
        let mut bank = Bank::founded(|test| {
            add(test);
            let rent = solana_program::rent::Rent::default();
            for (address, account) in stake::program(|bytes| rent.minimum_balance(bytes)) {
                test.add_account(address, account);
            }
        })
        .await;
        bank.configure().await;
        let (first, _) = bank.full_epochs();
        bank.warp_to_slot(first + 1).await;
        for name in ["creator", "alice", "bob"] {
            bank.fund(&id(name));
        }
        let pool = Self::make_pool(&mut bank, "validator").await;
        let vault = Vault::new(id("creator"), 0, pool.mint);
        let limits = LimitsArgs { instant_fee_bps: 0, ..OPEN };
        bank.by("creator", vault.initialize(EPOCH, limits)).await;
        for name in ["alice", "bob"] {
            bank.open_accounts(&vault, &id(name), 0).await;
        }
        let rent = (bank.rent().await)(STAKE_ACCOUNT_BYTES);
        let mut scene = Self { bank, vault, pool, rent };
        scene.set_time(SETTLED, 0).await;
        scene.next_epoch().await;
        scene
    }

    /// Makes the pool of the vote account called `name`, and puts its validator on the chain.
    pub async fn make_pool(bank: &mut Bank, name: &str) -> SinglePool {
        let pool = SinglePool::of(&id(name));
        bank.put(&pool.vote, stake::vote_account(&id("node"), []));
        let rents = [POOL_BYTES, Mint::LEN, STAKE_ACCOUNT_BYTES].map(bank.rent().await);
        bank.send(&stake::create_pool(&pool, &id("creator"), rents), &[&key("creator")]).await.expect("a pool");
        pool
    }

    /// Delegates `lamports` of `owner`'s in the stake account called `account` to the vote account called `vote`.
    pub async fn delegate(&mut self, owner: &str, account: &str, lamports: u64, vote: &str, lockup: &Lockup) {
        let made = stake::delegate_new(&id(owner), &id(account), (lamports, self.rent), &id(vote), lockup);
        self.bank.send(&made, &[&key(owner), &key(account)]).await.expect("a stake account");
    }

    /// The scene with ten SOL of alice's in the stake account "stake", active.
    pub async fn with_stake() -> Self {
        let mut scene = Self::new().await;
        scene.delegate("alice", "stake", TEN, "validator", &Lockup::default()).await;
        scene.next_epoch().await;
        scene
    }

    /// The same with alice's ten SOL in the vault.
    pub async fn entered() -> Self {
        let mut scene = Self::with_stake().await;
        scene.enter("alice", "stake", 0).await;
        scene
    }

    /// The way in, for the stake account called `account`.
    pub fn entering(&self, owner: &str, account: &str, min_shares: u64) -> Vec<Instruction> {
        stake::enter(&self.vault, &self.pool, &id(owner), &id(account), min_shares)
    }

    /// Runs it; returns what the deposit says.
    pub async fn enter(&mut self, owner: &str, account: &str, min_shares: u64) -> Deposited {
        let all = self.entering(owner, account, min_shares);
        let done = self.bank.send(&all, &[&key(owner)]).await.unwrap_or_else(|why| panic!("{why}: {:#?}", why.logs));
        let [Event::Deposited(event)] = done.events.as_slice() else { panic!("not one event: {:?}", done.events) };
        event.clone()
    }

    /// Has `owner` ask for the exit of `shares`, with this nonce.
    pub async fn request(&mut self, owner: &str, nonce: u64, shares: u64) {
        let epoch = self.vault_epoch().await;
        self.bank.by(owner, self.vault.request_exit(&id(owner), nonce, shares, 0, epoch + 1)).await;
    }

    /// `owner`'s claim of its ticket of this nonce, which was asked for in `epoch`.
    pub fn claiming(&self, owner: &str, nonce: u64, epoch: u64) -> Instruction {
        let owner = id(owner);
        self.vault.claim_exit(&owner, &self.vault.ticket(&owner, nonce), &owner, epoch + 1)
    }

    /// The last step out: `amount` pool tokens of `owner`'s into the stake account of `seed`.
    pub fn leaving(&self, owner: &str, seed: &str, amount: u64) -> Vec<Instruction> {
        stake::leave(&self.vault, &self.pool, &id(owner), seed, (amount, self.rent))
    }

    pub async fn vault_epoch(&mut self) -> u64 {
        (self.bank.now().await - GENESIS) as u64 / EPOCH
    }

    /// Sets the time to a second of a vault's epoch; no slot passes.
    pub async fn set_time(&mut self, epoch: u64, second: i64) {
        let clock = self.bank.clock().await;
        let unix_timestamp = GENESIS + (epoch * EPOCH) as i64 + second;
        self.bank.set_clock(&Clock { unix_timestamp, ..clock });
    }

    /// Goes on to the first slot of the cluster's next epoch, in which rewards are being paid.
    pub async fn boundary(&mut self) {
        let (first, length) = self.bank.full_epochs();
        let slot = self.bank.clock().await.slot;
        self.bank.warp_to_slot(first + ((slot - first) / length + 1) * length).await;
    }

    /// Goes on until rewards are paid.
    pub async fn pay_rewards(&mut self) {
        let slot = self.bank.clock().await.slot;
        self.bank.warp_to_slot(slot + PAID).await;
    }

    /// Goes on to the cluster's next epoch, behind the payment of its rewards.
    pub async fn next_epoch(&mut self) {
        self.boundary().await;
        self.pay_rewards().await;
    }

    /// The cluster's epoch.
    pub async fn epoch(&mut self) -> u64 {
        self.bank.clock().await.epoch
    }

    /// The stake account at `address`, and its lamports.
    pub async fn stake(&mut self, address: &Pubkey) -> (StakeAccount, u64) {
        let account = self.bank.account(address).await.expect("a stake account");
        assert_eq!(account.owner, STAKE_PROGRAM);
        (StakeAccount::decode(&account.data).expect("a stake account"), account.lamports)
    }

    /// Adds lamports to the pool's stake account, as rewards and donations do.
    pub async fn pay_pool(&mut self, lamports: u64) {
        let account = self.bank.account(&self.pool.stake).await.expect("the pool's stake");
        self.bank.put(&self.pool.stake, Account { lamports: account.lamports + lamports, ..account });
    }

    /// Pays the pool's stake account a reward, as inflation does: it is delegated at once.
    pub async fn reward_pool(&mut self, lamports: u64) {
        self.pay_pool(lamports).await;
        let mut account = self.bank.account(&self.pool.stake).await.expect("the pool's stake");
        // The delegation's lamports stand behind the tag, the authorities, the lockup and the vote account.
        let stake = u64::from_le_bytes(account.data[156..164].try_into().expect("8 bytes"));
        account.data[156..164].copy_from_slice(&(stake + lamports).to_le_bytes());
        self.bank.put(&self.pool.stake, account);
    }

    /// What `name` has of the pool's tokens, and of the vault's shares.
    pub async fn tokens(&mut self, name: &str) -> [u64; 2] {
        let (assets, shares) = (self.vault.assets_of(&id(name)), self.vault.shares_of(&id(name)));
        [self.bank.balance(&assets).await, self.bank.balance(&shares).await]
    }

    /// The supply of the pool's tokens.
    pub async fn supply(&mut self) -> u64 {
        token::supply(&self.bank.account(&self.pool.mint).await.expect("the pool's mint").data)
    }

    /// Puts the stake accounts and balances of the pool in a row: what a refusal leaves alone.
    pub async fn refused(&mut self, instructions: &[Instruction], names: &[&str]) -> harness::Failure {
        let keys: Vec<_> = names.iter().map(|name| key(name)).collect();
        self.bank.all_refused(instructions, &keys.iter().collect::<Vec<_>>()).await
    }
}

/// The bytes of `instructions` in a transaction of version 0 that `payer` alone signs, with a compute budget.
pub fn size(instructions: &[Instruction], payer: &str) -> usize {
    let budget = Some(Budget { units: 200_000, price: 1_000 });
    let draft = Draft { payer: &id(payer), first: &[], instructions, budget, lookup: &[] };
    bytes(&draft.message(Version::V0, Hash::default()).expect("a transaction"))
}
