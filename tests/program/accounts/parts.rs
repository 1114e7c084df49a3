//! The parties of a vault's opt-ins, and their admins.

use harness::{Split, Vault, slash};
use restaking_client::{PolicyArgs, ProposeSlashInstructionArgs, pda};
use restaking_tests::{EPOCH, GENESIS, id};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use super::world::{PEOPLE, SLASHED_IN};

/// The parties of a vault's opt-ins, and the names of their admins.
#[derive(Clone, Copy)]
pub struct Parts {
    pub vault: Vault,
    pub admin: &'static str,
    pub operator_admin: &'static str,
    pub ncn_admin: &'static str,
    pub curator: &'static str,
    pub allocator: &'static str,
    pub slasher: &'static str,
    pub resolver: &'static str,
    /// The reporter of offenses, the NCN's insurance, and the harmed party: none of them signs.
    pub recipients: [&'static str; 3],
    /// The vault with an operator and an NCN.
    pub first: Split,
    /// The vault with another operator and another NCN.
    pub second: Split,
    /// The other one of the two vaults.
    counterpart: Vault,
}

impl Parts {
    pub fn of(vault: &Vault) -> Self {
        let own = creator_of(vault) == "creator";
        let people = if own { &PEOPLE[4..11] } else { &PEOPLE[11..18] };
        let &[admin, operator_admin, ncn_admin, curator, allocator, slasher, resolver] = people else {
            unreachable!("seven of them")
        };
        let recipients = if own {
            ["reporter", "insurance", "harmed"]
        } else {
            ["other reporter", "other insurance", "other harmed"]
        };
        let split = |index| Split {
            vault: *vault,
            operator: pda::operator(&id(operator_admin), index),
            ncn: pda::ncn(&id(ncn_admin), index),
        };
        let creator = if admin == "creator" { "other creator" } else { "creator" };
        let counterpart = Vault::new(id(creator), 0, vault.asset_mint);
        let (first, second) = (split(0), split(1));
        Self {
            vault: *vault,
            admin,
            operator_admin,
            ncn_admin,
            curator,
            allocator,
            slasher,
            resolver,
            recipients,
            first,
            second,
            counterpart,
        }
    }

    /// The policy of its first NCN, or of the second, with a part for everyone.
    pub fn policy(&self, index: usize) -> PolicyArgs {
        let slasher = [self.slasher, "another NCN's slasher"][index];
        let resolver = [self.resolver, "another NCN's resolver"][index];
        let [_, insurance, harmed] = self.recipients.map(id);
        let usual = slash::policy(&id(slasher), &id(resolver), &insurance, EPOCH);
        PolicyArgs {
            redistribution: harmed,
            burn_bps: 6_500,
            redistribution_bps: 1_000,
            ..slash::with_rule(usual, slash::WHOLE / 20, GENESIS)
        }
    }

    /// What a slasher says of an incident in the epoch of the slashes.
    pub fn cause(&self, incident: u64) -> ProposeSlashInstructionArgs {
        let offense_at = GENESIS + (SLASHED_IN * EPOCH) as i64;
        let twentieth = slash::WHOLE / 20;
        ProposeSlashInstructionArgs { incident, ..slash::args(twentieth, offense_at, &id(self.recipients[0])) }
    }

    /// Another operator with the NCN, and the operator with another NCN.
    pub fn mixed(&self) -> [Split; 2] {
        let Self { first, second, .. } = *self;
        [Split { operator: second.operator, ..first }, Split { ncn: second.ncn, ..first }]
    }

    /// The other vault with the operator and the NCN.
    pub fn foreign(&self) -> Split {
        Split { vault: self.counterpart, ..self.first }
    }

    /// The NCN's tables, from [`Stage::Tabled`] on.
    pub fn tables(&self) -> [Pubkey; 2] {
        [0, 1].map(|index| pda::stake_table(&self.first.ncn, index))
    }

    /// An operator that the vault has no delegation to.
    pub fn idle_operator(&self) -> Pubkey {
        pda::operator(&id(self.operator_admin), 2)
    }
}

/// The vault's creator.
pub fn creator_of(vault: &Vault) -> &'static str {
    if vault.creator == id("creator") { "creator" } else { "other creator" }
}

pub fn paid_by_sponsor(mut instruction: Instruction, slot: usize) -> Instruction {
    instruction.accounts[slot].pubkey = id("sponsor");
    instruction
}
