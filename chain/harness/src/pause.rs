//! Pauses: builders for the instructions that raise and lift them.

use restaking_client as client;
use restaking_client::ledger::state::pause::Pause;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

/// Deposits.
pub const DEPOSITS: u64 = Pause::DEPOSITS;
/// Instant exits.
pub const INSTANT_EXITS: u64 = Pause::INSTANT_EXITS;
/// What tickets do before they are paid.
pub const TICKETS: u64 = Pause::TICKETS;
/// What raises a vault's exposure.
pub const EXPOSURE: u64 = Pause::EXPOSURE;
/// Rewards in a vault's asset.
pub const REWARDS: u64 = Pause::REWARDS;
/// All kinds.
pub const ALL: u64 = Pause::ALL;

/// Pauses the kinds in `flags` for `seconds`, in the vault `governed`, or in all if it is the config.
pub fn raise(guardian: &Pubkey, governed: &Pubkey, flags: u64, seconds: u64) -> Instruction {
    client::RaisePause { guardian: *guardian, governed: *governed }
        .instruction(client::RaisePauseInstructionArgs { flags, seconds })
}

/// Ends the pause of a vault or of the config; `lifter` is the guardian or the admin.
pub fn lift(lifter: &Pubkey, governed: &Pubkey) -> Instruction {
    client::LiftPause { lifter: *lifter, governed: *governed }.instruction()
}

/// Sets the guardian of a vault, or by the config of all of them; the zero address leaves the role empty.
pub fn set_guardian(admin: &Pubkey, governed: &Pubkey, guardian: &Pubkey) -> Instruction {
    client::SetRole { admin: *admin, governed: *governed }
        .instruction(client::SetRoleInstructionArgs { role: client::Role::Guardian, new_holder: *guardian })
}
