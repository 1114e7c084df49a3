//! Slot hashes as a source of draws: the hash of a slot is unknown until the slot ends.
//!
//! The data of the `SlotHashes` sysvar: the number of entries, u64, then entries of a slot, u64, and its hash, 32 bytes, in
//! descending order of slots. It holds the last 512 slots that have a block. A skipped slot has no entry.
//!
//! A draw names a slot in the future. Its hash is that of the first slot from there on that has a block, for any
//! caller and at any time, so nobody chooses among hashes. The leader of that slot can still try several blocks and keep the one it prefers:
//! a draw must not be worth more than that costs.

/// The address of the sysvar: `SysvarS1otHashes111111111111111111111111111`.
pub const SLOT_HASHES: [u8; 32] = [
    6, 167, 213, 23, 25, 47, 10, 175, 198, 242, 101, 227, 251, 119, 204, 122, 218, 130, 197, 41, 208, 190, 59, 19, 110,
    45, 0, 85, 32, 0, 0, 0,
];

const COUNT_BYTES: usize = 8;
const SLOT_BYTES: usize = 8;
const ENTRY_BYTES: usize = SLOT_BYTES + 32;

/// What the sysvar tells of a draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Draw<'a> {
    /// No slot from the draw's on has ended.
    NotYet,
    /// The first slot from the draw's on that has a block, and its hash.
    Hash(u64, &'a [u8; 32]),
    /// The slots before the draw's are gone, so the first one from there on is unknown.
    Gone,
}

/// The hash of the first slot from `slot` on that has a block, by the sysvar's `data`. Compares at most ten of its 512 entries and
/// copies none. None for data that is not the sysvar's.
#[inline(always)]
pub fn first_from(data: &[u8], slot: u64) -> Option<Draw<'_>> {
    let (count, entries) = data.split_first_chunk::<COUNT_BYTES>()?;
    let count = usize::try_from(u64::from_le_bytes(*count)).ok()?;
    let entries = entries.get(..count.checked_mul(ENTRY_BYTES)?)?;
    let entry = |place: usize| entries[place * ENTRY_BYTES..].split_first_chunk::<SLOT_BYTES>();
    // The number of entries from `slot` on: those before `low` are, those from `high` on are not.
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low.midpoint(high);
        let (found, _) = entry(middle)?;
        if u64::from_le_bytes(*found) >= slot { low = middle + 1 } else { high = middle }
    }
    if low == 0 {
        return Some(Draw::NotYet);
    }
    if low == count {
        return Some(Draw::Gone);
    }
    let (found, rest) = entry(low - 1)?;
    Some(Draw::Hash(u64::from_le_bytes(*found), rest.first_chunk()?))
}
