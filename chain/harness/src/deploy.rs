//! The program's deployment by the upgradeable loader, as on a cluster.

use std::path::Path;

use restaking_client::ID;
use restaking_client::gate::GateProgram;
use solana_account::Account;
use solana_keypair::Keypair;
use solana_loader_v3_interface::instruction as loader;
use solana_loader_v3_interface::state::UpgradeableLoaderState;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

use crate::key;

/// The loader of upgradeable programs.
pub const LOADER: Pubkey = solana_program::pubkey!("BPFLoaderUpgradeab1e11111111111111111111111");

/// The program of compute limits.
const COMPUTE_BUDGET: Pubkey = solana_program::pubkey!("ComputeBudget111111111111111111111111111111");

/// How many of a program's bytes one transaction writes.
const PART: usize = 900;

/// The key pair of the program's address, which is for local chains.
const PROGRAM: &str = include_str!("../../../migrations/localnet-keypair.json");

/// The upgrade gate's.
const GATE: &str = include_str!("../../../migrations/localnet-gate-keypair.json");

/// One transaction of a deployment: its instructions, and the signers beside its payer.
#[derive(Debug)]
pub struct Step {
    /// What is done.
    pub instructions: Vec<Instruction>,
    /// The signers.
    pub signers: Vec<Keypair>,
}

/// The key pair of the program's address.
pub fn program_key() -> Keypair {
    key_of(PROGRAM, &ID)
}

/// The key pair of the upgrade gate's address.
pub fn gate_key() -> Keypair {
    key_of(GATE, &GateProgram::LOCAL)
}

fn key_of(file: &str, address: &Pubkey) -> Keypair {
    let numbers = file.trim().trim_start_matches('[').trim_end_matches(']').split(',');
    let bytes: Vec<u8> = numbers.map(|number| number.trim().parse().expect("a list of bytes")).collect();
    let key = Keypair::try_from(bytes.as_slice()).expect("a key pair");
    assert_eq!(key.pubkey(), *address, "the key pair is another program's");
    key
}

/// Makes `buffer` and writes `elf` into it, part by part. `authority` signs each, and pays.
pub fn upload(elf: &[u8], buffer: &Keypair, authority: &Keypair, rent: impl Fn(usize) -> u64) -> Vec<Step> {
    let (own, address) = (authority.pubkey(), buffer.pubkey());
    let lamports = rent(UpgradeableLoaderState::size_of_buffer(elf.len()));
    let create = loader::create_buffer(&own, &address, &own, lamports, elf.len()).expect("a buffer");
    let create = Step { instructions: create, signers: vec![authority.insecure_clone(), buffer.insecure_clone()] };
    let write = |(place, part): (usize, &[u8])| Step {
        instructions: vec![loader::write(&address, &own, (place * PART) as u32, part.to_vec())],
        signers: vec![authority.insecure_clone()],
    };
    std::iter::once(create).chain(elf.chunks(PART).enumerate().map(write)).collect()
}

/// The account that an upload of `elf` to a buffer of `authority` leaves, with the lamports that `rent` asks for.
///
/// Tests begin with it: each of a thousand writes would copy the whole account.
pub fn buffer(elf: &[u8], authority: &Pubkey, rent: impl Fn(usize) -> u64) -> Account {
    // The loader's layout: a tag of 4 bytes, an option of 1, the authority's key, the program.
    let mut data = vec![1, 0, 0, 0, 1];
    data.extend_from_slice(authority.as_ref());
    data.extend_from_slice(elf);
    Account { lamports: rent(data.len()), data, owner: LOADER, ..Account::default() }
}

/// The code in the data of a buffer.
pub fn code_in(buffer: &[u8]) -> &[u8] {
    buffer.get(UpgradeableLoaderState::size_of_buffer_metadata()..).unwrap_or_default()
}

/// The accounts of the immutable program in the file at `path`, as a chain begins with them.
///
/// # Panics
/// If the file is missing; `hint` says what puts it there.
pub fn from_file(path: &Path, address: &Pubkey, hint: &str, rent: impl Fn(usize) -> u64) -> [(Pubkey, Account); 2] {
    let elf = std::fs::read(path).unwrap_or_else(|error| panic!("{} cannot be read: {error}; {hint}", path.display()));
    founded(&elf, address, None, rent)
}

/// The accounts of the program `elf` at `address`, as a chain begins with them: the loader's, upgradeable by `authority`, or
/// immutable.
pub fn founded(
    elf: &[u8],
    address: &Pubkey,
    authority: Option<&Pubkey>,
    rent: impl Fn(usize) -> u64,
) -> [(Pubkey, Account); 2] {
    let data_at = Pubkey::find_program_address(&[address.as_ref()], &LOADER).0;
    // The loader's layouts: a tag of 4 bytes and the address of the data; a tag, the slot, an option of 1 and room for a key.
    let mut program = vec![2, 0, 0, 0];
    program.extend_from_slice(data_at.as_ref());
    let mut data = vec![3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    if let Some(authority) = authority {
        data.push(1);
        data.extend_from_slice(authority.as_ref());
    }
    data.resize(UpgradeableLoaderState::size_of_programdata_metadata(), 0);
    data.extend_from_slice(elf);
    let account = |data: Vec<u8>, executable| Account {
        lamports: rent(data.len()),
        data,
        owner: LOADER,
        executable,
        ..Account::default()
    };
    // The data first: chains that compile a program when it is put there read it.
    [(data_at, account(data, false)), (*address, account(program, true))]
}

/// Gives `program` the least room more that the loader gives at once; `payer` pays.
pub fn extend(program: &Pubkey, payer: &Pubkey) -> Instruction {
    loader::extend_program(program, Some(payer), loader::MINIMUM_EXTEND_PROGRAM_BYTES)
}

/// Gives `buffer`, which is `from`'s, to `to`.
pub fn hand_over(buffer: &Pubkey, from: &Keypair, to: &Pubkey) -> Step {
    Step {
        instructions: vec![loader::set_buffer_authority(buffer, &from.pubkey(), to)],
        signers: vec![from.insecure_clone()],
    }
}

/// Makes the program of what is in `buffer`, with room for `bytes` bytes. `payer` pays.
pub fn deploy(
    buffer: &Pubkey,
    payer: &Keypair,
    authority: &Keypair,
    bytes: usize,
    rent: impl Fn(usize) -> u64,
) -> Step {
    deploy_at(program_key(), buffer, payer, authority, bytes, rent)
}

/// Makes a program at the address of `program` of what is in `buffer`, likewise.
pub fn deploy_at(
    program: Keypair,
    buffer: &Pubkey,
    payer: &Keypair,
    authority: &Keypair,
    bytes: usize,
    rent: impl Fn(usize) -> u64,
) -> Step {
    let (lamports, address) = (rent(UpgradeableLoaderState::size_of_program()), program.pubkey());
    #[allow(deprecated, reason = "its successor is for a loader that the clusters do not have yet")]
    let instructions =
        loader::deploy_with_max_program_len(&payer.pubkey(), &address, buffer, &authority.pubkey(), lamports, bytes)
            .expect("a deployment");
    Step { instructions, signers: vec![payer.insecure_clone(), program, authority.insecure_clone()] }
}

/// Limits its transaction to `units` compute units: one that hashes a program takes more than it has by default.
pub fn compute_limit(units: u32) -> Instruction {
    // `SetComputeUnitLimit` of the crate `solana-compute-budget-interface`.
    let data = [&[2], units.to_le_bytes().as_slice()].concat();
    Instruction { program_id: COMPUTE_BUDGET, accounts: vec![], data }
}

/// Pays for the deployment in tests, so that all other balances begin as they are given.
pub fn payer() -> Keypair {
    key("deployment")
}
