//! Deposits into vaults with a deposit gate.

use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;

/// `deposit` with the signature of the vault's `gate`, which follows all others.
pub fn through_gate(mut deposit: Instruction, gate: &Pubkey) -> Instruction {
    deposit.accounts.push(AccountMeta::new_readonly(*gate, true));
    deposit
}
