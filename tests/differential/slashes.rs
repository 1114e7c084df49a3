//! What slashers, reporters, resolvers and executors do.

use harness::{Split, Vault};
use restaking_client::exact::ledger::{self, Bucket, Incident, LossLimits, Losses, SlashTerms, Target, VaultLedger};
use restaking_client::{
    EQUIVOCATION_DISCRIMINATOR, Equivocation, ExitBucket, Ncn, NcnAllocation, OperatorDelegation, OperatorRecord,
    OptIn, ProposeSlashInstructionArgs, RestakingError, SLASH_PROPOSAL_DISCRIMINATOR, SlashPolicy, SlashProposal, pda,
};
use solana_program::pubkey::Pubkey;

use crate::cast::{Cast, Step, id, step};
use crate::numbers::Numbers;
use crate::state::{Draft, Refused, State, blank, to_client, to_ledger};

/// What a proposal's status says.
const OPEN: u8 = 0;
const VETOED: u8 = 1;
const EXECUTED: u8 = 2;

/// One of them, if it can be tried.
pub fn act(cast: &mut Cast, state: &State, numbers: &mut Numbers) -> Option<Step> {
    match numbers.below(8) {
        0 | 1 => Some(propose(cast, state, numbers)),
        2 => prove(cast, state, numbers),
        3 | 4 => end(cast, state, numbers, true),
        5 | 6 => end(cast, state, numbers, false),
        _ => pay_share(cast, state, numbers),
    }
}

/// Why a slash is proposed, as the program has it.
struct Cause {
    kind: u8,
    incident: u64,
    fraction: u64,
    min_stake: u64,
    reason: u64,
    evidence: [u8; 32],
    offence_at: i64,
    reporter: Pubkey,
    payer: Pubkey,
}

fn policy_at(ncn: &Ncn, now: i64) -> SlashPolicy {
    if now >= ncn.policy_from { ncn.next_policy.clone() } else { ncn.policy.clone() }
}

/// A part that an NCN can slash, if one comes up soon.
fn exposed(cast: &Cast, state: &State, numbers: &mut Numbers) -> Split {
    let agreed = |split: &Split| {
        let opt_ins = split.agreements().map(|(left, right)| state.read::<OptIn>(&pda::opt_in(&left, &right)));
        opt_ins.iter().all(|opt_in| to_ledger::<ledger::Agreement>(&opt_in.agreement).counts(state.now))
    };
    let stake = |split: &Split| {
        let delegation = to_ledger(&state.find::<OperatorDelegation>(&split.delegation())?.delegation);
        let allocation = to_ledger(&state.find::<NcnAllocation>(&split.allocation())?.allocation);
        state.ledger(&split.vault.address).slashable_stake(&delegation, &allocation, state.now).ok()
    };
    let mut split = cast.split(numbers);
    for _ in 0..8 {
        if stake(&split).is_some_and(|stake| stake > 0) && agreed(&split) {
            break;
        }
        split = cast.split(numbers);
    }
    split
}

fn propose(cast: &mut Cast, state: &State, numbers: &mut Numbers) -> Step {
    let (split, admin) = (exposed(cast, state, numbers), cast.admin);
    let record: OperatorRecord = state.read(&pda::record(&split.ncn, &split.operator));
    // An incident has one slash of each vault.
    let incident = if numbers.once_in(3) { record.incident } else { record.incident + 1 + cast.nonce() };
    let most = ledger::UNITS >> numbers.below(6);
    let args = ProposeSlashInstructionArgs {
        incident,
        fraction: numbers.part(most),
        min_stake: u64::from(numbers.once_in(12)) * numbers.amount(1 << 40),
        reason: numbers.below(10),
        evidence: [numbers.below(256) as u8; 32],
        offence_at: state.now - numbers.below(1_200) as i64 + i64::from(numbers.once_in(12)),
        reporter: if numbers.once_in(3) { Pubkey::default() } else { id("reporter") },
    };
    let epoch = state.ledger(&split.vault.address).epoch_at(state.now);
    let instruction = split.propose_slash(&admin, epoch, args.clone());
    let cause = Cause {
        kind: 0,
        incident,
        fraction: args.fraction,
        min_stake: args.min_stake,
        reason: args.reason,
        evidence: args.evidence,
        offence_at: args.offence_at,
        reporter: args.reporter,
        payer: admin,
    };
    step("propose_slash", instruction, move |draft| slash(draft, &split, epoch, &cause))
}

/// Slashes a proven equivocation. A proof that is not there yet is put there by [`Cast`] beforehand.
fn prove(cast: &Cast, state: &State, numbers: &mut Numbers) -> Option<Step> {
    let (at, proof) = numbers.one_of(&state.all::<Equivocation>(EQUIVOCATION_DISCRIMINATOR))?;
    let (vault, payer) = (cast.vault(numbers), cast.admin);
    let split = Split { vault, operator: proof.operator, ncn: proof.ncn };
    let epoch = state.ledger(&vault.address).epoch_at(state.now);
    let instruction = split.slash_equivocation(&payer, &at, proof.number, epoch);
    let proposal_at = pda::slash(&split.allocation(), 1, proof.number);
    Some(step("slash_equivocation", instruction, move |draft| {
        if draft.find::<SlashProposal>(&proposal_at).is_some() {
            return Err(Refused::Account);
        }
        let ncn: Ncn = draft.read(&split.ncn)?;
        let parts = Parts::read(draft, &split)?;
        let fraction = policy_at(&ncn, draft.now()).terms.equivocation_fraction;
        if fraction == 0 {
            return Err(RestakingError::NoRule.into());
        }
        let ledger: VaultLedger = to_ledger(&draft.read::<restaking_client::Vault>(&vault.address)?.ledger);
        let approval = (&to_ledger(&parts.opt_in.limits), &to_ledger(&parts.opt_in.losses));
        let (delegation, allocation) =
            (to_ledger(&parts.delegation.delegation), to_ledger(&parts.allocation.allocation));
        let due = ledger.due_slash(&delegation, &allocation, approval, fraction, draft.now())?;
        let cause = Cause {
            kind: 1,
            incident: proof.number,
            fraction,
            min_stake: due.div_ceil(2),
            reason: proof.kind.into(),
            evidence: at.to_bytes(),
            offence_at: proof.offence_at,
            reporter: proof.reporter,
            payer,
        };
        slash(draft, &split, epoch, &cause)
    }))
}

/// The accounts that a slash reaches beside the vault's.
struct Parts {
    record: OperatorRecord,
    delegation: OperatorDelegation,
    allocation: NcnAllocation,
    opt_in: OptIn,
}

impl Parts {
    fn read(draft: &Draft<'_>, split: &Split) -> Result<Self, Refused> {
        Ok(Self {
            record: draft.read(&pda::record(&split.ncn, &split.operator))?,
            delegation: draft.read(&split.delegation())?,
            allocation: draft.read(&split.allocation())?,
            opt_in: draft.read(&pda::opt_in(&split.vault.address, &split.ncn))?,
        })
    }
}

/// The two buckets from `epoch` on, as far as they are `needed`.
struct Buckets([Option<(Pubkey, ExitBucket, Bucket)>; 2]);

impl Buckets {
    fn read(draft: &Draft<'_>, vault: &Vault, epoch: u64, needed: [bool; 2]) -> Result<Self, Refused> {
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
fn with_target<R>(
    draft: &mut Draft<'_>,
    split: &Split,
    parts: Parts,
    mut buckets: Buckets,
    transition: impl FnOnce(&mut VaultLedger, &mut Target<'_>, i64) -> ledger::Result<R>,
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
    let proposal_at = pda::slash(&split.allocation(), cause.kind, cause.incident);
    if draft.find::<SlashProposal>(&proposal_at).is_some() {
        return Err(Refused::Account);
    }
    let parts = Parts::read(draft, split)?;
    if parts.allocation.allocation.open_slashes > 0 {
        draft.saw("a slash beside an open one of the same stake");
    }
    let policy = policy_at(&draft.read(&split.ncn)?, now);
    let terms: SlashTerms = to_ledger(&policy.terms);
    let ledger: VaultLedger = to_ledger(&draft.read::<restaking_client::Vault>(&vault.address)?.ledger);
    let time = ledger.time_at(now);
    for ((left, right), time) in split.agreements().into_iter().zip([time, now, time]) {
        let agreement: ledger::Agreement = to_ledger(&draft.read::<OptIn>(&pda::opt_in(&left, &right))?.agreement);
        if !agreement.counts(time) {
            return Err(RestakingError::NoAgreement.into());
        }
    }
    terms.check_fraction(cause.fraction)?;
    ledger.check_offence(cause.offence_at, now)?;
    let latest = Incident { id: parts.record.incident, at: parts.record.incident_at };
    let incident = if cause.kind == 0 { terms.check_incident(latest, cause.incident, now)? } else { latest };

    let exiting = ledger.books_at(now).exiting;
    let buckets = Buckets::read(draft, vault, epoch, exiting.map(|assets| assets > 0))?;
    let (record, opt_in) = (parts.record.clone(), parts.opt_in.clone());
    let (limits, mut losses): (LossLimits, Losses) = (to_ledger(&opt_in.limits), to_ledger(&opt_in.losses));
    let slash = with_target(draft, split, parts, buckets, |ledger, target, now| {
        ledger.propose_slash(target, (&limits, &mut losses), cause.fraction, cause.min_stake, now)
    })?;
    if slash.took_from(0) || slash.took_from(1) {
        draft.saw("a slash that took from exits");
    }
    if cause.kind == 1 {
        draft.saw("a proof that was slashed");
    }
    let mut shares = terms.divide(slash.stake)?;
    if cause.reporter == Pubkey::default() {
        (shares.burn, shares.reporter) = (shares.burn + shares.reporter, 0);
    }
    draft.transfer(&vault.asset_account, &vault.escrow(), slash.stake)?;
    draft.write(&pda::opt_in(&vault.address, &split.ncn), &OptIn { losses: to_client(&losses), ..opt_in });
    let slashes = record.slashes + 1;
    let record = OperatorRecord { incident: incident.id, incident_at: incident.at, slashes, ..record };
    draft.write(&pda::record(&split.ncn, &split.operator), &record);
    let proposal = SlashProposal {
        kind: cause.kind,
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
        offence_at: cause.offence_at,
        proposed_at: now,
        final_from: terms.final_from(now),
        fraction: cause.fraction,
        burn: shares.burn,
        owed: [shares.reporter, shares.insurance, shares.redistribution],
        slash: to_client(&slash),
        ..blank(SlashProposal::LEN, SLASH_PROPOSAL_DISCRIMINATOR)
    };
    draft.open(&proposal_at, &proposal)
}

/// One of the proposals of this status, with what it stands in.
fn proposal(
    cast: &Cast,
    state: &State,
    numbers: &mut Numbers,
    is: impl Fn(&SlashProposal) -> bool,
) -> Option<(Pubkey, SlashProposal, Split)> {
    let mut all = state.all::<SlashProposal>(SLASH_PROPOSAL_DISCRIMINATOR);
    all.retain(|(_, proposal)| is(proposal) || numbers.once_in(200));
    let (at, proposal) = numbers.one_of(&all)?;
    let vault = *cast.vaults.iter().find(|vault| vault.address == proposal.vault)?;
    let split = Split { vault, operator: proposal.operator, ncn: proposal.ncn };
    Some((at, proposal, split))
}

/// Vetoes a proposal, or executes it.
fn end(cast: &Cast, state: &State, numbers: &mut Numbers, vetoes: bool) -> Option<Step> {
    let now = state.now;
    let likely = |proposal: &SlashProposal| proposal.status == OPEN && (now < proposal.final_from) == vetoes;
    let (at, proposal, split) = proposal(cast, state, numbers, likely)?;
    let epoch = proposal.slash.epoch;
    if vetoes {
        let resolver = if proposal.resolver == Pubkey::default() { cast.admin } else { proposal.resolver };
        if resolver != proposal.resolver {
            return None;
        }
        let instruction = split.veto_slash(&resolver, &at, epoch);
        return Some(step("veto_slash", instruction, move |draft| veto(draft, &at, &split)));
    }
    // Somebody else's account is passed at times, and the share waits.
    let paid = [proposal.reporter, proposal.insurance, proposal.redistribution]
        .map(|recipient| if recipient == Pubkey::default() { id("reporter") } else { recipient })
        .map(|recipient| if numbers.once_in(3) { id("alice") } else { recipient });
    let instruction = split.execute_slash(&at, epoch, paid);
    Some(step("execute_slash", instruction, move |draft| execute(draft, &at, &split, paid)))
}

/// An open proposal, and the buckets that it took from.
fn open(draft: &Draft<'_>, at: &Pubkey, split: &Split, vetoes: bool) -> Result<(SlashProposal, Buckets), Refused> {
    let proposal: SlashProposal = draft.read(at)?;
    if proposal.status != OPEN {
        return Err(RestakingError::SlashClosed.into());
    }
    let (now, from) = (draft.now(), proposal.final_from);
    if (now < from) != vetoes {
        let error = if vetoes { RestakingError::Final } else { RestakingError::NotFinal };
        return Err(Refused::Program(error, Some([now.unsigned_abs(), from.unsigned_abs()])));
    }
    let slash: ledger::Slash = to_ledger(&proposal.slash);
    let buckets = Buckets::read(draft, &split.vault, slash.epoch, [slash.took_from(0), slash.took_from(1)])?;
    Ok((proposal, buckets))
}

fn veto(draft: &mut Draft<'_>, at: &Pubkey, split: &Split) -> Result<(), Refused> {
    let parts = Parts::read(draft, split)?;
    let (proposal, buckets) = open(draft, at, split, true)?;
    let (slash, record): (ledger::Slash, _) = (to_ledger(&proposal.slash), parts.record.clone());
    with_target(draft, split, parts, buckets, |ledger, target, now| ledger.veto_slash(target, &slash, now))?;
    if slash.took_from(0) || slash.took_from(1) {
        draft.saw("a veto that gave back to exits");
    }
    draft.transfer(&split.vault.escrow(), &split.vault.asset_account, slash.stake)?;
    draft.write(at, &SlashProposal { status: VETOED, burn: 0, owed: [0; 3], ..proposal });
    let vetoed = record.vetoed + 1;
    draft.write(&pda::record(&split.ncn, &split.operator), &OperatorRecord { vetoed, ..record });
    Ok(())
}

fn execute(draft: &mut Draft<'_>, at: &Pubkey, split: &Split, paid: [Pubkey; 3]) -> Result<(), Refused> {
    let parts = Parts::read(draft, split)?;
    let (mut proposal, buckets) = open(draft, at, split, false)?;
    let (slash, record): (ledger::Slash, _) = (to_ledger(&proposal.slash), parts.record.clone());
    let recipients = [proposal.reporter, proposal.insurance, proposal.redistribution];
    let takes: Vec<usize> =
        (0..3).filter(|place| proposal.owed[*place] > 0 && paid[*place] == recipients[*place]).collect();
    let (burn, owed) = (proposal.burn, proposal.owed);
    with_target(draft, split, parts, buckets, |ledger, target, now| {
        ledger.execute_slash(target, &slash, now)?;
        ledger.pay_out_slash(burn)?;
        takes.iter().try_for_each(|place| ledger.pay_out_slash(owed[*place]))
    })?;
    if slash.took_from(0) || slash.took_from(1) {
        draft.saw("an execution of what was taken from exits");
    }
    let escrow = split.vault.escrow();
    draft.burn(&split.vault.asset_mint, &escrow, burn)?;
    for place in takes {
        draft.transfer(&escrow, &split.vault.assets_of(&paid[place]), owed[place])?;
        proposal.owed[place] = 0;
    }
    draft.write(at, &SlashProposal { status: EXECUTED, ..proposal });
    let executed = record.executed + 1;
    draft.write(&pda::record(&split.ncn, &split.operator), &OperatorRecord { executed, ..record });
    Ok(())
}

/// Pays a share that could not be paid at the execution.
fn pay_share(cast: &Cast, state: &State, numbers: &mut Numbers) -> Option<Step> {
    let waits = |proposal: &SlashProposal| proposal.status == EXECUTED && proposal.owed != [0; 3];
    let (at, proposal, split) = proposal(cast, state, numbers, waits)?;
    let place = numbers.below(4) as usize;
    let recipients = [proposal.reporter, proposal.insurance, proposal.redistribution];
    let recipient = recipients.get(place).copied().filter(|recipient| *recipient != Pubkey::default());
    let (own, escrow) = (recipient.unwrap_or_else(|| id("alice")), split.vault.escrow());
    let to = split.vault.assets_of(&own);
    let instruction = split.pay_slash_share(&at, place as u8, &own);
    Some(step("pay_slash_share", instruction, move |draft| {
        let mut proposal: SlashProposal = draft.read(&at)?;
        let owed = proposal.owed.get(place).copied().unwrap_or_default();
        if proposal.status != EXECUTED || owed == 0 {
            return Err(RestakingError::NothingOwed.into());
        }
        proposal.owed[place] = 0;
        draft.saw("a share that waited");
        draft.vault(&split.vault.address, |ledger, _| ledger.pay_out_slash(owed))?;
        draft.transfer(&escrow, &to, owed)?;
        draft.write(&at, &proposal);
        Ok(())
    }))
}
