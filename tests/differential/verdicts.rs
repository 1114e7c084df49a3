//! What resolvers and executors do.

use harness::{Split, token};
use restaking_client::ledger;
use restaking_client::{
    OperatorRecord, OptIn, RestakingError, SLASH_PROPOSAL_DISCRIMINATOR, SlashProposal, SlashStatus, pda,
};
use solana_program::pubkey::Pubkey;

use crate::cast::{Cast, Step, id, step};
use crate::numbers::Numbers;
use crate::pledges;
use crate::slashes::{Buckets, Parts, approval, by_partner, saw_set, with_target};
use crate::state::{Draft, Refused, State, to_client, to_ledger};

/// What a proposal's status says.
pub const OPEN: SlashStatus = SlashStatus::Open;
pub const VETOED: SlashStatus = SlashStatus::Vetoed;
pub const EXECUTED: SlashStatus = SlashStatus::Executed;

/// One of them, if it can be tried.
pub fn act(cast: &mut Cast, state: &State, numbers: &mut Numbers) -> Option<Step> {
    match numbers.below(10) {
        0 | 1 => end(cast, state, numbers, true),
        2..=4 => end(cast, state, numbers, false),
        5 => pay_share(cast, state, numbers),
        6 | 7 => pledges::pledge(cast, state, numbers),
        8 => uncount(cast, state, numbers),
        _ => pledges::withdraw(cast, state, numbers),
    }
}

/// One of the proposals of this status, with what it stands in.
pub fn proposal(
    cast: &Cast,
    state: &State,
    numbers: &mut Numbers,
    is: impl Fn(&SlashProposal) -> bool,
) -> Option<(Pubkey, SlashProposal, Split)> {
    let mut all = state.all::<SlashProposal>(SLASH_PROPOSAL_DISCRIMINATOR);
    all.retain(|(_, proposal)| is(proposal) || numbers.once_in(30));
    let (at, proposal) = numbers.one_of(&all)?;
    let vault = *cast.vaults.iter().find(|vault| vault.address == proposal.vault)?;
    let split = Split { vault, operator: proposal.operator, ncn: proposal.ncn };
    Some((at, proposal, split))
}

/// Takes a slash off the stop-loss of its vault: one that was vetoed and counted, if there is one.
fn uncount(cast: &Cast, state: &State, numbers: &mut Numbers) -> Option<Step> {
    let likely = |proposal: &SlashProposal| proposal.status == VETOED && proposal.counted;
    let (at, _, split) = proposal(cast, state, numbers, likely)?;
    let instruction = by_partner(state, &split, split.uncount_slash(&at));
    Some(step("uncount_slash", instruction, move |draft| {
        let proposal: SlashProposal = draft.read(&at)?;
        let opt_in_at = approval(&draft.read(&split.ncn)?, &split);
        let opt_in: OptIn = draft.read(&opt_in_at)?;
        if proposal.status != VETOED || !proposal.counted {
            return Err(RestakingError::NotCounted.into());
        }
        let mut stop: ledger::state::stop_loss::StopLoss = to_ledger(&opt_in.stop_loss);
        stop.uncount(&to_ledger(&proposal.slash), proposal.proposed_at)?;
        draft.write(&at, &SlashProposal { counted: false, ..proposal });
        let (stop_loss, events) = (to_client(&stop), opt_in.events + 1);
        draft.write(&opt_in_at, &OptIn { stop_loss, events, ..opt_in });
        Ok(())
    }))
}

/// Vetoes a proposal, or executes it.
fn end(cast: &Cast, state: &State, numbers: &mut Numbers, vetoes: bool) -> Option<Step> {
    // At times one of which the slots fall short: it can be vetoed still, and not be executed.
    let (now, slot, falls_short) = (state.now, state.slot, numbers.once_in(3));
    let likely = |proposal: &SlashProposal| {
        let fits = if falls_short {
            now >= proposal.final_from && slot < proposal.final_slot
        } else {
            is_final(proposal, now, slot) != vetoes
        };
        proposal.status == OPEN && fits
    };
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

/// Whether it can no longer be vetoed: its time has come, and so has its slot.
pub fn is_final(proposal: &SlashProposal, now: i64, slot: u64) -> bool {
    now >= proposal.final_from && slot >= proposal.final_slot
}

/// An open proposal, and the buckets that it took from.
fn open(draft: &Draft<'_>, at: &Pubkey, split: &Split, vetoes: bool) -> Result<(SlashProposal, Buckets), Refused> {
    let proposal: SlashProposal = draft.read(at)?;
    if proposal.status != OPEN {
        return Err(RestakingError::SlashClosed.into());
    }
    let (now, slot) = (draft.now(), draft.slot());
    let times = [now, proposal.final_from].map(i64::unsigned_abs);
    match (vetoes, is_final(&proposal, now, slot)) {
        (true, true) => return Err(Refused::Program(RestakingError::Final, Some(times))),
        (false, false) if now < proposal.final_from => {
            return Err(Refused::Program(RestakingError::NotFinal, Some(times)));
        }
        (false, false) => {
            return Err(Refused::Program(RestakingError::TooFewSlots, Some([slot, proposal.final_slot])));
        }
        _ => {}
    }
    let slash: ledger::state::slash::Slash = to_ledger(&proposal.slash);
    let buckets = Buckets::read(draft, &split.vault, slash.epoch, [slash.took_from(0), slash.took_from(1)])?;
    Ok((proposal, buckets))
}

fn veto(draft: &mut Draft<'_>, at: &Pubkey, split: &Split) -> Result<(), Refused> {
    let parts = Parts::read(draft, split)?;
    let (proposal, buckets) = open(draft, at, split, true)?;
    let (slash, record): (ledger::state::slash::Slash, _) = (to_ledger(&proposal.slash), parts.record.clone());
    with_target(draft, split, parts, buckets, |ledger, target, now| ledger.veto_slash(target, &slash, now))?;
    if slash.took_from(0) || slash.took_from(1) {
        draft.saw("a veto that gave back to exits");
    }
    if draft.now() >= proposal.final_from {
        draft.saw("a veto after a chain stood still");
    }
    saw_set(draft, split, "a veto of an operator set's slash")?;
    draft.write(at, &SlashProposal { status: VETOED, burn: 0, owed: [0; 3], ..proposal });
    let vetoed = record.vetoed + 1;
    draft.write(&pda::record(&split.ncn, &split.operator), &OperatorRecord { vetoed, ..record });
    Ok(())
}

fn execute(draft: &mut Draft<'_>, at: &Pubkey, split: &Split, paid: [Pubkey; 3]) -> Result<(), Refused> {
    let parts = Parts::read(draft, split)?;
    let (mut proposal, buckets) = open(draft, at, split, false)?;
    let (slash, record): (ledger::state::slash::Slash, _) = (to_ledger(&proposal.slash), parts.record.clone());
    let recipients = [proposal.reporter, proposal.insurance, proposal.redistribution];
    let takes: Vec<usize> =
        (0..3).filter(|place| proposal.owed[*place] > 0 && paid[*place] == recipients[*place]).collect();
    let (burn, owed, pledged) = (proposal.burn, proposal.owed, proposal.pledged);
    with_target(draft, split, parts, buckets, |ledger, target, now| {
        ledger.execute_slash(target, &slash, pledged, now)?;
        ledger.pay_out_slash(burn)?;
        takes.iter().try_for_each(|place| ledger.pay_out_slash(owed[*place]))
    })?;
    if slash.took_from(0) || slash.took_from(1) {
        draft.saw("an execution of what was taken from exits");
    }
    if pledged > 0 {
        draft.saw("an execution that restored");
    }
    let till = split.vault.asset_account;
    draft.burn(&split.vault.asset_mint, &till, burn)?;
    if burn > 0 && split.vault.asset_program != token::PROGRAM {
        draft.saw("a burn of a Token-2022 asset that was slashed");
    }
    saw_set(draft, split, "an execution of an operator set's slash")?;
    for place in takes {
        draft.transfer(&till, &split.vault.assets_of(&paid[place]), owed[place])?;
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
    let place = numbers.below(3) as usize;
    let recipients = [proposal.reporter, proposal.insurance, proposal.redistribution];
    let recipient = recipients.get(place).copied().filter(|recipient| *recipient != Pubkey::default());
    let own = recipient.filter(|_| !numbers.once_in(4)).unwrap_or_else(|| id("alice"));
    let till = split.vault.asset_account;
    let to = split.vault.assets_of(&own);
    let instruction = split.pay_slash_share(&at, (place as u8).into(), &own);
    Some(step("pay_slash_share", instruction, move |draft| {
        let mut proposal: SlashProposal = draft.read(&at)?;
        let owed = proposal.owed.get(place).copied().unwrap_or_default();
        if proposal.status != EXECUTED || owed == 0 {
            return Err(RestakingError::NothingOwed.into());
        }
        if recipient != Some(own) {
            return Err(RestakingError::WrongRecipient.into());
        }
        proposal.owed[place] = 0;
        draft.saw("a share that waited");
        draft.vault(&split.vault.address, |ledger, _| ledger.pay_out_slash(owed))?;
        draft.transfer(&till, &to, owed)?;
        draft.write(&at, &proposal);
        Ok(())
    }))
}
