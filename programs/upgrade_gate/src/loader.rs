//! Reads and calls the upgradeable loader. Layouts and instructions come from the loader's own crate.

use anchor_lang::accounts::Account;
use anchor_lang::prelude::*;
use anchor_lang::solana_program::program::invoke_signed;
use anchor_lang::{address_eq, find_and_verify_program_address};
use solana_loader_v3_interface::instruction;
use solana_loader_v3_interface::state::UpgradeableLoaderState as State;
use solana_sha256_hasher::hash;

use crate::error::UpgradeGateError;
use crate::state::Gate;

pub const LOADER: Address = anchor_lang::address!("BPFLoaderUpgradeab1e11111111111111111111111");

/// The upgradeable loader, as an account of an instruction.
pub struct Loader;

impl Id for Loader {
    fn id() -> Address {
        LOADER
    }
    const IDL_ADDRESS: &'static str = "BPFLoaderUpgradeab1e11111111111111111111111";
}

/// Returns the upgrade authority. Refuses a program of another loader and a data account of another program.
pub fn upgrade_authority(program: &UncheckedAccount, program_data: &UncheckedAccount) -> Result<Option<Address>> {
    let is_program = matches!(state(program, State::size_of_program()), Some(State::Program { .. }));
    require!(is_program, UpgradeGateError::NotUpgradeable);
    find_and_verify_program_address(&[program.address().as_ref()], &LOADER, program_data.address())
        .map_err(|_| UpgradeGateError::NotProgramData)?;
    match state(program_data, State::size_of_programdata_metadata()) {
        Some(State::ProgramData { upgrade_authority_address, .. }) => Ok(upgrade_authority_address),
        _ => Err(UpgradeGateError::NotProgramData.into()),
    }
}

/// The authority of a buffer.
pub fn buffer_authority(buffer: &UncheckedAccount) -> Result<Option<Address>> {
    match state(buffer, State::size_of_buffer_metadata()) {
        Some(State::Buffer { authority_address }) => Ok(authority_address),
        _ => Err(UpgradeGateError::NotBuffer.into()),
    }
}

/// SHA-256 of the code in a buffer, without trailing zeros.
pub fn buffer_hash(buffer: &UncheckedAccount) -> Result<[u8; 32]> {
    buffer_authority(buffer)?;
    code_hash(buffer, State::size_of_buffer_metadata())
}

/// SHA-256 of a program's code, without trailing zeros.
pub fn program_hash(program_data: &UncheckedAccount) -> Result<[u8; 32]> {
    code_hash(program_data, State::size_of_programdata_metadata())
}

/// Parses the loader's state in the first `bytes` of an account; none for other accounts.
fn state(account: &UncheckedAccount, bytes: usize) -> Option<State> {
    let view = account.account();
    if !view.owned_by(&LOADER) {
        return None;
    }
    let data = view.try_borrow().ok()?;
    bincode::deserialize(data.get(..bytes)?).ok()
}

fn code_hash(account: &UncheckedAccount, head: usize) -> Result<[u8; 32]> {
    let data = account.account().try_borrow()?;
    let code = trimmed(data.get(head..).unwrap_or_default());
    require!(!code.is_empty(), UpgradeGateError::NoCode);
    Ok(hash(code).to_bytes())
}

/// `code` without trailing zeros, which fill the spare room of an account. Trims eight at a time, because there may be
/// a hundred thousand.
fn trimmed(mut code: &[u8]) -> &[u8] {
    while let Some((rest, [0, 0, 0, 0, 0, 0, 0, 0])) = code.split_last_chunk::<8>() {
        code = rest;
    }
    while let [rest @ .., 0] = code {
        code = rest;
    }
    code
}

/// Makes the gate the program's upgrade authority; the current authority signs.
pub fn take_program(
    gate: &Account<Gate>,
    program: &UncheckedAccount,
    program_data: &mut UncheckedAccount,
    authority: &Signer,
) -> Result<()> {
    let set = instruction::set_upgrade_authority_checked(program.address(), authority.address(), gate.address());
    let signer = gate.signer();
    let handles = [program_data.cpi_handle_mut().into(), authority.cpi_handle(), gate.cpi_handle()];
    invoke_signed(&set, &handles, &[&signer.seeds()])?;
    Ok(())
}

/// Makes the gate the buffer's authority; the current authority signs.
pub fn take_buffer(gate: &Account<Gate>, buffer: &mut UncheckedAccount, authority: &Signer) -> Result<()> {
    let set = instruction::set_buffer_authority_checked(buffer.address(), authority.address(), gate.address());
    let signer = gate.signer();
    let handles = [buffer.cpi_handle_mut().into(), authority.cpi_handle(), gate.cpi_handle()];
    invoke_signed(&set, &handles, &[&signer.seeds()])?;
    Ok(())
}

/// Returns a buffer to `owner`; the gate signs.
pub fn return_buffer(gate: &Account<Gate>, buffer: &mut UncheckedAccount, owner: &UncheckedAccount) -> Result<()> {
    let set = instruction::set_buffer_authority(buffer.address(), gate.address(), owner.address());
    let signer = gate.signer();
    let handles = [buffer.cpi_handle_mut().into(), gate.cpi_handle(), owner.cpi_handle()];
    invoke_signed(&set, &handles, &[&signer.seeds()])?;
    Ok(())
}

/// Removes the program's upgrade authority; the gate signs.
pub fn end_upgrades(
    gate: &Account<Gate>,
    program: &UncheckedAccount,
    program_data: &mut UncheckedAccount,
) -> Result<()> {
    let set = instruction::set_upgrade_authority(program.address(), gate.address(), None);
    let signer = gate.signer();
    let handles = [program_data.cpi_handle_mut().into(), gate.cpi_handle()];
    invoke_signed(&set, &handles, &[&signer.seeds()])?;
    Ok(())
}

/// The accounts of an upgrade, besides the gate.
pub struct Upgrade<'a> {
    pub program: &'a mut UncheckedAccount,
    pub program_data: &'a mut UncheckedAccount,
    /// The buffer with the code.
    pub buffer: &'a mut UncheckedAccount,
    /// Receives the lamports that the program's data account does not need.
    pub spill: &'a mut UncheckedAccount,
    pub rent: &'a UncheckedAccount,
    pub clock: &'a UncheckedAccount,
}

/// Deploys the code in the buffer; the gate signs.
pub fn upgrade(gate: &Account<Gate>, accounts: Upgrade) -> Result<()> {
    let Upgrade { program, program_data, buffer, spill, rent, clock } = accounts;
    let upgrade = instruction::upgrade(program.address(), buffer.address(), gate.address(), spill.address());
    let signer = gate.signer();
    let handles = [
        program_data.cpi_handle_mut().into(),
        program.cpi_handle_mut().into(),
        buffer.cpi_handle_mut().into(),
        spill.cpi_handle_mut().into(),
        rent.cpi_handle(),
        clock.cpi_handle(),
        gate.cpi_handle(),
    ];
    invoke_signed(&upgrade, &handles, &[&signer.seeds()])?;
    Ok(())
}

/// Whether `authority` is `signer`.
pub fn is(authority: Option<Address>, signer: &Address) -> bool {
    authority.is_some_and(|authority| address_eq(&authority, signer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_zeros_behind_are_left_aside() {
        for zeros in 0..40 {
            let code = [&[0, 1, 0, 2][..], &vec![0; zeros]].concat();
            assert_eq!(trimmed(&code), [0, 1, 0, 2], "{zeros}");
        }
        assert_eq!(trimmed(&[0; 21]), []);
        assert_eq!(trimmed(&[]), []);
    }
}
