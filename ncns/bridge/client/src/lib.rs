//! The client of the bridge service: addresses, votes, proofs and instructions.
//!
//! ```
//! use solana_program::pubkey::Pubkey;
//! use bridge_client::{AdoptTable, BridgeProgram};
//!
//! let program = BridgeProgram::at(Pubkey::new_from_array([7; 32])); // from your settings
//! let (ncn, table) = (Pubkey::new_from_array([1; 32]), Pubkey::new_from_array([2; 32]));
//! let accounts = AdoptTable { bridge: program.bridge(&ncn), table };
//! assert_eq!(accounts.instruction_at(&program).program_id, program.address());
//! ```

#[allow(missing_docs, clippy::all, unused_imports, reason = "generated")]
#[rustfmt::skip]
pub mod generated;

pub mod tree;

use borsh::BorshDeserialize;
use bridge_reader::proof::EMPTY_ROOT;
use num_traits::FromPrimitive;
use restaking_client::{logs, vote_message};
use solana_program::instruction::InstructionError;
use solana_program::pubkey::Pubkey;

pub use generated::accounts::*;
pub use generated::errors::*;
pub use generated::events::*;
pub use generated::instructions::*;
pub use generated::types::*;

/// The address for local chains. Its key pair is public: on any other cluster, anyone could own it.
pub const LOCAL_ID: Pubkey = generated::programs::BRIDGE_NCN_ID;

/// The program at an address. Instructions take the same address: `AdoptTable { .. }.instruction_at(&program)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BridgeProgram(Pubkey);

impl BridgeProgram {
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

    /// The bridge of `ncn`: the slasher of its policy.
    pub fn bridge(&self, ncn: &Pubkey) -> Pubkey {
        self.find(&[b"bridge", ncn.as_ref()])
    }

    /// Source `number` of a bridge.
    pub fn source(&self, bridge: &Pubkey, number: u8) -> Pubkey {
        self.find(&[b"source", bridge.as_ref(), &[number]])
    }

    /// The outbox of a source on this chain.
    pub fn outbox(&self, source: &Pubkey) -> Pubkey {
        self.find(&[b"outbox", source.as_ref()])
    }

    /// The account of rounds in `slot` of a source's ring.
    pub fn round(&self, source: &Pubkey, slot: u64) -> Pubkey {
        self.find(&[b"round", source.as_ref(), &slot.to_le_bytes()])
    }

    /// The checkpoint of `height` of a source.
    pub fn checkpoint(&self, source: &Pubkey, height: u64) -> Pubkey {
        self.find(&[b"checkpoint", source.as_ref(), &height.to_le_bytes()])
    }

    /// The score of `operator` in a source.
    pub fn score(&self, source: &Pubkey, operator: &Pubkey) -> Pubkey {
        self.find(&[b"score", source.as_ref(), operator.as_ref()])
    }

    /// The proof of a false root of `operator` at `height` of a source.
    pub fn false_root(&self, source: &Pubkey, height: u64, operator: &Pubkey) -> Pubkey {
        self.find(&[b"false_root", source.as_ref(), &height.to_le_bytes(), operator.as_ref()])
    }

    /// The program's events in a log, in order, but for those that this client does not know yet.
    pub fn events(&self, logs: &[impl AsRef<str>]) -> Vec<Event> {
        let bytes = restaking_client::Program::at(self.0).event_bytes(logs);
        bytes.iter().filter_map(|bytes| Event::decode(bytes).ok()).collect()
    }

    /// Why an instruction of this program failed, as a sentence; none for what it does not say.
    pub fn sentence(&self, error: &InstructionError, logs: &[impl AsRef<str>]) -> Option<String> {
        match error {
            InstructionError::Custom(code) if logs::failed_program(logs) == Some(self.0) => {
                let Some(known) = BridgeNcnError::from_u32(*code) else {
                    return logs::of_anchor(error).map(ToOwned::to_owned);
                };
                Some(logs::logged(&known.to_string(), logs))
            }
            _ => None,
        }
    }
}

/// The program stands for its address wherever one is taken.
impl std::ops::Deref for BridgeProgram {
    type Target = Pubkey;

    fn deref(&self) -> &Pubkey {
        &self.0
    }
}

/// The messages of a source at a height, as a vote states them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Content {
    /// The root of all messages.
    pub root: [u8; 32],
    /// The number of all messages.
    pub count: u64,
}

impl Content {
    /// An outbox without a message.
    pub const EMPTY: Self = Self { root: EMPTY_ROOT, count: 0 };

    /// The content of a vote.
    pub fn to_bytes(&self) -> [u8; 40] {
        let mut bytes = [0; 40];
        bytes[..32].copy_from_slice(&self.root);
        bytes[32..].copy_from_slice(&self.count.to_le_bytes());
        bytes
    }
}

/// The message that an operator signs for `content` of source `number` at `height`; `domain` is the NCN's. An operator signs after the
/// height's time, and only what it reads from finalized state.
pub fn message(domain: &[u8; 32], number: u8, height: u64, content: &Content) -> Vec<u8> {
    vote_message(domain, number, height, &content.to_bytes())
}

/// The number in the core of the attempt to slash a proof's `incident` in a vault, in which the slashes of as many other proofs of that
/// incident were vetoed. The proof's account states the incident.
pub const fn attempt(incident: u64, vetoes: u64) -> u64 {
    incident | vetoes << 48
}

/// The content of an outbox from a height on, until the next entry's. The interface's format cannot describe it.
#[derive(BorshDeserialize, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RootEntry {
    /// The first height with this content.
    pub from: u64,
    /// The number of messages.
    pub count: u64,
    /// The root of all messages.
    pub root: [u8; 32],
}

/// The bytes of an entry.
const ENTRY_BYTES: usize = 48;

/// The content of the outbox with `data` at `height` of a source with those `heights`: what an operator signs. None if the time of the
/// height has not come, since a later message would change it, if the height left the history, or if the data are no outbox's.
///
/// `now` is the time of the chain's clock. Read it with the outbox, by one request of several accounts at the finalized commitment: by any
/// other clock, the operator may sign a content that is not fixed yet, for which anyone can slash it.
pub fn content_at(data: &[u8], heights: &Heights, height: u64, now: i64) -> Option<Content> {
    let seconds = u128::from(height) * u128::from(heights.millis) / 1_000;
    if i128::from(now) - i128::from(heights.zero) < i128::try_from(seconds).ok()? {
        return None;
    }
    let outbox = Outbox::deserialize(&mut data.get(..Outbox::LEN)?).ok()?;
    let ring = data.strip_prefix(&OUTBOX_DISCRIMINATOR[..])?.get(Outbox::LEN..)?;
    let ring: Vec<RootEntry> = ring
        .chunks_exact(ENTRY_BYTES)
        .map(|mut entry| RootEntry::deserialize(&mut entry).ok())
        .collect::<Option<_>>()?;
    let kept = outbox.history.entries.min(ring.len() as u64);
    let entries = (outbox.history.entries - kept..outbox.history.entries).rev();
    let found = entries.map(|entry| ring[(entry % ring.len() as u64) as usize]).find(|entry| entry.from <= height);
    match found {
        Some(entry) => Some(Content { root: entry.root, count: entry.count }),
        None => (kept == outbox.history.entries).then_some(Content::EMPTY),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEIGHTS: Heights = Heights { zero: 1_000, millis: 1_500 };

    #[test]
    fn data_of_others_has_no_content() {
        for data in [&[][..], &[0; 10_000], &OUTBOX_DISCRIMINATOR] {
            assert_eq!(content_at(data, &HEIGHTS, 0, i64::MAX), None);
        }
    }

    /// A message of the last second before a height changes its content.
    #[test]
    fn a_height_to_come_has_no_content() {
        let empty = [&OUTBOX_DISCRIMINATOR[..], &[0; Outbox::LEN]].concat();
        // Height 3 is after 4.5 seconds, rounded down.
        assert_eq!(content_at(&empty, &HEIGHTS, 3, 1_003), None);
        assert_eq!(content_at(&empty, &HEIGHTS, 3, 1_004), Some(Content::EMPTY));
        assert_eq!([i64::MIN, 999].map(|now| content_at(&empty, &HEIGHTS, 0, now)), [None; 2]);
        assert_eq!(content_at(&empty, &HEIGHTS, u64::MAX, i64::MAX), None);
    }
}
