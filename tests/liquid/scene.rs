//! A pool of wrapped SOL and of a staked token, with a vault of the core that an NCN can slash.

pub use harness::liquid::{LIQUID, SOL};
use harness::{Done, Failure, Split, key, liquid, token};
use restaking_client::ExitTicket;
pub use restaking_client::liquid::SetGuardsInstructionArgs as GuardsArgs;
pub use restaking_client::liquid::SetPoolFeesInstructionArgs as FeesArgs;
use restaking_client::liquid::{self as client, AssetTermsArgs, BandTermsArgs, Event, LiquidError, Pool};
use restaking_tests::{Bank, EPOCH, WEALTH, id, policy};
use solana_clock::Clock;
use solana_keypair::Keypair;
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;
use solana_program::rent::Rent;

use crate::builders::initialize;
use crate::source::{Figures, RATE, STAKE_POOLS, data_of, native_account, program_data, stake_pool};

/// The place of wrapped SOL, and that of the staked token.
pub const IN_SOL: u64 = 0;
pub const STAKED: u64 = 1;

/// How long a change waits that burdens holders.
pub const NOTICE: u64 = 3 * EPOCH;

/// The bounds of rates: a quarter of a percent up, half a percent down, one percent at the most.
pub const BAND: BandTermsArgs = BandTermsArgs {
    rise_bps: 25,
    reject_bps: 100,
    fall_bps: 50,
    period_seconds: 2 * 86_400,
    quarantine_seconds: 7 * 86_400,
};

/// Limits without effect.
pub const GUARDS: GuardsArgs = GuardsArgs {
    band: BAND,
    outflow_capacity: 1 << 60,
    outflow_refill_seconds: 86_400,
    watermark_bps: 0,
    place_loss_bps: 0,
};

pub const NO_FEES: FeesArgs = FeesArgs { management_bps: 0, performance_bps: 0, instant_bps: 0, imbalance_bps: 0 };

pub const OPEN: AssetTermsArgs = AssetTermsArgs { max_bps: 10_000, deposit_cap: u64::MAX, is_open: true };

pub struct Scene {
    pub bank: Bank,
    /// The vault of the staked token.
    pub split: Split,
    pub pool: Pubkey,
    /// Which of "creator"'s pools it is.
    pub index: u64,
    pub lrt: Pubkey,
}

impl Scene {
    /// A pool with both assets open and nothing in it. "creator" is its admin, "curator" and "guardian" have their roles.
    pub async fn new() -> Self {
        Self::with(|_| ()).await
    }

    /// The same with what else `add` puts on the chain.
    pub async fn with(add: impl FnOnce(&mut solana_program_test::ProgramTest)) -> Self {
        let program = liquid::program(|bytes| Rent::default().minimum_balance(bytes));
        let mut bank = Bank::beside(|chain| {
            program.into_iter().for_each(|(at, account)| chain.add_account(at, account));
            add(chain);
        })
        .await;
        bank.configure().await;
        let split = bank.add_slasher(policy()).await;
        bank.begin_with_a_million(&split.vault).await;
        let pool = LIQUID.pool(&id("creator"), 0);
        let mut scene = Self { bank, split, pool, index: 0, lrt: LIQUID.lrt_mint(&pool) };
        scene.bank.put(&SOL, token::mint_account(9, Pubkey::default(), None, 0));
        if scene.bank.account(&data_of(&STAKE_POOLS)).await.is_none() {
            scene.deployed_in(0);
        }
        scene.figures(RATE).await;
        for name in ["creator", "curator", "guardian", "alice", "bob", "mallory", "keeper", "fees"] {
            scene.open_accounts(name).await;
        }
        scene.by("creator", initialize(0)).await;
        scene.by("creator", scene.add_asset(SOL, OPEN)).await;
        scene.by("creator", scene.add_asset(split.vault.asset_mint, OPEN)).await;
        scene.by("creator", scene.set_targets([5_000, 5_000, 0, 0, 0, 0, 0, 0])).await;
        scene.by("creator", scene.add_placement(&split.vault.address, STAKED, 5_000)).await;
        scene.by("creator", scene.set_guards(GUARDS)).await;
        for (role, name) in [(client::PoolRole::Curator, "curator"), (client::PoolRole::Guardian, "guardian")] {
            scene.by("creator", scene.set_role(role, id(name))).await;
        }
        scene.by("creator", scene.set_role(client::PoolRole::FeeWallet, id("fees"))).await;
        scene
    }

    /// The same after alice has deposited a million lamports and a million staked tokens.
    pub async fn begun() -> Self {
        let mut scene = Self::new().await;
        for place in [IN_SOL, STAKED] {
            let deposit = scene.deposit("alice", place, 1_000_000, 1).await;
            scene.by("alice", deposit).await;
        }
        scene
    }

    async fn open_accounts(&mut self, name: &str) {
        let owner = id(name);
        self.bank.fund(&owner);
        self.bank.put(&token::address(&owner, &SOL), native_account(owner, WEALTH));
        self.bank.put(&self.staked_of(name), token::token_account(self.split.vault.asset_mint, owner, WEALTH));
        if self.bank.account(&self.vrt_of(name)).await.is_none() {
            self.bank.put(&self.vrt_of(name), token::token_account(self.split.vault.vrt_mint, owner, 0));
        }
        self.bank.put(&self.lrt_of(name), token::token_account(self.lrt, owner, 0));
    }

    pub fn lrt_of(&self, name: &str) -> Pubkey {
        token::address(&id(name), &self.lrt)
    }

    pub fn vrt_of(&self, name: &str) -> Pubkey {
        self.split.vault.shares_of(&id(name))
    }

    pub fn staked_of(&self, name: &str) -> Pubkey {
        self.split.vault.assets_of(&id(name))
    }

    /// The mint of the asset at `place`.
    pub fn mint(&self, place: u64) -> Pubkey {
        [SOL, self.split.vault.asset_mint][place as usize]
    }

    pub fn reserve(&self, place: u64) -> Pubkey {
        LIQUID.reserve(&self.pool, &self.mint(place))
    }

    pub fn tokens_of(&self, name: &str, place: u64) -> Pubkey {
        token::address(&id(name), &self.mint(place))
    }

    /// The address of the stake pool.
    pub fn source(&self) -> Pubkey {
        id("stake pool")
    }

    /// Has the stake pool say `figures`, as of this epoch.
    pub async fn figures(&mut self, figures: Figures) {
        let epoch = self.bank.clock().await.epoch;
        self.figures_of(figures, epoch);
    }

    /// The same, as of `epoch`.
    pub fn figures_of(&mut self, figures: Figures, epoch: u64) {
        self.bank.put(&self.source(), stake_pool(&STAKE_POOLS, &self.split.vault.asset_mint, figures, epoch));
    }

    /// Has the program of stake pools been deployed in `slot`.
    pub fn deployed_in(&mut self, slot: u64) {
        self.bank.put(&data_of(&STAKE_POOLS), program_data(slot));
    }

    /// Moves the clock `seconds` on; the stake pool is updated.
    pub async fn pass(&mut self, seconds: u64) {
        let now = self.bank.now().await;
        self.bank.warp(now + seconds as i64).await;
    }

    /// Begins the cluster's next epoch.
    pub async fn next_epoch(&mut self) {
        let clock = self.bank.clock().await;
        self.bank.set_clock(&Clock { epoch: clock.epoch + 1, ..clock });
    }

    pub async fn read(&mut self) -> Pool {
        let account = self.bank.account(&self.pool).await.expect("a pool");
        Pool::from_bytes(&account.data).expect("a pool")
    }

    pub async fn balance(&mut self, address: Pubkey) -> u64 {
        self.bank.balance(&address).await
    }

    /// The accounts that value the pool.
    pub async fn sources(&mut self) -> Vec<AccountMeta> {
        let pool = self.read().await;
        let mut epochs = Vec::new();
        let tickets = pool.placements.iter().flat_map(|placement| placement.tickets);
        for ticket in tickets.filter(|ticket| *ticket != Pubkey::default()) {
            let ticket_account = self.bank.read::<ExitTicket>(&ticket).await.map(|account| account.ticket.epoch);
            epochs.push((ticket, ticket_account.unwrap_or_default()));
        }
        let epoch_of = |ticket: &Pubkey| epochs.iter().find(|(at, _)| at == ticket).map_or(0, |(_, epoch)| *epoch);
        pool.sources(&restaking_client::Program::LOCAL, epoch_of)
    }

    /// Runs `instruction`, signed by `name` if it asks for that. It must succeed; gives its events.
    pub async fn by(&mut self, name: &str, instruction: Instruction) -> Vec<Event> {
        let done = self.done(name, instruction).await;
        self.check().await;
        LIQUID.events(&done.logs)
    }

    /// The same with what it took.
    pub async fn done(&mut self, name: &str, instruction: Instruction) -> Done {
        let signers = signers(name, &instruction);
        let done = self.bank.send(&[instruction], &signers.iter().collect::<Vec<_>>()).await;
        done.unwrap_or_else(|failure| panic!("{name} failed: {failure}: {:#?}", failure.logs))
    }

    /// Runs `instruction`, which must be refused with `error` and change nothing.
    #[track_caller]
    pub fn refuses(
        &mut self,
        name: &str,
        instruction: Instruction,
        error: LiquidError,
    ) -> impl Future<Output = Failure> + use<'_> {
        let (signers, at) = (signers(name, &instruction), std::panic::Location::caller());
        async move {
            let failure = self.bank.refused(instruction, &signers.iter().collect::<Vec<_>>()).await;
            let found = failure.code().and_then(<LiquidError as num_traits::FromPrimitive>::from_u32);
            assert_eq!(found, Some(error), "at {at}: {:#?}", failure.logs);
            failure
        }
    }

    /// What is true of a pool and its token accounts after every instruction: the books are covered, and the mint's supply is within
    /// the pool's shares.
    pub async fn check(&mut self) {
        let Some(account) = self.bank.account(&self.pool).await else { return };
        let pool = Pool::from_bytes(&account.data).expect("a pool");
        for (place, accounts) in pool.known_assets().enumerate() {
            let asset = &pool.ledger.assets[place];
            let held = asset.idle + asset.owed + asset.stream.left;
            assert!(self.balance(accounts.reserve).await >= held, "the reserve of {place} covers {held}");
        }
        for (accounts, placed) in pool.placements.iter().zip(&pool.ledger.placements) {
            if accounts.vault != Pubkey::default() {
                assert!(self.balance(accounts.vrt_account).await >= placed.shares, "the shares of {}", accounts.vault);
            }
        }
        let mint = self.bank.account(&pool.lrt_mint).await.expect("a mint");
        let supply = token::supply(&mint.data) + pool.ledger.fee_shares;
        assert!(supply <= pool.ledger.supply, "{supply} minted of {}", pool.ledger.supply);
        let waiting: u64 = pool.ledger.assets.iter().map(|asset| asset.requested - asset.filled - asset.canceled).sum();
        assert!(self.balance(pool.escrow).await >= waiting, "the escrow covers {waiting}");
    }
}

/// The key pair called `name`, if the instruction asks for its signature.
fn signers(name: &str, instruction: &Instruction) -> Vec<Keypair> {
    let is_asked = instruction.accounts.iter().any(|meta| meta.is_signer && meta.pubkey == id(name));
    is_asked.then(|| key(name)).into_iter().collect()
}
