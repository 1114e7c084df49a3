//! Rewards in a vault's own asset, and fees: builders for the instructions that pay, set and collect them.

use restaking_client::{self as client, SetFeesInstructionArgs, pda};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use crate::{Split, Vault, token};

/// What a vault asks for. Fees are in basis points.
pub type FeeArgs = SetFeesInstructionArgs;

/// Fees of a vault, in basis points: of deposits, of exits, of rewards; and the seconds over which a reward streams.
pub fn args(deposit_bps: u64, exit_bps: u64, reward_bps: u64, stream_seconds: u64) -> FeeArgs {
    FeeArgs { deposit_bps, exit_bps, reward_bps, stream_seconds }
}

/// Sets a vault's fees.
pub fn set_fees(vault: &Vault, fee_admin: &Pubkey, args: FeeArgs) -> Instruction {
    client::SetFees { fee_admin: *fee_admin, vault: vault.address }.instruction(args)
}

/// Sets the protocol's fee, in basis points.
pub fn set_protocol_fee(admin: &Pubkey, bps: u64) -> Instruction {
    client::SetProtocolFee { admin: *admin, config: pda::config() }
        .instruction(client::SetProtocolFeeInstructionArgs { bps })
}

/// Pays `amount` of `payer`'s as a reward of the stake behind the operator of `split`. Its NCN has no part in this.
pub fn pay_reward(split: &Split, payer: &Pubkey, amount: u64) -> Instruction {
    split.vault.moving(
        client::PayReward {
            payer: *payer,
            config: pda::config(),
            vault: split.vault.address,
            operator: split.operator,
            delegation: split.delegation(),
            asset_account: split.vault.asset_account,
            payer_assets: split.vault.assets_of(payer),
            token_program: token::PROGRAM,
        }
        .instruction(client::PayRewardInstructionArgs { amount }),
    )
}

/// Sends the vault's fees to `wallet`'s account of the asset.
pub fn collect_vault_fees(vault: &Vault, wallet: &Pubkey) -> Instruction {
    collect(vault, wallet, None, None)
}

/// Sends the protocol's fees that lie in the vault to `wallet`'s account of the asset.
pub fn collect_protocol_fees(vault: &Vault, wallet: &Pubkey) -> Instruction {
    collect(vault, wallet, Some(pda::config()), None)
}

/// Sends the operator's commission that lies in the vault to `wallet`'s account of the asset.
pub fn collect_commission(split: &Split, wallet: &Pubkey) -> Instruction {
    collect(&split.vault, wallet, None, Some(split))
}

fn collect(vault: &Vault, wallet: &Pubkey, config: Option<Pubkey>, split: Option<&Split>) -> Instruction {
    vault.moving(
        client::CollectFees {
            vault: vault.address,
            config,
            operator: split.map(|split| split.operator),
            delegation: split.map(Split::delegation),
            asset_account: vault.asset_account,
            wallet: None,
            recipient_assets: vault.assets_of(wallet),
            token_program: token::PROGRAM,
        }
        .instruction(),
    )
}
