//! Rewards by root: a tree's accounts, and a builder for each instruction that touches it.

use restaking_client::merkle::{Earnings, ListError};
use restaking_client::{self as client, pda};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use crate::token;

const SYSTEM: Pubkey = Pubkey::new_from_array([0; 32]);

/// The addresses of one reward tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RewardTree {
    /// The tree.
    pub address: Pubkey,
    /// The NCN that pays.
    pub ncn: Pubkey,
    /// The mint of what it pays.
    pub mint: Pubkey,
}

impl RewardTree {
    /// The rewards that `ncn` pays in the token of `mint`.
    pub fn new(ncn: Pubkey, mint: Pubkey) -> Self {
        Self { address: pda::reward_tree(&ncn, &mint), ncn, mint }
    }

    /// The token account of what is funded and not claimed.
    pub fn treasury(&self) -> Pubkey {
        pda::treasury(&self.address)
    }

    /// `owner`'s account of the token.
    pub fn tokens_of(&self, owner: &Pubkey) -> Pubkey {
        token::address(owner, &self.mint)
    }

    /// What `earner` has claimed.
    pub fn claim_of(&self, earner: &Pubkey) -> Pubkey {
        pda::reward_claim(&self.address, earner)
    }

    /// `list` as what this tree pays by.
    ///
    /// # Errors
    /// For a list that cannot be paid out.
    pub fn earnings(&self, list: impl IntoIterator<Item = (Pubkey, u64)>) -> Result<Earnings, ListError> {
        Earnings::new(&self.address, list)
    }

    /// Opens the tree; the NCN's admin pays.
    pub fn open(&self, admin: &Pubkey, publisher: &Pubkey, disputer: &Pubkey, delay_seconds: u64) -> Instruction {
        client::OpenRewardTree {
            payer: *admin,
            admin: *admin,
            ncn: self.ncn,
            mint: self.mint,
            tree: self.address,
            treasury: self.treasury(),
            token_program: token::PROGRAM,
            system_program: SYSTEM,
        }
        .instruction(client::OpenRewardTreeInstructionArgs {
            publisher: *publisher,
            disputer: *disputer,
            delay_seconds,
        })
    }

    /// Sets the publisher and the disputer.
    pub fn set_roles(&self, admin: &Pubkey, publisher: &Pubkey, disputer: &Pubkey) -> Instruction {
        client::SetRewardRoles { admin: *admin, ncn: self.ncn, tree: self.address }
            .instruction(client::SetRewardRolesInstructionArgs { publisher: *publisher, disputer: *disputer })
    }

    /// Takes in `amount` of `funder`'s.
    pub fn fund(&self, funder: &Pubkey, amount: u64) -> Instruction {
        client::FundRewardTree {
            funder: *funder,
            tree: self.address,
            treasury: self.treasury(),
            funder_tokens: self.tokens_of(funder),
            token_program: token::PROGRAM,
        }
        .instruction(client::FundRewardTreeInstructionArgs { amount })
    }

    /// Publishes a root, which `publisher` funds out of its own account.
    pub fn publish(&self, publisher: &Pubkey, root: [u8; 32], total: u64) -> Instruction {
        self.publish_with(publisher, publisher, Some(self.tokens_of(publisher)), root, total)
    }

    /// Publishes a root, which `funder` funds out of `funder_tokens`, if there is anything to fund.
    pub fn publish_with(
        &self,
        publisher: &Pubkey,
        funder: &Pubkey,
        funder_tokens: Option<Pubkey>,
        root: [u8; 32],
        total: u64,
    ) -> Instruction {
        client::PublishRoot {
            publisher: *publisher,
            tree: self.address,
            treasury: self.treasury(),
            funder: *funder,
            funder_tokens,
            token_program: token::PROGRAM,
        }
        .instruction(client::PublishRootInstructionArgs { root, total })
    }

    /// Strikes a pending root.
    pub fn strike(&self, disputer: &Pubkey, root: [u8; 32]) -> Instruction {
        client::StrikeRoot { disputer: *disputer, tree: self.address }
            .instruction(client::StrikeRootInstructionArgs { root })
    }

    /// Claims what `earner` has earned, to its own account; it pays for what has to be made.
    pub fn claim(&self, earner: &Pubkey, (cumulative, proof): (u64, Vec<[u8; 32]>)) -> Instruction {
        self.claim_for(earner, earner, &self.tokens_of(earner), (cumulative, proof))
    }

    /// Claims what `earner` has earned to the token account `to`; `claimer` signs, and pays for what has to be made.
    pub fn claim_for(
        &self,
        claimer: &Pubkey,
        earner: &Pubkey,
        to: &Pubkey,
        (cumulative, proof): (u64, Vec<[u8; 32]>),
    ) -> Instruction {
        client::ClaimReward {
            payer: *claimer,
            claimer: *claimer,
            earner: *earner,
            tree: self.address,
            treasury: self.treasury(),
            to: *to,
            claim: self.claim_of(earner),
            token_program: token::PROGRAM,
            system_program: SYSTEM,
        }
        .instruction(client::ClaimRewardInstructionArgs { cumulative, proof })
    }

    /// Lets `claimer` claim for `earner`, the payer of new accounts.
    pub fn set_claimer(&self, earner: &Pubkey, claimer: &Pubkey) -> Instruction {
        client::SetClaimer {
            payer: *earner,
            earner: *earner,
            tree: self.address,
            claim: self.claim_of(earner),
            system_program: SYSTEM,
        }
        .instruction(client::SetClaimerInstructionArgs { new_claimer: *claimer })
    }
}
