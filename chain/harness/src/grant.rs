//! Grants: builders for the instructions that make and end them, and for acts of a grant's holder.

use restaking_client::{self as client, grants, pda};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

const SYSTEM: Pubkey = Pubkey::new_from_array([0; 32]);

/// Lets `holder` do acts of `kinds` for `entity` until `until`; the admin pays.
pub fn set_grant(admin: &Pubkey, entity: &Pubkey, holder: &Pubkey, kinds: u64, until: i64) -> Instruction {
    let grant = pda::grant(entity, holder);
    client::SetGrant { payer: *admin, admin: *admin, entity: *entity, grant, system_program: SYSTEM }
        .instruction(client::SetGrantInstructionArgs { holder: *holder, kinds, until })
}

/// Closes the grant of `entity` to `holder`; its rent goes to `rent_payer`.
pub fn revoke_grant(revoker: &Pubkey, entity: &Pubkey, holder: &Pubkey, rent_payer: &Pubkey) -> Instruction {
    let grant = pda::grant(entity, holder);
    client::RevokeGrant { revoker: *revoker, entity: *entity, grant, rent_payer: *rent_payer }.instruction()
}

/// Voids all grants of `entity`.
pub fn void_grants(admin: &Pubkey, entity: &Pubkey) -> Instruction {
    client::VoidGrants { admin: *admin, entity: *entity }.instruction()
}

/// The admin's `instruction`, signed by `holder` in its place, with the grant of the entity to it.
///
/// # Panics
/// If no grant can open the instruction.
pub fn by_holder(instruction: Instruction, holder: &Pubkey) -> Instruction {
    let act = grants::act(&instruction).expect("an instruction that a grant can open");
    let mut changed = instruction;
    for meta in changed.accounts.iter_mut().filter(|meta| meta.is_signer && meta.pubkey == act.signer) {
        meta.pubkey = *holder;
    }
    grants::with_grant(changed, &pda::grant(&act.entity, holder))
}
