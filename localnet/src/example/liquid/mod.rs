//! Liquid restaking: a pool over three assets and four vaults, with a year of history. Part of the example where the chain has the
//! programs of liquid restaking and of stake pools.

pub mod holders;
pub mod plan;
pub mod stake_pools;

use anyhow::{Context, Result};
use harness::fee;
use harness::liquid::{Collection, LIQUID, LiquidPool, SOL as WRAPPED};
use restaking_client::liquid::{self as client, PoolRole};
use restaking_client::{ExitTicket, Program};
use solana_program::instruction::AccountMeta;
use solana_program::pubkey::Pubkey;

use super::manifest::{ExitPartEntry, LiquidPoolEntry, MintEntry};
use super::plan::{DAY, HOUR, MINUTE, SOL};
use super::scene::{Scene, mint, split, vault};
use super::slashing::{self, SlashPlan};
use super::{Happening, founding, names};
use crate::keys::address;
use plan::{
    ASSETS, FEES, FIRST_LIMITS, GUARDS, LAMPORTS, LIMITS, NCNS, OPERATORS, PEOPLE, PLACEMENTS, POOL, SPLITS, TIMES,
    VAULTS, WEIGHTS, WRAPPED_SOL,
};

/// How long before its end the example begins, in seconds.
pub const LENGTH: i64 = 366 * DAY + 2 * HOUR + 25 * MINUTE;

/// One without a veto, which was executed.
const EXECUTED: SlashPlan =
    SlashPlan { name: "taken", vault: "narrows", operator: "edda", ncn: "beacon", incident: 1, hundredths: 4 };
/// One that was taken back.
const VETOED: SlashPlan =
    SlashPlan { name: "spared", vault: "rapids", operator: "flint", ncn: "relay", incident: 1, hundredths: 10 };

/// All that happens. Opt-ins take effect after three of the longest epochs, three weeks.
pub(super) const HISTORY: &[Happening] = &[
    Happening(LENGTH, "stake pools begin, and holders have their tokens", found),
    Happening(LENGTH, "harper opens vaults of low, medium and high risk", found_vaults),
    Happening(LENGTH - 2 * DAY, "harper delegates, edda and flint allocate", |s| founding::delegate_by(s, &SPLITS)),
    Happening(362 * DAY, "weaver opens the liquid pool tide", open),
    Happening(360 * DAY, "ivan deposits in tide", |s| holders::deposit(s, "ivan", "amber-sol", 900 * SOL)),
    Happening(360 * DAY - HOUR, "judy deposits in tide", |s| holders::deposit(s, "judy", "birch-sol", 520 * SOL)),
    Happening(360 * DAY - 2 * HOUR, "heidi deposits in tide", |s| holders::deposit(s, "heidi", WRAPPED_SOL, 380 * SOL)),
    Happening(359 * DAY, "trimmer places what tide has", place_all),
    Happening(358 * DAY, "weaver lowers the limits of tide's assets", limit_assets),
    Happening(330 * DAY, "the first month of tide", |s| month(s, "ivan", 0, 40 * SOL)),
    Happening(300 * DAY, "the second month of tide", |s| month(s, "judy", 1, 30 * SOL)),
    Happening(270 * DAY, "the third month of tide", |s| month(s, "heidi", 2, 25 * SOL)),
    Happening(240 * DAY, "the fourth month of tide", |s| month(s, "heidi", 0, 60 * SOL)),
    Happening(210 * DAY, "the fifth month of tide", |s| month(s, "ivan", 0, 35 * SOL)),
    Happening(200 * DAY, "the beacon slashes edda in narrows", |s| slashing::propose(s, &EXECUTED)),
    Happening(200 * DAY - 12 * HOUR, "ivan deposits while that is open", |s| {
        holders::deposit(s, "ivan", "amber-sol", 10 * SOL)
    }),
    Happening(197 * DAY, "that slash is executed", |s| slashing::execute(s, &EXECUTED)),
    Happening(180 * DAY, "the sixth month of tide", |s| month(s, "judy", 1, 45 * SOL)),
    Happening(150 * DAY, "the seventh month of tide", |s| month(s, "heidi", 2, 20 * SOL)),
    Happening(140 * DAY, "the relay slashes flint in rapids", |s| slashing::propose(s, &VETOED)),
    Happening(140 * DAY - 2 * HOUR, "the council vetoes that", |s| slashing::veto(s, &VETOED)),
    Happening(120 * DAY, "the eighth month of tide", |s| month(s, "ivan", 0, 50 * SOL)),
    Happening(100 * DAY, "ivan queues an exit", |s| holders::queue(s, "early", "ivan", 0, "amber-sol", 40 * SOL)),
    Happening(98 * DAY, "the captor fills its batch", |s| holders::fill(s, "early")),
    Happening(98 * DAY - HOUR, "ivan claims it", |s| holders::claim(s, "early")),
    Happening(90 * DAY, "the ninth month of tide", |s| month(s, "judy", 1, 25 * SOL)),
    Happening(75 * DAY, "heidi leaves tide at once", |s| holders::leave_at_once(s, "heidi", WRAPPED_SOL, 12 * SOL)),
    Happening(60 * DAY, "the tenth month of tide", |s| month(s, "heidi", 0, 30 * SOL)),
    Happening(45 * DAY, "tide's fees are collected", collect_fees),
    Happening(30 * DAY, "the eleventh month of tide", |s| month(s, "ivan", 2, 15 * SOL)),
    Happening(12 * DAY, "trimmer asks to leave haven", |s| unplace(s, 0, 60 * SOL)),
    Happening(11 * DAY, "judy leaves tide in kind", |s| holders::leave_in_kind(s, "judy", 80 * SOL)),
    Happening(9 * DAY, "the captor collects that exit", collect),
    Happening(8 * DAY, "ivan queues an exit", |s| holders::queue(s, "filled", "ivan", 1, "amber-sol", 50 * SOL)),
    Happening(6 * DAY, "the captor fills its batch", |s| holders::fill(s, "filled")),
    Happening(3 * DAY, "heidi queues an exit", |s| holders::queue(s, "waiting", "heidi", 0, "birch-sol", 190 * SOL)),
    Happening(DAY, "trimmer asks to leave narrows, for the queue", |s| unplace(s, 2, 90 * SOL)),
    Happening(2 * MINUTE, "heidi queues another exit", |s| holders::queue(s, "new", "heidi", 1, "amber-sol", 20 * SOL)),
    Happening(MINUTE, "ivan deposits in tide", |s| holders::deposit(s, "ivan", WRAPPED_SOL, 5 * SOL)),
];

/// The pool.
pub fn pool() -> LiquidPool {
    LiquidPool::new(address("weaver"), 0)
}

/// Whether the chain has the programs.
pub fn is_there(scene: &Scene<'_>) -> Result<bool> {
    Ok(scene.chain.account(&LIQUID)?.is_some_and(|account| account.executable))
}

/// The place of the asset called `name`.
///
/// # Panics
/// If it is none of the pool's.
pub fn place_of(name: &str) -> u64 {
    ASSETS.iter().position(|(asset, _)| *asset == name).expect("an asset of the pool") as u64
}

/// The pool as it stands, with the accounts that value it.
pub struct Pool {
    /// The pool.
    pub account: client::Pool,
    /// What follows an instruction's own accounts.
    pub sources: Vec<AccountMeta>,
}

impl Pool {
    /// The pool.
    ///
    /// # Errors
    /// If it is not there.
    pub fn read(scene: &Scene<'_>) -> Result<Self> {
        let account = scene.chain.account(&pool().address)?.context("there is no pool")?;
        let account = client::Pool::from_bytes(&account.data)?;
        let tickets = account.placements.iter().flat_map(|placement| placement.tickets);
        let mut epochs = vec![];
        for ticket in tickets.filter(|ticket| *ticket != Pubkey::default()) {
            epochs.push((ticket, scene.chain.read::<ExitTicket>(&ticket)?.ticket.epoch));
        }
        let epoch_of = |ticket: &Pubkey| epochs.iter().find(|(at, _)| at == ticket).map_or(0, |(_, epoch)| *epoch);
        let sources = account.sources(&Program::LOCAL, epoch_of);
        Ok(Self { account, sources })
    }

    /// The period of its batches now.
    ///
    /// # Errors
    /// If the node does not answer.
    pub fn period(&self, scene: &Scene<'_>) -> Result<u64> {
        Ok(scene.chain.now()?.unsigned_abs() / self.account.ledger.batch_seconds)
    }
}

/// Everyone has SOL, the stake pools begin, and holders buy their tokens.
fn found(scene: &mut Scene<'_>) -> Result<()> {
    for (name, _) in PEOPLE {
        scene.chain.fund(&address(name), LAMPORTS)?;
    }
    stake_pools::found(scene)?;
    let wrapped = MintEntry { address: WRAPPED.to_string(), decimals: 9 };
    scene.manifest.mints.insert(WRAPPED_SOL.into(), wrapped);
    for (name, lamports) in [
        ("heidi", [500 * SOL, 100 * SOL, 700 * SOL]),
        ("ivan", [2_500 * SOL, 100 * SOL, 200 * SOL]),
        ("judy", [100 * SOL, 1_500 * SOL, 100 * SOL]),
        ("beacon", [100 * SOL, 100 * SOL, 50 * SOL]),
        ("relay", [0, 0, 50 * SOL]),
        ("reporter", [0, 0, 0]),
        ("insurance", [0, 0, 0]),
        ("alice", [0, 0, 0]),
        ("frank", [100 * SOL, 100 * SOL, 50 * SOL]),
    ] {
        holders::buy(scene, name, lamports)?;
    }
    Ok(())
}

/// The vaults under the pool, their operators and NCNs, and what they agree on.
fn found_vaults(scene: &mut Scene<'_>) -> Result<()> {
    founding::open_vaults_of(scene, &VAULTS)?;
    for plan in &VAULTS {
        let (deposit, exit, reward) = plan.fees;
        let fees = fee::args(deposit, exit, reward, plan.stream_seconds);
        scene.act(&[plan.admin], &[fee::set_fees(&vault(plan.name), &address(plan.admin), fees)])?;
    }
    founding::register_of(scene, &OPERATORS, &NCNS, &WEIGHTS)?;
    founding::agree_on(scene, &SPLITS)
}

/// The pool with its assets, its placements, its limits, fees and roles. While it has no holders, all is active at once.
fn open(scene: &mut Scene<'_>) -> Result<()> {
    stake_pools::update(scene)?;
    let (pool, [batch_seconds, stream_seconds, notice_seconds]) = (pool(), TIMES);
    let first = client::InitializePoolInstructionArgs {
        index: pool.index,
        band: GUARDS.band,
        batch_seconds,
        stream_seconds,
        notice_seconds,
    };
    scene.act(&["weaver"], &[pool.initialize(first), pool.set_guards(GUARDS), pool.set_fees(FEES)])?;
    scene.act(&["weaver"], &[names::name_lrt(&pool)])?;
    let mut targets = [0; 8];
    for (place, (name, target)) in ASSETS.iter().enumerate() {
        let source =
            plan::STAKE_POOLS.iter().find(|plan| plan.token == *name).map(|plan| stake_pools::of(plan).address);
        scene.act(&["weaver"], &[pool.add_asset(&mint(name), source, FIRST_LIMITS)])?;
        targets[place] = *target;
    }
    let placements = PLACEMENTS.map(|(name, asset, target)| pool.add_placement(&vault(name).address, asset, target));
    let [first, second, third, fourth] = placements;
    scene.act(&["weaver"], &[pool.set_targets(targets), first, second])?;
    let roles = [(PoolRole::Curator, "trimmer"), (PoolRole::Guardian, "warden")];
    let [curator, guardian] = roles.map(|(role, name)| pool.set_role(role, address(name)));
    scene.act(&["weaver"], &[third, fourth, curator, guardian])?;
    scene.act(&["weaver"], &[holders::open_account(&address("weaver"), &pool.lrt_mint)])?;
    scene.manifest.liquid_program = Some(LIQUID.to_string());
    scene.manifest.liquid_pools.insert(
        POOL.into(),
        LiquidPoolEntry {
            address: pool.address.to_string(),
            lrt_mint: pool.lrt_mint.to_string(),
            admin: "weaver".into(),
            curator: "trimmer".into(),
            guardian: "warden".into(),
            fee_wallet: "weaver".into(),
            assets: ASSETS.iter().map(|(name, _)| (*name).into()).collect(),
            vaults: PLACEMENTS.iter().map(|(name, ..)| (*name).into()).collect(),
        },
    );
    Ok(())
}

/// The admin lowers what part of the pool each asset may become.
fn limit_assets(scene: &mut Scene<'_>) -> Result<()> {
    let all: Vec<_> = LIMITS.into_iter().zip(0..).map(|(limits, place)| pool().set_asset(place, limits)).collect();
    scene.act(&["weaver"], &all)
}

/// The curator places each placement's part of the tokens in the reserves.
fn place_all(scene: &mut Scene<'_>) -> Result<()> {
    stake_pools::update(scene)?;
    let idle: Vec<u64> = Pool::read(scene)?.account.ledger.assets.iter().map(|asset| asset.idle).collect();
    for (place, (_, asset, target)) in (0..).zip(PLACEMENTS) {
        self::place(scene, place, idle[asset as usize] / 10_000 * target)?;
    }
    Ok(())
}

/// The curator places `tokens` by the placement at `place`.
fn place(scene: &mut Scene<'_>, place: u64, tokens: u64) -> Result<()> {
    let sources = Pool::read(scene)?.sources;
    let (name, ..) = PLACEMENTS[place as usize];
    scene.act(&["trimmer"], &[pool().place(&address("trimmer"), &vault(name), [place, tokens], &sources)])
}

/// The NCNs pay for the vaults' stake, `who` deposits `tokens` of the asset at `asset`, and the curator places its parts of them.
fn month(scene: &mut Scene<'_>, who: &str, asset: usize, tokens: u64) -> Result<()> {
    let pay = |vault, operator, ncn, amount| fee::pay_reward(&split(vault, operator, ncn), &address(ncn), amount);
    let paid = [
        pay("haven", "edda", "beacon", SOL / 5),
        pay("narrows", "edda", "beacon", SOL),
        pay("narrows", "flint", "beacon", SOL / 2),
    ];
    scene.act(&["beacon"], &paid)?;
    scene.act(&["relay"], &[pay("rapids", "edda", "relay", SOL), pay("rapids", "flint", "relay", SOL / 2)])?;
    let (name, _) = ASSETS[asset];
    holders::deposit(scene, who, name, tokens)?;
    for (at, (_, of, target)) in (0..).zip(PLACEMENTS) {
        if of as usize == asset {
            place(scene, at, tokens / 10_000 * target)?;
        }
    }
    Ok(())
}

/// The curator requests an exit of `shares` from the vault of the placement at `place`.
fn unplace(scene: &mut Scene<'_>, place: u64, shares: u64) -> Result<()> {
    let (name, ..) = PLACEMENTS[place as usize];
    let (vault, nonce) = (vault(name), Pool::read(scene)?.account.tickets);
    let epoch = scene.epoch(&vault)? + 1;
    scene.act(&["trimmer"], &[pool().unplace(&address("trimmer"), &vault, [place, shares], [nonce, epoch], &[])])
}

/// The captor collects the exit from haven: a part of it is judy's.
fn collect(scene: &mut Scene<'_>) -> Result<()> {
    let (vault, captor, pool) = (vault("haven"), address("captor"), pool());
    let ticket = pool.ticket(&vault, 0);
    let bucket_epoch = scene.chain.read::<ExitTicket>(&ticket)?.ticket.epoch;
    let rent_payer = address("trimmer");
    let collection = Collection { payer: captor, rent_payer, place: 0, slot: 0, nonce: 0, bucket_epoch };
    scene.act(&["captor"], &[pool.collect_exit(&vault, collection)])?;
    scene.manifest.exit_parts.insert(
        "judy".into(),
        ExitPartEntry {
            address: LIQUID.exit_part(&ticket, &address("judy")).to_string(),
            pool: POOL.into(),
            owner: "judy".into(),
            ticket: ticket.to_string(),
            vault: "haven".into(),
        },
    );
    Ok(())
}

/// Anyone has the shares of the fees minted to the fee wallet.
fn collect_fees(scene: &mut Scene<'_>) -> Result<()> {
    scene.act(&["captor"], &[pool().collect_fees(&address("weaver"))])
}
