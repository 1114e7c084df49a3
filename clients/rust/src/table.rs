//! What follows the fields of a [`StakeTable`] and of a [`StakeCapture`] in their accounts: the entries, which the interface's format
//! cannot describe.

use borsh::BorshDeserialize;
use solana_program::pubkey::Pubkey;

use crate::{STAKE_CAPTURE_DISCRIMINATOR, STAKE_TABLE_DISCRIMINATOR, StakeCapture, StakeTable};

/// The bytes of a table's entry, and of a capture's.
const ENTRY_BYTES: usize = 88;
const CAPTURE_ENTRY_BYTES: usize = 48;

/// An operator's weight in a table.
#[derive(BorshDeserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub struct StakeEntry {
    /// The operator.
    pub operator: Pubkey,
    /// Its weight, within the table's cap.
    pub weight: u64,
    /// When the last of it was captured.
    pub captured_at: i64,
    /// What was captured, before the cap.
    pub captured: u64,
    /// The captor, which made it.
    pub captor: Pubkey,
}

/// A vault with weight in a capture.
#[derive(BorshDeserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub struct CaptureEntry {
    /// The vault.
    pub vault: Pubkey,
    /// Its weight.
    pub weight: u64,
    /// The places of the reward offers that it has claimed a share of, a bit each.
    pub claimed: u64,
}

/// The bytes of a table with room for `capacity` entries.
pub const fn table_space(capacity: usize) -> usize {
    StakeTable::LEN + 8 + capacity * ENTRY_BYTES
}

/// The entries in the data of a table's account, in ascending order of the operators' addresses; none if it is no table's.
pub fn entries(data: &[u8]) -> Option<Vec<StakeEntry>> {
    data.starts_with(&STAKE_TABLE_DISCRIMINATOR).then(|| after(data, StakeTable::LEN, ENTRY_BYTES))?
}

/// The vaults with weight in the data of a capture's account, in ascending order of their addresses; none if it is no capture's. Only a
/// capture for a table that rewards may be attributed to keeps them.
pub fn capture_entries(data: &[u8]) -> Option<Vec<CaptureEntry>> {
    data.starts_with(&STAKE_CAPTURE_DISCRIMINATOR).then(|| after(data, StakeCapture::LEN, CAPTURE_ENTRY_BYTES))?
}

/// The entries of `size` bytes each; their number stands at `at`.
fn after<T: BorshDeserialize>(data: &[u8], at: usize, size: usize) -> Option<Vec<T>> {
    let count = u32::from_le_bytes(data.get(at..at + 4)?.try_into().ok()?) as usize;
    let from = at + 8;
    let bytes = data.get(from..from.checked_add(count.checked_mul(size)?)?)?;
    bytes.chunks_exact(size).map(|entry| T::try_from_slice(entry).ok()).collect()
}

/// The weight of `operator` among `entries`; zero if it has none.
pub fn weight_of(entries: &[StakeEntry], operator: &Pubkey) -> u64 {
    entries.binary_search_by(|entry| entry.operator.cmp(operator)).map_or(0, |place| entries[place].weight)
}
