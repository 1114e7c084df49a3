//! A vault's bond pool: its addresses, and a builder for each instruction that touches it.

use restaking_client::{self as client, pda};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use crate::{Vault, token};

const SYSTEM: Pubkey = Pubkey::new_from_array([0; 32]);

/// The addresses of one vault's bond pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BondPool {
    /// The vault.
    pub vault: Vault,
    /// The bond pool.
    pub address: Pubkey,
    /// The token account of the bonded shares.
    pub bonded_account: Pubkey,
}

impl BondPool {
    /// The addresses of `vault`'s bond pool.
    pub fn new(vault: Vault) -> Self {
        let (address, bonded_account) = (pda::bond_pool(&vault.address), pda::bonded_account(&vault.address));
        Self { vault, address, bonded_account }
    }

    /// `owner`'s position.
    pub fn position(&self, owner: &Pubkey) -> Pubkey {
        pda::position(&self.address, owner)
    }

    /// The pool's token account of the reward at `place`.
    pub fn treasury(&self, place: u8) -> Pubkey {
        pda::reward_treasury(&self.address, place)
    }

    /// Opens the pool; the vault's creator is its admin, and pays.
    pub fn open(&self, stream_seconds: u64) -> Instruction {
        client::OpenBondPool {
            payer: self.vault.creator,
            admin: self.vault.creator,
            vault: self.vault.address,
            vrt_mint: self.vault.vrt_mint,
            bond_pool: self.address,
            bonded_account: self.bonded_account,
            token_program: token::PROGRAM,
            system_program: SYSTEM,
        }
        .instruction(client::OpenBondPoolInstructionArgs { stream_seconds })
    }

    /// Adds a reward in `mint`, at `place`, which is the next one; the vault's creator is its admin, and pays.
    pub fn add_reward_mint(&self, place: u8, mint: &Pubkey) -> Instruction {
        client::AddRewardMint {
            payer: self.vault.creator,
            admin: self.vault.creator,
            vault: self.vault.address,
            bond_pool: self.address,
            reward_mint: *mint,
            treasury: self.treasury(place),
            token_program: token::PROGRAM,
            system_program: SYSTEM,
        }
        .instruction()
    }

    /// Opens `owner`'s position at its own expense.
    pub fn open_position(&self, owner: &Pubkey) -> Instruction {
        client::OpenPosition {
            payer: *owner,
            owner: *owner,
            bond_pool: self.address,
            position: self.position(owner),
            system_program: SYSTEM,
        }
        .instruction()
    }

    /// Bonds `amount` of `owner`'s shares.
    pub fn bond(&self, owner: &Pubkey, amount: u64) -> Instruction {
        client::Bond {
            owner: *owner,
            bond_pool: self.address,
            bonded_account: self.bonded_account,
            owner_shares: self.vault.shares_of(owner),
            position: self.position(owner),
            token_program: token::PROGRAM,
        }
        .instruction(client::BondInstructionArgs { amount })
    }

    /// Takes `amount` of `owner`'s shares out.
    pub fn unbond(&self, owner: &Pubkey, amount: u64) -> Instruction {
        client::Unbond {
            owner: *owner,
            bond_pool: self.address,
            bonded_account: self.bonded_account,
            owner_shares: self.vault.shares_of(owner),
            position: self.position(owner),
            token_program: token::PROGRAM,
        }
        .instruction(client::UnbondInstructionArgs { amount })
    }

    /// Pays `amount` of `payer`'s `mint` in, which is the reward at `place`.
    pub fn pay(&self, payer: &Pubkey, place: u8, mint: &Pubkey, amount: u64) -> Instruction {
        client::PayPositionReward {
            payer: *payer,
            bond_pool: self.address,
            treasury: self.treasury(place),
            payer_rewards: token::address(payer, mint),
            token_program: token::PROGRAM,
        }
        .instruction(client::PayPositionRewardInstructionArgs { amount })
    }

    /// Claims what `owner` is owed of the reward at `place`, which is in `mint`, to its own account.
    pub fn claim(&self, owner: &Pubkey, place: u8, mint: &Pubkey) -> Instruction {
        client::ClaimPositionReward {
            owner: *owner,
            bond_pool: self.address,
            treasury: self.treasury(place),
            owner_rewards: token::address(owner, mint),
            position: self.position(owner),
            token_program: token::PROGRAM,
        }
        .instruction()
    }

    /// Closes `owner`'s position, which `rent_payer` paid for, and to which nothing is owed.
    pub fn close_position(&self, owner: &Pubkey, rent_payer: &Pubkey) -> Instruction {
        self.forfeit_position(owner, rent_payer, [0; 8])
    }

    /// Closes `owner`'s position, which `rent_payer` paid for, and gives up what it is owed, at most `forfeits` of each reward.
    pub fn forfeit_position(&self, owner: &Pubkey, rent_payer: &Pubkey, forfeits: [u64; 8]) -> Instruction {
        client::ClosePosition {
            owner: *owner,
            bond_pool: self.address,
            position: self.position(owner),
            rent_payer: *rent_payer,
        }
        .instruction(client::ClosePositionInstructionArgs { forfeits })
    }
}
