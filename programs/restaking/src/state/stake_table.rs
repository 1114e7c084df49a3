//! The weights of an NCN's operators in a time window, in one account.
//!
//! # For programs that read it
//! The account's data, little-endian:
//!
//! | bytes | content |
//! |---:|---|
//! | 0..8 | the discriminator |
//! | 8..440 | [`StakeTable`], field by field in declaration order |
//! | 440..444 | the number of entries, u32 |
//! | 444..448 | zero |
//! | 448.. | the entries, [`StakeEntry`] of 88 bytes each, in ascending order of the operators' addresses |
//!
//! Free room follows the last entry. A reader checks the account's owner against this program and [`StakeTable::ncn`]
//! against its own NCN. From the second [`StakeTable::closes_at`] on, the weights never change. A closed table's
//! address stays empty, because no index is reused. [`TableReader`] does the rest.

use anchor_lang::Discriminator;
use anchor_lang::accounts::Slab;
use anchor_lang::prelude::*;
use ledger::state::reward_offer::{OfferPart, ShareWeights};

use crate::error::{RestakingError, fail};

/// The largest room of a new table: one instruction allocates at most 10,240 bytes.
pub const MAX_NEW_ENTRIES: u64 = ((MAX_NEW_BYTES - ENTRIES_AT) / ENTRY_BYTES) as u64;

/// The largest growth of a table in one instruction, which adds at most 10,240 bytes.
pub const MAX_MORE_ENTRIES: u64 = (MAX_NEW_BYTES / ENTRY_BYTES) as u64;

/// The longest window, in seconds.
pub const MAX_WINDOW_SECONDS: u64 = 86_400;

/// The runtime's limit on an account's growth per instruction.
const MAX_NEW_BYTES: usize = 10_240;

/// The offset of the number of entries, and of the entries.
const COUNT_AT: usize = 8 + core::mem::size_of::<StakeTable>();
const ENTRIES_AT: usize = COUNT_AT + 8;
const ENTRY_BYTES: usize = core::mem::size_of::<StakeEntry>();

/// The header of a table of weights, at `["stake_table", ncn, index]`; its entries follow.
///
/// Entries are accepted only during the window, and weights only rise meanwhile. After the window the table is final
/// without a further instruction.
///
/// A weight is an operator's stake at its capture, or, for a table with `certain_until`, the stake guaranteed until
/// then. Stake that moves between two captures, or an operator jailed after its capture, keeps its weight. An NCN that
/// cannot accept this keeps the window short, within one epoch of its vaults.
#[account]
pub struct StakeTable {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    pub ncn: Address,
    /// Unique per NCN, and higher than the indexes of all earlier tables.
    pub index: u64,
    /// Receives the rent when the account is closed.
    pub rent_payer: Address,
    /// The first second of the window.
    pub opened_at: i64,
    /// The first second after the window.
    pub closes_at: i64,
    /// The largest weight of one operator: the NCN's cap at opening, so that one cap applies to all.
    pub max_operator_weight: u64,
    /// The sum of all weights, saturating.
    pub total_weight: u64,
    pub events: u64,
    /// The NCN can take each weight's stake at any time from its capture until this time; zero means at its capture.
    pub certain_until: i64,
    /// The lowest index that it could have had; identifies the table opened before it.
    pub after: u64,
    /// A bitmap of the NCN's reward offers that have yet to attribute rewards to the table, or whose shares can still
    /// be claimed. The table and its captures stay until then.
    pub offers: u64,
    /// Each offer's attribution to the table, by the offer's index.
    pub parts: [OfferPart; ledger::state::reward_offer::MAX_OFFERS],
    pub reserved: [u8; 32],
}

/// An operator's weight in a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub struct StakeEntry {
    pub operator: Address,
    /// Capped at the table's maximum.
    pub weight: u64,
    /// When the last part of the weight was captured.
    pub captured_at: i64,
    /// The captured weight before the cap. Of two captures, the larger one stands, so a capture that omits vaults is
    /// replaced even where the cap applies.
    pub captured: u64,
    /// The author of the capture, which lists the vaults.
    pub captor: Address,
}

impl StakeTable {
    pub const SEED: &'static [u8] = b"stake_table";

    /// The bytes of a new table with room for `capacity` entries.
    ///
    /// # Errors
    /// [`RestakingError::TableSize`] for zero entries, or more than one instruction can allocate.
    pub fn new_space(capacity: u64) -> Result<usize> {
        if capacity == 0 || capacity > MAX_NEW_ENTRIES {
            return Err(fail(RestakingError::TableSize, capacity, MAX_NEW_ENTRIES));
        }
        Ok(Slab::<Self, StakeEntry>::space_for(capacity as u32))
    }

    /// Refuses a `now` outside the window.
    ///
    /// # Errors
    /// [`RestakingError::TableClosed`].
    pub fn require_open(&self, now: i64) -> Result<()> {
        if now < self.opened_at || now >= self.closes_at {
            return Err(fail(RestakingError::TableClosed, now as u64, self.closes_at as u64));
        }
        Ok(())
    }

    /// Refuses while an offer has yet to attribute rewards to the table, or its shares can be claimed. An offer whose
    /// index is `is_done` does not block.
    ///
    /// # Errors
    /// [`RestakingError::SharesPending`], with the end of the time to claim; zero before the attribution.
    pub fn require_settled(&self, now: i64, is_done: impl Fn(usize) -> bool) -> Result<()> {
        // Most tables have no offers.
        if self.offers == 0 {
            return Ok(());
        }
        for (place, part) in self.parts.iter().enumerate() {
            if self.offers >> place & 1 == 1 && !part.is_over(now) && !(part.claim_until > 0 && is_done(place)) {
                let until = part.claim_until.unsigned_abs();
                return Err(fail(RestakingError::SharesPending, now.unsigned_abs(), until));
            }
        }
        Ok(())
    }

    pub fn next_event(&mut self) -> u64 {
        self.events = self.events.wrapping_add(1);
        self.events
    }
}

impl StakeEntry {
    /// The index of `operator` in `table`, or its insertion index.
    pub fn find(table: &Slab<StakeTable, Self>, operator: &Address) -> core::result::Result<usize, usize> {
        table.as_slice().binary_search_by(|each| each.operator.cmp(operator))
    }

    /// The figures of a vault's share: its weight in the entry's capture, and the total weight of that capture.
    pub fn share_weights(&self, table: &StakeTable, [vault, capture]: [u64; 2]) -> ShareWeights {
        ShareWeights { vault, capture, operator: self.weight, table: table.total_weight }
    }

    /// Enters this entry in `table`, unless the operator's entry has at least its captured weight. Returns the weight
    /// before, or none if nothing changes.
    ///
    /// # Errors
    /// [`RestakingError::TableFull`] for a new operator without room.
    pub fn enter(self, table: &mut Slab<StakeTable, Self>) -> Result<Option<u64>> {
        let before = match Self::find(table, &self.operator) {
            Ok(place) => {
                let held = &mut table.as_mut_slice()[place];
                let before = held.weight;
                if held.captured >= self.captured {
                    return Ok(None);
                }
                *held = self;
                before
            }
            // An operator without weight needs no entry. Otherwise anyone could fill the table with such operators.
            Err(_) if self.weight == 0 => return Ok(None),
            Err(place) => {
                let count = table.len();
                if table.is_full() {
                    return Err(fail(RestakingError::TableFull, count as u64 + 1, count as u64));
                }
                table.try_push(self)?;
                if place < count {
                    let entries = table.as_mut_slice();
                    entries.copy_within(place..count, place + 1);
                    entries[place] = self;
                }
                0
            }
        };
        // Weights only rise, so a saturated sum stays correct.
        table.total_weight = table.total_weight.saturating_add(self.weight - before);
        Ok(Some(before))
    }
}

/// Reads a table from an account's data, in any program: at any alignment and without copying the entries.
#[derive(Clone, Copy)]
pub struct TableReader<'a> {
    data: &'a [u8],
    count: usize,
}

impl<'a> TableReader<'a> {
    /// Reads `data`; none if it is not a table's. The caller must check the account's owner.
    pub fn new(data: &'a [u8]) -> Option<Self> {
        let count = data.get(COUNT_AT..COUNT_AT + 4).filter(|_| data.starts_with(StakeTable::DISCRIMINATOR))?;
        let count = u32::from_le_bytes(count.try_into().ok()?) as usize;
        let end = count.checked_mul(ENTRY_BYTES)?.checked_add(ENTRIES_AT)?;
        (end <= data.len()).then_some(Self { data, count })
    }

    /// The header before the entries.
    pub fn head(&self) -> StakeTable {
        bytemuck::pod_read_unaligned(&self.data[8..COUNT_AT])
    }

    /// The sum of all weights. Cheaper than the whole header.
    pub fn total_weight(&self) -> u64 {
        let from = 8 + core::mem::offset_of!(StakeTable, total_weight);
        bytemuck::pod_read_unaligned(&self.data[from..from + 8])
    }

    /// The number of entries.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The entry at index `place`, in ascending order of the operators' addresses.
    pub fn get(&self, place: usize) -> Option<StakeEntry> {
        (place < self.count).then(|| bytemuck::pod_read_unaligned(self.bytes(place)))
    }

    /// All entries, in ascending order of the operators' addresses.
    pub fn entries(self) -> impl ExactSizeIterator<Item = StakeEntry> + 'a {
        (0..self.count).map(move |place| bytemuck::pod_read_unaligned(self.bytes(place)))
    }

    /// The operator at index `place`.
    pub fn operator_at(&self, place: usize) -> Option<Address> {
        (place < self.count).then(|| bytemuck::pod_read_unaligned(&self.bytes(place)[..32]))
    }

    /// The weight at index `place`; zero without an entry. Cheaper than the whole entry.
    pub fn weight_at(&self, place: usize) -> u64 {
        let weight = core::mem::offset_of!(StakeEntry, weight);
        if place < self.count { bytemuck::pod_read_unaligned(&self.bytes(place)[weight..weight + 8]) } else { 0 }
    }

    /// The index of `operator`.
    pub fn place_of(&self, operator: &Address) -> Option<usize> {
        let (mut low, mut high) = (0, self.count);
        while low < high {
            let middle = low.midpoint(high);
            match self.bytes(middle)[..32].cmp(operator.as_ref()) {
                core::cmp::Ordering::Less => low = middle + 1,
                core::cmp::Ordering::Greater => high = middle,
                core::cmp::Ordering::Equal => return Some(middle),
            }
        }
        None
    }

    /// The weight of `operator`; zero if it has none.
    pub fn weight_of(&self, operator: &Address) -> u64 {
        self.place_of(operator).map_or(0, |place| self.weight_at(place))
    }

    fn bytes(&self, place: usize) -> &'a [u8] {
        let from = ENTRIES_AT + place * ENTRY_BYTES;
        &self.data[from..from + ENTRY_BYTES]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operator(first: u8) -> Address {
        Address::new_from_array([first; 32])
    }

    /// The data of a table with room for three and these entries, an odd byte before it.
    fn data(weights: &[(u8, u64)]) -> Vec<u8> {
        let mut data = vec![0; 1 + ENTRIES_AT + 3 * ENTRY_BYTES];
        data[1..9].copy_from_slice(StakeTable::DISCRIMINATOR);
        data[1 + COUNT_AT] = weights.len() as u8;
        for (place, &(first, weight)) in weights.iter().enumerate() {
            let (operator, captor) = (operator(first), Address::default());
            let entry = StakeEntry { operator, weight, captured_at: 7, captured: weight, captor };
            let from = 1 + ENTRIES_AT + place * ENTRY_BYTES;
            data[from..from + ENTRY_BYTES].copy_from_slice(bytemuck::bytes_of(&entry));
        }
        data
    }

    #[test]
    fn finds_each_operator_and_no_other() {
        for weights in [&[][..], &[(5, 50)], &[(5, 50), (9, 90)], &[(5, 50), (9, 90), (200, 2)]] {
            let data = data(weights);
            let table = TableReader::new(&data[1..]).expect("a table");
            assert_eq!((table.count(), table.entries().len()), (weights.len(), weights.len()));
            assert_eq!(table.get(weights.len()), None);
            for first in 0..=u8::MAX {
                let weight = weights.iter().find(|entry| entry.0 == first).map_or(0, |entry| entry.1);
                assert_eq!(table.weight_of(&operator(first)), weight, "{first} in {weights:?}");
                let place = weights.iter().position(|entry| entry.0 == first);
                assert_eq!(table.place_of(&operator(first)), place);
            }
            let read: Vec<(u8, u64)> =
                table.entries().map(|entry| (entry.operator.as_ref()[0], entry.weight)).collect();
            assert_eq!(read, weights);
            assert_eq!(table.head().total_weight, 0);
        }
    }

    #[test]
    fn what_is_not_a_table_reads_as_none() {
        let good = data(&[(5, 50), (9, 90), (200, 2)]);
        let good = &good[1..];
        for len in 0..good.len() {
            assert!(TableReader::new(&good[..len]).is_none(), "{len} bytes do not hold three entries");
        }
        for count in [4, u32::MAX] {
            let mut more = good.to_vec();
            more[COUNT_AT..COUNT_AT + 4].copy_from_slice(&count.to_le_bytes());
            assert!(TableReader::new(&more).is_none(), "{count} entries");
        }
        let mut other = good.to_vec();
        other[0] ^= 1;
        assert!(TableReader::new(&other).is_none(), "another type");
    }

    #[test]
    fn the_most_entries_are_what_one_instruction_can_make() {
        assert_eq!((MAX_NEW_ENTRIES, MAX_MORE_ENTRIES), (111, 116));
        assert_eq!(StakeTable::new_space(111), Ok(ENTRIES_AT + 111 * ENTRY_BYTES));
        assert!(StakeTable::new_space(112).is_err() && StakeTable::new_space(0).is_err());
    }
}
