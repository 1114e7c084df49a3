//! Rewards by captured stake: an offer's accounts, and a builder for each instruction that touches it.

use restaking_client::{self as client, pda};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use crate::{Vault, token};

const SYSTEM: Pubkey = Pubkey::new_from_array([0; 32]);

/// The addresses of one reward offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RewardOffer {
    /// The offer.
    pub address: Pubkey,
    /// The NCN, with the tables that divide it.
    pub ncn: Pubkey,
    /// The mint of the reward.
    pub mint: Pubkey,
}

/// What a share is of: an operator's capture for a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Captured {
    /// The table.
    pub table: Pubkey,
    /// The operator.
    pub operator: Pubkey,
    /// The captor.
    pub captor: Pubkey,
}

impl RewardOffer {
    /// Offer `index` of `ncn`, in the token of `mint`.
    pub fn new(ncn: Pubkey, mint: Pubkey, index: u64) -> Self {
        Self { address: pda::reward_offer(&ncn, index), ncn, mint }
    }

    /// The token account of what is funded and not paid.
    pub fn treasury(&self) -> Pubkey {
        pda::offer_treasury(&self.address)
    }

    /// Opens the offer; `funder` pays and funds it.
    pub fn open(
        &self,
        admin: &Pubkey,
        funder: &Pubkey,
        amount: u64,
        times: [i64; 2],
        claim_seconds: u64,
    ) -> Instruction {
        client::OpenRewardOffer {
            payer: *funder,
            admin: *admin,
            funder: *funder,
            ncn: self.ncn,
            mint: self.mint,
            offer: self.address,
            treasury: self.treasury(),
            funder_tokens: token::address(funder, &self.mint),
            token_program: token::PROGRAM,
            system_program: SYSTEM,
        }
        .instruction(client::OpenRewardOfferInstructionArgs {
            amount,
            from: times[0],
            until: times[1],
            claim_seconds,
        })
    }

    /// Attributes to a table what has accrued.
    pub fn attribute(&self, table: &Pubkey) -> Instruction {
        client::AttributeReward { offer: self.address, ncn: self.ncn, table: *table }.instruction()
    }

    /// Claims the share of `vault` into its stream.
    pub fn claim(&self, of: &Captured, vault: &Vault) -> Instruction {
        client::ClaimRewardShare {
            offer: self.address,
            treasury: self.treasury(),
            table: of.table,
            capture: of.address(),
            operator: of.operator,
            record: pda::record(&self.ncn, &of.operator),
            config: pda::config(),
            vault: vault.address,
            asset_account: vault.asset_account,
            token_program: token::PROGRAM,
        }
        .instruction()
    }

    /// Claims the share of `vault` into place `place` of its bond pool.
    pub fn claim_to_pool(&self, of: &Captured, vault: &Pubkey, place: u8) -> Instruction {
        let bond_pool = pda::bond_pool(vault);
        client::ClaimPositionShare {
            offer: self.address,
            treasury: self.treasury(),
            table: of.table,
            capture: of.address(),
            operator: of.operator,
            record: pda::record(&self.ncn, &of.operator),
            vault: *vault,
            bond_pool,
            pool_treasury: pda::reward_treasury(&bond_pool, place),
            token_program: token::PROGRAM,
        }
        .instruction()
    }

    /// Pays `operator` its commission, to the token account of `wallet`, which does not sign.
    pub fn collect(&self, operator: &Pubkey, wallet: &Pubkey) -> Instruction {
        self.collect_to(operator, None, &token::address(wallet, &self.mint))
    }

    /// Pays `operator` its commission to the token account `to`, which the wallet names where it signs.
    pub fn collect_to(&self, operator: &Pubkey, wallet: Option<Pubkey>, to: &Pubkey) -> Instruction {
        client::CollectRewardCommission {
            offer: self.address,
            treasury: self.treasury(),
            operator: *operator,
            record: pda::record(&self.ncn, operator),
            wallet,
            recipient_tokens: *to,
            token_program: token::PROGRAM,
        }
        .instruction()
    }

    /// Closes the offer, which `funder` paid for and funded.
    pub fn close(&self, funder: &Pubkey) -> Instruction {
        self.close_to(None, &token::address(funder, &self.mint), funder)
    }

    /// Closes the offer; what is left goes to the token account `to`, which the funder names where it signs.
    pub fn close_to(&self, funder: Option<Pubkey>, to: &Pubkey, rent_payer: &Pubkey) -> Instruction {
        client::CloseRewardOffer {
            ncn: self.ncn,
            offer: self.address,
            treasury: self.treasury(),
            funder,
            funder_tokens: *to,
            rent_payer: *rent_payer,
            token_program: token::PROGRAM,
        }
        .instruction()
    }
}

impl Captured {
    /// The capture.
    pub fn address(&self) -> Pubkey {
        pda::capture(&self.table, &self.operator, &self.captor)
    }
}
