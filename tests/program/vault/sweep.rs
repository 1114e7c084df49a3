//! Tokens that somebody sent to a vault's address: who gets them, when, and what is no such tokens.

mod accounts;
mod refusals;
mod sweep_to_pool;
mod sweep_to_stream;
mod sweep_to_wallet;
mod token_2022;

use harness::bond::BondPool;
use harness::{Stray, Vault, key, token};
use restaking_client::{Event, RestakingError, SweepNotice};
use restaking_tests::{Bank, GENESIS, OPEN, id};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

/// The shortest notice, in seconds.
const WEEK: i64 = 7 * 86_400;

/// The seconds over which the bond pool's rewards come out.
const STREAM: u64 = 100;

/// What was sent to the vault.
const SENT: u64 = 5_000;

/// A bank with the usual vault, which was sent tokens of a mint that it does not know.
struct Scene {
    bank: Bank,
    vault: Vault,
    stray: Stray,
}

impl Scene {
    /// "issuer" made the mint and can freeze it; "creator", the vault's fee wallet, has an account of it. The time is [`GENESIS`].
    async fn new() -> Self {
        let (mut bank, vault) = Bank::with_vault(OPEN).await;
        for name in ["issuer", "mallory"] {
            bank.fund(&id(name));
        }
        let mint = id("airdrop");
        bank.put(&mint, token::mint_account(6, id("issuer"), Some(id("issuer")), 1 << 40));
        for name in ["creator", "alice", "mallory"] {
            bank.put(&token::address(&id(name), &mint), token::token_account(mint, id(name), 0));
        }
        let stray = Stray::new(vault, mint);
        bank.put(&stray.tokens, token::token_account(mint, vault.address, SENT));
        Self { bank, vault, stray }
    }

    /// Opens the vault's bond pool, which pays the mint at place 0; alice bonds all of a million shares.
    async fn with_pool(&mut self) -> BondPool {
        let (pool, alice) = (BondPool::new(self.vault), id("alice"));
        self.bank.by("creator", pool.open(STREAM)).await;
        self.bank.by("creator", pool.add_reward_mint(0, &self.stray.mint)).await;
        self.bank.by("alice", self.vault.deposit(&alice, 1_000_000, 1_000_000, false)).await;
        self.bank.by("alice", pool.open_position(&alice)).await;
        self.bank.by("alice", pool.bond(&alice, 1_000_000)).await;
        pool
    }

    /// What `name` has of the mint.
    async fn has(&mut self, name: &str) -> u64 {
        self.bank.balance(&token::address(&id(name), &self.stray.mint)).await
    }

    /// What is in the account that was sent tokens.
    async fn left(&mut self) -> u64 {
        self.bank.balance(&self.stray.tokens).await
    }

    async fn notice(&mut self) -> Option<SweepNotice> {
        self.bank.read(&self.stray.notice()).await
    }

    async fn announce(&mut self) {
        self.bank.by("mallory", self.stray.announce(&id("mallory"))).await;
    }

    /// The sweep to the fee wallet, of a notice that mallory paid for.
    fn to_wallet(&self) -> Instruction {
        self.stray.to_wallet(&id("creator"), &id("mallory"))
    }

    /// Runs an instruction that nobody signs, and returns its event.
    async fn anyone(&mut self, instruction: Instruction) -> Event {
        match self.bank.send(&[instruction], &[]).await {
            Ok(mut done) => done.events.remove(0),
            Err(failure) => panic!("{failure}: {:#?}", failure.logs),
        }
    }

    /// An instruction that is refused, signed by "mallory" where it asks for a signature, and changes nothing.
    async fn refuses(&mut self, instruction: Instruction, error: RestakingError) {
        let signs = instruction.accounts.iter().any(|meta| meta.is_signer);
        let mallory = key("mallory");
        let signers = if signs { vec![&mallory] } else { vec![] };
        let failure = self.bank.refused(instruction, &signers).await;
        assert_eq!(failure.restaking(), Some(error), "{failure}: {:#?}", failure.logs);
    }

    /// Moves the clock to `second` after [`GENESIS`].
    async fn at(&mut self, second: i64) {
        self.bank.warp(GENESIS + second).await;
    }
}

/// A token account at an address of its own.
async fn put_account(bank: &mut Bank, name: &str, mint: Pubkey, owner: Pubkey, amount: u64) -> Pubkey {
    bank.put(&id(name), token::token_account(mint, owner, amount));
    id(name)
}
