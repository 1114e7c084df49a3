//! A short life that passes through every instruction.

use harness::metadata::{self, Texts};
use harness::{Signatures, Split, Svm, Vault, entity, grant, key, keys, pause, role, split, table as build, token};
use restaking_client::grants::GrantTerms;
use restaking_client::ledger::transition::deposit::WHOLE_BALANCE;
use restaking_client::{LimitsArgs, deposits, pda};
use solana_keypair::Keypair;
use solana_program::instruction::Instruction;
use solana_signer::Signer;

use crate::rewards;
use crate::scene::{EPOCH, LIMITS};
use crate::table::Table;

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
    let guest = key(&format!("guest {seed}"));
    svm.fund(&guest.pubkey());
    svm.put(vault.assets_of(&guest.pubkey()), token::token_account(mint, guest.pubkey(), 98_765_432));
    svm.put(vault.shares_of(&guest.pubkey()), token::token_account(vault.vrt_mint, guest.pubkey(), 0));
    let whole = vault.deposit(&guest.pubkey(), WHOLE_BALANCE, 1, false);
    step("deposit, whole balance", &mut svm, whole, &guest)?;
    paused(&mut step, &mut svm, creator, &vault)?;
    step("set_vault_limits", &mut svm, vault.set_limits(LimitsArgs { restricted: true, ..LIMITS }), creator)?;
    step("approve_depositor", &mut svm, vault.approve(&owner), creator)?;
    step("deposit, restricted", &mut svm, vault.deposit(&owner, 1_234_567_890, 1, true), staker)?;
    step("revoke_depositor", &mut svm, vault.revoke(&owner), creator)?;

    named(&mut step, &mut svm, creator, &vault)?;
    gated(&mut step, &mut svm, [creator, staker], &vault)?;
    let request = |nonce, shares| vault.request_exit(&owner, nonce, shares, 1, 1);
    step("request_exit, first of its epoch", &mut svm, request(0, 34_567_890_123_456), staker)?;
    step("request_exit", &mut svm, request(1, 12_345_678_901_234), staker)?;
    step("request_exit", &mut svm, request(2, 9_876_543_210_987), staker)?;
    step("request_exit", &mut svm, request(3, 8_765_432_109_876), staker)?;
    let ticket = |nonce| vault.ticket(&owner, nonce);
    step("cancel_exit", &mut svm, vault.cancel_exit(&owner, &ticket(0), &owner, 1, 1), staker)?;
    step("transfer_exit_ticket", &mut svm, vault.transfer_ticket(&owner, &ticket(1), &heir.pubkey()), staker)?;
    svm.warp(svm.now() + 2 * EPOCH as i64);
    step("settle_exits, one ticket", &mut svm, vault.settle_exits(1, &[ticket(3)]), heir)?;
    step("claim_exit", &mut svm, vault.claim_exit(&heir.pubkey(), &ticket(1), &owner, 1), heir)?;
    step("claim_exit", &mut svm, vault.claim_exit(&owner, &ticket(2), &owner, 1), staker)?;
    step("close_exit_bucket", &mut svm, vault.close_bucket(&owner, 1), staker)?;

    crate::bonds::measure(&mut step, &mut svm, &names, &vault)?;
    split(&mut step, &mut svm, creator, &vault)?;
    grants(&mut step, &mut svm, [creator, &guest], vault.index)?;
    rewards::measure(&mut step, &mut svm, &names, u64::from(seed))?;
    crate::income::measure(&mut step, &mut svm, &names, u64::from(seed))?;
    crate::token_2022::measure(&mut step, &mut svm, &names, u64::from(seed))?;
    // On a chain of its own: it waits, and the clock is the others' too.
    let mut apart = Svm::new()?;
    for who in [creator, staker, heir] {
        apart.fund(&who.pubkey());
    }
    crate::gates::measure(&mut step, &mut apart, &names, u64::from(seed))?;
    let mut apart = Svm::new()?;
    for who in [creator, staker, heir] {
        apart.fund(&who.pubkey());
    }
    crate::liquid::measure(&mut step, &mut apart, &names, u64::from(seed))?;
    crate::sweeps::measure(&mut step, &mut svm, &names, &vault)?;
    operators_keys(seed, &mut svm, table)?;
    crate::oracle::measure(seed, table)?;
    crate::slashes::measure(&mut svm, &names, &vault, table)
}

/// A pause of all that can be paused, and its end. What comes after has been paused before, and is not any more.
fn paused(
    step: &mut impl FnMut(&'static str, &mut Svm, Instruction, &Keypair) -> Result<(), String>,
    svm: &mut Svm,
    creator: &Keypair,
    vault: &Vault,
) -> Result<(), String> {
    let (guardian, governed) = (creator.pubkey(), vault.address);
    let named = pause::set_guardian(&guardian, &governed, &guardian);
    svm.send(&[named], &[creator]).map_err(|failure| failure.to_string())?;
    step("raise_pause", svm, pause::raise(&guardian, &governed, pause::ALL, 86_400), creator)?;
    step("lift_pause", svm, pause::lift(&guardian, &governed), creator)
}

/// A deposit into another vault of the creator's, which the staker signs as the deposit gate as well.
fn gated(
    step: &mut impl FnMut(&'static str, &mut Svm, Instruction, &Keypair) -> Result<(), String>,
    svm: &mut Svm,
    [creator, staker]: [&Keypair; 2],
    beside: &Vault,
) -> Result<(), String> {
    let owner = staker.pubkey();
    let vault = Vault::new(creator.pubkey(), beside.index + ANOTHER, beside.asset_mint);
    svm.put(vault.shares_of(&owner), token::token_account(vault.vrt_mint, owner, 0));
    let set = role::set_role(&creator.pubkey(), &vault.address, role::DEPOSIT_GATE, &owner);
    let deposit = |amount| deposits::through_gate(vault.deposit(&owner, amount, 1, false), &owner);
    let made = svm.send(&[vault.initialize(EPOCH, LIMITS), set], &[creator]);
    made.and_then(|_| svm.send(&[deposit(1_234_567_890)], &[staker])).map_err(|failure| failure.to_string())?;
    step("deposit, through a gate", svm, deposit(987_654_321), staker)
}

/// An operator's record in an NCN, and its keys there.
fn operators_keys(seed: u32, svm: &mut Svm, table: &mut Table) -> Result<(), String> {
    let runner = key(&format!("runner {seed}"));
    let admin = runner.pubkey();
    svm.fund(&admin);
    let (operator, ncn) = (pda::operator(&admin, 0), pda::ncn(&admin, 0));
    let mut send = |name: &'static str, instructions: &[Instruction]| {
        let done = svm.send(instructions, &[&runner]).map_err(|failure| format!("{name}, seed {seed}: {failure}"))?;
        // Instructions of the Ed25519 program take none: their price is a fee.
        table.add(name, done.compute);
        Ok::<(), String>(())
    };
    send("register_operator", &[entity::register_operator(&admin, 0, &admin, 500)])?;
    send("register_ncn", &[entity::register_ncn(&admin, 0, &admin, u64::MAX)])?;
    send("open_record", &[entity::open_record(&admin, &ncn, &operator)])?;
    let pairs = ["first", "second"].map(|name| key(&format!("{name} key {seed}")));
    let [first, second] = pairs.each_ref().map(|pair| pair.pubkey().to_bytes());
    let register = |pair: &Keypair, previous| {
        let register = keys::register_key(&admin, &admin, &ncn, &operator, &pair.pubkey().to_bytes(), previous);
        [Signatures::possession(pair, &ncn, &operator).instruction(), register]
    };
    send("register_key, first", &register(&pairs[0], None))?;
    send("register_key", &register(&pairs[1], Some(&first)))?;
    send("retire_key", &[keys::retire_key(&admin, &ncn, &operator, &second)])?;
    send("propose_admin", &[role::propose_admin(&admin, &operator, &admin)])?;
    send("accept_admin", &[role::accept_admin(&admin, &operator)])?;
    send("renounce_admin", &[role::renounce_admin(&admin, &operator)])
}

/// Moves of what is behind an operator to another, all but the last steps of which are known from elsewhere.
fn between(
    step: &mut impl FnMut(&'static str, &mut Svm, Instruction, &Keypair) -> Result<(), String>,
    svm: &mut Svm,
    creator: &Keypair,
    split: &Split,
) -> Result<(), String> {
    let (runner, vault, index) = (creator.pubkey(), split.vault.address, split.vault.index + ANOTHER);
    let other = Split { operator: pda::operator(&runner, index), ..*split };
    let made = [
        entity::register_operator(&runner, index, &runner, 500),
        split::open_opt_in(&runner, &vault, &other.operator),
        split::join_opt_in(&runner, &vault, &other.operator, split::Side::Left),
        split::join_opt_in(&runner, &vault, &other.operator, split::Side::Right),
        other.open_delegation(&runner),
        other.delegate_bps(&runner, 1_000),
    ];
    svm.send(&made, &[creator]).map_err(|failure| failure.to_string())?;
    svm.warp(svm.now() + 92 * 86_400);
    step("announce_move", svm, split.announce_move(&runner, &other.operator, 23_456_789_012_345_678), creator)?;
    svm.warp(svm.now() + 92 * 86_400);
    step("complete_move", svm, split.complete_move(&other.operator), creator)?;
    step("announce_move", svm, split.announce_move(&runner, &other.operator, 12_345_678_901_234_567), creator)?;
    step("cancel_move", svm, split.cancel_move(&runner, &other.operator), creator)?;
    svm.warp(svm.now() + 92 * 86_400);
    Ok(())
}

/// What wallets call the VRT. Most of the units are Metaplex's.
fn named(
    step: &mut impl FnMut(&'static str, &mut Svm, Instruction, &Keypair) -> Result<(), String>,
    svm: &mut Svm,
    creator: &Keypair,
    vault: &Vault,
) -> Result<(), String> {
    svm.add_token_metadata();
    let admin = creator.pubkey();
    let texts = Texts { name: "Harbor Restaked SOL", symbol: "hSOL", uri: "https://harbor.example/vrt.json" };
    step("create_vrt_metadata", svm, metadata::create(&admin, &admin, vault, texts), creator)?;
    let texts = Texts { name: "Harbor SOL", ..texts };
    step("update_vrt_metadata", svm, metadata::update(&admin, vault, texts), creator)
}

/// What the NCN's admin lets another key do.
fn grants(
    step: &mut impl FnMut(&'static str, &mut Svm, Instruction, &Keypair) -> Result<(), String>,
    svm: &mut Svm,
    [creator, holder]: [&Keypair; 2],
    index: u64,
) -> Result<(), String> {
    let (runner, guest, until) = (creator.pubkey(), holder.pubkey(), svm.now() + 86_400);
    let ncn = pda::ncn(&runner, index);
    let set = |until| grant::set_grant(&runner, &ncn, &guest, GrantTerms::SOFTWARE, until);
    step("set_grant", svm, set(until), creator)?;
    step("set_grant, other terms", svm, set(until - 1), creator)?;
    let name = entity::set_software(&runner, &ncn, [8; 32], 0);
    step("set_software, by a grant", svm, grant::by_holder(name, &guest), holder)?;
    step("void_grants", svm, grant::void_grants(&runner, &ncn), creator)?;
    step("revoke_grant", svm, grant::revoke_grant(&runner, &ncn, &guest, &runner), creator)
}

/// How far the index of an operator is from that of another of the same creator.
const ANOTHER: u64 = 1_000_000;

/// Operators, NCNs, opt-ins, delegations and allocations.
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
    by_runner("set_software", entity::set_software(&runner, &ncn, [7; 32], 0))?;
    by_runner("set_ncn_asset", entity::set_ncn_asset(&runner, &ncn, &vault.asset_mint, 1_000_000_000))?;
    by_runner("set_curator", split::set_curator(vault, &runner))?;
    by_runner("set_exposure", split::set_exposure(vault, 9_000, 5_000, 2))?;
    for (left, right) in split.opt_ins() {
        by_runner("open_opt_in", split::open_opt_in(&runner, &left, &right))?;
        by_runner("join_opt_in", split::join_opt_in(&runner, &left, &right, split::Side::Left))?;
        by_runner("join_opt_in", split::join_opt_in(&runner, &left, &right, split::Side::Right))?;
    }
    by_runner("set_vault_weight", entity::set_vault_weight(&runner, &vault.address, &ncn, 2_000_000_000, 0))?;
    by_runner("set_vault_weight", entity::set_vault_weight(&runner, &vault.address, &ncn, 0, 0))?;
    let no_policy = harness::slash::no_policy(&runner);
    by_runner("register_set", entity::register_set(&runner, 500_000 + index, &runner, &ncn, no_policy))?;
    by_runner("cover_sets", split::cover_sets(&runner, &vault.address, &ncn, true))?;
    by_runner("set_stop_loss", split::set_stop_loss(&runner, &vault.address, &ncn, 500))?;
    by_runner("set_loss_limits", split::set_loss_limits(&runner, &vault.address, &ncn, 1_000, 3_000))?;
    by_runner("open_record", entity::open_record(&runner, &ncn, &operator))?;
    by_runner("open_delegation", split.open_delegation(&runner))?;
    by_runner("delegate", split.delegate_bps(&runner, 5_000))?;
    by_runner("delegate", split.delegate(&runner, 123_456_789_012_345_678))?;
    by_runner("open_allocation", split.open_allocation(&runner))?;
    by_runner("allocate", split.allocate(&runner, 345_678_901_234_567_890))?;
    svm.warp(svm.now() + 92 * 86_400);
    let mut by_runner = |name, instruction| step(name, svm, instruction, creator);
    by_runner("slashable_stake, one vault", split::slashable_stake(&[split]))?;
    by_runner("vault_rates", vault.rates(0))?;
    let table = pda::stake_table(&ncn, 0);
    by_runner("open_stake_table", build::open(&runner, &runner, &ncn, 0, 100, 60))?;
    by_runner("grow_stake_table", build::grow(&runner, &table, 100))?;
    let capture = |splits: &[Split]| build::capture(&runner, &table, &ncn, &operator, splits);
    by_runner("capture_stake, opens the capture", capture(&[]))?;
    by_runner("capture_stake, one vault", capture(&[split]))?;
    by_runner("enter_captures, one", build::enter(&table, &[pda::capture(&table, &operator, &runner)]))?;
    by_runner("close_capture", build::close_capture(&runner, &table, &operator))?;
    svm.warp(svm.now() + 60);
    let mut by_runner = |name, instruction| step(name, svm, instruction, creator);
    by_runner("close_stake_table", build::close(&runner, &ncn, &table, &runner))?;
    crate::offers::measure(step, svm, creator, &split)?;
    between(step, svm, creator, &split)?;
    let mut by_runner = |name, instruction| step(name, svm, instruction, creator);
    by_runner("allocate", split.allocate(&runner, 0))?;
    by_runner("release_allocation", split.release_allocation(&runner))?;
    by_runner("delegate", split.delegate(&runner, 0))?;
    for (left, right) in split.opt_ins() {
        by_runner("leave_opt_in", split::leave_opt_in(&runner, &left, &right, split::Side::Left))?;
        by_runner("leave_opt_in", split::leave_opt_in(&runner, &left, &right, split::Side::Right))?;
    }
    by_runner("release_opt_in", split::release_opt_in(&runner, &operator, &ncn))?;
    svm.warp(svm.now() + 92 * 86_400);
    let mut by_runner = |name, instruction| step(name, svm, instruction, creator);
    by_runner("settle_allocation", split.settle_allocation())?;
    by_runner("close_allocation", split.close_allocation(&runner))?;
    by_runner("settle_delegation", split.settle_delegation())?;
    by_runner("close_delegation", split.close_delegation(&runner))?;
    for (left, right) in split.opt_ins() {
        by_runner("close_opt_in", split::close_opt_in_by(Some(runner), &left, &right, &runner))?;
    }
    by_runner("retire_operator", entity::retire_operator(&runner, &operator))?;
    by_runner("retire_ncn", entity::retire_ncn(&runner, &ncn))?;
    Ok(())
}
