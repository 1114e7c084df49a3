//! The Rust client of the restaking program: what is generated from its interface, the addresses of its accounts, what
//! operators sign, the lists that rewards are claimed by, and what the figures mean: rates, exits, exposure, logs.
//!
//! Each cluster has its program at an address of its own, which [`Program`] stands for:
//!
//! ```
//! use restaking_client::{Program, SetCurator, SetCuratorInstructionArgs};
//! use solana_program::pubkey::Pubkey;
//!
//! let program = Program::at(Pubkey::new_from_array([7; 32])); // from your settings
//! let (admin, curator) = (Pubkey::new_from_array([1; 32]), Pubkey::new_from_array([2; 32]));
//! let accounts = SetCurator { admin, vault: program.vault(&admin, 0) };
//! let instruction = accounts.instruction_at(&program, SetCuratorInstructionArgs { curator });
//! assert_eq!(instruction.program_id, program.address());
//! ```
//!
//! With the feature `local`, everything also exists without an address, for the program on local chains with its public key
//! pair: for tests.

#[allow(missing_docs, clippy::all, unused_imports, reason = "generated")]
#[rustfmt::skip]
pub mod generated;
pub mod amount;
pub mod asset;
pub mod bonds;
pub mod deposits;
pub mod exits;
pub mod exposure;
pub mod gate;
pub mod grants;
pub mod holding;
pub mod ledger;
pub mod liquid;
pub mod logs;
pub mod merkle;
pub mod message;
pub mod metadata;
pub mod native_stake;
pub mod offers;
pub mod oracle;
pub mod pda;
pub mod pledges;
pub mod program;
pub mod rates;
pub mod rating;
pub mod recipient;
pub mod rewards;
pub mod sets;
pub mod table;
pub mod transaction;
pub mod weights;
pub mod words;

pub use generated::accounts::*;
pub use generated::errors::*;
pub use generated::events::*;
pub use generated::instructions::*;
#[cfg(feature = "local")]
pub use generated::programs::RESTAKING_ID;
#[cfg(feature = "local")]
pub use generated::programs::RESTAKING_ID as ID;
pub use generated::types::*;
#[cfg(feature = "local")]
pub use message::signing_domain;
pub use message::{possession_message, report_commitment, vote_message};
pub use program::{LOCAL_ID, Program};
