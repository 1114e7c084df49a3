//! A vault with two operators and two NCNs that pay through them, and what every step must leave true.

use harness::fee::{self, FeeArgs};
use harness::{Done, Split, Vault, entity, key, token};
use restaking_client::{Delayed, Event, FeesOwed, LimitsArgs, OperatorDelegation, RestakingError, VaultLedger, pda};
use restaking_tests::{Bank, EPOCH, GENESIS, OPEN, SETTLED, SLOWEST_RISE, WEALTH, assert_refused, id};
use solana_keypair::Keypair;
use solana_program::instruction::Instruction;

use crate::vault::reward::books;

/// The holders of accounts of the vault's two tokens, and of [`WEALTH`] of the asset.
pub const HOLDERS: [&str; 6] = ["alice", "bob", "carol", "mallory", "ncn", "other ncn"];

/// The wallets with token accounts that receive fees: the vault's, the protocol's, and the two operators'.
pub const WALLETS: [&str; 4] = ["vault wallet", "protocol wallet", "operator wallet", "other wallet"];

/// The epoch in which a scene begins: all fees count by then.
pub const FIRST: u64 = 2 * SETTLED;

/// No fees, and rewards that stream over an epoch.
pub const FREE: FeeArgs = FeeArgs { deposit_bps: 0, exit_bps: 0, reward_bps: 0, stream_seconds: EPOCH };

/// A bank with the vault.
pub struct Scene {
    pub bank: Bank,
    pub vault: Vault,
    /// The vault with "operator", which keeps 10%, and the NCN of "ncn".
    pub first: Split,
    /// The vault with "other operator", which keeps 5%, and the NCN of "other ncn".
    pub second: Split,
}

impl Scene {
    /// The usual vault, which charges nothing for instant exits, with `fees` that count and a protocol that takes
    /// `protocol_bps`. At the start of epoch [`FIRST`].
    pub async fn new(fees: FeeArgs, protocol_bps: u64) -> Self {
        let (mut bank, first) = Bank::with_split(LimitsArgs { instant_fee_bps: 0, ..OPEN }).await;
        let vault = first.vault;
        let operator = bank.add_operator("other operator", 0).await;
        let lower = entity::update_operator(&id("other operator"), &operator, &id("allocator"), 500);
        bank.by("other operator", lower).await;
        let second = Split { vault, operator, ncn: bank.add_ncn("other ncn", 0).await };
        bank.by("creator", second.open_delegation(&id("creator"))).await;
        // An operator each, with three tenths and two: the rest stays for instant exits.
        bank.by("creator", first.delegate_bps(&id("creator"), 3_000)).await;
        bank.by("creator", second.delegate_bps(&id("creator"), 2_000)).await;
        for name in HOLDERS {
            bank.open_accounts(&vault, &id(name), WEALTH).await;
        }
        for (name, party, admin) in [
            (WALLETS[0], vault.address, "creator"),
            (WALLETS[1], pda::config(), "deployer"),
            (WALLETS[2], first.operator, "operator"),
            (WALLETS[3], second.operator, "other operator"),
        ] {
            bank.open_accounts(&vault, &id(name), 0).await;
            bank.by(admin, harness::role::set_role(&id(admin), &party, harness::role::FEE_WALLET, &id(name))).await;
        }
        bank.by("creator", fee::set_fees(&vault, &id("creator"), fees)).await;
        bank.by("deployer", fee::set_protocol_fee(&id("deployer"), protocol_bps)).await;
        let now = bank.now().await;
        bank.warp(now + SLOWEST_RISE).await;
        Self { bank, vault, first, second }
    }

    /// The same with operators that keep nothing.
    pub async fn free(fees: FeeArgs) -> Self {
        let mut scene = Self::new(fees, 0).await;
        for (admin, split) in [("operator", scene.first), ("other operator", scene.second)] {
            let lower = entity::update_operator(&id(admin), &split.operator, &id("allocator"), 0);
            scene.bank.by(admin, lower).await;
        }
        scene
    }

    /// Moves the clock to `second` after the scene began.
    pub async fn at(&mut self, second: i64) {
        self.bank.warp_to(FIRST, second).await;
    }

    /// The epoch, by the clock.
    pub async fn epoch(&mut self) -> u64 {
        (self.bank.now().await - GENESIS) as u64 / EPOCH
    }

    pub async fn ledger(&mut self) -> VaultLedger {
        self.bank.ledger(&self.vault).await
    }

    /// What was charged and waits to be collected: for the vault, for the protocol, for both operators.
    pub async fn owed(&mut self) -> [u64; 3] {
        let FeesOwed { vault, protocol, commissions } = self.ledger().await.fees_owed;
        [vault, protocol, commissions]
    }

    /// What the vault owes each operator.
    pub async fn commissions(&mut self) -> [u64; 2] {
        let mut owed = [0; 2];
        for (owed, split) in owed.iter_mut().zip([self.first, self.second]) {
            *owed = self.bank.read::<OperatorDelegation>(&split.delegation()).await.map_or(0, |it| it.commission);
        }
        owed
    }

    /// What `name` has of the asset.
    pub async fn assets(&mut self, name: &str) -> u64 {
        self.bank.balance(&self.vault.assets_of(&id(name))).await
    }

    /// How much more of the asset `name` has than it came with.
    pub async fn gained(&mut self, name: &str) -> i64 {
        self.assets(name).await as i64 - WEALTH as i64
    }

    pub async fn shares(&mut self, name: &str) -> u64 {
        self.bank.balance(&self.vault.shares_of(&id(name))).await
    }

    /// Runs an instruction of `name`'s that must succeed, and holds the vault and the event against one another.
    pub async fn act(&mut self, name: &str, instruction: Instruction) -> Event {
        self.run(&[instruction], &[&key(name)]).await.events.remove(0)
    }

    /// Runs an instruction that nobody signs, likewise.
    pub async fn anyone(&mut self, instruction: Instruction) -> Event {
        self.run(&[instruction], &[]).await.events.remove(0)
    }

    /// Runs instructions in one transaction; if it is one, its event says how the ledger changed.
    pub async fn run(&mut self, instructions: &[Instruction], signers: &[&Keypair]) -> Done {
        let (before, now) = (self.ledger().await, self.bank.now().await);
        let till = self.bank.balance(&self.vault.asset_account).await;
        let done = match self.bank.send(instructions, signers).await {
            Ok(done) => done,
            Err(failure) => panic!("{failure}: {:#?}", failure.logs),
        };
        let after = self.ledger().await;
        self.check().await;
        if let ([event], [_]) = (&done.events[..], instructions) {
            let change = self.bank.balance(&self.vault.asset_account).await as i64 - till as i64;
            books::replay(event, &before, &after, change, now);
        } else {
            assert_eq!(done.events.len(), instructions.len(), "an event each: {:?}", done.events);
        }
        done
    }

    /// Holds the vault's tokens against its ledger, what operators are owed against their delegations, and looks for every
    /// token of the asset.
    pub async fn check(&mut self) {
        let ledger = self.ledger().await;
        let till = self.bank.balance(&self.vault.asset_account).await;
        assert_eq!(till, books::held(&ledger), "the vault's tokens are what it owes");
        assert_eq!(self.commissions().await.iter().sum::<u64>(), ledger.fees_owed.commissions);
        let mut all = till;
        for name in HOLDERS.into_iter().chain(WALLETS) {
            let account = self.bank.account(&self.vault.assets_of(&id(name))).await;
            all += account.map_or(0, |account| token::amount(&account.data));
        }
        assert_eq!(all, HOLDERS.len() as u64 * WEALTH, "every token is somewhere");
        let mint = self.bank.account(&self.vault.vrt_mint).await.expect("the VRT mint");
        assert_eq!(token::supply(&mint.data), ledger.books.supply);
    }

    pub async fn deposit(&mut self, name: &str, amount: u64) -> u64 {
        match self.act(name, self.vault.deposit(&id(name), amount, 0, false)).await {
            Event::Deposited(event) => event.shares,
            other => panic!("not a deposit: {other:?}"),
        }
    }

    /// "ncn" pays through the first operator, or "other ncn" through the second.
    pub async fn pay(&mut self, name: &str, amount: u64) -> restaking_client::VaultRewardPaid {
        let split = if name == "ncn" { self.first } else { self.second };
        match self.act(name, fee::pay_reward(&split, &id(name), amount)).await {
            Event::VaultRewardPaid(event) => event,
            other => panic!("not a reward: {other:?}"),
        }
    }

    /// Asks to leave with `shares`; returns the assets that move into the bucket.
    pub async fn request(&mut self, name: &str, nonce: u64, shares: u64) -> u64 {
        let bucket = self.epoch().await + 1;
        match self.act(name, self.vault.request_exit(&id(name), nonce, shares, 0, bucket)).await {
            Event::ExitRequested(event) => event.assets,
            other => panic!("not a request: {other:?}"),
        }
    }

    /// Claims what was asked for in `epoch`; returns what came.
    pub async fn claim(&mut self, name: &str, nonce: u64, epoch: u64) -> u64 {
        let (owner, before) = (id(name), self.assets(name).await);
        let ticket = self.vault.ticket(&owner, nonce);
        self.act(name, self.vault.claim_exit(&owner, &ticket, &owner, epoch + 1)).await;
        self.assets(name).await - before
    }

    /// Leaves at once; returns what came.
    pub async fn exit(&mut self, name: &str, shares: u64) -> u64 {
        let before = self.assets(name).await;
        self.act(name, self.vault.exit_instantly(&id(name), shares, 0)).await;
        self.assets(name).await - before
    }

    pub async fn set_fees(&mut self, fees: FeeArgs) {
        self.act("creator", fee::set_fees(&self.vault, &id("creator"), fees)).await;
    }

    /// An instruction of `name`'s that is refused, with the value and the limit that it says.
    pub async fn refuses(
        &mut self,
        name: &str,
        instruction: Instruction,
        error: RestakingError,
        value: u64,
        limit: u64,
    ) {
        let failure = self.bank.refuses(name, instruction).await;
        assert_refused(&failure, error, value, limit);
    }

    /// An instruction that is refused to each signer of `names`.
    pub async fn refused(&mut self, names: &[&str], instruction: Instruction, error: RestakingError) {
        let keys: Vec<Keypair> = names.iter().map(|name| key(name)).collect();
        let failure = self.bank.refused(instruction, &keys.iter().collect::<Vec<_>>()).await;
        assert_eq!(failure.restaking(), Some(error), "{failure}: {:#?}", failure.logs);
    }
}

/// A value that counts, with none to come.
pub fn settled(value: u64) -> Delayed {
    Delayed { current: value, next: value, effective: 0 }
}
