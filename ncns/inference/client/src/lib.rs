//! The client of the service of inference by majority: addresses, votes and instructions.
//!
//! ```
//! use inference_client::{AdoptTable, InferenceProgram};
//! use solana_program::pubkey::Pubkey;
//!
//! let program = InferenceProgram::at(Pubkey::new_from_array([7; 32])); // from your settings
//! let (ncn, table) = (Pubkey::new_from_array([1; 32]), Pubkey::new_from_array([2; 32]));
//! let accounts = AdoptTable { inference: program.inference(&ncn), table };
//! assert_eq!(accounts.instruction_at(&program).program_id, program.address());
//! ```

#[allow(missing_docs, clippy::all, unused_imports, reason = "generated")]
#[rustfmt::skip]
pub mod generated;

pub mod votes;

use borsh::BorshDeserialize;
use num_traits::FromPrimitive;
use restaking_client::logs;
use solana_program::instruction::InstructionError;
use solana_program::pubkey::Pubkey;

pub use generated::accounts::*;
pub use generated::errors::*;
pub use generated::events::*;
pub use generated::instructions::*;
pub use generated::types::*;

/// The address for local chains. Its key pair is public: on any other cluster, anyone could own it.
pub const LOCAL_ID: Pubkey = generated::programs::INFERENCE_NCN_ID;

/// The sysvar of slot hashes, which `draw_committee` and `void_task` read.
pub const SLOT_HASHES: Pubkey = solana_program::pubkey!("SysvarS1otHashes111111111111111111111111111");

/// The runtime burns the lamports of this account, which `void_task` writes.
pub const INCINERATOR: Pubkey = solana_program::pubkey!("1nc1nerator11111111111111111111111111111111");

/// The program at an address. Instructions take the same address: `AdoptTable { .. }.instruction_at(&program)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct InferenceProgram(Pubkey);

impl InferenceProgram {
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
    pub fn inference(&self, ncn: &Pubkey) -> Pubkey {
        self.find(&[b"inference", ncn.as_ref()])
    }

    /// Task `number` of a service.
    pub fn task(&self, inference: &Pubkey, number: u64) -> Pubkey {
        self.find(&[b"task", inference.as_ref(), &number.to_le_bytes()])
    }

    /// The score of `operator` in a service.
    pub fn score(&self, inference: &Pubkey, operator: &Pubkey) -> Pubkey {
        self.find(&[b"score", inference.as_ref(), operator.as_ref()])
    }

    /// The offense of `operator` in a task.
    pub fn offense(&self, task: &Pubkey, operator: &Pubkey) -> Pubkey {
        self.find(&[b"offense", task.as_ref(), operator.as_ref()])
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
                let Some(known) = InferenceNcnError::from_u32(*code) else {
                    return logs::of_anchor(error).map(ToOwned::to_owned);
                };
                Some(logs::logged(&known.to_string(), logs))
            }
            _ => None,
        }
    }
}

/// The program stands for its address wherever one is taken.
impl std::ops::Deref for InferenceProgram {
    type Target = Pubkey;

    fn deref(&self) -> &Pubkey {
        &self.0
    }
}

/// The lowest number of which the time is `time` or later: a requester asks for a task a few seconds ahead. `height_zero` and
/// `height_millis` are the service's. None before height 0.
pub fn number_from(height_zero: i64, height_millis: u64, time: i64) -> Option<u64> {
    let seconds = u128::try_from(time.checked_sub(height_zero)?).ok()?;
    u64::try_from((seconds * 1_000).div_ceil(u128::from(height_millis.max(1)))).ok()
}

/// A number that a requester can ask for at `now`, by a uniform `random`: its time is 16 to 59 seconds ahead. Anyone posts tasks, so it may
/// be taken: then ask for another one. `height_zero` and `height_millis` are the service's. None before height 0.
pub fn number_at_random(height_zero: i64, height_millis: u64, now: i64, random: u64) -> Option<u64> {
    let first = number_from(height_zero, height_millis, now.checked_add(16)?)?;
    let last = number_from(height_zero, height_millis, now.checked_add(60)?)?;
    first.checked_add(random % last.saturating_sub(first).max(1))
}

/// The number of the incident in the core, and thus of its proposals, of an offense in a task of the time `begins_at`. The offense's
/// account states it too.
pub const fn incident(begins_at: i64, period_seconds: u64) -> u64 {
    let at = if begins_at > 0 { begins_at.unsigned_abs() } else { 0 };
    let period = if period_seconds > 0 { period_seconds } else { 1 };
    at - at % period
}

/// A member in a task's account. The interface's format cannot describe it.
#[derive(BorshDeserialize, Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "a name that says it all needs no comment")]
pub struct Member {
    pub operator: Pubkey,
    pub seats: u64,
    /// Zeros before.
    pub commitment: [u8; 32],
    /// Zeros before, and for an abstention.
    pub output: [u8; 32],
    pub has_committed: u8,
    pub has_revealed: u8,
    pub is_judged: u8,
    pub is_paid: u8,
    pub padding: [u8; 4],
}

/// The bytes of a member.
const MEMBER_BYTES: usize = 112;

/// The members in the data of a task's account, in ascending order of the operators' addresses; none if it is not one.
pub fn members(data: &[u8]) -> Option<Vec<Member>> {
    let rest = data.strip_prefix(&INFERENCE_TASK_DISCRIMINATOR[..])?.get(InferenceTask::LEN - 8..)?;
    let (count, rest) = rest.split_first_chunk::<4>()?;
    let members = rest.get(4..)?.chunks_exact(MEMBER_BYTES).take(u32::from_le_bytes(*count) as usize);
    members.map(|mut member| Member::deserialize(&mut member).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_of_others_has_no_members() {
        assert_eq!(members(&[]), None);
        assert_eq!(members(&[0; 1_000]), None);
        assert_eq!(members(&INFERENCE_TASK_DISCRIMINATOR), None);
    }

    #[test]
    fn a_number_is_the_first_from_a_time_on() {
        assert_eq!([100, 101, 102].map(|time| number_from(100, 1_000, time)), [Some(0), Some(1), Some(2)]);
        assert_eq!([101, 102, 103].map(|time| number_from(100, 400, time)), [Some(3), Some(5), Some(8)]);
        assert_eq!([100, 101, 161].map(|time| number_from(100, 60_000, time)), [Some(0), Some(1), Some(2)]);
        assert_eq!((number_from(100, 400, 99), number_from(i64::MIN, 1, i64::MAX)), (None, None));
    }

    #[test]
    fn a_number_at_random_has_a_time_that_can_be_asked_for() {
        let found = |random| number_at_random(100, 10, 500, random).expect("a number");
        let all: std::collections::BTreeSet<u64> = (0..10_000).map(found).collect();
        assert_eq!((all.len(), all.first(), all.last()), (4_400, Some(&41_600), Some(&45_999)));
        // The time of a height is rounded down to a second.
        let leads = [41_600, 45_999].map(|number| 100 + number * 10 / 1_000 - 500);
        assert_eq!(leads, [16, 59]);
        assert_eq!(found(u64::MAX), found(u64::MAX % 4_400));
        assert_eq!((number_at_random(600, 10, 500, 1), number_at_random(0, 10, i64::MAX, 1)), (None, None));
    }

    #[test]
    fn incidents_are_of_a_period() {
        assert_eq!([incident(86_399, 86_400), incident(86_400, 86_400), incident(90_000, 86_400)], [0, 86_400, 86_400]);
        assert_eq!([incident(-5, 60), incident(7, 0)], [0, 7]);
    }
}
