//! Metadata accounts of the mints, written as the Metaplex program would leave them.

use restaking_client::metadata;
use solana_account::Account;
use solana_program::pubkey::Pubkey;
use solana_program::rent::Rent;

use crate::keys::address;

/// The metadata of `mint`, and its address.
///
/// The layout is `Metadata` of mpl-token-metadata: a key, an authority, the mint, and texts padded to fixed lengths.
pub fn account(mint: &Pubkey, symbol: &str, name: &str) -> (Pubkey, Account) {
    let mut data = vec![4];
    data.extend_from_slice(address("issuer").as_ref());
    data.extend_from_slice(mint.as_ref());
    for (text, length) in [(name, 32), (symbol, 10), ("", 200)] {
        data.extend_from_slice(&(length as u32).to_le_bytes());
        let end = data.len() + length;
        data.extend_from_slice(text.as_bytes());
        data.resize(end, 0);
    }
    // No seller's fee, no creators, not sold, mutable; the options behind that are empty.
    data.extend_from_slice(&[0, 0, 0, 0, 1]);
    data.resize(679, 0);
    let lamports = Rent::default().minimum_balance(data.len());
    (metadata::address(mint), Account { lamports, data, owner: metadata::PROGRAM, ..Account::default() })
}
