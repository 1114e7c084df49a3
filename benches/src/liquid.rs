//! Liquid restaking: a pool of wrapped SOL and two staked tokens, one of them placed in a vault, and a pool of eight assets.

use harness::liquid::{
    Collection, Figures, LIQUID, LiquidPool, SOL, STAKE_POOLS, native_account, program_data, program_data_of,
    stake_pool,
};
use harness::metadata::Texts;
use harness::tree::RewardTree;
use harness::{Svm, Vault, deploy, entity, key, liquid_path, token};
use restaking_client::liquid::{
    AddReportedAssetInstructionArgs, AssetTermsArgs, BandTermsArgs, InitializePoolInstructionArgs, Pool, PoolRole,
    SetGuardsInstructionArgs, SetPoolFeesInstructionArgs,
};
use restaking_client::{ExitTicket, Program, merkle, pda};
use solana_keypair::Keypair;
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

use crate::scene::{EPOCH, LIMITS};

/// A pool's notice, in seconds.
const NOTICE: u64 = 3 * EPOCH;

const WEALTH: u64 = 1 << 52;

const OPEN: AssetTermsArgs = AssetTermsArgs { max_bps: 10_000, deposit_cap: u64::MAX, is_open: true };

const BAND: BandTermsArgs =
    BandTermsArgs { rise_bps: 25, reject_bps: 100, fall_bps: 50, period_seconds: 172_800, quarantine_seconds: 604_800 };

/// Rates that are not 1:1 and no round figures.
const RATE: Figures = Figures { lamports: 1_234_567_890_123_456, supply: 1_111_111_111_111_111, fee: [1_000, 1, 0, 0] };

type Step<'a> = dyn FnMut(&'static str, &mut Svm, Instruction, &Keypair) -> Result<(), String> + 'a;

struct Scene {
    pool: LiquidPool,
    vault: Vault,
    mints: Vec<Pubkey>,
}

/// Adds the figures of a pool.
///
/// # Errors
/// A sentence, if an instruction fails.
pub fn measure(
    step: &mut Step,
    svm: &mut Svm,
    [creator, owner, heir, _]: &[Keypair; 4],
    seed: u64,
) -> Result<(), String> {
    let path = liquid_path();
    let elf = std::fs::read(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    for (at, account) in deploy::founded(&elf, &LIQUID, None, |bytes| svm.rent(bytes)) {
        svm.put(at, account);
    }
    svm.put(program_data_of(&STAKE_POOLS), program_data(5));
    svm.put(SOL, token::mint_account(9, Pubkey::default(), None, 0));
    let deployer = svm.deployer.insecure_clone();
    let config = harness::vault::initialize_config(&deployer.pubkey(), 60, 86_400 * 30);
    svm.send(&[config], &[&deployer]).map_err(|failure| failure.to_string())?;

    let scene = open(step, svm, [creator, owner, heir], seed)?;
    enter(step, svm, &scene, [creator, owner])?;
    queue(step, svm, &scene, [creator, owner])?;
    vaults(step, svm, &scene, [creator, owner])?;
    rewards(step, svm, &scene, [creator, owner], seed)?;
    reports(step, svm, &scene, [creator, owner], seed)?;
    rates(step, svm, &scene, [creator, owner])?;
    roles(step, svm, &scene, [creator, owner, heir])?;
    eight(step, svm, [creator, owner], seed)
}

fn read(svm: &Svm, pool: &LiquidPool) -> Result<Pool, String> {
    let account = svm.account(&pool.address).ok_or("there is no pool")?;
    Pool::from_bytes(&account.data).map_err(|error| error.to_string())
}

fn sources(svm: &Svm, pool: &LiquidPool) -> Result<Vec<AccountMeta>, String> {
    let epoch_of = |ticket: &Pubkey| svm.read::<ExitTicket>(ticket).map_or(0, |account| account.ticket.epoch);
    Ok(read(svm, pool)?.sources(&Program::LOCAL, epoch_of))
}

/// Puts a mint with its stake pool on the chain, and `owner`'s account of it.
fn staked(svm: &mut Svm, name: &str, owner: &Pubkey) -> (Pubkey, Pubkey) {
    let (mint, source) = (key(name).pubkey(), key(&format!("{name} source")).pubkey());
    svm.put(mint, token::mint_account(9, *owner, None, 1 << 60));
    svm.put(source, stake_pool(&STAKE_POOLS, &mint, RATE, 0));
    svm.put(token::address(owner, &mint), token::token_account(mint, *owner, WEALTH));
    (mint, source)
}

fn open(step: &mut Step, svm: &mut Svm, [creator, owner, heir]: [&Keypair; 3], seed: u64) -> Result<Scene, String> {
    let (me, pool) = (owner.pubkey(), LiquidPool::new(creator.pubkey(), seed));
    let args = |index| InitializePoolInstructionArgs {
        index,
        band: BAND,
        batch_seconds: EPOCH,
        stream_seconds: EPOCH,
        notice_seconds: NOTICE,
    };
    step("initialize_pool", svm, pool.initialize(args(seed)), creator)?;
    let reporter = pool.set_role(PoolRole::PriceReporter, creator.pubkey());
    step("set_pool_role, price reporter", svm, reporter, creator)?;
    for holder in [me, heir.pubkey()] {
        svm.put(token::address(&holder, &SOL), native_account(holder, WEALTH));
        svm.put(pool.shares_of(&holder), token::token_account(pool.lrt_mint, holder, 0));
    }
    step("add_asset, wrapped SOL", svm, pool.add_asset(&SOL, None, OPEN), creator)?;
    let mut mints = vec![SOL];
    for number in 0..2 {
        let (mint, source) = staked(svm, &format!("staked {seed} {number}"), &me);
        step("add_asset", svm, pool.add_asset(&mint, Some(source), OPEN), creator)?;
        mints.push(mint);
    }
    step("set_asset", svm, pool.set_asset(1, OPEN), creator)?;
    step("set_targets", svm, pool.set_targets([2_000, 5_000, 3_000, 0, 0, 0, 0, 0]), creator)?;
    let vault = Vault::new(creator.pubkey(), 500 + seed, mints[1]);
    svm.send(&[vault.initialize(EPOCH, LIMITS)], &[creator]).map_err(|failure| failure.to_string())?;
    svm.put(vault.shares_of(&me), token::token_account(vault.vrt_mint, me, 0));
    svm.put(vault.shares_of(&heir.pubkey()), token::token_account(vault.vrt_mint, heir.pubkey(), 0));
    let enter = vault.deposit(&me, 98_765_432_109_876, 1, false);
    svm.send(&[enter], &[owner]).map_err(|failure| failure.to_string())?;
    step("add_placement", svm, pool.add_placement(&vault.address, 1, 4_000), creator)?;
    step("set_placement", svm, pool.set_placement(0, 5_000), creator)?;
    let guards = SetGuardsInstructionArgs {
        band: BAND,
        outflow_capacity: 1 << 60,
        outflow_refill_seconds: 86_400,
        watermark_bps: 100,
        place_loss_bps: 10,
    };
    step("set_guards", svm, pool.set_guards(guards), creator)?;
    let fees =
        SetPoolFeesInstructionArgs { management_bps: 50, performance_bps: 1_000, instant_bps: 30, imbalance_bps: 100 };
    step("set_pool_fees", svm, pool.set_fees(fees), creator)?;
    Ok(Scene { pool, vault, mints })
}

fn enter(
    step: &mut Step,
    svm: &mut Svm,
    Scene { pool, vault, mints }: &Scene,
    [creator, owner]: [&Keypair; 2],
) -> Result<(), String> {
    let me = owner.pubkey();
    for (mint, tokens) in mints.iter().zip([123_456_789_012_345, 234_567_890_123_456, 156_789_012_345_678]) {
        let deposit = pool.deposit(&me, mint, [tokens, 1], &sources(svm, pool)?);
        svm.send(&[deposit], &[owner]).map_err(|failure| failure.to_string())?;
    }
    let place = pool.place(&creator.pubkey(), vault, [0, 98_765_432_109_876], &sources(svm, pool)?);
    step("place", svm, place, creator)?;
    svm.warp(svm.now() + 100);
    let deposit = pool.deposit(&me, &mints[1], [12_345_678_901_234, 1], &sources(svm, pool)?);
    step("deposit_asset", svm, deposit, owner)?;
    let leave = pool.leave_instantly(&me, &mints[0], [9_876_543_210_987, u64::MAX], &sources(svm, pool)?);
    step("leave_instantly", svm, leave, owner)?;
    let trader = creator.pubkey();
    svm.put(token::address(&trader, &SOL), native_account(trader, 0));
    svm.put(token::address(&trader, &mints[1]), token::token_account(mints[1], trader, WEALTH));
    let amounts = [1_234_567_890_123, 1_134_567_890_123];
    let swap = pool.swap([&trader; 2], [&mints[0], &mints[1]], amounts, &sources(svm, pool)?);
    step("swap_assets", svm, swap, creator)?;
    let leave = pool.leave_in_kind(&me, [12_345_678_901_234, 0], &read(svm, pool)?);
    step("leave_in_kind", svm, leave, owner)?;
    let leave = pool.leave_in_kind(&me, [12_345_678_901_234, 1 << 1], &read(svm, pool)?);
    step("leave_in_kind, one set aside", svm, leave, owner)?;
    step("claim_set_aside", svm, pool.claim_set_aside(&me, &mints[1]), owner)
}

fn queue(
    step: &mut Step,
    svm: &mut Svm,
    Scene { pool, mints, .. }: &Scene,
    [creator, owner]: [&Keypair; 2],
) -> Result<(), String> {
    let (me, period) = (owner.pubkey(), svm.now() as u64 / EPOCH);
    let queue = |nonce| pool.queue_exit(&me, nonce, [0, 2_345_678_901_234, period]);
    step("queue_exit, first of its period", svm, queue(0), owner)?;
    step("queue_exit", svm, queue(1), owner)?;
    let batch = LIQUID.batch(&pool.address, 0, period);
    step("cancel_queued_exit", svm, pool.cancel_queued_exit(&me, 0, &mints[0], &batch), owner)?;
    // To its owner itself, which claims it below.
    let sold = (&batch, [2_345_678_901_234, 0]);
    let transfer = pool.transfer_queued_exit(&me, &LIQUID.queued_exit(&pool.address, &me, 1), me, sold);
    step("transfer_queued_exit", svm, transfer, owner)?;
    svm.warp(svm.now() + EPOCH as i64);
    let fill = pool.fill_batch(&batch, &sources(svm, pool)?);
    step("fill_batch", svm, fill, creator)?;
    step("claim_queued_exit", svm, pool.claim_queued_exit(&me, 1, &mints[0], &batch), owner)?;
    step("close_batch", svm, pool.close_batch(&batch, &me), creator)
}

fn vaults(
    step: &mut Step,
    svm: &mut Svm,
    Scene { pool, vault, .. }: &Scene,
    [creator, owner]: [&Keypair; 2],
) -> Result<(), String> {
    let (me, epoch) = (creator.pubkey(), (svm.now() as u64 - opened(svm, vault)?) / EPOCH);
    let unplace = pool.unplace(&me, vault, [0, 12_345_678_901_234], [0, epoch + 1], &[]);
    step("unplace", svm, unplace, creator)?;
    let deposit = pool.deposit(&owner.pubkey(), &SOL, [12_345_678_901_234, 1], &sources(svm, pool)?);
    step("deposit_asset, an exit on its way", svm, deposit, owner)?;
    let leave = pool.leave_in_kind(&owner.pubkey(), [12_345_678_901_234, 0], &read(svm, pool)?);
    step("leave_in_kind, an exit on its way", svm, leave, owner)?;
    svm.warp(svm.now() + 2 * EPOCH as i64);
    let collection = Collection { payer: me, rent_payer: me, place: 0, slot: 0, nonce: 0, bucket_epoch: epoch + 1 };
    step("collect_exit", svm, pool.collect_exit(vault, collection), creator)?;
    step("claim_exit_part", svm, pool.claim_exit_part(&owner.pubkey(), vault, 0, &me), owner)
}

/// Rewards in another token: from a tree of the core, and sold.
fn rewards(
    step: &mut Step,
    svm: &mut Svm,
    Scene { pool, .. }: &Scene,
    [creator, owner]: [&Keypair; 2],
    seed: u64,
) -> Result<(), String> {
    let (me, buyer, index) = (creator.pubkey(), owner.pubkey(), 40_000 + seed);
    let mint = key(&format!("reward {seed}")).pubkey();
    svm.put(mint, token::mint_account(6, me, None, 1 << 60));
    for holder in [me, buyer, pool.address] {
        svm.put(token::address(&holder, &mint), token::token_account(mint, holder, WEALTH));
    }
    let found = token::address(&pool.address, &mint);
    let tree = RewardTree::new(pda::ncn(&me, index), mint);
    let register = entity::register_ncn(&me, index, &me, u64::MAX);
    let root = merkle::leaf(&tree.address, &pool.address, 1_234_567_890);
    let open = tree.open(&me, &me, &buyer, 3_600);
    for instruction in [register, open, tree.publish(&me, root, 1_234_567_890)] {
        svm.send(&[instruction], &[creator]).map_err(|failure| failure.to_string())?;
    }
    svm.warp(svm.now() + 86_400);
    let claim = pool.claim_reward(&me, &tree.address, &found, 1_234_567_890);
    step("claim_pool_reward, first", svm, claim, creator)?;
    step("open_auction", svm, pool.open_auction(&me, &mint), creator)?;
    let treasury = LIQUID.treasury(&pool.address, &mint);
    step("collect_airdrop", svm, pool.collect_airdrop(&found, &treasury), creator)?;
    step("begin_lot", svm, pool.begin_lot(&mint), creator)?;
    svm.warp(svm.now() + 12_345);
    let sell = pool.sell_reward(&buyer, [&mint, &SOL], [123_456_789, u64::MAX]);
    step("sell_reward", svm, sell, owner)
}

/// Reported prices, shares of a vault, and rates that anyone observes.
fn reports(
    step: &mut Step,
    svm: &mut Svm,
    Scene { pool, vault, .. }: &Scene,
    [creator, owner]: [&Keypair; 2],
    seed: u64,
) -> Result<(), String> {
    let (me, mint) = (creator.pubkey(), key(&format!("reported {seed}")).pubkey());
    let observe = pool.observe_rates(&sources(svm, pool)?);
    step("observe_rates", svm, observe, creator)?;
    let deposit = pool.deposit_vrt(&owner.pubkey(), vault, [0, 1_234_567_890, 1], &sources(svm, pool)?);
    step("deposit_vrt", svm, deposit, owner)?;
    svm.put(mint, token::mint_account(8, me, None, 1 << 60));
    let args = AddReportedAssetInstructionArgs {
        limits: AssetTermsArgs { is_open: false, ..OPEN },
        value: 1_234_567,
        tokens: 1_111_111,
        max_age_seconds: EPOCH,
    };
    step("add_reported_asset", svm, pool.add_reported_asset(&mint, args), creator)?;
    step("report_price", svm, pool.report_price(&me, &mint, [1_234_567, 1_111_111]), creator)
}

/// When a vault's epoch 0 began.
fn opened(svm: &Svm, vault: &Vault) -> Result<u64, String> {
    let account: restaking_client::Vault = svm.read(&vault.address).ok_or("there is no vault")?;
    Ok(account.ledger.genesis as u64)
}

fn rates(
    step: &mut Step,
    svm: &mut Svm,
    Scene { pool, mints, .. }: &Scene,
    [creator, owner]: [&Keypair; 2],
) -> Result<(), String> {
    let me = creator.pubkey();
    let source = read(svm, pool)?.assets[1].source;
    let risen = Figures { lamports: RATE.lamports / 1_000 * 1_008, ..RATE };
    svm.put(source, stake_pool(&STAKE_POOLS, &mints[1], risen, 0));
    let deposit = pool.deposit(&owner.pubkey(), &SOL, [1_234_567_890, 1], &sources(svm, pool)?);
    step("deposit_asset, a rate in quarantine", svm, deposit, owner)?;
    step("accept_rate", svm, pool.accept_rate(&me, 1, [risen.lamports, risen.supply]), creator)?;
    svm.put(program_data_of(&STAKE_POOLS), program_data(6));
    for place in [1, 2] {
        step("acknowledge_upgrade", svm, pool.acknowledge_upgrade(&me, place, 6), creator)?;
    }
    svm.warp(svm.now() + 2 * NOTICE as i64);
    let deposit = pool.deposit(&owner.pubkey(), &SOL, [1_234_567_890, 1], &sources(svm, pool)?);
    step("deposit_asset, fees due", svm, deposit, owner)?;
    svm.put(pool.shares_of(&me), token::token_account(pool.lrt_mint, me, 0));
    step("collect_pool_fees", svm, pool.collect_fees(&me), creator)
}

fn roles(
    step: &mut Step,
    svm: &mut Svm,
    Scene { pool, .. }: &Scene,
    [creator, owner, heir]: [&Keypair; 3],
) -> Result<(), String> {
    let me = creator.pubkey();
    svm.add_token_metadata();
    let texts = Texts { name: "Harbor Restaked SOL", symbol: "hLRT", uri: "https://harbor.example/lrt.json" };
    step("create_lrt_metadata", svm, pool.create_metadata(&me, &me, texts), creator)?;
    let texts = Texts { name: "Harbor SOL", ..texts };
    step("update_lrt_metadata", svm, pool.update_metadata(&me, texts), creator)?;
    step("pause_pool", svm, pool.pause(&me, 1, 60), creator)?;
    step("pause_pool, ends it", svm, pool.pause(&me, 0, 0), creator)?;
    step("set_pool_role", svm, pool.set_role(PoolRole::Guardian, owner.pubkey()), creator)?;
    step("propose_pool_admin", svm, pool.propose_admin(heir.pubkey()), creator)?;
    step("accept_pool_admin", svm, pool.accept_admin(&heir.pubkey()), heir)
}

/// A pool of eight assets with nothing placed.
fn eight(step: &mut Step, svm: &mut Svm, [creator, owner]: [&Keypair; 2], seed: u64) -> Result<(), String> {
    let (me, pool) = (owner.pubkey(), LiquidPool::new(creator.pubkey(), 1_000 + seed));
    svm.put(pool.shares_of(&me), token::token_account(pool.lrt_mint, me, 0));
    let vault = Vault::new(creator.pubkey(), 700 + seed, SOL);
    let args = InitializePoolInstructionArgs {
        index: 1_000 + seed,
        band: BAND,
        batch_seconds: EPOCH,
        stream_seconds: EPOCH,
        notice_seconds: NOTICE,
    };
    let made = [pool.initialize(args), pool.add_asset(&SOL, None, OPEN), vault.initialize(EPOCH, LIMITS)];
    svm.send(&made, &[creator]).map_err(|failure| failure.to_string())?;
    let add = pool.add_placement(&vault.address, 0, 0);
    svm.send(&[add], &[creator]).map_err(|failure| failure.to_string())?;
    step("remove_placement", svm, pool.remove_placement(0), creator)?;
    let mut mints = vec![SOL];
    for number in 0..7 {
        let (mint, source) = staked(svm, &format!("eight {seed} {number}"), &me);
        svm.send(&[pool.add_asset(&mint, Some(source), OPEN)], &[creator]).map_err(|failure| failure.to_string())?;
        mints.push(mint);
    }
    for (mint, more) in mints.iter().zip(1..) {
        let deposit = pool.deposit(&me, mint, [23_456_789_012_345 * more, 1], &sources(svm, &pool)?);
        let last = "deposit_asset, 8 assets";
        if *mint == mints[7] {
            step(last, svm, deposit, owner)?;
        } else {
            svm.send(&[deposit], &[owner]).map_err(|failure| failure.to_string())?;
        }
    }
    let leave = pool.leave_in_kind(&me, [12_345_678_901_234, 0], &read(svm, &pool)?);
    step("leave_in_kind, 8 assets", svm, leave, owner)
}
