//! What follows a [`StakeTable`]'s fields in its account: the entries, which the interface's format cannot describe.

use borsh::BorshDeserialize;
use solana_program::pubkey::Pubkey;

use crate::{STAKE_TABLE_DISCRIMINATOR, StakeTable};

/// Where the number of entries stands, where they begin, and the bytes of each.
const COUNT_AT: usize = StakeTable::LEN;
const ENTRIES_AT: usize = COUNT_AT + 8;
const ENTRY_BYTES: usize = 48;

/// An operator's weight in a table.
#[derive(BorshDeserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub struct StakeEntry {
    /// The operator.
    pub operator: Pubkey,
    /// Its weight, within the table's cap.
    pub weight: u64,
    /// When the last of it was captured.
    pub captured_at: i64,
}

/// The bytes of a table with room for `capacity` entries.
pub const fn table_space(capacity: usize) -> usize {
    ENTRIES_AT + capacity * ENTRY_BYTES
}

/// The entries in the data of a table's account, in ascending order of the operators' addresses; none if it is no table's.
pub fn entries(data: &[u8]) -> Option<Vec<StakeEntry>> {
    let count = data.get(COUNT_AT..COUNT_AT + 4).filter(|_| data.starts_with(&STAKE_TABLE_DISCRIMINATOR))?;
    let count = u32::from_le_bytes(count.try_into().ok()?) as usize;
    let bytes = data.get(ENTRIES_AT..ENTRIES_AT.checked_add(count.checked_mul(ENTRY_BYTES)?)?)?;
    bytes.chunks_exact(ENTRY_BYTES).map(|entry| StakeEntry::try_from_slice(entry).ok()).collect()
}

/// The weight of `operator` among `entries`; zero if it has none.
pub fn weight_of(entries: &[StakeEntry], operator: &Pubkey) -> u64 {
    entries.binary_search_by(|entry| entry.operator.cmp(operator)).map_or(0, |place| entries[place].weight)
}
