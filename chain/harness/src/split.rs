//! Opt-ins, delegations and allocations: builders for the instructions that split stake.

pub use restaking_client::OptInSide as Side;
use restaking_client::{self as client, DelegationAmount, pda};
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;

use crate::Vault;

const SYSTEM: Pubkey = Pubkey::new_from_array([0; 32]);

/// One operator's part of a vault in an NCN, and all the accounts that it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    /// The vault.
    pub vault: Vault,
    /// The operator.
    pub operator: Pubkey,
    /// The NCN.
    pub ncn: Pubkey,
}

impl Split {
    /// What the vault delegates to the operator.
    pub fn delegation(&self) -> Pubkey {
        pda::delegation(&self.vault.address, &self.operator)
    }

    /// What the operator allocates of that to the NCN.
    pub fn allocation(&self) -> Pubkey {
        pda::allocation(&self.delegation(), &self.ncn)
    }

    /// The three opt-ins, each with its parties: vault and operator, operator and NCN, vault and NCN.
    pub fn opt_ins(&self) -> [(Pubkey, Pubkey); 3] {
        let vault = self.vault.address;
        [(vault, self.operator), (self.operator, self.ncn), (vault, self.ncn)]
    }

    /// Opens the delegation; `payer` pays.
    pub fn open_delegation(&self, payer: &Pubkey) -> Instruction {
        client::OpenDelegation {
            payer: *payer,
            vault: self.vault.address,
            operator: self.operator,
            delegation: self.delegation(),
            system_program: SYSTEM,
        }
        .instruction()
    }

    /// Delegates `units`.
    pub fn delegate(&self, curator: &Pubkey, units: u64) -> Instruction {
        self.delegate_amount(curator, DelegationAmount::Units(units))
    }

    /// Delegates basis points of the vault's units.
    pub fn delegate_bps(&self, curator: &Pubkey, bps: u64) -> Instruction {
        self.delegate_amount(curator, DelegationAmount::Bps(bps))
    }

    /// Delegates either.
    pub fn delegate_amount(&self, curator: &Pubkey, amount: DelegationAmount) -> Instruction {
        client::Delegate {
            curator: *curator,
            vault: self.vault.address,
            operator: self.operator,
            delegation: self.delegation(),
            config: pda::config(),
        }
        .instruction(client::DelegateInstructionArgs { amount })
    }

    /// Settles the delegation.
    pub fn settle_delegation(&self) -> Instruction {
        client::SettleDelegation { vault: self.vault.address, delegation: self.delegation() }.instruction()
    }

    /// The same, with other delegations of the vault shown.
    pub fn settle_delegation_beside(&self, others: &[Pubkey]) -> Instruction {
        let others: Vec<AccountMeta> = others.iter().map(|other| AccountMeta::new_readonly(*other, false)).collect();
        client::SettleDelegation { vault: self.vault.address, delegation: self.delegation() }
            .instruction_with_remaining_accounts(&others)
    }

    /// Announces that `units` move to the operator `to`.
    pub fn announce_move(&self, curator: &Pubkey, to: &Pubkey, units: u64) -> Instruction {
        let vault = self.vault.address;
        client::AnnounceMove {
            curator: *curator,
            vault,
            from: self.delegation(),
            to: pda::delegation(&vault, to),
            operator: *to,
            opt_in: pda::opt_in(&vault, to),
            config: pda::config(),
        }
        .instruction(client::AnnounceMoveInstructionArgs { units })
    }

    /// Completes the move to the operator `to`.
    pub fn complete_move(&self, to: &Pubkey) -> Instruction {
        let vault = self.vault.address;
        client::CompleteMove {
            vault,
            from: self.delegation(),
            to: pda::delegation(&vault, to),
            operator: *to,
            opt_in: pda::opt_in(&vault, to),
        }
        .instruction()
    }

    /// Cancels the move to the operator `to`.
    pub fn cancel_move(&self, curator: &Pubkey, to: &Pubkey) -> Instruction {
        let vault = self.vault.address;
        client::CancelMove { curator: *curator, vault, from: self.delegation(), to: pda::delegation(&vault, to) }
            .instruction()
    }

    /// Closes the delegation, which `rent_payer` paid for.
    pub fn close_delegation(&self, rent_payer: &Pubkey) -> Instruction {
        client::CloseDelegation { delegation: self.delegation(), rent_payer: *rent_payer }.instruction()
    }

    /// Opens the allocation; `payer` pays.
    pub fn open_allocation(&self, payer: &Pubkey) -> Instruction {
        client::OpenAllocation {
            payer: *payer,
            delegation: self.delegation(),
            ncn: self.ncn,
            allocation: self.allocation(),
            system_program: SYSTEM,
        }
        .instruction()
    }

    /// Allocates `magnitude` of the delegation's.
    pub fn allocate(&self, allocator: &Pubkey, magnitude: u64) -> Instruction {
        client::Allocate {
            allocator: *allocator,
            operator: self.operator,
            ncn: self.ncn,
            vault: self.vault.address,
            delegation: self.delegation(),
            allocation: self.allocation(),
            config: pda::config(),
        }
        .instruction(client::AllocateInstructionArgs { magnitude })
    }

    /// Settles the allocation.
    pub fn settle_allocation(&self) -> Instruction {
        client::SettleAllocation {
            vault: self.vault.address,
            delegation: self.delegation(),
            allocation: self.allocation(),
        }
        .instruction()
    }

    /// Lets go of what the allocation's pending decrease gives up; the NCN's `admin` signs.
    pub fn release_allocation(&self, admin: &Pubkey) -> Instruction {
        client::ReleaseAllocation {
            admin: *admin,
            config: pda::config(),
            ncn: self.ncn,
            vault: self.vault.address,
            delegation: self.delegation(),
            allocation: self.allocation(),
        }
        .instruction()
    }

    /// Closes the allocation, which `rent_payer` paid for.
    pub fn close_allocation(&self, rent_payer: &Pubkey) -> Instruction {
        client::CloseAllocation { allocation: self.allocation(), rent_payer: *rent_payer }.instruction()
    }
}

/// Returns what stands behind the operator in the NCN that all of `splits` share.
///
/// # Panics
/// If there is no split.
pub fn slashable_stake(splits: &[Split]) -> Instruction {
    certain_stake(splits, 0)
}

/// The same for what is certain to be there until then.
///
/// # Panics
/// If there is no split.
pub fn certain_stake(splits: &[Split], until: i64) -> Instruction {
    let Split { operator, ncn, .. } = splits[0];
    let (opt_in, record) = (pda::opt_in(&operator, &ncn), pda::record(&ncn, &operator));
    client::SlashableStake { ncn, operator, opt_in, record }
        .instruction_with_remaining_accounts(client::SlashableStakeInstructionArgs { until }, &vault_accounts(splits))
}

/// The accounts that tell what stands behind an operator in an NCN in the vaults of `splits`, which are put in order.
pub fn vault_accounts(splits: &[Split]) -> Vec<AccountMeta> {
    let mut splits = splits.to_vec();
    splits.sort_by_key(|split| split.vault.address);
    let each = splits.iter().flat_map(|split| {
        let [(vault, operator), _, (_, ncn)] = split.opt_ins();
        let (with_operator, with_ncn) = (pda::opt_in(&vault, &operator), pda::opt_in(&vault, &ncn));
        [vault, split.delegation(), split.allocation(), with_operator, with_ncn]
    });
    each.map(|address| AccountMeta::new_readonly(address, false)).collect()
}

/// Opens the opt-in of `left` and `right`; `payer` pays.
pub fn open_opt_in(payer: &Pubkey, left: &Pubkey, right: &Pubkey) -> Instruction {
    client::OpenOptIn {
        payer: *payer,
        left: *left,
        right: *right,
        opt_in: pda::opt_in(left, right),
        system_program: SYSTEM,
    }
    .instruction()
}

/// Joins the opt-in of `left` and `right` for the party of `side`, which `admin` speaks for.
pub fn join_opt_in(admin: &Pubkey, left: &Pubkey, right: &Pubkey, side: Side) -> Instruction {
    client::JoinOptIn {
        admin: *admin,
        config: pda::config(),
        left: *left,
        right: *right,
        opt_in: pda::opt_in(left, right),
    }
    .instruction(client::JoinOptInInstructionArgs { side })
}

/// Leaves the opt-in, likewise.
pub fn leave_opt_in(admin: &Pubkey, left: &Pubkey, right: &Pubkey, side: Side) -> Instruction {
    client::LeaveOptIn {
        admin: *admin,
        config: pda::config(),
        left: *left,
        right: *right,
        opt_in: pda::opt_in(left, right),
    }
    .instruction(client::LeaveOptInInstructionArgs { side })
}

/// Sets the most that a vault lets an NCN take, in basis points.
pub fn set_loss_limits(admin: &Pubkey, vault: &Pubkey, ncn: &Pubkey, incident_bps: u64, epoch_bps: u64) -> Instruction {
    client::SetLossLimits {
        admin: *admin,
        config: pda::config(),
        left: *vault,
        right: *ncn,
        opt_in: pda::opt_in(vault, ncn),
    }
    .instruction(client::SetLossLimitsInstructionArgs { incident_bps, epoch_bps })
}

/// Has a vault cover the operator sets of an NCN, or none.
pub fn cover_sets(admin: &Pubkey, vault: &Pubkey, ncn: &Pubkey, covers: bool) -> Instruction {
    client::CoverSets {
        admin: *admin,
        config: pda::config(),
        vault: *vault,
        ncn: *ncn,
        opt_in: pda::opt_in(vault, ncn),
    }
    .instruction(client::CoverSetsInstructionArgs { covers })
}

/// Lets `left`, a vault or an operator that is leaving, go at once; the NCN's `admin` signs.
pub fn release_opt_in(admin: &Pubkey, left: &Pubkey, ncn: &Pubkey) -> Instruction {
    client::ReleaseOptIn { admin: *admin, config: pda::config(), ncn: *ncn, opt_in: pda::opt_in(left, ncn) }
        .instruction()
}

/// Sets at what losses a vault leaves an NCN, in basis points.
pub fn set_stop_loss(admin: &Pubkey, vault: &Pubkey, ncn: &Pubkey, bps: u64) -> Instruction {
    client::SetStopLoss { admin: *admin, vault: *vault, ncn: *ncn, opt_in: pda::opt_in(vault, ncn) }
        .instruction(client::SetStopLossInstructionArgs { bps })
}

/// `instruction` of the operator set `set`, with the vault's opt-in with `parent` in place of one with the set.
pub fn of_set(mut instruction: Instruction, vault: &Pubkey, set: &Pubkey, parent: &Pubkey) -> Instruction {
    let own = pda::opt_in(vault, set);
    for meta in instruction.accounts.iter_mut().filter(|meta| meta.pubkey == own) {
        meta.pubkey = pda::opt_in(vault, parent);
    }
    instruction
}

/// Closes an opt-in that is over, which `rent_payer` paid for.
pub fn close_opt_in(left: &Pubkey, right: &Pubkey, rent_payer: &Pubkey) -> Instruction {
    close_opt_in_by(None, left, right, rent_payer)
}

/// The same, by the vault's admin where the vault has set limits.
pub fn close_opt_in_by(admin: Option<Pubkey>, left: &Pubkey, right: &Pubkey, rent_payer: &Pubkey) -> Instruction {
    let opt_in = pda::opt_in(left, right);
    client::CloseOptIn { admin, left: *left, right: *right, opt_in, rent_payer: *rent_payer }.instruction()
}

/// Names another curator of a vault.
pub fn set_curator(vault: &Vault, curator: &Pubkey) -> Instruction {
    client::SetCurator { admin: vault.creator, vault: vault.address }
        .instruction(client::SetCuratorInstructionArgs { curator: *curator })
}

/// Sets a vault's bounds on its exposure.
pub fn set_exposure(vault: &Vault, max_delegated_bps: u64, max_operator_bps: u64, leverage: u64) -> Instruction {
    client::SetExposure { admin: vault.creator, vault: vault.address }.instruction(client::SetExposureInstructionArgs {
        max_delegated_bps,
        max_operator_bps,
        leverage,
    })
}
