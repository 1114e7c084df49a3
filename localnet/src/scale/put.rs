//! Accounts as bytes.

use anyhow::Result;
use borsh::{BorshDeserialize, BorshSerialize};
use bytemuck::NoUninit;
use restaking_client::ID;
use solana_account::Account;
use solana_program::pubkey::Pubkey;
use solana_program::rent::Rent;

/// An account's data with all fields zero, for those that nothing is said of.
pub fn blank<T: BorshDeserialize>(length: usize) -> Result<T> {
    Ok(T::try_from_slice(&vec![0; length])?)
}

/// The client's struct of the ledger's: both have the same bytes.
pub fn as_stored<T: BorshDeserialize>(state: &impl NoUninit) -> Result<T> {
    Ok(T::try_from_slice(bytemuck::bytes_of(state))?)
}

/// An account of the program.
pub fn put(at: Pubkey, data: &impl BorshSerialize) -> Result<(Pubkey, Account)> {
    let data = borsh::to_vec(data)?;
    let lamports = Rent::default().minimum_balance(data.len());
    Ok((at, Account { lamports, data, owner: ID, ..Account::default() }))
}

/// The program's address of these seeds, and its bump.
pub fn derived(seeds: &[&[u8]]) -> (Pubkey, u8) {
    Pubkey::find_program_address(seeds, &ID)
}
