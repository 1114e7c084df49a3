//! The client of the upgrade gate, which holds a program's upgrade authority and changes its code only after a notice.
//!
//! ```
//! use restaking_client::gate::{GateProgram, RaiseDelay, RaiseDelayInstructionArgs};
//! use solana_program::pubkey::Pubkey;
//!
//! let gates = GateProgram::at(Pubkey::new_from_array([7; 32])); // from your settings
//! let (admin, program) = (Pubkey::new_from_array([1; 32]), Pubkey::new_from_array([2; 32]));
//! let accounts = RaiseDelay { admin, gate: gates.gate(&program) };
//! let instruction = accounts.instruction_at(&gates, RaiseDelayInstructionArgs { delay_seconds: 86_400 });
//! assert_eq!(instruction.program_id, gates.address());
//! ```

#[allow(missing_docs, clippy::all, unused_imports, reason = "generated")]
#[rustfmt::skip]
pub mod generated;

use num_traits::FromPrimitive;
use solana_program::instruction::{Instruction, InstructionError};
use solana_program::pubkey::Pubkey;

use crate::logs;
use crate::pda::{LOADER, program_data_of as program_data};

/// The rules that the program computes with.
pub use ::gate as rules;
pub use generated::accounts::*;
pub use generated::errors::*;
pub use generated::events::*;
pub use generated::instructions::*;
pub use generated::types::*;

/// The address for local chains. Its key pair is public: on any other cluster, anyone could own it.
pub const LOCAL_ID: Pubkey = generated::programs::UPGRADE_GATE_ID;

/// The gate program at an address. Instructions take the same address: `RaiseDelay { .. }.instruction_at(&gates, args)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GateProgram(Pubkey);

impl GateProgram {
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

    /// The gate of `program`: once it is open, the program's upgrade authority.
    pub fn gate(&self, program: &Pubkey) -> Pubkey {
        Pubkey::find_program_address(&[b"gate", program.as_ref()], &self.0).0
    }

    /// Creates the gate of `program` with its upgrade authority, `authority`, as the admin; `payer` pays.
    pub fn open(
        &self,
        payer: &Pubkey,
        authority: &Pubkey,
        program: &Pubkey,
        delay_seconds: u64,
        guardian: Pubkey,
    ) -> Instruction {
        let accounts = OpenGate {
            payer: *payer,
            authority: *authority,
            gate: self.gate(program),
            program: *program,
            program_data: program_data(program),
            loader: LOADER,
            system_program: Pubkey::default(),
        };
        accounts.instruction_at(self, OpenGateInstructionArgs { delay_seconds, guardian })
    }

    /// Announces the code in `buffer`, of which `admin` is the authority.
    pub fn announce(
        &self,
        admin: &Pubkey,
        program: &Pubkey,
        buffer: &Pubkey,
        code_hash: [u8; 32],
        delay_seconds: u64,
    ) -> Instruction {
        let accounts = AnnounceUpgrade { admin: *admin, gate: self.gate(program), buffer: *buffer, loader: LOADER };
        accounts.instruction_at(self, AnnounceUpgradeInstructionArgs { code_hash, delay_seconds })
    }

    /// Executes the upgrade that `gate`, the gate of a program, has announced. It needs no signature.
    pub fn execute(&self, gate: &Gate) -> Instruction {
        let accounts = ExecuteUpgrade {
            gate: self.gate(&gate.program),
            program: gate.program,
            program_data: program_data(&gate.program),
            buffer: gate.announcement.buffer,
            owner: gate.announcement.owner,
            rent: solana_program::sysvar::rent::ID,
            clock: solana_program::sysvar::clock::ID,
            loader: LOADER,
        };
        accounts.instruction_at(self)
    }

    /// Cancels the upgrade that `gate` has announced.
    pub fn cancel(&self, canceler: &Pubkey, gate: &Gate) -> Instruction {
        let Announcement { buffer, owner, .. } = gate.announcement;
        let accounts =
            CancelUpgrade { canceler: *canceler, gate: self.gate(&gate.program), buffer, owner, loader: LOADER };
        accounts.instruction_at(self)
    }

    /// Makes `program` immutable, permanently.
    pub fn renounce(&self, admin: &Pubkey, program: &Pubkey) -> Instruction {
        let accounts = RenounceUpgrades {
            admin: *admin,
            gate: self.gate(program),
            program: *program,
            program_data: program_data(program),
            loader: LOADER,
        };
        accounts.instruction_at(self)
    }

    /// The program's events in a log, in order, but for those that this client does not know yet.
    pub fn events(&self, logs: &[impl AsRef<str>]) -> Vec<Event> {
        let bytes = crate::Program::at(self.0).event_bytes(logs);
        bytes.iter().filter_map(|bytes| Event::decode(bytes).ok()).collect()
    }

    /// Why an instruction of this program failed, as a sentence; none for what neither it nor the loader says.
    pub fn sentence(&self, error: &InstructionError, logs: &[impl AsRef<str>]) -> Option<String> {
        let failed = logs::failed_program(logs);
        if failed == Some(LOADER) {
            let mut lines = logs.iter().map(AsRef::as_ref);
            return lines.find_map(loader_sentence).map(ToOwned::to_owned);
        }
        match error {
            InstructionError::Custom(code) if failed == Some(self.0) => {
                let Some(known) = UpgradeGateError::from_u32(*code) else {
                    return logs::of_anchor(error).map(ToOwned::to_owned);
                };
                Some(logs::logged(&known.to_string(), logs))
            }
            _ => None,
        }
    }
}

/// The gate program stands for its address wherever one is taken.
impl std::ops::Deref for GateProgram {
    type Target = Pubkey;

    fn deref(&self) -> &Pubkey {
        &self.0
    }
}

impl Gate {
    /// The announced upgrade; none if there is none.
    pub fn announced(&self) -> Option<&Announcement> {
        Some(&self.announcement).filter(|announcement| announcement.buffer != Pubkey::default())
    }

    /// The earliest second at which the program can run other code; none if it never can.
    pub fn earliest_change(&self, now: i64) -> Option<i64> {
        let schedule = self.announced().map(|announcement| rules::Schedule::from(&announcement.schedule));
        let earliest = rules::earliest_change(now, self.delay_seconds, schedule.as_ref());
        (self.renounced_at == 0).then_some(earliest)
    }
}

impl From<&Schedule> for rules::Schedule {
    fn from(schedule: &Schedule) -> Self {
        let Schedule { announced_at, executable_from, expires_at } = *schedule;
        Self { announced_at, executable_from, expires_at }
    }
}

/// The meaning of a line of the loader's log for an upgrade.
fn loader_sentence(line: &str) -> Option<&'static str> {
    Some(match line {
        "Program was deployed in this block already" => "The program has changed in this slot already: try again",
        "ProgramData account not large enough" => "The program has less room than the code takes: extend it first",
        "Buffer account balance too low to fund upgrade" => "The buffer has too few lamports for the upgrade",
        _ => return None,
    })
}
