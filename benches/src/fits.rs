//! How many vaults fit in one capture, how many captures in one entering, and what each further one costs.

use borsh::BorshSerialize;
use harness::{Split, Svm, Vault, entity, key, slash, split, table as build, token};
use restaking_client::{self as client, StakeCapture, StakeTable, pda};
use solana_account::Account;
use solana_keypair::Keypair;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

use crate::proofs;
use crate::scene::{EPOCH, LIMITS};
use crate::table::{Fit, Table};
use crate::trial::{act, fit_prepared, undone};

/// How many vaults stand behind the operator, and how many other operators were captured: more than fit.
const VAULTS: u64 = 12;
const OPERATORS: usize = 63;
/// How many entries a large table has.
const LARGE: usize = 5_000;
const WHOLE: u64 = 1_000_000_000_000_000_000;

/// Adds the figures to `table`.
///
/// # Errors
/// A sentence, if an instruction fails or less fits than the page says.
pub fn measure(table: &mut Table) -> Result<(), String> {
    let (mut svm, runner) = (Svm::new()?, key("fits"));
    let owner = runner.pubkey();
    let splits = behind(&mut svm, &runner)?;
    let (operator, ncn) = (splits[0].operator, splits[0].ncn);
    act(&mut svm, &runner, build::open(&owner, &owner, &ncn, 0, 111, 86_400))?;
    let address = pda::stake_table(&ncn, 0);
    act(&mut svm, &runner, build::capture(&owner, &address, &ncn, &operator, &[]))?;

    // Each call is tried on the same accounts, put back after it.
    let capture = |vaults: usize| build::capture(&owner, &address, &ncn, &operator, &splits[..vaults]);
    let [one, two] = [tried(&mut svm, &runner, capture(1))?, tried(&mut svm, &runner, capture(2))?];
    table.add("capture_stake, each further vault", two - one);
    let view = |vaults: usize| split::slashable_stake(&splits[..vaults]);
    let [one, two] = [tried(&mut svm, &runner, view(1))?, tried(&mut svm, &runner, view(2))?];
    table.add("slashable_stake, each further vault", two - one);
    let vaults = VAULTS as usize;
    table.fits(fit(&mut svm, &runner, "vaults in `capture_stake`", vaults, capture)?);
    table.fits(fit(&mut svm, &runner, "vaults in `slashable_stake`", vaults, view)?);

    let captures = captured(&mut svm, &owner, &address);
    let enter = |count: usize| build::enter(&address, &captures[..count]);
    let [one, two] = [tried(&mut svm, &runner, enter(1))?, tried(&mut svm, &runner, enter(2))?];
    table.add("enter_captures, each further", two - one);
    table.fits(fit(&mut svm, &runner, "captures in `enter_captures`", OPERATORS, enter)?);
    table.fits(proofs::rewards(&mut svm, &runner, &ncn)?);
    table.fits(proofs::votes(&mut svm, &runner, &ncn, &operator)?);

    enlarge(&mut svm, &address);
    let compute = tried(&mut svm, &runner, enter(1))?;
    table.add("enter_captures, one into 5,000", compute);
    Ok(())
}

/// An operator with a part of each of [`VAULTS`] vaults in an NCN.
fn behind(svm: &mut Svm, runner: &Keypair) -> Result<Vec<Split>, String> {
    let (owner, deployer) = (runner.pubkey(), svm.deployer.insecure_clone());
    svm.fund(&owner);
    act(svm, &deployer, harness::vault::initialize_config(&deployer.pubkey(), 60, 86_400 * 30))?;
    act(svm, runner, entity::register_operator(&owner, 0, &owner, 0))?;
    // A height a second, from the beginning of time: two votes at one height are proven as well.
    let policy = slash::with_rule(slash::policy(&owner, &owner, &owner, 3_600), WHOLE / 10, 0);
    act(svm, runner, entity::register_ncn_with(&owner, 0, u64::MAX, policy))?;
    let (operator, ncn) = (pda::operator(&owner, 0), pda::ncn(&owner, 0));
    act(svm, runner, entity::open_record(&owner, &ncn, &operator))?;
    let mint = key("fitting asset").pubkey();
    svm.put(mint, token::mint_account(9, owner, None, 1 << 62));
    act(svm, runner, entity::set_ncn_asset(&owner, &ncn, &mint, 1_000_000_000))?;
    let mut splits = vec![];
    for index in 0..VAULTS {
        let vault = Vault::new(owner, index, mint);
        svm.put(vault.assets_of(&owner), token::token_account(mint, owner, 1 << 60));
        svm.put(vault.shares_of(&owner), token::token_account(vault.vrt_mint, owner, 0));
        act(svm, runner, vault.initialize(EPOCH, LIMITS))?;
        let split = Split { vault, operator, ncn };
        for (left, right) in split.opt_ins() {
            if svm.account(&pda::opt_in(&left, &right)).is_none() {
                act(svm, runner, split::open_opt_in(&owner, &left, &right))?;
                act(svm, runner, split::join_opt_in(&owner, &left, &right, split::Side::Left))?;
                act(svm, runner, split::join_opt_in(&owner, &left, &right, split::Side::Right))?;
            }
        }
        act(svm, runner, split::set_loss_limits(&owner, &vault.address, &ncn, 1_000, 3_000))?;
        act(svm, runner, split.open_delegation(&owner))?;
        act(svm, runner, split.open_allocation(&owner))?;
        act(svm, runner, split.delegate(&owner, WHOLE / 3))?;
        act(svm, runner, split.allocate(&owner, WHOLE / 3))?;
        act(svm, runner, vault.deposit(&owner, 123_456_789_012_345, 1, false))?;
        splits.push(split);
    }
    svm.warp(svm.now() + 92 * 86_400);
    splits.sort_by_key(|split| split.vault.address);
    Ok(splits)
}

/// Captures of [`OPERATORS`] operators, put on the chain as the program would leave them.
fn captured(svm: &mut Svm, captor: &Pubkey, table: &Pubkey) -> Vec<Pubkey> {
    let opened_at = svm.read::<StakeTable>(table).expect("a table").opened_at;
    let each = (0..OPERATORS).map(|index| {
        let operator = key(&format!("fitting operator {index}")).pubkey();
        let capture = StakeCapture {
            discriminator: client::STAKE_CAPTURE_DISCRIMINATOR,
            version: 1,
            bump: 255,
            padding: [0; 6],
            table: *table,
            operator,
            captor: *captor,
            last_vault: operator,
            captured_at: opened_at,
            weight: 1_000_000 + index as u64,
            vaults: 1,
            events: 1,
            claims: [0; 8],
            kept: 0,
            reserved: [0; 32],
        };
        let address = pda::capture(table, &operator, captor);
        // No vaults follow.
        let data = [borsh::to_vec(&capture).expect("plain data"), vec![0; 8]].concat();
        put(svm, address, data);
        address
    });
    each.collect()
}

/// Fills the table with [`LARGE`] entries, and room for one more.
fn enlarge(svm: &mut Svm, table: &Pubkey) {
    let mut operators: Vec<Pubkey> = (0..LARGE).map(|index| key(&format!("entry {index}")).pubkey()).collect();
    operators.sort();
    let mut data = svm.account(table).expect("a table").data;
    data.resize(client::table::table_space(0), 0);
    data[StakeTable::LEN..StakeTable::LEN + 4].copy_from_slice(&(LARGE as u32).to_le_bytes());
    for operator in operators {
        (operator, 1u64, 0i64, 1u64, operator).serialize(&mut data).expect("plain data");
    }
    data.resize(client::table::table_space(LARGE + 1), 0);
    put(svm, *table, data);
}

fn put(svm: &mut Svm, address: Pubkey, data: Vec<u8>) {
    svm.put(address, Account { lamports: 1 << 50, data, owner: client::ID, ..Account::default() });
}

/// What `instruction` costs, which is undone.
fn tried(svm: &mut Svm, signer: &Keypair, instruction: Instruction) -> Result<u64, String> {
    undone(svm, std::slice::from_ref(&instruction), |svm| act(svm, signer, instruction.clone()))
}

/// Likewise for what stands by itself.
fn fit(
    svm: &mut Svm,
    signer: &Keypair,
    name: &'static str,
    limit: usize,
    make: impl Fn(usize) -> Instruction,
) -> Result<Fit, String> {
    fit_prepared(svm, signer, name, limit, |count| vec![make(count)], |_, _| Ok(()))
}
