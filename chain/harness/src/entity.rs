//! Operators and NCNs: builders for the instructions that make and run them.

use restaking_client::{self as client, PolicyArgs, pda};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use crate::slash;

const SYSTEM: Pubkey = Pubkey::new_from_array([0; 32]);

/// A URI as accounts hold it: `text`, with zeroes behind it.
///
/// # Panics
/// If `text` has more than 128 bytes.
pub fn uri(text: &str) -> [u8; 128] {
    let mut uri = [0; 128];
    uri[..text.len()].copy_from_slice(text.as_bytes());
    uri
}

/// Registers operator `index` of `creator`, its payer.
pub fn register_operator(creator: &Pubkey, index: u64, allocator: &Pubkey, commission_bps: u64) -> Instruction {
    register_operator_at("https://operator.example", creator, index, allocator, commission_bps)
}

/// The same with its description at `at`.
pub fn register_operator_at(
    at: &str,
    creator: &Pubkey,
    index: u64,
    allocator: &Pubkey,
    commission_bps: u64,
) -> Instruction {
    client::RegisterOperator {
        payer: *creator,
        creator: *creator,
        operator: pda::operator(creator, index),
        system_program: SYSTEM,
    }
    .instruction(client::RegisterOperatorInstructionArgs {
        index,
        allocator: *allocator,
        commission_bps,
        uri: uri(at),
    })
}

/// Sets the terms of an operator.
pub fn update_operator(admin: &Pubkey, operator: &Pubkey, allocator: &Pubkey, commission_bps: u64) -> Instruction {
    update_operator_at("https://operator.example/2", admin, operator, allocator, commission_bps)
}

/// The same with its description at `at`.
pub fn update_operator_at(
    at: &str,
    admin: &Pubkey,
    operator: &Pubkey,
    allocator: &Pubkey,
    commission_bps: u64,
) -> Instruction {
    client::UpdateOperator { admin: *admin, config: pda::config(), operator: *operator }
        .instruction(client::UpdateOperatorInstructionArgs { allocator: *allocator, commission_bps, uri: uri(at) })
}

/// Retires an operator.
pub fn retire_operator(admin: &Pubkey, operator: &Pubkey) -> Instruction {
    client::RetireOperator { admin: *admin, operator: *operator }.instruction()
}

/// Registers NCN `index` of `creator`, its payer; it does not slash.
pub fn register_ncn(creator: &Pubkey, index: u64, slasher: &Pubkey, max_operator_weight: u64) -> Instruction {
    register_ncn_with(creator, index, max_operator_weight, slash::no_policy(slasher))
}

/// The same with a slashing policy.
pub fn register_ncn_with(
    creator: &Pubkey,
    index: u64,
    max_operator_weight: u64,
    policy_args: PolicyArgs,
) -> Instruction {
    register_ncn_at("https://ncn.example", creator, index, max_operator_weight, policy_args)
}

/// The same with its description at `at`.
pub fn register_ncn_at(
    at: &str,
    creator: &Pubkey,
    index: u64,
    max_operator_weight: u64,
    policy_args: PolicyArgs,
) -> Instruction {
    client::RegisterNcn {
        payer: *creator,
        creator: *creator,
        config: pda::config(),
        ncn: pda::ncn(creator, index),
        system_program: SYSTEM,
    }
    .instruction(client::RegisterNcnInstructionArgs { index, max_operator_weight, uri: uri(at), policy_args })
}

/// Registers set `index` of `creator`, its payer, of the NCN `parent`; the parent's admin signs too.
pub fn register_set(
    creator: &Pubkey,
    index: u64,
    parent_admin: &Pubkey,
    parent: &Pubkey,
    policy_args: PolicyArgs,
) -> Instruction {
    register_set_at("https://set.example", creator, index, parent_admin, parent, policy_args)
}

/// The same, with its description at the URI `at`.
pub fn register_set_at(
    at: &str,
    creator: &Pubkey,
    index: u64,
    parent_admin: &Pubkey,
    parent: &Pubkey,
    policy_args: PolicyArgs,
) -> Instruction {
    client::RegisterSet {
        payer: *creator,
        creator: *creator,
        config: pda::config(),
        parent_admin: *parent_admin,
        parent: *parent,
        ncn: pda::ncn(creator, index),
        system_program: SYSTEM,
    }
    .instruction(client::RegisterSetInstructionArgs {
        index,
        max_operator_weight: u64::MAX,
        uri: uri(at),
        policy_args,
    })
}

/// Names the software that an NCN's operators must run.
pub fn set_software(admin: &Pubkey, ncn: &Pubkey, sha256: [u8; 32], run_by: i64) -> Instruction {
    client::SetSoftware { admin: *admin, ncn: *ncn }.instruction(client::SetSoftwareInstructionArgs { sha256, run_by })
}

/// Sets the terms of an NCN.
pub fn update_ncn(admin: &Pubkey, ncn: &Pubkey, max_operator_weight: u64) -> Instruction {
    client::UpdateNcn { admin: *admin, ncn: *ncn }
        .instruction(client::UpdateNcnInstructionArgs { max_operator_weight, uri: uri("https://ncn.example/2") })
}

/// Sets an NCN's weight of a unit of `mint`, for vaults of an asset without flags.
pub fn set_ncn_asset(admin: &Pubkey, ncn: &Pubkey, mint: &Pubkey, weight: u64) -> Instruction {
    set_ncn_asset_with(admin, ncn, mint, weight, 0)
}

/// The same, for vaults of an asset with these flags as well.
pub fn set_ncn_asset_with(
    admin: &Pubkey,
    ncn: &Pubkey,
    mint: &Pubkey,
    weight: u64,
    accepted_flags: u64,
) -> Instruction {
    client::SetNcnAsset { admin: *admin, ncn: *ncn }.instruction(client::SetNcnAssetInstructionArgs {
        mint: *mint,
        weight,
        accepted_flags,
    })
}

/// Sets the weight that an NCN gives a unit of the asset of `vault`.
pub fn set_vault_weight(admin: &Pubkey, vault: &Pubkey, ncn: &Pubkey, weight: u64, accepted_flags: u64) -> Instruction {
    client::SetVaultWeight { admin: *admin, vault: *vault, ncn: *ncn, opt_in: pda::opt_in(vault, ncn) }
        .instruction(client::SetVaultWeightInstructionArgs { weight, accepted_flags })
}

/// Retires an NCN.
pub fn retire_ncn(admin: &Pubkey, ncn: &Pubkey) -> Instruction {
    client::RetireNcn { admin: *admin, ncn: *ncn }.instruction()
}

/// Opens the record of `operator` in `ncn`; `payer` pays.
pub fn open_record(payer: &Pubkey, ncn: &Pubkey, operator: &Pubkey) -> Instruction {
    client::OpenRecord {
        payer: *payer,
        ncn: *ncn,
        operator: *operator,
        record: pda::record(ncn, operator),
        system_program: SYSTEM,
    }
    .instruction()
}
