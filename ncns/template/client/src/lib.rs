//! The client of the service: addresses, votes and instructions.
//!
//! ```
//! use solana_program::pubkey::Pubkey;
//! use template_client::{AdoptTable, TemplateProgram};
//!
//! let program = TemplateProgram::at(Pubkey::new_from_array([7; 32])); // from your settings
//! let (ncn, table) = (Pubkey::new_from_array([1; 32]), Pubkey::new_from_array([2; 32]));
//! let accounts = AdoptTable { service: program.service(&ncn), table };
//! assert_eq!(accounts.instruction_at(&program).program_id, program.address());
//! ```

#[allow(missing_docs, clippy::all, unused_imports, reason = "generated")]
#[rustfmt::skip]
pub mod generated;

use borsh::BorshDeserialize;
use num_traits::FromPrimitive;
use restaking_client::{logs, vote_message};
use solana_program::instruction::InstructionError;
use solana_program::pubkey::Pubkey;

pub use generated::accounts::*;
pub use generated::errors::*;
pub use generated::events::*;
pub use generated::instructions::OpenServiceInstructionArgs as RuleFigures;
pub use generated::instructions::*;
pub use generated::types::*;

/// The address for local chains. Its key pair is public: on any other cluster, anyone could own it.
pub const LOCAL_ID: Pubkey = generated::programs::TEMPLATE_NCN_ID;

/// The kind of the service's votes.
pub const VOTE_KIND: u8 = 0;

/// The value of a vote that abstains.
pub const ABSTENTION: [u8; 32] = [0; 32];

/// The program at an address. Instructions take the same address: `AdoptTable { .. }.instruction_at(&program)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TemplateProgram(Pubkey);

impl TemplateProgram {
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

    /// The service of `ncn`: the slasher of its policy.
    pub fn service(&self, ncn: &Pubkey) -> Pubkey {
        self.find(&[b"service", ncn.as_ref()])
    }

    /// The round of `height` of a service.
    pub fn round(&self, service: &Pubkey, height: u64) -> Pubkey {
        self.find(&[b"round", service.as_ref(), &height.to_le_bytes()])
    }

    /// The score of `operator` in a service.
    pub fn score(&self, service: &Pubkey, operator: &Pubkey) -> Pubkey {
        self.find(&[b"score", service.as_ref(), operator.as_ref()])
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
                let Some(known) = TemplateNcnError::from_u32(*code) else {
                    return logs::of_anchor(error).map(ToOwned::to_owned);
                };
                Some(logs::logged(&known.to_string(), logs))
            }
            _ => None,
        }
    }
}

/// The program stands for its address wherever one is taken.
impl std::ops::Deref for TemplateProgram {
    type Target = Pubkey;

    fn deref(&self) -> &Pubkey {
        &self.0
    }
}

/// The message that an operator signs for `value` at `height`; `domain` is the NCN's.
pub fn message(domain: &[u8; 32], height: u64, value: &[u8; 32]) -> Vec<u8> {
    vote_message(domain, VOTE_KIND, height, value)
}

/// The number of the incident in the core, and thus of its proposals, of an offense at a height of time `height_at`.
pub const fn incident(height_at: i64, period_seconds: u64) -> u64 {
    let at = if height_at > 0 { height_at.unsigned_abs() } else { 0 };
    let period = if period_seconds > 0 { period_seconds } else { 1 };
    at - at % period
}

/// An operator's vote in a round's account. The interface's format cannot describe it.
#[derive(BorshDeserialize, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VoteEntry {
    /// All zeros for an abstention.
    pub value: [u8; 32],
    /// One once the operator voted.
    pub voted: u32,
    /// One once the operator was judged.
    pub judged: u32,
}

/// The bytes of an entry.
const ENTRY_BYTES: usize = 40;

/// The votes in the data of a round's account, in the order of the table's entries; none if it is not one.
pub fn entries(data: &[u8]) -> Option<Vec<VoteEntry>> {
    let rest = data.strip_prefix(&SERVICE_ROUND_DISCRIMINATOR[..])?.get(ServiceRound::LEN - 8..)?;
    let (count, rest) = rest.split_first_chunk::<4>()?;
    // No padding before the entries: their alignment is four bytes.
    let entries = rest.chunks_exact(ENTRY_BYTES).take(u32::from_le_bytes(*count) as usize);
    entries.map(|mut entry| VoteEntry::deserialize(&mut entry).ok()).collect()
}

/// The place that `finalize` takes: of the value with the most weight; none without a vote for a value. `weights` are the table's.
pub fn leading(entries: &[VoteEntry], weights: &[u64]) -> Option<u64> {
    let voted = |entry: &VoteEntry| entry.voted == 1 && entry.value != ABSTENTION;
    let weight_for = |value: &[u8; 32]| {
        let votes = entries.iter().zip(weights).filter(|(entry, _)| voted(entry) && entry.value == *value);
        votes.fold(0u64, |sum, (_, weight)| sum.saturating_add(*weight))
    };
    let places = entries.iter().enumerate().filter(|(_, entry)| voted(entry));
    places.max_by_key(|(_, entry)| weight_for(&entry.value)).map(|(place, _)| place as u64)
}
