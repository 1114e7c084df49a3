//! Slashes a false root in one vault, by a call of the core. Permissionless.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use bridge_ledger::incident;
use ncn_kit::program::accounts;
use ncn_kit::program::calls;
use ncn_kit::program::policies;
use restaking::choice::{SlashKind, SlashStatus};
use restaking::instructions::slash::SlashArgs;
use restaking::state::{Ncn, SlashPolicy, SlashProposal};

use crate::error::{BridgeError, refused};
use crate::event::{FalseRootSlashed, emit};
use crate::state::{Bridge, FalseRoot};

/// The reason code of a proven false root in the core's proposal; that of an adjudicated one is one higher.
pub const FALSE_ROOT: u64 = 1;

/// Accounts of `slash_false_root`: those of the core's `propose_slash` follow the proof. The core checks them. After all, the vetoed
/// proposals of the proof's incident for the allocation, in their order.
#[derive(Accounts)]
pub struct SlashFalseRoot {
    /// Pays for the proposal's account.
    #[account(mut)]
    pub payer: Signer,
    /// The slasher of the NCN's policy, which signs.
    pub bridge: Account<Bridge>,
    #[account(mut, constraint = address_eq(&false_root.bridge, bridge.address()) @ BridgeError::WrongFalseRoot)]
    pub false_root: Account<FalseRoot>,
    #[account(address = bridge.ncn @ BridgeError::WrongNcn)]
    pub ncn: UncheckedAccount,
    /// The operator's record in the NCN.
    #[account(mut)]
    pub record: UncheckedAccount,
    #[account(mut)]
    pub vault: UncheckedAccount,
    /// The vault's delegation to the operator.
    #[account(mut)]
    pub delegation: UncheckedAccount,
    /// The operator's allocation of it to the NCN.
    #[account(mut)]
    pub allocation: UncheckedAccount,
    /// The opt-in of vault and operator.
    pub vault_operator: UncheckedAccount,
    /// The opt-in of operator and NCN.
    pub operator_ncn: UncheckedAccount,
    /// The opt-in of vault and NCN.
    #[account(mut)]
    pub vault_ncn: UncheckedAccount,
    /// The exit bucket of the vault's epoch.
    #[account(mut)]
    pub this_bucket: UncheckedAccount,
    /// The exit bucket of the vault's next epoch.
    #[account(mut)]
    pub next_bucket: UncheckedAccount,
    /// The proposal, created by the core.
    #[account(mut)]
    pub proposal: UncheckedAccount,
    pub system_program: Program<System>,
    /// The core.
    #[account(address = restaking::ID @ BridgeError::NotCore)]
    pub restaking_program: UncheckedAccount,
}

impl SlashFalseRoot {
    /// Proposes the slash. It can be vetoed by the policy's resolver during the challenge window, and is executed after it. A policy
    /// that became milder since the offense bounds it. Where an adjudicator stated the truth, the resolver is another, and the policy
    /// gives it the rules' time. A veto forgives its own false root, and not the others of the incident: those pass it in `vetoed`.
    pub fn slash_false_root(&mut self, vetoed: &[AccountView]) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        self.check_operator()?;
        let incident = self.incident_after(vetoed)?;
        let false_root = &self.false_root;
        let is_adjudicated = !address_eq(&false_root.adjudicator, &Address::default());
        let policy = self.policy(now)?;
        if is_adjudicated {
            // One judges, another may object, and there is time for it.
            require!(!address_eq(&policy.resolver, &false_root.adjudicator), BridgeError::SameJudge);
            self.bridge
                .rules
                .at(false_root.offense_at)
                .check_challenge(&policies::figures(&policy))
                .map_err(refused)?;
        }
        let args = SlashArgs {
            fraction: false_root.fraction.min(policy.terms.max_fraction),
            min_stake: 1,
            reason: FALSE_ROOT + u64::from(is_adjudicated),
            evidence: false_root.address().to_bytes(),
            offense_at: false_root.offense_at,
            reporter: false_root.reporter,
        };
        let bridge = &self.bridge;
        let accounts = [
            self.payer.account(),
            bridge.account(),
            self.ncn.account(),
            self.record.account(),
            self.vault.account(),
            self.delegation.account(),
            self.allocation.account(),
            self.vault_operator.account(),
            self.operator_ncn.account(),
            self.vault_ncn.account(),
            self.this_bucket.account(),
            self.next_bucket.account(),
            self.proposal.account(),
            self.system_program.account(),
        ];
        let seeds: [&[u8]; 3] = [Bridge::SEED, bridge.ncn.as_ref(), &[bridge.bump]];
        let min_stake = calls::propose_slash(&accounts, incident, &args, now, &seeds)?;
        let false_root = &mut self.false_root;
        false_root.slashes += 1;
        emit(FalseRootSlashed {
            false_root: *false_root.address(),
            number: false_root.slashes + 1,
            time: now,
            vault: *self.vault.address(),
            operator: false_root.operator,
            proposal: *self.proposal.address(),
            fraction: args.fraction,
            min_stake,
        });
        Ok(())
    }

    /// The incident's number after its `vetoed` slashes of the allocation, of which none was of this proof.
    fn incident_after(&self, vetoed: &[AccountView]) -> Result<u64> {
        let (first, evidence) = (self.false_root.incident, self.false_root.address().to_bytes());
        let mut number = first;
        for (place, view) in vetoed.iter().enumerate() {
            let proposal = Account::<SlashProposal>::load(*view)?;
            let is_next = proposal.kind == SlashKind::Incident
                && proposal.incident == number
                && address_eq(&proposal.allocation, self.allocation.address());
            require!(is_next && proposal.status == SlashStatus::Vetoed, BridgeError::NotVetoed);
            require!(proposal.evidence != evidence, BridgeError::Forgiven);
            number = incident::attempt(first, place as u64 + 1);
        }
        Ok(number)
    }

    /// The NCN's policy in force.
    fn policy(&self, now: i64) -> Result<SlashPolicy> {
        Ok(*Account::<Ncn>::load(*self.ncn.account())?.policy_at(now))
    }

    /// Refuses the delegation to another operator than the proof's.
    fn check_operator(&self) -> Result<()> {
        let delegate = accounts::operator_of_delegation(*self.delegation.account())?;
        require!(address_eq(&delegate, &self.false_root.operator), BridgeError::WrongFalseRoot);
        Ok(())
    }
}
