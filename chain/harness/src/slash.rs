//! Slashes: builders for the instructions that propose, veto and execute them, and for what bounds them.

use restaking_client::{self as client, PolicyArgs, asset, pda};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use crate::{Split, Vault, token};

const SYSTEM: Pubkey = Pubkey::new_from_array([0; 32]);

/// The whole of a fraction.
pub const WHOLE: u64 = 1_000_000_000_000_000_000;

/// A policy of an NCN that does not slash.
pub fn no_policy(slasher: &Pubkey) -> PolicyArgs {
    PolicyArgs {
        slasher: *slasher,
        resolver: Pubkey::default(),
        insurance: Pubkey::default(),
        redistribution: Pubkey::default(),
        challenge_seconds: 0,
        min_fraction: 0,
        max_fraction: 0,
        cooldown_seconds: 0,
        burn_bps: 10_000,
        reporter_bps: 0,
        insurance_bps: 0,
        redistribution_bps: 0,
        equivocation_fraction: 0,
        height_zero: 0,
        height_millis: 0,
    }
}

/// The same policy with a rule: `fraction` for two votes at one height, of which there is one each second from `zero` on.
pub fn with_rule(policy: PolicyArgs, fraction: u64, zero: i64) -> PolicyArgs {
    PolicyArgs { equivocation_fraction: fraction, height_zero: zero, height_millis: 1_000, ..policy }
}

/// A policy with the default split, 75% burned, 5% the reporter's, 20% the insurance's, and a time to veto.
pub fn policy(slasher: &Pubkey, resolver: &Pubkey, insurance: &Pubkey, challenge_seconds: u64) -> PolicyArgs {
    PolicyArgs {
        resolver: *resolver,
        insurance: *insurance,
        challenge_seconds,
        max_fraction: WHOLE,
        burn_bps: 7_500,
        reporter_bps: 500,
        insurance_bps: 2_000,
        ..no_policy(slasher)
    }
}

/// Announces how an NCN will slash.
pub fn set_policy(admin: &Pubkey, ncn: &Pubkey, policy_args: PolicyArgs) -> Instruction {
    client::SetSlashPolicy { admin: *admin, config: pda::config(), ncn: *ncn }
        .instruction(client::SetSlashPolicyInstructionArgs { policy_args })
}

/// Sets the most that slashes may take from a vault, in basis points.
pub fn set_breaker(vault: &Vault, incident_bps: u64, epoch_bps: u64) -> Instruction {
    client::SetBreaker { admin: vault.creator, vault: vault.address }
        .instruction(client::SetBreakerInstructionArgs { incident_bps, epoch_bps })
}

/// Jails an operator in an NCN until a time, or releases it at zero.
pub fn set_jail(slasher: &Pubkey, ncn: &Pubkey, operator: &Pubkey, until: i64, reason: u64) -> Instruction {
    client::SetJail { slasher: *slasher, ncn: *ncn, record: pda::record(ncn, operator) }
        .instruction(client::SetJailInstructionArgs { until, reason })
}

/// What a slasher says: all of it, at `offense_at`, for `reporter`.
pub fn args(fraction: u64, offense_at: i64, reporter: &Pubkey) -> client::ProposeSlashInstructionArgs {
    client::ProposeSlashInstructionArgs {
        incident: 0,
        fraction,
        min_stake: 1,
        reason: 1,
        evidence: [7; 32],
        offense_at,
        reporter: *reporter,
    }
}

impl Split {
    /// The slasher's slash of this part for `incident`.
    pub fn proposal(&self, incident: u64) -> Pubkey {
        pda::slash(&self.allocation(), 0, incident)
    }

    /// Proposes a slash in the vault's `epoch`; the slasher pays.
    pub fn propose_slash(
        &self,
        slasher: &Pubkey,
        epoch: u64,
        args: client::ProposeSlashInstructionArgs,
    ) -> Instruction {
        let [vault_operator, operator_ncn, vault_ncn] = self.opt_ins().map(|(left, right)| pda::opt_in(&left, &right));
        client::ProposeSlash {
            payer: *slasher,
            slasher: *slasher,
            ncn: self.ncn,
            record: pda::record(&self.ncn, &self.operator),
            vault: self.vault.address,
            delegation: self.delegation(),
            allocation: self.allocation(),
            vault_operator,
            operator_ncn,
            vault_ncn,
            this_bucket: self.vault.bucket(epoch),
            next_bucket: self.vault.bucket(epoch + 1),
            proposal: self.proposal(args.incident),
            system_program: SYSTEM,
        }
        .instruction(args)
    }

    /// Takes `proposal`, which was vetoed, off the vault's stop-loss. Anyone may send it.
    pub fn uncount_slash(&self, proposal: &Pubkey) -> Instruction {
        let [_, _, (vault, ncn)] = self.opt_ins();
        client::UncountSlash { proposal: *proposal, ncn: self.ncn, opt_in: pda::opt_in(&vault, &ncn) }.instruction()
    }

    /// Vetoes `proposal`, which was made in the vault's `epoch`.
    pub fn veto_slash(&self, resolver: &Pubkey, proposal: &Pubkey, epoch: u64) -> Instruction {
        client::VetoSlash {
            resolver: *resolver,
            proposal: *proposal,
            record: pda::record(&self.ncn, &self.operator),
            vault: self.vault.address,
            delegation: self.delegation(),
            allocation: self.allocation(),
            this_bucket: self.vault.bucket(epoch),
            next_bucket: self.vault.bucket(epoch + 1),
        }
        .instruction()
    }

    /// Executes `proposal`, made in the vault's `epoch`, for the token accounts of the reporter, the insurance and the
    /// harmed party.
    pub fn execute_slash(&self, proposal: &Pubkey, epoch: u64, recipients: [Pubkey; 3]) -> Instruction {
        let [reporter, insurance, redistribution] = recipients.map(|owner| self.vault.assets_of(&owner));
        let mut execute = client::ExecuteSlash {
            proposal: *proposal,
            record: pda::record(&self.ncn, &self.operator),
            vault: self.vault.address,
            delegation: self.delegation(),
            allocation: self.allocation(),
            this_bucket: self.vault.bucket(epoch),
            next_bucket: self.vault.bucket(epoch + 1),
            asset_account: self.vault.asset_account,
            asset_mint: self.vault.asset_mint,
            reporter_assets: reporter,
            insurance_assets: insurance,
            redistribution_assets: redistribution,
            token_program: token::PROGRAM,
        }
        .instruction();
        execute.accounts.extend(asset::trailing_program(&self.vault.asset_program));
        execute
    }

    /// Pledges `amount` for `proposal` out of the pledger's associated account; the pledger pays for the pledge's account as well.
    pub fn pledge(&self, proposal: &Pubkey, pledger: &Pubkey, amount: u64) -> Instruction {
        self.vault.moving(
            client::Pledge {
                payer: *pledger,
                pledger: *pledger,
                proposal: *proposal,
                vault: self.vault.address,
                asset_account: self.vault.asset_account,
                pledger_assets: self.vault.assets_of(pledger),
                pledge: pda::pledge(proposal, pledger),
                token_program: token::PROGRAM,
                system_program: SYSTEM,
            }
            .instruction(client::PledgeInstructionArgs { amount }),
        )
    }

    /// Ends the pledge of `pledger` for `proposal`, into its associated account; without a signature.
    pub fn withdraw_pledge(&self, proposal: &Pubkey, pledger: &Pubkey) -> Instruction {
        self.vault.moving(
            client::WithdrawPledge {
                proposal: *proposal,
                vault: self.vault.address,
                asset_account: self.vault.asset_account,
                pledge: pda::pledge(proposal, pledger),
                pledger: None,
                pledger_assets: self.vault.assets_of(pledger),
                rent_payer: *pledger,
                token_program: token::PROGRAM,
            }
            .instruction(),
        )
    }

    /// Pays `share_of` of `proposal`, the owner `recipient`, what it is still owed.
    pub fn pay_slash_share(
        &self,
        proposal: &Pubkey,
        share_of: client::SlashRecipient,
        recipient: &Pubkey,
    ) -> Instruction {
        self.vault.moving(
            client::PaySlashShare {
                proposal: *proposal,
                vault: self.vault.address,
                asset_account: self.vault.asset_account,
                recipient: None,
                recipient_assets: self.vault.assets_of(recipient),
                token_program: token::PROGRAM,
            }
            .instruction(client::PaySlashShareInstructionArgs { share_of }),
        )
    }
}
