//! The client of the reference oracle: an NCN of which the operators report prices.
//!
//! ```
//! use restaking_client::oracle::{AdoptTable, OracleProgram};
//! use solana_program::pubkey::Pubkey;
//!
//! let program = OracleProgram::at(Pubkey::new_from_array([7; 32])); // from your settings
//! let (ncn, table) = (Pubkey::new_from_array([1; 32]), Pubkey::new_from_array([2; 32]));
//! let accounts = AdoptTable { oracle: program.oracle(&ncn), table };
//! assert_eq!(accounts.instruction_at(&program).program_id, program.address());
//! ```

#[allow(missing_docs, clippy::all, unused_imports, reason = "generated")]
#[rustfmt::skip]
pub mod generated;

use borsh::BorshDeserialize;
use num_traits::FromPrimitive;
use solana_program::instruction::InstructionError;
use solana_program::pubkey::Pubkey;

use crate::logs;

pub use generated::accounts::*;
pub use generated::errors::*;
pub use generated::events::*;
pub use generated::instructions::*;
pub use generated::types::*;

/// The address for local chains. Its key pair is public: on any other cluster, anyone could own it.
pub const LOCAL_ID: Pubkey = generated::programs::ORACLE_NCN_ID;

/// The program at an address. Instructions take the same address: `AdoptTable { .. }.instruction_at(&program)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OracleProgram(Pubkey);

impl OracleProgram {
    /// The program on local chains.
    pub const LOCAL: Self = Self(LOCAL_ID);

    /// The program at `address`.
    pub const fn at(address: Pubkey) -> Self {
        Self(address)
    }

    /// Its address.
    pub const fn address(&self) -> Pubkey {
        self.0
    }

    fn find(&self, seeds: &[&[u8]]) -> Pubkey {
        Pubkey::find_program_address(seeds, &self.0).0
    }

    /// The oracle of `ncn`: the slasher of its policy.
    pub fn oracle(&self, ncn: &Pubkey) -> Pubkey {
        self.find(&[b"oracle", ncn.as_ref()])
    }

    /// Feed `number` of an oracle.
    pub fn feed(&self, oracle: &Pubkey, number: u8) -> Pubkey {
        self.find(&[b"feed", oracle.as_ref(), &[number]])
    }

    /// The account of rounds in `slot` of a feed's ring.
    pub fn round(&self, feed: &Pubkey, slot: u64) -> Pubkey {
        self.find(&[b"round", feed.as_ref(), &slot.to_le_bytes()])
    }

    /// The score of `operator` in a feed.
    pub fn score(&self, feed: &Pubkey, operator: &Pubkey) -> Pubkey {
        self.find(&[b"score", feed.as_ref(), operator.as_ref()])
    }

    /// The offense of `operator` at `height` of a feed.
    pub fn offense(&self, feed: &Pubkey, height: u64, operator: &Pubkey) -> Pubkey {
        self.find(&[b"offense", feed.as_ref(), &height.to_le_bytes(), operator.as_ref()])
    }

    /// The program's events in a log, in order, but for those that this client does not know yet.
    pub fn events(&self, logs: &[impl AsRef<str>]) -> Vec<Event> {
        let bytes = crate::Program::at(self.0).event_bytes(logs);
        bytes.iter().filter_map(|bytes| Event::decode(bytes).ok()).collect()
    }

    /// Why an instruction of this program failed, as a sentence; none for what it does not say.
    pub fn sentence(&self, error: &InstructionError, logs: &[impl AsRef<str>]) -> Option<String> {
        match error {
            InstructionError::Custom(code) if logs::failed_program(logs) == Some(self.0) => {
                let Some(known) = OracleNcnError::from_u32(*code) else {
                    return logs::of_anchor(error).map(ToOwned::to_owned);
                };
                Some(logs::logged(&known.to_string(), logs))
            }
            _ => None,
        }
    }
}

/// The program stands for its address wherever one is taken.
impl std::ops::Deref for OracleProgram {
    type Target = Pubkey;

    fn deref(&self) -> &Pubkey {
        &self.0
    }
}

/// The content of a vote: a price, zero to abstain, and the operator's time in unix seconds, within the height's window.
pub fn vote_content(price: i64, time: i64) -> [u8; 16] {
    let mut content = [0; 16];
    content[..8].copy_from_slice(&price.to_le_bytes());
    content[8..].copy_from_slice(&time.to_le_bytes());
    content
}

/// The number of the incident in the core, and thus of its proposals, of an offense at the height's time `height_at`. The offense's
/// account states it too.
pub const fn incident(height_at: i64, period_seconds: u64, is_manipulation: bool) -> u64 {
    let at = if height_at > 0 { height_at.unsigned_abs() } else { 0 };
    let period = if period_seconds > 0 { period_seconds } else { 1 };
    (at - at % period) << 1 | is_manipulation as u64
}

/// Whether `number` is that of a retired feed, which no feed of the oracle has again.
pub const fn is_retired(oracle: &Oracle, number: u8) -> bool {
    oracle.retired.bits[number as usize / 8] & (1 << (number % 8)) != 0
}

/// An operator's report in a round's account. The interface's format cannot describe it.
#[derive(BorshDeserialize, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReportEntry {
    /// Zero for an abstention.
    pub price: i64,
    /// The report's height plus one.
    pub reported: u64,
    /// The height plus one in which the operator was judged last.
    pub judged: u64,
}

/// The bytes of an entry.
const ENTRY_BYTES: usize = 24;

/// The entries in the data of a round's account, in the order of the table's entries; none if it is not one.
pub fn entries(data: &[u8]) -> Option<Vec<ReportEntry>> {
    let rest = data.strip_prefix(&PRICE_ROUND_DISCRIMINATOR[..])?.get(PriceRound::LEN - 8..)?;
    let (count, rest) = rest.split_first_chunk::<4>()?;
    let entries = rest.get(4..)?.chunks_exact(ENTRY_BYTES).take(u32::from_le_bytes(*count) as usize);
    entries.map(|mut entry| ReportEntry::deserialize(&mut entry).ok()).collect()
}

/// The order that `finalize` takes for the round of `height`: the indexes of the entries with a price, in ascending order of prices.
pub fn order(entries: &[ReportEntry], height: u64) -> Vec<u8> {
    let priced = |place: &u8| {
        let entry = &entries[usize::from(*place)];
        entry.reported == height + 1 && entry.price > 0
    };
    let mut order: Vec<u8> = (0..entries.len().min(256)).map(|place| place as u8).filter(priced).collect();
    order.sort_by_key(|&place| entries[usize::from(place)].price);
    order
}
