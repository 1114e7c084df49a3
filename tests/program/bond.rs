//! Bonded shares and the rewards in other tokens that they earn.

mod accounts;
mod close_position;
mod life;
mod refusals;
mod rewards;

use harness::bond::BondPool;
use harness::{Vault, key, token};
use restaking_client::{Earning, VaultBondPool, VaultPosition};
use restaking_tests::{Bank, GENESIS, OPEN, id};
use solana_program::pubkey::Pubkey;

/// What "payer" has of each reward.
const PURSE: u64 = 1_000_000_000_000;

/// The seconds over which the usual pool's rewards stream.
const STREAM: u64 = 100;

/// A bond pool in a bank.
struct Scene {
    bank: Bank,
    pool: BondPool,
}

/// The mint of reward `place`, which "issuer" made and can freeze.
fn mint(place: u8) -> Pubkey {
    id(&format!("reward {place}"))
}

impl Scene {
    /// The usual vault with a pool of `rewards` rewards; alice and bob have 1,000,000 shares and an empty position each, and
    /// "payer" has its purse of every reward. The time is [`GENESIS`].
    async fn new(rewards: u8) -> Self {
        let (mut bank, vault) = Bank::with_vault(OPEN).await;
        for name in ["issuer", "payer", "mallory"] {
            bank.fund(&id(name));
        }
        let mut scene = Self { bank, pool: BondPool::new(vault) };
        scene.open(vault, "creator", rewards).await;
        scene
    }

    /// Opens `vault`'s pool as the usual one.
    async fn open(&mut self, vault: Vault, creator: &str, rewards: u8) -> BondPool {
        let pool = BondPool::new(vault);
        self.bank.by(creator, pool.open(STREAM)).await;
        for place in 0..rewards {
            self.add_mint(&mint(place));
            self.bank.by(creator, pool.add_reward_mint(place, &mint(place))).await;
        }
        for name in ["alice", "bob"] {
            self.bank.by(name, vault.deposit(&id(name), 1_000_000, 1_000_000, false)).await;
            self.bank.by(name, pool.open_position(&id(name))).await;
        }
        pool
    }

    /// Puts `mint` on the chain, with accounts for all actors here.
    fn add_mint(&mut self, mint: &Pubkey) {
        self.bank.put(mint, token::mint_account(6, id("issuer"), Some(id("issuer")), PURSE));
        for (name, amount) in [("alice", 0), ("bob", 0), ("mallory", 0), ("payer", PURSE)] {
            self.bank.put(&token::address(&id(name), mint), token::token_account(*mint, id(name), amount));
        }
    }

    /// Moves the clock to `second` after the pool was opened.
    async fn at(&mut self, second: i64) {
        self.bank.warp(GENESIS + second).await;
    }

    async fn bond(&mut self, name: &str, amount: u64) {
        self.bank.by(name, self.pool.bond(&id(name), amount)).await;
    }

    async fn unbond(&mut self, name: &str, amount: u64) {
        self.bank.by(name, self.pool.unbond(&id(name), amount)).await;
    }

    async fn pay(&mut self, place: u8, amount: u64) {
        self.bank.by("payer", self.pool.pay(&id("payer"), place, &mint(place), amount)).await;
    }

    /// Claims, and returns what came.
    async fn claim(&mut self, name: &str, place: u8) -> u64 {
        let before = self.rewards_of(name, place).await;
        self.bank.by(name, self.pool.claim(&id(name), place, &mint(place))).await;
        self.rewards_of(name, place).await - before
    }

    async fn rewards_of(&mut self, name: &str, place: u8) -> u64 {
        self.bank.balance(&token::address(&id(name), &mint(place))).await
    }

    async fn account(&mut self) -> VaultBondPool {
        self.bank.read(&self.pool.address).await.expect("a bond pool")
    }

    async fn position(&mut self, name: &str) -> VaultPosition {
        self.bank.read(&self.pool.position(&id(name))).await.expect("a position")
    }

    /// What `name` has earned of a reward and not been paid, if it is brought up to date now, in units and parts.
    async fn earning(&mut self, name: &str, place: u8) -> Earning {
        self.position(name).await.position.earnings[usize::from(place)].clone()
    }

    /// Holds the pool's token accounts against its figures: nothing was sent to them beside the instructions.
    async fn check(&mut self) {
        let account = self.account().await;
        assert_eq!(self.bank.balance(&self.pool.bonded_account).await, account.ledger.bonded);
        let mut bonded = 0;
        for name in ["alice", "bob", "mallory"] {
            let position: Option<VaultPosition> = self.bank.read(&self.pool.position(&id(name))).await;
            bonded += position.map_or(0, |position| position.position.bonded);
        }
        assert_eq!(account.ledger.bonded, bonded);
        for place in 0..account.ledger.rewards as u8 {
            let slot = &account.ledger.slots[usize::from(place)];
            let held = slot.paid_in[0] - slot.paid_out[0];
            assert_eq!(self.bank.balance(&self.pool.treasury(place)).await, held, "reward {place}");
            let mut out = 0;
            for name in ["alice", "bob", "mallory"] {
                out += self.rewards_of(name, place).await;
            }
            assert_eq!(out, slot.paid_out[0], "reward {place}");
            assert_eq!(self.rewards_of("payer", place).await, PURSE - slot.paid_in[0], "reward {place}");
        }
    }
}

/// Opens "mallory"'s position; mallory has `shares`.
async fn with_mallory(scene: &mut Scene, shares: u64) {
    let (mallory, vault) = (id("mallory"), scene.pool.vault);
    scene.bank.put(&vault.assets_of(&mallory), token::token_account(vault.asset_mint, mallory, shares));
    scene.bank.put(&vault.shares_of(&mallory), token::token_account(vault.vrt_mint, mallory, 0));
    let deposit = vault.deposit(&mallory, shares, shares, false);
    scene.bank.send(&[deposit, scene.pool.open_position(&mallory)], &[&key("mallory")]).await.unwrap();
}
