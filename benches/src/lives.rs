//! A short life that passes through every instruction.

use harness::{Split, Svm, Vault, entity, key, slash, split, token};
use restaking_client::{LimitsArgs, pda};
use solana_keypair::Keypair;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

use crate::table::Table;

/// The length of an epoch, in seconds.
pub const EPOCH: u64 = 3_600;
/// Limits that stand in nobody's way.
pub const LIMITS: LimitsArgs = LimitsArgs {
    deposit_cap: 1 << 62,
    instant_fee_bps: 100,
    instant_capacity: 1 << 60,
    instant_refill_seconds: 86_400,
    restricted: false,
};

/// Adds one life's figures to `table`.
///
/// # Errors
/// A sentence, if the program is missing or an instruction fails.
pub fn measure(seed: u32, table: &mut Table) -> Result<(), String> {
    let mut svm = Svm::new()?;
    let deployer = svm.deployer.insecure_clone();
    let names = ["creator", "staker", "heir", "mint"].map(|name| key(&format!("{name} {seed}")));
    let [creator, staker, heir, mint] = &names;
    for who in [creator, staker, heir] {
        svm.fund(&who.pubkey());
    }
    let (owner, mint) = (staker.pubkey(), mint.pubkey());
    svm.put(mint, token::mint_account(9, creator.pubkey(), None, 1 << 62));
    let vault = Vault::new(creator.pubkey(), u64::from(seed), mint);
    for who in [owner, heir.pubkey()] {
        svm.put(vault.assets_of(&who), token::token_account(mint, who, 1 << 50));
        svm.put(vault.shares_of(&who), token::token_account(vault.vrt_mint, who, 0));
    }

    let mut step = |name: &'static str, svm: &mut Svm, instruction: Instruction, signer: &Keypair| {
        let done = svm.send(&[instruction], &[signer]).map_err(|failure| format!("{name}, seed {seed}: {failure}"))?;
        table.add(name, done.compute);
        Ok::<(), String>(())
    };
    let config = harness::vault::initialize_config(&deployer.pubkey(), 60, 86_400 * 30);
    step("initialize_config", &mut svm, config, &deployer)?;
    step("initialize_vault", &mut svm, vault.initialize(EPOCH, LIMITS), creator)?;
    // Amounts of a size that stakers have, at a rate that is not 1:1, so that no shortcut for small or equal figures counts.
    step("deposit, first", &mut svm, vault.deposit(&owner, 123_456_789_012_345, 1, false), staker)?;
    step("exit_instantly", &mut svm, vault.exit_instantly(&owner, 23_456_789_012_345, 1), staker)?;
    step("deposit", &mut svm, vault.deposit(&owner, 98_765_432_109_876, 1, false), staker)?;
    step("set_vault_limits", &mut svm, vault.set_limits(LimitsArgs { restricted: true, ..LIMITS }), creator)?;
    step("approve_depositor", &mut svm, vault.approve(&owner), creator)?;
    step("deposit, restricted", &mut svm, vault.deposit(&owner, 1_234_567_890, 1, true), staker)?;
    step("revoke_depositor", &mut svm, vault.revoke(&owner), creator)?;

    let request = |nonce, shares| vault.request_exit(&owner, nonce, shares, 1, 1);
    step("request_exit, first of its epoch", &mut svm, request(0, 34_567_890_123_456), staker)?;
    step("request_exit", &mut svm, request(1, 12_345_678_901_234), staker)?;
    step("request_exit", &mut svm, request(2, 9_876_543_210_987), staker)?;
    let ticket = |nonce| vault.ticket(&owner, nonce);
    step("cancel_exit", &mut svm, vault.cancel_exit(&owner, &ticket(0), &owner, 1, 1), staker)?;
    step("transfer_exit_ticket", &mut svm, vault.transfer_ticket(&owner, &ticket(1), &heir.pubkey()), staker)?;
    svm.warp(svm.now() + 2 * EPOCH as i64);
    step("claim_exit", &mut svm, vault.claim_exit(&heir.pubkey(), &ticket(1), &owner, 1), heir)?;
    step("claim_exit", &mut svm, vault.claim_exit(&owner, &ticket(2), &owner, 1), staker)?;
    step("close_exit_bucket", &mut svm, vault.close_bucket(&owner, 1), staker)?;

    crate::bonds::measure(&mut step, &mut svm, &names, &vault)?;
    split(&mut step, &mut svm, creator, &vault)?;
    slash(&mut step, &mut svm, &names, &vault)
}

/// Operators, NCNs, agreements, delegations and allocations.
fn split(
    step: &mut impl FnMut(&'static str, &mut Svm, Instruction, &Keypair) -> Result<(), String>,
    svm: &mut Svm,
    creator: &Keypair,
    vault: &Vault,
) -> Result<(), String> {
    let (runner, index) = (creator.pubkey(), vault.index);
    let (operator, ncn) = (pda::operator(&runner, index), pda::ncn(&runner, index));
    let split = Split { vault: *vault, operator, ncn };
    let mut by_runner = |name, instruction| step(name, svm, instruction, creator);
    by_runner("register_operator", entity::register_operator(&runner, index, &runner, 500))?;
    by_runner("update_operator", entity::update_operator(&runner, &operator, &runner, 900))?;
    by_runner("register_ncn", entity::register_ncn(&runner, index, &runner, u64::MAX))?;
    by_runner("update_ncn", entity::update_ncn(&runner, &ncn, 1 << 40))?;
    by_runner("set_ncn_asset", entity::set_ncn_asset(&runner, &ncn, &vault.asset_mint, 1_000_000_000))?;
    by_runner("set_curator", split::set_curator(vault, &runner))?;
    by_runner("set_exposure", split::set_exposure(vault, 9_000, 5_000, 2))?;
    for (left, right) in split.agreements() {
        by_runner("open_opt_in", split::open_opt_in(&runner, &left, &right))?;
        by_runner("join_opt_in", split::join_opt_in(&runner, &left, &right, true))?;
        by_runner("join_opt_in", split::join_opt_in(&runner, &left, &right, false))?;
    }
    by_runner("set_loss_limits", split::set_loss_limits(&runner, &vault.address, &ncn, 100, 300))?;
    by_runner("open_delegation", split.open_delegation(&runner))?;
    by_runner("delegate", split.delegate(&runner, 5_000, true))?;
    by_runner("delegate", split.delegate(&runner, 123_456_789_012_345_678, false))?;
    by_runner("open_allocation", split.open_allocation(&runner))?;
    by_runner("allocate", split.allocate(&runner, 345_678_901_234_567_890))?;
    svm.warp(svm.now() + 62 * 86_400);
    let mut by_runner = |name, instruction| step(name, svm, instruction, creator);
    by_runner("slashable_stake, one vault", split::slashable_stake(&[split]))?;
    by_runner("allocate", split.allocate(&runner, 0))?;
    by_runner("delegate", split.delegate(&runner, 0, false))?;
    for (left, right) in split.agreements() {
        by_runner("leave_opt_in", split::leave_opt_in(&runner, &left, &right, true))?;
        by_runner("leave_opt_in", split::leave_opt_in(&runner, &left, &right, false))?;
    }
    svm.warp(svm.now() + 62 * 86_400);
    let mut by_runner = |name, instruction| step(name, svm, instruction, creator);
    by_runner("settle_allocation", split.settle_allocation())?;
    by_runner("close_allocation", split.close_allocation(&runner))?;
    by_runner("settle_delegation", split.settle_delegation())?;
    by_runner("close_delegation", split.close_delegation(&runner))?;
    for (left, right) in split.agreements() {
        by_runner("close_opt_in", split::close_opt_in(&left, &right, &runner))?;
    }
    by_runner("retire_operator", entity::retire_operator(&runner, &operator))?;
    by_runner("retire_ncn", entity::retire_ncn(&runner, &ncn))?;
    Ok(())
}

/// Slashes of a vault with two live exit buckets, vetoed and executed, each into accounts that exist.
fn slash(
    step: &mut impl FnMut(&'static str, &mut Svm, Instruction, &Keypair) -> Result<(), String>,
    svm: &mut Svm,
    [creator, staker, heir, _]: &[Keypair; 4],
    vault: &Vault,
) -> Result<(), String> {
    let (runner, index, owner) = (creator.pubkey(), vault.index + 1_000, staker.pubkey());
    let split = Split { vault: *vault, operator: pda::operator(&runner, index), ncn: pda::ncn(&runner, index) };
    let policy = slash::policy(&runner, &runner, &heir.pubkey(), 3_600);
    let quiet = |svm: &mut Svm, instruction, signer: &Keypair| {
        svm.send(&[instruction], &[signer]).map(|_| ()).map_err(|failure| failure.to_string())
    };
    quiet(svm, entity::register_operator(&runner, index, &runner, 500), creator)?;
    quiet(svm, entity::register_ncn_with(&runner, index, u64::MAX, policy.clone()), creator)?;
    for (left, right) in split.agreements() {
        quiet(svm, split::open_opt_in(&runner, &left, &right), creator)?;
        quiet(svm, split::join_opt_in(&runner, &left, &right, true), creator)?;
        quiet(svm, split::join_opt_in(&runner, &left, &right, false), creator)?;
    }
    quiet(svm, split::set_loss_limits(&runner, &vault.address, &split.ncn, 5_000, 10_000), creator)?;
    quiet(svm, split.open_delegation(&runner), creator)?;
    quiet(svm, split.delegate(&runner, 4_321, true), creator)?;
    quiet(svm, split.open_allocation(&runner), creator)?;
    quiet(svm, split.allocate(&runner, 876_543_210_987_654_321), creator)?;
    step("open_record", svm, entity::open_record(&runner, &split.ncn, &split.operator), creator)?;
    step("set_slash_policy", svm, slash::set_policy(&runner, &split.ncn, policy), creator)?;
    step("set_breaker", svm, slash::set_breaker(vault, 9_000, 10_000), creator)?;
    svm.warp(svm.now() + 62 * 86_400);
    let epoch = |svm: &Svm, start: i64| ((svm.now() - start) as u64) / EPOCH;
    let start = svm.read::<restaking_client::Vault>(&vault.address).expect("a vault").ledger.genesis;
    for nonce in [10, 11] {
        let bucket = epoch(svm, start) + 1;
        quiet(svm, vault.request_exit(&owner, nonce, 1_234_567_890_123, 1, bucket), staker)?;
        svm.warp(svm.now() + if nonce == 10 { EPOCH as i64 } else { 0 });
    }
    let at = epoch(svm, start);
    let args = |incident, svm: &Svm| restaking_client::ProposeSlashInstructionArgs {
        incident,
        ..slash::args(123_456_789_012_345_678, svm.now(), &owner)
    };
    let (first, second) = (args(1, svm), args(2, svm));
    step("propose_slash, two buckets", svm, split.propose_slash(&runner, at, first), creator)?;
    step("propose_slash, two buckets", svm, split.propose_slash(&runner, at, second), creator)?;
    step("veto_slash, two buckets", svm, split.veto_slash(&runner, &split.proposal(1), at), creator)?;
    svm.warp(svm.now() + 3_600);
    let recipients = [owner, heir.pubkey(), Pubkey::new_unique()];
    step("execute_slash, two buckets", svm, split.execute_slash(&split.proposal(2), at, recipients), creator)?;
    step("set_jail", svm, slash::set_jail(&runner, &split.ncn, &split.operator, svm.now() + 9, 1), creator)?;
    Ok(())
}
