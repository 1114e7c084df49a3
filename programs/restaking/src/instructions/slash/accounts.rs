//! Applies a slash: the accounts of a proposal of any kind, and its effects on them.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ledger::state::opt_in::Side;
use ledger::state::slash_terms::Incident;

use crate::choice::SlashKind;
use crate::error::{RestakingError, refused};
use crate::event::{SlashProposed, emit};
use crate::instructions::opt_in::announce;
use crate::state::{
    ExitBucket, Ncn, NcnAllocation, OperatorDelegation, OperatorRecord, OptIn, SlashProposal, Vault, is_zero,
};

/// The accounts that a slash affects.
#[derive(Accounts)]
pub struct SlashAccounts {
    pub ncn: Account<Ncn>,
    /// The operator's record in the NCN.
    #[account(
        mut,
        constraint = address_eq(&record.ncn, ncn.address()) @ RestakingError::WrongRecord,
        constraint = address_eq(&record.operator, &delegation.operator) @ RestakingError::WrongRecord
    )]
    pub record: Account<OperatorRecord>,
    #[account(mut)]
    pub vault: Account<Vault>,
    /// The vault's delegation to the operator.
    #[account(mut, constraint = address_eq(&delegation.vault, vault.address()) @ RestakingError::WrongDelegation)]
    pub delegation: Account<OperatorDelegation>,
    /// The operator's allocation of it to the NCN.
    #[account(
        mut,
        constraint = address_eq(&allocation.delegation, delegation.address()) @ RestakingError::WrongAllocation,
        constraint = address_eq(&allocation.ncn, ncn.address()) @ RestakingError::WrongAllocation
    )]
    pub allocation: Account<NcnAllocation>,
    /// The opt-in of vault and operator.
    #[account(
        constraint = address_eq(&vault_operator.left, vault.address()) @ RestakingError::WrongOptIn,
        constraint = address_eq(&vault_operator.right, &delegation.operator) @ RestakingError::WrongOptIn
    )]
    pub vault_operator: Account<OptIn>,
    /// The opt-in of operator and NCN.
    #[account(
        constraint = address_eq(&operator_ncn.left, &delegation.operator) @ RestakingError::WrongOptIn,
        constraint = address_eq(&operator_ncn.right, ncn.address()) @ RestakingError::WrongOptIn
    )]
    pub operator_ncn: Account<OptIn>,
    /// The opt-in of vault and NCN, or of vault and parent for an operator set. It limits what the NCN may take.
    #[account(
        mut,
        constraint = address_eq(&vault_ncn.left, vault.address()) @ RestakingError::WrongOptIn,
        constraint = address_eq(&vault_ncn.right, ncn.partner(ncn.address())) @ RestakingError::WrongOptIn
    )]
    pub vault_ncn: Account<OptIn>,
    /// The exit bucket of the vault's epoch, at `["exit_bucket", vault, epoch]`; any account if no exit is in it.
    #[account(mut)]
    pub this_bucket: UncheckedAccount,
    /// The exit bucket of the vault's next epoch; any account if no exit is in it.
    #[account(mut)]
    pub next_bucket: UncheckedAccount,
}

/// The reason and the size of a slash.
pub struct Cause {
    /// Numbers `incident`: the slasher's numbers, or the operator's key numbers for a proven equivocation.
    pub kind: SlashKind,
    /// The number of the operator's incident.
    pub incident: u64,
    /// The fraction of the allocation, in `1/10^18`.
    pub fraction: u64,
    /// The minimum assets to take; the slash is refused below it.
    pub min_stake: u64,
    /// A reason code that the NCN defines.
    pub reason: u64,
    /// A hash of the evidence, or the account of the proof.
    pub evidence: [u8; 32],
    /// When the offense happened.
    pub offense_at: i64,
    /// The reporter; zero if none.
    pub reporter: Address,
}

impl SlashAccounts {
    /// Takes the stake out of the books and records it in the proposal. The first account is the proposal to create,
    /// the second pays for it. No token moves: the vault's account holds the slashed assets until they are restored or
    /// distributed. An issuer that freezes an account therefore cannot stop a slash.
    #[inline(never)]
    pub fn slash(&mut self, cause: &Cause, [view, payer]: &[AccountView; 2], now: i64, slot: u64) -> Result<()> {
        let proposal = &mut SlashProposal::open(*view, payer, self.allocation.address(), cause.kind, cause.incident)?;
        let time = self.vault.ledger.time_at(now);
        let agreed = self.vault_operator.sides.counts(time)
            && self.operator_ncn.sides.counts(now)
            && self.vault_ncn.counts_for(self.ncn.is_set(), time);
        require!(agreed, RestakingError::NoOptIn);
        let policy = *self.ncn.policy_at(now);
        policy.terms.check_fraction(cause.fraction).map_err(refused)?;
        self.vault.ledger.check_offense(&self.delegation.delegation, cause.offense_at, now).map_err(refused)?;
        // A proof is independent of other incidents. Otherwise an operator could delay it with a lesser one.
        let incident = if cause.kind == SlashKind::Incident {
            let latest = Incident { id: self.record.incident, at: self.record.incident_at };
            policy.terms.check_incident(latest, cause.incident, now).map_err(refused)?
        } else {
            Incident { id: self.record.incident, at: self.record.incident_at }
        };

        let before = (self.vault.ledger.books, self.delegation.delegation, self.allocation.allocation);
        let slash = self.take(cause, now)?;
        let mut shares = policy.terms.divide(slash.stake).map_err(refused)?;
        if is_zero(&cause.reporter) {
            (shares.burn, shares.reporter) = (shares.burn + shares.reporter, 0);
        }

        let record = &mut self.record;
        (record.incident, record.incident_at) = (incident.id, incident.at);
        record.slashes += 1;
        proposal.ncn = *self.ncn.address();
        proposal.operator = self.delegation.operator;
        proposal.vault = *self.vault.address();
        proposal.delegation = *self.delegation.address();
        proposal.allocation = *self.allocation.address();
        proposal.resolver = policy.resolver;
        proposal.reporter = cause.reporter;
        proposal.insurance = policy.insurance;
        proposal.redistribution = policy.redistribution;
        proposal.reason = cause.reason;
        proposal.evidence = cause.evidence;
        proposal.offense_at = cause.offense_at;
        proposal.proposed_at = now;
        (proposal.final_from, proposal.final_slot) = policy.terms.final_from(now, slot);
        proposal.fraction = cause.fraction;
        proposal.burn = shares.burn;
        proposal.owed = [shares.reporter, shares.insurance, shares.redistribution];
        proposal.slash = slash;
        if self.vault_ncn.stop_loss.counts() {
            proposal.counted = true.into();
            self.stop(&slash, time, now)?;
        }
        self.announce(proposal, now, before);
        Ok(())
    }

    /// Counts a slash in the vault's stop-loss. If that passes its bound, the vault leaves with the usual notice: the
    /// NCN keeps the stake it relies on, and an inactive curator loses no more than until then.
    #[cold]
    fn stop(&mut self, slash: &ledger::state::slash::Slash, time: i64, now: i64) -> Result<()> {
        let opt_in = &mut self.vault_ncn;
        let passed = opt_in.stop_loss.count(slash, time).map_err(refused)?;
        if !passed || opt_in.sides.check_joined(Side::Left).is_err() {
            return Ok(());
        }
        let before = (opt_in.sides, opt_in.limits);
        opt_in.sides.leave(Side::Left, time, self.vault.ledger.notice_at(now)).map_err(refused)?;
        announce(opt_in, time, before, false)
    }

    /// What a slash of `fraction` takes at `now` if no earlier slash used the NCN's limit in the epoch.
    pub fn due(&self, fraction: u64, now: i64) -> ledger::refusal::Result<u64> {
        let (delegation, allocation) = (&self.delegation.delegation, &self.allocation.allocation);
        let approval = (&self.vault_ncn.limits, &self.vault_ncn.losses);
        self.vault.ledger.due_slash(delegation, allocation, approval, fraction, now)
    }

    /// Takes the stake from the vault, the live buckets, the delegation and the allocation, as the ledger computes it.
    fn take(&mut self, cause: &Cause, now: i64) -> Result<ledger::state::slash::Slash> {
        let exiting = self.vault.ledger.books_at(now).exiting;
        let vault = *self.vault.address();
        let mut first = live_bucket(&self.this_bucket, &vault, exiting[0] > 0)?;
        let mut second = live_bucket(&self.next_bucket, &vault, exiting[1] > 0)?;
        let opt_in = &mut *self.vault_ncn;
        let mut target = ledger::transition::slash::target::Target {
            delegation: &mut self.delegation.delegation,
            allocation: &mut self.allocation.allocation,
            buckets: [first.as_mut().map(|each| &mut each.bucket), second.as_mut().map(|each| &mut each.bucket)],
        };
        let approval = (&opt_in.limits, &mut opt_in.losses);
        self.vault.ledger.propose_slash(&mut target, approval, cause.fraction, cause.min_stake, now).map_err(refused)
    }

    #[inline(always)]
    fn announce(
        &mut self,
        proposal: &Account<SlashProposal>,
        now: i64,
        (books_before, delegation_before, allocation_before): (
            ledger::state::books::Books,
            ledger::state::delegation::Delegation,
            ledger::state::allocation::Allocation,
        ),
    ) {
        emit(SlashProposed {
            vault: *self.vault.address(),
            number: self.vault.next_event(),
            time: now,
            proposal: *proposal.address(),
            ncn: proposal.ncn,
            operator: proposal.operator,
            reporter: proposal.reporter,
            kind: proposal.kind,
            padding: [0; 7],
            incident: proposal.incident,
            reason: proposal.reason,
            evidence: proposal.evidence,
            offense_at: proposal.offense_at,
            final_from: proposal.final_from,
            final_slot: proposal.final_slot,
            fraction: proposal.fraction,
            burn: proposal.burn,
            owed: proposal.owed,
            slash: proposal.slash,
            losses: self.vault_ncn.losses,
            vault_losses: self.vault.ledger.losses,
            delegation_before,
            delegation_after: self.delegation.delegation,
            allocation_before,
            allocation_after: self.allocation.allocation,
            books_before,
            books_after: self.vault.ledger.books,
        });
    }
}

/// Returns the bucket at `account` if the slash needs it. The ledger checks its epoch.
pub(super) fn live_bucket(
    account: &UncheckedAccount,
    vault: &Address,
    needed: bool,
) -> Result<Option<Account<ExitBucket>>> {
    if !needed {
        return Ok(None);
    }
    // SAFETY: the derive refuses an account that is passed twice where one of the two is writable.
    let bucket = unsafe { Account::<ExitBucket>::load_mut(*account.account()) }?;
    require!(address_eq(&bucket.vault, vault), RestakingError::WrongVault);
    Ok(Some(bucket))
}
