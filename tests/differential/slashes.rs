//! What slashers do, and anyone with a proof of two votes.

use harness::split::of_set;
use harness::{Split, Vault};
use restaking_client::ledger;
use restaking_client::ledger::state::breaker::{LossLimits, Losses};
use restaking_client::ledger::state::delayed::Delayed;
use restaking_client::ledger::state::exit_bucket::Bucket;
use restaking_client::ledger::state::opt_in::Side;
use restaking_client::ledger::state::slash_terms::{Incident, SlashTerms};
use restaking_client::ledger::state::stop_loss::StopLoss;
use restaking_client::ledger::state::vault::VaultLedger;
use restaking_client::ledger::transition::slash::target::Target;
use restaking_client::{
    EQUIVOCATION_DISCRIMINATOR, Equivocation, ExitBucket, Ncn, NcnAllocation, OperatorDelegation, OperatorRecord,
    OptIn, ProposeSlashInstructionArgs, RestakingError, SLASH_PROPOSAL_DISCRIMINATOR, SlashKind, SlashPolicy,
    SlashProposal, pda,
};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use crate::cast::{Cast, Step, id, step};
use crate::numbers::Numbers;
use crate::state::{Draft, Refused, State, blank, to_client, to_ledger};

/// One of them, if it can be tried.
pub fn act(cast: &mut Cast, state: &State, numbers: &mut Numbers) -> Option<Step> {
    if numbers.once_in(3) { prove(cast, state, numbers) } else { propose(cast, state, numbers) }
}

/// Why a slash is proposed, as the program has it.
struct Cause {
    kind: SlashKind,
    incident: u64,
    fraction: u64,
    min_stake: u64,
    reason: u64,
    evidence: [u8; 32],
    offense_at: i64,
    reporter: Pubkey,
    payer: Pubkey,
}

/// How an NCN slashes at `now`.
pub fn policy_at(ncn: &Ncn, now: i64) -> SlashPolicy {
    if now >= ncn.policy_from { ncn.next_policy.clone() } else { ncn.policy.clone() }
}

/// Whether an NCN could slash this part now, were it not for limits and cooldowns.
pub fn is_exposed(state: &State, split: &Split) -> bool {
    let stake = || {
        let delegation = to_ledger(&state.find::<OperatorDelegation>(&split.delegation())?.delegation);
        let allocation = to_ledger(&state.find::<NcnAllocation>(&split.allocation())?.allocation);
        state.ledger(&split.vault.address).slashable_stake(&delegation, &allocation, state.now).ok()
    };
    let agree = |at: Pubkey| {
        let opt_in: Option<OptIn> = state.find(&at);
        opt_in.is_some_and(|opt_in| to_ledger::<ledger::state::opt_in::Sides>(&opt_in.sides).counts(state.now))
    };
    let [first, second, _] = split.opt_ins().map(|(left, right)| pda::opt_in(&left, &right));
    let third = approval(&state.read(&split.ncn), split);
    stake().is_some_and(|stake| stake > 0) && [first, second, third].into_iter().all(agree)
}

/// The opt-in by which a vault lets an NCN slash it: an operator set has its parent's.
pub fn approval(ncn: &Ncn, split: &Split) -> Pubkey {
    let partner = if is_set(ncn) { ncn.parent } else { split.ncn };
    pda::opt_in(&split.vault.address, &partner)
}

pub fn is_set(ncn: &Ncn) -> bool {
    ncn.parent != Pubkey::default()
}

/// `instruction` with the opt-in that counts for an operator set.
pub fn by_partner(state: &State, split: &Split, instruction: Instruction) -> Instruction {
    let ncn: Ncn = state.read(&split.ncn);
    if is_set(&ncn) { of_set(instruction, &split.vault.address, &split.ncn, &ncn.parent) } else { instruction }
}

/// Notes what an operator set did.
pub fn saw_set(draft: &mut Draft<'_>, split: &Split, sight: &'static str) -> Result<(), Refused> {
    if is_set(&draft.read(&split.ncn)?) {
        draft.saw(sight);
    }
    Ok(())
}

/// A part that an NCN can slash, if one comes up soon.
pub fn exposed(cast: &Cast, state: &State, numbers: &mut Numbers) -> Split {
    let mut split = cast.split_or_set(numbers);
    for _ in 0..8 {
        if is_exposed(state, &split) {
            break;
        }
        split = cast.split_or_set(numbers);
    }
    split
}

fn propose(cast: &mut Cast, state: &State, numbers: &mut Numbers) -> Option<Step> {
    let (split, admin) = (exposed(cast, state, numbers), cast.admin);
    if !is_exposed(state, &split) && !numbers.once_in(8) {
        return None;
    }
    let record: OperatorRecord = state.read(&pda::record(&split.ncn, &split.operator));
    // An incident has one slash of each vault.
    let incident = if numbers.once_in(3) { record.incident } else { record.incident + 1 + cast.nonce() };
    let terms = policy_at(&state.read(&split.ncn), state.now).terms;
    let fraction = match numbers.below(8) {
        // Little of the vault in focus, so that many slashes find something.
        2..=7 if cast.focus.is_some() => terms.min_fraction.max(numbers.amount(terms.max_fraction / 32)),
        0 => numbers.part(ledger::state::books::UNITS),
        1 => terms.max_fraction,
        _ => terms.min_fraction.max(numbers.amount(terms.max_fraction)),
    };
    let args = ProposeSlashInstructionArgs {
        incident,
        fraction,
        min_stake: u64::from(numbers.once_in(12)) * numbers.amount(1 << 40),
        reason: numbers.below(10),
        evidence: [numbers.below(256) as u8; 32],
        offense_at: match numbers.below(24) {
            0 => state.now + 1,
            1..=4 => state.now - numbers.below(2_500) as i64,
            _ => state.now - numbers.below(800) as i64,
        },
        reporter: if numbers.once_in(3) { Pubkey::default() } else { id("reporter") },
    };
    let epoch = state.ledger(&split.vault.address).epoch_at(state.now);
    let instruction = by_partner(state, &split, split.propose_slash(&admin, epoch, args.clone()));
    let cause = Cause {
        kind: SlashKind::Incident,
        incident,
        fraction: args.fraction,
        min_stake: args.min_stake,
        reason: args.reason,
        evidence: args.evidence,
        offense_at: args.offense_at,
        reporter: args.reporter,
        payer: admin,
    };
    Some(step("propose_slash", instruction, move |draft| slash(draft, &split, epoch, &cause)))
}

/// Slashes a proven equivocation. A proof that is not there yet is put there by [`Cast`] beforehand.
fn prove(cast: &Cast, state: &State, numbers: &mut Numbers) -> Option<Step> {
    let proofs = state.all::<Equivocation>(EQUIVOCATION_DISCRIMINATOR);
    let mut tried = None;
    for _ in 0..6 {
        let ((at, proof), vault) = (numbers.one_of(&proofs)?, cast.vault(numbers));
        let split = Split { vault, operator: proof.operator, ncn: proof.ncn };
        let is_new = !state.accounts.contains_key(&pda::slash(&split.allocation(), 1, proof.number));
        tried = Some((at, proof, split));
        if is_new && is_exposed(state, &split) {
            break;
        }
    }
    let ((at, proof, split), payer) = (tried?, cast.admin);
    let vault = split.vault;
    let epoch = state.ledger(&vault.address).epoch_at(state.now);
    let instruction = by_partner(state, &split, split.slash_equivocation(&payer, &at, proof.number, epoch));
    Some(step("slash_equivocation", instruction, move |draft| {
        let ncn: Ncn = draft.read(&split.ncn)?;
        let parts = Parts::read(draft, &split)?;
        opt_ins(draft, &split)?;
        let fraction = policy_at(&ncn, draft.now()).terms.equivocation_fraction;
        if fraction == 0 {
            return Err(RestakingError::NoRule.into());
        }
        let ledger: VaultLedger = to_ledger(&draft.read::<restaking_client::Vault>(&vault.address)?.ledger);
        let [_, _, opt_in] = opt_ins(draft, &split)?;
        let approval = (&to_ledger(&opt_in.limits), &to_ledger(&opt_in.losses));
        let (delegation, allocation) =
            (to_ledger(&parts.delegation.delegation), to_ledger(&parts.allocation.allocation));
        let due = ledger.due_slash(&delegation, &allocation, approval, fraction, draft.now())?;
        let cause = Cause {
            kind: SlashKind::Equivocation,
            incident: proof.number,
            fraction,
            min_stake: due.div_ceil(2),
            reason: proof.kind.into(),
            evidence: at.to_bytes(),
            offense_at: proof.offense_at,
            reporter: proof.reporter,
            payer,
        };
        slash(draft, &split, epoch, &cause)
    }))
}

/// The accounts that a slash reaches beside the vault's.
pub struct Parts {
    pub record: OperatorRecord,
    delegation: OperatorDelegation,
    allocation: NcnAllocation,
}

impl Parts {
    pub fn read(draft: &Draft<'_>, split: &Split) -> Result<Self, Refused> {
        Ok(Self {
            record: draft.read(&pda::record(&split.ncn, &split.operator))?,
            delegation: draft.read(&split.delegation())?,
            allocation: draft.read(&split.allocation())?,
        })
    }
}

/// The opt-ins that a slash asks for: of vault and operator, of operator and NCN, of vault and NCN or its parent.
fn opt_ins(draft: &Draft<'_>, split: &Split) -> Result<[OptIn; 3], Refused> {
    let [first, second, _] = split.opt_ins().map(|(left, right)| draft.read(&pda::opt_in(&left, &right)));
    Ok([first?, second?, draft.read(&approval(&draft.read(&split.ncn)?, split))?])
}

/// The two buckets from `epoch` on, as far as they are `needed`.
pub struct Buckets([Option<(Pubkey, ExitBucket, Bucket)>; 2]);

impl Buckets {
    pub fn read(draft: &Draft<'_>, vault: &Vault, epoch: u64, needed: [bool; 2]) -> Result<Self, Refused> {
        let read = |place: usize| {
            let at = vault.bucket(epoch + place as u64);
            let account: ExitBucket = draft.read(&at)?;
            let bucket = to_ledger(&account.bucket);
            Ok::<_, Refused>((at, account, bucket))
        };
        Ok(Self([needed[0].then(|| read(0)).transpose()?, needed[1].then(|| read(1)).transpose()?]))
    }

    fn write(self, draft: &mut Draft<'_>) {
        for (at, account, bucket) in self.0.into_iter().flatten() {
            draft.write(&at, &ExitBucket { bucket: to_client(&bucket), ..account });
        }
    }
}

/// Does `transition` with what a slash of `split` reaches.
pub fn with_target<R>(
    draft: &mut Draft<'_>,
    split: &Split,
    parts: Parts,
    mut buckets: Buckets,
    transition: impl FnOnce(&mut VaultLedger, &mut Target<'_>, i64) -> ledger::refusal::Result<R>,
) -> Result<R, Refused> {
    let mut delegation = to_ledger(&parts.delegation.delegation);
    let mut allocation = to_ledger(&parts.allocation.allocation);
    let done = draft.vault(&split.vault.address, |ledger, now| {
        let [first, second] = &mut buckets.0;
        let mut target = Target {
            delegation: &mut delegation,
            allocation: &mut allocation,
            buckets: [first.as_mut().map(|each| &mut each.2), second.as_mut().map(|each| &mut each.2)],
        };
        transition(ledger, &mut target, now)
    })?;
    let delegation = OperatorDelegation { delegation: to_client(&delegation), ..parts.delegation };
    draft.write(&split.delegation(), &delegation);
    draft.write(&split.allocation(), &NcnAllocation { allocation: to_client(&allocation), ..parts.allocation });
    buckets.write(draft);
    Ok(done)
}

/// What the program does with every proposal.
fn slash(draft: &mut Draft<'_>, split: &Split, epoch: u64, cause: &Cause) -> Result<(), Refused> {
    let (now, vault) = (draft.now(), &split.vault);
    let proposal_at = pda::slash(&split.allocation(), cause.kind.byte(), cause.incident);
    let parts = Parts::read(draft, split)?;
    let opt_ins = opt_ins(draft, split)?;
    if draft.find::<SlashProposal>(&proposal_at).is_some() {
        return Err(RestakingError::AlreadySlashed.into());
    }
    if parts.allocation.allocation.open_slashes > 0 {
        draft.saw("a slash beside an open one of the same stake");
    }
    let ncn: Ncn = draft.read(&split.ncn)?;
    let policy = policy_at(&ncn, now);
    let terms: SlashTerms = to_ledger(&policy.terms);
    let ledger: VaultLedger = to_ledger(&draft.read::<restaking_client::Vault>(&vault.address)?.ledger);
    let time = ledger.time_at(now);
    let agreed = |(opt_in, time): (&OptIn, i64)| to_ledger::<ledger::state::opt_in::Sides>(&opt_in.sides).counts(time);
    if !opt_ins.iter().zip([time, now, time]).all(agreed) {
        return Err(RestakingError::NoOptIn.into());
    }
    let [_, _, opt_in] = opt_ins;
    if is_set(&ncn) && to_ledger::<Delayed>(&opt_in.sets).at(time) != 1 {
        return Err(RestakingError::NoOptIn.into());
    }
    terms.check_fraction(cause.fraction)?;
    ledger.check_offense(&to_ledger(&parts.delegation.delegation), cause.offense_at, now)?;
    if now.abs_diff(cause.offense_at) > ledger.epoch_seconds {
        draft.saw("an offense that an open slash kept young");
    }
    let latest = Incident { id: parts.record.incident, at: parts.record.incident_at };
    let incident =
        if cause.kind == SlashKind::Incident { terms.check_incident(latest, cause.incident, now)? } else { latest };

    let exiting = ledger.books_at(now).exiting;
    let buckets = Buckets::read(draft, vault, epoch, exiting.map(|assets| assets > 0))?;
    let record = parts.record.clone();
    let (limits, mut losses): (LossLimits, Losses) = (to_ledger(&opt_in.limits), to_ledger(&opt_in.losses));
    let slash = with_target(draft, split, parts, buckets, |ledger, target, now| {
        ledger.propose_slash(target, (&limits, &mut losses), cause.fraction, cause.min_stake, now)
    })?;
    if slash.took_from(0) || slash.took_from(1) {
        draft.saw("a slash that took from exits");
    }
    if cause.kind == SlashKind::Equivocation {
        draft.saw("a proof that was slashed");
    }
    let mut shares = terms.divide(slash.stake)?;
    if cause.reporter == Pubkey::default() {
        (shares.burn, shares.reporter) = (shares.burn + shares.reporter, 0);
    }
    let opt_in = OptIn { losses: to_client(&losses), ..opt_in };
    let (opt_in, counted) = stopped(draft, split, opt_in, &slash, time)?;
    draft.write(&approval(&ncn, split), &opt_in);
    saw_set(draft, split, "a slash by an operator set")?;
    let slashes = record.slashes + 1;
    let record = OperatorRecord { incident: incident.id, incident_at: incident.at, slashes, ..record };
    draft.write(&pda::record(&split.ncn, &split.operator), &record);
    let (final_from, final_slot) = terms.final_from(now, draft.slot());
    let proposal = SlashProposal {
        kind: cause.kind,
        counted,
        ncn: split.ncn,
        operator: split.operator,
        vault: vault.address,
        delegation: split.delegation(),
        allocation: split.allocation(),
        rent_payer: cause.payer,
        resolver: policy.resolver,
        reporter: cause.reporter,
        insurance: policy.insurance,
        redistribution: policy.redistribution,
        incident: cause.incident,
        reason: cause.reason,
        evidence: cause.evidence,
        offense_at: cause.offense_at,
        proposed_at: now,
        final_from,
        final_slot,
        fraction: cause.fraction,
        burn: shares.burn,
        owed: [shares.reporter, shares.insurance, shares.redistribution],
        slash: to_client(&slash),
        ..blank(SlashProposal::LEN, SLASH_PROPOSAL_DISCRIMINATOR)
    };
    draft.open(&proposal_at, &proposal)
}

/// What the vault's stop-loss makes of a slash: whether it counts it, and whether the vault leaves by it.
fn stopped(
    draft: &mut Draft<'_>,
    split: &Split,
    opt_in: OptIn,
    slash: &ledger::state::slash::Slash,
    time: i64,
) -> Result<(OptIn, bool), Refused> {
    let mut stop: StopLoss = to_ledger(&opt_in.stop_loss);
    if !stop.counts() {
        return Ok((opt_in, false));
    }
    let passed = stop.count(slash, time)?;
    let mut sides: ledger::state::opt_in::Sides = to_ledger(&opt_in.sides);
    let mut events = opt_in.events;
    if passed && sides.check_joined(Side::Left).is_ok() {
        let ledger: VaultLedger = to_ledger(&draft.read::<restaking_client::Vault>(&split.vault.address)?.ledger);
        sides.leave(Side::Left, time, ledger.notice_at(draft.now()))?;
        events += 1;
        draft.saw("a vault that left by its stop-loss");
    }
    Ok((OptIn { sides: to_client(&sides), stop_loss: to_client(&stop), events, ..opt_in }, true))
}
