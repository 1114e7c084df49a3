//! Tokens that were sent to a vault's address: a builder for each instruction that sweeps them.

use restaking_client::{self as client, pda};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use crate::{Vault, token};

const SYSTEM: Pubkey = Pubkey::new_from_array([0; 32]);

/// Tokens of `mint` in an account of the vault's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stray {
    /// The vault.
    pub vault: Vault,
    /// The mint of the tokens.
    pub mint: Pubkey,
    /// The token program of the mint.
    pub program: Pubkey,
    /// The token account.
    pub tokens: Pubkey,
}

impl Stray {
    /// Tokens of SPL Token in the vault's associated token account.
    pub fn new(vault: Vault, mint: Pubkey) -> Self {
        Self::of(vault, mint, token::PROGRAM)
    }

    /// The same of the token program `program`.
    pub fn of(vault: Vault, mint: Pubkey, program: Pubkey) -> Self {
        Self { vault, mint, program, tokens: token::address_of(&program, &vault.address, &mint) }
    }

    /// Assets of the vault's in its associated token account.
    pub fn of_asset(vault: Vault) -> Self {
        Self::of(vault, vault.asset_mint, vault.asset_program)
    }

    /// The notice of the sweep.
    pub fn notice(&self) -> Pubkey {
        pda::sweep_notice(&self.vault.address, &self.tokens)
    }

    /// Announces the sweep to the fee wallet; `payer` pays for the notice.
    pub fn announce(&self, payer: &Pubkey) -> Instruction {
        client::AnnounceSweep {
            payer: *payer,
            vault: self.vault.address,
            bond_pool: pda::bond_pool(&self.vault.address),
            tokens: self.tokens,
            notice: self.notice(),
            system_program: SYSTEM,
        }
        .instruction()
    }

    /// Sweeps to the associated token account of `wallet`, which does not sign; `rent_payer` paid for the notice.
    pub fn to_wallet(&self, wallet: &Pubkey, rent_payer: &Pubkey) -> Instruction {
        self.to_account(None, &token::address_of(&self.program, wallet, &self.mint), rent_payer)
    }

    /// Sweeps to the token account `to`, which the fee wallet names where it signs.
    pub fn to_account(&self, wallet: Option<Pubkey>, to: &Pubkey, rent_payer: &Pubkey) -> Instruction {
        client::SweepToWallet {
            vault: self.vault.address,
            bond_pool: pda::bond_pool(&self.vault.address),
            tokens: self.tokens,
            notice: self.notice(),
            mint: self.mint,
            wallet,
            recipient_tokens: *to,
            rent_payer: *rent_payer,
            token_program: self.program,
        }
        .instruction()
    }

    /// Sweeps to the reward at `place` of the vault's bond pool.
    pub fn to_pool(&self, place: u8) -> Instruction {
        let bond_pool = pda::bond_pool(&self.vault.address);
        client::SweepToPool {
            vault: self.vault.address,
            bond_pool,
            treasury: pda::reward_treasury(&bond_pool, place),
            tokens: self.tokens,
            token_program: token::PROGRAM,
        }
        .instruction()
    }

    /// Sweeps to the vault's stream.
    pub fn to_stream(&self) -> Instruction {
        self.vault.moving(
            client::SweepToStream {
                config: pda::config(),
                vault: self.vault.address,
                asset_account: self.vault.asset_account,
                tokens: self.tokens,
                token_program: token::PROGRAM,
            }
            .instruction(),
        )
    }
}
