//! Admins and lesser roles: builders for the instructions that change them.

use restaking_client::{self as client, Role, pda};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

/// Raises pauses: a role of the config and of vaults.
pub const GUARDIAN: Role = Role::Guardian;
/// Sets the fees: a role of vaults.
pub const FEE_ADMIN: Role = Role::FeeAdmin;
/// Owns the token accounts that receive fees: a role of the config, of vaults and of operators.
pub const FEE_WALLET: Role = Role::FeeWallet;
/// Signs deposits beside their depositors: a role of vaults.
pub const DEPOSIT_GATE: Role = Role::DepositGate;

/// Proposes another admin of the config, a vault, an operator or an NCN; the zero address withdraws the proposal.
pub fn propose_admin(admin: &Pubkey, governed: &Pubkey, new_admin: &Pubkey) -> Instruction {
    client::ProposeAdmin { admin: *admin, governed: *governed }
        .instruction(client::ProposeAdminInstructionArgs { new_admin: *new_admin })
}

/// Makes the proposed address the admin.
pub fn accept_admin(pending_admin: &Pubkey, governed: &Pubkey) -> Instruction {
    accept(pending_admin, governed, None, false)
}

/// The same, and takes over the lesser roles of the admin before: of an NCN with the config.
pub fn accept_with_roles(pending_admin: &Pubkey, governed: &Pubkey, is_ncn: bool) -> Instruction {
    accept(pending_admin, governed, is_ncn.then(pda::config), true)
}

fn accept(pending_admin: &Pubkey, governed: &Pubkey, config: Option<Pubkey>, reset_roles: bool) -> Instruction {
    client::AcceptAdmin { pending_admin: *pending_admin, governed: *governed, config }
        .instruction(client::AcceptAdminInstructionArgs { reset_roles })
}

/// Leaves a vault, an operator or an NCN without an admin.
pub fn renounce_admin(admin: &Pubkey, governed: &Pubkey) -> Instruction {
    client::RenounceAdmin { admin: *admin, governed: *governed }.instruction()
}

/// Gives `role` of the config, a vault or an operator to `new_holder`.
pub fn set_role(admin: &Pubkey, governed: &Pubkey, role: Role, new_holder: &Pubkey) -> Instruction {
    client::SetRole { admin: *admin, governed: *governed }
        .instruction(client::SetRoleInstructionArgs { role, new_holder: *new_holder })
}
