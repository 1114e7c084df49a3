//! Admins: builders for the instructions that change them.

use restaking_client as client;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

/// Proposes another admin of the config, a vault, an operator or an NCN; the zero address withdraws the proposal.
pub fn propose_admin(admin: &Pubkey, governed: &Pubkey, new_admin: &Pubkey) -> Instruction {
    client::ProposeAdmin { admin: *admin, governed: *governed }
        .instruction(client::ProposeAdminInstructionArgs { new_admin: *new_admin })
}

/// Has who was proposed become the admin.
pub fn accept_admin(pending_admin: &Pubkey, governed: &Pubkey) -> Instruction {
    client::AcceptAdmin { pending_admin: *pending_admin, governed: *governed }.instruction()
}

/// Leaves a vault, an operator or an NCN without an admin.
pub fn renounce_admin(admin: &Pubkey, governed: &Pubkey) -> Instruction {
    client::RenounceAdmin { admin: *admin, governed: *governed }.instruction()
}
